"""What an editor has to look at: stale, undated, single-source, conflicting, unlinked and unconfirmed facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from testamur.catalogue.claim import Claim, first_day, is_date, last_day, source_of
from testamur.catalogue.field import FIELDS
from testamur.catalogue.freshness import Freshness, flagged
from testamur.catalogue.offering import GROUPS, STATUSES, Offering
from testamur.catalogue.shown import Shown, shown

Want = Literal["stale", "undated", "single-source", "conflicting", "unlinked", "unconfirmed"]

WANTS: Final[dict[Want, str]] = {
    "stale": "a shown price, date or yearly fact is older than its field allows, or every start is past",
    "undated": "such a fact says neither when it was read nor when it was stated",
    "single-source": "one source alone says it, neither an authority nor the provider on what it controls",
    "conflicting": "a claim says otherwise than what is shown",
    "unlinked": "a source or an offering without an address, or a word that names no role or competency",
    "unconfirmed": "nobody has confirmed the offering, or the fact that is shown",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: what is wanted, where it stands in the offering, and one sentence about it."""

    want: Want
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Look:
    """An offering as it was known on a day, with what it may name and what is shown for each field stated."""

    offering: Offering
    at: date
    roles: frozenset[str]
    codes: frozenset[str]
    shown: tuple[Shown, ...]
    places: dict[str, int]

    def path(self, claim: Claim, part: str = "") -> str:
        """Return where a claim stands in the file."""
        place = f"claim[{self.places[claim.id]}]"
        return f"{place}.{part}" if part else place


def findings(
    offering: Offering,
    *,
    at: date,
    roles: frozenset[str] = frozenset(),
    codes: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Return everything to look at in an offering on a day, in the order of `WANTS` and of its file.

    `roles` and `codes` are the roles and competencies it may name; an empty set is not checked.
    """
    known = offering.as_known_on(at)
    # As in the file, where what was replaced stands too.
    places = {claim.id: place for place, claim in reversed(list(enumerate(offering.claim)))}
    fields = dict.fromkeys(claim.field for claim in known.claim)
    found = tuple(shown(known, name, at=at) for name in fields)
    look = Look(known, at, roles, codes, tuple(one for one in found if not one.missing), places)
    return tuple(finding for find in FINDERS for finding in find(look))


def _aged(look: Look) -> Iterator[Finding]:
    aged = list(flagged(look.offering, at=look.at))
    for found, age in aged:
        if age.state == "stale":
            path = look.path(found.best[0], "seen" if found.best[0].seen else "as_of")
            yield Finding("stale", path, f"{found.title}: {_age(age)}")
    yield from _past_starts(look)
    for found, age in aged:
        if age.state == "undated":
            sentence = f"{found.title}: nobody says when it was read or stated; it is fresh for {age.limit} days"
            yield Finding("undated", look.path(found.best[0], "seen"), sentence)


def _age(age: Freshness) -> str:
    return f"last confirmed on {age.day}, {age.age} days ago; it is fresh for {age.limit} days"


def _past_starts(look: Look) -> Iterator[Finding]:
    for found in look.shown:
        if found.field == "starts" and isinstance(found.value, tuple):
            ends = [last_day(text) for text in found.value if is_date(text)]
            if ends and len(ends) == len(found.value) and max(ends) < look.at:
                latest = max((text for text in found.value), key=first_day)
                sentence = f"{found.title}: every one is past, the last was {latest}"
                yield Finding("stale", look.path(found.best[0], "value"), sentence)


def _single(look: Look) -> Iterator[Finding]:
    for found in look.shown:
        sources = {source_of(claim).name for claim in found.best}
        is_own = found.grade == "A" or (found.grade == "B" and FIELDS[found.field].controlled)
        if len(sources) == 1 and not is_own and found.grade != "U":
            sentence = f"{found.title}: only {sources.pop()} says so, grade {found.grade}"
            yield Finding("single-source", look.path(found.best[0], "source"), sentence)


def _conflicting(look: Look) -> Iterator[Finding]:
    for found in look.shown:
        for claim in found.conflicts:
            path = look.path(claim)
            says = f"{found.title}: {source_of(claim).name}, grade {claim.grade}, says otherwise than "
            others = [other for other in found.best if other != claim]
            yield Finding("conflicting", path, says + (look.path(others[0]) if others else "what is shown"))


def _unlinked(look: Look) -> Iterator[Finding]:
    if not look.offering.page:
        yield Finding("unlinked", "page", "the address of the offering's own page is not given")
    for claim in look.offering.claim:
        if not source_of(claim).address:
            sentence = f"{FIELDS[claim.field].title}: {source_of(claim).name} has no address"
            yield Finding("unlinked", look.path(claim, "source"), sentence)
        for word in _unknown_words(claim, look):
            sentence = f"{FIELDS[claim.field].title}: nothing here is called {word!r}"
            yield Finding("unlinked", look.path(claim, "value"), sentence)


def _unknown_words(claim: Claim, look: Look) -> Iterator[str]:
    known = {"covers": look.codes, "audience_roles": look.roles and look.roles | frozenset(GROUPS)}
    may_name = known.get(claim.field)
    if may_name and isinstance(claim.value, tuple):
        yield from (word for word in claim.value if word not in may_name)


def _unconfirmed(look: Look) -> Iterator[Finding]:
    if look.offering.status != "confirmed-exists":
        yield Finding("unconfirmed", "status", f"{look.offering.name}: {STATUSES[look.offering.status]}")
    for found in look.shown:
        if found.grade == "U":
            sentence = f"{found.title}: shown with grade U; nobody has confirmed it"
            yield Finding("unconfirmed", look.path(found.best[0], "grade"), sentence)


FINDERS: Final[tuple[Callable[[Look], Iterator[Finding]], ...]] = (
    _aged,
    _single,
    _conflicting,
    _unlinked,
    _unconfirmed,
)
