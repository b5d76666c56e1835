"""What is done, what is next, by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from testamur.programme.calendar import due_on, opens_on
from testamur.programme.programme import Component, Programme

Outcome = Literal["passed", "failed", "attended", "absent", "done"]
State = Literal["done", "open", "not yet open", "overdue", "failed"]

ENOUGH: Final[frozenset[Outcome]] = frozenset({"passed", "attended", "done"})


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that happened: an attempt at a quiz, assignment or exam, a session, or the evaluation form.

    `part` is the component's id, or ``component/text`` for the quiz of one text of a module. `value` is the
    share achieved (assignment) or the number correct (quiz, exam).
    """

    part: str
    outcome: Outcome
    on: date
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Where one component stands; `left` are its parts still to do."""

    component: Component
    state: State
    opens_on: date
    due_on: date | None
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """Every step in order, and the next one to do."""

    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        """The step to do now: of those open or overdue, the one due first."""
        waiting = [s for s in self.steps if s.state in ("open", "overdue")]
        return min(waiting, key=lambda s: (s.due_on or date.max, s.opens_on)) if waiting else None

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.state == "done" for step in self.steps)


def parts(component: Component) -> tuple[str, ...]:
    """Return the parts of a component: one a text of a module, else the component itself."""
    if component.kind == "module":
        return tuple(f"{component.id}/{text}" for text in component.texts)
    return (component.id,)


def components(programme: Programme, *, only: str = "") -> tuple[Component, ...]:
    """Return the components of an enrolment: all, or the single module `only`."""
    return tuple(c for c in programme.component if not only or c.id == only)


def progress(
    programme: Programme, activities: Iterable[Activity], *, started_on: date, on: date, only: str = ""
) -> Progress:
    """Return where an enrolment that started on `started_on` stands on the day `on`."""
    happened = tuple(activities)
    return Progress(
        tuple(
            _step(programme, component, happened, started_on=started_on, on=on)
            for component in components(programme, only=only)
        )
    )


def _step(
    programme: Programme,
    component: Component,
    activities: tuple[Activity, ...],
    *,
    started_on: date,
    on: date,
) -> Step:
    opens, due = (
        opens_on(component, started_on=started_on),
        due_on(programme, component, started_on=started_on),
    )
    if programme.calendar.pacing != "cohort":
        opens = started_on
    left = tuple(part for part in parts(component) if not is_done(part, activities))
    state: State = "open"
    if not left:
        state = "done"
    elif any(used_up(programme, component, part, activities) for part in left):
        state = "failed"
    elif on < opens:
        state = "not yet open"
    elif due is not None and on > due:
        state = "overdue"
    return Step(component, state, opens, due, left)


def is_done(part: str, activities: Iterable[Activity]) -> bool:
    """Return whether the part has been passed, attended or done."""
    return any(a.part == part and a.outcome in ENOUGH for a in activities)


def used_up(programme: Programme, component: Component, part: str, activities: Iterable[Activity]) -> bool:
    """Return whether no attempt is left: all used, or a live session missed."""
    tries = [a for a in activities if a.part == part]
    if component.kind == "session":
        return any(a.outcome == "absent" for a in tries)
    allowed = programme.exam.attempts if component.kind == "exam" and programme.exam else component.attempts
    return allowed is not None and len(tries) >= allowed
