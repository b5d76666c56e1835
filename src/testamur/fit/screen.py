"""Judge a whole catalogue at once: who is ruled out, what each is worth, and which few deserve a closer look.

The screen answers as `constraints` and `criteria` do, offering by offering; the tests hold it to that. What it is
for is speed: a million offerings are reduced to a short list, which `rank` ranks with its reasons and its doubts.
"""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from testamur.catalogue import Offering, Role
from testamur.fit.case import Case
from testamur.fit.columns import Columns, answer
from testamur.fit.constants import constant
from testamur.fit.constraints import CONSTRAINTS
from testamur.fit.criteria import CRITERIA
from testamur.fit.figures import NOT, SPAN_OF, STANDING_OF, Array, Asked, Spans
from testamur.fit.parts import ASKS, FIXED
from testamur.fit.policy import Facts
from testamur.fit.profile import Profile
from testamur.fit.rules import SITUATION, situation_weight
from testamur.fit.weights import weights_of

Standings = NDArray[np.int8]
HOPE: Final = 0.8
"""How much of its doubt may turn out well for an offering that is looked at though not expected to lead."""
_BLOCK: Final = 1 << 16  # offerings at a time, so that the sums stay in the processor's cache
_MOST_JOINT: Final = 1 << 16  # rows of a table that several small parts are joined in


def _answers(asked: Asked, name: str) -> Array:
    """Return what a table says of each of its likenesses, as two columns."""
    part, columns = asked.part(name), asked.columns
    if name in FIXED:
        return columns.remembered(("fixed", name), lambda: _two(part.rows))

    def ask() -> Array:
        rows: tuple[Offering, ...] = part.rows  # type: ignore[assignment]  # as columns.Builder keeps them
        cases = (Case(asked.profile, asked.role, Facts(row, columns.policy, columns.at)) for row in rows)
        return _two(answer(name, case) for case in cases)

    return columns.remembered((name, _about(name, asked.profile), asked.role), ask)


def _two(rows: Iterable[object]) -> Array:
    return np.array(list(rows), dtype=np.float64).reshape(-1, 2)


def _about(name: str, profile: Profile) -> Hashable:
    """Return what an open part reads of a profile."""
    return tuple(getattr(profile, read) for read in ASKS[name])


def _standing_tables(asked: Asked) -> Iterator[tuple[str, str, Standings]]:
    """Yield each constraint that is asked, its part, and the standing of each likeness."""
    for constraint in CONSTRAINTS:
        if constraint.name == "prior" or not constraint.asked(asked.profile):
            continue
        if constraint.name in STANDING_OF:
            part, work_out = STANDING_OF[constraint.name]
            yield constraint.name, part, work_out(asked)
        else:
            yield constraint.name, constraint.name, _answers(asked, constraint.name)[:, 0].astype(np.int8)


def _span_tables(asked: Asked) -> Iterator[tuple[str, str, Spans]]:
    """Yield each criterion, its part, and the two ends of each likeness."""
    for name in CRITERIA:
        if name in SPAN_OF:
            part, work_out = SPAN_OF[name]
            yield name, part, work_out(asked)
        else:
            low, high = _answers(asked, name).T
            yield name, name, (low, high)
    if situation_weight(asked.profile, asked.role):
        low, high = _answers(asked, SITUATION).T
        yield SITUATION, SITUATION, (low, high)


def standings(asked: Asked) -> dict[str, Standings]:
    """Return what each constraint that the profile asks says of every offering.

    Returns
    -------
    dict of str to ndarray of shape (n_offerings,)
        Numbers of `STANDINGS`, by the constraint.
    """
    found = {name: table[asked.part(part).codes] for name, part, table in _standing_tables(asked)}
    if asked.profile.prior:
        found["prior"] = np.where(_held(asked), NOT, 0).astype(np.int8)
    return found


def _held(asked: Asked) -> NDArray[np.bool_]:
    """Return which offerings the person holds already; that is asked of the key alone."""
    return np.isin(asked.columns.keys, np.array([key.encode() for key in asked.profile.prior]))


def spans(asked: Asked) -> dict[str, Spans]:
    """Return the span of every criterion for every offering.

    Returns
    -------
    dict of str to two ndarrays of shape (n_offerings,)
        The low and the high end, 0 to 1, by the criterion.
    """
    return {
        name: (low[asked.part(part).codes], high[asked.part(part).codes])
        for name, part, (low, high) in _span_tables(asked)
    }


@dataclass(frozen=True, slots=True)
class _Joint:
    """Small parts as one: the offerings' rows in a table of all combinations."""

    parts: tuple[str, ...]
    shape: tuple[int, ...]
    codes: NDArray[np.intp]


def _joints(columns: Columns, parts: Sequence[str]) -> tuple[_Joint, ...]:
    """Return parts joined as far as their tables stay small."""
    groups: list[list[str]] = []
    size = 0
    for part in sorted(dict.fromkeys(parts), key=lambda name: len(columns.parts[name].rows)):
        rows = max(1, len(columns.parts[part].rows))
        if groups and size * rows <= _MOST_JOINT:
            groups[-1].append(part)
            size *= rows
        else:
            groups.append([part])
            size = rows
    return tuple(_joint(columns, tuple(group)) for group in groups)


def _joint(columns: Columns, parts: tuple[str, ...]) -> _Joint:
    def work_out() -> NDArray[np.intp]:
        codes = np.zeros(len(columns), dtype=np.intp)
        for part, rows in zip(parts, shape, strict=True):
            codes *= rows
            codes += columns.parts[part].codes
        return codes

    shape = tuple(max(1, len(columns.parts[part].rows)) for part in parts)
    return _Joint(parts, shape, columns.remembered(("joint", parts), work_out))


