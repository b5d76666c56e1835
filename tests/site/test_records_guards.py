"""What must not happen: a revoked award renewed, a unit counted twice, a key seen by who sits, a job stopped."""

from datetime import timedelta
from decimal import Decimal

import pytest
from numpy.random import default_rng
from people import let_in

from testamur import delivery
from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.programme import starts_at
from testamur.site.jobs.simulated import answer_form
from testamur.site.records import issuers
from testamur.site.records.actions import (
    credentials,
    decisions,
    enrolments,
    forms,
    invigilation,
    renewals,
    sittings,
)
from testamur.site.records.models import Award, Decision, Membership, Revocation
from testamur.site.records.permissions import organisations

pytestmark = pytest.mark.django_db
EXAM = "ai-in-medicine-exam"


def refused(rule, call):
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.rule == rule


@pytest.fixture
def exam(editions, owner, at):
    edition = editions[EXAM]
    forms.assemble(edition=edition, count=2, seed=3, by=owner, at=at)
    return edition


def started(enrolment, at):
    sitting = sittings.book(enrolment=enrolment, component_id="examination", by=enrolment.person, at=at)
    return sittings.happen(sitting=let_in(sitting, at), kind=Kind.START, by=enrolment.person, at=at)


def worked(sitting, *, correct, at):
    rows = answer_form(sitting, correct=correct, rng=default_rng(1))
    sittings.respond(sitting=sitting, responses=rows, generation=None, at=at)
    return sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=sitting.enrolment.person, at=at)


@pytest.fixture
def award(candidate, examiner, enrol, exam, at):
    enrolment = enrol(candidate, EXAM)
    worked(started(enrolment, at), correct=90, at=at)
    outcome = Decision.Outcome.AWARD
    decisions.decide_by_person(enrolment=enrolment, outcome=outcome, reason="In order.", by=examiner, at=at)
    return Award.objects.get()


def resat(award, *, at):
    person = award.enrolment.person
    sitting = sittings.book_renewal(award=award, by=person, at=at)
    sitting = sittings.happen(sitting=let_in(sitting, at), kind=Kind.START, by=person, at=at)
    return worked(sitting, correct=80, at=at)


def test_a_revoked_award_is_neither_renewed_nor_signed_anew(award, candidate, exam, owner, at):
    forms.assemble(edition=exam, count=2, seed=9, purpose="renewal", by=owner, at=at)
    later = at + timedelta(days=700)
    passed = resat(award, at=later)
    credentials.revoke(row=award.credentials.get(), reason="Somebody else sat it.", by=owner, at=later)

    refused("award-revoked", lambda: renewals.renew_by_sitting(sitting=passed, by=candidate, at=later))
    refused("award-revoked", lambda: renewals.renew_by_activities(award=award, by=candidate, at=later))
    refused("award-revoked", lambda: sittings.book_renewal(award=award, by=candidate, at=later))
    refused("award-revoked", lambda: credentials.issue(award=award, by=None, at=later))
    assert award.credentials.count() == 1


def test_revoking_a_credential_revokes_those_that_it_superseded(award, owner, at):
    old = award.credentials.get()
    new = credentials.issue(award=award, by=owner, at=at)

    credentials.revoke(row=new, reason="Somebody else sat it.", by=owner, at=at)

    assert Revocation.objects.count() == 2
    assert not any(issuers.verify(row.document.encode(), at=at).is_good for row in (old, new))


def test_revoking_a_superseded_credential_leaves_the_one_in_force(award, owner, at):
    old = award.credentials.get()
    new = credentials.issue(award=award, by=owner, at=at)

    credentials.revoke(row=old, reason="Signed with a wrong title.", by=owner, at=at)

    assert issuers.verify(new.document.encode(), at=at).is_good
    assert not issuers.verify(old.document.encode(), at=at).is_good


def test_a_spare_re_examination_does_not_renew_the_next_term(award, candidate, exam, owner, at):
    forms.assemble(edition=exam, count=2, seed=9, purpose="renewal", by=owner, at=at)
    window = at + timedelta(days=700)
    first, spare = resat(award, at=window), resat(award, at=window + timedelta(days=90))
    renewals.renew_by_sitting(sitting=first, by=candidate, at=window + timedelta(days=91))

    refused(
        "renewal-stale",
        lambda: renewals.renew_by_sitting(sitting=spare, by=candidate, at=at + timedelta(days=1400)),
    )


def test_an_examination_is_no_re_examination(candidate, enrol, exam, at):
    sitting = worked(started(enrol(candidate, EXAM), at), correct=90, at=at)

    refused("renewal-sitting", lambda: renewals.renew_by_sitting(sitting=sitting, by=candidate, at=at))


