"""What the staff desk asks of the records; always within one organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from testamur.delivery import Kind
from testamur.programme import Component, Edition, Programme, starts_at
from testamur.psychometrics.standard_setting.panel import State
from testamur.site.records.library import library
from testamur.site.records.models import (
    Accommodation,
    ActivityRecord,
    AuditEntry,
    Contribution,
    ContributionDecision,
    Credential,
    Decision,
    Enrolment,
    Form,
    Organisation,
    Panel,
    PassAnswer,
    PassReview,
    Person,
    ProgrammeEdition,
    Score,
    ScoringChange,
    Sitting,
    StatusList,
)

CLOSING: Final = (Kind.SUBMIT, Kind.TIME_OUT, Kind.VOID)
LAPSES_WITHIN: Final = timedelta(hours=6)
"""A status list is published anew when half of its day is over; one with less time left has been forgotten."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A published edition with how many enrolments and awards it has."""

    edition: ProgrammeEdition
    participants: int
    awards: int


def editions(organisation: Organisation) -> list[Counted]:
    """Return the published editions with their counts, by programme, the latest edition first."""
    enrolments = Enrolment.objects.filter(edition__organisation=organisation).values_list("edition")
    counts = {pk: (n, awards) for pk, n, awards in enrolments.annotate(Count("pk"), Count("award")).order_by()}
    kept = organisation.editions.order_by("identifier", "-published_at")
    return [Counted(edition, *counts.get(edition.pk, (0, 0))) for edition in kept]


def unpublished(organisation: Organisation) -> list[Edition]:
    """Return the editions of the library that the organisation has not published."""
    published = set(organisation.editions.values_list("identifier", "edition"))
    return [
        edition
        for edition in library().programmes.values()
        if (edition.programme.id, edition.programme.edition) not in published
    ]


def found_enrolments(edition: ProgrammeEdition, words: str) -> QuerySet[Enrolment]:
    """Return the edition's enrolments whose person's name or e-mail holds every word, with what progress needs."""
    found = edition.enrolments.select_related("person", "edition", "award").prefetch_related("activities")
    for word in words.split():
        found = found.filter(Q(person__name__icontains=word) | Q(person__email__icontains=word))
    return found.order_by("person__name", "pk")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One live session of one cohort: when it begins, for how many, and how many are recorded."""

    component: Component
    start: date
    begins_at: datetime
    participants: int
    recorded: int

    @property
    def missing(self) -> int:
        """How many participants have no record yet."""
        return self.participants - self.recorded


def meetings(edition: ProgrammeEdition) -> list[Meeting]:
    """Return every live session of every cohort that has participants, the earliest first."""
    sessions = [c for c in edition.programme.component if c.kind == "session"]
    cohorts = (
        edition.enrolments.filter(only="").values_list("started_on").annotate(Count("pk")).order_by("started_on")
    )
    recorded: Mapping[tuple[date, str], int] = {
        (start, part): count
        for start, part, count in ActivityRecord.objects.filter(
            enrolment__edition=edition, enrolment__only="", part__in=[c.id for c in sessions]
        )
        .values_list("enrolment__started_on", "part")
        .annotate(Count("pk"))
        .order_by()
    }
    found = [
        Meeting(
            component, start, starts_at(component, started_on=start), count, recorded.get((start, component.id), 0)
        )
        for start, count in cohorts
        for component in sessions
    ]
    return sorted(found, key=lambda meeting: meeting.begins_at)


def unrecorded(organisation: Organisation, *, at: datetime) -> list[tuple[ProgrammeEdition, Meeting]]:
    """Return the live sessions that have begun and whose attendance is not complete."""
    return [
        (edition, meeting)
        for edition in organisation.editions.all()
        if any(c.kind == "session" for c in edition.programme.component)
        for meeting in meetings(edition)
        if meeting.begins_at <= at and meeting.missing
    ]


def participants(edition: ProgrammeEdition, *, start: date) -> QuerySet[Enrolment]:
    """Return a cohort's enrolments in the whole programme, by name."""
    found = edition.enrolments.filter(started_on=start, only="")
    return found.select_related("person", "edition").prefetch_related("activities").order_by("person__name", "pk")


def forms_missing(organisation: Organisation) -> list[tuple[ProgrammeEdition, str, int]]:
    """Return the editions whose exam, or re-examination, has fewer forms than its programme asks for: how many."""
    have = {
        (edition, purpose): count
        for edition, purpose, count in Form.objects.filter(edition__organisation=organisation)
        .values_list("edition", "purpose")
        .annotate(Count("pk"))
        .order_by()
    }
    return [
        (edition, purpose, asked - have.get((edition.pk, purpose), 0))
        for edition in organisation.editions.order_by("identifier")
        for purpose, asked in forms_asked(edition.programme)
        if asked > have.get((edition.pk, purpose), 0)
    ]


