"""What is done with a shard where it lies: read, coded as all shards are, asked.

These functions run in processes that may be on other machines; what they are given and what they return is small.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.expected import Expected, Windows, expected
from testamur.psychometrics.calibration.lists import (
    first_codes,
    narrow,
    packed,
    parts,
    rest_moments,
)
from testamur.psychometrics.calibration.responses import CODES, INTEGERS, Lists, Responses
from testamur.psychometrics.calibration.shards.shard import Shard, read_shard
from testamur.psychometrics.item_model import FloatArray


@dataclass(frozen=True, slots=True)
class Facts:
    """What all must know of a shard; `counts` is as in `Shard`."""

    name: str
    problems: tuple[Problem, ...]
    digest: str = ""
    is_simulated: bool = False
    items: tuple[str, ...] = ()
    counts: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    persons: int = 0
    longest: int = 0
    blank: int = 0


@dataclass(slots=True)
class Held:
    """A shard as its worker holds it: as it was read, then coded as all are, with what steps leave behind."""

    facts: Facts
    shard: Shard | None = None
    responses: Responses | None = None
    windows: Windows = field(default_factory=dict)
    nodes: int = 0

    def __sizeof__(self) -> int:
        """Return how many bytes it holds, so that a cluster does not take it for small and move it about."""
        if self.shard is not None:
            lists: Lists | None = self.shard.lists
        else:
            lists = self.responses.lists if self.responses else None
        return 1024 if lists is None else lists.codes.nbytes + 2 * lists.starts.nbytes


def load(path: Path) -> Held:
    """Read a shard; what is wrong with it is kept to be told with what is wrong with the others."""
    try:
        shard = read_shard(path)
    except DocumentError as error:
        return Held(Facts(path.name, error.problems))
    lengths = np.diff(shard.lists.starts)
    longest, blank = int(lengths.max()), int((lengths == 0).sum())
    told = (shard.name, (), shard.digest, shard.is_simulated, shard.items, shard.counts)
    return Held(Facts(*told, len(lengths), longest, blank), shard)


def facts(held: Held) -> Facts:
    """Return what all must know of a shard."""
    return held.facts


def settle(held: Held, items: Sequence[str], categories: INTEGERS) -> Held:
    """Code the responses by the items and categories of all shards; what was read is let go."""
    if held.shard is None:
        raise TypeError(f"{held.facts.name} was not read")
    shard, first = held.shard, first_codes(categories)
    place = {item: number for number, item in enumerate(items)}
    table = np.concatenate(
        [
            first[place[item]] + np.arange(count)
            for item, count in zip(shard.items, shard.categories.tolist(), strict=True)
        ]
    )
    coded: CODES = np.empty(len(shard.lists.codes), narrow(int(first[-1])))
    for block in parts(len(coded)):
        coded[block] = table[shard.lists.codes[block]]
    return Held(held.facts, None, packed(Lists(shard.lists.starts, coded), items, categories))


def moments(held: Held) -> FloatArray:
    """Return what the start values of the slopes are made of; see `rest_moments`."""
    return rest_moments(_settled(held))


def count(
    held: Held,
    log_p: FloatArray,
    log_weights: FloatArray,
    is_log_concave: bool,  # noqa: FBT001  (sent to a worker)
    threads: int | None,
) -> Expected:
    """Return what is expected of a shard; see `expected`."""
    if held.nodes != log_p.shape[1]:
        held.windows, held.nodes = {}, log_p.shape[1]
    windows = held.windows if is_log_concave else None
    return expected(_settled(held), log_p, log_weights, windows=windows, threads=threads)


def _settled(held: Held) -> Responses:
    if held.responses is None:
        raise TypeError(f"{held.facts.name} was not coded")
    return held.responses
