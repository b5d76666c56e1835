"""Who is said to cover what, counted by hand: on the pages of roles, frameworks, competencies, and as mark-up."""

import json
import re
from datetime import date

import pytest

from testamur.catalogue import Claim, Offering
from testamur.site.public.coverage import coverages, touch, touching
from testamur.site.public.role import weight_bars
from testamur.site.records.library import library

DAY = date(2026, 11, 23)


def offering(key, *codes, grade="B"):
    claim = Claim("covers", "https://a.example", grade, value=codes, seen="2026-05")
    return Offering(key, key.title(), "Somebody", "person", "confirmed-exists", claim=(claim,))


ONE, TWO = offering("one", "H1", "H8.6"), offering("two", "H1.2", grade="D")


def test_a_competency_is_touched_by_its_code_or_by_the_code_of_its_group():
    assert [(t.grade, t.whole_group) for t in (touch(ONE, "H1.2", at=DAY), touch(ONE, "H8.6", at=DAY)) if t] == [
        ("B", True),
        ("B", False),
    ]
    assert touch(ONE, "H8.5", at=DAY) is None


def test_what_was_not_yet_known_touches_nothing():
    assert touch(ONE, "H1.2", at=date(2025, 1, 1)) is None


def test_by_competency_and_by_offering_are_two_readings_of_the_same():
    codes = ["H1.1", "H1.2", "H8.6"]

    by_code = touching([TWO, ONE], codes, at=DAY)
    by_offering = coverages([TWO, ONE], codes, at=DAY)

    assert {code: [t.offering.id for t in touches] for code, touches in by_code.items()} == {
        "H1.1": ["one"],
        "H1.2": ["one", "two"],
        "H8.6": ["one"],
    }
    assert [(c.offering.id, c.codes, c.of, c.is_evidenced) for c in by_offering] == [
        ("one", ("H1.1", "H1.2", "H8.6"), 3, True),
        ("two", ("H1.2",), 3, False),
    ]


def test_the_longest_bar_is_the_weightiest_criterion():
    bars = list(weight_bars(library().roles["nurse-leader"]))

    assert [bar.figure for bar in bars] == ["23%", "18%", "13%", "12%", "8%", "8%", "8%", "6%", "4%"]
    assert bars[0].solid == 1
    assert bars[-1].solid == pytest.approx(4 / 23)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "kind"),
    [("/roles/nurse-leader/", "Occupation"), ("/frameworks/healthcare-ai/", "DefinedTermSet")],
)
def test_a_page_carries_its_mark_up_as_data(client, address, kind):
    page = client.get(address).content.decode()

    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    markup = json.loads(text)
    assert markup["@type"] == kind
    assert markup["url"] == f"http://testserver{address}"


@pytest.mark.django_db
def test_a_role_links_its_codes_and_the_guide(client):
    page = client.get("/roles/nurse-leader/").content.decode()

    assert 'href="https://www.onetonline.org/link/summary/11-9111.00"' in page
    assert 'href="/choose/?role=nurse-leader"' in page


@pytest.mark.django_db
def test_a_competency_names_the_roles_that_ask_for_it(client):
    framework = library().frameworks["healthcare-ai"]
    code = next(c for c in framework.competencies if c.code == "H8.6")

    page = client.get(f"/frameworks/healthcare-ai/{code.id}").content.decode()

    assert 'href="/roles/nurse-leader/"' in page
