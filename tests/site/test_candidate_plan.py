"""A plan: kept from an advice, shown as an answer, settled by steps, put into a calendar, made an enrolment."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from testamur.catalogue import Claim, Offering
from testamur.errors import DocumentError, Refused
from testamur.site.candidate import plan_weeks
from testamur.site.records import library as content
from testamur.site.records.actions import plans
from testamur.site.records.models import AuditEntry, Plan, PlanStep
from testamur.site.records.planning import study

pytestmark = pytest.mark.django_db

NEW = "/my/plans/new/"
ASKED = {"role": "nurse-leader", "hours_per_week": "4", "by": "2026-09-01", "country": "US", "budget": "3000"}
COURSE = Offering(
    "own-pace-course",
    "AI at One's Own Pace",
    "A Provider",
    holder="person",
    status="confirmed-exists",
    countries=("*",),
    claim=(
        Claim("pacing", "https://provider.example/", "B", "self-paced"),
        Claim("hours", "https://provider.example/", "B", low=40, high=60, unit="hours"),
        Claim("open_to_all", "https://provider.example/", "B", True),
        Claim("programming_required", "https://provider.example/", "B", False),
        Claim("requirement", "https://provider.example/", "B", "approval of the employer"),
    ),
)


@pytest.fixture(autouse=True)
def _course(monkeypatch):
    """Let the catalogue hold a course of which the hours are known, so that days can be worked out by hand."""
    monkeypatch.setitem(content.library().offerings, COURSE.id, COURSE)


@pytest.fixture
def nina(client, candidate, clock):
    client.force_login(candidate)
    return client


@pytest.fixture
def kept(candidate, clock):
    """Return a plan made at the clock's first day, Monday 2 March 2026."""
    return plans.save(
        key=COURSE.id,
        question="role=nurse-leader",
        hours_per_week=4,
        start_on=date(2026, 3, 2),
        done_by=date(2026, 6, 30),
        by=candidate,
        at=clock.at,
    )


def told(client, plan):
    return re.sub(r"\s+", " ", client.get(reverse("candidate:plan", args=[plan.pk])).content.decode())


def identifier(text, sentence):
    """Return the name of the thing to settle that says this sentence."""
    return re.search(rf'<li id="(\w+)"(?:(?!<li).)*<p>{re.escape(sentence)}', text)[1]


def test_whoever_is_signed_out_comes_back_with_their_answers_after_signing_in(client):
    address = f"{NEW}?{urlencode({'offering': COURSE.id, **ASKED})}"

    assert client.get(address)["location"] == f"/account/login/?{urlencode({'next': address}, safe='/')}"


def test_the_advice_fills_the_form_in(nina):
    text = nina.get(NEW, {"offering": COURSE.id, **ASKED}).content.decode()

    assert '<option value="nurse-leader" selected>' in text
    assert 'name="hours_per_week" value="4"' in text
    assert 'name="start_on" value="2026-03-02"' in text
    assert 'name="by" value="2026-09-01"' in text


def test_a_plan_is_kept_with_the_question_it_answers(nina, candidate):
    address = f"{NEW}?{urlencode({'offering': COURSE.id, **ASKED, 'policy': 'graded', 'junk': 'x'})}"

    answer = nina.post(address, {"role": "physician", "hours_per_week": "5", "start_on": "2026-04-01", "by": ""})

    plan = Plan.objects.get()
    assert answer["location"] == reverse("candidate:plan", args=[plan.pk])
    assert (plan.person, plan.key, plan.hours_per_week) == (candidate, COURSE.id, 5)
    assert (plan.start_on, plan.by) == (date(2026, 4, 1), None)
    assert plan.question == "budget=3000&by=2026-09-01&country=US&hours_per_week=4&role=physician"
    assert AuditEntry.objects.get(action="plan.save").target == f"plan {plan.pk}"
    # Asked again, the plan there is is shown.
    assert nina.get(NEW, {"offering": COURSE.id})["location"] == answer["location"]


def test_a_broken_address_leaves_the_role_alone(nina):
    nina.post(f"{NEW}?offering={COURSE.id}&need=riches&budget=much", {"role": "physician"})

    assert Plan.objects.get().question == "role=physician"


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"hours_per_week": "200"}, {"start_on": "1815-06-18"}])
def test_what_is_wrong_is_said_and_nothing_is_kept(nina, wrong):
    answer = nina.post(f"{NEW}?offering={COURSE.id}", {"role": "physician", **wrong})

    assert answer.status_code == 422
    assert not Plan.objects.exists()


