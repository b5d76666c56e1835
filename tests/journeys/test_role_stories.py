"""Twelve people ask the guide, over its interface and on its page, and are told what the published facts allow."""

import json
import tomllib
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from testamur.site.records.library import library

FILE = Path(__file__).parents[1] / "vectors/fit/role-stories.toml"
TOLD = tomllib.loads(FILE.read_text())
STORIES = TOLD["story"]
EUROPEAN_UNION = {"DE", "NL"}
every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story["id"])


def answer_to(story, policy="graded"):
    """Ask over the interface."""
    question = {"profile": story["profile"], "on": TOLD["on"].isoformat(), "policy": policy}
    response = Client().post("/api/fit/rank", json.dumps(question), content_type="application/json")
    assert response.status_code == 200, response.content
    return response.json()


def page_for(story):
    """Ask on the page, as its form would."""
    given = {name: value for name, value in story["profile"].items() if not isinstance(value, bool)}
    words = {True: "yes", False: "no"}
    given |= {"board_certified": words[story["profile"]["board_certified"]]} if board_asked(story) else {}
    given |= {"programming": "no"} if story["profile"].get("programming_ok") is False else {}
    response = Client().get(reverse("public:advice"), {**given, "on": TOLD["on"].isoformat()}, follow=True)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def board_asked(story):
    return "board_certified" in story["profile"]


def name_of(key):
    return library().offerings[key].name


def without_weak_facts(answer):
    """Return the sentence that says who would be first without interested parties and weak sources."""
    found = (c["sentence"] for c in answer["cautions"] if c["kind"] == "first-place-on-weak-evidence")
    return next(found, "")


def test_the_stories_are_four_of_each_group_in_four_parts_of_the_world():
    places = {"EU" if s["profile"]["country"] in EUROPEAN_UNION else s["profile"]["country"] for s in STORIES}

    assert Counter(story["group"] for story in STORIES) == {
        "clinicians": 4,
        "administrators-operations": 4,
        "informatics-data": 4,
    }
    assert all(library().roles[s["profile"]["role"]].group == s["group"] for s in STORIES)
    assert places == {"US", "GB", "EU", "IN"}
    assert {s["profile"]["need"] for s in STORIES} == {
        "cme",
        "hire",
        "internal-credentialing",
        "specialty",
        "capability",
        "leadership",
    }


@every_story
def test_the_argument_stands_on_facts_of_the_catalogue(story):
    stated = {claim.source for offering in library().offerings.values() for claim in offering.claim}

    assert set(story["sources"]) <= stated
    assert story["argument"].strip()


@every_story
def test_the_guide_gives_the_answer_that_the_facts_allow(db, story):
    answer = answer_to(story)
    first = answer["fits"][0]
    aside = {one["offering"]: one for one in answer["set_aside"]}
    fits = {one["offering"]: one for one in answer["fits"]}

    assert answer["confidence"] in story["confidence"]
    if story["first"] and first["offering"] not in story["first"]:
        said = without_weak_facts(answer)
        assert said.endswith("would be first.")
        assert any(name_of(key) in said for key in story["first"]), said
    if "reason" in story:
        assert story["reason"] in {why["criterion"] for why in first["reasons"] if why["direction"] == "for"}
    assert set(story.get("warned", ())) <= {caution["kind"] for caution in answer["cautions"]}
    for asked in story["asks"]:
        assert asked["fact"] in fits[asked["offering"]]["confirm"], asked
    for refused in story["never"]:
        because = aside[refused["offering"]]["because"]
        assert aside[refused["offering"]]["standing"] == "not"
        assert any(refused["because"] in sentence for sentence in because), because


@every_story
def test_the_page_says_it_too(db, story):
    answer, page = answer_to(story), page_for(story)
    first = answer["fits"][0]
    aside = {one["offering"]: one for one in answer["set_aside"]}

    assert first["name"] in page
    assert first["confirm"][0] in page
    assert all(why["sentence"] in page for why in first["reasons"])
    assert all(caution["sentence"] in page for caution in answer["cautions"])
    for refused in story["never"]:
        assert name_of(refused["offering"]) in page
        assert all(sentence in page for sentence in aside[refused["offering"]]["because"])


@pytest.mark.parametrize(
    "story", [story for story in STORIES if "at_its_word" in story], ids=lambda story: story["id"]
)
def test_the_source_guide_at_its_word_leads_where_it_says(db, story):
    first = answer_to(story, policy="source-guide")["fits"][0]

    assert first["offering"] in story["at_its_word"]


@every_story
def test_nothing_that_certifies_organisations_is_offered(db, story):
    offered = {library().offerings[one["offering"]].holder for one in answer_to(story)["fits"]}

    assert offered == {"person"}


def test_american_credit_speaks_for_nothing_to_somebody_without_a_licence_to_renew(db):
    stories = [story for story in STORIES if story.get("no_credit")]

    assert stories
    for story in stories:
        for one in answer_to(story)["fits"]:
            assert "ce" not in {why["criterion"] for why in one["reasons"] if why["direction"] == "for"}
