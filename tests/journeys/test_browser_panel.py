"""A judge rates by keyboard alone on a narrow screen; what is typed is saved, after a lost connection too."""

import re

import pytest
from django.utils import timezone
from test_browser import browser, clock, visit  # noqa: F401  (fixtures)

from judges import make_judge, make_panel
from testamur.site.records.actions import judging, panels
from testamur.site.records.models import Person, Rating

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY_KEYBOARD = 5


@pytest.fixture
def seated(academy, edition):
    """Return a judge in an open round who has rated all questions but the first few."""

    def seated(method="angoff"):
        form = edition("healthcare-ai-professional").forms.filter(purpose="exam").earliest("pk")
        owner = Person.objects.get(email="owner@academy.example")
        at = timezone.now()
        panel = make_panel(form, by=owner, method=method, at=at)
        judge, _ = [make_judge(panel, name, by=owner, at=at) for name in ("Jana Judge", "Jonas Judge")]
        panels.open_round(panel=panel, by=owner, at=at)
        items = [place.version.identifier for place in form.places.select_related("version")][BY_KEYBOARD:]
        judging.rate(judge=judge, values=dict.fromkeys(items, 100), by=judge.person, at=at)
        return judge

    return seated


def tab_to(page, name):
    """Press Tab until the link or button of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(name):
            return
    raise AssertionError(f"no Tab leads to {name}")


def by_item(judge):
    return dict(judge.ratings.values_list("about", "value"))


def test_a_round_by_keyboard_alone_at_320_pixels(visit, seated):  # noqa: F811  (a fixture)
    judge = seated()
    page = visit(judge.person.email, width=320)
    page.goto("/my/")
    tab_to(page, "Panel for the pass mark")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Round 1 is open: 5 ratings of 40 are missing.").wait_for()
    tab_to(page, "Go on rating")
    page.keyboard.press("Enter")

    for number in range(1, BY_KEYBOARD + 1):
        page.wait_for_url(re.compile(f"/{number}/$"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("scrollY") == 0  # the question comes first, though the field has the focus
        page.keyboard.type(f"{50 + number}")
        if number == 1:
            page.get_by_text("✓ Saved").wait_for()  # before Enter
            assert Rating.objects.filter(judge=judge, value=51).count() == 1
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/{BY_KEYBOARD + 1}/$"))
    page.keyboard.press("Shift+Tab")
    for _ in range(3):
        if page.evaluate("document.activeElement.textContent") == "Panel":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="You have finished round 1.").wait_for()
    assert sorted(by_item(judge).values())[:BY_KEYBOARD] == [51, 52, 53, 54, 55]
    assert page.errors == []


def test_a_lost_connection_is_told_and_the_rating_follows(visit, seated):  # noqa: F811  (a fixture)
    judge = seated()
    page = visit(judge.person.email, width=320)
    page.goto(f"/my/panels/{judge.identifier}/1/")

    page.context.set_offline(True)
    page.keyboard.type("44")
    page.get_by_text("Not saved: no connection.").wait_for()
    assert not Rating.objects.filter(value=44).exists()
    page.context.set_offline(False)
    page.get_by_text("✓ Saved").wait_for()

    assert Rating.objects.filter(judge=judge, value=44).count() == 1
    assert page.errors == []


def test_yes_and_no_have_keys(visit, seated):  # noqa: F811  (a fixture)
    judge = seated("yes-no")
    page = visit(judge.person.email, width=320)
    page.goto(f"/my/panels/{judge.identifier}/1/")

    for number, letter in enumerate("yn", 1):
        page.wait_for_url(re.compile(f"/{number}/$"))
        page.keyboard.press(letter)
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/3/$"))

    said = by_item(judge)
    first = [place.version.identifier for place in judge.panel.form.places.select_related("version")][:2]
    assert [said[item] for item in first] == [100, 0]
    assert page.errors == []