def test_what_is_not_in_the_catalogue_cannot_be_planned(nina):
    assert nina.get(NEW, {"offering": "no-such"}).status_code == 404
    assert nina.get(NEW).status_code == 404


def test_one_plan_an_offering_and_none_for_what_certifies_organisations(candidate, kept, clock):
    times = {"hours_per_week": None, "start_on": None, "done_by": None}

    for key, rule in ((COURSE.id, "plan-once"), ("jc-ruaih", "plan-holder"), ("no-such", "plan-offering")):
        with pytest.raises(Refused) as refused:
            plans.save(key=key, question="role=physician", **times, by=candidate, at=clock.at)
        assert refused.value.rule == rule
    with pytest.raises(DocumentError):
        plans.save(key="abaim-certification", question="role=king", **times, by=candidate, at=clock.at)
    assert Plan.objects.get() == kept


def test_the_page_answers_first_and_says_how(nina, kept):
    # 40 to 60 hours at 4 a week are 10 to 15 weeks from 2 March: 70 days end on 10 May, 105 on 14 June.
    text = told(nina, kept)

    assert "<h1>At 4 hours a week you finish between 10 May 2026 and 14 June 2026. " in text
    assert "Counted from 2 March 2026." in text
    assert "That is in time for 30 June 2026." in text
    assert "40 to 60 hours ÷ 4 hours a week" in text
    assert "Asked of applicants: approval of the employer." in text
    assert "weeks 1 to 10: you work, 4 hours a week; weeks 11 to 15: you may be done, or still at it" in text


def test_the_picture_has_a_square_for_each_week_and_the_table_says_the_same(kept, clock):
    picture = plan_weeks.picture(study(kept, at=clock.at.date()))

    # The wanted day, 30 June, lies in the 18th week.
    looks = [square.look for square in picture.squares]
    assert looks == ["work"] * 10 + ["perhaps"] * 5 + ["free"] * 3
    assert [square.is_wanted for square in picture.squares] == [False] * 17 + [True]
    assert [[cell.text for cell in row.cells] for row in picture.table] == [
        ["weeks 1 to 10", "2 March 2026", "10 May 2026", 10, "you work, 4 hours a week"],
        ["weeks 11 to 15", "11 May 2026", "14 June 2026", 5, "you may be done, or still at it"],
    ]


def test_without_hours_there_is_no_date_and_no_picture(nina, kept):
    nina.post(reverse("candidate:plan_change", args=[kept.pk]), {"hours_per_week": "", "start_on": "2026-03-02"})

    text = told(nina, kept)
    assert "<h1>Say how many hours a week you have, and you see when you finish." in text
    assert '<svg class="weeks"' not in text


def test_the_calendar_is_changed_or_what_is_wrong_is_said(nina, kept):
    address = reverse("candidate:plan_change", args=[kept.pk])

    assert nina.post(address, {"hours_per_week": "0"}).status_code == 422
    nina.post(address, {"hours_per_week": "8", "start_on": "2026-03-02", "by": "2026-04-01"})

    # 5 to 7.5 weeks: 35 days end on 5 April, 53 begun days on 23 April.
    text = told(nina, kept)
    assert "<h1>At 8 hours a week you finish between 5 April 2026 and 23 April 2026." in text
    assert "That is too late for 1 April 2026." in text
    # 60 hours in the 31 days from 2 March to 1 April: 13.55 a week.
    assert "To be sure of it you need 13.6 hours a week." in text


