"""What a programme asks, as ours, beside what the modelled programme is said to ask, with its source and grade."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from testamur.catalogue import Claim, Offering, source_of
from testamur.programme import Fee, Programme
from testamur.site.records.library import library
from testamur.site.records.models import ProgrammeEdition


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as `parts/fact_table.html` shows it; no value reads as unknown."""

    fact: str
    value: str | None
    grade: str
    source: str
    source_url: str = ""
    seen: date | str = ""
    note: str = ""


def fee_facts(edition: ProgrammeEdition) -> list[FactLine]:
    """Return every fee of an edition, ours first, then the modelled programme's."""
    programme = edition.programme
    return [line for fee in programme.fee for line in _lines(edition, programme, fee)]


def _lines(edition: ProgrammeEdition, programme: Programme, fee: Fee) -> Iterator[FactLine]:
    covers = gettext("the whole programme")
    if fee.covers != "programme":
        covers = programme.find(fee.covers).title
    words = {"what": covers}
    yield FactLine(
        gettext("What we ask for %(what)s") % words,
        _price(fee.ours, fee.currency),
        "B",
        gettext("this programme’s file, edition %(edition)s") % {"edition": edition.edition},
        seen=edition.published_at.date(),
        note="" if fee.ours else gettext("There is nothing to pay."),
    )
    yield _modelled(library().offerings.get(programme.modelled_on), fee, words)


def _modelled(offering: Offering | None, fee: Fee, words: dict[str, str]) -> FactLine:
    name = f"{offering.name}, {offering.provider}" if offering else ""
    fact = gettext("What the modelled programme is said to ask for %(what)s") % words
    if fee.modelled is None:
        return FactLine(fact, None, "U", gettext("none found"), note=name)
    claim = _claim(offering, fee)
    return FactLine(
        fact,
        _price(fee.modelled, fee.currency),
        claim.grade if claim else "U",
        fee.modelled_source,
        source_url=source_of(claim).address if claim else "",
        seen=claim.seen if claim else "",
        note=name,
    )


def _claim(offering: Offering | None, fee: Fee) -> Claim | None:
    """Return the catalogue's claim that states this very price; without one it is inferred."""
    claims = offering.claim if offering else ()
    return next((c for c in claims if c.value == fee.modelled and c.unit == fee.currency), None)


def _price(amount: int, currency: str) -> str:
    return f"{currency} {amount:,}"
