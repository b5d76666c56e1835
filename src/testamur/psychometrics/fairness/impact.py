"""Adverse impact: the pass rate of one group over that of another.

Source: the ratio and its limit of four fifths, Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR
1607.4(D), which is a rule of thumb for looking closer and no proof of unfairness; interval on the logarithm, Katz,
Baptista, Azen & Pike (1978), Biometrics 34:469-474.
"""

import math
from typing import Final

from scipy.stats import norm

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate, estimated, withheld

METHOD: Final = "ratio of pass rates, Katz interval of its logarithm"
FOUR_FIFTHS: Final = 0.8


def impact_ratio(
    passed: int,
    n: int,
    *,
    reference: tuple[int, int],
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
) -> Estimate:
    """Return the pass rate of a group over that of the reference group.

    Parameters
    ----------
    passed, n : int
        How many of the group passed, of how many.
    reference : tuple of int
        The same of the reference group.
    confidence : float
        Of the interval, between 0 and 1.
    least : int
        If either group has fewer persons the ratio is withheld as "too few".

    Returns
    -------
    Estimate
        Undefined if nobody of either group passed.

    Raises
    ------
    DocumentError
        If the counts cannot be.

    Examples
    --------
    >>> impact_ratio(24, 40, reference=(45, 60)).value
    0.8
    """
    their_passed, their_n = reference
    if not (0 <= passed <= n and 0 <= their_passed <= their_n and n > 0 and their_n > 0):
        raise DocumentError(
            [Problem("passed", "must be from 0 to the number of persons, of whom there must be some")]
        )
    both = n + their_n
    if min(n, their_n) < least:
        return withheld(n=both, method=METHOD, status="too few")
    if not (passed and their_passed):
        return withheld(n=both, method=METHOD, status="undefined")
    ratio = (passed / n) / (their_passed / their_n)
    error = math.sqrt(1 / passed - 1 / n + 1 / their_passed - 1 / their_n)
    reach = float(norm.ppf((1 + confidence) / 2)) * error
    return estimated(ratio, (ratio * math.exp(-reach), ratio * math.exp(reach)), n=both, method=METHOD)
