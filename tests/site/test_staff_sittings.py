"""Live sittings: who sits now, and what an invigilator may do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from testamur import delivery
from testamur.delivery import Kind, State
from testamur.errors import Refused
from testamur.site.records.actions import decisions, sittings
from testamur.site.records.models import AuditEntry, Decision, Incident, Sitting
from testamur.site.records.permissions import permitted
from testamur.site.staff import queries
from testamur.site.staff.attention import notices

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch, at):
    """Set the site's clock, in minutes after the sittings began."""

    def clock(minutes):
        moment = at + timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    clock(1)
    return clock


def do(client, what, sitting, **given):
    return client.post(reverse(f"staff:{what}", args=["academy", sitting.pk]), given)


def standing(sitting):
    return Sitting.objects.get(pk=sitting.pk).standing()


def saved(sitting, *, sequence, item, values, at, flagged=False):
    response = delivery.Response(sequence, item, values, is_flagged=flagged)
    sittings.respond(sitting=sitting, responses=[response], generation=None, at=at)


def test_the_table_tells_who_sits_and_how_far(client, invigilator, candidate, sit, clock, at):
    sitting = sit(candidate)
    names = list(sitting.form.places.values_list("version__identifier", flat=True))
    first = sitting.form.places.first().version
    saved(sitting, sequence=1, item=names[0], values={"RESPONSE": "A"}, at=at + timedelta(minutes=2))
    saved(sitting, sequence=2, item=names[1], values={}, flagged=True, at=at + timedelta(minutes=3))
    sittings.note_incident(sitting=sitting, text="Left the room.", by=invigilator, at=at)
    clock(5)
    client.force_login(invigilator)

    page = client.get(reverse("staff:sittings", args=["academy"]))

    assert first.identifier == names[0]
    (row,) = page.context["live"]
    assert [str(cell.text) for cell in row.cells] == [
        "Nina Nurse",
        "running",
        "1 of 40",
        "2 min ago",
        "55 min",
        "1",
    ]
    assert 'data-live="10"' in page.content.decode()


def test_a_sitting_whose_time_is_over_says_so(client, invigilator, candidate, sit, clock):
    sit(candidate)
    clock(61)
    client.force_login(invigilator)

    (row,) = client.get(reverse("staff:sittings", args=["academy"])).context["live"]

    assert [str(cell.text) for cell in row.cells][1] == "time is over, closes now"


def test_what_is_closed_is_not_live(academy, candidate, stranger, sit, at):
    sit(candidate)
    closed = sit(stranger, correct=20)

    assert [sitting.enrolment.person for sitting in queries.live(academy)] == [candidate]
    assert list(queries.closed_since(academy, at)) == [closed]
    assert list(queries.closed_since(academy, at + timedelta(days=2))) == []


@pytest.fixture
def booked(exam_form, enrol, candidate, clock, at):
    """Return a sitting that is booked; its candidate waits outside."""
    enrolment = enrol(candidate, "healthcare-ai-professional", at=at)
    return sittings.book(enrolment=enrolment, component_id="examination", by=candidate, at=at)


def test_a_candidate_waits_outside_until_the_invigilator_lets_them_in(
    client, academy, invigilator, candidate, booked, at
):
    client.force_login(invigilator)
    (row,) = client.get(reverse("staff:sittings", args=["academy"])).context["waiting"]
    assert [str(row.cells[0].text), str(row.cells[3].text)] == ["Nina Nurse", "booked, not started"]
    waits = [notice.sentence for notice in notices(academy, permitted(invigilator, academy), at=at)]
    assert waits == ["1 candidate has to be let in."]
    with pytest.raises(Refused):
        sittings.happen(sitting=booked, kind=Kind.START, by=candidate, at=at)

    answer = do(client, "admit", booked)

    assert answer.status_code == 302
    assert standing(booked).state is State.ADMITTED
    assert notices(academy, permitted(invigilator, academy), at=at) == []
    sittings.happen(sitting=booked, kind=Kind.START, by=candidate, at=at)


def test_nobody_lets_themselves_in(client, academy, candidate, booked):
    academy.memberships.create(person=candidate, duty="invigilator")
    client.force_login(candidate)

    assert do(client, "admit", booked).status_code == 409
    assert standing(booked).state is State.SCHEDULED


def test_a_pause_stops_the_clock_until_it_is_resumed(client, invigilator, candidate, sit, clock):
    sitting = sit(candidate)
    client.force_login(invigilator)

    clock(10)
    do(client, "pause", sitting)
    assert standing(sitting).state is State.PAUSED
    clock(40)
    do(client, "resume", sitting)

    assert standing(sitting).left(clock(50), limit=sitting.limit) == timedelta(minutes=40)
    assert AuditEntry.objects.filter(action__in=["sitting.pause", "sitting.resume"], by=invigilator).count() == 2


