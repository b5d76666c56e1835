"""Every case of the clean room, and every item of it: taken and shown, or refused by name."""

import pytest
from items_vectors import CASES, CLEAN_ROOM, CLEAN_ROOM_ITEMS, clean_room_item

from testamur.documents import read_xml
from testamur.errors import DocumentError, Problem
from testamur.items import INTERACTIONS, maximum, read, render, score
from testamur.items.item import item_of

UNSUPPORTED = "this kind of interaction is not supported"
REFUSED = {
    "custom": [Problem("line 7", f"qti-custom-interaction: {UNSUPPORTED}")],
    "drawing": [
        Problem("line 7", f"qti-drawing-interaction: {UNSUPPORTED}"),
        Problem("line 3", "the base type 'file' of RESPONSE is not supported"),
    ],
    "end-attempt": [Problem("line 16", f"qti-end-attempt-interaction: {UNSUPPORTED}")],
    "graphic-associate": [Problem("line 8", f"qti-graphic-associate-interaction: {UNSUPPORTED}")],
    "graphic-gap-match": [Problem("line 12", f"qti-graphic-gap-match-interaction: {UNSUPPORTED}")],
    "graphic-order": [Problem("line 8", f"qti-graphic-order-interaction: {UNSUPPORTED}")],
    "hotspot": [Problem("line 8", f"qti-hotspot-interaction: {UNSUPPORTED}")],
    "media": [Problem("line 7", f"qti-media-interaction: {UNSUPPORTED}")],
    "portable-custom": [Problem("line 8", f"qti-portable-custom-interaction: {UNSUPPORTED}")],
    "position-object": [Problem("line 10", f"qti-position-object-stage: {UNSUPPORTED}")],
    "select-point": [Problem("line 12", f"qti-select-point-interaction: {UNSUPPORTED}")],
    "upload": [
        Problem("line 7", f"qti-upload-interaction: {UNSUPPORTED}"),
        Problem("line 3", "the base type 'file' of RESPONSE is not supported"),
    ],
}
EVERY_CASE = [
    pytest.param(name, case, id=f"{name}: {case['name']}") for name, cases in CASES.items() for case in cases
]


def test_there_are_91_cases_of_which_62_are_of_items_that_are_taken():
    taken = sum(len(CASES[name]) for name in CLEAN_ROOM_ITEMS)

    assert (len(EVERY_CASE), taken) == (91, 62)


def test_17_items_are_taken_and_12_are_refused_by_name():
    files = {path.stem for path in (CLEAN_ROOM / "items").glob("*.xml")}

    assert len(CLEAN_ROOM_ITEMS) == 17
    assert files - set(CLEAN_ROOM_ITEMS) == set(REFUSED)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_what_is_not_supported_and_its_line(name):
    with pytest.raises(DocumentError) as refusal:
        clean_room_item(name)

    assert list(refusal.value.problems) == REFUSED[name]


@pytest.mark.parametrize(("name", "case"), EVERY_CASE)
def test_response_processing_gives_the_published_outcome(name, case):
    """The rules of the refused kinds are run too: what is refused is showing them, not scoring them."""
    item = item_of(read_xml(CLEAN_ROOM / "items" / f"{name}.xml"))

    outcomes = score(item, case["responses"])

    assert {name: outcomes[name] for name in case["outcomes"]} == case["outcomes"]


@pytest.mark.parametrize("name", CLEAN_ROOM_ITEMS)
def test_every_item_that_is_taken_can_be_shown(name):
    html = render(CLEAN_ROOM_ITEMS[name], prefix="q1-")

    assert html.startswith("<div class=")


def test_every_kind_of_interaction_stands_in_some_item():
    shown = {node.tag for item in CLEAN_ROOM_ITEMS.values() for node in item.body.walk()}

    assert set(INTERACTIONS) <= shown


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("choice-single", 1),
        ("choice-map", 2.5),
        ("associate", 3),
        ("composite", 3),
        ("extended-text", 6),
        ("gap-match", 2),
    ],
)
def test_the_most_points_are_what_the_best_response_scores(name, most):
    assert maximum(CLEAN_ROOM_ITEMS[name]) == most


def test_what_a_person_scores_has_no_score_yet():
    assert score(CLEAN_ROOM_ITEMS["extended-text"], {"RESPONSE": "We used the score to..."}) == {"SCORE": None}


HOST = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"


@pytest.mark.parametrize(
    "address",
    [
        f"{HOST}match_correct",
        f"{HOST}match_correct.xml",
        "http://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct",
        "http://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct",
        "http://www.imsglobal.org/question/qti_v3p0/rptemplates/match_correct.xml",
    ],
)
def test_a_template_is_known_under_every_address_that_items_use(address):
    text = (CLEAN_ROOM / "items" / "choice-single.xml").read_text()

    item = read(text.replace(f"{HOST}match_correct.xml", address).encode())

    assert score(item, {"RESPONSE": "B"}) == {"SCORE": 1.0}


@pytest.mark.parametrize("address", [f"{HOST}CC2_match", "https://example.org/match_correct.xml", ""])
def test_an_unknown_template_is_refused(address):
    text = (CLEAN_ROOM / "items" / "choice-single.xml").read_text()

    with pytest.raises(DocumentError, match="is not known"):
        read(text.replace(f"{HOST}match_correct.xml", address).encode())
