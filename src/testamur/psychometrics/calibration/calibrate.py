"""Calibrate: estimate item parameters by marginal maximum likelihood."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from testamur import registry
from testamur.errors import DocumentError, Problem
from testamur.psychometrics import models
from testamur.psychometrics.calibration import starting
from testamur.psychometrics.calibration.acceleration import Climb, climb
from testamur.psychometrics.calibration.calibration import CalibratedItem, Calibration, Population
from testamur.psychometrics.calibration.layout import Layout, layout
from testamur.psychometrics.calibration.likelihood import (
    LEAST_SD,
    Fixed,
    Found,
    Likelihood,
    counted,
    generic,
    in_memory,
    weighted,
)
from testamur.psychometrics.calibration.population import Grid, grid
from testamur.psychometrics.calibration.responses import INTEGERS, Observed, Responses
from testamur.psychometrics.calibration.shards import Shards
from testamur.psychometrics.calibration.standard_errors import covariance, difficulty_errors
from testamur.psychometrics.item_model import FloatArray, ItemModel, Prior
from testamur.psychometrics.one_thread import one_thread

ITEM_MODELS: Final = registry.collect(models, constant="ITEM_MODEL", kind=ItemModel)

TOLERANCE: Final = 1e-4
"""The end of the climb: no gradient is steeper than this times the square root of its own information."""

MOST_LOOKS: Final = 2000
LIMIT: Final = 6.0
APART: Final = 1.2
"""Nodes so many deviations of a normal posterior apart sum it up to 2 exp(-2 pi^2 / 1.44): 2 in a million."""

WIDEST_SPACING: Final = 0.2
CLOSEST_SPACING: Final = 0.05
REACH: Final = 4.5
"""The nodes must reach so many standard deviations beyond each group's mean."""

CLOSE: Final = 2.0
"""Each group's standard deviation must span so many nodes, down to nodes 0.02 apart."""

STEEP: Final = 2.5
"""No item's slope may be more than this over the distance of the nodes.

A logistic curve of slope a has poles pi / a off the line, so a sum over nodes h apart errs by about
2 exp(-2 pi^2 / (a h)): Trefethen & Weideman (2014), SIAM Review 56:385-458, theorem 5.1.
"""

STEEPEST: Final = 15.0
"""Beyond this slope no nodes are made closer: the item's slope has no upper end, and a warning says so."""

FINEST: Final = 0.02
MOST_ERRORS: Final = 1000
"""With more free parameters than this no standard errors are computed unless the asker wants them."""

SMALL: Final[Mapping[str, int]] = {"rasch": 30, "pcm": 100, "2pl": 200, "gpcm": 250, "graded": 250}
"""Below so many persons the estimates carry a warning; for other models below 500.

Our policy, near to Linacre (1994), Rasch Measurement Transactions 7:328, and Sahin & Anil (2017), Educational
Sciences: Theory & Practice 17:321-335.
"""


@one_thread()
def calibrate(
    given: Responses | Shards,
    *,
    model: str,
    start: Calibration | None = None,
    anchors: Mapping[str, Sequence[float]] | None = None,
    priors: Mapping[str, Prior | None] | None = None,
    errors: bool | None = None,
    tolerance: float = TOLERANCE,
    most: int = MOST_LOOKS,
) -> Calibration:
    """Estimate the parameters of all items at once.

    Parameters
    ----------
    given : Responses
        From `responses` or `response_lists`; or `Shards`, from `open_shards`.
    model : str
        ``rasch``, ``2pl``, ``3pl``, ``graded``, ``pcm``, ``gpcm`` or ``nominal``; see `ITEM_MODELS`.
    start : Calibration, optional
        An earlier one, such as yesterday's, to begin from; items that it has not begin as they would without it.
    anchors : mapping, optional
        Published parameters of items that are not estimated; then every group's population is.
    priors : mapping, optional
        Name of a parameter of items scored 0 and 1 (``a``, ``d``, ``c``) -> its prior, none if None; the prior
        on c is of its log odds. What is not named keeps the model's own.
    errors : bool, optional
        Whether to compute standard errors, for which the responses are gone through twice a free parameter; by
        default if there are not more than 1,000 and the responses are not in shards.
    tolerance : float
        > 0; see `TOLERANCE`.
    most : int
        How often the likelihood is looked at, at most.

    Returns
    -------
    Calibration
        If it did not converge it says so, and warns.

    Raises
    ------
    DocumentError
        If the model is unknown, an item has more score categories than it allows, or an anchor is no item or has
        the wrong number of parameters, or `start` is of another model.

    References
    ----------
    Bock & Aitkin (1981), Psychometrika 46:443-459. Without anchors the first group is N(0, 1), or N(0, sd^2) where
    the model has equal slopes. The same responses give the same bits on any number of threads (`one_thread`).
    """
    chosen = _model(model, given)
    where = layout(given, chosen)
    held = _anchored(given, where, chosen, anchors or {})
    known, spreads = _earlier(start, given, where, chosen)
    begin = starting.start(starting.beginning(given), where, chosen, {**known, **held}, spreads)
    likelihood, end = _climbed(given, chosen, where, held, begin, _priors(chosen, priors or {}), tolerance, most)
    return _told(likelihood, end, errors=errors)


