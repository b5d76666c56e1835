"""Extra time: approved for a participant, by somebody else, until a day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from testamur.site.records.models import Accommodation, AuditEntry

pytestmark = pytest.mark.django_db
URL = "/staff/academy/accommodations/"


@pytest.fixture
def given(candidate, now):
    until = now.date() + timedelta(days=30)
    return {"email": candidate.email, "multiplier": "1.5", "minutes": "10", "expires_on": until.isoformat()}


def test_extra_time_holds_for_sittings_booked_from_now_on(client, owner, candidate, enrol, sit, given, now):
    enrol(candidate, "healthcare-ai-professional")
    client.force_login(owner)

    answer = client.post(URL, given)

    assert answer["location"] == reverse("staff:accommodations", args=["academy"])
    # 60 minutes times 1.5, and 10 on top
    assert sit(candidate, at=now).limit == timedelta(minutes=100)
    entry = AuditEntry.objects.get(action="accommodation.approve")
    assert (entry.organisation.slug, entry.by, entry.detail) == ("academy", owner, {})


def test_the_address_may_be_written_in_capitals(client, owner, candidate, enrol, given):
    enrol(candidate, "healthcare-ai-professional")
    client.force_login(owner)

    client.post(URL, given | {"email": candidate.email.upper()})

    assert Accommodation.objects.get().person == candidate


def test_somebody_who_is_not_a_participant_is_not_found_out(client, owner, stranger, given):
    client.force_login(owner)

    known = client.post(URL, given | {"email": stranger.email})
    unknown = client.post(URL, given | {"email": "nobody@people.example"})

    assert known.status_code == unknown.status_code == 422
    said = [answer.context["input"].errors["email"] for answer in (known, unknown)]
    assert said[0] == said[1] == ["Nobody with this address is enrolled in a programme of yours."]
    assert not Accommodation.objects.exists()


def test_nobody_approves_their_own(client, academy, candidate, enrol, given):
    enrol(candidate, "healthcare-ai-professional")
    academy.memberships.create(person=candidate, duty="owner")
    client.force_login(candidate)

    answer = client.post(URL, given)

    assert answer.context["input"].non_field_errors() == ["Nobody approves their own extra time."]
    assert not Accommodation.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"multiplier": "0.5"},
        {"multiplier": "4"},
        {"multiplier": "nan"},
        {"multiplier": "inf"},
        {"minutes": "-1"},
        {"minutes": "10000"},
        {"expires_on": "2020-01-01"},
        {"expires_on": "tomorrow"},
        {"email": "none"},
    ],
)
def test_nonsense_is_not_approved(client, owner, candidate, enrol, given, wrong):
    enrol(candidate, "healthcare-ai-professional")
    client.force_login(owner)

    answer = client.post(URL, given | wrong)

    assert answer.status_code == 422
    assert not Accommodation.objects.exists()


def test_only_participants_of_the_organisation_are_listed(client, other_academy, candidate, enrol, owner, given):
    enrol(candidate, "healthcare-ai-professional")
    client.force_login(owner)
    client.post(URL, given)

    client.force_login(other_academy.memberships.get(duty="owner").person)
    page = client.get(reverse("staff:accommodations", args=["other-academy"]))

    assert page.context["rows"] == []
