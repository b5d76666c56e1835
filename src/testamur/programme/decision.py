"""Does this enrolment earn the award? Every requirement is listed, met or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from testamur.errors import Refused
from testamur.programme.programme import Component, Programme
from testamur.programme.progress import Activity, is_done, parts, used_up


@dataclass(frozen=True, slots=True)
class Reason:
    """One requirement, whether it is met, and the sentence that says so."""

    component: str
    met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the programme's rule says; a person may still have to decide."""

    award: bool
    reasons: tuple[Reason, ...]

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """The requirements that are not met."""
        return tuple(reason for reason in self.reasons if not reason.met)


def decide(programme: Programme, activities: Iterable[Activity], *, only: str = "") -> Ruling:
    """Return whether the activities earn the award of the programme.

    An enrolment in a single module (`only`) never does: the award is for the whole programme.
    """
    happened = tuple(activities)
    reasons = [
        _reason(programme, component, happened)
        for component in programme.component
        if not (component.kind == "session" and programme.attendance)
    ]
    if programme.attendance:
        reasons.append(_attendance(programme, happened, least_share=programme.attendance.least_share))
    if only:
        whole = f"The award is for all of {programme.title}; this enrolment is for one module."
        reasons.append(Reason(only, met=False, sentence=whole))
    return Ruling(all(reason.met for reason in reasons), tuple(reasons))


def _reason(programme: Programme, component: Component, activities: tuple[Activity, ...]) -> Reason:
    left = [part for part in parts(component) if not is_done(part, activities)]
    if component.kind == "exam" and programme.exam:
        best = max((a.value or 0 for a in activities if a.part == component.id), default=None)
        cut = programme.exam.cut.correct
        got = "It has not been sat." if best is None else f"The best sitting has {best:g}."
        return Reason(component.id, not left, f"The exam asks for {cut} correct of {programme.exam.items}. {got}")
    if not left:
        return Reason(component.id, met=True, sentence=f"{component.title} is complete.")
    if component.kind == "module":
        count = f"{len(left)} of {len(component.texts)} parts are"
        return Reason(component.id, met=False, sentence=f"{component.title}: {count} still to pass.")
    return Reason(component.id, met=False, sentence=f"{component.title} is not complete.")


def _attendance(programme: Programme, activities: tuple[Activity, ...], *, least_share: float) -> Reason:
    sessions = [c for c in programme.component if c.kind == "session"]
    attended = sum(is_done(c.id, activities) for c in sessions)
    met = attended >= least_share * len(sessions) - 1e-9
    rule = f"At least {least_share:.0%} of {len(sessions)} live sessions must be attended"
    return Reason("attendance", met, f"{rule}; {attended} were.")


def may_attempt(
    programme: Programme, component: Component, part: str, activities: Iterable[Activity], *, on: date
) -> None:
    """Refuse a further attempt at a part that is passed, used up, or to be waited for.

    Raises
    ------
    Refused
        With the rule ``attempt-passed``, ``attempt-used-up`` or ``attempt-wait``.
    """
    happened = [a for a in activities if a.part == part]
    if is_done(part, happened):
        raise Refused("attempt-passed", "This is already complete.")
    if used_up(programme, component, part, happened):
        raise Refused("attempt-used-up", "No attempt is left. Please ask the programme's office.")
    if component.kind == "exam" and programme.exam and happened:
        again = max(a.on for a in happened) + timedelta(days=programme.exam.wait_days)
        if on < again:
            raise Refused("attempt-wait", f"The next sitting is possible from {again:%d %B %Y}.")
