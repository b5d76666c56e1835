"""What the index holds of an offering."""

import hashlib
from functools import cache
from typing import Final

from testamur.catalogue import GROUPS, Offering
from testamur.site.records.library import library
from testamur.site.records.search.facets import Facts, terms_of
from testamur.site.records.search.words import Entry, line_of

_SIGN: Final = 1 << 63


def entry_of(offering: Offering, *, number: int = 0) -> Entry:
    """Return the words and facets of an offering.

    Skills are those it names and the competencies its content touches; roles are those it is made for, in our
    names and in the provider's words, and our own groups of roles.
    """
    facts = Facts(offering)
    skills = [*_words(facts, "skills"), *map(_competency, _words(facts, "covers"))]
    roles = [*map(_role, _words(facts, "audience_roles")), *_words(facts, "audience")]
    return Entry(
        id=number,
        title=line_of([offering.name]),
        provider=line_of([offering.provider]),
        skills=line_of(skills),
        roles=line_of([*roles, *(GROUPS[group] for group in offering.role_groups)]),
        facets=terms_of(facts),
    )


def identity_of(offering: Offering) -> int:
    """Return a number of 64 bits, with sign, that offerings of one provider, name and page share."""
    digest = hashlib.sha256("\n".join(offering.identity).encode()).digest()
    return int.from_bytes(digest[:8], "big") - _SIGN


def _words(facts: Facts, field: str) -> list[str]:
    """Return the texts of every claim on a field; for finding, each of them counts."""
    found: list[str] = []
    for claim in facts.of(field):
        found += claim.value if isinstance(claim.value, tuple) else [str(claim.value)]
    return found


def _competency(code: str) -> str:
    return _competencies().get(code, "")


def _role(word: str) -> str:
    role = library().roles.get(word)
    return role.name if role else {str(group): name for group, name in GROUPS.items()}.get(word, word)


@cache
def _competencies() -> dict[str, str]:
    frameworks = library().frameworks.values()
    return {c.code: c.name for framework in frameworks for c in framework.competencies if c.code}
