"""A draft is written as valid QTI 3, always in the same way, and means what its author said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from items_vectors import COMPOSED, DRAFTS, VECTORS, every_composed_item

from testamur.documents import read_toml, read_xml
from testamur.errors import DocumentError, Problem
from testamur.items import Draft, Option, Record, compose, drafts, key, lint, maximum, read, score
from testamur.items.vocabulary import ITEM_PARTS

TABLE = read_toml(VECTORS / "drafts.toml")


def outcomes(identifier, response):
    return score(COMPOSED[identifier], {"RESPONSE": response})


@every_composed_item
def test_the_key_scores_1_of_1_and_no_answer_scores_0(draft):
    item = read(compose(draft))

    assert maximum(item) == 1
    assert score(item, key(item))["SCORE"] == 1
    assert score(item, {})["SCORE"] == 0


@pytest.mark.parametrize(
    ("identifier", "response", "expected"),
    [
        ("h4-1-flags-in-a-week", "A", (1, ["A"])),
        ("h4-1-flags-in-a-week", "D", (0, ["D"])),
        ("h4-1-flags-in-a-week", None, (0, None)),
        ("h3-2-signs-of-automation-bias", ["D", "B"], (1, ["D", "B"])),
        ("h3-2-signs-of-automation-bias", ["B"], (0, ["B"])),
        ("h3-2-signs-of-automation-bias", ["B", "D", "E"], (0, ["B", "D", "E"])),
        ("h6-1-steps-of-a-silent-trial", ["C", "A", "D", "B"], (1, ["C", "A", "D", "B"])),
        ("h6-1-steps-of-a-silent-trial", ["A", "B", "C", "D"], (0, ["A", "B", "C", "D"])),
        ("h6-1-steps-of-a-silent-trial", ["C", "A"], (0, ["C", "A"])),
        ("h7-2-faults-of-figures", ["C T3", "B T1", "A T2"], (1, ["A", "B", "C"])),
        ("h7-2-faults-of-figures", ["A T2", "B T1", "C T4"], (0, ["A", "B", "C"])),
        ("h7-2-faults-of-figures", ["B T1"], (0, ["B"])),
        ("h7-2-faults-of-figures", None, (0, None)),
        ("h4-1-number-needed-to-alert", 12.5, (1, ["solution"])),
        ("h4-1-number-needed-to-alert", 12.45, (1, ["solution"])),
        ("h4-1-number-needed-to-alert", 12.44, (0, ["solution"])),
        ("h4-1-number-needed-to-alert", None, (0, ["solution"])),
    ],
)
def test_scoring_is_all_or_nothing_and_says_which_reasons_to_show(identifier, response, expected):
    found = outcomes(identifier, response)

    assert (found["SCORE"], found["FEEDBACK"]) == expected


@every_composed_item
def test_every_reason_that_is_named_is_there(draft):
    item = read(compose(draft))

    named = {said.identifier for said in item.feedback}

    assert {said.outcome for said in item.feedback} == {"FEEDBACK"}
    assert named == ({option.id for option in draft.options} or {"solution"})


@every_composed_item
def test_the_record_is_what_the_author_said(draft):
    item = read(compose(draft))

    assert item.record == Record(
        draft.competency,
        draft.level,
        draft.reference,
        enemies=draft.enemies,
        second_reading=draft.second_reading,
        status="not yet calibrated",
    )


@every_composed_item
def test_the_same_draft_gives_the_same_bytes(draft):
    first, second = compose(draft), compose(replace(draft))

    assert first == second
    assert first.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns=')
    assert first.endswith(b"</qti-assessment-item>\n")


@every_composed_item
def test_parts_and_attributes_stand_in_the_order_of_the_standard(draft):
    document = read_xml(compose(draft))

    parts = [ITEM_PARTS.index(node.tag) for node in document.elements()]

    assert parts == sorted(parts)
    assert [*document.attributes] == [
        *("identifier", "title", "adaptive", "time-dependent", "xml:lang", "tool-name", "tool-version")
    ]


def test_a_paragraph_of_dashes_is_a_list():
    body = COMPOSED["h7-2-faults-of-figures"].body

    assert [node.text for node in body.walk() if node.tag == "li"] == [
        "Line one gives a count.",
        "Line two gives a ratio.",
    ]


def test_good_drafts_have_no_complaint_but_the_second_reading():
    said = {str(problem) for item in COMPOSED.values() for problem in lint(item)}

    assert said == {"record: no second reading is recorded"}


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(
    lambda text: text.strip() and not text.strip().startswith("- ")
)


@given(title=texts, stem=st.lists(texts, min_size=1, max_size=3), words=st.lists(texts, min_size=4, max_size=4))
def test_any_text_comes_back_as_it_was_written(title, stem, words):
    options = tuple(Option(name, text, text) for name, text in zip("ABCD", words, strict=True))
    draft = replace(DRAFTS[0], title=title, stem=tuple(stem), options=options)

    item = read(compose(draft))

    one_line = [" ".join(text.split()) for text in words]
    assert item.title == title
    assert [node.text for node in item.body.walk() if node.tag == "qti-simple-choice"] == one_line
    assert [said.node.text for said in item.feedback] == one_line


def table_with(number, **changes):
    entries = [dict(entry) for entry in TABLE["item"]]
    entries[number] |= changes
    return {"item": entries}


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, ("item", "there is no [[item]]")),
        ({"items": []}, ("items", "is not known here")),
        (table_with(0, id="Bad Id"), ("item[0].id", "'Bad Id' must be lower-case words joined by hyphens")),
        (
            table_with(0, kind="essay"),
            ("item[0].kind", "must be one of single, multiple, order, match, numeric; it is 'essay'"),
        ),
        (table_with(0, key="E"), ("item[0].key", "'E' names no option")),
        (table_with(0, key=["A"]), ("item[0].key", "must be the id of one option")),
        (table_with(0, key=3), ("item[0].key", "must be the id of one option")),
        (table_with(0, level="hard"), ("item[0].level", "must be one of recall, apply, judge; it is 'hard'")),
        (table_with(0, stem="  "), ("item[0].stem", "is empty")),
        (table_with(0, reference=""), ("item[0].reference", "is empty")),
        (table_with(0, hint="x"), ("item[0].hint", "is not known here")),
        (table_with(0, option=[]), ("item[0].option", "has 0 options; it must have at least 2")),
        (
            table_with(0, target=[{"id": "1", "text": "x"}]),
            ("item[0].target", "must be there for a match, and only for a match"),
        ),
        (table_with(0, rationale="x"), ("item[0].rationale", "must be there for a number, and only for a number")),
        (table_with(0, enemies=["h4-1-flags-in-a-week"]), ("item[0].enemies", "names the item itself")),
        (table_with(0, title="a\x00b"), ("item[0].title", "holds characters that are no text")),
        (table_with(1, key="B"), ("item[1].key", "must be a list of the ids of options")),
        (table_with(1, key=["B", "B"]), ("item[1].key", "must name options, each once")),
        (
            table_with(1, key=["A", "B", "C", "D", "E"]),
            ("item[1].key", "names every option; at least one must be wrong"),
        ),
        (table_with(2, key=["A", "B"]), ("item[2].key", "must name every option once")),
        (
            table_with(2, key=["A", "B", "C", "D"]),
            ("item[2].option", "stand in the right order already; list them in another"),
        ),
        (table_with(3, key={"A": "2"}), ("item[3].key", "must match every statement, and nothing else")),
        (table_with(3, key={"A": "9", "B": "1", "C": "3"}), ("item[3].key", "'9' names no target")),
        (
            table_with(3, key=["A"]),
            ("item[3].key", 'must be a table of statements and targets, such as {A = "2", B = "1"}'),
        ),
        (table_with(4, key="12.5"), ("item[4].key", "must be a number")),
        (table_with(4, key=True), ("item[4].key", "must be a number")),
        (
            table_with(4, key=float("nan")),
            ("item[4].key", "must be a number of at most 15 figures before the point and 15 after it"),
        ),
        (
            table_with(4, key=1e300),
            ("item[4].key", "must be a number of at most 15 figures before the point and 15 after it"),
        ),
        (table_with(4, tolerance=-1.0), ("item[4].tolerance", "must be such a number from 0 upwards")),
        (table_with(4, rationale=""), ("item[4].rationale", "must be there for a number, and only for a number")),
        (table_with(1, id="h4-1-flags-in-a-week"), ("item", "the id 'h4-1-flags-in-a-week' stands 2 times")),
    ],
)
def test_each_fault_of_a_draft_is_named_with_its_path(table, problem):
    with pytest.raises(DocumentError) as refusal:
        drafts(table)

    assert Problem(*problem) in refusal.value.problems


def test_all_drafts_are_complained_of_at_once():
    entries = [{**entry, "level": "hard"} for entry in TABLE["item"]]

    with pytest.raises(DocumentError) as refusal:
        drafts({"item": entries}, "h4-1.toml")

    assert refusal.value.lines() == [
        f"h4-1.toml:item[{number}].level: must be one of recall, apply, judge; it is 'hard'" for number in range(5)
    ]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([("A", "x", "y"), ("A", "z", "y")], Problem("option[0].id", "'A' stands more than once")),
        ([("1", "x", "y"), ("T1", "z", "y")], Problem("option[0].id", "'1' stands more than once")),
        ([("A!", "x", "y"), ("B", "z", "y")], Problem("option[0].id", "'A!' must be up to 8 letters and figures")),
        ([("A", " ", "y"), ("B", "z", "y")], Problem("option[0].text", "is empty")),
        ([("A", "x", " "), ("B", "z", "y")], Problem("option[0].rationale", "is empty")),
    ],
)
def test_wrong_options_are_not_written(options, problem):
    draft = replace(DRAFTS[0], options=tuple(Option(*option) for option in options))

    with pytest.raises(DocumentError) as refusal:
        compose(draft)

    assert problem in refusal.value.problems


def test_a_draft_of_an_unknown_kind_is_not_written():
    with pytest.raises(DocumentError, match="kind: must be one of"):
        compose(Draft("a", "essay", "A", ("Why?",)))
