"""The catalogue as columns: of every offering, which facts it shares with which others.

Nothing here is a second statement of a rule. A column holds for each offering the row of a table; each row is a
likeness (`parts`), a set of facts that a constraint or criterion reads, and stands there once.
"""

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from testamur.catalogue import Offering, Role, Weights, first_day, last_day
from testamur.fit.case import Case
from testamur.fit.constraints import CONSTRAINTS, Standing
from testamur.fit.criteria import CRITERIA
from testamur.fit.parts import FIGURES, FIXED, OPEN, Memory, Sight
from testamur.fit.policy import Policy, facts
from testamur.fit.profile import Profile
from testamur.fit.rules import SITUATION, situation

Codes = NDArray[np.uint32]
Array = TypeVar("Array", bound=NDArray[Any])
MOST_REMEMBERED: Final = 1024
STANDINGS: Final = tuple(Standing)
"""The standings by their number in a column: eligible 0, not 1, cannot tell 2."""
PARTS: Final = (*OPEN, *FIXED, *FIGURES)
ANSWERS: Final = {constraint.name: constraint.answer for constraint in CONSTRAINTS}
# Whoever asks, the fixed parts answer the same.
ANYBODY: Final = Profile(role="")
NOTHING: Final = Offering("", "", "", "person", "unconfirmed")
NOWHERE: Final = Role("", "", "clinicians", (), (), (), Weights(*(0.0,) * 9), "")


