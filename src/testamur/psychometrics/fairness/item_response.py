"""Likelihood ratio under an item model: whether an item's parameters are the same in both groups.

Source: Thissen, Steinberg & Wainer (1993), in Holland & Wainer, Differential Item Functioning, ch. 4. The groups
may differ in ability: the focal group has a mean and spread of its own. All other items tie the two together.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from testamur.psychometrics.calibration import Calibration, calibrate, responses
from testamur.psychometrics.fairness.groups import Compared
from testamur.psychometrics.item_model import FloatArray


@dataclass(frozen=True, slots=True)
class ItemRatio:
    """The test of one item: chi2 with as many degrees of freedom as it has parameters, and its two calibrations.

    `converged` is false if a fit did not; then the test is not to be relied upon.
    """

    item: str
    chi2: float
    degrees: int
    p: float
    reference: tuple[float, ...]
    focal: tuple[float, ...]
    converged: bool


@dataclass(frozen=True, slots=True)
class Ratios:
    """The comparison of two groups; `items` is empty if `why_not` says why they were not compared."""

    reference: int
    focal: int
    why_not: str
    model: str
    focal_mean: float
    focal_sd: float
    items: tuple[ItemRatio, ...]


def likelihood_ratios(given: Compared, *, model: str = "2pl") -> Ratios:
    """Compare two groups on every item.

    Parameters
    ----------
    given : Compared
    model : str
        ``rasch``, ``2pl`` or ``3pl``.

    Returns
    -------
    Ratios
        Without items, but with the reason, if the groups are too small. One fit for all items, and one for each.
    """
    reference, focal = given.sizes
    if reason := given.why_not():
        return Ratios(reference, focal, reason, model, np.nan, np.nan, ())
    together = _fit(given.scores, given, given.items, model)
    population = together.populations[1]
    items = tuple(_ratio(given, place, together, model) for place in range(len(given.items)))
    return Ratios(reference, focal, "", model, population.mean, population.sd, items)


def _ratio(given: Compared, place: int, together: Calibration, model: str) -> ItemRatio:
    """Make the item two: one that only the reference group took, one that only the focal group took."""
    apart = np.column_stack([given.scores, given.scores[:, place]])
    apart[given.is_focal, place] = np.nan
    apart[~given.is_focal, -1] = np.nan
    found = _fit(apart, given, (*given.items, f"{given.items[place]} (focal)"), model)
    degrees = len(found.items[place].parameters)
    ratio = max(0.0, 2 * (found.loglik - together.loglik))
    return ItemRatio(
        given.items[place],
        ratio,
        degrees,
        float(chi2.sf(ratio, degrees)),
        tuple(found.items[place].parameters.values()),
        tuple(found.items[-1].parameters.values()),
        together.converged and found.converged,
    )


def _fit(scores: FloatArray, given: Compared, items: tuple[str, ...], model: str) -> Calibration:
    order = np.argsort(given.is_focal, kind="stable")
    groups = np.where(given.is_focal, "focal", "reference")[order].tolist()
    return calibrate(responses(scores[order], items=items, groups=groups), model=model, errors=False)
