"""The sitting: which event may follow which, and what time is left. The clock is the server's."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from testamur.errors import Refused


class State(StrEnum):
    """Where a sitting stands."""

    SCHEDULED = "scheduled"
    ADMITTED = "admitted"
    OPEN = "open"
    PAUSED = "paused"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed out"
    VOIDED = "voided"


class Kind(StrEnum):
    """What can happen to a sitting."""

    ADMIT = "admit"
    START = "start"
    RESPOND = "respond"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    SUBMIT = "submit"
    TIME_OUT = "time out"
    VOID = "void"


NEXT: Final[dict[State, dict[Kind, State]]] = {
    State.SCHEDULED: {
        Kind.ADMIT: State.ADMITTED,
        Kind.START: State.OPEN,
        Kind.EXTEND: State.SCHEDULED,
        Kind.VOID: State.VOIDED,
    },
    State.ADMITTED: {Kind.START: State.OPEN, Kind.EXTEND: State.ADMITTED, Kind.VOID: State.VOIDED},
    State.OPEN: {
        Kind.RESPOND: State.OPEN,
        Kind.PAUSE: State.PAUSED,
        Kind.EXTEND: State.OPEN,
        Kind.SUBMIT: State.SUBMITTED,
        Kind.TIME_OUT: State.TIMED_OUT,
        Kind.VOID: State.VOIDED,
    },
    State.PAUSED: {Kind.RESUME: State.OPEN, Kind.EXTEND: State.PAUSED, Kind.VOID: State.VOIDED},
    State.SUBMITTED: {Kind.VOID: State.VOIDED},
    State.TIMED_OUT: {Kind.VOID: State.VOIDED},
    State.VOIDED: {},
}
CLOSED: Final = frozenset({State.SUBMITTED, State.TIMED_OUT, State.VOIDED})
AFTER_TIME: Final = frozenset({Kind.TIME_OUT, Kind.VOID, Kind.EXTEND})
SENTENCE: Final[dict[State, str]] = {
    State.SCHEDULED: "This sitting has not been started.",
    State.ADMITTED: "This sitting has not been started.",
    State.OPEN: "This sitting is already running.",
    State.PAUSED: "This sitting is paused; the invigilator will resume it.",
    State.SUBMITTED: "This sitting has been handed in.",
    State.TIMED_OUT: "The time of this sitting is over.",
    State.VOIDED: "This sitting has been voided.",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at the server's time; `extra` is the time that EXTEND adds."""

    kind: Kind
    at: datetime
    extra: timedelta = field(default=timedelta())


@dataclass(frozen=True, slots=True)
class Sitting:
    """Where a sitting stands after its events.

    `used` is the working time up to the last event that stopped the clock; `running_since` is None while the
    clock stands; `extra` is time granted while the sitting was under way.
    """

    state: State = State.SCHEDULED
    used: timedelta = timedelta()
    running_since: datetime | None = None
    extra: timedelta = timedelta()
    started_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """No response can be given any more."""
        return self.state in CLOSED

    def deadline(self, *, limit: timedelta) -> datetime | None:
        """Return when the time runs out; None while the clock stands."""
        if self.running_since is None:
            return None
        return self.running_since + limit + self.extra - self.used

    def left(self, at: datetime, *, limit: timedelta) -> timedelta:
        """Return the working time left at `at`, never below zero."""
        deadline = self.deadline(limit=limit)
        left = limit + self.extra - self.used if deadline is None else deadline - at
        return max(left, timedelta())

    def is_over(self, at: datetime, *, limit: timedelta) -> bool:
        """The clock is running and its time has passed."""
        deadline = self.deadline(limit=limit)
        return deadline is not None and at > deadline

    def after(self, event: Event, *, limit: timedelta) -> "Sitting":
        """Return where the sitting stands after one more event.

        Raises
        ------
        Refused
            ``sitting-order`` if the event cannot follow; ``sitting-time`` if the time is over.
        """
        try:
            state = NEXT[self.state][event.kind]
        except KeyError:
            raise Refused("sitting-order", SENTENCE[self.state]) from None
        deadline = self.deadline(limit=limit)
        if deadline is not None and event.at > deadline and event.kind not in AFTER_TIME:
            raise Refused("sitting-time", SENTENCE[State.TIMED_OUT])
        if event.kind is Kind.TIME_OUT and (deadline is None or event.at < deadline):
            raise Refused("sitting-time", "There is still time left.")
        return self._moved(state, event, deadline=deadline)

    def _moved(self, state: State, event: Event, *, deadline: datetime | None) -> "Sitting":
        running = state is State.OPEN
        worked = timedelta()
        if self.running_since is not None and deadline is not None and not running:
            worked = min(event.at, deadline) - self.running_since
        return replace(
            self,
            state=state,
            used=self.used + worked,
            running_since=(self.running_since or event.at) if running else None,
            extra=self.extra + event.extra,
            started_at=event.at if event.kind is Kind.START else self.started_at,
            closed_at=event.at if state in CLOSED else None,
        )


def replay(events: Iterable[Event], *, limit: timedelta) -> Sitting:
    """Return where the sitting stands after `events`, oldest first."""
    sitting = Sitting()
    for event in events:
        sitting = sitting.after(event, limit=limit)
    return sitting


def closing(sitting: Sitting, at: datetime, *, limit: timedelta) -> Event | None:
    """Return the time-out that is due at `at`, dated at the deadline itself; None if none is."""
    deadline = sitting.deadline(limit=limit)
    if deadline is None or at <= deadline:
        return None
    return Event(Kind.TIME_OUT, deadline)
