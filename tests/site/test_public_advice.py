"""The answer's page: what is dragged, what the link rebuilds after facts have changed, and what it then says."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from testamur.catalogue import Claim
from testamur.catalogue.readings import Reading
from testamur.fit import Counsel, Module, Profile
from testamur.site.public import advice as words
from testamur.site.public import made, weighing
from testamur.site.records import market
from testamur.site.records.actions.market import record
from testamur.site.records.advising import advise
from testamur.site.records.library import library

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROLE = "nurse-leader"
START = {name: str(points) for name, points in weighing.starting(library().roles[ROLE], Profile(ROLE)).items()}


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Hold the site's clock at the day after the question."""
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(days=1))


def asked(client, path="/choose/advice/", **query):
    return client.get(path, {"role": ROLE, "on": DAY.isoformat(), **query})


def part(answer, name):
    """Return one part of a page, from its opening to its closing tag."""
    page = answer.content.decode()
    start, depth = page.index(f'<div data-part="{name}"'), 0
    for tag in re.finditer(r"<(/?)div\b", page[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return page[start : start + tag.start()]
    raise AssertionError(f"the part {name} does not end")


def weights(**points):
    return {f"w_{name}": value for name, value in points.items()}


def test_the_weights_start_where_the_role_has_them(client):
    page = asked(client).content.decode()

    sliders = re.findall(r'<input type="range" id="w_(\w+)" name="w_\w+" min="0" max="100" value="(\d+)"', page)
    assert dict(sliders) == START


def test_dragged_weights_are_what_is_counted(client):
    page = part(asked(client, **weights(**dict.fromkeys(START, 0) | {"cost": 30, "time": 10})), "counted")

    assert re.findall(r"<th[^>]*>(?:price|time it takes)</th><td[^>]*>(\d+%)</td>", page) == ["75%", "25%"]


def test_the_weights_of_the_role_are_not_kept_in_the_address(client):
    answer = asked(client, **weights(**START))

    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query) == {"role": [ROLE], "on": [DAY.isoformat()]}


@pytest.mark.parametrize("wrong", [dict.fromkeys(START, 0), {"cost": -1}, {"cost": 101}, {"cost": "much"}])
def test_weights_that_cannot_be_counted_are_refused_with_a_sentence(client, wrong):
    answer = asked(client, **weights(**wrong))

    assert answer.status_code == 422
    assert "Please correct this first" in answer.content.decode()


def test_what_follows_a_drag_is_what_the_page_then_says(client):
    given = weights(**{**START, "cost": 60})

    live, whole = asked(client, "/choose/advice/live/", **given), asked(client, **given)

    for name in ("head", "cautions", "picture", "three"):
        assert part(live, name) == part(whole, name), name


def test_every_bar_has_its_figures_in_the_table(client):
    answer = asked(client)
    page = answer.content.decode()

    assert page.count('class="fit-row"') == len(answer.context["advice"].fits)
    table = page.split('id="figures"')[1].split("</table>")[0]
    for row in answer.context["advice"].fits:
        assert f">{row.first_share:.1%}<" in table
        assert f">{row.value.low:.2f}<" in table


def made_dearer(key, *, at=AT):
    """Record a version of an offering at a price that nobody in the tests can pay."""
    offering = market.offering(key)
    claim = Claim("price", "https://a.example/price", "B", value=900_000, unit="USD", seen="2026-11-20")
    return record(replace(offering, claim=(*offering.claim, claim)), origin="contribution 1", by=None, at=at)


def test_the_link_rebuilds_the_answer_after_facts_have_changed(client):
    record(market.offering("abaim-certification"), origin="contribution 1", by=None, at=AT)
    link = {"budget": "3000", "made": str(made.now())}
    before = asked(client, **link)
    first = before.context["advice"].fits[0].offering

    made_dearer(first)
    after = asked(client, **link)

    for name in ("head", "cautions", "picture", "reasons", "counted", "again"):
        assert part(after, name) == part(before, name), name
    assert "The catalogue has changed since" in after.content.decode()
    assert "Asked today, the answer is:" in after.content.decode()
    assert asked(client, budget="3000").context["advice"].fits[0].offering != first


def test_an_answer_of_another_method_says_so(client):
    present = made.now()

    page = asked(client, made=str(replace(present, method="00000000"))).content.decode()

    assert "The method has changed since" in page
    assert "Asked today, the same comes first." in page


def test_a_link_from_elsewhere_says_so_and_a_damaged_one_is_refused(client):
    page = asked(client, made=str(replace(made.now(), revision=10**6))).content.decode()

    assert "made by another installation" in page
    assert asked(client, made="1-zz").status_code == 422


def test_a_file_that_came_later_is_not_in_an_earlier_catalogue():
    record(market.offering("abaim-certification"), origin="contribution 1", by=None, at=AT)
    then = market.revision()
    record(market.offering("stanford-ai-healthcare"), origin="content", by=None, at=AT)

    assert "stanford-ai-healthcare" not in market.all_offerings(at_revision=then)
    assert market.offerings(["stanford-ai-healthcare"], at_revision=then) == {}
    assert "stanford-ai-healthcare" in market.all_offerings()


def test_from_an_answer_one_goes_on_to_a_plan_and_a_case_with_what_was_asked(client):
    answer = asked(client, hours_per_week="4")
    first = answer.context["advice"].fits[0].offering

    page = part(answer, "reasons")
    assert f'href="/my/plans/new/?offering={first}&amp;role={ROLE}&amp;hours_per_week=4"' in page
    assert f'href="/offerings/{first}/case/?role={ROLE}&amp;hours_per_week=4"' in page


def counselled(kind, **changes):
    answer = advise(Profile(ROLE), at=DAY)
    return replace(answer, counsel=Counsel(kind, "A sentence.", **changes)), answer.fits


def test_every_form_of_answer_has_its_headline():
    _, (first, second, *_) = counselled("list")
    nothing = {"price": Reading("price"), "weeks": Reading("weeks"), "sentence": ""}
    part_alone = Module(first.offering, first.name, "module 2", place=1, value=first.value, **nothing)

    pair, _ = counselled("pair", offerings=(first.offering, second.offering))
    module, _ = counselled("module", offerings=(first.offering,), module=part_alone)
    none, _ = counselled("none", instead=("Read the law first.",))

    assert words.title(pair) == f"Two together: {first.name}, and {second.name}."
    assert words.title(module) == f"One part is enough: module 2, of {first.name}."
    assert words.title(none) == "None of them, for now. There is something better to do."
