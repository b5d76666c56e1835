"""The exam player: answers are saved before they are acknowledged, time is the server's, no key is ever shown."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from people import let_in

from testamur import delivery, items
from testamur.delivery import Kind
from testamur.items.facts import kind
from testamur.site.records.actions import decisions, forms, invigilation, sittings
from testamur.site.records.models import Decision, ResponseEvent, Sitting, SittingEvent
from testamur.site.records.stored import read_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(client, candidate):
    client.force_login(candidate)
    return client


@pytest.fixture
def other_device(candidate):
    client = Client()
    client.force_login(candidate)
    return client


@pytest.fixture
def booked(device, exam_form, enrol, candidate, clock):
    enrolment = enrol(candidate, "healthcare-ai-professional")
    device.post(reverse("candidate:book", args=[enrolment.pk, "examination"]))
    return Sitting.objects.get()


@pytest.fixture
def admitted(booked, clock):
    return let_in(booked, clock.at)


@pytest.fixture
def running(device, admitted):
    device.post(page("sitting", admitted))
    return admitted


def page(name, sitting, *more):
    return reverse(f"candidate:{name}", args=[sitting.pk, *more])


def question_of(sitting, wanted="single"):
    """Return the first question of a kind: its position and item."""
    for place in sitting.form.places.select_related("version"):
        item = read_item(place.version.document)
        if kind(item) == wanted:
            return place.position, item
    raise AssertionError(wanted)


def saved(sitting, position, fields, *, sequence=1, flagged=False, hold=1, known=1):
    return {
        "sequence": sequence,
        "position": position,
        "fields": {f"q{position}-{name}": values for name, values in fields.items()},
        "flagged": flagged,
        "hold": hold,
        "known": known,
    }


def send(device, sitting, *batch):
    return device.post(
        page("responses", sitting),
        json.dumps(batch),
        content_type="application/json",
        headers={"accept": "application/json"},
    )


def given(sitting, item):
    answer = sitting.answers().get(item.identifier)
    return answer and answer.values


# Booking and starting.


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


def answered(device, sitting, *, correct):
    for place in sitting.form.places.select_related("version"):
        item = read_item(place.version.document)
        shown = items.render(item, response=items.key(item) if place.position <= correct else {}, prefix="q0-")
        fields = fields_of(shown, place.position)
        device.post(page("question", sitting, place.position), fields)


def fields_of(shown, position):
    """Return what a browser would post of a shown item."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", shown):
        if 'type="text"' in tag or " checked" in tag:
            name = re.search(r'name="([^"]*)"', tag)[1]
            fields.setdefault(html.unescape(name), []).append(re.search(r'value="([^"]*)"', tag)[1])
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', shown, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        fields[html.unescape(name)] = [chosen[1] if chosen else ""]
    return {name.replace("q0-", f"q{position}-"): values for name, values in fields.items()}


def test_the_review_counts_what_is_missing(device, running):
    position, _ = question_of(running)
    device.post(page("question", running, position), {f"q{position}-RESPONSE": "B", "flag": "on"})

    text = device.get(page("review", running)).content.decode()

    assert "39 questions are not answered." in text
    assert "1 question is flagged." in text


def test_handed_in_it_is_scored_and_closed(device, running, candidate):
    answered(device, running, correct=27)

    answer = device.post(page("submit", running), follow=True)

    assert running.score.correct == 27
    assert "You passed" in answer.content.decode()
    assert "27 of 40 answers were right. 27 were needed." in answer.content.decode()
    assert device.get(page("sitting", running))["location"] == page("report", running)
    assert device.post(page("submit", running))["location"] == page("sitting", running)


def test_a_report_says_how_much_was_missing(device, running):
    answered(device, running, correct=26)

    text = device.post(page("submit", running), follow=True).content.decode()

    assert "You did not pass: 1 right answer short." in text
    assert text.count("too few questions") == sum(area["of"] < 10 for area in running.score.by_area)


def test_there_is_no_report_before_the_end(device, running):
    assert device.get(page("report", running))["location"] == page("sitting", running)


def test_a_voided_sitting_has_no_score_to_show(device, running, invigilator, clock):
    answered(device, running, correct=30)
    device.post(page("submit", running))
    invigilation.void(sitting=running, reason="Somebody else sat it.", by=invigilator, at=clock.at)

    text = device.get(page("report", running)).content.decode()

    assert "voided" in text
    assert "30 of 40" not in text


def secrets_of(form):
    """Return every text of a form's items that a candidate must not see: reasons, references, readings."""
    for place in form.places.select_related("version"):
        item = read_item(place.version.document)
        texts = [said.node.text for said in item.feedback]
        texts += [item.record.reference, item.record.second_reading]
        yield from (" ".join(text.split()) for text in texts if len(text) > 15)


def test_no_page_of_a_sitting_holds_anything_of_a_key(device, running, clock):
    pages = [device.get(page("sitting", running))]
    pages += [device.get(page("question", running, place.position)) for place in running.form.places.all()]
    position, _ = question_of(running)
    pages.append(send(device, running, saved(running, position, {"RESPONSE": ["A"]})))
    pages += [device.get(page(name, running)) for name in ("sitting_state", "review")]
    pages.append(device.post(page("submit", running), follow=True))
    pages += [device.get(reverse(name)) for name in ("candidate:home", "candidate:export")]
    pages.append(device.get(reverse("candidate:programme", args=[running.enrolment_id])))
    secrets = set(secrets_of(running.form))

    texts = [" ".join(re.sub(r"<[^>]*>", " ", html.unescape(p.content.decode())).split()) for p in pages]

    assert len(secrets) > 150
    assert [secret for secret in secrets for text in texts if secret in text] == []
    assert all("correct-response" not in p.content.decode() for p in pages)
    assert "by_item" not in pages[-2].content.decode()


def test_a_page_is_the_same_whatever_the_key_is(device, running):
    position, item = question_of(running)
    shown = device.get(page("question", running, position)).context["question"]
    public = items.stripped(item, seed=str(running.pk))

    assert items.key(public) == {"RESPONSE": None}
    assert public.feedback == ()
    assert shown == items.render(public, prefix=f"q{position}-", seed=str(running.pk))


# Renewal.


def test_a_re_examination_has_its_own_pass_mark(
    device, sit, studied, candidate, examiner, exam_form, owner, clock
):
    sitting = sit(candidate, correct=30)
    studied(sitting.enrolment)
    decisions.decide_by_person(
        enrolment=sitting.enrolment, outcome=Decision.Outcome.AWARD, reason="In order.", by=examiner, at=clock.at
    )
    forms.assemble(edition=exam_form.edition, count=2, seed=5, purpose="renewal", by=owner, at=clock.at)
    award = sitting.enrolment.award
    clock.forward(days=1000)
    device.force_login(candidate)

    device.post(reverse("candidate:book_renewal", args=[award.pk]))
    again = Sitting.objects.get(purpose="renewal")
    device.post(page("sitting", let_in(again, clock.at)))
    answered(device, again, correct=14)
    text = device.post(page("submit", again), follow=True).content.decode()

    assert "14 of 20 answers were right. 14 were needed." in text
    assert "You can now renew your award." in text
