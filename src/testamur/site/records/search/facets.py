"""By what offerings can be narrowed: each facet, and which of its values an offering has."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from testamur.catalogue import GRADES, SIGNALS, Claim, Grade, Offering, classes_of, reading, shown
from testamur.catalogue.offering import Holder

UNKNOWN: Final = "unknown"
BANDS: Final[dict[str, tuple[float, float]]] = {
    "free": (0, 0),
    "to-500": (0, 500),
    "to-2000": (500, 2_000),
    "to-10000": (2_000, 10_000),
    "above-10000": (10_000, float("inf")),
}
"""Price of the whole in US dollars: above the first, up to the second; free is free."""

Values = Callable[["Facts"], Iterable[str]]


class Facts:
    """An offering with its claims by their field: asked once for each of them, and for many."""

    def __init__(self, offering: Offering) -> None:
        self.offering = offering
        self._by_field: dict[str, list[Claim]] = {}
        for claim in offering.claim:
            self._by_field.setdefault(claim.field, []).append(claim)

    def of(self, field: str) -> list[Claim]:
        """Return the claims on one field, in their order."""
        return self._by_field.get(field, [])


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: its name, and the values that an offering has in it."""

    name: str
    values: Values


def terms_of(facts: Facts) -> str:
    """Return the facets of an offering in one line, each as ``name:value``."""
    return " ".join(term(facet.name, value) for facet in FACETS.values() for value in facet.values(facts))


def term(facet: str, value: str) -> str:
    """Return what the index holds for a value of a facet."""
    return f"{facet}:{value.lower()}"


def _stated(facts: Facts, field: str) -> Iterator[str]:
    """Yield the words that are shown for a field."""
    value = _value(facts, field)
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, str):
        yield value


def _value(facts: Facts, field: str) -> object:
    """Return what is shown for a field, if it is known; a single claim shows what it says."""
    claims = facts.of(field)
    if len(claims) == 1:
        return None if claims[0].grade == "U" else claims[0].value
    found = shown(facts.offering, field) if claims else None
    return found.value if found and found.is_known else None


def _groups(facts: Facts) -> Iterable[str]:
    return facts.offering.role_groups


def _roles(facts: Facts) -> Iterable[str]:
    return _stated(facts, "audience_roles")


def _holder(facts: Facts) -> Iterable[str]:
    return (facts.offering.holder,)


def _countries(facts: Facts) -> Iterable[str]:
    return ("any" if country == "*" else country for country in facts.offering.countries)


def _languages(facts: Facts) -> Iterable[str]:
    return (word for word in _stated(facts, "languages") if word.replace("-", "").isalnum())


def _pacing(facts: Facts) -> Iterable[str]:
    return (word.replace(" ", "-") for word in _stated(facts, "pacing"))


def _bands(facts: Facts) -> Iterable[str]:
    low, high = _price(facts)
    if low is None:
        return (UNKNOWN,)
    if high == 0:
        return ("free",)
    return [name for name, (above, up_to) in BANDS.items() if name != "free" and low <= up_to and high > above]


def _price(facts: Facts) -> tuple[float | None, float]:
    """Return between what the price of the whole lies in US dollars; nothing if that is not known."""
    claims = facts.of("price")
    if len(claims) == 1 and claims[0].grade != "U":
        interval, unit = claims[0].interval(), claims[0].unit
    else:
        found = reading(facts.offering, "price")
        if not found.is_known or found.interval is None:
            return None, 0
        interval, unit = found.interval, found.unit
    if unit != "USD":
        return None, 0
    low = interval.low or 0
    return low, low if interval.high is None else interval.high


def _credit(facts: Facts) -> Iterable[str]:
    value = _value(facts, "ce")
    return (UNKNOWN,) if value is None else ("yes",) if value else ("no",)


def _evidence(facts: Facts) -> Iterable[str]:
    grades = {claim.grade for claim in facts.offering.claim}
    return (next((grade for grade in GRADES if grade in grades), "U"),)


SIGNAL_FIELDS: Final = tuple(f"signal.{name}" for name in SIGNALS)


def _classes(facts: Facts) -> Iterable[str]:
    """Return every class that the rubric leaves; offerings of which the same is said are judged once."""
    spoken = [facts.of(field) for field in SIGNAL_FIELDS if facts.of(field)]
    if any(len(claims) > 1 for claims in spoken):
        return classes_of(facts.offering)
    return _left(facts.offering.holder, tuple((one.field, one.grade, one.value) for (one,) in spoken))


@lru_cache(maxsize=65536)
def _left(holder: Holder, said: tuple[tuple[str, Grade, bool], ...]) -> tuple[str, ...]:
    claims = tuple(Claim(field, "", grade, value) for field, grade, value in said)
    return classes_of(Offering("", "", "", holder, "unconfirmed", claim=claims))


def _status(facts: Facts) -> Iterable[str]:
    return (facts.offering.status,)


FACETS: Final[dict[str, Facet]] = {
    facet.name: facet
    for facet in (
        Facet("group", _groups),
        Facet("role", _roles),
        Facet("kind", _classes),
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