def test_a_step_is_settled_speaks_against_it_and_is_opened_again(nina, kept):
    sentence = "Asked of applicants: approval of the employer."
    name = identifier(told(nina, kept), sentence)
    address = reverse("candidate:plan_settle", args=[kept.pk])

    nina.post(address, {"what": name, "is_met": "yes", "answer": "Signed by my director."})
    (step,) = PlanStep.objects.all()
    assert (step.what, step.is_met, step.answer) == (sentence, True, "Signed by my director.")
    assert "Settled on 2 March 2026.</strong> Signed by my director." in told(nina, kept)

    nina.post(address, {"what": name, "is_met": "no"})
    assert "1 thing speaks against it.</h1>" in told(nina, kept)

    nina.post(reverse("candidate:plan_reopen", args=[kept.pk, step.pk]))
    assert not PlanStep.objects.exists()
    written = AuditEntry.objects.filter(action__startswith="plan.").values_list("action", flat=True)
    assert list(written) == ["plan.save", "plan.settle", "plan.settle", "plan.reopen"]
    assert all(entry.detail == {} for entry in AuditEntry.objects.filter(action__startswith="plan."))


def test_a_very_long_requirement_can_be_settled(nina, monkeypatch, kept):
    long = Claim("requirement", "https://provider.example/", "B", "a paper " * 200)
    monkeypatch.setitem(content.library().offerings, COURSE.id, replace(COURSE, claim=(*COURSE.claim[:4], long)))
    sentence = f"Asked of applicants: {long.value}."

    nina.post(
        reverse("candidate:plan_settle", args=[kept.pk]),
        {"what": identifier(told(nina, kept), "Asked of applicants: a paper"), "is_met": "yes"},
    )

    (step,) = PlanStep.objects.all()
    assert step.what == f"{sentence[:499]}…"
    assert "Settled on 2 March 2026." in told(nina, kept)


def test_an_answer_stays_where_the_facts_have_changed_since(nina, candidate, kept, clock):
    plans.settle(
        plan=kept, what="the price of last year", is_met=True, answer="It was 300.", by=candidate, at=clock.at
    )

    text = told(nina, kept)

    assert "Settled, and no longer asked" in text
    assert "2 March 2026: met or confirmed. It was 300." in text


def test_only_what_the_plan_leaves_open_can_be_settled_and_with_an_answer(nina, kept):
    address = reverse("candidate:plan_settle", args=[kept.pk])
    name = identifier(told(nina, kept), "Asked of applicants: approval of the employer.")

    assert nina.post(address, {"what": "s0000000000", "is_met": "yes"}).status_code == 404
    assert nina.post(address, {"what": name}).status_code == 422
    assert not PlanStep.objects.exists()


def test_nobody_else_changes_a_plan_by_an_action(kept, stranger, clock):
    times = {"hours_per_week": None, "start_on": None, "done_by": None}

    with pytest.raises(PermissionDenied):
        plans.change(plan=kept, **times, by=stranger, at=clock.at)
    with pytest.raises(PermissionDenied):
        plans.settle(plan=kept, what="x", is_met=True, answer="", by=stranger, at=clock.at)
    with pytest.raises(PermissionDenied):
        plans.remove(plan=kept, by=stranger, at=clock.at)


def test_a_plan_is_removed_with_its_steps(nina, kept, candidate, clock):
    plans.settle(plan=kept, what="x", is_met=True, answer="", by=candidate, at=clock.at)

    nina.post(reverse("candidate:plan_remove", args=[kept.pk]))

    assert not Plan.objects.exists()
    assert not PlanStep.objects.exists()
    assert "You have no plan yet." in nina.get("/my/plans/").content.decode()


def test_the_list_says_each_answer(nina, kept):
    assert "At 4 hours a week you finish between 10 May 2026" in nina.get("/my/plans/").content.decode()


def test_where_we_run_the_format_the_plan_becomes_an_enrolment(nina, candidate, editions, enrol, clock):
    plan = plans.save(
        key="jhu-ai-healthcare",
        question="role=nurse-leader",
        hours_per_week=4,
        start_on=None,
        done_by=None,
        by=candidate,
        at=clock.at,
    )
    edition = editions["ai-in-healthcare-cohort"]
    before = told(nina, plan)
    assert reverse("candidate:enrol", args=[edition.pk]) in before
    assert "It is ours. It is not connected with Johns Hopkins University" in before

    enrolment = enrol(candidate, "ai-in-healthcare-cohort")

    after = told(nina, plan)
    assert "You are enrolled in AI in Healthcare, Ten-Week Cohort" in after
    assert reverse("candidate:programme", args=[enrolment.pk]) in after
    assert reverse("candidate:enrol", args=[edition.pk]) not in after
    days = nina.get(reverse("candidate:plan_days", args=[plan.pk])).content.decode()
    # The session's own file names the event alike, so a calendar keeps one of the two.
    session = nina.get(reverse("candidate:session_event", args=[enrolment.pk, "live-1"])).content.decode()
    uid = re.search(r"UID:(.+)\r\n", session.replace("\r\n ", ""))[1]
    assert uid in days.replace("\r\n ", "")


