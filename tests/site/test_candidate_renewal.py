"""Renewal: when, by which way, and what it gives."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from numpy.random import default_rng
from people import let_in

from testamur.delivery import Kind
from testamur.programme import Edition
from testamur.site.jobs.simulated import answer_form
from testamur.site.records.actions import credentials, decisions, forms, programmes, sittings
from testamur.site.records.library import library
from testamur.site.records.models import Award, Decision, Sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def passed(candidate, sit, studied):
    enrolment = sit(candidate, correct=30).enrolment
    studied(enrolment)
    return enrolment


@pytest.fixture
def award(client, passed, examiner, exam_form, owner, at, clock):
    client.force_login(passed.person)
    decisions.decide_by_person(
        enrolment=passed, outcome=Decision.Outcome.AWARD, reason="In order.", by=examiner, at=at
    )
    forms.assemble(edition=exam_form.edition, count=1, seed=5, purpose="renewal", by=owner, at=at)
    return Award.objects.get()


def page(award, name="renew", *more):
    return reverse(f"candidate:{name}", args=[award.pk, *more])


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def resit(client, award, clock, *, correct):
    client.post(page(award, "book_renewal"))
    sitting = Sitting.objects.filter(purpose="renewal").latest("pk")
    who = award.enrolment.person
    sittings.happen(sitting=let_in(sitting, clock.at), kind=Kind.START, by=who, at=clock.at)
    rows = answer_form(sitting, correct=correct, rng=default_rng(1))
    sittings.respond(sitting=sitting, responses=rows, generation=None, at=clock.at)
    sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=who, at=clock.at)
    return sitting


@pytest.fixture
def in_time(client, candidate, award, clock):
    """Go to the window in which the award, which holds until 2 March 2029, can be renewed."""
    clock.at = clock.at.replace(year=2029, month=1, day=15)
    client.force_login(candidate)
    return award


def test_before_the_window_the_page_says_when_it_opens(client, award):
    text = text_of(client.get(page(award)))

    assert "Your award holds until 2 March 2029. You can renew it from 3 September 2028." in text
    assert "It can be booked from 3 September 2028." in text
    assert client.post(page(award, "book_renewal")).status_code == 409


def test_in_the_window_a_re_examination_is_booked_once(client, in_time):
    assert "can be renewed now" in text_of(client.get(page(in_time)))

    client.post(page(in_time, "book_renewal"))

    assert Sitting.objects.filter(purpose="renewal").count() == 1
    assert "To your re-examination" in text_of(client.get(page(in_time)))
    assert client.post(page(in_time, "book_renewal")).status_code == 409


def test_a_passed_one_renews_the_award_without_losing_a_day(client, in_time, clock):
    sitting = resit(client, in_time, clock, correct=14)
    assert "Renew the award by this result" in text_of(client.get(page(in_time)))

    client.post(page(in_time, "renew_by_sitting", sitting.pk))

    assert in_time.extensions.get().expires_on.isoformat() == "2032-03-02"
    assert in_time.credentials.last().supersedes == in_time.credentials.first()
    assert "It renewed the award until 2 March 2032." in text_of(client.get(page(in_time)))
    assert client.post(page(in_time, "renew_by_sitting", sitting.pk)).status_code == 409


def test_one_short_renews_nothing(client, in_time, clock):
    sitting = resit(client, in_time, clock, correct=13)

    assert "Renew the award by this result" not in text_of(client.get(page(in_time)))
    assert client.post(page(in_time, "renew_by_sitting", sitting.pk)).status_code == 409
    assert not in_time.extensions.exists()


def test_the_first_examination_does_not_renew(client, in_time):
    first = Sitting.objects.get(purpose="exam")

    assert client.post(page(in_time, "renew_by_sitting", first.pk)).status_code == 404


def test_there_are_no_activities_where_the_programme_has_no_such_way(client, in_time):
    answer = client.post(page(in_time), {"title": "Course", "on": "2028-01-01", "units": "5"})

    assert answer.status_code == 409
    assert not in_time.units.exists()


ACTIVITIES = '[[renewal.ways]]\nkind = "activities"\nunits = 10\n'


@pytest.fixture
def by_activities(client, candidate, academy, owner, enrol, editions, at, clock):
    """Return an award of an edition that is renewed by ten units of activities."""
    edition = library().programmes["healthcare-ai-professional"]
    text = edition.text.replace('edition = "2026-1"', 'edition = "2026-2"', 1) + ACTIVITIES
    programme = replace(edition.programme, edition="2026-2")
    made = programmes.publish(
        organisation=academy, edition=Edition(programme, text, "1" * 64), by=owner, at=at + timedelta(hours=1)
    )
    editions["newer"] = made
    enrolment = enrol(candidate, "newer")
    decision = Decision.objects.create(enrolment=enrolment, outcome="award", reason="Met.", findings=[], at=at)
    award = Award.objects.create(
        decision=decision, enrolment=enrolment, awarded_on=at.date(), expires_on=at.date().replace(year=2029)
    )
    credentials.issue(award=award, by=None, at=at)
    clock.at = at.replace(year=2029, month=1, day=15)
    client.force_login(candidate)
    return award


def put_forward(client, award, units, on="2028-05-01", title="Course on alerts"):
    return client.post(page(award), {"title": title, "on": on, "units": units})


def test_activities_are_kept_and_summed(client, by_activities):
    put_forward(client, by_activities, "4")
    put_forward(client, by_activities, "2.5")

    text = text_of(client.get(page(by_activities)))

    assert "6.50 of 10.0 units are put forward." in text
    assert "Renew the award by these activities" not in text
    assert client.post(page(by_activities, "renew_by_activities")).status_code == 409


def test_enough_of_them_renew_the_award(client, by_activities):
    put_forward(client, by_activities, "10")
    assert "Renew the award by these activities" in text_of(client.get(page(by_activities)))

    client.post(page(by_activities, "renew_by_activities"))

    assert by_activities.extensions.get().expires_on.isoformat() == "2032-03-02"
    assert "0 of 10.0 units are put forward." in text_of(client.get(page(by_activities)))


@pytest.mark.parametrize(
    ("units", "on"),
    [("0", "2028-05-01"), ("-1", "2028-05-01"), ("x", "2028-05-01"), ("1", "2029-02-01"), ("1", "")],
)
def test_what_is_no_activity_is_not_kept(client, by_activities, units, on):
    assert put_forward(client, by_activities, units, on=on).status_code == 422
    assert not by_activities.units.exists()


def test_an_award_that_does_not_end_needs_no_renewal(client, candidate, held, now):
    client.force_login(candidate)

    assert "Your award does not end." in text_of(client.get(page(held.award)))
