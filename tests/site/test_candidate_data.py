"""A person takes everything about them away, and can be erased; what the register needs stays under a number."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from market_records import PRICE, proposed

from testamur import delivery
from testamur.delivery import State
from testamur.site.records import issuers
from testamur.site.records.actions import credentials, enrolments, labs, sittings
from testamur.site.records.models import (
    Accommodation,
    AuditEntry,
    Award,
    Contribution,
    Membership,
    NameConsent,
    Person,
    Sitting,
)

pytestmark = pytest.mark.django_db

ERASE = "/my/data/erase/"


@pytest.fixture
def nina(client, candidate, clock):
    client.force_login(candidate)
    return client


def taken(client):
    answer = client.get(reverse("candidate:export"))
    return answer, json.loads(answer.content)


def test_the_copy_holds_what_is_kept(nina, candidate, academy, owner, sit, clock):
    EmailAddress.objects.create(user=candidate, email=candidate.email, verified=True, primary=True)
    sitting = sit(candidate, correct=30)

    answer, copy = taken(nina)

    assert answer["cache-control"] == "no-store"
    assert copy["person"]["email"] == candidate.email
    assert copy["addresses"] == [{"email": candidate.email, "verified": True, "primary": True}]
    (enrolment,) = copy["enrolments"]
    assert enrolment["programme"] == "healthcare-ai-professional"
    (sat,) = enrolment["sittings"]
    assert len(sat["answers"]) == 40
    assert sat["score"]["correct"] == 30
    assert sat["score"]["receipt"] == sitting.score.receipt
    assert {entry["action"] for entry in copy["what_you_did"]} >= {"enrolment.make", "sitting.book"}


def test_the_copy_holds_awards_and_credentials(client, candidate, held):
    client.force_login(candidate)

    _, copy = taken(client)

    (enrolment,) = copy["enrolments"]
    assert enrolment["award"]["awarded_on"] == "2026-03-02"
    assert [row["document"] for row in enrolment["award"]["credentials"]] == [held.document]
    assert enrolment["decisions"][0]["outcome"] == "award"


def test_the_copy_holds_nothing_of_anybody_else(nina, candidate, sit, stranger):
    sit(stranger, correct=20)

    answer, copy = taken(nina)

    assert copy["enrolments"] == []
    assert stranger.email not in answer.content.decode()


def test_the_copy_holds_no_key(nina, candidate, sit, enrol, clock):
    sitting = sit(candidate, correct=30)
    course = enrol(candidate, "clinical-ai-cme")
    case = labs.open_case(enrolment=course, component_id="capstone", by=candidate, at=clock.at)

    answer, _ = taken(nina)

    text = answer.content.decode()
    assert json.dumps(sitting.score.by_item)[1:60] not in text
    assert "by_item" not in text
    assert case.seed not in text
    assert "working" not in text


# Erasure.


def erase(client, person):
    return client.post(ERASE, {"email": person.email.upper()})


def test_erasure_asks_for_the_address_once_more(nina, candidate):
    for written in ("", "somebody@else.example", "no address"):
        assert nina.post(ERASE, {"email": written}).status_code == 422

    candidate.refresh_from_db()
    assert (candidate.name, candidate.is_active) == ("Nina Nurse", True)


def test_what_is_personal_is_gone(nina, candidate, enrol, academy, clock):
    EmailAddress.objects.create(user=candidate, email=candidate.email, verified=True, primary=True)
    Membership.objects.create(organisation=academy, person=candidate, duty=Membership.Duty.CLERK)
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    email, name = candidate.email, candidate.name

    answer = erase(nina, candidate)

    person = Person.objects.get(pk=candidate.pk)
    assert answer["location"] == reverse("public:choose")
    assert (person.email, person.name) == (f"erased-{person.pk}@erased.invalid", "")
    assert not person.is_active
    assert not person.has_usable_password()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not person.memberships.exists()
    enrolment.refresh_from_db()
    assert enrolment.facts == {}
    kept = " ".join(f"{entry.action} {entry.target} {entry.detail}" for entry in AuditEntry.objects.all())
    assert email not in kept
    assert name not in kept


def test_a_fact_that_was_put_forward_stays_without_the_letter_to_the_editor(nina, candidate, clock):
    made = proposed(by=candidate, reason="I work on the ward that took it.")

    erase(nina, candidate)

    made.refresh_from_db()
    assert (made.proposed, made.reason) == (PRICE, "")


def test_who_is_erased_is_signed_out_and_cannot_come_back(nina, candidate):
    email = candidate.email
    erase(nina, candidate)

    assert nina.get("/my/")["location"].startswith("/account/login/")
    assert not nina.login(username=email, password="a long enough pass phrase")
    assert not nina.login(username=f"erased-{candidate.pk}@erased.invalid", password="a long enough pass phrase")


def test_awards_stay_and_their_credentials_verify_without_the_name(client, candidate, held, now):
    client.force_login(candidate)
    credentials.show_name(row=held, shown=True, by=candidate, at=now)

    erase(client, candidate)

    assert Award.objects.get() == held.award
    assert not NameConsent.objects.exists()
    assert issuers.verify(held.document.encode(), at=held.issued_at).is_good
    public = client.get(reverse("public:credential", args=[held.identifier]), headers={"accept": "text/html"})
    assert "Nina" not in public.content.decode()


def test_extra_time_and_evaluations_are_gone_and_answers_stay(nina, candidate, academy, owner, sit, enrol, clock):
    sit(candidate, correct=30)
    course = enrol(candidate, "clinical-ai-cme")
    enrolments.hand_in_evaluation(
        enrolment=course,
        component_id="evaluation",
        answers={"change": "I am the nurse of ward 3."},
        by=candidate,
        at=clock.at,
    )
    sittings.approve_accommodation(
        person=candidate,
        organisation=academy,
        rule=delivery.Accommodation(multiplier=1.5),
        expires_on=clock.at.date(),
        by=owner,
        at=clock.at,
    )

    erase(nina, candidate)

    assert not Accommodation.objects.exists()
    assert course.activities.get(part="evaluation").detail == {}
    assert Sitting.objects.get().responses.count() == 40
    assert Sitting.objects.get().score.correct == 30


def test_a_sitting_under_way_is_finished_first(nina, candidate, sit):
    sit(candidate)

    answer = erase(nina, candidate)

    assert answer.status_code == 409
    assert Person.objects.get(pk=candidate.pk).name == "Nina Nurse"


def test_a_sitting_whose_time_is_over_does_not_stand_in_the_way(nina, candidate, sit, clock):
    sitting = sit(candidate)
    clock.forward(hours=2)

    erase(nina, candidate)

    assert sitting.standing().state == State.TIMED_OUT
    assert Person.objects.get(pk=candidate.pk).name == ""


def test_a_sitting_that_was_never_begun_is_voided(nina, candidate, exam_form, enrol, clock):
    enrolment = enrol(candidate, "healthcare-ai-professional")
    sitting = sittings.book(enrolment=enrolment, component_id="examination", by=candidate, at=clock.at)

    erase(nina, candidate)

    assert sitting.standing().state == State.VOIDED


def test_what_was_put_forward_for_the_catalogue_is_in_the_copy_and_stays_under_a_number(nina, candidate, clock):
    claim = {"field": "price", "value": 500, "unit": "USD", "source": "https://provider.example/", "grade": "B"}
    kept = Contribution.objects.create(
        key="jhu-ai-healthcare",
        kind="add",
        claim=claim,
        reason="Their page says so.",
        interest="I teach there.",
        by=candidate,
        at=clock.at,
    )

    _, copy = taken(nina)
    erase(nina, candidate)

    (put_forward,) = copy["contributions"]
    assert put_forward["claim"] == claim
    assert (put_forward["reason"], put_forward["interest"]) == ("Their page says so.", "I teach there.")
    assert put_forward["decision"] is None
    kept.refresh_from_db()
    assert (kept.claim, kept.by.name) == (claim, "")


def test_it_is_audited_without_a_name(nina, candidate):
    erase(nina, candidate)

    assert AuditEntry.objects.get(action="person.erase").target == f"person {candidate.pk}"
