"""The E-step: what the responses are expected to have come from, for each node of ability.

Two kernels: one for a matrix of persons by items, one for lists of the items that each person took. Both work in
blocks of fixed size that are added in fixed order, so that the sums do not depend on who adds them.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from scipy import sparse

from testamur.psychometrics.calibration.responses import INTEGERS, NOT_GIVEN, Responses
from testamur.psychometrics.item_model import FloatArray

Given = TypeVar("Given")
Made = TypeVar("Made")

PROCESSORS: Final = os.cpu_count() or 1
BLOCK: Final = 4096
LIST_BLOCK: Final = 16_384


@dataclass(frozen=True, slots=True)
class Expected:
    """What the E-step finds.

    Attributes
    ----------
    counts : ndarray, shape (n_categories of all items, n_nodes)
        Persons expected at each node with each score of each item.
    population : ndarray, shape (n_groups, n_nodes)
        Persons expected at each node.
    loglik : float
        Marginal log-likelihood.
    """

    counts: FloatArray
    population: FloatArray
    loglik: float


def offsets(responses: Responses) -> INTEGERS:
    """Return where the categories of each item begin in a table of all of them, (n_items + 1,) whole numbers."""
    return np.concatenate([[0], np.cumsum(responses.categories)]).astype(np.intp)


def expected(responses: Responses, log_p: FloatArray, log_weights: FloatArray) -> Expected:
    """Return what is expected.

    Parameters
    ----------
    responses : Responses
    log_p : ndarray, shape (n_categories of all items, n_nodes)
        Log probability of each score of each item, one after the other.
    log_weights : ndarray, shape (n_groups, n_nodes)
        Log of each group's population at the nodes.
    """
    kernel = Matrix(responses, log_p) if responses.starts is None else Lists(responses, log_p)

    def part(block: tuple[int, int, int]) -> tuple[int, Expected]:
        group, start, stop = block
        return group, _of_block(kernel, responses.weights[start:stop], log_weights[group], start, stop)

    counts, population, loglik = np.zeros_like(log_p), np.zeros_like(log_weights), 0.0
    for group, found in in_order(part, list(blocks(responses, kernel.block)), threads=kernel.threads):
        counts += found.counts
        population[group] += found.population
        loglik += found.loglik
    return Expected(counts, population, loglik)


def in_order(
    compute: Callable[[Given], Made], parts: Sequence[Given], *, threads: int | None = None
) -> Iterator[Made]:
    """Yield what is computed of each part, in their order, whichever is done first."""
    threads = threads or PROCESSORS
    if threads == 1 or len(parts) == 1:
        yield from map(compute, parts)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(compute, parts)


def _of_block(
    kernel: "Matrix | Lists", weights: FloatArray, log_weights: FloatArray, start: int, stop: int
) -> Expected:
    taken = kernel.taken(start, stop)
    logs = kernel.log_likelihoods(taken)
    logs += log_weights
    highest = logs.max(axis=1, keepdims=True)
    np.exp(np.subtract(logs, highest, out=logs), out=logs)
    totals = logs.sum(axis=1, keepdims=True)
    loglik = float(weights @ (highest + np.log(totals))[:, 0])
    logs *= weights[:, np.newaxis] / totals
    return Expected(kernel.counts(taken, logs), logs.sum(axis=0), loglik)


def blocks(responses: Responses, size: int) -> Iterator[tuple[int, int, int]]:
    """Yield group, first row and end of blocks of rows that are of one group."""
    for group, (begin, end) in enumerate(zip(responses.bounds[:-1], responses.bounds[1:], strict=True)):
        for start in range(begin, end, size):
            yield group, start, min(end, start + size)


class Matrix:
    """Persons by items: two dense products a block, for the scores above 0; the score 0 is what is left."""

    block: Final = BLOCK
    threads: Final = 1
    """The products spread over the processors themselves."""

    def __init__(self, responses: Responses, log_p: FloatArray) -> None:
        self.scores, self.complete = responses.scores, responses.is_complete
        self.first = offsets(responses)[:-1]
        steps = range(1, int(responses.categories.max()))
        self.items = [np.flatnonzero(responses.categories > k) for k in steps]
        self.rows = [self.first[items] + k for k, items in zip(steps, self.items, strict=True)]
        self.shape, self.zero = log_p.shape, log_p[self.first]
        self.above = [log_p[rows] - self.zero[items] for rows, items in zip(self.rows, self.items, strict=True)]

    def taken(self, start: int, stop: int) -> list[FloatArray]:
        """Return who took which item, then who scored 1, 2, ... on it, as matrices of 0 and 1."""
        scores = self.scores[start:stop]
        seen = np.ones((stop - start, 1)) if self.complete else (scores != NOT_GIVEN).astype(np.float64)
        scored = [(scores[:, items] == k).astype(np.float64) for k, items in enumerate(self.items, start=1)]
        return [seen, *scored]

    def log_likelihoods(self, taken: list[FloatArray]) -> FloatArray:
        """Return the log-likelihood of each person at each node."""
        seen, *scored = taken
        logs: FloatArray = seen @ (self.zero.sum(axis=0, keepdims=True) if self.complete else self.zero)
        for matrix, above in zip(scored, self.above, strict=True):
            logs += matrix @ above
        return logs

    def counts(self, taken: list[FloatArray], posterior: FloatArray) -> FloatArray:
        """Return how many are expected at each node with each score; the score 0 has what the others leave."""
        seen, *scored = taken
        counts = np.zeros(self.shape)
        counts[self.first] = seen.T @ posterior
        for matrix, items, rows in zip(scored, self.items, self.rows, strict=True):
            counts[rows] = matrix.T @ posterior
            counts[self.first[items]] -= counts[rows]
        return counts


class Lists:
    """Persons who took a few items of many: two sparse products a block."""

    block: Final = LIST_BLOCK
    threads: Final = PROCESSORS

    def __init__(self, responses: Responses, log_p: FloatArray) -> None:
        if responses.starts is None or responses.places is None:
            raise TypeError("these responses are a matrix")
        self.starts, self.places, self.scores = responses.starts, responses.places, responses.scores
        self.first = offsets(responses)[:-1].astype(np.int32)
        self.log_p = log_p

    def taken(self, start: int, stop: int) -> sparse.csr_matrix:
        """Return who had which score of which item, as a sparse matrix of ones."""
        begin, end = int(self.starts[start]), int(self.starts[stop])
        columns = self.first[self.places[begin:end]] + self.scores[begin:end]
        pointers = (self.starts[start : stop + 1] - begin).astype(np.int32)
        return sparse.csr_matrix((np.ones(end - begin), columns, pointers), shape=(stop - start, len(self.log_p)))

    def log_likelihoods(self, taken: sparse.csr_matrix) -> FloatArray:
        """Return the log-likelihood of each person at each node."""
        return np.asarray(taken @ self.log_p)

    def counts(self, taken: sparse.csr_matrix, posterior: FloatArray) -> FloatArray:
        """Return how many are expected at each node with each score."""
        return np.asarray(taken.T @ posterior)
