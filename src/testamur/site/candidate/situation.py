"""Where an enrolment stands, in one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext

from testamur.programme import Programme, Progress, Step, standing
from testamur.site.candidate.frame import page_of
from testamur.site.candidate.steps import address, next_step, was_held
from testamur.site.candidate.wording import day
from testamur.site.records.actions.decisions import ruling, standing_decision
from testamur.site.records.models import Award, Decision, Enrolment

Whose = Literal["mine", "theirs", "nobody"]


@dataclass(frozen=True, slots=True)
class Situation:
    """One sentence, whose turn it is, and where to go on."""

    sentence: str
    turn: Whose
    url: str
    is_urgent: bool = False


def situation(enrolment: Enrolment, *, at: datetime) -> Situation:
    """Return where an enrolment stands: awarded, decided, complete, lost, or what comes next."""
    if hasattr(enrolment, "award"):
        return awarded(enrolment.award, at=at)
    decision = standing_decision(enrolment)
    if decision:
        return _decided(decision)
    return next(_found(enrolment, enrolment.progress(at.date()), at=at))


def _found(enrolment: Enrolment, progress: Progress, *, at: datetime) -> Iterator[Situation]:
    """Yield what can be said of an enrolment without a decision, the weightiest first."""
    here = page_of(enrolment)
    programme = enrolment.edition.programme
    if ruling(enrolment).award:
        yield _complete(programme, here)
    for step in progress.steps:
        if step.state == "failed" and step.component.kind != "session":
            said = gettext("No attempt is left at %(part)s. Ask the programme’s office what can be done.")
            yield Situation(said % {"part": step.component.title}, "theirs", here)
    if _is_out_of_reach(programme, progress):
        said = gettext("Too many live sessions were missed for the award. You can still go on and learn.")
        yield Situation(said, "nobody", here)
    coming = next_step(enrolment, progress, at=at)
    if coming:
        yield _next(enrolment, coming)
    if enrolment.only and all(step.state == "done" for step in progress.steps):
        said = gettext("This module is done. A module alone gives no certificate.")
        yield Situation(said, "nobody", here)
    closed = [step for step in progress.steps if step.state == "not yet open"]
    if closed:
        first = min(closed, key=lambda step: step.opens_on)
        words = {"part": first.component.title, "day": day(first.opens_on)}
        yield Situation(gettext("Nothing to do until %(day)s: then %(part)s opens.") % words, "nobody", here)
    if any(step.state in ("open", "overdue") and was_held(enrolment, step, at=at) for step in progress.steps):
        said = gettext("Nothing to do: attendance at live sessions is to be recorded.")
        yield Situation(said, "theirs", here)
    said = gettext("You have done what you could, and the rule for the award is not met.")
    yield Situation(said, "nobody", here)


def _is_out_of_reach(programme: Programme, progress: Progress) -> bool:
    """Return whether attendance at every session to come would still not be enough."""
    sessions = [step for step in progress.steps if step.component.kind == "session"]
    missed = sum(step.state == "failed" for step in sessions)
    rule = programme.attendance
    return rule is not None and len(sessions) - missed < rule.least_share * len(sessions) - 1e-9


def _complete(programme: Programme, here: str) -> Situation:
    if programme.award.decided_by == "rule":
        return Situation(gettext("Everything is done. You can ask for the award."), "mine", here)
    return Situation(gettext("Everything is done. An examiner decides on the award."), "theirs", here)


def _next(enrolment: Enrolment, step: Step) -> Situation:
    words = {"part": step.component.title, "day": day(step.due_on) if step.due_on else ""}
    if step.state == "overdue":
        said = gettext("%(part)s was due on %(day)s and can still be done.")
    elif step.due_on:
        said = gettext("Next: %(part)s, by %(day)s.")
    else:
        said = gettext("Next: %(part)s.")
    return Situation(said % words, "mine", address(enrolment, step), is_urgent=step.state == "overdue")


def _decided(decision: Decision) -> Situation:
    here = page_of(decision.enrolment)
    words = {"day": day(decision.at.date())}
    if hasattr(decision, "appeal"):
        said = gettext("No award on %(day)s. Somebody else looks at your appeal.")
        return Situation(said % words, "theirs", here)
    return Situation(gettext("No award, decided on %(day)s. The reason is given below.") % words, "mine", here)


def awarded(award: Award, *, at: datetime) -> Situation:
    """Return where an award stands: current, to be renewed, over, suspended, or its credential revoked."""
    enrolment, until = award.enrolment, award.holds_until
    latest = award.credentials.last()
    here = page_of(enrolment)
    if latest and hasattr(latest, "revocation"):
        words = {"day": day(latest.revocation.at.date())}
        return Situation(gettext("Your credential was revoked on %(day)s.") % words, "nobody", here)
    if latest and latest.suspension:
        words = {"day": day(latest.suspension.at.date())}
        said = gettext("Your award is suspended since %(day)s. It does not count until it is reinstated.")
        return Situation(said % words, "theirs", here)
    where = standing(enrolment.edition.programme, expires_on=until, on=at.date())
    words = {"day": day(award.awarded_on), "until": day(until) if until else ""}
    if where == "may be renewed":
        said = gettext("Your award holds until %(until)s and can be renewed now.") % words
        return Situation(said, "mine", reverse("candidate:renew", args=[award.pk]))
    if where in ("expired", "elapsed"):
        return Situation(gettext("Your award held until %(until)s.") % words, "nobody", here)
    if until:
        return Situation(gettext("Awarded on %(day)s. It holds until %(until)s.") % words, "nobody", here)
    return Situation(gettext("Awarded on %(day)s. It does not end.") % words, "nobody", here)
