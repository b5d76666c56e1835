"""The E-step: what the responses are expected to have come from, for each node of ability.

Two kernels: one for a matrix of persons by items, one for lists of the items that each person took. Both work in
blocks of fixed size that are added in fixed order, with linear algebra held to one thread, so that the sums do not
depend on who adds them.

Of a block of lists only the nodes are looked at from which anybody in it can have come, as the step before has
seen it. A node less likely than the likeliest by more than `LEAST` counts nothing: it is less than rounding takes.
Where the log likelihood of every item is concave in ability, what falls below that at both ends of the nodes that
are looked at stays below beyond them; where it does not fall below, all nodes are looked at. So the sums are the
same, to the bit, as with all nodes.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from scipy import sparse

from testamur.psychometrics.calibration.lists import first_codes
from testamur.psychometrics.calibration.responses import NOT_GIVEN, Lists, Responses
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

Given = TypeVar("Given")
Made = TypeVar("Made")

PROCESSORS: Final = os.cpu_count() or 1
BLOCK: Final = 4096
LIST_BLOCK: Final = 8192
LEAST: Final = -40.0
"""The log of the least share of the likeliest node's weight that counts."""

MARGIN: Final = 2
"""So many nodes more than the last step needed are looked at on either side, since parameters move."""

Taken = list[FloatArray]
Windows = dict[int, slice]
"""First row of a block -> the nodes that its persons can have come from."""


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


@one_thread()
def expected(
    responses: Responses,
    log_p: FloatArray,
    log_weights: FloatArray,
    *,
    windows: Windows | None = None,
    threads: int | None = None,
) -> Expected:
    """Return what is expected.

    Parameters
    ----------
    responses : Responses
    log_p : ndarray, shape (n_categories of all items, n_nodes)
        Log probability of each score of each item, one after the other.
    log_weights : ndarray, shape (n_groups, n_nodes)
        Log of each group's population at the nodes.
    windows : dict, optional
        What is remembered from step to step of lists, if all log probabilities are concave in ability; written on.
        What it holds makes no difference to what is returned.
    threads : int, optional
        How many compute at once; as many as there are processors if absent. It makes no difference either.
    """
    lists = responses.lists
    kernel = Matrix(responses, log_p) if lists is None else Listed(lists, log_p)
    kept = None if lists is None else windows

    def part(block: tuple[int, int, int]) -> tuple[int, slice, Expected]:
        group, start, stop = block
        weights = responses.weights[start:stop]
        return group, *_of_block(kernel, weights, log_weights[group], range(start, stop), kept)

    counts, population, loglik = np.zeros_like(log_p), np.zeros_like(log_weights), 0.0
    for group, nodes, found in in_order(
        part, list(blocks(responses, kernel.block)), threads=threads or kernel.threads
    ):
        counts[:, nodes] += found.counts
        population[group, nodes] += found.population
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
    kernel: "Matrix | Listed", weights: FloatArray, log_weights: FloatArray, rows: range, windows: Windows | None
) -> tuple[slice, Expected]:
    """Return what is expected of some rows, and at which nodes."""
    taken, every = kernel.taken(rows.start, rows.stop), slice(0, len(log_weights))
    nodes = every if windows is None else windows.get(rows.start, every)
    logs, highest, needed = _relative(kernel, taken, log_weights, nodes)
    if nodes != every and not _holds(nodes, needed, every):
        nodes = every
        logs, highest, needed = _relative(kernel, taken, log_weights, nodes)
    if windows is not None:
        windows[rows.start] = slice(max(needed.start - MARGIN, 0), min(needed.stop + MARGIN, every.stop))
    if windows is None:
        np.exp(logs, out=logs)
        totals = logs.sum(axis=1)
    else:
        possible = logs >= LEAST
        np.exp(logs, out=logs)
        logs *= possible
        # One after the other, so that zeros before and after make no difference to the rounding.
        totals = np.add.accumulate(logs, axis=1)[:, -1]
    loglik = float(weights @ (highest + np.log(totals)))
    logs *= (weights / totals)[:, np.newaxis]
    return nodes, Expected(kernel.counts(taken, logs), logs.sum(axis=0), loglik)


