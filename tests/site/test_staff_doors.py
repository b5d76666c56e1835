"""Every page of the staff desk opens to the duties its permission names, at home, and to nobody else."""

from datetime import timedelta

import pytest
from crowds import crowd
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from market_records import proposed
from scoring import in_question

from judges import signed_panel
from testamur.site.records.actions import calibrations, programmes, reports, statements
from testamur.site.records.library import library
from testamur.site.records.models import Calibration, Membership, ReviewCase, Screening, TechnicalReport
from testamur.site.records.permissions import PERMITTED
from testamur.site.staff import urls

pytestmark = pytest.mark.django_db

GET = {
    "organisation": "staff.view",
    "programmes": "programme.view",
    "edition": "programme.view",
    "enrolments": "enrolment.view",
    "enrolment": "enrolment.view",
    "attendance": "attendance.record",
    "session": "attendance.record",
    "forms": "form.view",
    "form": "form.view",
    "item": "form.view",
    "results": "result.view",
    "reports": "result.view",
    "report": "result.view",
    "report_pdf": "result.view",
    "fairness": "result.view",
    "calibrations": "calibration.view",
    "calibration": "calibration.view",
    "panels": "panel.view",
    "panel": "panel.view",
    "panel_record": "panel.view",
    "panel_file": "panel.view",
    "panel_new": "panel.run",
    "what_if": "result.view",
    "what_if_sittings": "result.view",
    "scoring_change": "result.view",
    "pass_review": "result.view",
    "screenings": "review.view",
    "screening": "review.view",
    "reviews": "review.view",
    "review": "review.view",
    "sittings": "sitting.watch",
    "sitting": "sitting.watch",
    "accommodations": "accommodation.approve",
    "decisions": "result.view",
    "decision": "result.view",
    "credentials": "credential.view",
    "credential": "credential.view",
    "contributions": "catalogue.edit",
    "contribution": "catalogue.edit",
    "audit": "audit.view",
    "statement": "programme.view",
    "statements": "programme.view",
    "endorse": "programme.view",
    "withdraw": "statement.endorse",
}
POST = {
    "publish": "programme.publish",
    "session": "attendance.record",
    "forms": "form.assemble",
    "reports": "report.make",
    "calibrations": "calibration.make",
    "calibration": "calibration.sign",
    "panel_new": "panel.run",
    "panel_describe": "panel.run",
    "panel_invite": "panel.run",
    "panel_open": "panel.run",
    "panel_close": "panel.run",
    "panel_excuse": "panel.run",
    "panel_end": "panel.run",
    "panel_sign": "panel.run",
    "screenings": "review.decide",
    "review": "review.decide",
    "admit": "sitting.watch",
    "pause": "sitting.watch",
    "resume": "sitting.watch",
    "extend": "sitting.watch",
    "void": "sitting.watch",
    "incident": "sitting.watch",
    "accommodations": "accommodation.approve",
    "decision": "decision.make",
    "what_if": "scoring.propose",
    "scoring_change": "scoring.sign",
    "withdraw_change": "scoring.propose",
    "pass_review": "decision.make",
    "credential": "credential.revoke",
    "contribution": "catalogue.edit",
    "statement": "statement.sign",
    "bring": "statement.sign",
    "endorse": "statement.endorse",
    "withdraw": "statement.endorse",
}
WHAT_IF = ("what_if", "what_if_sittings")
# The catalogue is everybody's: what readers put forward belongs to no organisation.
EVERYWHERE = {"contribution"}


OF_A_PANEL = {name for name in {*GET, *POST} if name.startswith("panel_")} - {"panel_new"} | {"panel"}


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def places(academy, editions, exam_form, sit, candidate, held, enrol, stranger, owner, other_academy, at):
    """Return the address of every page about something of the academy."""
    cohort = editions["ai-in-healthcare-cohort"]
    start = enrol(stranger, "ai-in-healthcare-cohort", at=at).started_on
    sitting = sit(candidate, at=at + timedelta(hours=1))
    theirs = statements.sign(
        edition=programmes.publish(
            organisation=other_academy, edition=library().programmes["ai-in-medicine-exam"], by=None, at=at
        ),
        by=None,
        at=at,
    )
    panel = signed_panel(exam_form, by=owner)
    review = in_question(sitting, by=owner, at=at)
    change = review.score.change
    endorsed = statements.endorse(statement=theirs, organisation=academy, comment="Sound.", by=owner, at=at)
    case = unusual_case(sitting, by=owner, at=at)
    of = {
        **{
            key: [exam_form.edition_id]
            for key in [
                "edition",
                "enrolments",
                "forms",
                "results",
                "reports",
                "screenings",
                "fairness",
                "calibrations",
                "statement",
                "bring",
                *WHAT_IF,
            ]
        },
        "endorse": [theirs.identifier],
        "withdraw": [endorsed.pk],
        **{key: [sitting.pk] for key in ["sitting", "admit", "pause", "resume", "extend", "void", "incident"]},
        "panel_new": [exam_form.edition_id],
        **{key: [panel.pk] for key in OF_A_PANEL},
        **{key: [sitting.enrolment_id] for key in ["enrolment", "decision"]},
        "attendance": [cohort.pk],
        "session": [cohort.pk, start.isoformat(), "live-1"],
        "form": [exam_form.pk],
        "calibration": [calibrated(exam_form, at=at).pk],
        **{key: [reported(exam_form, at=at).pk] for key in ["report", "report_pdf"]},
        "screening": [case.screening_id],
        "review": [case.pk],
        "item": [exam_form.pk, 1],
        "credential": [held.pk],
        "contribution": [proposed(by=candidate).pk],
        "scoring_change": [change.pk],
        "withdraw_change": [change.pk],
        "pass_review": [review.pk],
    }
    return {name: of.get(name, []) for name in GET | POST}


