"""Offerings side by side: by name, differences first, with what each covers of a role."""

import re
from datetime import date

import pytest

from testamur.catalogue import Claim, Offering
from testamur.site.public.compare import compare_url, comparison, covered, glance
from testamur.site.records.library import library

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def made(key, *claims):
    return Offering(key, key.title(), "Somebody", "person", "confirmed-exists", claim=claims)


def validity(months):
    return Claim("validity", "https://a.example", "B", value=months, unit="months", seen="2026-05")


def price(amount):
    return Claim("price", "https://a.example", "B", value=amount, unit="USD", seen="2026-05")


def test_facts_are_sorted_into_differing_partly_known_and_agreeing():
    pacing = Claim("pacing", "https://a.example", "B", value="cohort", seen="2026-05")
    format_ = Claim("format", "https://a.example", "C", value="online", seen="2026-05")

    found = comparison([made("one", validity(36), pacing, format_), made("two", validity(24), pacing)], at=DAY)

    assert [[cell.text for cell in row.cells] for row in found.differing] == [
        ["How long it holds", "36 months", "24 months"]
    ]
    assert [[cell.text for cell in row.cells] for row in found.partial] == [["Format", "online", None]]
    assert [[cell.grade for cell in row.cells] for row in found.agreeing] == [["", "B", "B"]]


def test_price_and_length_stand_at_a_glance_known_or_not():
    length = Claim("length", "https://a.example", "C", value=12, unit="weeks", seen="2026-05")

    table = {
        row.cells[0].text: row.cells[1:]
        for row in glance([made("one", price(100)), made("two", length)], None, at=DAY)
    }

    assert [(cell.text, cell.grade) for cell in table["Price of the whole"]] == [("USD 100", "B"), (None, "")]
    assert [(cell.text, cell.grade) for cell in table["Length"]] == [(None, ""), ("12 weeks", "C")]
    assert table["Kind"][0].text.startswith("not settled")


def test_what_each_covers_of_a_role_counts_groups_and_single_competencies():
    role = library().roles["nurse-leader"]
    outline = Claim("covers", "https://a.example", "B", value=("H1", "H8.6"), seen="2026-05")

    table = covered([made("one", outline), made("two")], role, at=DAY)

    cells = [[cell.text for cell in row.cells[1:]] for row in table]
    assert cells == [["4 of 15", "0 of 15"], *[["touched", "–"]] * 4]
    assert [str(row.cells[0].text).split()[0] for row in table[1:]] == ["H1.1", "H1.2", "H1.3", "H8.6"]


def test_the_order_of_the_address_says_nothing(client):
    one = client.get("/compare/", {"id": ["stanford-ai-healthcare", "abaim-certification"]}).content
    other = client.get("/compare/", {"id": ["abaim-certification", "stanford-ai-healthcare"]}).content

    assert one == other


def test_one_can_be_taken_away_and_the_role_stays(client):
    page = client.get(
        "/compare/", {"id": ["stanford-ai-healthcare", "abaim-certification"], "role": "physician"}
    ).content.decode()

    address = compare_url(["abaim-certification"], library().roles["physician"]).replace("&", "&amp;")
    assert f'href="{address}"' in page
    assert re.search(r'<option value="physician" selected>', page)


def test_an_unknown_role_is_not_there(client):
    assert client.get("/compare/", {"id": "abaim-certification", "role": "none"}).status_code == 404
