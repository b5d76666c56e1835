"""Rank offerings for a person in a role: constraints, values, places, and how sure the first place is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.random import Generator

from testamur.catalogue import Offering, Role, Weights
from testamur.errors import DocumentError
from testamur.fit.advice import Advice, Caution, Fit, RuleFired, SetAside, confidence
from testamur.fit.candidate import Candidate, valued
from testamur.fit.case import Case
from testamur.fit.cautions import cautions
from testamur.fit.constants import constant
from testamur.fit.constraints import CONSTRAINTS, Standing, answers, standing
from testamur.fit.draws import Array, expected, first_shares
from testamur.fit.policy import CONFIRMED_ONLY, GRADED, Policy, Span, facts
from testamur.fit.profile import Profile, profile_problems
from testamur.fit.reasons import confirm, reasons
from testamur.fit.rules import fired
from testamur.fit.totals import totals
from testamur.fit.weights import own_weights, weights_of


def rank(
    profile: Profile,
    offerings: Iterable[Offering],
    *,
    role: Role,
    at: date,
    rng: Generator,
    policy: Policy = GRADED,
    draws: int = int(constant("draws")),
    weights: Mapping[str, float] | Weights | None = None,
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
    listed = sorted(offerings, key=lambda offering: offering.id)
    _check(profile, listed, role=role, draws=draws)
    counted = weights_of(profile, role) if weights is None else own_weights(weights, profile, role)
    judged = [_judged(Case(profile, role, facts(o, policy, at=at))) for o in listed]
    candidates = [outcome for outcome in judged if isinstance(outcome, Candidate)]
    set_aside = tuple(outcome for outcome in judged if isinstance(outcome, SetAside))
    fits = _fits(candidates, weights=counted, rng=rng, draws=draws)
    return Advice(
        profile=profile,
        policy=policy.name,
        at=at,
        weights=counted,
        draws=draws,
        confidence=confidence([fit.first_share for fit in fits]),
        fits=fits,
        set_aside=set_aside,
        cautions=(*fits[0].cautions, *_without_weak_facts(candidates, fits[0], counted)) if fits else (),
        rules=tuple(RuleFired(rule.id, rule.sentence) for rule in fired(profile, role)),
        considered=len(listed),
        ruled_out=_ruled_out(set_aside),
    )


def _ruled_out(set_aside: Iterable[SetAside]) -> dict[str, int]:
    """Return how many offerings each constraint rules out, in the order of the constraints."""
    counts = Counter(name for one in set_aside for name in one.constraints)
    return {constraint.name: counts[constraint.name] for constraint in CONSTRAINTS if counts[constraint.name]}


def _check(profile: Profile, listed: list[Offering], *, role: Role, draws: int) -> None:
    problems = list(profile_problems(profile))
    if problems:
        raise DocumentError(problems, name="profile")
    if role.id != profile.role:
        raise ValueError(f"the profile names the role {profile.role!r}; the role given is {role.id!r}")
    if len({offering.id for offering in listed}) != len(listed):
        raise ValueError("an offering is given twice")
    if draws < 1:
        raise ValueError("draws must be 1 or more")


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


def _fits(
    candidates: list[Candidate], *, weights: dict[str, float], rng: Generator, draws: int
) -> tuple[Fit, ...]:
    """Return the candidates in their places."""
    if not candidates:
        return ()
    low, high = _ends(candidates)
    counted = np.array(list(weights.values()))
    shares = first_shares(low, high, counted, rng=rng, draws=draws, concentration=constant("concentration"))
    worth = expected(low, high, counted, caution=constant("caution"))
    order = sorted(range(len(candidates)), key=lambda i: (-worth[i], candidates[i].offering.id))
    lows, highs = low @ counted, high @ counted
    telling = _telling(candidates)
    return tuple(
        _fit(
            candidates[i],
            place=place,
            span=Span(float(lows[i]), float(highs[i])),
            worth=float(worth[i]),
            share=float(shares[i]),
            weights=weights,
            telling=telling,
        )
        for place, i in enumerate(order, start=1)
    )


def _ends(candidates: list[Candidate]) -> tuple[Array, Array]:
    spans = np.array([[value.span for value in candidate.values] for candidate in candidates])
    return spans[:, :, 0], spans[:, :, 1]


def _telling(candidates: list[Candidate]) -> frozenset[str]:
    """Return the criteria in which the candidates differ."""
    spans: dict[str, set[Span]] = {}
    for candidate in candidates:
        for value in candidate.values:
            spans.setdefault(value.criterion, set()).add(value.span)
    return frozenset(name for name, different in spans.items() if len(different) > 1 or len(candidates) == 1)


def _fit(
    candidate: Candidate,
    *,
    place: int,
    span: Span,
    worth: float,
    share: float,
    weights: dict[str, float],
    telling: frozenset[str],
) -> Fit:
    offering = candidate.offering
    return Fit(
        place=place,
        offering=offering.id,
        name=offering.name,
        provider=offering.provider,
        standing=standing(candidate.answers),
        value=span,
        expected=worth,
        first_share=share,
        reasons=reasons(candidate, weights=weights, telling=telling),
        confirm=confirm(candidate, weights=weights),
        cautions=cautions(candidate, weights),
        answers=candidate.answers,
        values=candidate.values,
        totals=totals(candidate.case),
    )


def _without_weak_facts(candidates: list[Candidate], first: Fit, weights: dict[str, float]) -> tuple[Caution, ...]:
    """Say who would be first if grades D and E counted for nothing, where that is another."""
    cases = [candidate.case.under(CONFIRMED_ONLY) for candidate in candidates]
    strict = [Candidate(case, (), valued(case)) for case in cases]
    low, high = _ends(strict)
    worth = expected(low, high, np.array(list(weights.values())), caution=constant("caution"))
    best = min(range(len(strict)), key=lambda i: (-worth[i], strict[i].offering.id))
    other = strict[best].offering
    if other.id == first.offering:
        return ()
    sentence = f"Without what only interested parties or weak sources state, {other.name} would be first."
    return (Caution("first-place-on-weak-evidence", sentence),)