@one_thread()
def parameter_covariance(given: Responses, calibration: Calibration) -> FloatArray | None:
    """Return the sampling covariance of the published parameters of a calibration, item by item in its order.

    Parameters
    ----------
    given : Responses
        Those that were calibrated, with the items in the same order. They are calibrated again, with the model's
        own priors; items that were held stay held.
    calibration : Calibration

    Returns
    -------
    ndarray, shape (n_parameters, n_parameters), or None
        0 for parameters that were held. None if the responses do not tell all parameters apart.

    Raises
    ------
    DocumentError
        As in `calibrate`; also if the items are not those of the calibration.
    """
    if tuple(item.item for item in calibration.items) != given.items:
        raise DocumentError([Problem("items", "are not those of the calibration, in its order")])
    chosen = _model(calibration.model, given)
    where = layout(given, chosen)
    anchors = {item.item: list(item.parameters.values()) for item in calibration.items if item.is_fixed}
    held = _anchored(given, where, chosen, anchors)
    begin = starting.start(starting.beginning(given), where, chosen, held)
    likelihood, end = _climbed(given, chosen, where, held, begin, _priors(chosen, {}), TOLERANCE, MOST_LOOKS)
    free = np.flatnonzero(likelihood.free())
    found = covariance(likelihood.gradient, end.point, likelihood.free())
    if found is None:
        return None
    whole = np.zeros((len(end.point), len(end.point)))
    whole[np.ix_(free, free)] = found
    places, slopes = _published_places(likelihood, end)
    return slopes[:, np.newaxis] * whole[np.ix_(places, places)] * slopes


def _published_places(likelihood: Likelihood, end: Climb) -> tuple[INTEGERS, FloatArray]:
    """Return where each published parameter stands in the point, and its derivative by what stands there."""
    of_item: dict[int, tuple[list[int], list[float]]] = {}
    first = 0
    for bundle, matrix in zip(likelihood.layout.bundles, likelihood.layout.parted(end.point)[0], strict=True):
        _, slopes = likelihood.model.published(matrix)
        width = len(bundle.names)
        for row, place in enumerate(bundle.items.tolist()):
            start_at = first + row * width
            of_item[place] = list(range(start_at, start_at + width)), slopes[row].tolist()
        first += bundle.size
    ordered = [of_item[place] for place in range(len(of_item))]
    return np.array([n for own, _ in ordered for n in own]), np.array([s for _, own in ordered for s in own])


def _model(name: str, given: Observed) -> ItemModel:
    if name not in ITEM_MODELS:
        raise DocumentError([Problem("model", f"is one of {', '.join(ITEM_MODELS)}, not {name!r}")])
    chosen = ITEM_MODELS[name]
    most = chosen.most_categories or int(given.categories.max())
    over = [item for item, count in zip(given.items, given.categories.tolist(), strict=True) if count > most]
    if over:
        raise DocumentError(
            [
                Problem(f"items.{item}", f"has scores above {most - 1}; the {name} model takes none")
                for item in over
            ]
        )
    return chosen


def _anchored(
    given: Observed, where: Layout, model: ItemModel, anchors: Mapping[str, Sequence[float]]
) -> Mapping[int, FloatArray]:
    """Return the free parameters of the items that are not estimated, by place."""
    held: dict[int, FloatArray] = {}
    problems = [
        Problem(f"anchors.{item}", "is no item of these responses") for item in anchors if item not in given.items
    ]
    for bundle in where.bundles:
        for place in bundle.items.tolist():
            values = anchors.get(given.items[place])
            if values is None:
                continue
            if len(values) != len(bundle.names) or not np.isfinite(values).all():
                problems.append(
                    Problem(f"anchors.{given.items[place]}", f"needs {', '.join(bundle.names)}, as numbers")
                )
                continue
            held[place] = model.free(np.asarray([values], dtype=np.float64))[0]
            if not model.is_valid(held[place][np.newaxis])[0]:
                problems.append(Problem(f"anchors.{given.items[place]}", "has parameters that cannot be"))
    if problems:
        raise DocumentError(problems)
    return held


