"""Every item that is shown passes axe-core on a narrow screen, in a real browser, with no style of ours."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from items_vectors import EVERY_ITEM
from playwright.sync_api import sync_playwright

from testamur.items import key, render, render_review

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 800}
STANDARDS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": False}},  # sizes are the style's, and the style is the site's
}


@pytest.fixture(scope="module")
def page():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("install the distribution's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport=NARROW)
        browser.close()


def document(content):
    return (
        '<!doctype html><html lang="en"><head><title>Item</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>Item</h1><form>{content}<button>Save</button></form></main></body></html>"
    )


@pytest.mark.parametrize("name", EVERY_ITEM)
def test_an_item_and_its_review_break_no_rule_of_accessibility(page, name):
    item = EVERY_ITEM[name]

    page.set_content(document(render(item, prefix="q1-") + render(item, response=key(item), prefix="q2-")))
    shown = Axe().run(page, options=STANDARDS).response["violations"]
    page.set_content(document(render_review(item, key(item))))
    reviewed = Axe().run(page, options=STANDARDS).response["violations"]

    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in shown + reviewed] == []
