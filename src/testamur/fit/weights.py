"""What each criterion counts: the role's published weights, moved by the need, and brought back to sum 1."""

import math

from testamur.catalogue import Role
from testamur.fit.constants import CONSTANTS
from testamur.fit.criteria import CRITERIA
from testamur.fit.profile import Need


def weights_for(role: Role, need: Need) -> dict[str, float]:
    """Return the weight of every criterion for a role and a need; they sum to 1."""
    moved = {name: getattr(role.weights, name) * _factor(need, name) for name in CRITERIA}
    whole = math.fsum(moved.values())
    return {name: weight / whole for name, weight in moved.items()}


def _factor(need: Need, criterion: str) -> float:
    moved = CONSTANTS.get(f"need.{need}.{criterion}")
    return moved.value if moved else 1.0
