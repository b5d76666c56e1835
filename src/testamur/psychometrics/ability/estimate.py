"""Ability from scores: maximum likelihood, Warm's weighted likelihood, mode and mean of the posterior.

Source: Birnbaum (1968), in Lord & Novick, ch. 20 (ML); Warm (1989), Psychometrika 54:427-450 (WLE); Samejima
(1969), Psychometrika monograph 17 (MAP); Bock & Mislevy (1982), Applied Psychological Measurement 6:431-444 (EAP);
Magis & Raiche (2012), Psychometrika 77:163-169, on the mode under the prior of Jeffreys, which is Warm's estimate
under the Rasch and two-parameter models and another under the three-parameter one. R mirt calls it WLE throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from testamur.errors import Refused
from testamur.psychometrics.ability.form import CalibratedForm, checked_scores
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

Method = Literal["ml", "wle", "jeffreys", "map", "eap"]
Slope = Callable[[FloatArray], FloatArray]

FARTHEST: Final = 10.0
"""An estimate beyond this is taken to have no finite value."""

NODES: Final = np.linspace(-FARTHEST, FARTHEST, 201)
HALVINGS: Final = 40
BLOCK: Final = 2048


@dataclass(frozen=True, slots=True)
class Abilities:
    """Estimates of ability (n_persons,) with their standard errors; NaN where there is no finite estimate.

    By maximum likelihood there is none for who has all right or all wrong.
    """

    method: Method
    theta: FloatArray
    errors: FloatArray

    @property
    def is_defined(self) -> npt.NDArray[np.bool_]:
        """Whether each person has an estimate."""
        return np.isfinite(self.theta)


@one_thread()
def estimate(
    form: CalibratedForm, scores: npt.ArrayLike, *, method: Method, mean: float = 0.0, sd: float = 1.0
) -> Abilities:
    """Return each person's ability.

    Parameters
    ----------
    form : CalibratedForm
        From `form_of` or `form_from`.
    scores : array_like, shape (n_persons, n_items)
        Whole scores from 0; NaN or -1 where an item was not given, which then does not count.
    method : {"ml", "wle", "jeffreys", "map", "eap"}
    mean, sd : float
        Of the normal prior that ``map`` and ``eap`` take.

    Returns
    -------
    Abilities
        The errors are 1 / sqrt(observed information) for ``ml``, ``map`` and ``jeffreys`` (with the prior's),
        1 / sqrt(expected information) for ``wle``, and the standard deviation of the posterior for ``eap``.

    Raises
    ------
    DocumentError
        If the scores do not fit the form.
    Refused
        If the prior's standard deviation is not above 0.
    """
    if not sd > 0:
        raise Refused("prior-sd", "The standard deviation of the prior must be above 0.")
    whole = checked_scores(form, scores)
    rows = [whole[start : start + BLOCK] for start in range(0, len(whole), BLOCK)]
    parts = [WAYS[method](form, block, mean, sd) for block in rows]
    theta, errors = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Abilities(method, theta, errors)


def _eap(
    form: CalibratedForm, scores: npt.NDArray[np.int8], mean: float, sd: float
) -> tuple[FloatArray, FloatArray]:
    nodes = mean + sd * np.linspace(-6, 6, 121)
    logs = form.log_likelihood(scores, nodes) - 0.5 * ((nodes - mean) / sd) ** 2
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    theta: FloatArray = weights @ nodes
    return theta, np.sqrt(np.maximum(weights @ nodes**2 - theta**2, 0))


def _map(
    form: CalibratedForm, scores: npt.NDArray[np.int8], mean: float, sd: float
) -> tuple[FloatArray, FloatArray]:
    objective = form.log_likelihood(scores, NODES) - 0.5 * ((NODES - mean) / sd) ** 2
    theta = _crossing(objective, lambda at: form.slopes(scores, at) - (at - mean) / sd**2)
    return theta, _errors(1 / sd**2 - form.bends(scores, _finite(theta)), theta)


def _ml(
    form: CalibratedForm, scores: npt.NDArray[np.int8], mean: float, sd: float
) -> tuple[FloatArray, FloatArray]:  # the prior is none of its business
    del mean, sd
    theta = _crossing(form.log_likelihood(scores, NODES), lambda at: form.slopes(scores, at))
    return theta, _errors(-form.bends(scores, _finite(theta)), theta)


def _wle(
    form: CalibratedForm, scores: npt.NDArray[np.int8], mean: float, sd: float
) -> tuple[FloatArray, FloatArray]:
    del mean, sd
    given = scores != NOT_GIVEN

    def slope(at: FloatArray) -> FloatArray:
        information, curvature = form.information(at, given)
        return form.slopes(scores, at) + curvature / (2 * information)

    # Of the root of the weighted score only its place is known: its integral is summed up over the nodes.
    information_at, curvature_at = form.information_at(NODES, given)
    at_nodes = form.slopes_at(scores, NODES) + curvature_at / (2 * information_at)
    objective = np.concatenate(
        [np.zeros((len(scores), 1)), np.cumsum(at_nodes[:, 1:] + at_nodes[:, :-1], axis=1)], 1
    )
    theta = _crossing(objective, slope)
    return theta, _errors(form.information(_finite(theta), given)[0], theta)


def _jeffreys(
    form: CalibratedForm, scores: npt.NDArray[np.int8], mean: float, sd: float
) -> tuple[FloatArray, FloatArray]:
    del mean, sd
    given, width = scores != NOT_GIVEN, 1e-5

    def half_log(at: FloatArray) -> FloatArray:
        found: FloatArray = 0.5 * np.log(form.information(at, given)[0])
        return found

    def slope(at: FloatArray) -> FloatArray:
        return form.slopes(scores, at) + (half_log(at + width) - half_log(at - width)) / (2 * width)

    at_nodes = 0.5 * np.log(form.information_at(NODES, given)[0])
    theta = _crossing(form.log_likelihood(scores, NODES) + at_nodes, slope)
    at, apart = _finite(theta), 1e-3
    return theta, _errors((slope(at - apart) - slope(at + apart)) / (2 * apart), theta)


def _crossing(objective: FloatArray, slope: Slope) -> FloatArray:
    """Return where the slope is 0 beside the highest node; NaN if that is the first or the last."""
    top = objective.argmax(axis=1)
    inside = (top > 0) & (top < len(NODES) - 1)
    kept = np.clip(top, 1, len(NODES) - 2)
    low, high = NODES[kept - 1], NODES[kept + 1]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_rising = slope(middle) > 0
        low, high = np.where(is_rising, middle, low), np.where(is_rising, high, middle)
    return np.where(inside, (low + high) / 2, np.nan)


def _finite(theta: FloatArray) -> FloatArray:
    return np.where(np.isfinite(theta), theta, 0.0)


def _errors(information: FloatArray, theta: FloatArray) -> FloatArray:
    has_error = np.isfinite(theta) & (information > 0)
    return np.where(has_error, 1 / np.sqrt(np.where(has_error, information, 1)), np.nan)


WAYS: Final = {"ml": _ml, "wle": _wle, "jeffreys": _jeffreys, "map": _map, "eap": _eap}