def _earlier(
    told: Calibration | None, given: Observed, where: Layout, model: ItemModel
) -> tuple[Mapping[int, FloatArray], FloatArray | None]:
    """Return the free parameters that an earlier calibration has of items, by place, and the groups' spreads."""
    if told is None:
        return {}, None
    if told.model != model.name:
        raise DocumentError([Problem("start", f"is a calibration by the {told.model} model, not {model.name}")])
    kept = {item.item: item for item in told.items}
    found: dict[int, FloatArray] = {}
    for bundle in where.bundles:
        for place in bundle.items.tolist():
            item = kept.get(given.items[place])
            if item and item.categories == bundle.rows.shape[1]:
                free = model.free(np.array([[item.parameters[name] for name in bundle.names]]))
                if model.is_valid(free)[0]:
                    found[place] = free[0]
    if not found:
        raise DocumentError([Problem("start", "has none of these items")])
    spreads = {one.group: (one.mean, one.sd) for one in told.populations}
    # A group that is new begins like the others: its place is found in the first steps.
    first = next(iter(spreads.values()))
    return found, np.array([spreads.get(group, first) for group in given.groups])


def _priors(model: ItemModel, wanted: Mapping[str, Prior | None]) -> Mapping[int, Prior]:
    names = model.parameters(2)
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        raise DocumentError(
            [Problem(f"priors.{name}", f"is no parameter of the {model.name} model") for name in unknown]
        )
    chosen: dict[int, Prior | None] = dict(model.priors)
    chosen.update({names.index(name): prior for name, prior in wanted.items()})
    return {place: prior for place, prior in chosen.items() if prior is not None}


def _climbed(
    given: Responses | Shards,
    model: ItemModel,
    where: Layout,
    held: Mapping[int, FloatArray],
    begin: FloatArray,
    priors: Mapping[int, Prior],
    tolerance: float,
    most: int,
) -> tuple[Likelihood, Climb]:
    """Climb; if a population then lies beyond the nodes, widen them and go on."""
    fixed = _fixed(given, model, held)
    limit, spacing = LIMIT, _spacing(given, begin, where)
    while True:
        nodes = grid(limit, spacing)
        likelihood = Likelihood(given, model, where, nodes, fixed, priors, _finder(given, model, where, nodes))
        end = climb(likelihood.look, begin, is_valid=likelihood.is_valid, tolerance=tolerance, most=most)
        _, means, sds = where.parted(end.point)
        needed, narrowest = float((np.abs(means) + REACH * sds).max()), float(sds.min())
        closest = min(narrowest / CLOSE, STEEP / min(_steepest(where, end.point), STEEPEST))
        is_wide, is_close = needed <= limit or limit > 8 * LIMIT, spacing <= closest
        if (is_wide and is_close) or spacing <= FINEST:
            return likelihood, end
        limit, begin = limit if is_wide else needed * 1.25, end.point
        spacing = spacing if is_close else max(closest / 2, FINEST)


def _steepest(where: Layout, x: FloatArray) -> float:
    """Return the steepest slope of any item; 1 where they are all 1."""
    matrices, _, _ = where.parted(x)
    slopes = [
        float(np.abs(matrix[:, place]).max())
        for bundle, matrix in zip(where.bundles, matrices, strict=True)
        for place, name in enumerate(bundle.names)
        if name.startswith("a")
    ]
    return max(slopes, default=1.0)


def _fixed(given: Observed, model: ItemModel, held: Mapping[int, FloatArray]) -> Fixed:
    items = np.zeros(len(given.items), dtype=np.bool_)
    items[list(held)] = True
    means = np.zeros(len(given.groups), dtype=np.bool_)
    sds = means.copy()
    if not held:
        means[0], sds[0] = True, model.scale == "fixed"
    return Fixed(items, means, sds)


def _spacing(given: Observed, begin: FloatArray, where: Layout) -> float:
    """Keep the nodes closer than the narrowest posterior: 1 / sqrt(1 + sum of a^2 / 4), all items given."""
    slopes = where.parted(begin)[0][0][:, 0] if where.bundles[0].names[0] == "a" else np.ones(1)
    narrowest = 1 / np.sqrt(1 + given.longest * float((slopes**2).mean()) / 4)
    return float(np.clip(APART * narrowest, CLOSEST_SPACING, WIDEST_SPACING))


