"""What each criterion counts: the role's published weights, moved by need and situation, or the reader's own."""

import math
from collections.abc import Mapping
from dataclasses import asdict

from testamur.catalogue import Role, Weights
from testamur.errors import DocumentError, Problem
from testamur.fit.constants import CONSTANTS
from testamur.fit.criteria import CRITERIA
from testamur.fit.profile import Need, Profile
from testamur.fit.rules import SITUATION, situation_weight


def weights_for(role: Role, need: Need) -> dict[str, float]:
    """Return the weight of every criterion for a role and a need; they sum to 1."""
    return _whole({name: getattr(role.weights, name) * _factor(need, name) for name in CRITERIA})


def weights_of(profile: Profile, role: Role) -> dict[str, float]:
    """Return the weight of every criterion for a question; they sum to 1.

    Where a rule asks for something of its own, the criterion `situation` takes its share of all the others.
    """
    weights, share = weights_for(role, profile.need), situation_weight(profile, role)
    if not share:
        return weights
    return {name: weight * (1.0 - share) for name, weight in weights.items()} | {SITUATION: share}


def own_weights(given: Mapping[str, float] | Weights, profile: Profile, role: Role) -> dict[str, float]:
    """Return the reader's own weights in place of the role's, brought to sum 1; one that is left out is 0.

    Raises
    ------
    DocumentError
        With everything that is wrong with them.
    """
    stated = asdict(given) if isinstance(given, Weights) else dict(given)
    names = list(weights_of(profile, role))
    problems = [
        Problem(f"weights.{name}", "no criterion is called so")
        for name in stated
        if name not in names and name != SITUATION
    ]
    problems += [
        Problem(f"weights.{name}", "must be finite and not negative")
        for name, weight in stated.items()
        if not (math.isfinite(weight) and weight >= 0)
    ]
    # A weight of the situation is kept in a link while no rule asks for it; then it counts for nothing.
    counted = {name: float(stated.get(name, 0.0)) for name in names}
    if not problems and not sum(counted.values()) > 0:
        problems.append(Problem("weights", "must not all be 0"))
    if problems:
        raise DocumentError(problems, name="weights")
    most = max(counted.values())
    return _whole({name: weight / most for name, weight in counted.items()})


def _whole(weights: Mapping[str, float]) -> dict[str, float]:
    whole = math.fsum(weights.values())
    return {name: weight / whole for name, weight in weights.items()}


def _factor(need: Need, criterion: str) -> float:
    moved = CONSTANTS.get(f"need.{need}.{criterion}")
    return moved.value if moved else 1.0
