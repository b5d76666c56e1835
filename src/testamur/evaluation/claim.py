"""Does the aid do here what its vendor claims? Supported, not supported, or cannot tell."""

from enum import StrEnum
from typing import Final

from testamur.evaluation.estimate import Estimate


class Verdict(StrEnum):
    """What local data say about a claim."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    CANNOT_TELL = "cannot tell"


_ROUNDING: Final = 1e-12


def judge(claimed: float, observed: Estimate, *, margin: float) -> Verdict:
    """Return what an observed estimate says about a claimed value, by non-inferiority.

    The claim is that the true value is at least `claimed`. It need only be met up to `margin`, the largest
    shortfall that would not matter, which must be fixed before the data are opened. The floor is
    ``claimed - margin``. If the whole interval lies at or above the floor the claim is supported; if it lies
    wholly below, not supported; if it holds the floor, or there is no estimate, the data cannot tell.

    Parameters
    ----------
    claimed : float
        The vendor's figure, in the unit of the estimate; higher is better.
    observed : Estimate
        The local figure; its interval's confidence is the test's: the lower limit of a two-sided 95% interval
        is a one-sided test at 2.5%.
    margin : float
        >= 0, in the same unit.

    Returns
    -------
    Verdict
        `CANNOT_TELL` for an estimate that is too few or undefined.

    Raises
    ------
    ValueError
        If the margin is negative.

    References
    ----------
    ICH E9 (1998), section 3.3.2; Piaggio et al. (2012), CONSORT for non-inferiority, JAMA 308:2594, figure 1.

    Examples
    --------
    >>> from testamur.evaluation import proportion
    >>> str(judge(0.90, proportion(180, 200), margin=0.05))
    'supported'
    """
    if not margin >= 0:
        raise ValueError(f"the margin cannot be negative; it is {margin}")
    if observed.low is None or observed.high is None:
        return Verdict.CANNOT_TELL
    floor = claimed - margin - _ROUNDING
    if observed.low >= floor:
        return Verdict.SUPPORTED
    if observed.high < floor:
        return Verdict.NOT_SUPPORTED
    return Verdict.CANNOT_TELL
