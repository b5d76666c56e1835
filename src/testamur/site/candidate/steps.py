"""The steps of an enrolment as lines: what is done, what is next, by when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from django.urls import reverse
from django.utils.translation import gettext

from testamur.programme import Progress, Step, parts, starts_at
from testamur.site.candidate.frame import page_of
from testamur.site.candidate.wording import day, moment
from testamur.site.records.models import Enrolment

Look = Literal["done", "next", "open", "late", "missed"]
LOOKS: Final[dict[str, Look]] = {
    "done": "done",
    "open": "open",
    "not yet open": "open",
    "overdue": "late",
    "failed": "missed",
}
PAGES: Final = {
    "module": "candidate:module",
    "session": "candidate:session",
    "assignment": "candidate:assignment",
    "evaluation": "candidate:evaluation",
}
"""The page of a component by its kind; an examination is booked on the programme's own page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step as `parts/progress.html` shows it."""

    name: str
    state: Look
    text: str = ""
    by: date | None = None
    done_on: date | None = None
    url: str = ""


def lines(enrolment: Enrolment, progress: Progress, *, at: datetime) -> list[Line]:
    """Return every step as a line."""
    coming = next_step(enrolment, progress, at=at)
    return [_line(enrolment, step, is_next=step == coming, at=at) for step in progress.steps]


def next_step(enrolment: Enrolment, progress: Progress, *, at: datetime) -> Step | None:
    """Return what the participant can do now and is due first; a session that was held is no more to be done."""
    waiting = [
        step
        for step in progress.steps
        if step.state in ("open", "overdue") and not was_held(enrolment, step, at=at)
    ]
    return min(waiting, key=lambda step: (step.due_on or date.max, step.opens_on), default=None)


def was_held(enrolment: Enrolment, step: Step, *, at: datetime) -> bool:
    """Return whether the step is a live session that has begun."""
    component = step.component
    return component.kind == "session" and starts_at(component, started_on=enrolment.started_on) <= at


def _line(enrolment: Enrolment, step: Step, *, is_next: bool, at: datetime) -> Line:
    done = [activity.on for activity in enrolment.happened() if activity.part in parts(step.component)]
    held = was_held(enrolment, step, at=at)
    look = "open" if held and step.state == "overdue" else LOOKS[step.state]
    return Line(
        step.component.title,
        "next" if is_next and look == "open" else look,
        text=_note(enrolment, step, held=held),
        by=None if step.component.kind == "session" else step.due_on,
        done_on=max(done) if step.state == "done" and done else None,
        url=address(enrolment, step) if is_reachable(step) else "",
    )


def is_reachable(step: Step) -> bool:
    """Return whether the step's page can be opened: a session's always, the others' from their first day."""
    return step.component.kind == "session" or step.state != "not yet open"


def address(enrolment: Enrolment, step: Step) -> str:
    """Return where a step is done."""
    page = PAGES.get(step.component.kind)
    return reverse(page, args=[enrolment.pk, step.component.id]) if page else f"{page_of(enrolment)}#examination"


def _note(enrolment: Enrolment, step: Step, *, held: bool) -> str:
    component = step.component
    if step.state == "done":
        return ""
    if component.kind == "session":
        return _session_note(enrolment, step, held=held)
    if step.state == "not yet open":
        return gettext("opens %(day)s") % {"day": day(step.opens_on)}
    if step.state == "failed":
        return gettext("No attempt is left.")
    words = {"done": len(component.texts) - len(step.left), "of": len(component.texts)}
    return (
        gettext("%(done)d of %(of)d quizzes passed") % words if component.kind == "module" else component.summary
    )


def _session_note(enrolment: Enrolment, step: Step, *, held: bool) -> str:
    when = moment(starts_at(step.component, started_on=enrolment.started_on))
    if step.state == "failed":
        return gettext("%(when)s. You were not there.") % {"when": when}
    return gettext("%(when)s. Attendance is not recorded yet.") % {"when": when} if held else when
