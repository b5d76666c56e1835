"""How many people a group needs before a large difference would probably be found."""

import math
from typing import Final

from scipy.special import ndtri

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.fairness.groups import LEAST_IN_ALL, LEAST_IN_GROUP
from testamur.psychometrics.fairness.mantel_haenszel import C_FROM, TWO_SIDED

POWER: Final = 0.8


def focal_needed(delta_error: float, *, reference: int, focal: int, power: float = POWER) -> int | None:
    """Return how many must be in the focal group for a difference of class C to be found with this probability.

    Parameters
    ----------
    delta_error : float
        Standard error of delta found with these groups, > 0.
    reference, focal : int
        How many were in the groups, >= 1; the reference group stays as it is.
    power : float
        Between 0.5 and 1.

    Returns
    -------
    int or None
        Never fewer than are compared at all; None if no focal group is large enough beside this reference group.

    Raises
    ------
    DocumentError
        If a number is not in its range.

    References
    ----------
    The variance of a log odds ratio is proportional to 1 / n(reference) + 1 / n(focal) at the same distribution of
    scores (Robins, Breslow & Greenland 1986, Biometrics 42:311-323); normal approximation of the test.
    """
    if not (delta_error > 0 and reference > 0 and focal > 0 and 0.5 <= power < 1):
        raise DocumentError(
            [Problem("power", "needs an error above 0, people in both groups, and 0.5 to 1 itself")]
        )
    variance = (C_FROM / (TWO_SIDED + float(ndtri(power)))) ** 2
    each = delta_error**2 / (1 / reference + 1 / focal)
    share = variance / each - 1 / reference
    if share <= 0:
        return None
    return max(math.ceil(1 / share), LEAST_IN_GROUP, LEAST_IN_ALL - reference)
