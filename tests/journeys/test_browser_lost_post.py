"""A post that never arrives loses no answer: the queue keeps it until the server says that it is kept."""

import re

import pytest
from test_browser import browser, choose_first_single, clock, started, visit  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_answer_whose_post_is_lost_is_sent_by_the_next_page(nina, edition, visit):  # noqa: F811  (a fixture)
    page = visit(nina.person.email)
    sitting = started(nina, edition, page)
    place = choose_first_single(page, sitting)
    answered = f"/my/sittings/{sitting.pk}/{place.position}/"

    page.route("**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.locator(".item-body input[type=radio]").nth(2).check()
    page.locator("button[name=go][value=next]").click()
    page.wait_for_timeout(500)
    page.unroute("**")
    page.goto(answered)
    page.wait_for_url(re.compile(f"{answered}$"))
    page.get_by_text("✓ All answers saved").wait_for()

    assert list(sitting.answers()[place.version.identifier].values.values()) == ["C"]
