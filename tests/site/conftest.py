"""Organisations, people and editions that the tests of the site share."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from numpy.random import default_rng
from people import AT, let_in, make_organisation, make_person, member
from player import page
from scoring import sat

from testamur.delivery import Kind
from testamur.programme import Programme
from testamur.site.jobs.simulated import answer_form, answer_quiz_of
from testamur.site.records.actions import credentials, enrolments, forms, programmes, sittings
from testamur.site.records.library import library
from testamur.site.records.models import Award, Decision, Membership, Sitting


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """Hash test passwords quickly; that they are hashed slowly in use is Django's own test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def at():
    return AT


@pytest.fixture
def academy(db):
    return make_organisation("academy")[0]


@pytest.fixture
def other_academy(db):
    return make_organisation("other-academy")[0]


@pytest.fixture
def owner(academy):
    return member(academy, Membership.Duty.OWNER)


@pytest.fixture
def examiner(academy):
    return member(academy, Membership.Duty.EXAMINER)


@pytest.fixture
def clerk(academy):
    return member(academy, Membership.Duty.CLERK)


@pytest.fixture
def invigilator(academy):
    return member(academy, Membership.Duty.INVIGILATOR)


@pytest.fixture
def employer(academy):
    return member(academy, Membership.Duty.EMPLOYER)


@pytest.fixture
def candidate(db):
    return make_person("Nina Nurse")


@pytest.fixture
def new_person(db):
    """Make people by their name."""
    return make_person


@pytest.fixture
def stranger(db):
    return make_person("Some Stranger")


@pytest.fixture
def editions(academy, owner):
    return {
        name: programmes.publish(organisation=academy, edition=edition, by=owner, at=AT)
        for name, edition in library().programmes.items()
    }


@pytest.fixture
def enrol(editions):
    """Enrol a person in one of our programmes."""

    def enrol(person, name, *, at=AT, start=None, only="", facts=None):
        programme: Programme = editions[name].programme
        if programme.calendar.pacing == "cohort" and start is None:
            start = next(day for day in programme.calendar.starts if day >= at.date())
        return enrolments.enrol(
            edition=editions[name],
            person=person,
            facts={"licence": "nurse"} if facts is None else facts,
            only=only,
            start=start,
            by=person,
            at=at,
        )

    return enrol


class Clock:
    """The site's clock, held still until a test moves it."""

    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at

    def forward(self, **span):
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def clock(monkeypatch):
    """Hold the site's clock at `at`."""
    stopped = Clock(AT)
    monkeypatch.setattr(timezone, "now", stopped)
    return stopped


@pytest.fixture
def now(monkeypatch):
    """Hold the site's clock at a moment after `at`."""
    moment = AT + timedelta(days=7)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def held(enrol, candidate, now):
    """Return the credential of a candidate's award, made without walking the whole way."""
    enrolment = enrol(candidate, "clinical-ai-cme")
    decision = Decision.objects.create(enrolment=enrolment, outcome="award", reason="Met.", findings=[], at=AT)
    award = Award.objects.create(decision=decision, enrolment=enrolment, awarded_on=AT.date())
    return credentials.issue(award=award, by=None, at=AT)


@pytest.fixture
def suspendable(enrol, candidate, now):
    """Return the credential of an award that can be suspended, made without walking the whole way."""
    enrolment = enrol(candidate, "healthcare-ai-professional")
    decision = Decision.objects.create(enrolment=enrolment, outcome="award", reason="Met.", findings=[], at=AT)
    award = Award.objects.create(
        decision=decision, enrolment=enrolment, awarded_on=AT.date(), expires_on=date(2029, 3, 2)
    )
    return credentials.issue(award=award, by=None, at=AT)


@pytest.fixture
def exam_form(editions, owner):
    """Return the one form of the 40-question examination, which an examiner decides on."""
    edition = editions["healthcare-ai-professional"]
    return forms.assemble(edition=edition, count=1, seed=1, by=owner, at=AT)[0]


@pytest.fixture
def sit(exam_form, enrol, owner):
    """Let a person sit the 40-question examination: answer, or only start if `correct` is None."""

    def sit(person, *, correct=None, at=AT):
        enrolment = exam_form.edition.enrolments.filter(person=person).first()
        enrolment = enrolment or enrol(person, "healthcare-ai-professional", at=at)
        seen = enrolment.sittings.count()
        if seen >= exam_form.edition.forms.filter(purpose="exam").count():
            forms.assemble(edition=exam_form.edition, count=1, seed=1 + seen, by=owner, at=AT)
        sitting = sittings.book(enrolment=enrolment, component_id="examination", by=person, at=at)
        sittings.happen(sitting=let_in(sitting, at), kind=Kind.START, by=person, at=at)
        if correct is not None:
            rows = answer_form(sitting, correct=correct, rng=default_rng(person.pk))
            sittings.respond(sitting=sitting, responses=rows, generation=None, at=at + timedelta(minutes=5))
            sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=person, at=at + timedelta(minutes=9))
        return sitting

    return sit


@pytest.fixture
def studied():
    """Let an enrolment pass every quiz."""

    def studied(enrolment, *, at=AT):
        for component in enrolment.edition.programme.component:
            for text in component.texts:
                enrolments.answer_quiz(
                    enrolment=enrolment,
                    component_id=component.id,
                    text_id=text,
                    responses=answer_quiz_of(library().texts[text].quiz, correct=3, rng=default_rng(1)),
                    by=enrolment.person,
                    at=at,
                )

    return studied


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


@pytest.fixture
def rule_form(editions, owner, at):
    """Return a form of the examination of 110 questions, 70 of which pass, as if the rule decided its award."""
    edition = editions["ai-in-medicine-exam"]
    edition.text = edition.text.replace('decided_by = "person"', 'decided_by = "rule"')
    edition.save()
    return forms.assemble(edition=edition, count=1, seed=1, by=owner, at=at)[0]


@pytest.fixture
def doctor(rule_form, enrol, new_person):
    """Let people sit it with chosen answers."""

    def doctor(name, **fields):
        person = new_person(name)
        return sat(enrol(person, "ai-in-medicine-exam", facts={"licence": "physician"}), **fields)

    return doctor
