"""A wrong file is refused with everything that is wrong with it; a hostile one does no harm."""

import pytest
from items_vectors import CLEAN_ROOM, CLEAN_ROOM_ITEMS, DRAFTS

from testamur.errors import DocumentError, Problem
from testamur.items import compose, read, read_stimulus

SINGLE = (CLEAN_ROOM / "items" / "choice-single.xml").read_text()
MATCH = (CLEAN_ROOM / "items" / "match.xml").read_text()
SLIDER = (CLEAN_ROOM / "items" / "slider.xml").read_text()
NUMERIC = (CLEAN_ROOM / "items" / "text-entry-numeric.xml").read_text()
COMPOSED = compose(DRAFTS[0]).decode()


def problems_of(text, name=""):
    with pytest.raises(DocumentError) as refusal:
        read(text.encode(), name=name)
    return list(refusal.value.problems)


def changed(text, old, new):
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (changed(SINGLE, "<qti-value>B<", "<qti-value>Z<"), ("line 8", "the key 'Z' of RESPONSE names no choice")),
        (changed(SINGLE, 'identifier="C"', 'identifier="A"'), ("line 12", "the choice 'A' stands twice")),
        (
            changed(SINGLE, 'response-identifier="RESPONSE"', 'response-identifier="ANSWER"'),
            ("line 8", "answers to 'ANSWER', which is not declared as a response"),
        ),
        (
            changed(SINGLE, 'response-identifier="RESPONSE"', 'response-identifier="SCORE"'),
            ("line 8", "answers to 'SCORE', which is not declared as a response"),
        ),
        (
            changed(SINGLE, 'base-type="identifier"', 'base-type="string"'),
            ("line 8", "qti-choice-interaction cannot give a single string response"),
        ),
        (
            changed(SINGLE, 'max-choices="1"', 'max-choices="2"'),
            ("line 8", "max-choices must be 1 where the response holds a single value"),
        ),
        (
            changed(SINGLE, 'max-choices="1"', 'max-choices="-1"'),
            ("line 8", "qti-choice-interaction: max-choices must be a whole number; it is '-1'"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", "<qti-prompt><script>x</script>"),
            ("line 9", "script: is not allowed in an item"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", "<qti-prompt><iframe src='x'/>"),
            ("line 9", "iframe: is not allowed in an item"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><span onclick="x()">!</span>'),
            ("line 9", "span: the attribute 'onclick' is not allowed"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><span style="color:red">!</span>'),
            ("line 9", "span: the attribute 'style' is not allowed"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><img src="data:image/png;base64,AAAA" alt=""/>'),
            ("line 9", "img: src must name a file beside the item; it is 'data:image/png;base64,AAAA'"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><img src="//example.org/x.png" alt=""/>'),
            ("line 9", "img: src must name a file beside the item; it is '//example.org/x.png'"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><img src="x.png"/>'),
            ("line 9", "img: the attribute 'alt' is missing"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><a href="javascript:x()">x</a>'),
            ("line 9", "a: the address 'javascript:x()' is not allowed"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><x:y xmlns:x="urn:x"/>'),
            ("line 9", "y is of the namespace 'urn:x', which is not known"),
        ),
        (
            changed(SINGLE, "<qti-prompt>", '<qti-prompt><svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
            ("line 9", "svg: is not allowed in an item"),
        ),
        (
            changed(
                SINGLE, "<qti-prompt>", '<qti-prompt><include xmlns="http://www.w3.org/2001/XInclude" href="x"/>'
            ),
            ("line 9", "include is of the namespace 'http://www.w3.org/2001/XInclude', which is not known"),
        ),
        (
            changed(
                SINGLE,
                "<qti-prompt>",
                '<qti-prompt><math xmlns="http://www.w3.org/1998/Math/MathML"><maction actiontype="x"/></math>',
            ),
            ("line 9", "maction may not stand in a formula"),
        ),
        (
            changed(
                SINGLE, "<qti-prompt>", "<qti-prompt><qti-text-entry-interaction response-identifier='RESPONSE'/>"
            ),
            ("line 9", "qti-text-entry-interaction may not stand in qti-prompt"),
        ),
        (changed(SINGLE, "<qti-prompt>", "<qti-prompt><blink>x</blink>"), ("line 9", "blink is not known")),
        (changed(SINGLE, "<qti-prompt>", "<qti-prompt><li>x</li>"), ("line 9", "li may not stand in qti-prompt")),
        (
            changed(SINGLE, "<qti-prompt>", "<qti-prompt><qti-printed-variable identifier='SCORE'/>"),
            ("line 9", "qti-printed-variable: this part of QTI is not supported"),
        ),
        (
            changed(SINGLE, 'adaptive="false"', 'adaptive="true"'),
            (
                "line 2",
                "qti-assessment-item: adaptive must be false: adaptive items are not supported; it is 'true'",
            ),
        ),
        (changed(SINGLE, 'identifier="SCORE"', 'identifier="POINTS"'), ("line 2", "declares no outcome SCORE")),
        (
            changed(SINGLE, 'cardinality="single" base-type="identifier"', 'cardinality="record"'),
            ("line 3", "the cardinality 'record' of RESPONSE is not supported"),
        ),
        (
            changed(SINGLE, 'base-type="float"', 'base-type="float" external-scored="external-machine"'),
            (
                "line 6",
                (
                    "qti-outcome-declaration: external-scored must be human: no other outside scorer is "
                    "supported; it is 'external-machine'"
                ),
            ),
        ),
        (
            changed(MATCH, "<qti-value>N D1<", "<qti-value>D1 N<"),
            ("line 8", "the key 'D1 N' of RESPONSE names no choice"),
        ),
        (
            changed(MATCH, "<qti-value>N D1<", "<qti-value>N<"),
            ("line 4", "qti-value: 'N' is not a pair of identifiers"),
        ),
        (changed(SLIDER, "<qti-value>20<", "<qti-value>21<"), ("line 8", "the key 21 is not on the scale")),
        (
            changed(SLIDER, 'upper-bound="100"', 'upper-bound="-1"'),
            ("line 8", "the scale has no room between its bounds"),
        ),
        (changed(NUMERIC, "<qti-value>12.5<", "<qti-value>NaN<"), ("line 4", "qti-value: 'NaN' is not a number")),
        (
            changed(
                NUMERIC,
                '<qti-variable identifier="RESPONSE"/></qti-is-null>',
                '<qti-variable identifier="X"/></qti-is-null>',
            ),
            ("line 14", "reads 'X', which is not declared"),
        ),
        (
            changed(NUMERIC, 'set-outcome-value identifier="SCORE"', 'set-outcome-value identifier="RESPONSE"'),
            ("line 17", "sets 'RESPONSE', which is not declared as an outcome"),
        ),
        (
            changed(NUMERIC, "qti-equal ", "qti-equals ").replace("/qti-equal>", "/qti-equals>"),
            ("line 15", "qti-equals is no expression that is supported"),
        ),
        (changed(NUMERIC, "0.05 0.05", "t"), ("line 15", "qti-equal: tolerance may not be 't'")),
        (
            changed(NUMERIC, '<qti-base-value base-type="float">1<', '<qti-base-value base-type="string">1<'),
            ("line 17", "qti-set-outcome-value would set SCORE to a value of type string"),
        ),
        (
            changed(
                COMPOSED,
                'outcome-identifier="FEEDBACK" identifier="A"',
                'outcome-identifier="SAID" identifier="A"',
            ),
            ("line 65", "qti-modal-feedback waits for 'SAID', which is not declared as an outcome"),
        ),
        (
            changed(COMPOSED, "<dd>apply</dd>", "<dd>hard</dd>"),
            ("line 28", "the level must be one of recall, apply, judge; it is 'hard'"),
        ),
        (
            changed(COMPOSED, "<dt>level</dt>", "<dt>difficulty</dt>"),
            ("line 28", "the record has the unknown term 'difficulty'"),
        ),
        (
            changed(COMPOSED, 'view="author scorer"', 'view="candidate"'),
            ("line 28", "the record is open to candidates; its view must be author and scorer"),
        ),
    ],
)
def test_each_fault_is_named_with_its_line(text, problem):
    assert Problem(*problem) in problems_of(text)


GAPS = (CLEAN_ROOM / "items" / "gap-match.xml").read_text()
ASSOCIATE = (CLEAN_ROOM / "items" / "associate.xml").read_text()
INLINE = (CLEAN_ROOM / "items" / "inline-choice.xml").read_text()
LONG = (CLEAN_ROOM / "items" / "extended-text.xml").read_text()
POINT = (CLEAN_ROOM / "items" / "select-point.xml").read_text()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (changed(GAPS, ">sensitivity<", "><"), "the choice SENS has no text"),
        (
            changed(changed(GAPS, '<qti-gap identifier="G1"/>', ""), '<qti-gap identifier="G2"/>', ""),
            "has no gap to fill",
        ),
        (changed(MATCH, ">Confirms a flagged nodule<", "><"), "the choice D2 has no text"),
        (
            changed(MATCH, "<qti-prompt>", "<qti-simple-match-set/><qti-prompt>"),
            "has 3 sets to match; it must have 2",
        ),
        (changed(ASSOCIATE, ">Data drift<", "><"), "the choice P1 has no text"),
        (
            changed(ASSOCIATE, 'cardinality="multiple"', 'cardinality="single"').replace(
                "<qti-value>P3 P4</qti-value>", ""
            ),
            "max-associations must be 1 where the response holds one pair",
        ),
        (
            changed(ASSOCIATE, '<qti-map-entry map-key="P1 P2"', '<qti-map-entry map-key="P1 P9"'),
            "the mapping of 'P1 P9' of RESPONSE names no choice",
        ),
        (changed(INLINE, ">true positive<", "><"), "the choice tp has no text"),
        (
            changed(LONG, 'min-strings="1"', 'format="xhtml"'),
            "the format 'xhtml' is not supported; only plain text is",
        ),
        (changed(SLIDER, 'step="5"', 'step="x"'), "step: 'x' is not a number"),
        (changed(POINT, 'shape="circle"', 'shape="star"'), "the shape 'star' is not supported"),
        (
            changed(POINT, 'coords="260,100,20"', 'coords="260,100"'),
            "2 coordinates do not make a circle",
        ),
        (changed(COMPOSED, "h4-1-share-of-flags", "a!b"), "'a!b' does not name an item"),
        (
            changed(SINGLE, "<qti-correct-response>", "<qti-default-value/><qti-correct-response>"),
            "qti-default-value holds no value",
        ),
        (
            changed(SINGLE, "<qti-value>B</qti-value>", "<qti-value>B</qti-value><qti-value>C</qti-value>"),
            "qti-correct-response holds 2 values; one is allowed",
        ),
        (
            changed(SINGLE, "<qti-item-body>", "<qti-item-body>loose<qti-item-body/>"),
            "qti-item-body may not stand in qti-item-body",
        ),
        (
            changed(SINGLE, "<qti-correct-response>", "<qti-correct-response>loose"),
            "qti-correct-response may not hold text",
        ),
        (
            changed(SINGLE, 'identifier="choice-single"', 'identifier="../x"'),
            "the identifier '../x' does not name an item",
        ),
        (
            changed(
                SINGLE,
                "<qti-item-body>",
                "<qti-item-body>" + '<qti-text-entry-interaction response-identifier="R"/>' * 100,
            ),
            "holds 101 interactions; 100 are allowed",
        ),
    ],
)
def test_each_further_fault_is_named(text, sentence):
    assert sentence in {problem.sentence for problem in problems_of(text)}


def test_every_fault_of_a_file_is_told_at_once():
    text = SINGLE
    for old, new in {
        "<qti-value>B<": "<qti-value>Z<",
        'identifier="C"': 'identifier="A"',
        "<qti-prompt>": "<qti-prompt><script/>",
        'identifier="SCORE"': 'identifier="POINTS"',
    }.items():
        text = changed(text, old, new)

    assert problems_of(text) == [
        Problem("line 9", "script: is not allowed in an item"),
        Problem("line 12", "the choice 'A' stands twice"),
        Problem("line 8", "the key 'Z' of RESPONSE names no choice"),
        Problem("line 2", "declares no outcome SCORE"),
        Problem("line 16", "the template sets 'SCORE', which is not declared as an outcome"),
    ]


def test_what_a_wrong_declaration_brings_with_it_is_not_told_too():
    assert problems_of(changed(SINGLE, "<qti-value>B<", "<qti-value>1<")) == [
        Problem("line 4", "qti-value: '1' is not an identifier")
    ]


def test_the_complaint_names_the_file():
    with pytest.raises(DocumentError) as refusal:
        read(changed(SINGLE, "<qti-value>B<", "<qti-value>Z<").encode(), name="a.xml")

    assert refusal.value.lines() == ["a.xml:line 8: the key 'Z' of RESPONSE names no choice"]


def nested(levels):
    return SINGLE.replace("<qti-prompt>", "<qti-prompt>" + "<em>" * levels).replace(
        "</qti-prompt>", "</em>" * levels + "</qti-prompt>"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '<!DOCTYPE x [<!ENTITY a "b">]>' + SINGLE.split("?>", 1)[1],
            "has a document type or an entity, which is not allowed",
        ),
        (
            changed(SINGLE, "<qti-prompt>", "<qti-prompt>&x;"),
            "is not well-formed XML: Entity 'x' not defined, line 9, column 22",
        ),
        (nested(300), None),
        (nested(90), "is nested deeper than 64 levels"),
        (
            changed(SINGLE, "<qti-prompt>", "<qti-prompt>" + "x" * 9_000_000),
            "larger than the 1,048,576 bytes allowed",
        ),
        (changed(SINGLE, "<qti-prompt>", "<qti-prompt><?php x ?>"), "has a processing instruction or entity"),
        ("", None),
        ("not xml", None),
        ("<x/>", "must start with qti-assessment-item of QTI 3; it starts with x"),
        ("<assessmentItem/>", "is QTI 2; only QTI 3 is read"),
        (
            "<qti-assessment-item/>",
            "must start with qti-assessment-item of QTI 3; it starts with qti-assessment-item",
        ),
    ],
)
def test_a_hostile_or_foreign_file_is_refused(text, sentence):
    problems = problems_of(text)

    assert sentence is None or sentence in {problem.sentence for problem in problems}


def test_parts_out_of_order_are_refused():
    text = changed(SINGLE, "<qti-item-body>", "<qti-item-body>")
    head, rest = text.split("  <qti-response-declaration", 1)
    declaration, rest = rest.split("</qti-response-declaration>\n", 1)
    turned = f"{head}{rest}".replace(
        "</qti-assessment-item>",
        f"<qti-response-declaration{declaration}</qti-response-declaration></qti-assessment-item>",
    )

    assert Problem("line 14", "qti-response-declaration must stand before qti-response-processing") in problems_of(
        turned
    )


def test_an_item_without_a_body_is_refused():
    head, rest = SINGLE.split("<qti-item-body>")
    text = head + rest.split("</qti-item-body>")[1]

    assert problems_of(text) == [Problem("line 2", "holds 0 item bodies; it must hold 1")]


def test_two_interactions_cannot_share_a_response():
    text = (CLEAN_ROOM / "items" / "composite.xml").read_text()

    problems = problems_of(changed(text, 'response-identifier="R2"', 'response-identifier="R1"'))

    assert Problem("line 16", "an interaction with the response 'R1' stands twice") in problems


def test_an_item_is_read_as_its_file_says():
    item = read(COMPOSED.encode())

    assert (item.identifier, item.title, item.language) == ("h4-1-flags-in-a-week", "A week of flags", "en")
    assert item.record.enemies == ("h4-1-share-of-flags",)
    assert item.record.second_reading == "2026-11-23: recomputed, 30 / 200"
    assert item.record.status == "not yet calibrated"
    assert item.rationale("A").node.text == "30 of the 200 flagged patients deteriorated: 30 / 200 = 15 per cent."


def test_an_item_of_others_has_no_record():
    assert CLEAN_ROOM_ITEMS["choice-single"].record is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<x/>", "must start with qti-assessment-stimulus of QTI 3; it starts with x"),
        (
            '<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="a"/>',
            "has no body",
        ),
        (
            (
                '<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="a">'
                "<qti-stimulus-body><script/></qti-stimulus-body></qti-assessment-stimulus>"
            ),
            "script: is not allowed in an item",
        ),
    ],
)
def test_a_wrong_shared_text_is_refused(text, sentence):
    with pytest.raises(DocumentError) as refusal:
        read_stimulus(text.encode())

    assert [problem.sentence for problem in refusal.value.problems] == [sentence]
