"""Enrol, take part, claim credit."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from testamur.errors import Refused
from testamur.items.facts import is_correct
from testamur.items.processing import Responses
from testamur.programme import (
    Claimed,
    Component,
    Programme,
    eligibility,
    may_attempt,
    may_claim,
    starts_at,
)
from testamur.programme.eligibility import Fact
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.candidacy import refuse_judge
from testamur.site.records.library import library
from testamur.site.records.models import (
    ActivityRecord,
    CreditClaim,
    Enrolment,
    Person,
    ProgrammeEdition,
)


@transaction.atomic
def enrol(
    *,
    edition: ProgrammeEdition,
    person: Person,
    at: datetime,
    by: Person,
    facts: Mapping[str, Fact],
    only: str = "",
    start: date | None = None,
) -> Enrolment:
    """Admit a person whose facts meet the programme's rules."""
    programme = edition.programme
    _refuse_module(programme, only)
    _refuse_ineligible(programme, facts)
    refuse_judge(person, edition)
    enrolment, is_new = Enrolment.objects.get_or_create(
        edition=edition,
        person=person,
        only=only,
        defaults={
            "started_on": _start(programme, start, at=at),
            "facts": {key: sorted(v) if isinstance(v, frozenset) else v for key, v in facts.items()},
            "enrolled_at": at,
        },
    )
    if not is_new:
        raise Refused("enrolment-once", "You are enrolled in this already.")
    audit("enrolment.make", enrolment, by=by, at=at, edition=edition.pk)
    tell(person, subject=f"Enrolled: {programme.title}", text=f"You start on {enrolment.started_on:%d %B %Y}.")
    return enrolment


def _refuse_module(programme: Programme, only: str) -> None:
    if only and only not in {c.id for c in programme.component if c.sold_separately}:
        raise Refused("enrolment-module", "This part cannot be taken alone.")


def _refuse_ineligible(programme: Programme, facts: Mapping[str, Fact]) -> None:
    answer = eligibility(programme, facts)
    if answer.verdict == "cannot tell":
        asked = ", ".join(answer.missing)
        raise Refused("enrolment-unknown", f"We cannot tell yet whether you may enrol. Please tell us: {asked}.")
    if answer.verdict == "not eligible":
        why = " ".join(finding.reason for finding in answer.findings if finding.met is False)
        raise Refused("enrolment-not-eligible", why)


def _start(programme: Programme, start: date | None, *, at: datetime) -> date:
    if programme.calendar.pacing != "cohort":
        return at.date()
    if start not in programme.calendar.starts:
        raise Refused("enrolment-start", "Please choose one of the start dates.")
    if start is None or start < at.date():
        raise Refused("enrolment-closed", "This cohort has started; please choose a later one.")
    return start


def open_component(enrolment: Enrolment, component_id: str, part: str, *, at: datetime) -> Component:
    """Return a component that the candidate may work on now, or refuse."""
    if enrolment.only and component_id != enrolment.only:
        raise Refused("component-other", "Your enrolment is for another module.")
    programme = enrolment.edition.programme
    component = next((c for c in programme.component if c.id == component_id), None)
    if component is None:
        raise Refused("component-unknown", "This programme has no such part.")
    step = next(s for s in enrolment.progress(at.date()).steps if s.component == component)
    if at.date() < step.opens_on:
        raise Refused("component-not-open", f"This opens on {step.opens_on:%d %B %Y}.")
    may_attempt(programme, component, part, enrolment.happened(), on=at.date())
    return component


@transaction.atomic
def answer_quiz(
    *,
    enrolment: Enrolment,
    component_id: str,
    text_id: str,
    responses: Mapping[str, Responses],
    by: Person,
    at: datetime,
) -> ActivityRecord:
    """Score the quiz of one text and keep the attempt; `responses` are by question, then by identifier."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    part = f"{component_id}/{text_id}"
    component = open_component(enrolment, component_id, part, at=at)
    if component.kind != "module" or text_id not in component.texts:
        raise Refused("quiz-unknown", "This module has no such quiz.")
    quiz = library().texts[text_id].quiz
    right = {q.identifier: is_correct(q, responses.get(q.identifier, {})) for q in quiz}
    correct = sum(right.values())
    record = ActivityRecord.objects.create(
        enrolment=enrolment,
        part=part,
        outcome="passed" if correct >= (component.quiz_pass_correct or 0) else "failed",
        on=at.date(),
        at=at,
        value=correct,
        detail={"right": right, "responses": {k: dict(v) for k, v in responses.items()}},
    )
    audit("quiz.answer", record, by=by, at=at, outcome=record.outcome)
    return record


@transaction.atomic
def record_attendance(
    *, enrolment: Enrolment, component_id: str, attended: bool, by: Person, at: datetime
) -> ActivityRecord:
    """Keep, once, whether a participant attended a live session."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    programme = enrolment.edition.programme
    component = next((c for c in programme.component if c.id == component_id and c.kind == "session"), None)
    if component is None or enrolment.only:
        raise Refused("session-unknown", "This enrolment has no such session.")
    if by == enrolment.person:
        raise Refused("attendance-own", "Nobody records their own attendance.")
    if at < starts_at(component, started_on=enrolment.started_on):
        raise Refused("session-not-held", "Attendance is recorded once the session has begun.")
    if ActivityRecord.objects.filter(enrolment=enrolment, part=component_id).exists():
        raise Refused("session-recorded", "Attendance has been recorded already.")
    record = ActivityRecord.objects.create(
        enrolment=enrolment,
        part=component_id,
        outcome="attended" if attended else "absent",
        on=at.date(),
        at=at,
    )
    audit("attendance.record", record, by=by, at=at, outcome=record.outcome)
    return record


@transaction.atomic
def record_session(*, attendance: Mapping[Enrolment, bool], component_id: str, by: Person, at: datetime) -> int:
    """Keep who attended one session, or nothing if one entry is refused; return how many entries were kept."""
    for enrolment, attended in attendance.items():
        record_attendance(enrolment=enrolment, component_id=component_id, attended=attended, by=by, at=at)
    return len(attendance)


@transaction.atomic
def hand_in_evaluation(
    *, enrolment: Enrolment, component_id: str, answers: Mapping[str, str], by: Person, at: datetime
) -> ActivityRecord:
    """Keep the learner's evaluation form."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    component = open_component(enrolment, component_id, component_id, at=at)
    if component.kind != "evaluation":
        raise Refused("evaluation-unknown", "This programme has no such form.")
    record = ActivityRecord.objects.create(
        enrolment=enrolment,
        part=component_id,
        outcome="done",
        on=at.date(),
        at=at,
        detail={"answers": dict(answers)},
    )
    audit("evaluation.hand-in", record, by=by, at=at)
    return record


@transaction.atomic
def claim_credit(
    *,
    enrolment: Enrolment,
    component_id: str,
    amount: Decimal,
    by: Person,
    at: datetime,
) -> CreditClaim:
    """Keep a claim that the programme's rule allows."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    may_claim(
        enrolment.edition.programme,
        Claimed(component_id, float(amount), at.date()),
        earlier=[row.claimed for row in enrolment.credit_claims.all()],
        activities=enrolment.happened(),
    )
    claim = CreditClaim.objects.create(enrolment=enrolment, component=component_id, credits=amount, claimed_at=at)
    audit("credit.claim", claim, by=by, at=at, credits=str(amount))
    return claim
