"""The guide's answer in words, as the page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from testamur.catalogue import Classified, Offering, Reading, classified, source_of
from testamur.fit import Advice, Fit, Reason, SetAside, Standing
from testamur.site.public.said import Named, link
from testamur.site.public.wording import CRITERIA, SITUATION
from testamur.site.records.facts import amount
from testamur.site.records.models import ProgrammeEdition
from testamur.site.records.table import Cell, Row, number, rows

IN_FULL: Final = 5
"""How many fits are shown with their reasons; the table has all."""
NOTABLE: Final = 0.1
"""From this share of first places on, an offering counts as one that could come first."""


def title(answer: Advice) -> str:
    """Return the answer in one sentence."""
    counsel = answer.counsel
    names = _names(answer)
    if not answer.fits:
        return gettext("Nothing in the catalogue fits what you asked for.")
    if counsel.kind == "pair" and len(counsel.offerings) > 1:
        first, second = (names[key] for key in counsel.offerings[:2])
        return gettext("Two together: %(first)s, and %(second)s.") % {"first": first, "second": second}
    if counsel.kind == "module" and counsel.module:
        return gettext("One part is enough: %(part)s, of %(name)s.") % {
            "part": counsel.module.part,
            "name": counsel.module.name,
        }
    if counsel.kind == "none" and counsel.instead:
        return gettext("None of them, for now. There is something better to do.")
    return _of_first(answer)


def _of_first(answer: Advice) -> str:
    first = answer.fits[0].name
    if answer.confidence == "clear":
        return gettext("%(name)s fits best, and clearly.") % {"name": first}
    if answer.confidence == "leaning":
        return gettext("Leaning towards %(name)s.") % {"name": first}
    count = sum(one.first_share >= NOTABLE for one in answer.fits)
    if count < 2:
        return gettext("Open: what is known does not settle which fits best.")
    return gettext("Open: %(count)d could come first.") % {"count": count}


def _names(answer: Advice) -> dict[str, str]:
    fits = {one.offering: one.name for one in answer.fits}
    return fits | {one.offering: one.name for one in answer.set_aside}


def lead(answer: Advice) -> str:
    """Return what to do, and what would make the first place surer."""
    if not answer.fits:
        nothing = gettext(
            "Every offering is ruled out by a fact, or nothing is confirmed about it. See below which."
        )
        return answer.counsel.sentence or nothing
    first = answer.fits[0]
    said = answer.counsel.sentence or gettext("%(name)s comes first most often.") % {"name": first.name}
    if answer.counsel.kind != "list" or not first.confirm:
        return said
    return f"{said} " + gettext("First learn of %(name)s: %(fact)s.") % {
        "name": first.name,
        "fact": first.confirm[0],
    }


def announced(answer: Advice) -> str:
    """Return what is said aloud once the weights have settled."""
    if not answer.fits:
        return title(answer)
    first = answer.fits[0]
    words = {"name": first.name, "share": first.first_share * 100, "title": title(answer)}
    return gettext("%(title)s First: %(name)s, in %(share).0f of 100 draws.") % words


@dataclass(frozen=True, slots=True)
class Why:
    """One reason with its grade and where it stands."""

    sentence: str
    grade: str
    sources: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One fit as the page shows it."""

    fit: Fit
    reading: str
    share: str
    rubric: Classified
    behind: str
    why_not: tuple[str, ...]
    grades: tuple[str, ...]
    pros: tuple[Why, ...]
    cons: tuple[Why, ...]
    unknown: tuple[str, ...]
    programmes: Sequence[ProgrammeEdition]