def test_a_unit_that_renewed_an_award_is_spent(award, candidate, at, monkeypatch):
    counted = []

    def renew(programme, *, evidence, expires_on, on, **_):
        counted.append([unit.title for unit in evidence])
        raise Refused("renewal-units", "none")

    day = at + timedelta(days=700)
    spent = renewals.record_unit(award=award, title="Spent", on=day.date(), units=Decimal(5), by=candidate, at=day)
    fresh = renewals.record_unit(award=award, title="Fresh", on=day.date(), units=Decimal(5), by=candidate, at=day)
    award.extensions.create(
        way="activities", renewed_on=day.date(), expires_on=day.date(), evidence={"units": [spent.pk]}
    )
    monkeypatch.setattr(renewals, "renew", renew)

    refused("renewal-units", lambda: renewals.renew_by_activities(award=award, by=candidate, at=day))
    assert counted == [[fresh.title]]


@pytest.mark.parametrize("duty", [Membership.Duty.OWNER, Membership.Duty.EXAMINER])
def test_whoever_may_see_the_forms_cannot_sit(duty, candidate, academy, enrol, exam, at):
    enrolment = enrol(candidate, EXAM)
    Membership.objects.create(organisation=academy, person=candidate, duty=duty)

    refused("sitting-conflict", lambda: started(enrolment, at))


def test_a_duty_elsewhere_does_not_keep_from_sitting(candidate, other_academy, enrol, exam, at):
    Membership.objects.create(organisation=other_academy, person=candidate, duty=Membership.Duty.OWNER)

    assert started(enrol(candidate, EXAM), at).standing().state is delivery.State.OPEN


def test_one_sitting_that_breaks_does_not_keep_the_others_open(candidate, stranger, enrol, exam, at, monkeypatch):
    first, second = started(enrol(candidate, EXAM), at), started(enrol(stranger, EXAM), at)
    measure = sittings._measure

    def breaking(sitting, *, at):
        if sitting.pk == first.pk:
            raise RuntimeError("an item cannot be scored")
        return measure(sitting, at=at)

    monkeypatch.setattr(sittings, "_measure", breaking)

    with pytest.raises(ExceptionGroup):
        sittings.close_due(at=at + timedelta(minutes=121))

    assert second.standing().state is delivery.State.TIMED_OUT
    assert not first.standing().is_closed


@pytest.mark.parametrize("sequence", [0, 2**31, 10**40])
def test_a_number_that_no_database_keeps_is_refused(sequence, candidate, enrol, exam, at):
    sitting = started(enrol(candidate, EXAM), at)
    item = sitting.form.places.first().version.identifier
    row = delivery.Response(sequence, item, {})

    refused(
        "response-sequence",
        lambda: sittings.respond(sitting=sitting, responses=[row], generation=None, at=at),
    )


def test_an_examiner_who_refused_under_a_rule_does_not_answer_the_appeal(candidate, examiner, owner, enrol, at):
    enrolment = enrol(candidate, "clinical-ai-cme")
    refusal = {"enrolment": enrolment, "outcome": Decision.Outcome.NO_AWARD, "reason": "Not complete.", "at": at}
    no = decisions.decide_by_person(**refusal, by=examiner)
    decisions.appeal(decision=no, text="It is.", by=candidate, at=at)

    assert no.by == examiner
    refused("decision-appeal", lambda: decisions.decide_by_person(**refusal, by=examiner))
    assert decisions.decide_by_person(**refusal, by=owner).supersedes == no


def test_a_stale_decision_is_not_appealed_against(candidate, examiner, owner, enrol, at):
    enrolment = enrol(candidate, "clinical-ai-cme")
    refusal = {"enrolment": enrolment, "outcome": Decision.Outcome.NO_AWARD, "reason": "Not complete.", "at": at}
    no = decisions.decide_by_person(**refusal, by=examiner)
    assert not hasattr(no, "superseded_by")
    decisions.decide_by_person(**refusal, by=owner)

    refused("appeal-nothing", lambda: decisions.appeal(decision=no, text="It is.", by=candidate, at=at))


def test_a_voided_sitting_renews_nothing(award, candidate, invigilator, exam, owner, at):
    forms.assemble(edition=exam, count=1, seed=9, purpose="renewal", by=owner, at=at)
    later = at + timedelta(days=700)
    passed = resat(award, at=later)
    invigilation.void(sitting=passed, reason="A second person was in the room.", by=invigilator, at=later)

    refused("renewal-sitting", lambda: renewals.renew_by_sitting(sitting=passed, by=candidate, at=later))


def test_attendance_is_either_attended_or_absent(candidate, clerk, enrol, at):
    enrolment = enrol(candidate, "ai-in-healthcare-cohort")
    evening = starts_at(enrolment.edition.programme.find("live-1"), started_on=enrolment.started_on)
    record = {"enrolment": enrolment, "component_id": "live-1", "by": clerk, "at": evening}
    enrolments.record_attendance(**record, attended=False)

    refused("session-recorded", lambda: enrolments.record_attendance(**record, attended=True))
    assert enrolment.activities.count() == 1


def test_somebody_whose_account_is_closed_has_no_organisation(owner):
    assert any(organisations(owner, "programme.view"))

    owner.is_active = False

    assert not any(organisations(owner, "programme.view"))
