"""Book a sitting, let things happen to it, save responses, close it, measure it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count

from testamur import delivery
from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.credentials import refuse_revoked
from testamur.site.records.actions.enrolments import open_component
from testamur.site.records.models import (
    Accommodation,
    ActivityRecord,
    Award,
    Enrolment,
    Form,
    Incident,
    Organisation,
    Person,
    ResponseEvent,
    Score,
    Sitting,
    SittingEvent,
)
from testamur.site.records.permissions import may
from testamur.site.records.rescoring.rules import measured, rules_of


@transaction.atomic
def book(*, enrolment: Enrolment, component_id: str, by: Person, at: datetime) -> Sitting:
    """Give the candidate a form they have not seen, the one least used, with their accommodation."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    component = open_component(enrolment, component_id, component_id, at=at)
    exam = enrolment.edition.programme.exam
    if component.kind != "exam" or exam is None:
        raise Refused("exam-unknown", "This programme has no such exam.")
    return _booked(enrolment, component_id, purpose="exam", minutes=exam.minutes, by=by, at=at)


@transaction.atomic
def book_renewal(*, award: Award, by: Person, at: datetime) -> Sitting:
    """Book the re-examination of an award, once its window is open."""
    award = Award.objects.select_for_update().get(pk=award.pk)
    programme = award.enrolment.edition.programme
    refuse_revoked(award)
    _refuse_too_soon(award.enrolment, at=at)
    ways = [w for w in (programme.renewal.ways if programme.renewal else ()) if w.kind == "re-examination"]
    if not ways or programme.renewal is None or award.holds_until is None:
        raise Refused("renewal-way", "This award is not renewed by re-examination.")
    opens = award.holds_until - timedelta(days=programme.renewal.opens_days_before)
    if at.date() < opens:
        raise Refused("renewal-early", f"Renewal opens on {opens:%d %B %Y}.")
    exam = next(c for c in programme.component if c.kind == "exam")
    minutes = ways[0].minutes or 0
    return _booked(award.enrolment, exam.id, purpose="renewal", minutes=minutes, by=by, at=at)


def _refuse_too_soon(enrolment: Enrolment, *, at: datetime) -> None:
    exam = enrolment.edition.programme.exam
    scores = Score.objects.standing().filter(sitting__enrolment=enrolment, sitting__purpose="renewal")
    last = scores.order_by("measured_at", "pk").last()
    if exam and last:
        again = last.measured_at.date() + timedelta(days=exam.wait_days)
        if at.date() < again:
            raise Refused("attempt-wait", f"The next sitting is possible from {again:%d %B %Y}.")


def _booked(
    enrolment: Enrolment, component_id: str, *, purpose: str, minutes: int, by: Person, at: datetime
) -> Sitting:
    if may(enrolment.person, "form.view", enrolment.edition.organisation):
        raise Refused("sitting-conflict", "Whoever may see the forms of an exam cannot sit it.")
    mine = enrolment.sittings.all()
    if any(not sitting.standing().is_closed for sitting in mine):
        raise Refused("sitting-open", "You have a sitting that is not finished.")
    forms = Form.objects.filter(edition=enrolment.edition, purpose=purpose)
    fresh = forms.exclude(pk__in=mine.values("form"))
    form = fresh.annotate(uses=Count("sittings")).order_by("uses", "pk").first()
    if form is None:
        seen = "You have seen every form there is." if forms.exists() else "No exam form is ready yet."
        raise Refused("form-none", f"{seen} The programme's office has to assemble one.")
    granted = (
        Accommodation.objects.filter(person=enrolment.person, expires_on__gte=at.date()).order_by("-pk").first()
    )
    rule = delivery.Accommodation(granted.multiplier, granted.extra_minutes) if granted else None
    sitting = Sitting.objects.create(
        enrolment=enrolment,
        component=component_id,
        purpose=purpose,
        form=form,
        limit_seconds=int(delivery.limit(minutes, rule).total_seconds()),
        booked_at=at,
    )
    audit("sitting.book", sitting, by=by, at=at, form=form.pk)
    return sitting


@transaction.atomic
def happen(
    *, sitting: Sitting, kind: Kind, by: Person | None, at: datetime, extra: timedelta = timedelta()
) -> Sitting:
    """Let one event happen to a sitting, if the rules allow it; a due time-out happens first."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    _close_if_due(sitting, at=at)
    if kind is Kind.START and waits_for_admission(sitting):
        raise Refused(
            "sitting-admission", "The invigilator lets you in once your identity has been compared. Please wait."
        )
    sitting.standing().after(delivery.Event(kind, at, extra), limit=sitting.limit)
    _kept(sitting, delivery.Event(kind, at, extra), by=by)
    return sitting


def waits_for_admission(sitting: Sitting) -> bool:
    """Return whether an invigilator has to let the candidate in first."""
    exam = sitting.enrolment.edition.programme.exam
    is_live = exam is not None and exam.proctoring == "live"
    return is_live and sitting.standing().state is delivery.State.SCHEDULED


def close_if_due(*, sitting: Sitting, at: datetime) -> bool:
    """Close a sitting whose time is over, dated at its deadline; return whether it was."""
    if delivery.closing(sitting.standing(), at, limit=sitting.limit) is None:
        return False
    with transaction.atomic():
        return _close_if_due(Sitting.objects.select_for_update().get(pk=sitting.pk), at=at)


def close_due(*, at: datetime) -> int:
    """Close every sitting whose time is over; return how many were.

    Raises
    ------
    ExceptionGroup
        If some could not be closed, once all the others are.
    """
    running = Sitting.objects.filter(events__kind=Kind.START).exclude(
        events__kind__in=(Kind.SUBMIT, Kind.TIME_OUT, Kind.VOID)
    )
    closed, broken = 0, []
    for sitting in running:
        try:
            closed += close_if_due(sitting=sitting, at=at)
        except Exception as error:  # noqa: BLE001  (one sitting that breaks must not keep the others running)
            broken.append(error)
    if broken:
        raise ExceptionGroup("Some sittings could not be closed.", broken)
    return closed


def _close_if_due(sitting: Sitting, *, at: datetime) -> bool:
    due = delivery.closing(sitting.standing(), at, limit=sitting.limit)
    if due is None:
        return False
    _kept(sitting, due, by=None)
    return True


def _kept(sitting: Sitting, event: delivery.Event, *, by: Person | None) -> None:
    seconds = int(event.extra.total_seconds())
    SittingEvent.objects.create(sitting=sitting, kind=event.kind, at=event.at, extra_seconds=seconds, by=by)
    audit(f"sitting.{event.kind}", sitting, by=by, at=event.at)
    if event.kind in (Kind.SUBMIT, Kind.TIME_OUT):
        _measure(sitting, at=event.at)


@transaction.atomic
def enter(*, sitting: Sitting, at: datetime, by: Person) -> int:
    """Let the candidate in from this device; any other device loses its hold. Return the new generation."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    sitting.generation += 1
    sitting.save(update_fields=["generation"])
    audit("sitting.enter", sitting, by=by, at=at, generation=sitting.generation)
    return sitting.generation


