"""A candidate sees their own records and nobody else's; staff, of whatever organisation, are no exception here."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from judges import agree, make_panel
from testamur.site.candidate import urls
from testamur.site.records import issuers
from testamur.site.records.actions import forms, labs, panels, plans, watching
from testamur.site.records.models import Membership

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = (
    *("home", "enrol", "credentials", "plans", "plan_new", "transcript", "data", "export", "erase"),
    *("contributions", "propose", "propose_fact", "watches", "watch"),
)
"""Pages about whoever is signed in; the others are about one record."""
POSTED = {
    *("decide", "appeal", "open_case", "show_name", "renew_by_activities", "renew_by_sitting", "erase"),
    *("book", "book_renewal", "enter", "responses", "submit"),
    *("panel_keep", "panel_leave", "panel_name"),
    *("plan_change", "plan_settle", "plan_reopen", "plan_remove", "watch", "unwatch"),
}


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def places(held, enrol, sit, candidate, editions, at, now, owner):
    """Return the arguments of every address about a record of the candidate."""
    course = held.award.enrolment
    labs.open_case(enrolment=course, component_id="capstone", by=candidate, at=at)
    cohort = enrol(candidate, "ai-in-healthcare-cohort")
    sitting = sit(candidate)
    plan = plans.save(
        key="abaim-certification",
        question="role=physician",
        hours_per_week=4,
        start_on=None,
        done_by=None,
        by=candidate,
        at=at,
    )
    step = plans.settle(plan=plan, what="the price of the whole", is_met=True, answer="", by=candidate, at=at)
    document = held.document.encode()
    verification = issuers.verify(document, at=now)
    watch = watching.watch(verification=verification, document=document, by=candidate, at=now)
    form = forms.assemble(edition=editions["ai-in-medicine-exam"], count=1, seed=1, by=owner, at=at)[0]
    panel = make_panel(form, by=owner, asks_limits=True)
    judge = panels.invite(panel=panel, email=candidate.email, by=owner, at=at)
    agree(judge, candidate)
    panels.open_round(panel=panel, by=owner, at=at)
    of_judge = ("panel", "panel_keep", "panel_leave", "panel_name", "panel_limits")
    of_sitting = ("sitting", "enter", "responses", "sitting_state", "review", "submit", "report")
    return {
        **dict.fromkeys(("programme", "decide", "appeal", "credit"), (course.pk,)),
        "groups": [sitting.enrolment_id],
        **dict.fromkeys(("session", "session_event"), (cohort.pk, "live-1")),
        **dict.fromkeys(("assignment", "open_case"), (course.pk, "capstone")),
        **dict.fromkeys(("assignment_result", "case_data"), (course.pk, "capstone", 1)),
        **dict.fromkeys(("module", "credit_certificate"), (course.pk, "course-1")),
        **dict.fromkeys(("text", "quiz"), (course.pk, "course-1", "what-ai-is")),
        **dict.fromkeys(("renew", "renew_by_activities", "book_renewal"), (held.award.pk,)),
        **dict.fromkeys(
            (
                *("credential", "credential_document", "credential_qr", "certificate", "show_name"),
                *("badge_svg", "badge_png", "kit", "resume", "wallet", "wallet_qr"),
                *("certificate_a4", "certificate_letter"),
            ),
            (held.identifier,),
        ),
        **dict.fromkeys(of_sitting, (sitting.pk,)),
        **dict.fromkeys(of_judge, (judge.identifier,)),
        "panel_question": [judge.identifier, 1],
        **dict.fromkeys(("plan", "plan_change", "plan_settle", "plan_remove", "plan_days"), (plan.pk,)),
        "unwatch": [watch.pk],
        "plan_reopen": [plan.pk, step.pk],
        "evaluation": [course.pk, "evaluation"],
        "quiz_result": [course.pk, "course-1", "what-ai-is", 1],
        "renew_by_sitting": [held.award.pk, sitting.pk],
        "book": [sitting.enrolment_id, "examination"],
        "question": [sitting.pk, 1],
    }


def address(name, arguments):
    return reverse(f"candidate:{name}", args=arguments)


def call(client, name, arguments):
    return (client.post if name in POSTED else client.get)(address(name, arguments))


def test_every_address_is_tested(places):
    assert {*places, *OPEN_TO_ALL} == set(names(urls.urlpatterns))


def test_nobody_else_finds_a_record(client, places, stranger):
    client.force_login(stranger)

    answers = {name: call(client, name, arguments).status_code for name, arguments in places.items()}

    assert answers == dict.fromkeys(places, 404)


@pytest.mark.parametrize("duty", Membership.Duty)
def test_staff_find_no_record_here(client, places, academy, other_academy, duty):
    for organisation in (academy, other_academy):
        client.force_login(organisation.memberships.get(duty=duty).person)

        assert {call(client, name, arguments).status_code for name, arguments in places.items()} == {404}


def test_nobody_writes_to_another_persons_record(client, places, stranger):
    client.force_login(stranger)
    of_judge = ("panel", "panel_question", "panel_limits")
    written = (
        "wallet",
        "groups",
        "credit",
        "assignment",
        "evaluation",
        "quiz",
        "renew",
        "sitting",
        "question",
        *of_judge,
    )

    assert {client.post(address(name, places[name])).status_code for name in written} == {404}


def test_whoever_is_not_signed_in_is_asked_to(client, places, editions):
    for name, arguments in places.items():
        assert call(client, name, arguments)["location"].startswith("/account/login/"), name
    for name in OPEN_TO_ALL:
        arguments = {
            "enrol": [editions["clinical-ai-cme"].pk],
            "propose": ["abaim-certification"],
            "propose_fact": ["abaim-certification", "price"],
        }.get(name, [])
        assert call(client, name, arguments)["location"].startswith("/account/login/"), name


def test_writes_are_posted_with_a_token(places, candidate):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(candidate)

    for name in POSTED:
        assert careful.post(address(name, places.get(name, []))).status_code == 403, name
        assert careful.get(address(name, places.get(name, []))).status_code == 405, name


def test_a_part_that_the_programme_lacks_is_not_found(client, places, candidate):
    client.force_login(candidate)
    course = places["programme"][0]

    for name in ("session", "assignment", "evaluation", "module", "credit_certificate"):
        assert client.get(address(name, [course, "nothing"])).status_code == 404
        assert client.get(address(name, [course, "course-1"])).status_code == (200 if name == "module" else 404)
    assert client.get(address("text", [course, "course-1", "fairness"])).status_code == 404
    assert client.get(address("quiz_result", [course, "course-1", "what-ai-is", 0])).status_code == 404
    assert client.get(address("assignment_result", [course, "capstone", 1])).status_code == 404


def test_an_enrolment_in_one_module_has_no_other(client, candidate, enrol, now):
    enrolment = enrol(candidate, "ai-health-care-leadership", only="responsible-ai")
    client.force_login(candidate)

    assert client.get(address("module", [enrolment.pk, "innovation-strategy"])).status_code == 404


def test_a_number_larger_than_any_record_is_not_found(client, candidate):
    client.force_login(candidate)

    assert client.get(address("programme", [10**30])).status_code == 404
    assert client.get(address("sitting", [10**30])).status_code == 404
    assert client.get(address("enrol", [10**30])).status_code == 404
