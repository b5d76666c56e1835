"""An offering: what anyone sells or gives on the market, as the claims about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from testamur.catalogue.claim import Claim, claim_problems, replaced
from testamur.errors import Problem

Holder = Literal["person", "organisation"]
Group = Literal["clinicians", "administrators-operations", "informatics-data"]
Status = Literal[
    "confirmed-exists", "source-guide-only", "credential-not-identified", "single-weak-source", "unconfirmed"
]

GROUPS: Final[dict[Group, str]] = {
    "clinicians": "clinicians",
    "administrators-operations": "administrators and operations managers",
    "informatics-data": "informatics and data professionals",
}
STATUSES: Final[dict[Status, str]] = {
    "confirmed-exists": "seen outside the source guide",
    "source-guide-only": "only the source guide states it",
    "credential-not-identified": "the provider exists; the named credential cannot be pinned down",
    "single-weak-source": "one weak source",
    "unconfirmed": "heard of; nothing usable found",
}
# The words in `unknown` that put the offering itself in doubt.
STILL_OFFERED: Final = "whether it is still offered"


@dataclass(frozen=True, slots=True)
class Offering:
    """One credential or course on the market.

    Identity is provider, name and own page, of which `page` is the address, empty where it is not known.
    `countries` are ISO 3166-1 codes, ``*`` where it is taught or sat without
    regard to place; `role_groups` is our own sorting and no claim. `unknown` names what nobody states, and
    `unknown_facts` which statements of the source guide say so. `carried` keeps what an
    imported document says in terms that have no place here, so that an export can give it back.
    """

    id: str
    name: str
    provider: str
    holder: Holder
    status: Status
    jurisdiction: str = ""
    countries: tuple[str, ...] = ()
    role_groups: tuple[Group, ...] = ()
    in_source_guide: bool = False
    note: str = ""
    unknown: tuple[str, ...] = ()
    unknown_facts: tuple[str, ...] = ()
    claim: tuple[Claim, ...] = field(default=())
    page: str = ""
    carried: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it one and no other: provider, name and page, without regard to case."""
        return self.provider.casefold(), self.name.casefold(), self.page.rstrip("/")

    def of(self, name: str) -> tuple[Claim, ...]:
        """Return the claims on one field, in the order of the file."""
        return tuple(claim for claim in self.claim if claim.field == name)

    def as_told_by(self, source: str) -> "Offering":
        """Return the offering as one source tells it, with no other claim."""
        return replace(self, claim=tuple(claim for claim in self.claim if claim.source == source))

    def as_known_on(self, at: date) -> "Offering":
        """Return the offering as it was known on a day: with no claim seen later, and none replaced by then."""
        seen = tuple(claim for claim in self.claim if claim.was_seen_by(at))
        ended = replaced(seen, at=at)
        if not ended and len(seen) == len(self.claim):
            return self
        return replace(self, claim=tuple(claim for claim in seen if not ended or claim.id not in ended))


def offering_problems(offering: Offering, *, roles: frozenset[str], codes: frozenset[str]) -> Iterator[Problem]:
    """Say everything that is wrong with a well-formed offering.

    `roles` and `codes` are the roles and competencies it may name; an empty set is not checked.
    """
    for i, country in enumerate(offering.countries):
        yield from country_problem(f"countries[{i}]", country)
    for name in ("role_groups", "unknown", "unknown_facts", "countries"):
        values = getattr(offering, name)
        if len(set(values)) != len(values):
            yield Problem(name, "holds something twice")
    if not offering.claim and not offering.unknown:
        yield Problem("unknown", "is empty, and so is claim; say what is missing")
    if offering.page and not offering.page.startswith(("http://", "https://")):
        yield Problem("page", f"must be an address; it is {offering.page!r}")
    yield from _link_problems(offering)
    for i, claim in enumerate(offering.claim):
        if claim.field == "eligible_countries" and isinstance(claim.value, tuple):
            for country in claim.value:
                yield from country_problem(f"claim[{i}].value", str(country))
        for problem in claim_problems(claim):
            yield Problem(f"claim[{i}].{problem.path}", problem.sentence)
    yield from reference_problems(offering, roles=roles, codes=codes)


def reference_problems(offering: Offering, *, roles: frozenset[str], codes: frozenset[str]) -> Iterator[Problem]:
    """Say which claims name a role or a competency that is not among those given; an empty set is not checked."""
    for i, claim in enumerate(offering.claim):
        for problem in _reference_problems(claim, roles=roles, codes=codes):
            yield Problem(f"claim[{i}].{problem.path}", problem.sentence)


def country_problem(path: str, country: str) -> Iterator[Problem]:
    """Say what is wrong with one country of an offering."""
    if country != "*" and not (len(country) == 2 and country.isascii() and country.isupper()):
        yield Problem(path, f"must be a country code such as US, or *; it is {country!r}")


def _link_problems(offering: Offering) -> Iterator[Problem]:
    """Say which claims supersede or dispute a claim that is not there, or one about something else."""
    linked = [claim for claim in offering.claim if claim.supersedes or claim.disputes]
    by_id = {claim.id: claim for claim in offering.claim} if linked else {}
    for i, claim in enumerate(offering.claim):
        for name, target in (("supersedes", claim.supersedes), ("disputes", claim.disputes)):
            if target and target not in by_id:
                yield Problem(f"claim[{i}].{name}", f"no claim of this offering has the id {target!r}")
            elif target and by_id[target].field != claim.field:
                yield Problem(f"claim[{i}].{name}", f"is about {by_id[target].field!r}, not {claim.field!r}")


def identity_problems(offerings: Mapping[str, Offering]) -> Iterator[Problem]:
    """Say which offerings are one and the same: of one provider, of one name, on one page."""
    first: dict[tuple[str, str, str], str] = {}
    for key, offering in offerings.items():
        other = first.setdefault(offering.identity, key)
        if other != key:
            yield Problem(key, f"has the provider, name and page of {other!r}")


def _reference_problems(claim: Claim, *, roles: frozenset[str], codes: frozenset[str]) -> Iterator[Problem]:
    if claim.field not in {"covers", "audience_roles"}:
        return
    known = {"covers": codes, "audience_roles": roles | frozenset(GROUPS)}.get(claim.field, frozenset())
    if claim.field == "audience_roles" and not roles:
        return
    if known and isinstance(claim.value, tuple):
        for word in claim.value:
            if word not in known:
                yield Problem("value", f"nothing is called {word!r} among the roles and competencies")
