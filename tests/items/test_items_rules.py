"""Rules and expressions give what QTI 3 says, worked by hand beside each case.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "Expressions" and "ResponseProcessing".
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.documents import read_xml
from testamur.errors import DocumentError
from testamur.items.area import Area
from testamur.items.declaration import OutcomeDeclaration, ResponseDeclaration
from testamur.items.expressions import EXPRESSIONS, evaluate
from testamur.items.item import empty_answers
from testamur.items.rules import RULES, processing_problems, run
from testamur.items.scope import Scope
from testamur.items.value import BaseType, Cardinality, Pair, Point, Value, from_plain, to_plain
from testamur.items.vocabulary import QTI

SINGLE, MULTIPLE, ORDERED = Cardinality.SINGLE, Cardinality.MULTIPLE, Cardinality.ORDERED
DECLARED = {
    "NUMBER": ResponseDeclaration("NUMBER", SINGLE, BaseType.FLOAT),
    "WORD": ResponseDeclaration("WORD", SINGLE, BaseType.STRING),
    "EMPTY": ResponseDeclaration("EMPTY", SINGLE, BaseType.FLOAT),
    "NOTHING": ResponseDeclaration("NOTHING", SINGLE, BaseType.BOOLEAN),
    "SET": ResponseDeclaration("SET", MULTIPLE, BaseType.IDENTIFIER),
    "LIST": ResponseDeclaration("LIST", ORDERED, BaseType.IDENTIFIER),
    "PAIRS": ResponseDeclaration("PAIRS", MULTIPLE, BaseType.PAIR),
    "ARROWS": ResponseDeclaration("ARROWS", MULTIPLE, BaseType.DIRECTED_PAIR),
    "SPOT": ResponseDeclaration("SPOT", SINGLE, BaseType.POINT),
    "SCORE": OutcomeDeclaration("SCORE", SINGLE, BaseType.FLOAT),
    "WHOLE": OutcomeDeclaration("WHOLE", SINGLE, BaseType.INTEGER),
}
HELD = {
    "NUMBER": 3.14159,
    "WORD": "Drift",
    "EMPTY": None,
    "NOTHING": None,
    "SET": ["B", "A"],
    "LIST": ["A", "B", "C"],
    "PAIRS": ["A B", "C D"],
    "ARROWS": ["A B"],
    "SPOT": "10 10",
}
SCOPE = Scope(
    DECLARED,
    empty_answers(DECLARED)
    | {
        name: from_plain(plain, cardinality=DECLARED[name].cardinality, base_type=DECLARED[name].base_type)
        for name, plain in HELD.items()
    },
)


def node(xml):
    """Return a node from XML whose tags lack `qti-`."""
    xml = xml.replace("</", "\0").replace("<", "<qti-").replace("\0", "</qti-")
    return read_xml(f'<x xmlns="{QTI}">{xml}</x>'.encode()).first()


def value(xml):
    return to_plain(evaluate(node(xml), SCOPE))


def base(plain, base_type="float"):
    return f'<base-value base-type="{base_type}">{plain}</base-value>'


def variable(name):
    return f'<variable identifier="{name}"/>'


def call(name, *arguments, **attributes):
    named = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in attributes.items())
    return f"<{name}{named}>{''.join(arguments)}</{name}>"


TRUE, FALSE, UNKNOWN = base("true", "boolean"), base("false", "boolean"), variable("NOTHING")
A, B = base("A", "identifier"), base("B", "identifier")


LOGIC = [
    (call("and", TRUE, TRUE), True),
    (call("and", TRUE, UNKNOWN), None),
    (call("and", FALSE, UNKNOWN), False),
    (call("or", FALSE, FALSE), False),
    (call("or", FALSE, UNKNOWN), None),
    (call("or", TRUE, UNKNOWN), True),
    (call("not", UNKNOWN), None),
    (call("not", FALSE), True),
    (call("any-n", TRUE, TRUE, FALSE, min=1, max=2), True),
    (call("any-n", TRUE, FALSE, UNKNOWN, min=2, max=2), None),
    (call("any-n", TRUE, FALSE, FALSE, min=2, max=2), False),
    (call("any-n", TRUE, TRUE, TRUE, min=1, max=2), False),
    (call("is-null", variable("EMPTY")), True),
    (call("is-null", "<null/>"), True),
    (call("is-null", variable("SET")), False),
    (call("match", variable("SET"), call("multiple", A, B)), True),
    (call("match", variable("LIST"), call("ordered", B, A, base("C", "identifier"))), False),
    (call("match", variable("PAIRS"), call("multiple", base("D C", "pair"), base("B A", "pair"))), True),
    (call("match", variable("ARROWS"), call("multiple", base("B A", "directedPair"))), False),
    (call("match", variable("EMPTY"), base(0)), None),
    (call("match", base(1, "integer"), base("1.0")), True),
    (call("member", A, variable("SET")), True),
    (call("member", base("B A", "pair"), variable("PAIRS")), True),
    (call("member", base("Z", "identifier"), variable("SET")), False),
    (call("contains", variable("SET"), call("multiple", A)), True),
    (call("contains", variable("SET"), call("multiple", A, A)), False),
    (call("contains", variable("LIST"), call("ordered", A, B)), True),
    (call("contains", variable("LIST"), call("ordered", A, base("C", "identifier"))), False),
    (call("container-size", variable("LIST")), 3),
    (call("container-size", "<null/>"), 0),
    (call("index", variable("LIST"), n=2), "B"),
    (call("index", variable("LIST"), n=4), None),
    (call("delete", A, variable("LIST")), ["B", "C"]),
    (call("multiple", A, "<null/>", variable("SET")), ["A", "B", "A"]),
    (call("ordered"), None),
    (call("string-match", variable("WORD"), base("drift", "string"), case_sensitive="false"), True),
    (call("string-match", variable("WORD"), base("drift", "string"), case_sensitive="true"), False),
    (
        call("string-match", variable("WORD"), base("rif", "string"), case_sensitive="true", substring="true"),
        True,
    ),
    (call("substring", base("RIF", "string"), variable("WORD"), case_sensitive="false"), True),
    (call("inside", variable("SPOT"), shape="circle", coords="0,0,15"), True),
    (call("inside", variable("SPOT"), shape="circle", coords="0,0,14"), False),
    ('<default identifier="NUMBER"/>', None),
]


@pytest.mark.parametrize(("xml", "expected"), LOGIC)
def test_an_expression_of_truths_texts_or_containers(xml, expected):
    assert value(xml) == expected


NUMBERS = [
    (call("equal", base("12.5"), base("12.55"), tolerance_mode="absolute", tolerance="0.05"), True),
    (call("equal", base("12.5"), base("12.551"), tolerance_mode="absolute", tolerance="0.05"), False),
    (call("equal", base("0.3"), base("0.2"), tolerance_mode="absolute", tolerance="0.1"), True),
    (call("equal", base("100"), base("95"), tolerance_mode="relative", tolerance="5 10"), True),
    (call("equal", base("100"), base("111"), tolerance_mode="relative", tolerance="5 10"), False),
    (call("equal", base("200"), base("191"), tolerance_mode="relative", tolerance="5"), True),
    (call("equal", base("20"), base("22"), tolerance_mode="relative", tolerance="5"), False),
    (call("equal", base("-100"), base("-105"), tolerance_mode="relative", tolerance="5"), True),
    (
        call(
            "equal",
            base("1"),
            base("2"),
            tolerance_mode="absolute",
            tolerance="1",
            include_upper_bound="false",
        ),
        False,
    ),
    (
        call(
            "equal",
            base("1"),
            base("0"),
            tolerance_mode="absolute",
            tolerance="1",
            include_lower_bound="false",
        ),
        False,
    ),
    (call("equal", base("1"), base("1")), True),
    (call("equal", base("1"), variable("EMPTY")), None),
    (
        call(
            "equal-rounded",
            variable("NUMBER"),
            base("3.1416"),
            figures="5",
            rounding_mode="significantFigures",
        ),
        True,
    ),
    (
        call("equal-rounded", variable("NUMBER"), base("3.14"), figures="3", rounding_mode="decimalPlaces"),
        False,
    ),
    (call("equal-rounded", base("0"), base("0.0004"), figures="3", rounding_mode="decimalPlaces"), True),
    (call("round-to", base("0.00125"), figures="2", rounding_mode="significantFigures"), 0.0013),
    (call("round-to", base("1239451"), figures="3", rounding_mode="significantFigures"), 1240000.0),
    (call("lt", base(1), base(2)), True),
    (call("lte", base(2), base(2)), True),
    (call("gt", base(2), base(2)), False),
    (call("gte", variable("EMPTY"), base(2)), None),
    (call("sum", base(1, "integer"), base(2, "integer")), 3),
    (call("sum", base(1, "integer"), base("0.5")), 1.5),
    (call("sum", base(1), variable("EMPTY")), None),
    (call("sum", *[base("0.1")] * 10), 1.0),
    (call("product", base(2, "integer"), base(3, "integer")), 6),
    (call("subtract", base(2, "integer"), base(3, "integer")), -1),
    (call("divide", base(1), base(4)), 0.25),
    (call("divide", base(1), base(0)), None),
    (call("power", base(2), base(10)), 1024.0),
    (call("power", base(-8), base("0.5")), None),
    (call("power", base(10), base(999)), None),
    (call("integer-divide", base(-7, "integer"), base(2, "integer")), -4),
    (call("integer-modulus", base(-7, "integer"), base(2, "integer")), 1),
    (call("integer-modulus", base(7, "integer"), base(0, "integer")), None),
    (call("round", base("6.5")), 7),
    (call("round", base("-6.5")), -6),
    (call("truncate", base("-6.8")), -6),
    (call("integer-to-float", base(3, "integer")), 3.0),
    (call("max", base(3), base(5)), 5.0),
    (call("min", base(3), base(5)), 3.0),
]


@pytest.mark.parametrize(("xml", "expected"), NUMBERS)
def test_an_expression_of_numbers(xml, expected):
    found = value(xml)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        (call("sum", A), "qti-sum needs numbers"),
        (call("lt", call("multiple", base(1)), base(2)), "qti-lt needs single numbers"),
        (call("and", base(1)), "qti-and needs true or false"),
        (call("match", A, base(1)), "qti-match needs two values of one type"),
        (call("match", variable("SET"), variable("LIST")), "qti-match needs two values of one type"),
        (call("member", base(1), variable("SET")), "qti-member needs one value and a container of its type"),
        (call("contains", variable("SET"), variable("LIST")), "qti-contains needs two containers of one type"),
        (call("index", variable("SET"), n=1), "qti-index needs an ordered container"),
        (call("delete", base(1), variable("SET")), "qti-delete needs one value and a container of its type"),
        (call("multiple", A, base(1)), "qti-multiple needs values of one type"),
        (call("string-match", A, B), "qti-string-match needs two texts"),
        (call("map-response", identifier="SET"), None),
    ],
)
def test_types_that_do_not_fit_are_refused_by_name(xml, sentence):
    with pytest.raises(DocumentError) as refusal:
        evaluate(node(xml), SCOPE)

    assert sentence in {None, refusal.value.problems[0].sentence}


def outcome(xml, name="SCORE"):
    return to_plain(run(node(f"<response-processing>{xml}</response-processing>"), SCOPE)[name])


def set_to(number, name="SCORE"):
    return call("set-outcome-value", base(number), identifier=name)


def branch(kind, *parts):
    return f"<response-{kind}>{''.join(parts)}</response-{kind}>"


RUN = [
    ("", 0.0),
    (set_to(1) + set_to(2), 2.0),
    (set_to(1) + "<exit-response/>" + set_to(2), 1.0),
    (branch("condition", branch("if", TRUE, set_to(1)), branch("else", set_to(2))), 1.0),
    (branch("condition", branch("if", FALSE, set_to(1)), branch("else", set_to(2))), 2.0),
    (branch("condition", branch("if", UNKNOWN, set_to(1)), branch("else", set_to(2))), 2.0),
    (
        branch("condition", branch("if", FALSE), branch("else-if", TRUE, set_to(3)), branch("else", set_to(2))),
        3.0,
    ),
    (branch("condition", branch("if", FALSE, set_to(1))), 0.0),
    (branch("condition", branch("if", TRUE, set_to(1), "<exit-response/>")) + set_to(2), 1.0),
    (branch("processing-fragment", set_to(4)), 4.0),
    (call("set-outcome-value", base(5, "integer"), identifier="SCORE"), 5.0),
    (call("set-outcome-value", variable("EMPTY"), identifier="SCORE"), None),
]


@pytest.mark.parametrize(("xml", "score"), RUN)
def test_rules_run_in_order_and_branches_once(xml, score):
    assert outcome(xml) == score


def test_an_outcome_is_not_set_to_a_value_of_another_type():
    with pytest.raises(DocumentError, match="would set WHOLE to a value of type float"):
        outcome(set_to("1.5", "WHOLE"))
    with pytest.raises(DocumentError, match="would set SCORE to a multiple value"):
        outcome(call("set-outcome-value", variable("SET"), identifier="SCORE"))


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        ("<lookup-outcome-value/>", "qti-lookup-outcome-value is no rule that is supported"),
        (
            call("set-outcome-value", "<random/>", identifier="SCORE"),
            "qti-random is no expression that is supported",
        ),
        (
            call("set-outcome-value", identifier="SCORE"),
            "qti-set-outcome-value holds 0 expressions; it must hold 1",
        ),
        (
            call("set-outcome-value", call("not", TRUE, TRUE), identifier="SCORE"),
            "qti-not has 2 arguments; it takes 1",
        ),
        (
            call("set-outcome-value", call("and"), identifier="SCORE"),
            "qti-and has 0 arguments; it takes 1 or more",
        ),
        (
            call("set-outcome-value", "<correct identifier='SET'/>", identifier="SCORE"),
            "qti-correct reads 'SET', which has none",
        ),
        (
            call("set-outcome-value", "<correct identifier='SCORE'/>", identifier="SCORE"),
            "reads 'SCORE', which is not declared as a response",
        ),
        (
            call("set-outcome-value", base("x"), identifier="SCORE"),
            "qti-base-value: 'x' is not a number",
        ),
        (
            call("set-outcome-value", base("x", "file"), identifier="SCORE"),
            "the base type 'file' is not supported",
        ),
        (
            call(
                "set-outcome-value", call("equal", base(1), base(1), tolerance_mode="absolute"), identifier="SCORE"
            ),
            "qti-equal: the attribute 'tolerance' is missing",
        ),
        (
            call("set-outcome-value", call("inside", variable("SPOT"), shape="star"), identifier="SCORE"),
            "0 coordinates do not make a star",
        ),
        (
            branch("condition", branch("else", set_to(1))),
            "must hold one if, then any else-if, then at most one else",
        ),
        (branch("condition", branch("if")), "qti-response-if holds no condition"),
    ],
)
def test_wrong_rules_are_named_before_they_run(xml, sentence):
    rules = node(f"<response-processing>{xml}</response-processing>")

    problems = [problem.sentence for problem in processing_problems(rules, DECLARED)]

    assert problems == [sentence]


def test_every_expression_is_tried_here_or_in_the_clean_room():
    tried = {part.tag for xml, _ in (*LOGIC, *NUMBERS) for part in node(xml).walk()}

    assert set(EXPRESSIONS) - tried == {"qti-correct", "qti-map-response", "qti-map-response-point"}


def test_every_rule_is_tried_here():
    tried = {part.tag for xml, _ in RUN for part in node(f"<x>{xml}</x>").walk()}

    assert set(RULES) <= tried


@pytest.mark.parametrize(
    ("shape", "coordinates", "point", "inside"),
    [
        ("rect", "0,0,10,20", Point(10, 20), True),
        ("rect", "0,0,10,20", Point(11, 0), False),
        ("ellipse", "0,0,10,5", Point(0, 5), True),
        ("ellipse", "0,0,10,5", Point(9, 4), False),
        ("poly", "0,0,10,0,10,10,0,10", Point(5, 5), True),
        ("poly", "0,0,10,0,5,10", Point(9, 9), False),
        ("default", "", Point(-1, -1), True),
    ],
)
def test_a_point_lies_in_an_area(shape, coordinates, point, inside):
    assert Area.read(shape, coordinates).holds(point) is inside


@pytest.mark.parametrize(
    ("shape", "coordinates"),
    [("circle", "1,2"), ("circle", "1,2,0"), ("rect", "a,b,c,d"), ("poly", "1,2,3,4"), ("star", "1")],
)
def test_an_area_that_is_none_is_refused(shape, coordinates):
    with pytest.raises(ValueError, match=r"coordinates|of no size"):
        Area.read(shape, coordinates)


identifiers = st.sampled_from(["A", "B", "C", "D"])


@given(pairs=st.lists(st.tuples(identifiers, identifiers), max_size=5), data=st.data())
def test_a_set_of_pairs_matches_itself_in_any_order_and_direction(pairs, data):
    ours = Value(MULTIPLE, BaseType.PAIR, tuple(Pair(*pair) for pair in pairs))
    turned = [Pair(b, a) if data.draw(st.booleans()) else Pair(a, b) for a, b in data.draw(st.permutations(pairs))]
    theirs = Value(MULTIPLE, BaseType.PAIR, tuple(turned))

    scope = Scope({"X": DECLARED["PAIRS"], "Y": DECLARED["PAIRS"]}, {"X": ours, "Y": theirs})

    assert to_plain(evaluate(node(call("match", variable("X"), variable("Y"))), scope)) is (
        True if pairs else None
    )
