"""Makers of panels that the tests of the site and the journeys share."""

from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from testamur.site.records.actions import judging, panels
from testamur.site.records.models import PanelJudge, Person

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEFINITION = "Can question a vendor's figures, and does not yet see every bias."


def make_panel(form, *, by, method="angoff", asks_limits=False, at=AT):
    return panels.set_up(
        edition=form.edition,
        form=form,
        method=method,
        definition=DEFINITION,
        asks_limits=asks_limits,
        by=by,
        at=at,
    )


def make_judge(panel, name, *, by, at=AT, **said):
    """Invite somebody who agrees."""
    email = f"{name.lower().replace(' ', '.')}@people.example"
    person = Person.objects.create_user(email, None, name=name)
    judge = panels.invite(panel=panel, email=person.email, by=by, at=at)
    agree(judge, person, at=at, **said)
    return PanelJudge.objects.get(pk=judge.pk)


def agree(judge, person, *, at=AT, **said):
    given = {"discipline": "nursing", "qualifications": "Ten years.", "interests": "", "may_be_named": False}
    return judging.agree(judge=judge, person=person, at=at, **given | said)


def rate_all(judge, value, *, at=AT, limits=None):
    """Say the same of every question."""
    items = judge.panel.form.places.values_list("version__identifier", flat=True)
    judging.rate(judge=judge, values=dict.fromkeys(items, value) | (limits or {}), by=judge.person, at=at)


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


def judge_page(judge, name="panel", *more):
    return reverse(f"candidate:{name}", args=[judge.identifier, *more])


def signed_panel(form, *, by, at=AT):
    """Make a panel of two judges who rated once, signed off."""
    panel = make_panel(form, by=by, at=at)
    judges = [make_judge(panel, name, by=by, at=at) for name in ("Jana Judge", "Jonas Judge")]
    panels.open_round(panel=panel, by=by, at=at)
    for judge, value in zip(judges, (60, 70), strict=True):
        rate_all(judge, value, at=at)
    panels.close_round(panel=panel, by=by, at=at)
    panels.sign_off(panel=panel, reason="As the panel said.", by=by, at=at)
    return panel
