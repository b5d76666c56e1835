"""The items of a form with their calibrated parameters: likelihood and information of ability."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.calibrate import ITEM_MODELS
from testamur.psychometrics.calibration.calibration import Calibration
from testamur.psychometrics.calibration.responses import INTEGERS, NOT_GIVEN
from testamur.psychometrics.item_model import FloatArray, ItemModel


@dataclass(frozen=True, slots=True)
class Part:
    """Items of one model and one number of categories: their places on the form, and their free parameters."""

    model: ItemModel
    items: INTEGERS
    parameters: FloatArray


@dataclass(frozen=True, slots=True)
class CalibratedForm:
    """What is known of the items of a form, in its order."""

    parts: tuple[Part, ...]
    categories: INTEGERS

    def part(self, places: INTEGERS) -> "CalibratedForm":
        """Return the form of some of the items, each by its place, in that order; each at most once."""
        at = {place: number for number, place in enumerate(places.tolist())}
        parts = []
        for part in self.parts:
            kept = np.flatnonzero(np.isin(part.items, places))
            if kept.size:
                items = np.array([at[place] for place in part.items[kept].tolist()])
                parts.append(Part(part.model, items, part.parameters[kept]))
        return CalibratedForm(tuple(parts), self.categories[places])

    def log_likelihood(self, scores: npt.NDArray[np.int8], theta: FloatArray) -> FloatArray:
        """Return the log-likelihood of scores (n_persons, n_items) at each node, (n_persons, n_nodes)."""
        found = np.zeros((len(scores), len(theta)))
        for part in self.parts:
            log_p = part.model.log_probability(theta, part.parameters)
            own = scores[:, part.items]
            for k in range(log_p.shape[1]):
                found += (own == k).astype(np.float64) @ log_p[:, k]
        return found

    def slopes(self, scores: npt.NDArray[np.int8], theta: FloatArray) -> FloatArray:
        """Return the derivative of each person's log-likelihood at their own theta (n_persons,)."""
        found = np.zeros(len(scores))
        for part in self.parts:
            by_theta = part.model.by_theta(theta, part.parameters)
            own = scores[:, part.items].T
            for k in range(by_theta.shape[1]):
                found += np.where(own == k, by_theta[:, k], 0).sum(axis=0)
        return found

    def slopes_at(self, scores: npt.NDArray[np.int8], nodes: FloatArray) -> FloatArray:
        """Return the derivative of each person's log-likelihood at each node, (n_persons, n_nodes)."""
        found = np.zeros((len(scores), len(nodes)))
        for part in self.parts:
            by_theta = part.model.by_theta(nodes, part.parameters)
            own = scores[:, part.items]
            for k in range(by_theta.shape[1]):
                found += (own == k).astype(np.float64) @ by_theta[:, k]
        return found

    def information_at(self, nodes: FloatArray, given: npt.NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
        """Return what `information` does, of each person at each node: both (n_persons, n_nodes)."""
        information, curvature = (np.zeros((len(given), len(nodes))) for _ in range(2))
        for part in self.parts:
            p, slope, bend = _derivatives(part, nodes)
            counted = given[:, part.items].astype(np.float64)
            information += counted @ (p * slope**2).sum(axis=1)
            curvature += counted @ (p * slope * (slope**2 + bend)).sum(axis=1)
        return information, curvature

    def information(self, theta: FloatArray, given: npt.NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
        """Return each person's expected information at their own theta, and sum of P' P'' / P: both (n_persons,).

        `given` (n_persons, n_items) says which items count. The second is what Warm's weight is made of.
        """
        information, curvature = np.zeros(len(theta)), np.zeros(len(theta))
        for part in self.parts:
            p, slope, bend = _derivatives(part, theta)
            counted = given[:, part.items].T
            information += np.where(counted, (p * slope**2).sum(axis=1), 0).sum(axis=0)
            curvature += np.where(counted, (p * slope * (slope**2 + bend)).sum(axis=1), 0).sum(axis=0)
        return information, curvature

    def bends(self, scores: npt.NDArray[np.int8], theta: FloatArray) -> FloatArray:
        """Return the second derivative of each person's log-likelihood at their own theta (n_persons,)."""
        found = np.zeros(len(scores))
        for part in self.parts:
            _, _, bend = _derivatives(part, theta)
            own = scores[:, part.items].T
            for k in range(bend.shape[1]):
                found += np.where(own == k, bend[:, k], 0).sum(axis=0)
        return found

    def expected_scores(self, theta: npt.ArrayLike) -> FloatArray:
        """Return the expected total score at each theta, the test characteristic curve."""
        nodes = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        found = np.zeros(len(nodes))
        for part in self.parts:
            p = np.exp(part.model.log_probability(nodes, part.parameters))
            found += (p * np.arange(p.shape[1])[:, np.newaxis]).sum(axis=(0, 1))
        return found

    def test_information(self, theta: npt.ArrayLike) -> FloatArray:
        """Return the expected information of the whole form at each theta."""
        nodes = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        everything = np.ones((len(nodes), len(self.categories)), dtype=np.bool_)
        return self.information(nodes, everything)[0]

    def probabilities(self, theta: npt.ArrayLike) -> FloatArray:
        """Return the probability of each score of each item: (n_theta, n_items, most categories), 0 beyond."""
        nodes = np.atleast_1d(np.asarray(theta, dtype=np.float64))
        found = np.zeros((len(nodes), len(self.categories), int(self.categories.max())))
        for part in self.parts:
            p = np.exp(part.model.log_probability(nodes, part.parameters))
            found[:, part.items, : p.shape[1]] = np.moveaxis(p, 2, 0)
        return found


def _derivatives(part: Part, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return P, and the first and second derivative of log P by theta, (n_items, K, n_persons)."""
    p = np.exp(part.model.log_probability(theta, part.parameters))
    width = 1e-5
    up, down = (part.model.by_theta(theta + by, part.parameters) for by in (width, -width))
    return p, part.model.by_theta(theta, part.parameters), (up - down) / (2 * width)


def form_of(model: str, parameters: Sequence[Sequence[float]]) -> CalibratedForm:
    """Return a form of items of one model, by their published parameters.

    Raises
    ------
    DocumentError
        If the model is unknown, an item has the wrong number of parameters, or they cannot be.
    """
    if model not in ITEM_MODELS:
        raise DocumentError([Problem("model", f"is one of {', '.join(ITEM_MODELS)}, not {model!r}")])
    chosen = ITEM_MODELS[model]
    counts = {len(chosen.parameters(k)): k for k in range(2, (chosen.most_categories or 100) + 1)}
    problems: list[Problem] = []
    places: dict[int, list[int]] = {}
    for place, values in enumerate(parameters):
        if len(values) not in counts or not np.isfinite(values).all():
            problems.append(Problem(f"items[{place}]", f"has no parameters of the {model} model"))
        else:
            places.setdefault(counts[len(values)], []).append(place)
    if problems or not places:
        raise DocumentError(problems or [Problem("items", "there are none")])
    parts, categories = [], np.zeros(len(parameters), dtype=np.intp)
    for count, items in places.items():
        free = chosen.free(np.array([list(parameters[place]) for place in items], dtype=np.float64))
        problems += [
            Problem(f"items[{place}]", "has parameters that cannot be")
            for place, fine in zip(items, chosen.is_valid(free), strict=True)
            if not fine
        ]
        categories[items] = count
        parts.append(Part(chosen, np.array(items), free))
    if problems:
        raise DocumentError(problems)
    return CalibratedForm(tuple(parts), categories)


def form_from(calibration: Calibration) -> CalibratedForm:
    """Return the form of all items of a calibration, in its order."""
    return form_of(calibration.model, [list(item.parameters.values()) for item in calibration.items])


def form_of_items(calibration: Calibration, items: Sequence[str]) -> CalibratedForm:
    """Return the form of some items of a calibration, in the order asked for.

    Raises
    ------
    DocumentError
        Naming every item that is not calibrated.
    """
    known = {item.item: item for item in calibration.items}
    if missing := [item for item in items if item not in known]:
        raise DocumentError(Problem("line 1", f"the item {item!r} is not calibrated") for item in missing)
    return form_from(replace(calibration, items=tuple(known[item] for item in items)))


def checked_scores(form: CalibratedForm, scores: npt.ArrayLike) -> npt.NDArray[np.int8]:
    """Return scores (n_persons, n_items) as small whole numbers, -1 where an item was not given.

    Raises
    ------
    DocumentError
        If the shape does not fit the form, or a score is none of its item's; each item with its first wrong score.
    """
    matrix = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    if matrix.ndim != 2 or matrix.shape[1] != len(form.categories):
        raise DocumentError(
            [Problem("scores", f"are of shape {matrix.shape}; the form has {len(form.categories)} items")]
        )
    matrix = np.where(np.isnan(matrix), NOT_GIVEN, matrix)
    wrong = (matrix < NOT_GIVEN) | (matrix >= form.categories) | (matrix != np.floor(matrix))
    if wrong.any():
        raise DocumentError(
            Problem(f"items[{item}]", f"has scores 0 to {form.categories[item] - 1}, not {matrix[row, item]:g}")
            for item in np.flatnonzero(wrong.any(axis=0)).tolist()
            for row in [int(np.flatnonzero(wrong[:, item])[0])]
        )
    return matrix.astype(np.int8)
