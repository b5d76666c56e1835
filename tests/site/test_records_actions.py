"""Every write is one transaction with its audit row, and a refusal leaves no trace."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.test import override_settings
from numpy.random import default_rng
from people import let_in

from testamur import delivery
from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.programme import Edition, starts_at
from testamur.site.jobs.simulated import answer_form, answer_lab, answer_quiz_of
from testamur.site.records import issuers
from testamur.site.records.actions import (
    credentials,
    decisions,
    enrolments,
    forms,
    invigilation,
    labs,
    programmes,
    renewals,
    roster,
    sittings,
)
from testamur.site.records.library import library
from testamur.site.records.models import AuditEntry, Award, Decision, Enrolment, Sitting

pytestmark = pytest.mark.django_db


def everything():
    """Return how many rows each record has."""
    return {model.__name__: model.objects.count() for model in apps.get_app_config("records").get_models()}


def refused(rule, call):
    before = everything()
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.rule == rule
    assert everything() == before


def audited(action):
    return AuditEntry.objects.filter(action=action).count()


def test_an_edition_once_published_does_not_change(academy, owner, editions, at):
    edition = library().programmes["ai-in-medicine-exam"]
    changed = Edition(edition.programme, edition.text + "\n# changed", "0" * 64)

    again = programmes.publish(organisation=academy, edition=edition, by=owner, at=at)

    assert again == editions["ai-in-medicine-exam"]
    assert audited("programme.publish") == len(editions)
    refused(
        "edition-published",
        lambda: programmes.publish(organisation=academy, edition=changed, by=owner, at=at),
    )


def test_who_is_not_eligible_is_told_why(candidate, enrol):
    refused("enrolment-unknown", lambda: enrol(candidate, "ai-in-medicine-exam", facts={}))
    refused("enrolment-not-eligible", lambda: enrol(candidate, "ai-in-medicine-exam", facts={"licence": "none"}))


def test_nobody_enrols_twice(candidate, enrol):
    enrol(candidate, "ai-in-medicine-exam")

    refused("enrolment-once", lambda: enrol(candidate, "ai-in-medicine-exam"))


def test_a_cohort_that_has_started_is_closed(candidate, enrol, at):
    late = date(2026, 9, 14)

    refused(
        "enrolment-closed",
        lambda: enrol(candidate, "ai-in-healthcare-cohort", at=at + timedelta(days=300), start=late),
    )
    refused("enrolment-start", lambda: enrol(candidate, "ai-in-healthcare-cohort", start=date(2026, 9, 15)))


def test_only_what_is_sold_alone_can_be_taken_alone(candidate, enrol):
    refused("enrolment-module", lambda: enrol(candidate, "ai-in-healthcare-cohort", only="week-1"))

    assert enrol(candidate, "ai-health-care-leadership", only="responsible-ai").only == "responsible-ai"


def quiz(enrolment, component, text, *, correct, at):
    return enrolments.answer_quiz(
        enrolment=enrolment,
        component_id=component,
        text_id=text,
        responses=answer_quiz_of(library().texts[text].quiz, correct=correct, rng=default_rng(1)),
        by=enrolment.person,
        at=at,
    )


def test_two_of_three_pass_a_quiz_and_one_does_not(candidate, enrol, at):
    enrolment = enrol(candidate, "clinical-ai-cme")

    assert quiz(enrolment, "course-1", "what-ai-is", correct=1, at=at).outcome == "failed"
    assert quiz(enrolment, "course-1", "what-ai-is", correct=2, at=at).outcome == "passed"
    refused("attempt-passed", lambda: quiz(enrolment, "course-1", "what-ai-is", correct=3, at=at))
    assert audited("quiz.answer") == 2


def test_three_failed_attempts_are_the_last(candidate, enrol, at):
    enrolment = enrol(candidate, "clinical-ai-cme")
    for _ in range(3):
        quiz(enrolment, "course-1", "what-ai-is", correct=0, at=at)

    refused("attempt-used-up", lambda: quiz(enrolment, "course-1", "what-ai-is", correct=3, at=at))


def test_a_week_that_has_not_begun_is_not_open(candidate, enrol, at):
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")

    refused("component-not-open", lambda: quiz(enrolment, "week-1", "what-ai-is", correct=3, at=at))


def test_attendance_is_recorded_once(candidate, clerk, enrol, at):
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")
    evening = starts_at(enrolment.edition.programme.find("live-1"), started_on=enrolment.started_on)
    record = {"enrolment": enrolment, "component_id": "live-1", "attended": True, "by": clerk, "at": evening}

    refused("session-not-held", lambda: enrolments.record_attendance(**record | {"at": at}))

    enrolments.record_attendance(**record)

    refused("session-recorded", lambda: enrolments.record_attendance(**record))
    refused("session-unknown", lambda: enrolments.record_attendance(**record | {"component_id": "week-1"}))


def test_a_case_belongs_to_its_attempt_and_is_graded_once(candidate, enrol, at):
    enrolment = enrol(candidate, "clinical-ai-cme")
    case = labs.open_case(enrolment=enrolment, component_id="capstone", by=candidate, at=at)

    same = labs.open_case(enrolment=enrolment, component_id="capstone", by=candidate, at=at)
    blank = labs.hand_in(case=case, answers={}, by=candidate, at=at)
    other = labs.open_case(enrolment=enrolment, component_id="capstone", by=candidate, at=at)
    full = labs.hand_in(case=other, answers=answer_lab(labs.case_of(other), right=True), by=candidate, at=at)

    assert same == case
    assert (other.attempt, other.data_digest == case.data_digest) == (2, False)
    assert (blank.grade["share"], full.grade["share"]) == (0.0, 1.0)
    assert [a.outcome for a in enrolment.activities.all()] == ["failed", "passed"]
    refused("lab-handed-in", lambda: labs.hand_in(case=case, answers={}, by=candidate, at=at))


@pytest.fixture
def exam(editions, owner, at):
    edition = editions["ai-in-medicine-exam"]
    forms.assemble(edition=edition, count=2, seed=3, by=owner, at=at)
    return edition


def started(enrolment, at):
    sitting = sittings.book(enrolment=enrolment, component_id="examination", by=enrolment.person, at=at)
    return sittings.happen(sitting=let_in(sitting, at), kind=Kind.START, by=enrolment.person, at=at)


def sat(enrolment, *, correct, at):
    sitting = started(enrolment, at)
    rows = answer_form(sitting, correct=correct, rng=default_rng(1))
    sittings.respond(sitting=sitting, responses=rows, generation=None, at=at)
    return sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=enrolment.person, at=at)


def test_a_form_keeps_the_text_of_its_items(exam):
    form = exam.forms.first()

    assert form.places.count() == 110
    assert all(place.version.document.startswith("<?xml") for place in form.places.select_related("version"))


def test_a_sitting_is_scored_from_its_log(candidate, enrol, exam, at):
    sitting = sat(enrol(candidate, "ai-in-medicine-exam"), correct=70, at=at)

    assert (sitting.score.correct, sitting.score.of) == (70, 110)
    assert sum(row["of"] for row in sitting.score.by_area) == 110
    assert sitting.score.receipt == delivery.receipt(row.response for row in sitting.responses.all())


def test_a_second_sitting_while_one_is_open_is_refused(candidate, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    started(enrolment, at)

    refused("sitting-open", lambda: started(enrolment, at))


def test_nobody_starts_a_watched_exam_before_being_let_in(candidate, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sitting = sittings.book(enrolment=enrolment, component_id="examination", by=candidate, at=at)
    start = {"sitting": sitting, "kind": Kind.START, "by": candidate, "at": at}

    refused("sitting-admission", lambda: sittings.happen(**start))
    refused(
        "sitting-own",
        lambda: invigilation.intervene(sitting=sitting, kind=Kind.ADMIT, by=candidate, at=at),
    )
    let_in(sitting, at)

    assert sittings.happen(**start).standing().state is delivery.State.OPEN


def test_nobody_sits_a_form_twice(candidate, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    for n in range(2):
        sat(enrolment, correct=10, at=at + timedelta(days=90 * n))

    refused("form-none", lambda: started(enrolment, at + timedelta(days=180)))


def test_a_second_sitting_has_another_form(candidate, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")

    first = sat(enrolment, correct=69, at=at)
    second = sat(enrolment, correct=70, at=at + timedelta(days=90))

    assert first.form != second.form


def test_time_out_closes_and_scores_what_was_saved(candidate, enrol, exam, at):
    sitting = started(enrol(candidate, "ai-in-medicine-exam"), at)
    rows = answer_form(sitting, correct=110, rng=default_rng(1))[:75]
    sittings.respond(sitting=sitting, responses=rows, generation=None, at=at + timedelta(minutes=119))

    closed = sittings.close_due(at=at + timedelta(minutes=121))

    assert closed == 1
    assert sitting.standing().closed_at == at + timedelta(minutes=120)
    assert sitting.score.correct == 75
    assert sittings.close_due(at=at + timedelta(minutes=122)) == 0


def test_nothing_is_saved_after_the_time(candidate, enrol, exam, at):
    sitting = started(enrol(candidate, "ai-in-medicine-exam"), at)
    rows = answer_form(sitting, correct=110, rng=default_rng(1))

    refused(
        "sitting-time",
        lambda: sittings.respond(
            sitting=sitting, responses=rows, generation=None, at=at + timedelta(minutes=120, seconds=1)
        ),
    )


def test_extra_time_follows_the_person(candidate, owner, academy, enrol, exam, at):
    rule = delivery.Accommodation(1.5, 10)
    approve = {"organisation": academy, "rule": rule, "expires_on": date(2027, 1, 1), "by": owner, "at": at}
    refused("accommodation-stranger", lambda: sittings.approve_accommodation(person=candidate, **approve))

    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sittings.approve_accommodation(person=candidate, **approve)

    assert started(enrolment, at).limit == timedelta(minutes=190)


def test_a_repeated_number_is_kept_only_with_the_same_content(candidate, enrol, exam, at):
    sitting = started(enrol(candidate, "ai-in-medicine-exam"), at)
    first, second, *_ = answer_form(sitting, correct=110, rng=default_rng(1))
    other = delivery.Response(first.sequence, second.item, second.values)

    assert sittings.respond(sitting=sitting, responses=[first], generation=None, at=at) == [1]
    assert sittings.respond(sitting=sitting, responses=[first], generation=None, at=at) == [1]
    assert sittings.respond(sitting=sitting, responses=[other], generation=None, at=at) == []
    assert sitting.responses.count() == 1


def test_another_device_takes_over(candidate, enrol, exam, at):
    sitting = started(enrol(candidate, "ai-in-medicine-exam"), at)
    old = sittings.enter(sitting=sitting, at=at, by=candidate)
    new = sittings.enter(sitting=sitting, at=at, by=candidate)
    row = answer_form(sitting, correct=110, rng=default_rng(1))[0]

    refused(
        "sitting-elsewhere",
        lambda: sittings.respond(sitting=sitting, responses=[row], generation=old, at=at),
    )
    assert sittings.respond(sitting=sitting, responses=[row], generation=new, at=at) == [1]


def decide(enrolment, by, at, outcome=Decision.Outcome.AWARD, reason="In order."):
    return decisions.decide_by_person(enrolment=enrolment, outcome=outcome, reason=reason, by=by, at=at)


def test_a_person_decides_and_never_beyond_the_rule(candidate, examiner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=69, at=at)

    refused("decision-unmet", lambda: decide(enrolment, examiner, at))
    refused("decision-person", lambda: decisions.decide_by_rule(enrolment=enrolment, by=candidate, at=at))
    refused("decision-own", lambda: decide(enrolment, candidate, at))
    refused("decision-reason", lambda: decide(enrolment, examiner, at, reason=" "))


def test_an_award_holds_to_the_day_and_has_a_credential(candidate, examiner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=70, at=at)
    decide(enrolment, examiner, at)

    award = Award.objects.get()
    row = award.credentials.get()

    assert award.expires_on == date(2028, 3, 2)
    assert issuers.verify(row.document.encode(), at=at + timedelta(hours=1)).is_good
    assert candidate.email not in row.document
    assert candidate.name not in row.document
    refused("decision-made", lambda: decide(enrolment, examiner, at))


def test_an_appeal_is_answered_by_somebody_else(candidate, examiner, owner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=70, at=at)
    no = decide(enrolment, examiner, at, outcome=Decision.Outcome.NO_AWARD, reason="An incident.")
    decisions.appeal(decision=no, text="There was none.", by=candidate, at=at)

    refused("decision-appeal", lambda: decide(enrolment, examiner, at))
    refused("appeal-once", lambda: decisions.appeal(decision=no, text="Again.", by=candidate, at=at))
    yes = decide(enrolment, owner, at)

    assert yes.supersedes == no
    assert Award.objects.get().decision == yes


def test_a_revoked_credential_is_refused_at_once_and_for_good(candidate, examiner, owner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=90, at=at)
    decide(enrolment, examiner, at)
    row = Award.objects.get().credentials.get()

    credentials.revoke(row=row, reason="Somebody else sat it.", by=owner, at=at)

    verification = issuers.verify(row.document.encode(), at=at + timedelta(minutes=1))
    assert verification.title == "This credential was revoked by its issuer."
    refused("revocation-once", lambda: credentials.revoke(row=row, reason="Again.", by=owner, at=at))


def test_a_status_list_is_published_before_it_lapses_and_only_then(candidate, examiner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=90, at=at)
    decide(enrolment, examiner, at)

    assert credentials.publish_status(at=at + timedelta(hours=11)) == 0
    assert credentials.publish_status(at=at + timedelta(hours=13)) == 1
    assert credentials.publish_status(at=at + timedelta(hours=13)) == 0


def test_a_new_key_signs_and_the_old_one_still_verifies(academy, candidate, examiner, owner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=90, at=at)
    decide(enrolment, examiner, at)
    old = Award.objects.get().credentials.get()

    credentials.make_key(organisation=academy, by=owner, at=at)
    new = credentials.issue(award=Award.objects.get(), by=owner, at=at)

    assert old.key != new.key
    assert all(issuers.verify(row.document.encode(), at=at).is_good for row in (old, new))


def test_a_renewed_award_gets_a_new_credential(candidate, examiner, owner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=90, at=at)
    decide(enrolment, examiner, at)
    award = Award.objects.get()
    forms.assemble(edition=exam, count=1, seed=9, purpose="renewal", by=owner, at=at)
    later = at + timedelta(days=700)

    refused("renewal-early", lambda: sittings.book_renewal(award=award, by=candidate, at=at))
    sitting = sittings.book_renewal(award=award, by=candidate, at=later)
    sittings.happen(sitting=let_in(sitting, later), kind=Kind.START, by=candidate, at=later)
    rows = answer_form(sitting, correct=70, rng=default_rng(2))
    sittings.respond(sitting=sitting, responses=rows, generation=None, at=later)
    sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=candidate, at=later)
    extension = renewals.renew_by_sitting(sitting=sitting, by=candidate, at=later)

    assert extension.expires_on == date(2030, 3, 2)
    assert award.credentials.last().supersedes == award.credentials.first()
    refused("renewal-counted", lambda: renewals.renew_by_sitting(sitting=sitting, by=candidate, at=later))


def test_credit_is_kept_up_to_what_is_designated(candidate, enrol, at):
    later = at + timedelta(days=200)
    enrolment = enrol(candidate, "clinical-ai-cme", at=later)
    for text in ("how-care-works", "what-ai-is"):
        quiz(enrolment, "course-1", text, correct=3, at=later)
    claim = {"enrolment": enrolment, "component_id": "course-1", "by": candidate, "at": later}

    refused("credit-evaluation", lambda: enrolments.claim_credit(**claim, amount=Decimal("1.00")))
    enrolments.hand_in_evaluation(
        enrolment=enrolment, component_id="evaluation", answers={}, by=candidate, at=later
    )
    enrolments.claim_credit(**claim, amount=Decimal("1.25"))

    refused("credit-designated", lambda: enrolments.claim_credit(**claim, amount=Decimal("0.50")))
    refused("credit-step", lambda: enrolments.claim_credit(**claim, amount=Decimal("0.10")))


def test_a_roster_takes_only_what_is_genuine(academy, employer, candidate, examiner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=90, at=at)
    decide(enrolment, examiner, at)
    document = Award.objects.get().credentials.get().document
    add = {"organisation": academy, "label": "N. N.", "role": "Nurse", "by": employer, "at": at}

    entry = roster.add(**add, document=document.encode())

    assert entry.verifications.get().verdict == "genuine and current"
    forged = document.replace('"value":"90"', '"value":"99"').encode()
    refused("roster-not-genuine", lambda: roster.add(**add, document=forged))
    refused("roster-not-genuine", lambda: roster.add(**add, document=b"[]"))


def test_the_audit_log_holds_no_personal_data(candidate, examiner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=90, at=at)
    decide(enrolment, examiner, at)

    text = " ".join(f"{entry.action} {entry.target} {entry.detail}" for entry in AuditEntry.objects.all())

    assert candidate.email not in text
    assert candidate.name not in text


@override_settings(KEY_PASSPHRASE="another passphrase")
def test_a_wrong_passphrase_signs_nothing(candidate, examiner, enrol, exam, at):
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    sat(enrolment, correct=90, at=at)

    with override_settings(KEY_PASSPHRASE="yet another"):
        refused("key-passphrase", lambda: decide(enrolment, examiner, at))
    assert Enrolment.objects.count() == 1
    assert Sitting.objects.count() == 1