def test_extra_minutes_are_given(client, invigilator, candidate, sit, clock):
    sitting = sit(candidate)
    client.force_login(invigilator)

    answer = do(client, "extend", sitting, minutes="15")

    assert answer.status_code == 302
    assert standing(sitting).extra == timedelta(minutes=15)


@pytest.mark.parametrize("minutes", ["0", "-5", "241", "", "many", "1e9"])
def test_minutes_that_make_no_sense_are_refused(client, invigilator, candidate, sit, clock, minutes):
    sitting = sit(candidate)
    client.force_login(invigilator)

    assert do(client, "extend", sitting, minutes=minutes).status_code == 409
    assert standing(sitting).extra == timedelta()


def test_what_cannot_follow_is_refused(client, invigilator, candidate, sit, clock):
    sitting = sit(candidate)
    client.force_login(invigilator)

    assert do(client, "resume", sitting).status_code == 409
    assert standing(sitting).state is State.OPEN


def test_an_incident_is_noted(client, invigilator, candidate, sit, clock):
    sitting = sit(candidate)
    client.force_login(invigilator)

    do(client, "incident", sitting, text="A telephone rang.")
    empty = do(client, "incident", sitting, text="  ")

    assert [(one.text, one.by) for one in Incident.objects.all()] == [("A telephone rang.", invigilator)]
    assert empty.status_code == 409


def test_a_voided_sitting_counts_for_nothing_and_another_may_be_sat(
    client, invigilator, candidate, sit, studied, clock, at
):
    sitting = sit(candidate, correct=30)
    studied(sitting.enrolment)
    assert decisions.ruling(sitting.enrolment).award
    clock(30)
    client.force_login(invigilator)

    do(client, "void", sitting, **{"void-reason": "Somebody else sat it."})

    assert standing(sitting).state is State.VOIDED
    assert Incident.objects.get().text == "Somebody else sat it."
    assert not decisions.ruling(sitting.enrolment).award
    again = sit(candidate, correct=30, at=at + timedelta(days=40))
    assert decisions.ruling(again.enrolment).award


def test_voiding_needs_a_reason(client, invigilator, candidate, sit, clock):
    sitting = sit(candidate)
    client.force_login(invigilator)

    assert do(client, "void", sitting, **{"void-reason": " "}).status_code == 409
    assert standing(sitting).state is State.OPEN
    assert not Incident.objects.exists()


def test_a_sitting_on_which_an_award_rests_is_not_voided(
    client, invigilator, examiner, candidate, sit, studied, clock, at
):
    sitting = sit(candidate, correct=30)
    studied(sitting.enrolment)
    award = Decision.Outcome.AWARD
    decisions.decide_by_person(enrolment=sitting.enrolment, outcome=award, reason="In order.", by=examiner, at=at)
    client.force_login(invigilator)

    assert do(client, "void", sitting, **{"void-reason": "Too late."}).status_code == 409
    assert standing(sitting).state is State.SUBMITTED


def test_nobody_watches_over_their_own_sitting(client, academy, candidate, sit, clock):
    sitting = sit(candidate)
    academy.memberships.create(person=candidate, duty="invigilator")
    client.force_login(candidate)

    answers = {
        do(client, "pause", sitting).status_code,
        do(client, "extend", sitting, minutes="30").status_code,
        do(client, "void", sitting, **{"void-reason": "I lost."}).status_code,
    }

    assert answers == {409}
    assert standing(sitting).state is State.OPEN
    page = client.get(reverse("staff:sitting", args=["academy", sitting.pk])).content.decode()
    assert "This is your own sitting: somebody else watches over it." in page
    assert 'action="/staff/academy/sittings/' not in page


def test_the_page_offers_only_what_can_follow(client, invigilator, candidate, sit, clock):
    sitting = sit(candidate)
    client.force_login(invigilator)
    url = reverse("staff:sitting", args=["academy", sitting.pk])

    running = client.get(url).context["can"]
    sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=candidate, at=clock(5))
    closed = client.get(url).context["can"]

    assert {"pause", "extend", "void"} <= running
    assert "resume" not in running
    assert closed == {"void"}


def test_the_table_is_cut_into_pages_and_each_page_asks_few_questions(
    client, invigilator, candidate, stranger, sit, clock, django_assert_max_num_queries
):
    sit(candidate)
    sit(stranger)
    client.force_login(invigilator)

    with django_assert_max_num_queries(20):
        page = client.get(reverse("staff:sittings", args=["academy"]))

    assert len(page.context["live"]) == 2