# The calendar file, read by a reader of its own that knows the standard and nothing of our writer.


def read_calendar(data):
    """Return the events of an iCalendar file as dictionaries; fail on anything that RFC 5545 does not allow.

    Lines end in CR LF and have at most 75 octets (3.1); each event has exactly one UID, DTSTAMP and DTSTART, the
    stamp in UTC (3.6.1, 3.8.7.2); start and end are both dates or both times, the end is later; texts hold no
    bare comma, semicolon or line break (3.3.11); UIDs are unique.
    """
    text = data.decode("utf-8")
    assert text.endswith("\r\n")
    raw = text[:-2].split("\r\n")
    assert all(len(line.encode()) <= 75 and "\n" not in line and "\r" not in line for line in raw)
    lines = []
    for line in raw:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines[1:3] == ["VERSION:2.0", "PRODID:-//Testamur//Testamur//EN"]
    events, event = [], None
    for line in lines[3:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            events.append(event)
            event = None
        else:
            assert name not in event
            event[name] = value
    assert event is None
    for one in events:
        assert re.fullmatch(r"\d{8}T\d{6}Z", one["DTSTAMP"])
        whole_day = "DTSTART;VALUE=DATE" in one
        suffix, form = (";VALUE=DATE", "%Y%m%d") if whole_day else ("", "%Y%m%dT%H%M%SZ")
        begins, ends = (
            datetime.strptime(one[f"{name}{suffix}"], form).replace(tzinfo=UTC) for name in ("DTSTART", "DTEND")
        )
        assert ends > begins
        assert not whole_day or one["TRANSP"] == "TRANSPARENT"
        for name in ("SUMMARY", "DESCRIPTION"):
            assert not re.search(r"[,;]", re.sub(r"\\[\\,;nN]", "", one[name]))
        one["begins"], one["ends"] = begins, ends
    assert len({one["UID"] for one in events}) == len(events)
    return events


def test_the_days_are_a_calendar_file_that_keeps_its_names(nina, candidate, kept, settings, clock):
    settings.URL = "https://testamur.example"
    address = reverse("candidate:plan_days", args=[kept.pk])

    first = nina.get(address)
    clock.forward(days=1)
    nina.force_login(candidate)
    second = read_calendar(nina.get(address).content)

    assert first["content-disposition"] == f'attachment; filename="plan-{kept.pk}.ics"'
    events = read_calendar(first.content)
    assert [(one["begins"].date(), one["UID"]) for one in events] == [
        (date(2026, 3, 2), f"plan-{kept.pk}-start@testamur.example"),
        (date(2026, 3, 18), f"plan-{kept.pk}-last-start@testamur.example"),  # 105 days that end on 30 June
        (date(2026, 5, 10), f"plan-{kept.pk}-end-first@testamur.example"),
        (date(2026, 6, 14), f"plan-{kept.pk}-end@testamur.example"),
        (date(2026, 6, 30), f"plan-{kept.pk}-by@testamur.example"),
    ]
    assert all(one["ends"] - one["begins"] == timedelta(days=1) for one in events)
    assert [one["UID"] for one in second] == [one["UID"] for one in events[1:]]


# What is kept of a person.


def test_plans_are_in_the_copy_and_gone_after_erasure(nina, candidate, kept, clock):
    plans.settle(plan=kept, what="the price of the whole", is_met=True, answer="500", by=candidate, at=clock.at)

    copy = json.loads(nina.get(reverse("candidate:export")).content)
    nina.post("/my/data/erase/", {"email": candidate.email})

    (plan,) = copy["plans"]
    assert (plan["key"], plan["question"], plan["hours_per_week"]) == (COURSE.id, "role=nurse-leader", 4)
    assert plan["steps"] == [
        {"what": "the price of the whole", "is_met": True, "answer": "500", "settled_on": "2026-03-02"}
    ]
    assert not Plan.objects.exists()
    assert not PlanStep.objects.exists()