def _finder(
    given: Responses | Shards, model: ItemModel, where: Layout, nodes: Grid
) -> Callable[[FloatArray], Found]:
    if isinstance(given, Shards):
        return generic(given.counter(is_log_concave=model.is_log_concave), model, where, nodes)
    plain = given.is_complete and len(given.groups) == 1
    if plain and model.name == "2pl":
        return weighted(given, where, nodes)
    if plain and model.name == "rasch":
        return counted(given, where, nodes)
    return generic(in_memory(given, model), model, where, nodes)


def _told(likelihood: Likelihood, end: Climb, *, errors: bool | None) -> Calibration:
    given, where, free = likelihood.responses, likelihood.layout, likelihood.free()
    count = int(free.sum())
    spread = np.full(len(end.point), np.nan)
    spread[~free] = 0
    warnings, found = list(_warnings(likelihood, end)), None
    if errors or (errors is None and count <= MOST_ERRORS and not isinstance(given, Shards)):
        found = covariance(likelihood.gradient, end.point, free) if count else np.zeros((0, 0))
        if found is None:
            warnings.append("The data do not tell all parameters apart: there are no standard errors.")
        else:
            spread[free] = np.sqrt(np.diagonal(found))
    matrices, means, sds = where.parted(end.point)
    errors_of, mean_errors, log_errors = _parted_errors(where, spread)
    populations = tuple(
        Population(group, number, *map(float, values))
        for group, number, values in zip(
            given.groups, given.sizes, zip(means, sds, mean_errors, sds * log_errors, strict=True), strict=True
        )
    )
    return Calibration(
        model=likelihood.model.name,
        items=_items(likelihood, matrices, errors_of, difficulty_errors(where, end.point, free, found)),
        populations=populations,
        persons=given.persons,
        loglik=end.history[-1] - likelihood.log_prior(matrices),
        history=end.history,
        steepness=end.steepness,
        converged=end.converged,
        free=count,
        nodes=(float(likelihood.grid.theta[0]), float(likelihood.grid.theta[-1]), len(likelihood.grid.theta)),
        warnings=tuple(warnings),
    )


def _parted_errors(where: Layout, spread: FloatArray) -> tuple[list[FloatArray], FloatArray, FloatArray]:
    matrices, means, exponentials = where.parted(spread)
    return matrices, means, np.log(exponentials)


def _items(
    likelihood: Likelihood,
    matrices: list[FloatArray],
    spreads: list[FloatArray],
    difficulties: Mapping[int, float],
) -> tuple[CalibratedItem, ...]:
    found: dict[int, CalibratedItem] = {}
    given, model = likelihood.responses, likelihood.model
    for bundle, matrix, spread in zip(likelihood.layout.bundles, matrices, spreads, strict=True):
        values, slopes = model.published(matrix)
        for row, place in enumerate(bundle.items.tolist()):
            found[place] = CalibratedItem(
                given.items[place],
                int(given.categories[place]),
                dict(zip(bundle.names, values[row].tolist(), strict=True)),
                dict(zip(bundle.names, (spread[row] * slopes[row]).tolist(), strict=True)),
                bool(likelihood.fixed.items[place]),
                difficulties.get(place, np.nan),
            )
    return tuple(found[place] for place in range(len(given.items)))


def _warnings(likelihood: Likelihood, end: Climb) -> Iterator[str]:
    given, model = likelihood.responses, likelihood.model
    if not end.converged:
        yield f"It did not converge after {end.looks} steps: the gradient is still {end.steepness:.2g}."
    least = SMALL.get(model.name, 500)
    if given.persons < least:
        yield (
            f"There are {given.persons:g} persons; the {model.title} model wants {least} at least, "
            "and these estimates may be far off."
        )
    _, _, sds = likelihood.layout.parted(end.point)
    for group, sd in zip(given.groups, sds.tolist(), strict=True):
        if sd <= LEAST_SD * 1.0001:
            yield f"The responses of group {group} show no spread of ability; these items do not go together."
    if given.blank:
        yield f"{given.blank} persons took no item at all; they tell nothing."
    for bundle, matrix in zip(likelihood.layout.bundles, likelihood.layout.parted(end.point)[0], strict=True):
        for row, place in enumerate(bundle.items.tolist()):
            worst = float(np.abs(matrix[row, : len(bundle.names) if model.name != "3pl" else 2]).max())
            if worst > 10 and not likelihood.fixed.items[place]:
                yield (
                    f"Item {given.items[place]} has a parameter of size {worst:.1f}: the other items part its "
                    "right answers from its wrong ones, so that its slope has no upper end."
                )
