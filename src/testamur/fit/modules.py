"""One part of a programme on its own: what is known of the part, and the place it would take."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from testamur.catalogue import Offering, Reading
from testamur.fit.advice import Module
from testamur.fit.candidate import Candidate, valued
from testamur.fit.case import Case
from testamur.fit.constraints import Standing, answers, standing
from testamur.fit.placing import Placing, placed
from testamur.fit.policy import Span

# What is said of the whole and holds for a part: for whom, by whom and in which manner it is given.
_SHARED: Final = frozenset(
    (
        "audience_roles",
        "days_per_week",
        "eligibility",
        "eligible_licences",
        "education_required",
        "board_required",
        "health_domain",
        "hours_per_week",
        "languages",
        "open_to_all",
        "pacing",
        "programming_required",
        "recognised_at",
        "requirement",
        "starts",
    )
)
# What is said of one part becomes its whole.
_OF_A_PART: Final = {"price_per_course": "price", "length_per_module": "length", "hours_per_course": "hours"}


def part_of(offering: Offering) -> Offering:
    """Return one part of an offering as an offering; what is known of the whole alone is not known of the part."""
    kept = [claim for claim in offering.claim if claim.field in _SHARED or claim.field.startswith("domain.")]
    own = [replace(c, field=_OF_A_PART[c.field]) for c in offering.claim if c.field in _OF_A_PART]
    return replace(offering, claim=(*kept, *own))


def modules(cases: Iterable[Case], placing: Placing) -> tuple[Module, ...]:
    """Return the parts said to be usable alone that no constraint rules out, in the places they would take."""
    found = sorted(_modules(cases, placing), key=lambda module: (module.place, module.offering))
    return tuple(found)


def _modules(cases: Iterable[Case], placing: Placing) -> Iterator[Module]:
    for case in cases:
        alone = case.facts.shown("parts_usable_alone")
        if not alone.is_known:
            continue
        part = replace(case, facts=replace(case.facts, offering=part_of(case.facts.offering)))
        found = answers(part)
        if standing(found) is not Standing.NOT:
            text = "; ".join(alone.value) if isinstance(alone.value, tuple) else str(alone.value)
            yield _module(Candidate(part, found, valued(part)), text, placing)


def _module(part: Candidate, text: str, placing: Placing) -> Module:
    offering = part.offering
    rest = [one for one in placing.candidates if one.offering.id != offering.id]
    together = placed([*rest, part], placing.weights)
    place = 1 + [together.key(i) for i in together.order].index(offering.id)
    row = [together.key(i) for i in range(len(together.candidates))].index(offering.id)
    value = Span(*(float(end[row] @ together.counted) for end in (together.low, together.high)))
    price, weeks = part.case.facts.reading("price"), part.case.facts.reading("weeks")
    sentence = f"Said to be usable alone: {text}. On what is known of it, it would be in place {place}."
    return Module(offering.id, offering.name, text, place, value, _named(price), _named(weeks), sentence)


def _named(reading: Reading) -> Reading:
    return replace(reading, derivation=reading.derivation or "of one part")
