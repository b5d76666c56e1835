"""Rank offerings for a person in a role: constraints, values, places, and how sure the first place is."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

import numpy as np
from numpy.random import Generator

from testamur.catalogue import Offering, Role, Weights
from testamur.errors import DocumentError
from testamur.fit.advice import Advice, Caution, Fit, SetAside, confidence
from testamur.fit.candidate import Candidate
from testamur.fit.case import Case
from testamur.fit.cautions import cautions
from testamur.fit.constants import constant
from testamur.fit.constraints import Standing, answers, standing
from testamur.fit.criteria import values
from testamur.fit.draws import Array, expected, first_shares
from testamur.fit.policy import CONFIRMED_ONLY, GRADED, Policy, Span, facts
from testamur.fit.profile import Profile, profile_problems
from testamur.fit.reasons import confirm, reasons
from testamur.fit.weights import weights_for


def rank(
    profile: Profile,
    offerings: Iterable[Offering],
    *,
    role: Role,
    at: date,
    rng: Generator,
    policy: Policy = GRADED,
    draws: int = int(constant("draws")),
    weights: Weights | None = None,
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
    weights : Weights, optional
        What each criterion counts, where it is not what the role and the need say; they sum to 1.

    Raises
    ------
    DocumentError
        With everything that is wrong with the profile.
    ValueError
        If `role` is not the profile's, an offering is given twice, or `draws` is below 1.
    """
    listed = sorted(offerings, key=lambda offering: offering.id)
    _check(profile, listed, role=role, draws=draws)
    counted = weights_for(role, profile.need) if weights is None else asdict(weights)
    judged = [_judged(Case(profile, role, facts(o, policy, at=at))) for o in listed]
    candidates = [outcome for outcome in judged if isinstance(outcome, Candidate)]
    fits = _fits(candidates, weights=counted, rng=rng, draws=draws)
    return Advice(
        profile=profile,
        policy=policy.name,
        at=at,
        weights=counted,
        draws=draws,
        confidence=confidence([fit.first_share for fit in fits]),
        fits=fits,
        set_aside=tuple(outcome for outcome in judged if isinstance(outcome, SetAside)),
        cautions=(*fits[0].cautions, *_without_weak_facts(candidates, fits[0], counted)) if fits else (),
    )


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
        because = tuple(answer.sentence for answer in found if answer.standing is Standing.NOT)
        return SetAside(offering.id, offering.name, offering.provider, whole, because)
    if not any(claim.grade != "U" for claim in offering.claim):
        silent = "the source guide says nothing about it" if case.facts.policy.source else "nothing is confirmed"
        missing = tuple(answer.missing for answer in found if answer.missing)
        because = (f"Not ranked: {silent}.",)
        unknown = Standing.CANNOT_TELL
        return SetAside(offering.id, offering.name, offering.provider, unknown, because, missing)
    return Candidate(case, found, values(case))


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
    )


def _without_weak_facts(candidates: list[Candidate], first: Fit, weights: dict[str, float]) -> tuple[Caution, ...]:
    """Say who would be first if grades D and E counted for nothing, where that is another."""
    cases = [candidate.case.under(CONFIRMED_ONLY) for candidate in candidates]
    strict = [Candidate(case, (), values(case)) for case in cases]
    low, high = _ends(strict)
    worth = expected(low, high, np.array(list(weights.values())), caution=constant("caution"))
    best = min(range(len(strict)), key=lambda i: (-worth[i], strict[i].offering.id))
    other = strict[best].offering
    if other.id == first.offering:
        return ()
    sentence = f"Without what only interested parties or weak sources state, {other.name} would be first."
    return (Caution("first-place-on-weak-evidence", sentence),)
