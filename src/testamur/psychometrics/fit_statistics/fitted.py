"""Responses beside the calibration that was made of them: what every statistic of fit is computed from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from testamur.errors import DocumentError, Problem, Refused
from testamur.psychometrics.ability.form import CalibratedForm, form_from
from testamur.psychometrics.calibration import Calibration, Responses
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.item_model import BoolArray, FloatArray

NODES: Final = 81
REACH: Final = 6.0
"""So many nodes from so many standard deviations below the mean to as many above it."""


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A statistic referred to the chi-square distribution; p is None where there are no degrees of freedom."""

    statistic: float
    degrees: int

    @property
    def p(self) -> float | None:
        """Return the probability of as much or more, if the model holds."""
        return float(stats.chi2.sf(self.statistic, self.degrees)) if self.degrees > 0 else None


@dataclass(frozen=True, slots=True)
class Fitted:
    """One group's responses and the calibrated items.

    Attributes
    ----------
    items : tuple of str
    scores : ndarray of int8, shape (n_rows, n_items)
        -1 where an item was not given.
    weights : ndarray, shape (n_rows,)
        How many persons each row stands for.
    form : CalibratedForm
    mean, sd : float
        Of ability in the population.
    is_held : ndarray of bool, shape (n_items,)
        Items whose parameters were not estimated.
    free_population : tuple of bool
        Whether the population's mean and its standard deviation were estimated.
    warnings : tuple of str
        Those of the calibration, such as too few persons: what is doubtful there is doubtful here.
    """

    items: tuple[str, ...]
    scores: npt.NDArray[np.int8]
    weights: FloatArray
    form: CalibratedForm
    mean: float
    sd: float
    is_held: BoolArray
    free_population: tuple[bool, bool]
    warnings: tuple[str, ...] = ()

    @property
    def persons(self) -> float:
        """How many persons there are."""
        return float(self.weights.sum())

    @property
    def nodes(self) -> tuple[FloatArray, FloatArray]:
        """Return nodes of ability and the share of the population at each; both (n_nodes,)."""
        away = np.linspace(-REACH, REACH, NODES)
        shares = np.exp(-0.5 * away**2)
        return self.mean + self.sd * away, shares / shares.sum()

    def part(self, rows: npt.ArrayLike, places: npt.ArrayLike) -> "Fitted":
        """Return some persons (by row, or a mask) on some items (by place), such as those of one form."""
        which, items = np.asarray(rows), np.asarray(places, dtype=np.intp)
        return replace(
            self,
            items=tuple(self.items[place] for place in items.tolist()),
            scores=self.scores[which][:, items],
            weights=self.weights[which],
            form=self.form.part(items),
            is_held=self.is_held[items],
        )

    def require_complete(self, what: str) -> None:
        """Refuse if an item was not given to everybody."""
        if (self.scores == NOT_GIVEN).any():
            raise Refused("fit-complete", f"{what} needs persons who all took the same items.")


def fitted(calibration: Calibration, given: Responses) -> Fitted:
    """Return responses beside the calibration that was made of them.

    Parameters
    ----------
    calibration : Calibration
    given : Responses
        As a matrix, of one group; the same items in the same order.

    Raises
    ------
    DocumentError
        If the two do not belong together, there are several groups, or the responses are lists.
    """
    problems = list(_problems(calibration, given))
    if problems:
        raise DocumentError(problems)
    (population,) = calibration.populations
    return Fitted(
        items=given.items,
        scores=given.scores,
        weights=given.weights,
        form=form_from(calibration),
        mean=population.mean,
        sd=population.sd,
        is_held=np.array([item.is_fixed for item in calibration.items]),
        free_population=(population.mean_error != 0, population.sd_error != 0),
        warnings=calibration.warnings,
    )


def _problems(calibration: Calibration, given: Responses) -> Iterator[Problem]:
    if not calibration.populations:
        yield Problem("calibration", "tells of no population; calibrate again with its items as anchors")
    if tuple(item.item for item in calibration.items) != given.items:
        yield Problem("items", "are not those of the calibration, in its order")
    elif [item.categories for item in calibration.items] != given.categories.tolist():
        yield Problem("items", "have not the score categories of the calibration")
    if not calibration.populations:
        yield Problem(
            "populations", "are not told by a conditional calibration; calibrate with its items as anchors"
        )
    if len(given.groups) > 1 or len(calibration.populations) > 1:
        yield Problem("groups", "fit is looked at in one group at a time")
    if given.lists is not None:
        yield Problem("scores", "must be a matrix of persons by items")
