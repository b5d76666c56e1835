"""The search page: words, ways to narrow with counts, pages, and what to do where nothing is found."""

import html
import re

import pytest
from people import AT

from testamur.site.public import search as page
from testamur.site.records.actions.market import record_content
from testamur.site.records.library import library
from testamur.site.records.search import FACETS, Question, find

pytestmark = pytest.mark.django_db


def text(answer):
    return html.unescape(answer.content.decode())


def listed(answer):
    return re.findall(r'<a href="/offerings/([a-z0-9-]+)/"><b>', answer.content.decode())


def found(words="", **chosen):
    return [hit.key for hit in find(Question(words, chosen, size=200)).hits]


def test_the_best_stand_first_and_what_was_looked_for_is_marked(client):
    answer = client.get("/offerings/", {"words": "nursing"})

    assert listed(answer) == found("nursing")
    assert "<mark>Nursing</mark>" in text(answer)


def test_a_slip_is_said_and_can_be_taken_literally(client):
    answer = client.get("/offerings/", {"words": "harvrad"})

    assert "This is what was found for <b>harvard</b>" in text(answer)
    literally = re.search(r'href="(\?words=harvrad&literal=1)"', text(answer)).group(1)
    assert "No offering holds this word: harvrad." in text(client.get("/offerings/" + literally))


def test_every_way_to_narrow_leads_to_as_many_as_it_says(client):
    ways = re.findall(
        r'<li><a href="(\?[^"]+)">([^<]+)</a> <span class="count">(\d+)',
        text(client.get("/offerings/", {"words": "ai"})),
    )

    assert len(ways) > 10
    for url, name, count in ways[::3]:
        answer = text(client.get("/offerings/" + url))
        assert re.search(rf"<h1>{count} offerings? holds? what you asked for\.", answer), name


def test_a_choice_can_be_dropped_and_is_kept_by_a_new_search(client):
    answer = client.get("/offerings/", {"words": "ai", "group": "clinicians", "price": ["to-500", "unknown"]})

    said = text(answer)
    assert '<input type="hidden" name="group" value="clinicians">' in said
    assert said.count('aria-current="true"') == 3
    assert 'href="?words=ai&group=clinicians&price=unknown"' in said
    assert listed(answer) == found("ai", group=("clinicians",), price=("to-500", "unknown"))


def test_where_nothing_is_found_it_says_what_to_do(client):
    said = text(client.get("/offerings/", {"words": "zzzzzz nurse", "group": "clinicians"}))

    assert "No offering holds what you asked for." in said
    assert "No offering holds this word: zzzzzz." in said
    assert "Drop one of the choices above" in said
    assert 'href="/choose/"' in said


def test_pages_part_what_is_found(client, monkeypatch):
    monkeypatch.setattr(page, "SIZE", 20)

    pages = [client.get("/offerings/", {"page": number}) for number in (1, 2, 3)]

    assert [key for one in pages for key in listed(one)] == found()
    assert 'rel="next" href="?page=2"' in text(pages[0])
    assert client.get("/offerings/", {"page": 4}).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"words": "x" * 201},
        {"page": "none"},
        {"page": "-1"},
        {"words": "a\x00b"},
        {"group": "'; DROP--"},
        {"group": ""},
    ],
)
def test_what_cannot_be_asked_breaks_nothing(client, asked):
    assert client.get("/offerings/", asked).status_code == 200


def test_every_facet_and_value_has_a_name_for_people():
    assert set(page.TITLES) == set(FACETS)
    for name, counts in find(Question()).facets.items():
        for count in counts:
            said = page.value_name(name, count.value)
            assert said
            assert said != count.value or name == "language", (name, count.value)


def test_programs_get_the_same_with_its_counts(client):
    record_content(at=AT)
    given = client.get("/api/search", {"q": "nursign", "group": "clinicians", "limit": 3}).json()
    listed = client.get("/api/offerings", {"q": "nursign", "group": "clinicians", "limit": 3})

    expected = find(Question("nursign", {"group": ("clinicians",)}, size=3))
    assert given["total"] == expected.total == int(listed["X-Total-Count"])
    assert given["read_as"] == "nursing"
    assert [hit["id"] for hit in given["hits"]] == [hit.key for hit in expected.hits]
    assert [one["id"] for one in listed.json()] == [hit.key for hit in expected.hits]
    assert {name: len(counts) for name, counts in given["facets"].items()} == {
        name: len(counts) for name, counts in expected.facets.items()
    }


def test_programs_may_narrow_by_every_facet(client):
    for name, counts in find(Question()).facets.items():
        for count in counts[:2]:
            given = client.get("/api/search", {name: count.value, "limit": 1}).json()
            assert given["total"] == count.count


def test_a_recorded_offering_is_on_its_page_and_in_the_list_of_programs(client):
    record_content(at=AT)

    assert [one["id"] for one in client.get("/api/offerings", {"limit": 200}).json()] == sorted(
        library().offerings
    )
