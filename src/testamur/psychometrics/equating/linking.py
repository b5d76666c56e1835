"""Putting the abilities of a new calibration on the scale of an old one, through the items they share.

theta_old = slope x theta_new + intercept; with it a_old = a_new / slope and b_old = slope x b_new + intercept.
Sources: Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 6; Loyd & Hoover (1980),
Journal of Educational Measurement 17:179-193 (mean/mean); Marco (1977), ibid. 14:139-160 (mean/sigma); Haebara
(1980), Japanese Psychological Research 22:144-149; Stocking & Lord (1983), Applied Psychological Measurement
7:201-210; several score categories: Kim & Kolen (2005), Applied Measurement in Education 18:335-356.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.scoring import FloatArray

Curves = Callable[[FloatArray], FloatArray]
"""Response functions: abilities (n_theta,) to probabilities (n_theta, n_items, n_categories).

Each item's probabilities sum to 1; an item with fewer categories than others has probability 0 in those it lacks.
"""

Positions = npt.NDArray[np.intp]

GRID: Final[FloatArray] = np.linspace(-4.0, 4.0, 40)
"""Abilities at which curves are compared unless the asker says otherwise, equally weighted."""

TOLERANCE: Final = 1e-13
FLAT: Final = 1e-6
"""If moving the scale by one unit, some way, moves the curves by less than this, they do not say where it lies."""

STARTS: Final = tuple(product((-0.7, 0.0, 0.7), (-2.0, -1.0, 0.0, 1.0, 2.0)))
"""Logarithms of slopes, and intercepts, of which the best is where the search begins."""


@dataclass(frozen=True, slots=True)
class Link:
    """A linear change of the ability scale: old = slope x new + intercept.

    `criterion` is the least value of what a characteristic curve method minimises, None for moment methods.
    """

    slope: float
    intercept: float
    method: str
    items: int
    criterion: float | None = None

    def __call__(self, theta: npt.ArrayLike) -> FloatArray:
        """Return abilities or difficulties of the new scale on the old one."""
        return self.slope * np.asarray(theta, dtype=np.float64) + self.intercept

    @property
    def inverse(self) -> "Link":
        """The link from the old scale to the new one."""
        return Link(1 / self.slope, -self.intercept / self.slope, f"inverse of {self.method}", self.items)


@dataclass(frozen=True, slots=True, eq=False)
class AnchorItems:
    """Slopes and difficulties of the common items, from one calibration.

    Attributes
    ----------
    names : tuple of str
        Of the items; none twice.
    slopes : ndarray, shape (n_items,)
        Discrimination, > 0; all 1 under the Rasch model.
    locations : ndarray, shape (n_items,) or (n_items, n_thresholds)
        Difficulty or category thresholds, on the ability scale; NaN where an item has fewer thresholds.
    """

    names: tuple[str, ...]
    slopes: FloatArray
    locations: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "slopes", np.asarray(self.slopes, dtype=np.float64))
        object.__setattr__(self, "locations", np.asarray(self.locations, dtype=np.float64))
        if problems := list(_item_problems(self)):
            raise DocumentError(problems)

    def at(self, positions: Positions) -> "AnchorItems":
        """Return the items at these positions."""
        names = tuple(self.names[position] for position in positions)
        return AnchorItems(names, self.slopes[positions], self.locations[positions])


def mean_mean(new: AnchorItems, old: AnchorItems) -> Link:
    """Return the link that makes the mean slopes, and then the mean difficulties, agree.

    Raises
    ------
    DocumentError
        If the two calibrations are not of the same items, in the same order.
    """
    _check_same(new, old, least=1)
    slope = float(new.slopes.mean() / old.slopes.mean())
    intercept = float(np.nanmean(old.locations) - slope * np.nanmean(new.locations))
    return Link(slope, intercept, "mean/mean", len(new.names))


def mean_sigma(new: AnchorItems, old: AnchorItems) -> Link:
    """Return the link that makes mean and standard deviation of the difficulties agree.

    Raises
    ------
    DocumentError
        If the two calibrations are not of the same items, in the same order, or all difficulties are equal.
    """
    _check_same(new, old, least=2)
    spreads = [float(np.nanstd(items.locations)) for items in (new, old)]
    if min(spreads) == 0:
        raise DocumentError(
            [Problem("locations", "all difficulties are equal; mean/sigma has no slope, use another")]
        )
    slope = spreads[1] / spreads[0]
    intercept = float(np.nanmean(old.locations) - slope * np.nanmean(new.locations))
    return Link(slope, intercept, "mean/sigma", len(new.names))


def haebara(
    new: Curves,
    old: Curves,
    *,
    theta: FloatArray = GRID,
    weights: FloatArray | None = None,
    is_symmetric: bool = False,
) -> Link:
    """Return the link that makes the curves of each common item agree best, by squares over items and abilities.

    Parameters
    ----------
    new, old : Curves
        Response functions of the common items in the two calibrations, in the same order.
    theta : ndarray, shape (n,)
        Abilities at which they are compared, on the old scale.
    weights : ndarray, shape (n,), optional
        Weight of each ability, >= 0; equal if absent.
    is_symmetric : bool
        Whether the curves are also compared at the same abilities on the new scale, the two sums added: the link
        of old to new is then the inverse. One direction, on the old scale, if false.

    Returns
    -------
    Link
        Its criterion sums over abilities and all score categories; an item scored 0 and 1 so counts twice.

    Raises
    ------
    DocumentError
        If the curves are not of equally many items and categories, a weight is negative, or the curves do not say
        where the link lies.
    """
    return _curve_link("Haebara", _category_differences, (new, old), theta, weights, is_symmetric=is_symmetric)


def stocking_lord(
    new: Curves,
    old: Curves,
    *,
    theta: FloatArray = GRID,
    weights: FloatArray | None = None,
    is_symmetric: bool = False,
) -> Link:
    """Return the link that makes the expected scores on the common items agree best, by squares over abilities.

    Parameters, result and problems are those of `haebara`; the criterion sums over abilities.
    """
    return _curve_link("Stocking-Lord", _score_differences, (new, old), theta, weights, is_symmetric=is_symmetric)


def linked(curves: Curves, link: Link) -> Curves:
    """Return response functions of abilities on the old scale, from those of abilities on the new one."""

    def on_old_scale(theta: FloatArray) -> FloatArray:
        return curves((theta - link.intercept) / link.slope)

    return on_old_scale


def curves_at(curves: Curves, positions: Positions) -> Curves:
    """Return the response functions of the items at these positions alone."""

    def of_these(theta: FloatArray) -> FloatArray:
        return curves(theta)[:, positions]

    return of_these


def jackknife_errors(link_of: Callable[[Positions], Link], items: int) -> tuple[float, float]:
    """Return the standard errors of slope and intercept that come from the choice of the common items.

    Parameters
    ----------
    link_of : callable
        From the positions of the items used to the link they give.
    items : int
        Number of common items, >= 3.

    References
    ----------
    Haberman, Lee & Qian (2009), ETS Research Report 09-39: each item is left out once.
    """
    if items < 3:
        raise DocumentError([Problem("items", f"three common items or more are needed; there are {items}")])
    everyone = np.arange(items)
    found = np.array(
        [(link.slope, link.intercept) for link in (link_of(np.delete(everyone, i)) for i in everyone)]
    )
    slope, intercept = np.sqrt((items - 1) / items * ((found - found.mean(axis=0)) ** 2).sum(axis=0))
    return float(slope), float(intercept)


def expected_scores(probabilities: FloatArray) -> FloatArray:
    """Return the expected score on all items, (n_theta,), from (n_theta, n_items, n_categories)."""
    found: FloatArray = (probabilities @ np.arange(probabilities.shape[2])).sum(axis=1)
    return found


def _item_problems(items: AnchorItems) -> Iterator[Problem]:
    count = len(items.names)
    if not count or items.slopes.shape != (count,) or items.locations.shape[:1] != (count,):
        shapes = f"{items.slopes.shape} slopes and {items.locations.shape} difficulties"
        yield Problem("items", f"{count} names, {shapes}; one of each is needed for every item")
        return
    if len(set(items.names)) < count:
        yield Problem("names", "an item is named twice")
    for name, slope, location in zip(items.names, items.slopes, items.locations, strict=True):
        if not (math.isfinite(slope) and slope > 0):
            yield Problem(f"slopes.{name}", f"must be above 0; it is {slope:g}")
        known = np.atleast_1d(location)
        if np.isinf(known).any() or np.isnan(known).all():
            yield Problem(f"locations.{name}", "is missing or not a number")


def _check_same(new: AnchorItems, old: AnchorItems, *, least: int) -> None:
    problems = []
    if new.names != old.names:
        problems.append(Problem("items", "the two calibrations are not of the same items, in the same order"))
    if new.locations.shape != old.locations.shape or (np.isnan(new.locations) != np.isnan(old.locations)).any():
        problems.append(Problem("locations", "the items differ in their number of thresholds"))
    if len(new.names) < least:
        problems.append(Problem("items", f"{least} common items or more are needed; there are {len(new.names)}"))
    if problems:
        raise DocumentError(problems)


def _category_differences(one: FloatArray, two: FloatArray) -> FloatArray:
    found: FloatArray = (one - two).reshape(len(one), -1)
    return found


def _score_differences(one: FloatArray, two: FloatArray) -> FloatArray:
    return (expected_scores(one) - expected_scores(two))[:, np.newaxis]


def _curve_link(
    method: str,
    differences: Callable[[FloatArray, FloatArray], FloatArray],
    curves: tuple[Curves, Curves],
    theta: FloatArray,
    weights: FloatArray | None,
    *,
    is_symmetric: bool,
) -> Link:
    new, old = curves
    new_here, old_here = new(theta), old(theta)
    roots = _roots(theta, weights)
    _check_curves(new_here, old_here)

    def residuals(x: FloatArray) -> FloatArray:
        slope, intercept = math.exp(x[0]), x[1]
        apart = [differences(old_here, new((theta - intercept) / slope))]
        if is_symmetric:
            apart.append(differences(new_here, old(slope * theta + intercept)))
        return np.concatenate([(roots * part).ravel() for part in apart])

    start = min(STARTS, key=lambda x: float((residuals(np.array(x)) ** 2).sum()))
    found = least_squares(residuals, start, method="trf", xtol=TOLERANCE, ftol=TOLERANCE, gtol=TOLERANCE)
    if np.linalg.svd(found.jac, compute_uv=False)[-1] < FLAT * float(np.linalg.norm(roots)):
        raise DocumentError([Problem("curves", "the common items do not say where the scales lie to each other")])
    way = "both directions" if is_symmetric else "one direction, on the old scale"
    return Link(
        slope=math.exp(found.x[0]),
        intercept=float(found.x[1]),
        method=f"{method}, {way}, {len(theta)} abilities from {theta.min():g} to {theta.max():g}",
        items=old_here.shape[1],
        criterion=float(2 * found.cost),
    )


def _roots(theta: FloatArray, weights: FloatArray | None) -> FloatArray:
    used = np.ones(len(theta)) if weights is None else np.asarray(weights, dtype=np.float64)
    if used.shape != theta.shape or not np.isfinite(used).all() or (used < 0).any() or not used.any():
        raise DocumentError(
            [Problem("weights", "one weight for each ability is needed, none negative, not all 0")]
        )
    return np.sqrt(used)[:, np.newaxis]


def _check_curves(new: FloatArray, old: FloatArray) -> None:
    if new.shape != old.shape or new.ndim != 3:
        shapes = f"{new.shape} and {old.shape}"
        raise DocumentError(
            [Problem("curves", f"the common items differ in number or score categories: {shapes}")]
        )
    if not (np.isfinite(new).all() and np.isfinite(old).all()):
        raise DocumentError([Problem("curves", "a probability is not a number")])
