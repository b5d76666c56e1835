"""From role to verified credential: each of the six programmes, by HTTP, to the refusal of what is revoked."""

from datetime import date, timedelta

import pytest
from proof import proven_and_then_refused

from testamur.programme import parts
from testamur.site.records.models import Award, Decision

LICENCE = {"licence": "nurse"}
AWARD = {"outcome": Decision.Outcome.AWARD, "reason": "In order."}


def decided(examiner, enrolment):
    examiner.get("staff:decision", "academy", enrolment.pk)
    return examiner.post("staff:decision", "academy", enrolment.pk, **AWARD)


@pytest.mark.node
def test_the_exam_format(nina, examiner, owner, edition, published, clock):
    enrolment = nina.enrol(edition("ai-in-medicine-exam"), **LICENCE)
    exam = enrolment.edition.programme.find("examination")

    sixty_nine = nina.sit(enrolment, exam, correct=69)
    assert (sixty_nine.score.correct, enrolment.activities.last().outcome) == (69, "failed")
    clock.forward(days=90)
    seventy = nina.sit(enrolment, exam, correct=70)
    assert (seventy.score.correct, enrolment.activities.last().outcome) == (70, "passed")
    decided(examiner, enrolment)

    award = Award.objects.get()
    assert award.awarded_on == date(2027, 2, 22)
    assert award.expires_on == date(2029, 2, 22)
    proven_and_then_refused(published, owner, clock)


@pytest.mark.node
def test_sixty_nine_correct_give_no_award(nina, examiner, edition, clock):
    enrolment = nina.enrol(edition("ai-in-medicine-exam"), **LICENCE)
    nina.sit(enrolment, enrolment.edition.programme.find("examination"), correct=69)

    examiner.refused("staff:decision", "academy", enrolment.pk, **AWARD)

    assert not Award.objects.exists()


@pytest.mark.node
def test_the_professional_format(nina, examiner, owner, edition, published, clock):
    enrolment = nina.enrol(edition("healthcare-ai-professional"))
    programme = enrolment.edition.programme
    nina.read_and_answer(enrolment, programme.find("study"))
    nina.sit(enrolment, programme.find("examination"), correct=30)
    decided(examiner, enrolment)

    assert Award.objects.get().expires_on == date(2029, 11, 24)
    proven_and_then_refused(published, owner, clock)


@pytest.mark.node
def test_the_module_format(nina, owner, edition, published, clock):
    leadership = edition("ai-health-care-leadership")
    start = date(2027, 1, 11)
    enrolment = nina.enrol(leadership, start=start.isoformat(), only="")
    for component in leadership.programme.component:
        clock.at = clock.at.replace(year=2027, month=1, day=12) + timedelta(weeks=component.week - 1)
        nina.read_and_answer(enrolment, component)
    nina.post("candidate:decide", enrolment.pk)

    assert Award.objects.get().expires_on is None
    proven_and_then_refused(published, owner, clock)


def test_a_module_alone_gives_no_certificate(nina, edition, clock):
    leadership = edition("ai-health-care-leadership")
    enrolment = nina.enrol(leadership, start="2027-01-11", only="responsible-ai")
    clock.at = clock.at.replace(year=2027, month=1, day=12)
    component = leadership.programme.find("responsible-ai")
    nina.read_and_answer(enrolment, component)

    nina.refused("candidate:decide", enrolment.pk)

    done = {activity.part for activity in enrolment.activities.filter(outcome="passed")}
    assert done == set(parts(component))
    assert not Award.objects.exists()


def through_the_cohort(nina, clerk, edition, clock, *, missed):
    cohort = edition("ai-in-healthcare-cohort")
    enrolment = nina.enrol(cohort, start="2027-01-18")
    for component in sorted(cohort.programme.component, key=lambda c: (c.week, c.kind)):
        if component.kind == "session":
            nina.attend(enrolment, component, clerk=clerk, attended=component.id not in missed)
        else:
            clock.at = clock.at.replace(year=2027, month=1, day=19, hour=9) + timedelta(weeks=component.week - 1)
            nina.read_and_answer(enrolment, component)
    return enrolment


@pytest.mark.node
def test_the_cohort_format(nina, clerk, owner, edition, published, clock):
    enrolment = through_the_cohort(nina, clerk, edition, clock, missed={"live-2"})

    nina.post("candidate:decide", enrolment.pk)

    assert Award.objects.get().expires_on is None
    proven_and_then_refused(published, owner, clock)


def test_too_many_missed_evenings_give_no_certificate(nina, clerk, edition, clock):
    enrolment = through_the_cohort(nina, clerk, edition, clock, missed={"live-2", "live-3"})

    nina.refused("candidate:decide", enrolment.pk)

    assert not Award.objects.exists()


@pytest.mark.node
def test_the_applied_format(nina, owner, edition, published, clock):
    applied = edition("applied-ai-health-systems")
    enrolment = nina.enrol(applied, start="2027-01-11")
    for component in sorted(applied.programme.component, key=lambda c: c.week):
        clock.at = clock.at.replace(year=2027, month=1, day=12) + timedelta(weeks=component.week - 1)
        work = nina.read_and_answer if component.kind == "module" else nina.work_on_case
        work(enrolment, component)
    nina.post("candidate:decide", enrolment.pk)

    proven_and_then_refused(published, owner, clock)


@pytest.mark.node
def test_the_credit_format(nina, owner, edition, published, clock):
    enrolment = nina.enrol(edition("clinical-ai-cme"))
    programme = enrolment.edition.programme
    for component in programme.component:
        work = {"module": nina.read_and_answer, "assignment": nina.work_on_case, "evaluation": nina.evaluate}
        work[component.kind](enrolment, component)
    claim = {"component": "course-1", "really": "on"}

    nina.refused("candidate:credit", enrolment.pk, **claim, amount="1.75")
    assert not enrolment.credit_claims.exists()
    nina.post("candidate:credit", enrolment.pk, **claim, amount="1.25")
    nina.post("candidate:decide", enrolment.pk)

    assert [str(row.credits) for row in enrolment.credit_claims.all()] == ["1.25"]
    proven_and_then_refused(published, owner, clock)
