"""Elementary symmetric functions of items, with the two derivatives that conditional likelihood needs.

With eps_jk = exp(d_jk) the function of order r is gamma_r = sum over all patterns with total score r of the
product of their eps: the coefficient of x^r in the product over the items of sum_k eps_jk x^k. It is summed up
item by item, only ever adding what is above 0 (Andersen 1972, Journal of the Royal Statistical Society B 34:42-54;
Verhelst, Glas & van der Sluis 1984, Computational Statistics Quarterly 1:245-262). The derivatives are not had by
dividing or subtracting the item again, which loses the digits of long forms, but from the products of all others
(Gustafsson 1980, Educational and Psychological Measurement 40:377-385), and for pairs against a second pass
backwards.

No power of eps is formed. At one ability theta the items' probabilities q_jk ~ eps_jk exp(k theta) take the place
of eps_jk, and the product is then the distribution of the total score. Scores that are too unlikely at one ability
for their probability to be a number are counted at another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import logsumexp

from testamur.psychometrics.item_model import FloatArray

LEAST: Final = 1e-150
"""A score less likely than this at one ability is counted at another, where it is likely."""

HALVINGS: Final = 16
FAR: Final = 60.0
"""Abilities from -60 to 60 beyond the items, found to 0.01: the score need only be likely there."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What a form's responses say under given items.

    Attributes
    ----------
    log_gammas : float
        Sum over the persons of log gamma of their score.
    counts : ndarray, shape (n_items, K - 1)
        Persons expected with each score above 0 on each item, given their totals.
    covariance : ndarray, shape (n_items (K - 1), n_items (K - 1))
        Summed over the persons, of having one score of one item and another of another, given their totals: minus
        the second derivative.
    """

    log_gammas: float
    counts: FloatArray
    covariance: FloatArray


def sums(logs: FloatArray, persons: FloatArray) -> Sums:
    """Return what is expected of persons with these total scores.

    Parameters
    ----------
    logs : ndarray, shape (n_items, K)
        d_jk, 0 for k = 0, -inf for scores that an item does not have.
    persons : ndarray, shape (highest total + 1,)
        How many have each total score; >= 0.
    """
    size = logs.shape[0] * (logs.shape[1] - 1)
    log_gammas, counts, covariance = 0.0, np.zeros((len(logs), logs.shape[1] - 1)), np.zeros((size, size))
    for theta, counted in bands(logs, persons):
        found = _at(logs, theta, counted)
        log_gammas += found.log_gammas
        counts += found.counts
        covariance += found.covariance
    return Sums(log_gammas, counts, covariance)


def bands(logs: FloatArray, persons: FloatArray) -> Iterator[tuple[float, FloatArray]]:
    """Yield abilities, and the persons (by total score) who are to be counted at each."""
    left = persons.copy()
    while left.any():
        middle = int(np.searchsorted(left.cumsum(), left.sum() / 2))
        theta = ability_of(middle, logs)
        likely = distribution(_probabilities(logs, theta)[0]) >= LEAST
        likely[middle] = True
        yield theta, np.where(likely, left, 0.0)
        left = np.where(likely, 0.0, left)


def ability_of(score: float, logs: FloatArray) -> float:
    """Return the ability at which a total score is expected, within -60 and 60, where d = 0 is the middle."""
    low, high = -FAR - float(logs[np.isfinite(logs)].max()), FAR - float(logs[np.isfinite(logs)].min())
    steps = np.arange(logs.shape[1])
    for _ in range(HALVINGS):
        theta = (low + high) / 2
        tilted = logs + steps * theta
        shares = np.exp(tilted - tilted.max(axis=1, keepdims=True))
        if float((shares @ steps / shares.sum(axis=1)).sum()) < score:
            low = theta
        else:
            high = theta
    return (low + high) / 2


def distribution(probabilities: FloatArray) -> FloatArray:
    """Return how likely each total score is, from the probability of each score of each item (n_items, K)."""
    found = _first(probabilities)
    for item in probabilities:
        found = _times(found, item)
    return found


def _probabilities(logs: FloatArray, theta: float) -> tuple[FloatArray, float]:
    """Return the probabilities at an ability, and the sum of the logs of what they were divided by."""
    tilted = logs + np.arange(logs.shape[1]) * theta
    norms = logsumexp(tilted, axis=1)
    return np.exp(tilted - norms[:, np.newaxis]), float(norms.sum())


def _first(probabilities: FloatArray, rows: int | None = None) -> FloatArray:
    """Return the distribution of the score of no item, once or in so many rows."""
    highest = int((probabilities > 0)[:, 1:].sum())
    found = np.zeros(highest + 1 if rows is None else (rows, highest + 1))
    found[..., 0] = 1
    return found


def _times(before: FloatArray, item: FloatArray) -> FloatArray:
    """Return the distribution with one item more, along the last axis."""
    found: FloatArray = before * item[0]
    for k in range(1, len(item)):
        if item[k]:
            found[..., k:] += item[k] * before[..., :-k]
    return found


def _against(after: FloatArray, item: FloatArray) -> FloatArray:
    """Return the pass backwards with one item more: what each score before it leads to."""
    found: FloatArray = after * item[0]
    for k in range(1, len(item)):
        if item[k]:
            found[:-k] += item[k] * after[k:]
    return found


def _at(logs: FloatArray, theta: float, persons: FloatArray) -> Sums:
    q, norm = _probabilities(logs, theta)
    items, steps = q.shape[0], q.shape[1] - 1
    whole = distribution(q)
    counted = persons > 0
    each = np.zeros_like(persons)
    each[counted] = persons[counted] / whole[counted]
    rest, pairs = _passes(q, each)
    given = np.zeros((items, steps, len(persons)))
    for k in range(1, steps + 1):
        given[:, k - 1, k:] = q[:, k, np.newaxis] * rest[:, : len(persons) - k]
    given[:, :, counted] /= whole[counted]
    given[:, :, ~counted] = 0
    flat = given.reshape(items * steps, -1)
    counts = flat @ persons
    together = pairs + pairs.T
    together[np.diag_indices_from(together)] = counts
    orders = np.arange(len(persons))
    log_gammas = persons[counted] @ (np.log(whole[counted]) + norm - theta * orders[counted])
    covariance = together - (flat * persons) @ flat.T
    return Sums(float(log_gammas), counts.reshape(items, steps), covariance)


def _passes(q: FloatArray, each: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the distribution of the rest score without each item, and persons with scores k and m of two items.

    Of each pair only the half with the former item first is filled in. `each` (n_scores,) are the persons with a
    total score over its probability.
    """
    items, steps = q.shape[0], q.shape[1] - 1
    backwards = [each]
    for item in q[:0:-1]:
        backwards.append(_against(backwards[-1], item))
    rest, before = np.empty((items, len(each))), _first(q)
    pairs = np.zeros((items, steps, items, steps))
    sums_of_two = np.arange(1, steps + 1)[:, np.newaxis] + np.arange(1, steps + 1)
    for place, after in enumerate(reversed(backwards)):
        if place:
            shifted = np.zeros((len(each), 2 * steps + 1))
            for both in range(2, 2 * steps + 1):
                shifted[: len(after) - both, both] = after[both:]
            meeting = (rest[:place] @ shifted)[:, sums_of_two]
            pairs[:place, :, place] = meeting * q[:place, 1:, np.newaxis] * q[place, 1:]
            rest[:place] = _times(rest[:place], q[place])
        rest[place] = before
        before = _times(before, q[place])
    return rest, pairs.reshape(items * steps, items * steps)