@dataclass(frozen=True, slots=True)
class Part:
    """One column and its table: `codes` has for each offering the row of its likeness in `rows`.

    A row is an offering with the claims that matter, the two ends of an answer, or some figures, as the part asks.
    """

    codes: Codes
    rows: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A catalogue as a policy sees it on a day.

    Attributes
    ----------
    policy : Policy
        Whose eyes it is seen with.
    at : date
        The day it is seen on.
    keys : ndarray of shape (n_offerings,)
        The key of each offering, as bytes.
    confirmed : ndarray of shape (n_offerings,)
        Whether anything about it is confirmed.
    since, until : ndarray of shape (n_offerings,)
        The days, as ordinals, between which an offering looks as it does on `at`: the first such day, and the
        first after it on which a claim begins or ends.
    parts : mapping of str to Part
        What each constraint and criterion reads.
    memory : dict
        What was worked out of them before.
    """

    policy: Policy
    at: date
    keys: NDArray[np.bytes_]
    confirmed: NDArray[np.bool_]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    parts: Mapping[str, Part]
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.keys)

    def other_on(self, day: date) -> NDArray[np.bool_]:
        """Return which offerings may look otherwise on a day than on `at`."""
        number = day.toordinal()
        return (number < self.since) | (number >= self.until)

    def on(self, day: date) -> "Columns":
        """Return the columns as of another day; what looks otherwise on it must be given anew."""
        return self if day == self.at else replace(self, at=day, memory={})

    def remembered(self, what: Hashable, work_out: Callable[[], Array]) -> Array:
        """Return what was worked out under this name before, or work it out."""
        if what not in self.memory:
            if len(self.memory) >= MOST_REMEMBERED:
                self.memory.clear()
            self.memory[what] = work_out()
        found: Array = self.memory[what]
        return found


@dataclass(slots=True)
class _Growing:
    """A part while it grows: a likeness is told apart by what it is, and its row is kept at its number."""

    codes: "array[int]"
    numbers: dict[Hashable, int]
    rows: list[Hashable]

    def put(self, likeness: Hashable, row: Hashable) -> None:
        self.codes.append(self.number(likeness, row))

    def number(self, likeness: Hashable, row: Hashable) -> int:
        number = self.numbers.setdefault(likeness, len(self.rows))
        if number == len(self.rows):
            self.rows.append(row)
        return number


class Builder:
    """Gathers offerings, or whole columns, into columns."""

    def __init__(self, *, policy: Policy, at: date) -> None:
        self.policy, self.at = policy, at
        self._keys: list[NDArray[np.bytes_]] = []
        self._new: list[bytes] = []
        self._confirmed = bytearray()
        self._since, self._until = array("i"), array("i")
        self._memory: Memory = {}
        self._parts = {part: _Growing(array("I"), {}, []) for part in PARTS}
        self._answers: dict[tuple[str, Hashable], tuple[float, float]] = {}

    def add(self, key: str, offering: Offering) -> None:
        """Add one offering."""
        seen = Sight.of(facts(offering, self.policy, at=self.at), self._memory)
        self._new.append(key.encode())
        self._confirmed.append(any(claim.grade != "U" for claim in seen.facts.offering.claim))
        since, until = unchanged(offering, at=self.at)
        self._since.append(since)
        self._until.append(until)
        for part in OPEN:
            growing, likeness = self._parts[part], seen.likeness(part)
            number = growing.numbers.get(likeness)
            if number is None:
                growing.put(likeness, seen.reduced(part))
            else:
                growing.codes.append(number)
        for part in FIXED:
            answer = self._answer(part, seen)
            self._parts[part].put(answer, answer)
        for part, read in FIGURES.items():
            figures = read(seen)
            self._parts[part].put(figures, figures)

    def _answer(self, part: str, seen: Sight) -> tuple[float, float]:
        likeness = (part, seen.likeness(part))
        if likeness not in self._answers:
            self._answers[likeness] = answer(part, Case(ANYBODY, NOWHERE, seen.facts))
        return self._answers[likeness]

    def extend(self, columns: Columns, *, but: frozenset[str] = frozenset()) -> None:
        """Add all the offerings of other columns of the same policy and day, but those of some keys."""
        kept = ~np.isin(columns.keys, np.array([key.encode() for key in but] or [b""]))
        self._settle()
        self._keys.append(columns.keys[kept])
        self._confirmed += columns.confirmed[kept].tobytes()
        self._since.frombytes(columns.since[kept].tobytes())
        self._until.frombytes(columns.until[kept].tobytes())
        for name, part in columns.parts.items():
            growing = self._parts[name]
            rows = [growing.number(_likeness(name, row, self.policy, self.at), row) for row in part.rows]
            moved = np.array(rows, dtype=np.uint32)[part.codes[kept]] if rows else part.codes[kept]
            growing.codes.frombytes(moved.astype(np.uint32).tobytes())

    def _settle(self) -> None:
        if self._new:
            self._keys.append(np.array(self._new))
            self._new = []

    def columns(self) -> Columns:
        """Return what was gathered, in the order of the keys."""
        self._settle()
        keys = np.concatenate(self._keys) if self._keys else np.array([], dtype="S1")
        order = np.argsort(keys, kind="stable")
        parts = {
            name: Part(np.frombuffer(growing.codes, dtype=np.uint32)[order], tuple(growing.rows))
            for name, growing in self._parts.items()
        }
        confirmed = np.frombuffer(self._confirmed, dtype=np.bool_)[order]
        since, until = (np.frombuffer(days, dtype=np.int32)[order] for days in (self._since, self._until))
        return Columns(self.policy, self.at, keys[order], confirmed, since, until, parts)


def unchanged(offering: Offering, *, at: date) -> tuple[int, int]:
    """Return the days, as ordinals, from which on and before which the same claims count as on `at`."""
    today = at.toordinal()
    days = []
    for claim in offering.claim:
        days += [first_day(text).toordinal() for text in (claim.seen, claim.valid_from) if text]
        if claim.valid_to:
            days.append(last_day(claim.valid_to).toordinal() + 1)
    since = max((day for day in days if day <= today), default=0)
    return since, min((day for day in days if day > today), default=date.max.toordinal())


def _likeness(part: str, row: Hashable, policy: Policy, at: date) -> Hashable:
    """Return the likeness that a row stands for."""
    if isinstance(row, Offering):
        return Sight.of(facts(row, policy, at=at)).likeness(part)
    return row


def answer(part: str, case: Case) -> tuple[float, float]:
    """Return what a constraint (its standing, as a number, twice) or a criterion (its span) says of a case."""
    if part in ANSWERS:
        standing = float(STANDINGS.index(ANSWERS[part](case).standing))
        return standing, standing
    span = (situation if part == SITUATION else CRITERIA[part])(case).span
    return span.low, span.high


def compiled(
    offerings: Iterable[tuple[str, Offering]],
    *,
    policy: Policy,
    at: date,
    before: Columns | None = None,
    gone: Iterable[str] = (),
) -> Columns:
    """Return the columns of some offerings, and of those in `before` that are neither among them nor gone.

    Offerings in `before` that look otherwise on `at` (`Columns.other_on`) must be given again.
    """
    builder = Builder(policy=policy, at=at)
    again = list(gone)
    for key, offering in offerings:
        builder.add(key, offering)
        again.append(key)
    if before is not None:
        builder.extend(before, but=frozenset(again))
    return builder.columns()
