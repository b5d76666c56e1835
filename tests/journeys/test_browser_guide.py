"""The guide in a real browser: by keyboard alone, by dragging a weight, by its link, and without JavaScript."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import NoChromium, chromium

from testamur.fit import Profile
from testamur.site.public.weighing import starting
from testamur.site.records.advising import advise
from testamur.site.records.library import library

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLE = "hospital-operations-manager"
ANSWER = f"/choose/advice/?role={ROLE}&on=2026-11-23"
NARROW = ("/choose/", ANSWER, f"/compare/?id=abaim-certification&id=stanford-ai-healthcare&role={ROLE}")
NARROW += (f"/roles/{ROLE}/", "/frameworks/healthcare-ai/", "/method/", "/disclosure/")


@pytest.fixture(scope="module")
def browser():
    try:
        with chromium() as found:
            yield found
    except NoChromium as reason:
        pytest.skip(str(reason))


@pytest.fixture
def opened(browser, live_server):
    """Open a page for somebody without an account."""
    contexts = []

    def opened(address, **options):
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def tab_to(page, matching):
    """Press the tabulator until what has the focus matches."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("matching => document.activeElement.matches(matching)", matching):
            return
    raise AssertionError(f"the tabulator does not come to {matching}")


def flip(page):
    """Return the criterion that alone puts another first, how many points it takes, who is first, who would be."""
    (day,) = parse_qs(urlsplit(page.url).query)["on"]
    profile = Profile(ROLE)
    answer = advise(profile, at=date.fromisoformat(day))
    start = starting(library().roles[ROLE], profile)
    move = next(one for one in answer.changes if one.kind == "weight" and one.weights[one.what] < 0.45)
    others = sum(start.values()) - start[move.what]
    points = next(p for p in range(101) if p / (others + p) > move.weights[move.what] + 0.02)
    names = {fit.offering: fit.name for fit in answer.fits}
    return move.what, points - start[move.what], names[answer.fits[0].offering], names[move.first]


def first_of(page):
    return page.locator(".three > li > span").first


def test_from_the_questions_to_another_first_place_by_keyboard_alone(opened):
    page = opened("/choose/")

    tab_to(page, "[name=role]")
    while page.locator(f"[name=role][value={ROLE}]:checked").count() == 0:
        page.keyboard.press("ArrowDown")
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/choose/advice/"))
    criterion, steps, before, after = flip(page)
    assert first_of(page).inner_text() == before
    plain = page.url
    tab_to(page, f"#w_{criterion}")
    for _ in range(steps):
        page.keyboard.press("ArrowRight")
    page.locator("[data-announce]", has_text=after).wait_for(state="attached")

    assert first_of(page).inner_text() == after
    assert page.locator(".fit-row .who a").first.inner_text() == after
    assert page.evaluate("document.activeElement.id") == f"w_{criterion}"
    assert parse_qs(urlsplit(page.url).query)[f"w_{criterion}"]
    assert page.url != plain
    tab_to(page, "[data-back]")
    page.keyboard.press("Enter")
    page.locator("[data-announce]", has_text=before).wait_for(state="attached")
    assert page.url == plain
    assert page.errors == []


def test_the_link_of_dragged_weights_gives_the_same_answer_to_another(opened):
    page = opened(ANSWER)
    criterion, steps, _, after = flip(page)
    page.locator(f"#w_{criterion}").focus()
    for _ in range(steps):
        page.keyboard.press("ArrowRight")
    page.locator("[data-announce]", has_text=after).wait_for(state="attached")

    other = opened(page.url)

    parts = "parts => parts.map(part => part.outerHTML.replace(/ (open|hidden)=\"\"/g, ''))"
    assert other.eval_on_selector_all("[data-part]", parts) == page.eval_on_selector_all("[data-part]", parts)


def test_without_javascript_a_button_does_what_dragging_does(opened):
    page = opened("/choose/", java_script_enabled=False)

    page.locator(f"[name=role][value={ROLE}]").check()
    page.get_by_role("button", name="Show me what fits", exact=True).click()
    criterion, steps, before, after = flip(page)
    assert first_of(page).inner_text() == before
    page.locator(f"#w_{criterion}").focus()
    for _ in range(steps):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Answer with these weights").click()

    assert first_of(page).inner_text() == after


def test_nothing_scrolls_sideways_on_a_small_phone(opened):
    page = opened(NARROW[0], viewport={"width": 320, "height": 700})

    for address in NARROW:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