@transaction.atomic
def respond(
    *, sitting: Sitting, responses: Iterable[delivery.Response], generation: int | None, at: datetime
) -> list[int]:
    """Save responses; return the sequence numbers now kept with just this content, repeated ones too.

    The save itself is the audit: the log is append-only and every row carries its time of arrival.

    Raises
    ------
    Refused
        If the time is over, another device has taken over, or a response does not belong to the form.
    """
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if generation is not None and generation != sitting.generation:
        raise Refused("sitting-elsewhere", "This sitting was opened on another device.")
    sitting.standing().after(delivery.Event(Kind.RESPOND, at), limit=sitting.limit)
    known = frozenset(sitting.form.places.values_list("version__identifier", flat=True))
    rows = list(responses)
    for row in rows:
        delivery.check(row, items=known)
    ResponseEvent.objects.bulk_create(
        [
            ResponseEvent(
                sitting=sitting,
                sequence=row.sequence,
                item=row.item,
                values=dict(row.values),
                is_flagged=row.is_flagged,
                received_at=at,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    stored = sitting.responses.filter(sequence__in=[row.sequence for row in rows])
    kept = {row.sequence: row.response for row in stored}
    return [row.sequence for row in rows if kept.get(row.sequence) == row]


def _measure(sitting: Sitting, *, at: datetime) -> Score:
    """Score a closed sitting from its response log and keep the result, and the activity it amounts to.

    The form is held, so that no change of its scoring is signed in between.
    """
    form = Form.objects.select_for_update(no_key=True).get(pk=sitting.form_id)
    found = measured(rules_of(form), {item: given.values for item, given in sitting.answers().items()})
    score = Score.objects.create(
        sitting=sitting,
        correct=found.correct,
        of=found.of,
        by_area=found.by_area,
        by_item=found.by_item,
        form_digest=form.digest,
        receipt=delivery.receipt(row.response for row in sitting.responses.all()),
        measured_at=at,
    )
    audit("score.measure", score, by=None, at=at, receipt=score.receipt)
    if sitting.purpose == "exam":
        _as_activity(sitting, score, at=at)
    return score


def _as_activity(sitting: Sitting, score: Score, *, at: datetime) -> None:
    exam = sitting.enrolment.edition.programme.exam
    passed = exam is not None and score.correct >= exam.cut.correct
    ActivityRecord.objects.create(
        enrolment=sitting.enrolment,
        part=sitting.component,
        outcome="passed" if passed else "failed",
        on=at.date(),
        at=at,
        value=score.correct,
        detail={"sitting": sitting.pk},
    )


@transaction.atomic
def note_incident(*, sitting: Sitting, text: str, by: Person, at: datetime) -> Incident:
    """Keep what an invigilator saw."""
    if not text.strip():
        raise Refused("incident-empty", "Please write down what happened.")
    incident = Incident.objects.create(sitting=sitting, text=text, by=by, at=at)
    audit("incident.note", incident, by=by, at=at)
    return incident


@transaction.atomic
def approve_accommodation(
    *,
    person: Person,
    organisation: Organisation,
    rule: delivery.Accommodation,
    expires_on: date,
    by: Person,
    at: datetime,
) -> Accommodation:
    """Keep extra time for a participant of the organisation; it holds for every sitting booked from now on."""
    delivery.limit(1, rule)
    if by == person:
        raise Refused("accommodation-own", "Nobody approves their own extra time.")
    if not Enrolment.objects.filter(person=person, edition__organisation=organisation).exists():
        raise Refused("accommodation-stranger", "This person is not enrolled in a programme of yours.")
    if expires_on < at.date():
        raise Refused("accommodation-past", "The last day must not lie in the past.")
    kept = Accommodation.objects.create(
        person=person,
        multiplier=rule.multiplier,
        extra_minutes=rule.extra_minutes,
        approved_by=by,
        approved_at=at,
        expires_on=expires_on,
    )
    audit("accommodation.approve", kept, organisation=organisation, by=by, at=at)
    return kept


@transaction.atomic
def remove_expired_accommodations(*, at: datetime) -> int:
    """Remove every accommodation whose last day is over; return how many were."""
    expired = list(Accommodation.objects.select_for_update().filter(expires_on__lt=at.date()))
    for accommodation in expired:
        audit("accommodation.remove", accommodation, by=None, at=at)
        accommodation.delete()
    return len(expired)
