"""The worked example of `serve --demo`: simulated people at every stage of all six programmes.

Everything is made through the same actions as real use, at dates in the past. All people are simulated, and marked
so; their addresses lie under an ``example`` domain, which nobody owns.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction
from numpy.random import Generator, default_rng

from testamur.delivery import Accommodation as Extra
from testamur.delivery import Kind
from testamur.programme import Component, starts_at
from testamur.site.jobs.simulated import answer_form, answer_lab, answer_quiz_of
from testamur.site.jobs.worked_calibrations import draft_calibration, sign_calibration
from testamur.site.jobs.worked_facts import tell_facts
from testamur.site.jobs.worked_panels import keep_panels
from testamur.site.jobs.worked_plans import keep_plans
from testamur.site.jobs.worked_reviews import screen_sittings
from testamur.site.jobs.worked_scoring import propose_scoring
from testamur.site.jobs.worked_statements import keep_statement
from testamur.site.records.actions import (
    credentials,
    decisions,
    enrolments,
    forms,
    invigilation,
    labs,
    programmes,
    roster,
    sittings,
    suspensions,
)
from testamur.site.records.library import library
from testamur.site.records.models import (
    Credential,
    Decision,
    Enrolment,
    Ground,
    Membership,
    Organisation,
    Person,
    ProgrammeEdition,
    Sitting,
)

PASSWORD: Final = settings.WORKED_EXAMPLE_PASSWORD
ACADEMY: Final = "riverside-academy"
HOSPITAL: Final = "lakeshore-hospital"
DUTIES: Final = {
    "Olive Owner": Membership.Duty.OWNER,
    "Edgar Examiner": Membership.Duty.EXAMINER,
    "Esther Examiner": Membership.Duty.EXAMINER,
    "Ivo Invigilator": Membership.Duty.INVIGILATOR,
    "Clara Clerk": Membership.Duty.CLERK,
}
FACTS: Final = {"licence": "nurse"}
CROWD: Final = 60
ALIKE: Final = (17, 18)
"""Simulated sittings of the 110-question exam, enough for first statistics."""


def is_missing() -> bool:
    """Return whether the worked example has not been made here."""
    return not Organisation.objects.filter(slug=ACADEMY).exists()


def person(name: str) -> Person:
    """Return the simulated person of that name, made at the first call."""
    email = f"{name.lower().replace(' ', '.')}@people.example"
    found = Person.objects.filter(email=email).first()
    return found or Person.objects.create_user(email, PASSWORD, name=name, is_simulated=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """What every scene needs: the editions, the staff, the day of the telling, and chance."""

    editions: dict[str, ProgrammeEdition]
    owner: Person
    examiner: Person
    second_examiner: Person
    clerk: Person
    invigilator: Person
    at: datetime
    rng: Generator


@transaction.atomic
def fill(*, at: datetime, say: Callable[[str], object] = lambda _: None) -> None:
    """Make the worked example as it would stand on the day `at`."""
    stage = _staff(at)
    say("  organisations, staff and six programmes")
    for scene in (_professional, _leadership, _cohort, _applied, _credit, _medicine, _employer, _facts, _panels):
        scene(stage)
        say(f"  {scene.__doc__}")


def _staff(at: datetime) -> Stage:
    long_ago = at - timedelta(days=900)
    academy = Organisation.objects.create(
        slug=ACADEMY, name="Riverside Academy (simulated)", url=settings.URL, is_simulated=True
    )
    staff = {name: person(name) for name in DUTIES}
    for name, duty in DUTIES.items():
        Membership.objects.create(organisation=academy, person=staff[name], duty=duty)
    credentials.make_key(organisation=academy, by=staff["Olive Owner"], at=long_ago)
    editions = {
        name: programmes.publish(organisation=academy, edition=edition, by=staff["Olive Owner"], at=long_ago)
        for name, edition in library().programmes.items()
    }
    return Stage(
        editions,
        staff["Olive Owner"],
        staff["Edgar Examiner"],
        staff["Esther Examiner"],
        staff["Clara Clerk"],
        staff["Ivo Invigilator"],
        at,
        default_rng(20260301),
    )


def _enrolled(
    stage: Stage, name: str, programme: str, *, days_ago: int = 0, start: date | None = None, only: str = ""
) -> Enrolment:
    who = person(name)
    at = stage.at - timedelta(days=days_ago)
    if start:
        at = datetime.combine(start, time(9), tzinfo=UTC) - timedelta(days=10)
    return enrolments.enrol(
        edition=stage.editions[programme], person=who, facts=FACTS, only=only, start=start, by=who, at=at
    )


def _study(stage: Stage, enrolment: Enrolment, *, until: int | None = None, at: datetime | None = None) -> None:
    """Do the modules, assignments, sessions and forms of an enrolment, the first `until` of them."""
    programme = enrolment.edition.programme
    mine = [c for c in programme.component if c.kind != "exam" and (not enrolment.only or c.id == enrolment.only)]
    for component in sorted(mine, key=lambda c: c.week)[:until]:
        when = at or stage.at
        if programme.calendar.pacing == "cohort":
            opened = datetime.combine(enrolment.started_on, time(19), tzinfo=UTC)
            when = opened + timedelta(weeks=component.week - 1, days=2)
        DONE[component.kind](stage, enrolment, component, when)


def _modules(stage: Stage, enrolment: Enrolment, component: Component, at: datetime) -> None:
    for text in component.texts:
        enrolments.answer_quiz(
            enrolment=enrolment,
            component_id=component.id,
            text_id=text,
            responses=answer_quiz_of(library().texts[text].quiz, correct=3, rng=stage.rng),
            by=enrolment.person,
            at=at,
        )


def _session(stage: Stage, enrolment: Enrolment, component: Component, at: datetime) -> None:  # noqa: ARG001
    enrolments.record_attendance(
        enrolment=enrolment,
        component_id=component.id,
        attended=True,
        by=stage.clerk,
        at=starts_at(component, started_on=enrolment.started_on),
    )


def _assignment(stage: Stage, enrolment: Enrolment, component: Component, at: datetime) -> None:  # noqa: ARG001
    case = labs.open_case(enrolment=enrolment, component_id=component.id, by=enrolment.person, at=at)
    answers = answer_lab(labs.case_of(case), right=True)
    labs.hand_in(case=case, answers=answers, by=enrolment.person, at=at + timedelta(hours=1))


def _evaluation(stage: Stage, enrolment: Enrolment, component: Component, at: datetime) -> None:  # noqa: ARG001
    enrolments.hand_in_evaluation(
        enrolment=enrolment,
        component_id=component.id,
        answers={"change": "I ask for the local figures first.", "bias": "no"},
        by=enrolment.person,
        at=at,
    )


DONE: Final = {"module": _modules, "session": _session, "assignment": _assignment, "evaluation": _evaluation}


def _sat(
    stage: Stage, enrolment: Enrolment, *, correct: int, at: datetime, rng: Generator | None = None
) -> Sitting:
    exam = next(c for c in enrolment.edition.programme.component if c.kind == "exam")
    who = enrolment.person
    sitting = sittings.book(enrolment=enrolment, component_id=exam.id, by=who, at=at)
    invigilation.intervene(sitting=sitting, kind=Kind.ADMIT, by=stage.invigilator, at=at)
    sittings.happen(sitting=sitting, kind=Kind.START, by=who, at=at)
    rows = answer_form(sitting, correct=correct, rng=rng or stage.rng)
    sittings.respond(sitting=sitting, responses=rows, generation=None, at=at + timedelta(minutes=40))
    return sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=who, at=at + timedelta(minutes=50))


def _decided(stage: Stage, enrolment: Enrolment, *, at: datetime) -> Decision:
    return decisions.decide_by_person(
        enrolment=enrolment,
        outcome=Decision.Outcome.AWARD,
        reason="The sitting was orderly and the score stands.",
        by=stage.examiner,
        at=at,
    )


def _professional(stage: Stage) -> None:
    """Healthcare AI Professional: studying, waiting for a decision, awarded, suspended."""
    edition = stage.editions["healthcare-ai-professional"]
    forms.assemble(edition=edition, count=3, seed=1, by=stage.owner, at=stage.at - timedelta(days=890))
    forms.assemble(
        edition=edition, count=1, seed=2, purpose="renewal", by=stage.owner, at=stage.at - timedelta(days=890)
    )
    _study(stage, _enrolled(stage, "Rosa Reader", edition.identifier, days_ago=12), until=0)
    for name, days, correct in (("Wim Waiting", 20, 31), ("Hanna Holder", 300, 34), ("Suri Suspended", 200, 30)):
        enrolment = _enrolled(stage, name, edition.identifier, days_ago=days)
        _study(stage, enrolment, at=stage.at - timedelta(days=days - 1))
        _sat(stage, enrolment, correct=correct, at=stage.at - timedelta(days=days - 2))
        if name != "Wim Waiting":
            _decided(stage, enrolment, at=stage.at - timedelta(days=days - 3))
    suspensions.suspend(
        award=person("Suri Suspended").enrolments.get().award,
        reason="A complaint about the use of the title is looked into (simulated).",
        ground=Ground.REVIEW,
        by=stage.owner,
        at=stage.at - timedelta(days=10),
    )


def _leadership(stage: Stage) -> None:
    """AI in Health Care for Leaders: one module alone, the whole under way."""
    edition = stage.editions["ai-health-care-leadership"]
    start = edition.programme.calendar.starts[0]
    alone = _enrolled(stage, "Mona Module", edition.identifier, start=start, only="responsible-ai")
    _study(stage, alone)
    _study(stage, _enrolled(stage, "Leo Leader", edition.identifier, start=start), until=2)


def _cohort(stage: Stage) -> None:
    """AI in Healthcare, Ten-Week Cohort: missed evenings, complete with certificate."""
    edition = stage.editions["ai-in-healthcare-cohort"]
    start = edition.programme.calendar.starts[0]
    for name in ("Carla Cohort", "Abel Absent"):
        enrolment = _enrolled(stage, name, edition.identifier, start=start)
        for component in edition.programme.component:
            opened = datetime.combine(start, time(19), tzinfo=UTC) + timedelta(weeks=component.week - 1, days=2)
            if component.kind == "session":
                attended = name == "Carla Cohort" or component.week == 1
                enrolments.record_attendance(
                    enrolment=enrolment, component_id=component.id, attended=attended, by=stage.clerk, at=opened
                )
            elif opened < stage.at:
                _modules(stage, enrolment, component, opened)
    carla = person("Carla Cohort").enrolments.get(edition=edition)
    if decisions.ruling(carla).award:
        decisions.decide_by_rule(enrolment=carla, by=carla.person, at=stage.at - timedelta(days=1))


def _applied(stage: Stage) -> None:
    """Applied AI for Health Systems: assignments graded, certificate."""
    edition = stage.editions["applied-ai-health-systems"]
    start = edition.programme.calendar.starts[0]
    ada = _enrolled(stage, "Ada Applied", edition.identifier, start=start)
    _study(stage, ada)
    decisions.decide_by_rule(enrolment=ada, by=ada.person, at=stage.at - timedelta(days=1))
    _study(stage, _enrolled(stage, "Bo Behind", edition.identifier, start=start), until=6)


def _credit(stage: Stage) -> None:
    """Clinical AI, Five Courses with Credit: under way, claimed, certificate."""
    edition = stage.editions["clinical-ai-cme"]
    _study(stage, _enrolled(stage, "Cem Credit", edition.identifier, days_ago=30), until=2)
    dora = _enrolled(stage, "Dora Done", edition.identifier, days_ago=60)
    _study(stage, dora, at=stage.at - timedelta(days=20))
    credit = edition.programme.continuing_education
    claimed_on = (stage.at - timedelta(days=10)).date()
    may_still_claim = credit is not None and credit.designated_on <= claimed_on <= credit.expires_on
    claims = (("course-1", "1.50"), ("course-2", "1.25"), ("course-4", "2.25"))
    for component, claimed in claims if may_still_claim else ():
        enrolments.claim_credit(
            enrolment=dora,
            component_id=component,
            amount=Decimal(claimed),
            by=dora.person,
            at=stage.at - timedelta(days=10),
        )
    decisions.decide_by_rule(enrolment=dora, by=dora.person, at=stage.at - timedelta(days=9))


def _medicine(stage: Stage) -> None:
    """AI in Medicine Examination: a sitting under way, 69 and 70 correct, an appeal, one revoked, a statement."""
    edition = stage.editions["ai-in-medicine-exam"]
    forms.assemble(edition=edition, count=1, seed=3, by=stage.owner, at=stage.at - timedelta(days=890))
    renewal_at = stage.at - timedelta(days=880)
    forms.assemble(edition=edition, count=1, seed=4, purpose="renewal", by=stage.owner, at=renewal_at)
    _results(stage, edition)
    _running(stage, edition)
    for n in range(CROWD):
        enrolment = _enrolled(stage, f"Simulated Candidate {n + 1}", edition.identifier, days_ago=120)
        correct = int(min(max(stage.rng.normal(78, 11), 35), 108))
        if n in ALIKE:
            # Two who answer alike, so that a screening has something to lay before people.
            _sat(stage, enrolment, correct=72, at=stage.at - timedelta(days=100), rng=default_rng(ALIKE[0]))
        else:
            _sat(stage, enrolment, correct=correct, at=stage.at - timedelta(days=100))
    cora = _enrolled(stage, "Cora Current", edition.identifier, days_ago=60)
    _sat(stage, cora, correct=84, at=stage.at - timedelta(days=50))
    sign_calibration(edition=edition, examiner=stage.examiner, owner=stage.owner, at=stage.at - timedelta(days=8))
    screen_sittings(edition=edition, examiner=stage.examiner, at=stage.at - timedelta(days=6))
    # Everybody so far had the first form, so that its statistics rest on enough people; the others follow.
    forms.assemble(edition=edition, count=2, seed=5, by=stage.owner, at=stage.at - timedelta(days=5))
    keep_statement(edition=edition, owner=stage.owner, person=person, at=stage.at - timedelta(days=4))
    _decided(stage, cora, at=stage.at - timedelta(days=3))
    draft_calibration(edition=edition, examiner=stage.second_examiner, at=stage.at - timedelta(days=2))
    propose_scoring(edition=edition, examiner=stage.examiner, at=stage.at - timedelta(days=2))


def _results(stage: Stage, edition: ProgrammeEdition) -> None:
    for name, days, correct in (
        ("Sita Short", 40, 69),
        ("Per Passed", 40, 70),
        ("Rena Renew", 640, 88),
        ("Rufus Revoked", 200, 75),
    ):
        enrolment = _enrolled(stage, name, edition.identifier, days_ago=days)
        _sat(stage, enrolment, correct=correct, at=stage.at - timedelta(days=days - 1))
        when = stage.at - timedelta(days=days - 4)
        if name == "Sita Short":
            no = decisions.decide_by_person(
                enrolment=enrolment,
                outcome=Decision.Outcome.NO_AWARD,
                reason="69 answers were correct; 70 are needed.",
                by=stage.examiner,
                at=when,
            )
            decisions.appeal(
                decision=no,
                text="Question 40 had two defensible answers. Please look at it again.",
                by=enrolment.person,
                at=when + timedelta(days=2),
            )
        elif name != "Per Passed":
            _decided(stage, enrolment, at=when)
    rufus = person("Rufus Revoked").enrolments.get().award
    credentials.revoke(
        row=rufus.credentials.get(),
        reason="Somebody else sat the examination (simulated).",
        by=stage.owner,
        at=stage.at - timedelta(days=30),
    )


def _running(stage: Stage, edition: ProgrammeEdition) -> None:
    nina = _enrolled(stage, "Nina Nurse", edition.identifier, days_ago=2)
    keep_plans(nina.person, at=stage.at)  # Nina has only enrolled: the walk through starts with her
    vera = _enrolled(stage, "Vera Visitor", edition.identifier, days_ago=3)
    sittings.book(enrolment=vera, component_id="examination", by=vera.person, at=stage.at)
    sam = _enrolled(stage, "Sam Sitting", edition.identifier, days_ago=3)
    sittings.approve_accommodation(
        person=sam.person,
        organisation=edition.organisation,
        rule=Extra(multiplier=1.5),
        expires_on=stage.at.date() + timedelta(days=365),
        by=stage.owner,
        at=stage.at,
    )
    sitting = sittings.book(enrolment=sam, component_id="examination", by=sam.person, at=stage.at)
    invigilation.intervene(sitting=sitting, kind=Kind.ADMIT, by=stage.invigilator, at=stage.at)
    sittings.happen(sitting=sitting, kind=Kind.START, by=sam.person, at=stage.at)
    rows = answer_form(sitting, correct=90, rng=stage.rng)[:37]
    sittings.respond(sitting=sitting, responses=rows, generation=None, at=stage.at)


def _employer(stage: Stage) -> None:
    """Lakeshore Hospital: a roster with credentials, one of them revoked."""
    credentials.publish_status(at=stage.at)
    hospital = Organisation.objects.create(
        slug=HOSPITAL, name="Lakeshore Hospital (simulated)", url=settings.URL, is_simulated=True
    )
    manager = person("Max Manager")
    Membership.objects.create(organisation=hospital, person=manager, duty=Membership.Duty.EMPLOYER)
    for name, role in (
        ("Hanna Holder", "Nurse leader"),
        ("Rena Renew", "Intensive care nurse"),
        ("Rufus Revoked", "Physician"),
        ("Ada Applied", "Operations manager"),
        ("Carla Cohort", "Ward manager"),
    ):
        row = Credential.objects.filter(award__enrolment__person=person(name)).first()
        if row is None:  # whose cohort has not ended yet on that day
            continue
        roster.add(
            organisation=hospital,
            label=f"{name} (simulated)",
            role=role,
            document=row.document.encode(),
            by=manager,
            at=stage.at,
        )


def _facts(stage: Stage) -> None:
    """Facts from readers: disputed, corrected, declined, and one that waits for an editor."""
    tell_facts(person=person, at=stage.at)


def _panels(stage: Stage) -> None:
    """Panels: one signed off with an edition that refers to it, one in its second round."""
    keep_panels(
        edition=stage.editions["healthcare-ai-professional"],
        other=stage.editions["ai-in-medicine-exam"],
        owner=stage.owner,
        person=person,
        at=stage.at,
    )


__all__ = ["PASSWORD", "fill", "is_missing", "person"]