def forms_asked(programme: Programme) -> list[tuple[str, int]]:
    """Return for which purposes a programme needs forms, and how many at least."""
    if programme.exam is None:
        return []
    ways = programme.renewal.ways if programme.renewal else ()
    again = [("renewal", 1)] if any(way.kind == "re-examination" for way in ways) else []
    return [("exam", programme.exam.forms), *again]


def lapsing(organisation: Organisation, *, at: datetime) -> QuerySet[StatusList]:
    """Return the status lists that lapse soon, or have."""
    return organisation.status_lists.filter(valid_until__lt=at + LAPSES_WITHIN)


def sittings_of(organisation: Organisation) -> QuerySet[Sitting]:
    """Return the organisation's sittings with their person, programme, form and events."""
    return (
        Sitting.objects.filter(enrolment__edition__organisation=organisation)
        .select_related("enrolment__person", "enrolment__edition__organisation", "form")
        .prefetch_related("events", "form__places")
    )


def live(organisation: Organisation) -> QuerySet[Sitting]:
    """Return the sittings that have been started and not closed, the earliest first."""
    running = sittings_of(organisation).filter(events__kind=Kind.START).exclude(events__kind__in=CLOSING)
    return running.distinct().order_by("pk")


def closed_since(organisation: Organisation, since: datetime) -> QuerySet[Sitting]:
    """Return the sittings that were closed since then, the latest first."""
    return (
        sittings_of(organisation)
        .filter(events__kind__in=CLOSING, events__at__gte=since)
        .distinct()
        .order_by("-pk")
    )


def not_started(organisation: Organisation) -> QuerySet[Sitting]:
    """Return the sittings that are booked and not started, the earliest first."""
    begun = (Kind.START, Kind.VOID)
    return sittings_of(organisation).exclude(events__kind__in=begun).order_by("booked_at", "pk")


def answered(sitting: Sitting) -> int:
    """Return how many questions have an answer, a flag alone being none."""
    given = sitting.answers().values()
    return sum(any(value not in (None, "", []) for value in response.values.values()) for response in given)


def questions(sitting: Sitting) -> int:
    """Return how many questions the sitting's form has."""
    return len(sitting.form.places.all())


def credentials_of(organisation: Organisation, words: str) -> QuerySet[Credential]:
    """Return the credentials issued, the latest first, whose holder or identifier matches every word."""
    found = Credential.objects.filter(award__enrolment__edition__organisation=organisation)
    for word in words.split():
        holder = Q(award__enrolment__person__name__icontains=word) | Q(
            award__enrolment__person__email__icontains=word
        )
        found = found.filter(holder | Q(identifier__icontains=word))
    related = (
        *("award__enrolment__person", "award__enrolment__edition", "status_list", "revocation", "superseded_by"),
    )
    return found.select_related(*related).prefetch_related("award__extensions", "suspensions").order_by("-pk")


def accommodations_in(organisation: Organisation) -> QuerySet[Accommodation]:
    """Return the extra time of people enrolled with the organisation, the latest first."""
    enrolled = Enrolment.objects.filter(edition__organisation=organisation).values("person")
    found = Accommodation.objects.filter(person__in=enrolled).select_related("person", "approved_by")
    return found.order_by("-pk")


def participant(organisation: Organisation, email: str) -> Person | None:
    """Return the person with that address, if they are enrolled with the organisation."""
    return Person.objects.filter(email__iexact=email, enrolments__edition__organisation=organisation).first()


