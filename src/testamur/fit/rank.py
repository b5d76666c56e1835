"""Rank offerings for a person in a role: constraints, values, places, how sure they are, and what to do."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from numpy.random import Generator

from testamur.catalogue import Offering, Role, Weights
from testamur.errors import DocumentError
from testamur.fit.advice import Advice, Caution, RuleFired, SetAside, confidence
from testamur.fit.against import against
from testamur.fit.candidate import Candidate, valued
from testamur.fit.case import Case
from testamur.fit.changes import weight_moves
from testamur.fit.complements import complements
from testamur.fit.constants import constant
from testamur.fit.constraints import CONSTRAINTS, Standing, answers, standing
from testamur.fit.counsel import counsel
from testamur.fit.fits import Doubt, doubt, fits_of
from testamur.fit.modules import modules
from testamur.fit.pair import best_pair
from testamur.fit.placing import Placing, placed
from testamur.fit.policy import CONFIRMED_ONLY, GRADED, Policy, facts
from testamur.fit.prices import price_changes
from testamur.fit.profile import Profile, profile_problems
from testamur.fit.rules import fired
from testamur.fit.second_opinion import second_opinion
from testamur.fit.suppositions import fact_changes
from testamur.fit.weights import own_weights, weights_of

Counted = Mapping[str, float] | Weights | None


def rank(
    profile: Profile,
    offerings: Iterable[Offering],
    *,
    role: Role,
    at: date,
    rng: Generator,
    policy: Policy = GRADED,
    draws: int = int(constant("draws")),
    weights: Counted = None,
) -> Advice:
    """Return which offerings fit, in order, with the reasons, the doubts, and what was set aside.

    The order of `offerings` does not matter; the same input and the same state of `rng` give the same answer.

    Parameters
    ----------
    profile : Profile
        Who asks, and what they can give.
    offerings : iterable of Offering
        What there is to choose from, each once.
    role : Role
        The role the profile names: its competencies and weights.
    at : date
        The day of the question.
    rng : Generator
        Where the draws come from.
    policy : Policy
        How claims are believed.
    draws : int
        How many draws the first-place shares are made of, 1 or more.
    weights : mapping of str to float, or Weights, optional
        The reader's own weights of the criteria in place of the role's; they are brought to sum 1.

    Raises
    ------
    DocumentError
        With everything that is wrong with the profile, or with the weights.
    ValueError
        If `role` is not the profile's, an offering is given twice, or `draws` is below 1.
    """
    found = judged(profile, offerings, role=role, at=at, policy=policy)
    if draws < 1:
        raise ValueError("draws must be 1 or more")
    return weighed(found, rng=rng, draws=draws, weights=weights)


@dataclass(frozen=True)
class Judged:
    """All of a question that no weight moves: what every constraint and criterion says of each offering."""

    profile: Profile
    role: Role
    at: date
    policy: Policy
    cases: tuple[Case, ...]
    outcomes: tuple[Candidate | SetAside, ...]

    def placed(self, weights: Mapping[str, float]) -> Placing:
        """Return the candidates in the places that some weights give them."""
        return placed((one for one in self.outcomes if isinstance(one, Candidate)), weights)

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """What is not ranked."""
        return tuple(one for one in self.outcomes if isinstance(one, SetAside))


def judged(
    profile: Profile, offerings: Iterable[Offering], *, role: Role, at: date, policy: Policy = GRADED
) -> Judged:
    """Return what every constraint and criterion says of each offering, as `rank` needs it.

    Raises
    ------
    DocumentError, ValueError
        As `rank`.
    """
    listed = sorted(offerings, key=lambda offering: offering.id)
    _check(profile, listed, role=role)
    cases = tuple(Case(profile, role, facts(offering, policy, at=at)) for offering in listed)
    return Judged(profile, role, at, policy, cases, tuple(_judged(case) for case in cases))


def weighed(
    found: Judged, *, rng: Generator, draws: int = int(constant("draws")), weights: Counted = None
) -> Advice:
    """Return the whole answer under some weights, as `rank` does."""
    placing, doubts, answer = _placed_and_answered(found, rng=rng, draws=draws, weights=weights)
    if doubts is None:
        return answer
    return replace(
        answer,
        complements=complements(placing),
        changes=(*weight_moves(placing), *fact_changes(placing), *price_changes(placing)),
        against=against(placing, doubts.wins),
    )


def glance(
    found: Judged, *, rng: Generator, draws: int = int(constant("draws")), weights: Counted = None
) -> Advice:
    """Return the same answer without what would change it, why not the others, and what goes with it.

    What is there is what `rank` says; it takes a fraction of the time, so it can follow a weight that is dragged.
    """
    return _placed_and_answered(found, rng=rng, draws=draws, weights=weights)[2]


def _placed_and_answered(
    found: Judged, *, rng: Generator, draws: int, weights: Counted
) -> tuple[Placing, Doubt | None, Advice]:
    profile, role, set_aside = found.profile, found.role, found.set_aside
    counted = weights_of(profile, role) if weights is None else own_weights(weights, profile, role)
    placing = found.placed(counted)
    doubts = doubt(placing, rng=rng, draws=draws) if placing.candidates else None
    fits = fits_of(placing, doubts) if doubts else ()
    sure = confidence([fit.first_share for fit in fits])
    parts, pair = modules(found.cases, placing), best_pair(placing)
    answer = Advice(
        profile=profile,
        policy=found.policy.name,
        at=found.at,
        weights=counted,
        draws=draws,
        confidence=sure,
        fits=fits,
        set_aside=set_aside,
        cautions=(*fits[0].cautions, *_without_weak_facts(placing)) if fits else (),
        counsel=counsel(profile, role, fits=fits, set_aside=set_aside, confidence=sure, modules=parts, pair=pair),
        pair=pair,
        modules=parts,
        rules=tuple(RuleFired(rule.id, rule.sentence) for rule in fired(profile, role)),
        confidence_factor=doubts.confidence_factor if doubts else None,
        second_opinion=second_opinion(placing) if fits else "",
        considered=len(found.cases),
        ruled_out=_ruled_out(set_aside),
    )
    return placing, doubts, answer


def _check(profile: Profile, listed: list[Offering], *, role: Role) -> None:
    problems = list(profile_problems(profile))
    if problems:
        raise DocumentError(problems, name="profile")
    if role.id != profile.role:
        raise ValueError(f"the profile names the role {profile.role!r}; the role given is {role.id!r}")
    if len({offering.id for offering in listed}) != len(listed):
        raise ValueError("an offering is given twice")


def _judged(case: Case) -> Candidate | SetAside:
    """Return a candidate, or why it is none."""
    offering = case.facts.offering
    found = answers(case)
    whole = standing(found)
    if whole is Standing.NOT:
        denying = [answer for answer in found if answer.standing is Standing.NOT]
        because, names = tuple(a.sentence for a in denying), tuple(a.constraint for a in denying)
        return SetAside(offering.id, offering.name, offering.provider, whole, because, constraints=names)
    if not any(claim.grade != "U" for claim in offering.claim):
        silent = "the source guide says nothing about it" if case.facts.policy.source else "nothing is confirmed"
        missing = tuple(answer.missing for answer in found if answer.missing)
        because = (f"Not ranked: {silent}.",)
        unknown = Standing.CANNOT_TELL
        return SetAside(offering.id, offering.name, offering.provider, unknown, because, missing)
    return Candidate(case, found, valued(case))


def _ruled_out(set_aside: Iterable[SetAside]) -> dict[str, int]:
    """Return how many offerings each constraint rules out, in the order of the constraints."""
    counts = Counter(name for one in set_aside for name in one.constraints)
    return {constraint.name: counts[constraint.name] for constraint in CONSTRAINTS if counts[constraint.name]}


def _without_weak_facts(placing: Placing) -> tuple[Caution, ...]:
    """Say who would be first if grades D and E counted for nothing, where that is another."""
    cases = [candidate.case.under(CONFIRMED_ONLY) for candidate in placing.candidates]
    strict = placed((Candidate(case, (), valued(case)) for case in cases), placing.weights)
    if strict.first == placing.first:
        return ()
    other = strict.candidates[strict.first].offering
    sentence = f"Without what only interested parties or weak sources state, {other.name} would be first."
    return (Caution("first-place-on-weak-evidence", sentence),)