def line(one: Fit, offering: Offering, programmes: Sequence[ProgrammeEdition], answer: Advice) -> Line:
    """Return a fit with its reasons, its doubts and what runs here in its format."""
    behind = {other.offering: other.sentences for other in answer.against}
    return Line(
        fit=one,
        reading=gettext("Value %(low).2f to %(high).2f, expected %(expected).2f")
        % {"low": one.value.low, "high": one.value.high, "expected": one.expected},
        share=f"{one.first_share:.0%}",
        rubric=classified(offering, at=answer.at),
        behind=_behind(one, answer),
        why_not=behind.get(one.offering, ()),
        grades=tuple(sorted({claim.grade for value in one.values for claim in value.claims})),
        pros=tuple(_why(one, reason) for reason in one.reasons if reason.direction == "for"),
        cons=tuple(_why(one, reason) for reason in one.reasons if reason.direction == "against"),
        unknown=tuple(answer.sentence for answer in one.answers if answer.standing is Standing.CANNOT_TELL),
        programmes=programmes,
    )


def _behind(one: Fit, answer: Advice) -> str:
    """Say why a fit is not in the first place: how often it is worth more than the one that is."""
    if one.place == 1:
        return ""
    dominating = _names(answer).get(one.dominated_by)
    if dominating:
        return gettext("%(name)s is surely as good or better in everything that counts.") % {"name": dominating}
    return gettext("In %(share).0f of 100 draws it is worth more than %(first)s.") % {
        "share": one.win_rate * 100,
        "first": answer.fits[0].name,
    }


def _why(one: Fit, reason: Reason) -> Why:
    claims = [claim for value in one.values if value.criterion == reason.criterion for claim in value.claims]
    sources = dict.fromkeys(source_of(claim) for claim in claims)
    return Why(reason.sentence, reason.grade, tuple(Named(s.name, link(s.address)) for s in sources))


def table(answer: Advice) -> list[Row]:
    """Return every fit in its place, as figures."""
    labels = [
        gettext("Offering"),
        gettext("Place"),
        gettext("Value, from"),
        gettext("to"),
        gettext("Expected"),
        gettext("First place"),
        gettext("May you take it"),
    ]
    return rows(
        labels,
        [
            (
                Cell(f"{one.name}, {one.provider}", url=reverse("public:offering", args=[one.offering])),
                number(one.place),
                number(f"{one.value.low:.2f}"),
                number(f"{one.value.high:.2f}"),
                number(f"{one.expected:.2f}"),
                number(f"{one.first_share:.1%}"),
                gettext(str(one.standing)),
            )
            for one in answer.fits
        ],
    )


def totals(fits: Sequence[Fit]) -> list[Row]:
    """Return what each costs in money and time, all on one basis."""
    labels = [
        gettext("Offering"),
        gettext("Whole price"),
        gettext("An hour"),
        gettext("Hours in all"),
        gettext("Weeks, at your hours"),
    ]
    return rows(
        labels,
        [
            (
                Cell(one.name, url=reverse("public:offering", args=[one.offering])),
                _reading(one.totals.price),
                _reading(one.totals.price_per_hour),
                _reading(one.totals.hours),
                _reading(one.totals.weeks_at_my_hours),
            )
            for one in fits
        ],
    )


def _reading(found: Reading) -> Cell:
    if not found.is_known:
        return Cell(None, num=True)
    unit = found.unit if found.unit.isupper() else ""
    return Cell(amount(found.interval, unit, found.name), num=True, grade=found.grade)


def ruled_out(answer: Advice) -> list[SetAside]:
    """Return what a fact rules out."""
    return [one for one in answer.set_aside if one.standing is Standing.NOT]


def not_told(answer: Advice) -> list[SetAside]:
    """Return what is not ranked, because nothing about it is confirmed."""
    return [one for one in answer.set_aside if one.standing is not Standing.NOT]


def weights(answer: Advice) -> list[Row]:
    """Return what each criterion counted, the weightiest first."""
    counted = sorted(answer.weights.items(), key=lambda weight: -weight[1])
    labels = [gettext("Criterion"), gettext("Weight")]
    return rows(
        labels, [(str(CRITERIA.get(name, SITUATION)), number(f"{weight:.0%}")) for name, weight in counted]
    )
