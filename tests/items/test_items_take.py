"""A response is taken strictly: what was not offered is refused, and so is what is half given or too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from items_page import Page
from items_vectors import CLEAN_ROOM, COMPOSED, clean_room_item

from testamur.errors import Refused
from testamur.items import describe, key, read, render, take
from testamur.items.entry import MAX_LINE, MAX_TEXT

NOT_OFFERED = ("response-not-offered", "an option was sent that the question does not have")
NO_SUCH_FIELD = ("response-not-offered", "a field was sent that the question does not have")
TWICE = ("response-repeated", "an option was sent more than once")
NO_NUMBER = (
    "response-not-a-number",
    "write the number in figures, with a point for the decimals and nothing between the thousands",
)


@pytest.mark.parametrize(
    ("name", "form", "response"),
    [
        ("choice-single", {"RESPONSE": ["B"]}, "B"),
        ("choice-multiple", {"RESPONSE": ["C", "A"]}, ["A", "C"]),
        ("order", {"RESPONSE:S1": ["1"], "RESPONSE:S2": ["3"], "RESPONSE:S3": ["2"]}, ["S1", "S3", "S2"]),
        ("order", {"RESPONSE:S1": [""], "RESPONSE:S2": ["1"], "RESPONSE:S3": [""]}, ["S2"]),
        ("match", {"RESPONSE:N": ["D1"], "RESPONSE:R": [""]}, ["N D1"]),
        ("associate", {"RESPONSE:1a": ["P2"], "RESPONSE:1b": ["P1"]}, ["P2 P1"]),
        ("gap-match", {"RESPONSE:G2": ["SENS"]}, ["SENS G2"]),
        ("inline-choice", {"RESPONSE": ["fn"]}, "fn"),
        ("text-entry", {"RESPONSE": ["  precision "]}, "precision"),
        ("text-entry-numeric", {"RESPONSE": ["12.5"]}, 12.5),
        ("text-entry-numeric", {"RESPONSE": [" \N{MINUS SIGN}.5 "]}, -0.5),
        ("extended-text", {"RESPONSE": ["one\r\ntwo"]}, "one\ntwo"),
        ("hottext", {"RESPONSE": ["H2"]}, "H2"),
        ("slider", {"RESPONSE": ["20"]}, 20),
        ("slider", {"RESPONSE": ["0"]}, 0),
    ],
)
def test_a_posted_response_is_taken(name, form, response):
    assert take(clean_room_item(name), form) == {"RESPONSE": response}


@pytest.mark.parametrize(
    ("name", "form", "refusal"),
    [
        ("choice-single", {"RESPONSE": ["Z"]}, NOT_OFFERED),
        ("choice-single", {"RESPONSE": ["B "]}, NOT_OFFERED),
        ("choice-single", {"RESPONSE": ["A", "B"]}, ("response-too-many", "choose at most 1")),
        ("choice-single", {"RESPONSE": ["A", "A"]}, TWICE),
        ("choice-single", {"RESPONSE:A": ["1"]}, NO_SUCH_FIELD),
        ("choice-multiple", {"RESPONSE": ["A", "A"]}, TWICE),
        ("order", {"RESPONSE": ["S1"]}, NO_SUCH_FIELD),
        ("order", {"RESPONSE:S9": ["1"]}, NO_SUCH_FIELD),
        ("order", {"RESPONSE:S1": ["4"]}, ("response-not-offered", "there is no place '4'")),
        ("order", {"RESPONSE:S1": ["0"]}, ("response-not-offered", "there is no place '0'")),
        ("order", {"RESPONSE:S1": ["-1"]}, ("response-not-offered", "there is no place '-1'")),
        ("order", {"RESPONSE:S1": ["1.0"]}, ("response-not-offered", "there is no place '1.0'")),
        (
            "order",
            {"RESPONSE:S1": ["2"], "RESPONSE:S2": ["2"]},
            ("response-incomplete", "place 2 is given twice; give each place once"),
        ),
        (
            "order",
            {"RESPONSE:S1": ["3"], "RESPONSE:S2": ["1"]},
            ("response-incomplete", "place 2 is still free; give the places from 1 onwards"),
        ),
        ("match", {"RESPONSE:N": ["D9"]}, NOT_OFFERED),
        ("match", {"RESPONSE:N": ["R"]}, NOT_OFFERED),
        ("match", {"RESPONSE:D1": ["N"]}, NO_SUCH_FIELD),
        ("match", {"RESPONSE:N": ["D1", "D2"]}, ("response-too-many", '"Nurse" may be used once')),
        ("associate", {"RESPONSE:1a": ["P1"]}, ("response-incomplete", "pair 1 needs one choice on either side")),
        (
            "associate",
            {"RESPONSE:1a": ["P1"], "RESPONSE:1b": ["P1"]},
            ("response-too-many", '"Data drift" may be used once'),
        ),
        (
            "associate",
            {"RESPONSE:1a": ["P1"], "RESPONSE:1b": ["P2"], "RESPONSE:2a": ["P2"], "RESPONSE:2b": ["P1"]},
            ("response-repeated", "two of the pairs are the same"),
        ),
        ("associate", {"RESPONSE:3a": ["P1"], "RESPONSE:3b": ["P2"]}, NO_SUCH_FIELD),
        (
            "gap-match",
            {"RESPONSE:G1": ["SENS"], "RESPONSE:G2": ["SENS"]},
            ("response-too-many", '"sensitivity" may be used once'),
        ),
        ("gap-match", {"RESPONSE:G1": ["SENS", "SPEC"]}, ("response-too-many", '"G1" may be used once')),
        ("inline-choice", {"RESPONSE": ["xx"]}, NOT_OFFERED),
        ("hottext", {"RESPONSE": ["H1", "H2"]}, ("response-too-many", "choose at most 1")),
        (
            "text-entry",
            {"RESPONSE": ["x" * (MAX_LINE + 1)]},
            ("response-too-long", "the answer has 501 characters; 500 are allowed"),
        ),
        ("text-entry", {"RESPONSE": ["a", "b"]}, ("response-repeated", "the field was sent more than once")),
        (
            "text-entry",
            {"RESPONSE": ["a\x00b"]},
            ("response-not-text", "the answer holds characters that are no text"),
        ),
        (
            "extended-text",
            {"RESPONSE": ["x" * (MAX_TEXT + 1)]},
            ("response-too-long", "the answer has 20,001 characters; 20,000 are allowed"),
        ),
        *(
            ("text-entry-numeric", {"RESPONSE": [text]}, NO_NUMBER)
            for text in (
                "NaN",
                "nan",
                "inf",
                "-Infinity",
                "1e5",
                "1e999",
                "12,5",
                "1,000",
                "1 000",
                "0x10",
                "1_0",
                "½",
                "٣",
            )
        ),
        ("text-entry-numeric", {"RESPONSE": ["12.5 %"]}, NO_NUMBER),
        ("text-entry-numeric", {"RESPONSE": ["1" * 40]}, NO_NUMBER),
        ("slider", {"RESPONSE": ["21"]}, ("response-not-offered", "21 is not on the scale")),
        ("slider", {"RESPONSE": ["105"]}, ("response-not-offered", "105 is not on the scale")),
        ("slider", {"RESPONSE": ["-5"]}, ("response-not-offered", "-5 is not on the scale")),
        ("slider", {"RESPONSE": ["NaN"]}, NO_NUMBER),
    ],
)
def test_what_was_not_offered_is_refused(name, form, refusal):
    with pytest.raises(Refused) as refused:
        take(clean_room_item(name), form)

    assert (refused.value.rule, refused.value.reason) == refusal


def test_fields_of_the_page_and_of_other_items_are_left_alone():
    form = {"csrf": ["x"], "q1-RESPONSE": ["A"], "q2-RESPONSE": ["B"], "RESPONSE": ["C"]}

    assert take(clean_room_item("choice-single"), form, prefix="q2-") == {"RESPONSE": "B"}


def test_several_interactions_are_taken_together():
    assert take(clean_room_item("composite"), {"R1": ["A"], "R2": ["drift"]}) == {"R1": "A", "R2": "drift"}


def test_more_options_than_allowed_are_refused():
    item = COMPOSED["h3-2-signs-of-automation-bias"]

    with pytest.raises(Refused, match="choose at most 2"):
        take(item, {"RESPONSE": ["A", "B", "C"]})


def test_a_statement_that_may_be_used_often_has_boxes_and_takes_several():
    text = (CLEAN_ROOM / "items" / "match.xml").read_text()
    item = read(text.replace('identifier="N" match-max="1"', 'identifier="N" match-max="0"').encode())

    page = Page(render(item, response={"RESPONSE": ["N D1", "N D2"]}))

    assert [attributes.get("type") for tag, attributes in page.elements if tag == "input"] == ["checkbox"] * 2
    assert take(item, page.form) == {"RESPONSE": ["N D1", "N D2"]}


@given(number=st.decimals(-(10**9), 10**9, places=6).map(lambda number: f"{number:f}"))
def test_a_number_that_was_taken_is_shown_so_that_it_is_taken_again(number):
    item = clean_room_item("text-entry-numeric")
    taken = take(item, {"RESPONSE": [number]})

    page = Page(render(item, response=taken))

    assert take(item, page.form) == taken == {"RESPONSE": float(number)}


@given(text=st.text(max_size=40))
def test_any_text_is_taken_as_a_number_or_refused(text):
    item = clean_room_item("text-entry-numeric")

    try:
        taken = take(item, {"RESPONSE": [text]})["RESPONSE"]
    except Refused:
        return
    assert taken is None or abs(taken) < 10**15


@pytest.mark.parametrize(
    ("name", "response", "words"),
    [
        ("choice-single", "B", "Calibration on intensive-care patients"),
        ("choice-multiple", ["A", "C"], "Sensitivity by sex; Calibration by age band"),
        (
            "order",
            ["S1", "S2", "S3"],
            "1. Fix the protocol; 2. Run silently beside usual care; 3. Compare with the clinicians' outcomes",
        ),
        (
            "match",
            ["N D1", "R D2"],
            (
                "Nurse \N{RIGHTWARDS ARROW} Acts on a deterioration alert; "
                "Radiologist \N{RIGHTWARDS ARROW} Confirms a flagged nodule"
            ),
        ),
        ("text-entry-numeric", 12.5, "12.5"),
        ("text-entry", "PPV", "PPV"),
        ("slider", 20, "20"),
        ("choice-single", None, ""),
    ],
)
def test_a_response_is_described_in_words(name, response, words):
    assert describe(clean_room_item(name), {"RESPONSE": response}) == {"RESPONSE": words}


def test_the_key_is_given_to_those_who_ask_for_it():
    assert key(COMPOSED["h6-1-steps-of-a-silent-trial"]) == {"RESPONSE": ["C", "A", "D", "B"]}
    assert key(clean_room_item("extended-text")) == {"RESPONSE": None}
