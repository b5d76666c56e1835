"""What is yours is yours alone, and an organisation's results are for its own examiners and owners."""

import pytest

from testamur.site.records.models import Membership, Person, Score, Sitting

pytestmark = pytest.mark.django_db
RESULTS = "/api/organisations/academy/results"


@pytest.fixture
def score(enrol, candidate, academy, owner, at, now):
    """Return a measured sitting, made without its responses."""
    enrolment = enrol(candidate, "ai-in-medicine-exam")
    form = enrolment.edition.forms.create(name="F1", purpose="exam", document={}, digest="0" * 64, assembled_at=at)
    sitting = Sitting.objects.create(
        enrolment=enrolment, component="examination", purpose="exam", form=form, limit_seconds=7200, booked_at=at
    )
    return Score.objects.create(
        sitting=sitting,
        correct=69,
        of=110,
        by_area={},
        by_item={},
        form_digest="0" * 64,
        receipt="0" * 64,
        measured_at=at,
    )


@pytest.mark.parametrize("path", ["/api/my/enrolments", "/api/my/credentials", RESULTS])
def test_a_stranger_has_to_sign_in(client, academy, path):
    answer = client.get(path)

    assert answer.status_code == 401
    assert answer.json() == {"rule": "sign-in", "reason": "You have to sign in for this.", "problems": []}


def test_your_enrolments_and_credentials_are_listed(client, held, candidate):
    client.force_login(candidate)

    (enrolment,) = client.get("/api/my/enrolments").json()
    (credential,) = client.get("/api/my/credentials").json()

    assert enrolment["programme"] == "clinical-ai-cme"
    assert (enrolment["done"], enrolment["parts"]) == (0, 7)
    assert credential["address"] == f"http://localhost:8000/credentials/{held.identifier}"
    assert credential["revoked"] is False


def test_another_persons_are_not(client, held, stranger):
    client.force_login(stranger)

    assert client.get("/api/my/enrolments").json() == []
    assert client.get("/api/my/credentials").json() == []


@pytest.mark.parametrize("duty", [Membership.Duty.OWNER, Membership.Duty.EXAMINER])
def test_results_are_for_owners_and_examiners(client, score, duty):
    client.force_login(Person.objects.get(memberships__organisation__slug="academy", memberships__duty=duty))

    (result,) = client.get(RESULTS).json()

    assert (result["correct"], result["of"], result["needed"]) == (69, 110, 70)
    assert result["enrolment"] == score.sitting.enrolment_id
    assert result["decision"] == ""


def test_results_name_nobody(client, score, owner, candidate):
    client.force_login(owner)

    answer = client.get(RESULTS).content.decode()

    assert candidate.name not in answer
    assert candidate.email not in answer


@pytest.mark.parametrize("duty", [Membership.Duty.INVIGILATOR, Membership.Duty.CLERK, Membership.Duty.EMPLOYER])
def test_results_are_not_for_other_duties(client, score, duty):
    client.force_login(Person.objects.get(memberships__organisation__slug="academy", memberships__duty=duty))

    answer = client.get(RESULTS)

    assert answer.status_code == 403
    assert answer.json()["rule"] == "permission"


@pytest.mark.parametrize("duty", list(Membership.Duty))
def test_results_are_not_for_staff_of_another_organisation(client, score, other_academy, duty):
    client.force_login(Person.objects.get(memberships__organisation=other_academy, memberships__duty=duty))

    assert client.get(RESULTS).status_code == 403


def test_results_are_not_for_the_candidate(client, score, candidate):
    client.force_login(candidate)

    assert client.get(RESULTS).status_code == 403


def test_another_organisations_results_are_empty_not_ours(client, score, other_academy):
    client.force_login(
        Person.objects.get(memberships__organisation=other_academy, memberships__duty=Membership.Duty.OWNER)
    )

    assert client.get("/api/organisations/other-academy/results").json() == []


def test_an_unknown_organisation_is_not_there(client, owner):
    client.force_login(owner)

    assert client.get("/api/organisations/none/results").status_code == 404