def _relative(
    kernel: "Matrix | Listed", taken: Taken, log_weights: FloatArray, nodes: slice
) -> tuple[FloatArray, FloatArray, slice]:
    """Return each person's log posterior below its highest, that highest, and the nodes that anybody needs."""
    logs = kernel.log_likelihoods(taken, nodes)
    logs += log_weights[nodes]
    highest = logs.max(axis=1)
    logs -= highest[:, np.newaxis]
    needed = np.flatnonzero(logs.max(axis=0) >= LEAST)
    return logs, highest, slice(nodes.start + int(needed[0]), nodes.start + int(needed[-1]) + 1)


def _holds(nodes: slice, needed: slice, every: slice) -> bool:
    """Return whether nothing lies beyond the nodes looked at: at each end is one that nobody needs, or the end."""
    is_low = needed.start > nodes.start or nodes.start == every.start
    is_high = needed.stop < nodes.stop or nodes.stop == every.stop
    return bool(is_low and is_high)


def blocks(responses: Responses, size: int) -> Iterator[tuple[int, int, int]]:
    """Yield group, first row and end of blocks of rows that are of one group."""
    for group, (begin, end) in enumerate(zip(responses.bounds[:-1], responses.bounds[1:], strict=True)):
        for start in range(begin, end, size):
            yield group, start, min(end, start + size)


class Matrix:
    """Persons by items: two dense products a block, for the scores above 0; the score 0 is what is left."""

    block: Final = BLOCK
    threads: Final = PROCESSORS

    def __init__(self, responses: Responses, log_p: FloatArray) -> None:
        self.scores, self.complete = responses.scores, responses.is_complete
        self.first = first_codes(responses.categories)[:-1]
        steps = range(1, int(responses.categories.max()))
        self.items = [np.flatnonzero(responses.categories > k) for k in steps]
        self.rows = [self.first[items] + k for k, items in zip(steps, self.items, strict=True)]
        self.rows_in_all, self.zero = len(log_p), log_p[self.first]
        self.above = [log_p[rows] - self.zero[items] for rows, items in zip(self.rows, self.items, strict=True)]

    def taken(self, start: int, stop: int) -> Taken:
        """Return who took which item, then who scored 1, 2, ... on it, as matrices of 0 and 1."""
        scores = self.scores[start:stop]
        seen = np.ones((stop - start, 1)) if self.complete else (scores != NOT_GIVEN).astype(np.float64)
        scored = [(scores[:, items] == k).astype(np.float64) for k, items in enumerate(self.items, start=1)]
        return [seen, *scored]

    def log_likelihoods(self, taken: Taken, nodes: slice) -> FloatArray:
        """Return the log-likelihood of each person at some nodes."""
        seen, *scored = taken
        zero = self.zero[:, nodes]
        logs: FloatArray = seen @ (zero.sum(axis=0, keepdims=True) if self.complete else zero)
        for matrix, above in zip(scored, self.above, strict=True):
            logs += matrix @ above[:, nodes]
        return logs

    def counts(self, taken: Taken, posterior: FloatArray) -> FloatArray:
        """Return how many are expected at each node with each score; the score 0 has what the others leave."""
        seen, *scored = taken
        counts = np.zeros((self.rows_in_all, posterior.shape[1]))
        counts[self.first] = seen.T @ posterior
        for matrix, items, rows in zip(scored, self.items, self.rows, strict=True):
            counts[rows] = matrix.T @ posterior
            counts[self.first[items]] -= counts[rows]
        return counts


class Listed:
    """Persons who took a few items of many: two sparse products a block."""

    block: Final = LIST_BLOCK
    threads: Final = PROCESSORS

    def __init__(self, lists: Lists, log_p: FloatArray) -> None:
        self.starts, self.codes = lists.starts, lists.codes
        self.log_p = log_p

    def taken(self, start: int, stop: int) -> sparse.csr_matrix:
        """Return who had which score of which item, as a sparse matrix of ones."""
        begin, end = int(self.starts[start]), int(self.starts[stop])
        columns = self.codes[begin:end].astype(np.int32)
        pointers = (self.starts[start : stop + 1] - begin).astype(np.int32)
        return sparse.csr_matrix((np.ones(end - begin), columns, pointers), shape=(stop - start, len(self.log_p)))

    def log_likelihoods(self, taken: sparse.csr_matrix, nodes: slice) -> FloatArray:
        """Return the log-likelihood of each person at some nodes."""
        return np.asarray(taken @ np.ascontiguousarray(self.log_p[:, nodes]))

    def counts(self, taken: sparse.csr_matrix, posterior: FloatArray) -> FloatArray:
        """Return how many are expected at each node with each score."""
        return np.asarray(taken.T @ posterior)
