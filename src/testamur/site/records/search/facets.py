"""By what offerings can be narrowed: each facet, and which of its values an offering has."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from testamur.catalogue import GRADES, Offering, reading, shown

UNKNOWN: Final = "unknown"
BANDS: Final[dict[str, tuple[float, float]]] = {
    "free": (0, 0),
    "to-500": (0, 500),
    "to-2000": (500, 2_000),
    "to-10000": (2_000, 10_000),
    "above-10000": (10_000, float("inf")),
}
"""Price of the whole in US dollars: above the first, up to the second; free is free."""

Values = Callable[[Offering], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: its name, and the values that an offering has in it."""

    name: str
    values: Values


def terms_of(offering: Offering) -> str:
    """Return the facets of an offering in one line, each as ``name:value``."""
    return " ".join(term(facet.name, value) for facet in FACETS.values() for value in facet.values(offering))


def term(facet: str, value: str) -> str:
    """Return what the index holds for a value of a facet."""
    return f"{facet}:{value.lower()}"


def _stated(offering: Offering, field: str) -> Iterator[str]:
    """Yield the words that are shown for a field."""
    value = _value(offering, field)
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, str):
        yield value


def _value(offering: Offering, field: str) -> object:
    """Return what is shown for a field, if it is known; a single claim shows what it says."""
    claims = offering.of(field)
    if len(claims) == 1:
        return None if claims[0].grade == "U" else claims[0].value
    found = shown(offering, field) if claims else None
    return found.value if found and found.is_known else None


def _groups(offering: Offering) -> Iterable[str]:
    return offering.role_groups


def _roles(offering: Offering) -> Iterable[str]:
    return _stated(offering, "audience_roles")


def _holder(offering: Offering) -> Iterable[str]:
    return (offering.holder,)


def _countries(offering: Offering) -> Iterable[str]:
    return ("any" if country == "*" else country for country in offering.countries)


def _languages(offering: Offering) -> Iterable[str]:
    return (word for word in _stated(offering, "languages") if word.replace("-", "").isalnum())


def _pacing(offering: Offering) -> Iterable[str]:
    return (word.replace(" ", "-") for word in _stated(offering, "pacing"))


def _bands(offering: Offering) -> Iterable[str]:
    low, high = _price(offering)
    if low is None:
        return (UNKNOWN,)
    if high == 0:
        return ("free",)
    return [name for name, (above, up_to) in BANDS.items() if name != "free" and low <= up_to and high > above]


def _price(offering: Offering) -> tuple[float | None, float]:
    """Return between what the price of the whole lies in US dollars; nothing if that is not known."""
    claims = offering.of("price")
    if len(claims) == 1 and claims[0].grade != "U":
        interval, unit = claims[0].interval(), claims[0].unit
    else:
        found = reading(offering, "price")
        if not found.is_known or found.interval is None:
            return None, 0
        interval, unit = found.interval, found.unit
    if unit != "USD":
        return None, 0
    low = interval.low or 0
    return low, low if interval.high is None else interval.high


def _credit(offering: Offering) -> Iterable[str]:
    value = _value(offering, "ce")
    return (UNKNOWN,) if value is None else ("yes",) if value else ("no",)


def _evidence(offering: Offering) -> Iterable[str]:
    grades = {claim.grade for claim in offering.claim}
    return (next((grade for grade in GRADES if grade in grades), "U"),)


def _status(offering: Offering) -> Iterable[str]:
    return (offering.status,)


FACETS: Final[dict[str, Facet]] = {
    facet.name: facet
    for facet in (
        Facet("group", _groups),
        Facet("role", _roles),
        Facet("credit", _credit),
        Facet("price", _bands),
        Facet("pacing", _pacing),
        Facet("language", _languages),
        Facet("country", _countries),
        Facet("holder", _holder),
        Facet("status", _status),
        Facet("evidence", _evidence),
    )
}
