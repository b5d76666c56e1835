"""An editor sees the proposal beside what is shown, and accepts or declines it with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from market_records import KEY, NEWER, PRICE, accepted, proposed
from people import AT, make_person, member

from testamur.site.records import market
from testamur.site.records.models import ContributionDecision, Membership

pytestmark = pytest.mark.django_db

ACCEPT = {"accepted": "yes", "grade": "B", "reason": "", "has_no_interest": "on"}
EARLIER = AT - timedelta(days=1)


@pytest.fixture
def editor(academy):
    return member(academy, Membership.Duty.EDITOR)


@pytest.fixture
def desk(client, editor, clock):
    client.force_login(editor)
    return client


def page_of(contribution):
    return reverse("staff:contribution", args=["academy", contribution.pk])


def text(answer):
    return answer.content.decode()


def test_an_editor_finds_the_queue_from_the_first_page(desk, candidate):
    made = proposed(by=candidate, at=EARLIER)

    home = text(desk.get(reverse("staff:home")))
    queue = text(desk.get(reverse("staff:contributions", args=["academy"])))

    assert "1 fact from a reader waits for an editor." in home
    assert reverse("staff:contributions", args=["academy"]) in home
    assert page_of(made) in queue
    assert "Staff" in text(desk.get("/"))


def test_the_proposal_stands_beside_what_is_shown_and_names_nobody(desk, candidate, editor, academy):
    accepted(by=candidate, editor=editor, organisation=academy, at=EARLIER)
    made = proposed(NEWER, by=candidate, at=AT, interest="works for a rival", reason="Look at the foot.")

    page = text(desk.get(page_of(made)))

    assert "What it replaces" in page
    assert page.index("If you accept it as it is") < page.index("USD 2", page.index("If you accept it as it is"))
    assert "states an interest" in page
    assert "Look at the foot." in page
    assert "1 accepted, 0 not accepted" in page
    assert candidate.email not in page
    assert candidate.name not in page


def test_accepting_shows_the_fact(desk, candidate, academy, editor):
    made = proposed(by=candidate, at=EARLIER)

    answer = desk.post(page_of(made), ACCEPT)

    assert answer["location"] == reverse("staff:contributions", args=["academy"])
    decision = ContributionDecision.objects.get()
    assert (decision.accepted, decision.organisation, decision.by) == (True, academy, editor)
    assert PRICE in market.offering(KEY).claim
    assert "Price of the whole: accepted." in text(desk.get(page_of(made)))


def test_the_editor_mends_the_grade_with_a_reason(desk, candidate):
    made = proposed(by=candidate, at=EARLIER)

    without = desk.post(page_of(made), {**ACCEPT, "grade": "E"})
    desk.post(page_of(made), {**ACCEPT, "grade": "E", "reason": "It is a copy."})

    assert without.status_code == 422
    assert "Say why" in text(without)
    assert market.offering(KEY).claim[-1] == replace(PRICE, grade="E")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"accepted": "no"}, "Say why"),
        ({"has_no_interest": ""}, "This field is required"),
        ({"accepted": ""}, "This field is required"),
        ({"grade": "Z"}, "Select a valid choice"),
    ],
)
def test_half_a_decision_is_none(desk, candidate, given, words):
    made = proposed(by=candidate, at=EARLIER)

    answer = desk.post(page_of(made), {**ACCEPT, **given})

    assert (answer.status_code, ContributionDecision.objects.count()) == (422, 0)
    assert words in text(answer)


def test_one_s_own_is_for_another_editor(desk, editor):
    made = proposed(by=editor, at=EARLIER)

    assert "another editor has to" in text(desk.get(page_of(made)))
    assert desk.post(page_of(made), ACCEPT).status_code == 422
    assert not ContributionDecision.objects.exists()


def test_what_can_no_longer_stand_is_said_before_one_decides(desk, candidate, editor, academy):
    who = {"by": candidate, "editor": editor, "organisation": academy}
    accepted(**who, at=AT - timedelta(hours=20))
    late = proposed(replace(NEWER, value=7, seen="2026-03-01"), by=make_person("Per Second"), at=EARLIER)
    accepted(replace(NEWER, seen="2026-03-01", note="Read again."), **who, at=AT - timedelta(hours=5))

    assert "has been replaced already" in text(desk.get(page_of(late)))
    assert "cannot stand in the offering as it is now" in text(desk.post(page_of(late), ACCEPT))


def test_a_contribution_that_is_none_is_not_found(desk):
    assert desk.get(reverse("staff:contribution", args=["academy", 10**9])).status_code == 404
