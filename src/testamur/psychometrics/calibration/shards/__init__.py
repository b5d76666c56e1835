"""Calibration at scale: responses in shards, which stay where they lie while sums travel."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.expected import Expected
from testamur.psychometrics.calibration.lists import categories_of, count_problems, rest_correlations
from testamur.psychometrics.calibration.responses import INTEGERS, SHOWN
from testamur.psychometrics.calibration.shards import work
from testamur.psychometrics.calibration.shards.holders import Here, Holder, Processes, holder
from testamur.psychometrics.calibration.shards.shard import Shard, read_shard, write_shard
from testamur.psychometrics.item_model import FloatArray

__all__ = ["Here", "Holder", "Processes", "Shard", "Shards", "holder", "open_shards", "read_shard", "write_shard"]

MOST_SHARDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Shards:
    """Responses in shards, as a calibration takes them; of one group.

    Attributes
    ----------
    items : tuple of str
        Of all shards, in the order in which they first appear.
    categories : ndarray of int, shape (n_items,)
    counts : ndarray of int, shape (n_items, highest score + 1)
        How often each item has each score.
    correlations : ndarray, shape (n_items,)
        Of each item with the share of points in the others, in a sample of each shard.
    size, longest, blank : int
        Persons; the most items that anybody took; persons without any.
    names : tuple of str
        The files, in order.
    digest : str
        SHA-256 over the names and digests of all files.
    is_simulated : bool
        Whether nobody of them exists; real and simulated people are never together.
    holder : Holder
        Where they lie.
    """

    items: tuple[str, ...]
    categories: INTEGERS
    counts: npt.NDArray[np.int64]
    correlations: FloatArray
    size: int
    longest: int
    blank: int
    names: tuple[str, ...]
    digest: str
    is_simulated: bool
    holder: Holder

    @property
    def groups(self) -> tuple[str, ...]:
        """One group."""
        return ("all",)

    @property
    def persons(self) -> float:
        """How many persons there are."""
        return float(self.size)

    @property
    def sizes(self) -> list[float]:
        """How many persons each group has."""
        return [self.persons]

    def counter(self, *, is_log_concave: bool) -> Callable[[FloatArray, FloatArray], Expected]:
        """Return what counts, as `expected` does: shard by shard, added in their order."""

        def count(log_p: FloatArray, log_weights: FloatArray) -> Expected:
            counts, population, loglik = np.zeros_like(log_p), np.zeros_like(log_weights), 0.0
            threads = self.holder.threads
            for found in self.holder.ask(work.count, log_p, log_weights, is_log_concave, threads):
                counts += found.counts
                population += found.population
                loglik += found.loglik
            return Expected(counts, population, loglik)

        return count


def open_shards(files: Sequence[Path], where: Holder) -> Shards:
    """Read shards to where they are to lie.

    Parameters
    ----------
    files : sequence of Path
        Each is read where it is to lie, so a worker on another machine must find it by the same path. They stand
        in the order of their names, whatever order they are given in.
    where : Holder

    Raises
    ------
    DocumentError
        With everything that is wrong in any of them, each with its file.
    """
    if problems := list(_file_problems(files)):
        raise DocumentError(problems)
    where.begin([file for _, file in sorted((file.name, file) for file in files)])
    where.change(work.load)
    told = list(where.ask(work.facts))
    if problems := list(_problems(told)):
        raise DocumentError(problems)
    items = tuple(dict.fromkeys(item for facts in told for item in facts.items))
    counts = _counts(told, items)
    if problems := list(count_problems(counts, items)):
        raise DocumentError(problems)
    categories = categories_of(counts)
    where.change(work.settle, items, categories)
    moments = np.zeros((len(items), 6))
    for found in where.ask(work.moments):
        moments += found
    lines = "".join(f"{facts.digest}  {facts.name}\n" for facts in told)
    return Shards(
        items,
        categories,
        counts,
        rest_correlations(moments),
        sum(facts.persons for facts in told),
        max(facts.longest for facts in told),
        sum(facts.blank for facts in told),
        tuple(facts.name for facts in told),
        hashlib.sha256(lines.encode()).hexdigest(),
        told[0].is_simulated,
        where,
    )


def _file_problems(files: Sequence[Path]) -> Iterator[Problem]:
    if not files:
        yield Problem("", "there is no shard")
    if len(files) > MOST_SHARDS:
        yield Problem("", f"there are {len(files):,} shards; {MOST_SHARDS:,} are allowed")
    names = [file.name for file in files]
    for name in sorted(name for name, number in Counter(names).items() if number > 1):
        yield Problem(name, "is the name of more than one shard; their order would not be fixed")


def _problems(told: Sequence[work.Facts]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for facts in told:
        for problem in facts.problems:
            yield Problem(f"{facts.name}:{problem.path}" if problem.path else facts.name, problem.sentence)
        if facts.digest and facts.digest in seen:
            yield Problem(facts.name, f"holds the same as {seen[facts.digest]}")
        seen.setdefault(facts.digest, facts.name)
    fine = [facts for facts in told if not facts.problems]
    if any(facts.is_simulated for facts in fine) and not all(facts.is_simulated for facts in fine):
        simulated = [facts.name for facts in fine if facts.is_simulated]
        more = f" and {len(simulated) - SHOWN} more" if len(simulated) > SHOWN else ""
        yield Problem(
            "", f"these hold simulated people, the others real ones: {', '.join(simulated[:SHOWN])}{more}"
        )


def _counts(told: Sequence[work.Facts], items: Sequence[str]) -> npt.NDArray[np.int64]:
    place = {item: number for number, item in enumerate(items)}
    found = np.zeros((len(items), max(facts.counts.shape[1] for facts in told)), dtype=np.int64)
    for facts in told:
        rows = [place[item] for item in facts.items]
        found[rows, : facts.counts.shape[1]] += facts.counts
    return found
