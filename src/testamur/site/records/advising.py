"""The guide's answer to a profile: the same for every desk, and again for the same profile and day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from numpy.random import default_rng

from testamur import fit
from testamur.catalogue import Offering, Role
from testamur.errors import DocumentError, Problem
from testamur.fit import Advice, Judged, Profile
from testamur.fit.screen import Screened, screen
from testamur.site.records import columns, market
from testamur.site.records.library import library

Own = tuple[tuple[str, float], ...]
"""The reader's own weights, each criterion with its own; they sum to 1."""
SEED: Final = 0
"""Where the draws start: always at the same place, so that an answer can be had again."""


def advise(
    profile: Profile,
    *,
    at: date,
    policy: str = fit.GRADED.name,
    weights: Own | None = None,
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
    return answered(profile, at=at, policy=policy, weights=weights, known=_known(revision))


def glance(
    profile: Profile,
    *,
    at: date,
    policy: str = fit.GRADED.name,
    weights: Own | None = None,
    revision: int | None = None,
) -> Advice:
    """Return the same places sooner, without what would change them: what follows a weight that is dragged.

    Raises
    ------
    DocumentError
        With everything that is wrong with the profile.
    """
    return _of(profile, at=at, policy=policy, weights=weights, known=_known(revision)).answer(fit.glance)


@dataclass(frozen=True, slots=True)
class Known:
    """A catalogue: its revision, and what tells it from another catalogue of that revision."""

    revision: int
    fingerprint: str


def _known(revision: int | None) -> Known:
    asked = market.revision() if revision is None else revision
    return Known(asked, market.fingerprint(asked))


@lru_cache(maxsize=256)
def answered(profile: Profile, *, at: date, policy: str, weights: Own | None, known: Known) -> Advice:
    """Return what `advise` answers on one catalogue."""
    return _of(profile, at=at, policy=policy, weights=weights, known=known).answer(fit.weighed)


@dataclass(frozen=True, slots=True)
class _Question:
    """What has been judged already, under which weights it is asked, and what was looked at for it."""

    judged: Judged
    weights: Own | None
    screened: Screened | None = None

    def answer(self, weigh: Callable[..., Advice]) -> Advice:
        """Return the answer, always from the same draws."""
        answer = weigh(self.judged, rng=default_rng(SEED), weights=_named(self.weights))
        if self.screened is None:
            return answer
        return replace(answer, considered=self.screened.considered, ruled_out=self.screened.ruled_out)


def _of(profile: Profile, *, at: date, policy: str, weights: Own | None, known: Known) -> _Question:
    """Return a question with everything judged that no weight moves."""
    role = _role(profile, policy)
    if not columns.is_large(known.revision, known.fingerprint):
        return _Question(_judged(profile, at=at, policy=policy, known=known), weights)
    seen = columns.columns_at(policy, known.revision, at, known.fingerprint)
    counted = None if weights is None else fit.own_weights(dict(weights), profile, role)
    listed = screen(seen, profile, role=role, weights=counted)
    offerings = market.offerings(listed.keys, at_revision=known.revision).values()
    found = fit.judged(profile, offerings, role=role, at=at, policy=fit.POLICIES[policy])
    return _Question(found, weights, listed)


def _named(weights: Own | None) -> dict[str, float] | None:
    return None if weights is None else dict(weights)


def _role(profile: Profile, policy: str) -> Role:
    """Return the role that is asked about, if everything is right with the question."""
    roles = library().roles
    problems = list(fit.profile_problems(profile))
    if profile.role not in roles:
        problems.insert(0, Problem("role", f"no role is called {profile.role!r}"))
    if policy not in fit.POLICIES:
        problems.append(Problem("policy", f"must be one of {', '.join(fit.POLICIES)}"))
    if problems:
        raise DocumentError(problems, name="profile")
    return roles[profile.role]


@lru_cache(maxsize=64)
def _judged(profile: Profile, *, at: date, policy: str, known: Known) -> Judged:
    offerings = _catalogue(known).values()
    return fit.judged(profile, offerings, role=_role(profile, policy), at=at, policy=fit.POLICIES[policy])


@lru_cache(maxsize=4)
def _catalogue(known: Known) -> Mapping[str, Offering]:
    return market.all_offerings(at_revision=known.revision)