def _spread(joint: _Joint, tables: Mapping[str, NDArray[np.generic]], join: np.ufunc) -> NDArray[np.generic]:
    """Return one table over all combinations from a table for each part."""
    whole = tables[joint.parts[0]]
    for part in joint.parts[1:]:
        whole = join.outer(whole, tables[part])
    return np.ascontiguousarray(whole).ravel()


def _looked_up(
    columns: Columns, tables: Mapping[str, NDArray[np.generic]], *, join: np.ufunc
) -> NDArray[np.generic]:
    """Return for every offering what the tables say, joined."""
    joints = _joints(columns, list(tables))
    spread = [(_spread(joint, tables, join), joint.codes) for joint in joints]
    found = np.empty(len(columns), dtype=spread[0][0].dtype)
    buffer = np.empty(_BLOCK, dtype=found.dtype)
    for start in range(0, len(columns), _BLOCK):
        out = found[start : start + _BLOCK]
        (table, codes), *others = spread
        table.take(codes[start : start + _BLOCK], out=out, mode="clip")
        for table, codes in others:
            more = table.take(codes[start : start + _BLOCK], out=buffer[: len(out)], mode="clip")
            join(out, more, out=out)
    return found


@dataclass(frozen=True, slots=True)
class Screened:
    """What is left of a catalogue.

    Attributes
    ----------
    keys : tuple of str
        The short list: those of the highest expected value, and those that could be worth most if what is not
        known of them turned out well.
    considered : int
        How many offerings were judged.
    ruled_out : dict of str to int
        How many each constraint rules out; one may be ruled out by several.
    left : int
        How many no constraint rules out.
    unconfirmed : int
        How many of those are not ranked, because nothing about them is confirmed.
    """

    keys: tuple[str, ...]
    considered: int
    ruled_out: dict[str, int]
    left: int
    unconfirmed: int


def screen(
    columns: Columns, profile: Profile, *, role: Role, weights: Mapping[str, float] | None = None, most: int = 60
) -> Screened:
    """Return the short list of a catalogue for a profile.

    Parameters
    ----------
    columns : Columns
        The catalogue; its order does not matter.
    profile : Profile
        Who asks.
    role : Role
        The role that the profile names.
    weights : mapping of str to float, optional
        What each criterion counts, summing to 1; those of the question if left out.
    most : int
        The length of the list; two thirds of it by expected value, the rest by what could be.

    References
    ----------
    The value is the weighted sum that `draws.expected` documents.
    """
    asked = Asked(columns, profile, role)
    ruled_out, denied = _ruled_out(asked)
    ranked = columns.confirmed & ~denied
    expected, hopeful = worth(asked, weights or weights_of(profile, role))
    first = best(np.where(ranked, expected, -1.0), columns.keys, most - most // 3)
    ranked[first] = False
    rest = best(np.where(ranked, hopeful, -1.0), columns.keys, most // 3)
    free = len(columns) - int(np.count_nonzero(denied))
    return Screened(
        keys=tuple(columns.keys[i].decode() for i in (*first, *rest)),
        considered=len(columns),
        ruled_out=ruled_out,
        left=free,
        unconfirmed=free - int(np.count_nonzero(ranked)) - len(first),
    )


def _ruled_out(asked: Asked) -> tuple[dict[str, int], NDArray[np.bool_]]:
    """Return how many each constraint rules out, and of each offering whether one does."""
    columns, counts = asked.columns, {}
    tables: dict[str, NDArray[np.generic]] = {}
    for name, part, table in _standing_tables(asked):
        denied = table == NOT
        if denied.any():
            counts[name] = int(_numbers_of(columns, part)[denied].sum())
            tables[part] = np.logical_or(denied, tables[part]) if part in tables else denied
    found = _looked_up(columns, tables, join=np.logical_or) if tables else np.zeros(len(columns), dtype=np.bool_)
    whole = found.astype(np.bool_)
    if asked.profile.prior:
        held = _held(asked)
        counts["prior"] = int(np.count_nonzero(held))
        whole |= held
    return {name: count for name, count in counts.items() if count}, whole


def _numbers_of(columns: Columns, part: str) -> NDArray[np.intp]:
    """Return how many offerings are of each likeness."""
    rows = len(columns.parts[part].rows)
    return columns.remembered(("numbers", part), lambda: np.bincount(columns.parts[part].codes, minlength=rows))


def worth(asked: Asked, weights: Mapping[str, float]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the expected value of every offering, and its value if most of the doubt turned out well.

    Returns
    -------
    two ndarrays of shape (n_offerings,)
        From 0 to 1.
    """
    caution = constant("caution")
    tables: dict[str, NDArray[np.generic]] = {}
    for name, part, (low, high) in _span_tables(asked):
        # Both values travel as one complex number, so that each table is looked up once.
        both = weights[name] * ((low + caution * (high - low)) + 1j * (low + HOPE * (high - low)))
        tables[part] = both.astype(np.complex64)
    found = _looked_up(asked.columns, tables, join=np.add)
    return np.real(found), np.imag(found)


def best(values: NDArray[np.float32], keys: NDArray[np.bytes_], most: int) -> NDArray[np.intp]:
    """Return where the highest values of 0 or more stand, highest first; equal ones in the order of their keys."""
    most = min(most, len(values))
    if most == 0:
        return np.array([], dtype=np.intp)
    found = np.flatnonzero(values >= max(_edge(values, most), 0.0))
    return found[np.lexsort((keys[found], -values[found]))][:most]


def _edge(values: NDArray[np.float32], most: int) -> float:
    """Return a value that at least `most` values reach, and not many more."""
    step = max(1, math.isqrt(len(values) // most))
    sample = values[::step]
    edge = np.partition(sample, len(sample) - most)[len(sample) - most] if len(sample) >= most else values.min()
    return float(edge)
