"""The guide's answer to a profile: the same for every desk, and again for the same profile and day."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from numpy.random import default_rng

from testamur import fit
from testamur.catalogue import Offering, Weights
from testamur.errors import DocumentError, Problem
from testamur.fit import Advice, Profile
from testamur.site.records import market
from testamur.site.records.library import library

SEED: Final = 0
"""Where the draws start: always at the same place, so that an answer can be had again."""


def advise(
    profile: Profile,
    *,
    at: date,
    policy: str = fit.GRADED.name,
    weights: Weights | None = None,
    revision: int | None = None,
) -> Advice:
    """Return which offerings of the catalogue fit the profile, as of a day.

    `weights` are the reader's own, where they are not the role's; `revision` is the catalogue that is asked, the
    newest if none is given.

    Raises
    ------
    DocumentError
        With everything that is wrong with the profile.
    """
    asked = market.revision() if revision is None else revision
    return answered(profile, at=at, policy=policy, weights=weights, revision=asked)


@lru_cache(maxsize=256)
def answered(profile: Profile, *, at: date, policy: str, weights: Weights | None, revision: int) -> Advice:
    """Return what `advise` answers on one revision of the catalogue."""
    content = library()
    problems = list(fit.profile_problems(profile))
    if profile.role not in content.roles:
        problems.insert(0, Problem("role", f"no role is called {profile.role!r}"))
    if policy not in fit.POLICIES:
        problems.append(Problem("policy", f"must be one of {', '.join(fit.POLICIES)}"))
    if problems:
        raise DocumentError(problems, name="profile")
    return fit.rank(
        profile,
        _catalogue(revision).values(),
        role=content.roles[profile.role],
        at=at,
        rng=default_rng(SEED),
        policy=fit.POLICIES[policy],
        weights=weights,
    )


@lru_cache(maxsize=4)
def _catalogue(revision: int) -> Mapping[str, Offering]:
    return market.all_offerings(at_revision=revision)
