"""The guide's answer to a profile: the same for every desk, and again for the same profile and day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from numpy.random import default_rng

from testamur import fit
from testamur.catalogue import Offering, Weights
from testamur.errors import DocumentError, Problem
from testamur.fit import Advice, Profile
from testamur.fit.screen import screen
from testamur.site.records import columns, market
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
    return answered(
        profile, at=at, policy=policy, weights=weights, revision=asked, fingerprint=market.fingerprint(asked)
    )


@lru_cache(maxsize=256)
def answered(
    profile: Profile, *, at: date, policy: str, weights: Weights | None, revision: int, fingerprint: str
) -> Advice:
    """Return what `advise` answers on one revision of the catalogue."""
    content = library()
    problems = list(fit.profile_problems(profile))
    if profile.role not in content.roles:
        problems.insert(0, Problem("role", f"no role is called {profile.role!r}"))
    if policy not in fit.POLICIES:
        problems.append(Problem("policy", f"must be one of {', '.join(fit.POLICIES)}"))
    if problems:
        raise DocumentError(problems, name="profile")
    role = content.roles[profile.role]
    rng, believed = default_rng(SEED), fit.POLICIES[policy]
    if not columns.is_large(revision, fingerprint):
        offerings = _catalogue(revision, fingerprint).values()
        return fit.rank(profile, offerings, role=role, at=at, rng=rng, policy=believed, weights=weights)
    judged = columns.columns_at(policy, revision, at, fingerprint)
    counted = None if weights is None else fit.own_weights(weights, profile, role)
    listed = screen(judged, profile, role=role, weights=counted)
    offerings = market.offerings(listed.keys, at_revision=revision).values()
    answer = fit.rank(profile, offerings, role=role, at=at, rng=rng, policy=believed, weights=weights)
    return replace(answer, considered=listed.considered, ruled_out=listed.ruled_out)


@lru_cache(maxsize=4)
def _catalogue(revision: int, fingerprint: str) -> Mapping[str, Offering]:  # noqa: ARG001
    return market.all_offerings(at_revision=revision)
