"""The methods of equating by their names, and the one that the number of persons recommends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.anchor_equipercentile import (
    braun_holland,
    chained_equipercentile,
    frequency_estimation,
)
from testamur.psychometrics.equating.anchor_linear import (
    Anchor,
    chained_linear,
    chained_mean,
    levine,
    levine_true_score,
    nominal_weights_mean,
    tucker,
)
from testamur.psychometrics.equating.bootstrap import Drawn, with_bootstrap_errors
from testamur.psychometrics.equating.circle_arc import anchor_circle_arc, circle_arc
from testamur.psychometrics.equating.conversion import Conversion
from testamur.psychometrics.equating.distribution import AnchorDistribution, ScoreDistribution
from testamur.psychometrics.equating.presmoothing import chosen_degree, degree_table
from testamur.psychometrics.equating.random_groups import equipercentile, identity, linear, mean
from testamur.psychometrics.equating.small_groups import Design, recommended

PRODUCTS: Final = 1
"""Degree of the products of total and anchor score, if degrees are chosen by the data."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a method is to work, as far as it can be told.

    Attributes
    ----------
    weight : float
        Part of the new form's group in the synthetic population, 0..1.
    anchor : {"internal", "external"}
        Whether totals include the anchor.
    degrees : tuple of int, optional
        Of the log-linear polynomials that smooth first: of the new and the old form's totals with random groups;
        of totals, anchor scores and their products with an anchor. Not smoothed if absent.
    """

    weight: float = 1.0
    anchor: Anchor = "internal"
    degrees: tuple[int, ...] | None = None


Random = Callable[[ScoreDistribution, ScoreDistribution, Settings], Conversion]
Anchored = Callable[[AnchorDistribution, AnchorDistribution, Settings], Conversion]


def _pair(settings: Settings) -> tuple[int, int] | None:
    return None if settings.degrees is None else (settings.degrees[0], settings.degrees[1])


def _triple(settings: Settings) -> tuple[int, int, int] | None:
    return None if settings.degrees is None else (settings.degrees[0], settings.degrees[1], settings.degrees[2])


RANDOM: Final[Mapping[str, Random]] = {
    "identity": lambda new, old, _: identity(new, old),
    "mean": lambda new, old, _: mean(new, old),
    "linear": lambda new, old, _: linear(new, old),
    "equipercentile": lambda new, old, how: equipercentile(new, old, degrees=_pair(how)),
    "circle-arc": lambda new, old, _: circle_arc(new, old),
}
ANCHORED: Final[Mapping[str, Anchored]] = {
    "tucker": lambda new, old, how: tucker(new, old, weight=how.weight),
    "levine": lambda new, old, how: levine(new, old, weight=how.weight, anchor=how.anchor),
    "levine-true-score": lambda new, old, how: levine_true_score(new, old, anchor=how.anchor),
    "braun-holland": lambda new, old, how: braun_holland(
        new, old, weight=how.weight, degrees=_triple(how), anchor=how.anchor
    ),
    "chained-linear": lambda new, old, _: chained_linear(new, old),
    "chained-mean": lambda new, old, _: chained_mean(new, old),
    "nominal-weights-mean": lambda new, old, how: nominal_weights_mean(new, old, weight=how.weight),
    "frequency-estimation": lambda new, old, how: frequency_estimation(
        new, old, weight=how.weight, degrees=_triple(how), anchor=how.anchor
    ),
    "chained-equipercentile": lambda new, old, how: chained_equipercentile(
        new, old, degrees=_triple(how), anchor=how.anchor
    ),
    "circle-arc": lambda new, old, _: anchor_circle_arc(new, old),
}

SMOOTHED: Final = frozenset({"equipercentile", "braun-holland", "frequency-estimation", "chained-equipercentile"})
"""Methods that can be told degrees."""

AS_RECOMMENDED: Final[Mapping[str, str]] = {
    "nominal weights mean": "nominal-weights-mean",
    "chained mean": "chained-mean",
    "chained linear": "chained-linear",
    "Tucker": "tucker",
    "Levine observed-score": "levine",
    "equipercentile, presmoothed": "equipercentile",
    "frequency estimation, presmoothed": "frequency-estimation",
    "chained equipercentile, presmoothed": "chained-equipercentile",
}
"""Names that `recommended` uses, where they are others."""


def recommended_method(n: int, *, design: Design) -> str:
    """Return the name of the method that comes first for n persons in the smaller group; see `recommended`."""
    first = recommended(n, design=design).methods[0]
    return AS_RECOMMENDED.get(first, first)


def degrees_by_data(
    new: ScoreDistribution | AnchorDistribution, old: ScoreDistribution | AnchorDistribution
) -> tuple[int, ...]:
    """Return degrees by the least AIC: of the two totals; or of totals and anchors, with products of 1.

    With an anchor one degree serves both groups: the higher of the two.
    """
    if isinstance(new, AnchorDistribution) and isinstance(old, AnchorDistribution):
        totals, anchors = [one.total for one in (new, old)], [one.anchor for one in (new, old)]
        return max(map(_degree, totals)), max(map(_degree, anchors)), PRODUCTS
    return tuple(_degree(one.total if isinstance(one, AnchorDistribution) else one) for one in (new, old))


def _degree(group: ScoreDistribution) -> int:
    return chosen_degree(degree_table(group))


def equate_random_groups(
    new: ScoreDistribution,
    old: ScoreDistribution,
    *,
    method: str,
    settings: Settings,
    rng: np.random.Generator,
    samples: int | None = None,
) -> Conversion:
    """Return the conversion by a method of `RANDOM`, with errors.

    Parameters
    ----------
    new, old : ScoreDistribution
        Groups that were drawn at random from one population.
    method : str
    settings : Settings
    rng : numpy.random.Generator
        Draws the bootstrap samples.
    samples : int, optional
        0: errors by formula or none; more: by so many bootstrap samples; absent: by formula where one is
        published, by 200 bootstrap samples elsewhere.

    Raises
    ------
    DocumentError
        If the method is unknown, the degrees do not fit, or the method finds something wrong.
    """
    _check(method, RANDOM, settings, degrees=2)
    return _with_errors(lambda one, two: RANDOM[method](one, two, settings), new, old, rng=rng, samples=samples)


def equate_by_anchor(
    new: AnchorDistribution,
    old: AnchorDistribution,
    *,
    method: str,
    settings: Settings,
    rng: np.random.Generator,
    samples: int | None = None,
) -> Conversion:
    """Return the conversion by a method of `ANCHORED`, with errors; the rest as in `equate_random_groups`."""
    _check(method, ANCHORED, settings, degrees=3)
    return _with_errors(lambda one, two: ANCHORED[method](one, two, settings), new, old, rng=rng, samples=samples)


FEWER_SAMPLES: Final = 200


def _with_errors(
    equate: Callable[[Drawn, Drawn], Conversion],
    new: Drawn,
    old: Drawn,
    *,
    rng: np.random.Generator,
    samples: int | None,
) -> Conversion:
    found = equate(new, old)
    if samples == 0 or (samples is None and found.errors is not None):
        return found
    if found.method.startswith("identity"):
        return found
    return with_bootstrap_errors(equate, new, old, rng=rng, samples=samples or FEWER_SAMPLES)


def _check(method: str, methods: Mapping[str, object], settings: Settings, *, degrees: int) -> None:
    problems = []
    if method not in methods:
        problems.append(Problem("method", f"must be one of {', '.join(methods)}, not {method!r}"))
    if settings.degrees is not None and method not in SMOOTHED:
        problems.append(Problem("degrees", f"{method} smooths nothing"))
    elif settings.degrees is not None and len(settings.degrees) != degrees:
        problems.append(Problem("degrees", f"must be {degrees}; there are {len(settings.degrees)}"))
    if problems:
        raise DocumentError(problems)
