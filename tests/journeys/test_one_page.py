"""The case for a manager is one page of A4 on paper, for the fullest offering and the role that asks most."""

import re

import pytest
from browser import NoChromium, chromium

from testamur.site.records.library import library

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = (595, 842)  # ISO 216: 210 mm by 297 mm, in points of 1/72 inch


def fullest():
    """Return the offerings with the most claims and with the most sources, and the role with the most targets."""
    kept = library().offerings.values()
    most = max(kept, key=lambda offering: len(offering.claim))
    sources = max(kept, key=lambda offering: len({claim.source for claim in offering.claim}))
    role = max(library().roles.values(), key=lambda role: len(role.target))
    return sorted({most.id, sources.id}), role.id


def pages(pdf):
    """Return the pages of a PDF and their size, as its page objects state them (ISO 32000-1, 7.7.3.3)."""
    count = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    return count, tuple(round(float(side)) for side in box.groups())


def test_the_case_prints_on_one_page(live_server):
    offerings, role = fullest()
    found = {}
    try:
        with chromium() as browser:
            page = browser.new_page(base_url=live_server.url)
            for offering in offerings:
                page.goto(f"/offerings/{offering}/case/?role={role}&hours_per_week=4")
                assert page.locator("article.one-page").count() == 1
                found[offering] = pages(page.pdf(prefer_css_page_size=True))
    except NoChromium as reason:
        pytest.skip(str(reason))

    assert found == dict.fromkeys(offerings, (1, A4))
