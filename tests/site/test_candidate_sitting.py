"""The exam player: answers are saved before they are acknowledged, and time is the server's."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from people import let_in
from player import given, page, question_of, saved, send

from testamur import delivery
from testamur.delivery import Kind
from testamur.site.records.actions import invigilation, sittings
from testamur.site.records.models import ResponseEvent, Sitting, SittingEvent

pytestmark = pytest.mark.django_db


def test_the_invigilator_lets_in_and_nobody_passes_by(device, booked, clock):
    assert "Please wait for the invigilator" in device.get(page("sitting", booked)).content.decode()
    assert device.post(page("sitting", booked)).status_code == 409
    assert booked.standing().state == delivery.State.SCHEDULED

    let_in(booked, clock.at)

    assert "Start now" in device.get(page("sitting", booked)).content.decode()


def test_booking_does_not_start_the_clock(device, admitted, clock):
    clock.forward(hours=5)

    text = device.get(page("sitting", admitted)).content.decode()

    assert "You have 60 minutes from the moment you start." in text
    assert device.get(page("question", admitted, 1))["location"] == page("sitting", admitted)


def test_starting_leads_to_the_first_question(device, admitted):
    answer = device.post(page("sitting", admitted))

    assert answer["location"] == page("question", admitted, 1)
    assert admitted.standing().state == delivery.State.OPEN


def test_a_sitting_is_started_once(device, running):
    assert device.post(page("sitting", running)).status_code == 409


# Answering without a script.


def test_an_answer_is_saved_by_a_plain_post(device, running):
    position, item = question_of(running)

    answer = device.post(
        page("question", running, position),
        {f"q{position}-RESPONSE": "B", "flag": "on", "sequence": "1", "go": "next"},
    )

    assert answer["location"] == page("question", running, position + 1)
    assert given(running, item) == {"RESPONSE": "B"}
    assert running.answers()[item.identifier].is_flagged


def test_what_was_saved_is_shown_again(device, running):
    position, _ = question_of(running)
    device.post(page("question", running, position), {f"q{position}-RESPONSE": "B"})

    text = device.get(page("question", running, position)).content.decode()

    assert re.search(rf'<input[^>]*name="q{position}-RESPONSE"[^>]*value="B"[^>]*checked', text)


def test_going_on_without_a_change_saves_nothing_new(device, running):
    position, _ = question_of(running)
    for _ in range(2):
        device.post(page("question", running, position), {f"q{position}-RESPONSE": "B"})

    assert running.responses.count() == 1


@pytest.mark.parametrize(
    ("position", "go", "leads"),
    [(1, "next", "2"), (2, "back", "1"), (1, "back", "1"), (3, "17", "17"), (40, "next", "review"), (5, "x", "5")],
)
def test_the_button_says_where_to_go(device, running, position, go, leads):
    answer = device.post(page("question", running, position), {"go": go})

    assert answer["location"] == f"/my/sittings/{running.pk}/{leads}/"


def test_what_is_no_answer_is_said_and_not_saved(device, running):
    position, item = question_of(running, "numeric")

    answer = device.post(page("question", running, position), {f"q{position}-RESPONSE": "about 12"})

    assert answer.status_code == 422
    assert "Your answer is not saved yet" in answer.content.decode()
    assert given(running, item) is None


def test_there_is_no_question_beyond_the_last(device, running):
    assert device.get(page("question", running, 41)).status_code == 404


# Autosave.


def test_an_answer_is_acknowledged_only_when_it_is_stored(device, running):
    position, item = question_of(running)

    answer = send(device, running, saved(running, position, {"RESPONSE": ["C"]}))

    assert answer.json()["kept"] == [1]
    assert given(running, item) == {"RESPONSE": "C"}


def test_a_repeated_answer_is_acknowledged_again_and_stored_once(device, running):
    position, _ = question_of(running)
    row = saved(running, position, {"RESPONSE": ["C"]})

    answers = [send(device, running, row).json()["kept"] for _ in range(2)]

    assert answers == [[1], [1]]
    assert running.responses.count() == 1


def test_the_same_number_with_another_answer_is_not_acknowledged(device, running):
    position, item = question_of(running)
    send(device, running, saved(running, position, {"RESPONSE": ["C"]}))

    answer = send(device, running, saved(running, position, {"RESPONSE": ["D"]}))

    assert (answer.json()["kept"], answer.json()["next"]) == ([], 2)
    assert given(running, item) == {"RESPONSE": "C"}


def test_the_later_number_counts_whatever_arrives_first(device, running):
    position, item = question_of(running)
    send(device, running, saved(running, position, {"RESPONSE": ["D"]}, sequence=2))

    send(device, running, saved(running, position, {"RESPONSE": ["A"]}, sequence=1))

    assert given(running, item) == {"RESPONSE": "D"}


def test_one_that_is_no_answer_does_not_hold_up_the_others(device, running):
    number, _ = question_of(running, "numeric")
    position, item = question_of(running)

    answer = send(
        device,
        running,
        saved(running, number, {"RESPONSE": ["a dozen"]}, sequence=1),
        saved(running, position, {"RESPONSE": ["B"]}, sequence=2),
    ).json()

    assert (answer["kept"], list(answer["refused"])) == ([2], ["1"])
    assert "figures" in answer["refused"]["1"]
    assert given(running, item) == {"RESPONSE": "B"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"a": 1}',
        b"[1]",
        b'[{"sequence": 1}]',
        b'[{"sequence": "1"}]',
        b"[" * 100,
        b'["' + b"x" * 300_000 + b'"]',
    ],
)
def test_what_is_no_batch_is_refused_whole(device, running, body):
    answer = device.post(page("responses", running), body, content_type="application/json")

    assert answer.status_code == 422
    assert not running.responses.exists()


def test_an_answer_to_no_question_of_the_form_is_refused(device, running):
    assert send(device, running, saved(running, 41, {"RESPONSE": ["A"]})).status_code == 404
    assert not ResponseEvent.objects.exists()


def test_a_number_below_one_is_refused(device, running):
    answer = send(device, running, saved(running, 1, {"RESPONSE": ["A"]}, sequence=0)).json()

    assert list(answer["refused"]) == ["0"]
    assert not ResponseEvent.objects.exists()


# Another device.


def test_another_device_takes_over_where_the_candidate_was(device, other_device, running):
    position, item = question_of(running)
    send(device, running, saved(running, position, {"RESPONSE": ["C"]}))

    other_device.post(page("enter", running))
    mine = other_device.get(page("question", running, position)).content.decode()
    refused = send(device, running, saved(running, position, {"RESPONSE": ["D"]}, sequence=2))

    assert re.search(rf'<input[^>]*name="q{position}-RESPONSE"[^>]*value="C"[^>]*checked', mine)
    assert (refused.status_code, refused.json()["rule"]) == (409, "sitting-elsewhere")
    assert given(running, item) == {"RESPONSE": "C"}


def test_the_device_that_lost_the_hold_is_led_out_and_told(device, other_device, running):
    position, item = question_of(running)
    other_device.post(page("enter", running))

    answer = device.post(page("question", running, position), {f"q{position}-RESPONSE": "D"}, follow=True)

    assert "was not saved" in answer.content.decode()
    assert given(running, item) is None
    assert device.get(page("review", running))["location"] == page("sitting", running)
    assert device.post(page("submit", running))["location"] == page("sitting", running)
    assert device.get(page("sitting_state", running)).json()["here"] is False


def test_a_late_answer_does_not_replace_a_newer_one_of_the_other_device(device, other_device, running):
    position, item = question_of(running)
    offline = saved(running, position, {"RESPONSE": ["A"]}, sequence=3, hold=1, known=1)
    other_device.post(page("enter", running))
    send(other_device, running, saved(running, position, {"RESPONSE": ["B"]}, sequence=1, hold=2, known=1))

    device.post(page("enter", running))
    answer = send(device, running, offline).json()

    assert (answer["kept"], answer["late"]) == ([], [3])
    assert given(running, item) == {"RESPONSE": "B"}


def test_a_late_answer_to_a_question_that_nobody_touched_since_is_kept(device, other_device, running):
    position, item = question_of(running)
    offline = saved(running, position, {"RESPONSE": ["A"]}, sequence=3, hold=1, known=1)
    other_device.post(page("enter", running))
    device.post(page("enter", running))

    answer = send(device, running, offline).json()

    assert (answer["kept"], answer["late"]) == ([3], [])
    assert given(running, item) == {"RESPONSE": "A"}


# Time.


def test_the_clock_is_the_servers(device, running, clock):
    clock.forward(minutes=25)

    state = device.get(page("sitting_state", running)).json()

    assert state == {"state": "open", "left_seconds": 35 * 60, "here": True}


def test_the_sitting_closes_by_itself_at_the_deadline(device, running, clock):
    position, item = question_of(running)
    send(device, running, saved(running, position, {"RESPONSE": ["A"]}))
    begun = clock.at
    clock.forward(minutes=60, seconds=1)

    late = send(device, running, saved(running, position, {"RESPONSE": ["B"]}, sequence=2))
    shown = device.get(page("question", running, position), follow=True)

    assert (late.status_code, late.json()["rule"]) == (409, "sitting-order")
    assert shown.redirect_chain[-1][0] == page("report", running)
    assert "The time ran out" in shown.content.decode()
    assert running.standing().closed_at == begun + timedelta(minutes=60)
    assert given(running, item) == {"RESPONSE": "A"}


def test_a_time_out_is_dated_at_the_deadline_of_events_long_past(device, booked, clock):
    begun = clock.at - timedelta(days=3)
    SittingEvent.objects.create(sitting=booked, kind=Kind.START, at=begun)

    assert device.get(page("sitting", booked))["location"] == page("report", booked)
    assert booked.standing().closed_at == begun + timedelta(minutes=60)


def test_extra_time_counts(device, exam_form, enrol, candidate, academy, owner, clock):
    enrolment = enrol(candidate, "healthcare-ai-professional")
    sittings.approve_accommodation(
        person=candidate,
        organisation=academy,
        rule=delivery.Accommodation(multiplier=1.5),
        expires_on=clock.at.date() + timedelta(days=90),
        by=owner,
        at=clock.at,
    )
    device.post(reverse("candidate:book", args=[enrolment.pk, "examination"]))
    sitting = let_in(Sitting.objects.get(), clock.at)

    assert "You have 90 minutes" in device.get(page("sitting", sitting)).content.decode()
    device.post(page("sitting", sitting))
    assert device.get(page("sitting_state", sitting)).json()["left_seconds"] == 90 * 60


def test_a_paused_sitting_takes_no_answer_and_uses_no_time(device, running, invigilator, clock):
    position, item = question_of(running)
    clock.forward(minutes=10)
    invigilation.intervene(sitting=running, kind=Kind.PAUSE, by=invigilator, at=clock.at)
    clock.forward(hours=2)

    refused = send(device, running, saved(running, position, {"RESPONSE": ["A"]}))
    state = device.get(page("sitting_state", running)).json()

    assert refused.status_code == 409
    assert (state["state"], state["left_seconds"]) == ("paused", 50 * 60)
    assert "the clock stands still" in device.get(page("sitting", running)).content.decode()
    assert device.get(page("question", running, position))["location"] == page("sitting", running)
    assert given(running, item) is None


# Handing in and the report.
