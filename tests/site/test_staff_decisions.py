"""Decisions: with a reason, never on one's own award; somebody else answers the appeal."""

import pytest
from django.urls import reverse

from testamur.site.records.actions import decisions, sittings
from testamur.site.records.models import Award, Decision, Membership
from testamur.site.staff.waiting import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete(sit, studied, candidate):
    """Return an enrolment that meets the rule and waits for a person."""
    enrolment = sit(candidate, correct=27).enrolment
    studied(enrolment)
    return enrolment


def address(enrolment):
    return reverse("staff:decision", args=["academy", enrolment.pk])


def decided(client, enrolment, *, outcome="award", reason="The sitting was orderly."):
    return client.post(address(enrolment), {"outcome": outcome, "reason": reason})


def test_a_complete_enrolment_waits_and_is_awarded(client, academy, examiner, complete, now):
    client.force_login(examiner)
    assert [(one.enrolment, one.why) for one in waiting(academy, at=now)] == [(complete, "complete")]

    answer = decided(client, complete)

    decision = Decision.objects.get()
    assert answer["location"] == address(complete)
    assert (decision.outcome, decision.reason, decision.by, decision.at) == (
        "award",
        "The sitting was orderly.",
        examiner,
        now,
    )
    assert Award.objects.get().credentials.count() == 1
    assert waiting(academy, at=now) == []
    assert "Nina Nurse has been awarded." in client.get(address(complete)).content.decode()


def test_an_enrolment_under_way_does_not_wait(academy, sit, candidate, enrol, stranger, at):
    sit(candidate, correct=27)
    enrol(stranger, "healthcare-ai-professional")

    assert waiting(academy, at=at) == []


def test_the_award_is_not_made_beyond_the_rule(client, examiner, sit, studied, candidate, now):
    enrolment = sit(candidate, correct=26).enrolment
    studied(enrolment)
    client.force_login(examiner)

    answer = decided(client, enrolment)

    assert answer.status_code == 422
    assert answer.context["input"].non_field_errors() == [
        "The exam asks for 27 correct of 40. The best sitting has 26."
    ]
    assert not Decision.objects.exists()
    assert decided(client, enrolment, outcome="no award").status_code == 302
    assert Decision.objects.get().outcome == "no award"


@pytest.mark.parametrize(
    ("outcome", "reason"), [("award", "  "), ("award", ""), ("perhaps", "Yes."), ("", "Yes.")]
)
def test_a_decision_needs_an_outcome_and_a_reason(client, examiner, complete, now, outcome, reason):
    client.force_login(examiner)

    assert decided(client, complete, outcome=outcome, reason=reason).status_code == 422
    assert not Decision.objects.exists()


def test_the_owner_sees_but_does_not_decide(client, owner, complete, now):
    client.force_login(owner)

    page = client.get(address(complete)).content.decode()

    assert "An examiner decides." in page
    assert decided(client, complete).status_code == 403
    assert not Decision.objects.exists()


def test_nobody_decides_on_their_own_award(client, academy, candidate, complete, now):
    academy.memberships.create(person=candidate, duty=Membership.Duty.EXAMINER)
    client.force_login(candidate)

    page = client.get(address(complete)).content.decode()
    answer = decided(client, complete)

    assert "Nobody decides on their own award: another examiner has to." in page
    assert answer.context["input"].non_field_errors() == ["Nobody decides on their own award."]
    assert not Decision.objects.exists()


def test_an_appeal_is_answered_by_somebody_else(client, academy, examiner, complete, candidate, stranger, now):
    client.force_login(examiner)
    decided(client, complete, outcome="no award", reason="It was not orderly.")
    decisions.appeal(decision=Decision.objects.get(), text="It was: ask the room.", by=candidate, at=now)

    same = decided(client, complete)
    academy.memberships.create(person=stranger, duty=Membership.Duty.EXAMINER)
    client.force_login(stranger)
    page = client.get(address(complete)).content.decode()
    decided(client, complete)

    assert same.context["input"].non_field_errors() == ["Somebody else has to answer the appeal."]
    assert "It was: ask the room." in page
    first, second = Decision.objects.all()
    assert (second.outcome, second.by, second.supersedes) == ("award", stranger, first)


def test_an_appeal_waits_before_all_others(
    client, academy, examiner, complete, candidate, stranger, sit, studied, now
):
    studied(sit(stranger, correct=30).enrolment)
    decision = decisions.decide_by_person(
        enrolment=complete, outcome=Decision.Outcome.NO_AWARD, reason="No.", by=examiner, at=now
    )
    decisions.appeal(decision=decision, text="Please look again.", by=candidate, at=now)
    client.force_login(examiner)

    page = client.get(reverse("staff:decisions", args=["academy"]))

    assert [one.why for one in waiting(academy, at=now)] == ["appeal", "complete"]
    assert [row.cells[3].text for row in page.context["appeals"]] == ["Please look again."]
    assert "2 decisions wait for an examiner." in page.content.decode()


def test_whoever_has_no_attempt_left_waits_for_a_decision_to_appeal_against(academy, sit, candidate, at):
    for attempt in range(3):
        sit(candidate, correct=1, at=at.replace(month=3 + 2 * attempt))

    (one,) = waiting(academy, at=at)

    assert (one.why, one.ruling.award) == ("closed", False)


def test_an_award_that_was_made_is_not_made_again(client, examiner, complete, now):
    client.force_login(examiner)
    decided(client, complete)

    again = decided(client, complete, outcome="no award")

    assert again.context["input"].non_field_errors() == ["The award has been made already."]
    assert Decision.objects.count() == 1


def test_incidents_and_scores_stand_beside_the_ruling(client, examiner, invigilator, complete, now):
    sitting = complete.sittings.get()
    sittings.note_incident(sitting=sitting, text="Spoke aloud at question 3.", by=invigilator, at=now)
    client.force_login(examiner)

    page = client.get(address(complete))

    assert [row.cells[2].text for row in page.context["incidents"]] == ["Spoke aloud at question 3."]
    assert [str(row.cells[3].text) for row in page.context["sittings"]] == ["27 of 40"]
    assert page.context["sittings"][0].cells[0].url == ""
