"""The guide's answer to a profile: the same for every desk, and again for the same profile and day."""

from datetime import date
from functools import lru_cache
from typing import Final

from numpy.random import default_rng

from testamur import fit
from testamur.errors import DocumentError, Problem
from testamur.fit import Advice, Profile
from testamur.site.records.library import library

SEED: Final = 0
"""Where the draws start: always at the same place, so that an answer can be had again."""


@lru_cache(maxsize=256)
def advise(profile: Profile, *, at: date, policy: str = fit.GRADED.name) -> Advice:
    """Return which offerings of the catalogue fit the profile, as of a day.

    Raises
    ------
    DocumentError
        With everything that is wrong with the profile.
    """
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
        content.offerings.values(),
        role=content.roles[profile.role],
        at=at,
        rng=default_rng(SEED),
        policy=fit.POLICIES[policy],
    )
