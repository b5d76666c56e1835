"""Where the climb begins."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from testamur.psychometrics.calibration.layout import Layout
from testamur.psychometrics.calibration.lists import SAMPLE, counted, first_codes, rest_correlations, rest_moments
from testamur.psychometrics.calibration.responses import NOT_GIVEN, Responses
from testamur.psychometrics.calibration.shards import Shards
from testamur.psychometrics.item_model import FloatArray, ItemModel


@dataclass(frozen=True, slots=True)
class Beginning:
    """What start values are made of.

    Attributes
    ----------
    frequencies : ndarray, shape (n_categories of all items,)
        How many persons had each score of each item, one item after the other.
    slopes : ndarray, shape (n_items,)
    """

    frequencies: FloatArray
    slopes: FloatArray


def beginning(given: Responses | Shards) -> Beginning:
    """Return what start values are made of."""
    if isinstance(given, Shards):
        counts = np.pad(given.counts, ((0, 0), (0, max(0, 2 - given.counts.shape[1]))))
        used = np.arange(counts.shape[1]) < given.categories[:, np.newaxis]
        return Beginning(counts[used].astype(np.float64), _as_slopes(given.correlations))
    return Beginning(_frequencies(given), _slopes(given))


def start(
    begin: Beginning,
    where: Layout,
    model: ItemModel,
    held: Mapping[int, FloatArray],
    spreads: FloatArray | None = None,
) -> FloatArray:
    """Return start values of everything.

    Parameters
    ----------
    begin : Beginning
    where : Layout
    model : ItemModel
    held : mapping
        Place of an item -> free parameters to begin at instead.
    spreads : ndarray, shape (n_groups, 2), optional
        Mean and standard deviation of each group to begin at.
    """
    frequencies, slopes = begin.frequencies, begin.slopes
    matrices = []
    for bundle in where.bundles:
        shares = frequencies[bundle.rows]
        matrix = model.start(shares / shares.sum(axis=1, keepdims=True), slopes[bundle.items])
        for row, place in enumerate(bundle.items.tolist()):
            if place in held:
                matrix[row] = held[place]
        matrices.append(matrix)
    if spreads is not None:
        return where.joined(matrices, spreads[:, 0], spreads[:, 1])
    spread = max(0.5, float(np.mean(slopes))) if model.scale == "free" else 1.0
    return where.joined(matrices, np.zeros(where.groups), np.full(where.groups, spread))


def _frequencies(given: Responses) -> FloatArray:
    """Return how many persons had each score of each item, one item after the other."""
    first = first_codes(given.categories)
    if given.lists is not None:
        return counted(given.lists.codes, int(first[-1])).astype(np.float64)
    found = np.zeros(first[-1])
    is_plain = bool((given.weights == 1).all())
    for k in range(int(given.categories.max())):
        items = np.flatnonzero(given.categories > k)
        of_score = given.scores == k if len(items) == len(given.items) else given.scores[:, items] == k
        found[first[items] + k] = of_score.sum(axis=0) if is_plain else given.weights @ of_score
    return found


def _slopes(given: Responses) -> FloatArray:
    """Return start values of the slopes, from the correlation of each item with the rest.

    Source: r / sqrt(1 - r^2), Lord & Novick (1968), ch. 16.10, times 1.7 for the logistic.
    """
    if given.lists is not None:
        return _as_slopes(rest_correlations(rest_moments(given)))
    sample = given.scores[:: max(1, len(given.scores) // SAMPLE)].astype(np.float64)
    if given.is_complete:
        return _as_slopes(_with_rest(sample / (given.categories - 1)))
    seen = sample != NOT_GIVEN
    scores = np.where(seen, sample, 0) / (given.categories - 1)
    rest = (scores.sum(axis=1, keepdims=True) - scores) / np.maximum(seen.sum(axis=1, keepdims=True) - seen, 1)
    number = np.maximum(seen.sum(axis=0), 1)

    def centred(values: FloatArray) -> FloatArray:
        return np.where(seen, values - (values * seen).sum(axis=0) / number, 0)

    item, other = centred(scores), centred(rest)
    return _as_slopes((item * other).sum(axis=0) / np.sqrt((item**2).sum(axis=0) * (other**2).sum(axis=0) + 1e-12))


def _with_rest(scores: FloatArray) -> FloatArray:
    """Return the correlation of each item with the sum of the others, from that with the sum of all."""
    totals = scores.sum(axis=1)
    variances = scores.var(axis=0)
    with_all = (totals - totals.mean()) @ scores / len(scores)
    rest = totals.var() - 2 * with_all + variances
    found: FloatArray = (with_all - variances) / np.sqrt(np.maximum(variances * rest, 1e-12))
    return found


def _as_slopes(correlations: FloatArray) -> FloatArray:
    kept = np.clip(correlations, 0.05, 0.8)
    found: FloatArray = 1.7 * kept / np.sqrt(1 - kept**2)
    return found
