"""What is laid before a reviewer: evidence and plain words, never a verdict."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """One number that a reviewer can weigh, and what it says."""

    name: str
    value: float
    meaning: str


@dataclass(frozen=True, slots=True)
class ForReview:
    """One person, or one pair, for people to look into.

    Attributes
    ----------
    persons : tuple of str
    p : float
        The chance of something at least so unusual if all is well, under the item model, 0 to 1.
    words : str
        What was seen, and what else may explain it.
    evidence : tuple of Evidence
    """

    persons: tuple[str, ...]
    p: float
    words: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """What came of looking at everybody.

    Attributes
    ----------
    method : str
    tests : int
        How many persons or pairs were looked at.
    family_level : float
        Chance, at most, that anything is laid before a reviewer if all is well and the item model holds.
    level : float
        That of each test: `family_level` over `tests` (Bonferroni).
    for_review : tuple of ForReview
        The most unusual first.
    warnings : tuple of str
    """

    method: str
    tests: int
    family_level: float
    level: float
    for_review: tuple[ForReview, ...]
    warnings: tuple[str, ...] = ()


def screening(
    method: str,
    *,
    tests: int,
    family_level: float,
    found: list[ForReview],
    warnings: tuple[str, ...] = (),
) -> Screening:
    """Return what was found, ordered by how unusual it is."""
    ordered = tuple(sorted(found, key=lambda one: (one.p, one.persons)))
    return Screening(method, tests, family_level, family_level / max(tests, 1), ordered, warnings)