def reported(form, *, at):
    told = {"audience": "public", "since": at.date(), "until": at.date(), "by": None, "at": at}
    reports.ask(edition=form.edition, **told)
    return TechnicalReport.objects.latest("pk")


def unusual_case(sitting, *, by, at):
    screening = Screening.objects.create(
        edition=sitting.form.edition,
        parameters={
            "item_model": "rasch",
            "is_signed": False,
            "items": 40,
            "restricted_by": ["form"],
            "exposed": [],
        },
        looks=[],
        family_level=0.01,
        persons=30,
        data_digest="",
        is_simulated=False,
        by=by,
        at=at,
    )
    evidence = {"much faster": 9, "much slower": 0, "squared residuals": 99.5}
    case = screening.cases.create(kind=ReviewCase.Kind.TIMES, p=1e-7, evidence=evidence)
    case.sittings.add(sitting)
    return case


def calibrated(form, *, at):
    crowd(form, 31)
    asked = calibrations.ask(edition=form.edition, model="rasch", is_anchored=False, by=None, at=at)
    return Calibration.objects.get(request=asked)


def address(name, slug, place):
    return reverse(f"staff:{name}", args=[slug, *place])


def test_every_address_is_tested():
    assert set(names(urls.urlpatterns)) == {*GET, *POST, "home"}


@pytest.mark.parametrize("duty", Membership.Duty)
def test_a_duty_opens_what_it_permits(client, academy, places, duty):
    client.force_login(academy.memberships.get(duty=duty).person)

    opened = {name: client.get(address(name, "academy", places[name])).status_code for name in GET}

    assert opened == {name: 200 if duty in PERMITTED[permission] else 403 for name, permission in GET.items()}


@pytest.mark.parametrize("duty", Membership.Duty)
def test_a_duty_that_does_not_permit_a_write_is_denied(client, academy, places, duty):
    client.force_login(academy.memberships.get(duty=duty).person)
    denied = [name for name, permission in POST.items() if duty not in PERMITTED[permission]]

    answers = {name: client.post(address(name, "academy", places[name])).status_code for name in denied}

    assert answers == dict.fromkeys(denied, 403)


def test_whoever_is_not_signed_in_is_asked_to(client, places):
    for name in GET:
        assert client.get(address(name, "academy", places[name])).status_code == 302
    for name in POST:
        assert client.post(address(name, "academy", places[name]))["location"].startswith("/account/login/")


def test_strangers_and_candidates_are_denied(client, places, candidate, stranger):
    for person in (candidate, stranger):
        client.force_login(person)

        assert client.get(reverse("staff:home")).status_code == 403
        assert {client.get(address(name, "academy", places[name])).status_code for name in GET} == {403}
        assert {client.post(address(name, "academy", places[name])).status_code for name in POST} == {403}


def test_staff_of_another_organisation_are_denied(client, places, other_academy):
    owner = other_academy.memberships.get(duty="owner").person
    for duty in ("examiner", "invigilator", "clerk"):
        other_academy.memberships.create(person=owner, duty=duty)
    client.force_login(owner)
    about_one = [name for name in places if places[name] and name not in EVERYWHERE]

    assert {client.get(address(name, "academy", places[name])).status_code for name in GET} == {403}
    assert {client.post(address(name, "academy", places[name])).status_code for name in POST} == {403}
    assert {client.get(address(n, "other-academy", places[n])).status_code for n in about_one if n in GET} == {404}
    assert {client.post(address(n, "other-academy", places[n])).status_code for n in about_one if n in POST} == {
        404
    }


def test_writes_are_posted_with_a_token(places, owner):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(owner)

    assert {careful.post(address(name, "academy", places[name])).status_code for name in POST} == {403}
    only_posts = POST.keys() - GET.keys()
    assert {careful.get(address(name, "academy", places[name])).status_code for name in only_posts} == {405}


def test_an_organisation_that_is_none_is_not_found(client, owner):
    client.force_login(owner)

    assert client.get("/staff/nowhere/").status_code == 404


def test_a_closed_account_sees_nothing(client, owner, places):
    client.force_login(owner)
    owner.is_active = False
    owner.save()

    assert client.get(address("programmes", "academy", [])).status_code == 302
