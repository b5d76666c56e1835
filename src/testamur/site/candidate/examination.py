"""The examination of an enrolment: whether it can be booked, and the sittings so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from testamur.delivery import CLOSED, State
from testamur.errors import Refused
from testamur.programme import Component, Exam
from testamur.site.records.actions import sittings
from testamur.site.records.actions.enrolments import open_component
from testamur.site.records.models import Enrolment, Sitting


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting: when it was booked, where it stands, and what it scored if it was measured."""

    sitting: Sitting
    state: State
    at: datetime
    correct: int | None = None
    of: int | None = None

    @property
    def is_waiting(self) -> bool:
        """It is booked, or under way."""
        return self.state not in CLOSED


@dataclass(frozen=True, slots=True)
class Examination:
    """The exam with its sittings; `why_not` says why none can be booked, if none can."""

    component: Component
    exam: Exam
    lines: list[SittingLine]
    why_not: str

    @property
    def open(self) -> SittingLine | None:
        """The sitting that waits or runs."""
        return next((line for line in self.lines if line.is_waiting), None)


def examination(enrolment: Enrolment, *, at: datetime) -> Examination | None:
    """Return the examination of an enrolment, its sittings closed first if their time is over."""
    programme = enrolment.edition.programme
    component = next((c for c in programme.component if c.kind == "exam"), None)
    if programme.exam is None or component is None or enrolment.only:
        return None
    lines = list(sitting_lines(enrolment, purpose="exam", at=at))
    return Examination(component, programme.exam, lines, _why_not(enrolment, component, at=at))


def sitting_lines(enrolment: Enrolment, *, purpose: str, at: datetime) -> Iterator[SittingLine]:
    """Yield the sittings of one purpose, in order of booking."""
    for sitting in enrolment.sittings.filter(purpose=purpose):
        sittings.close_if_due(sitting=sitting, at=at)
        stands = sitting.standing()
        when = stands.started_at or sitting.booked_at
        score = sitting.score
        is_void = stands.state is State.VOIDED
        if score and not is_void:
            yield SittingLine(sitting, stands.state, when, score.correct, score.of)
        else:
            yield SittingLine(sitting, stands.state, when)


def _why_not(enrolment: Enrolment, component: Component, *, at: datetime) -> str:
    try:
        open_component(enrolment, component.id, component.id, at=at)
    except Refused as refused:
        return refused.reason
    return ""