def audit_of(
    organisation: Organisation, *, action: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[AuditEntry]:
    """Return the organisation's audit entries, the latest first, of one action and between two days if asked."""
    found = organisation.audit.select_related("by").order_by("-pk")
    if action:
        found = found.filter(action=action)
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    return found


def actions_of(organisation: Organisation) -> list[str]:
    """Return the names of the actions that occur in the organisation's audit, in alphabetical order."""
    return list(organisation.audit.order_by("action").values_list("action", flat=True).distinct())


def open_appeals(organisation: Organisation) -> QuerySet[Decision]:
    """Return the decisions under appeal that no later one supersedes, the oldest appeal first."""
    appealed = Decision.objects.filter(enrolment__edition__organisation=organisation, superseded_by=None)
    related = ("appeal", "by", "enrolment__person", "enrolment__edition")
    return appealed.exclude(appeal=None).select_related(*related).order_by("appeal__at")


def undecided(organisation: Organisation) -> QuerySet[Enrolment]:
    """Return the enrolments that a person has to decide on, that have none yet and that something happened in."""
    wanted = Q(pk__in=[])
    for edition in organisation.editions.all():
        programme = edition.programme
        if programme.award.decided_by == "person":
            exam = next((c.id for c in programme.component if c.kind == "exam"), None)
            happened = Q(activities__part=exam) if exam else Q(activities__isnull=False)
            wanted |= Q(edition=edition) & happened
    found = Enrolment.objects.filter(wanted, edition__organisation=organisation, decisions=None)
    return found.select_related("person", "edition").prefetch_related("activities").distinct().order_by("pk")


def open_reviews(organisation: Organisation) -> QuerySet[PassReview]:
    """Return the passes that a change of scoring puts in question and nobody has answered, the oldest first."""
    found = PassReview.objects.open().filter(score__sitting__enrolment__edition__organisation=organisation)
    person = "score__sitting__enrolment__person"
    return found.select_related(person, "score__sitting__enrolment__edition", "score__supersedes").order_by("pk")


def refused_before_rescoring(organisation: Organisation) -> QuerySet[Enrolment]:
    """Return the enrolments that were refused an award before a sitting of theirs was scored anew."""
    anew = Score.objects.standing().filter(
        sitting__enrolment=OuterRef("enrolment"),
        sitting__purpose="exam",
        change__signature__at__gte=OuterRef("at"),
    )
    standing = Decision.objects.filter(enrolment__edition__organisation=organisation, superseded_by=None)
    refused = standing.filter(Exists(anew), outcome=Decision.Outcome.NO_AWARD, appeal=None)
    found = Enrolment.objects.filter(pk__in=refused.values("enrolment"))
    return found.select_related("person", "edition").prefetch_related("activities").order_by("pk")


def open_changes(organisation: Organisation) -> QuerySet[ScoringChange]:
    """Return the changes of scoring that wait for a signature, the oldest first."""
    found = ScoringChange.objects.filter(edition__organisation=organisation, signature=None, withdrawal=None)
    return found.select_related("edition").order_by("pk")


def credentials_of_fallen_passes(organisation: Organisation) -> QuerySet[Credential]:
    """Return the latest credentials, not revoked, of awards that rest on a pass that an examiner let fall."""
    fallen = PassAnswer.objects.filter(stands=False, review__score__superseded_by=None)
    fallen = fallen.filter(review__score__sitting__enrolment__edition__organisation=organisation)
    enrolments = fallen.values("review__score__sitting__enrolment")
    found = Credential.objects.filter(award__enrolment__in=enrolments, revocation=None, superseded_by=None)
    passed = ActivityRecord.objects.filter(
        enrolment=OuterRef("award__enrolment"), outcome="passed", detail__has_key="sitting"
    )
    return found.exclude(Exists(passed)).order_by("pk")


def with_history(enrolment: Enrolment) -> Enrolment:
    """Return the enrolment with its sittings, their incidents and its decisions at hand."""
    sittings = Sitting.objects.select_related("form").prefetch_related("scores", "events", "incidents__by")
    decisions = Decision.objects.select_related("by", "appeal")
    found = Enrolment.objects.select_related("person", "edition__organisation").prefetch_related(
        "activities", Prefetch("sittings", sittings), Prefetch("decisions", decisions)
    )
    return found.get(pk=enrolment.pk)


def open_contributions() -> QuerySet[Contribution]:
    """Return the facts from readers that wait for an editor, oldest first; they belong to no organisation."""
    return Contribution.objects.filter(decision=None).order_by("pk")


def decided_contributions() -> QuerySet[ContributionDecision]:
    """Return what editors decided, newest first."""
    return ContributionDecision.objects.select_related("contribution", "organisation").order_by("-pk")


def record_of(person: Person) -> tuple[int, int]:
    """Return how many facts of a contributor were accepted, and how many were not."""
    decided = ContributionDecision.objects.filter(contribution__by=person)
    accepted = decided.filter(accepted=True).count()
    return accepted, decided.count() - accepted


def open_panels(organisation: Organisation) -> list[Panel]:
    """Return the panels in which a round is open."""
    mine = Panel.objects.filter(edition__organisation=organisation).select_related("edition", "form")
    alive = mine.exclude(events__kind__in=("sign", "end")).prefetch_related("events")
    return [panel for panel in alive if panel.standing().state is State.OPEN]
