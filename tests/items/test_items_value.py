"""Values are written and read without loss, and never taken for what they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.errors import Refused
from testamur.items.value import (
    BaseType,
    Cardinality,
    Pair,
    Point,
    Value,
    figures,
    from_plain,
    is_identifier,
    parse,
    to_plain,
)


@pytest.mark.parametrize(
    ("text", "base_type", "value"),
    [
        ("A-1.b", BaseType.IDENTIFIER, "A-1.b"),
        (" x ", BaseType.STRING, " x "),
        (" -3 ", BaseType.INTEGER, -3),
        ("1e3", BaseType.FLOAT, 1000.0),
        (".5", BaseType.FLOAT, 0.5),
        ("true", BaseType.BOOLEAN, True),
        ("0", BaseType.BOOLEAN, False),
        ("A B", BaseType.PAIR, Pair("A", "B")),
        ("A  B", BaseType.DIRECTED_PAIR, Pair("A", "B")),
        ("10 -20", BaseType.POINT, Point(10, -20)),
    ],
)
def test_a_text_is_read_as_its_base_type(text, base_type, value):
    assert parse(text, base_type) == value


@pytest.mark.parametrize(
    ("text", "base_type"),
    [
        ("", BaseType.IDENTIFIER),
        ("1a", BaseType.IDENTIFIER),
        ("a b", BaseType.IDENTIFIER),
        ("a" * 101, BaseType.IDENTIFIER),
        ("1.0", BaseType.INTEGER),
        ("9" * 16, BaseType.INTEGER),
        ("nan", BaseType.FLOAT),
        ("inf", BaseType.FLOAT),
        ("1e999", BaseType.FLOAT),
        ("1,5", BaseType.FLOAT),
        ("٣", BaseType.FLOAT),
        ("True", BaseType.BOOLEAN),
        ("A", BaseType.PAIR),
        ("A B C", BaseType.PAIR),
        ("1.5 2", BaseType.POINT),
    ],
)
def test_a_text_that_is_no_such_value_is_refused(text, base_type):
    with pytest.raises(ValueError, match="is"):
        parse(text, base_type)


@pytest.mark.parametrize(
    ("plain", "cardinality", "base_type"),
    [
        (["A"], Cardinality.SINGLE, BaseType.IDENTIFIER),
        ("A", Cardinality.MULTIPLE, BaseType.IDENTIFIER),
        (1, Cardinality.SINGLE, BaseType.IDENTIFIER),
        ("1", Cardinality.SINGLE, BaseType.FLOAT),
        (True, Cardinality.SINGLE, BaseType.INTEGER),
        (True, Cardinality.SINGLE, BaseType.FLOAT),
        (1.0, Cardinality.SINGLE, BaseType.INTEGER),
        (1, Cardinality.SINGLE, BaseType.BOOLEAN),
        (float("nan"), Cardinality.SINGLE, BaseType.FLOAT),
        (float("inf"), Cardinality.SINGLE, BaseType.FLOAT),
        (["A", None], Cardinality.MULTIPLE, BaseType.IDENTIFIER),
        ({"A": 1}, Cardinality.SINGLE, BaseType.STRING),
        (["A"], Cardinality.MULTIPLE, BaseType.PAIR),
    ],
)
def test_json_of_another_type_is_refused(plain, cardinality, base_type):
    with pytest.raises(Refused) as refusal:
        from_plain(plain, cardinality=cardinality, base_type=base_type)

    assert refusal.value.rule == "response-wrong-type"


members = {
    BaseType.IDENTIFIER: st.sampled_from(["A", "B.1", "c_d"]),
    BaseType.STRING: st.text(),
    BaseType.INTEGER: st.integers(-(10**9), 10**9),
    BaseType.FLOAT: st.floats(allow_nan=False, allow_infinity=False),
    BaseType.BOOLEAN: st.booleans(),
    BaseType.PAIR: st.builds(Pair, st.sampled_from("AB"), st.sampled_from("CD")),
    BaseType.DIRECTED_PAIR: st.builds(Pair, st.sampled_from("AB"), st.sampled_from("CD")),
    BaseType.POINT: st.builds(Point, st.integers(-999, 999), st.integers(-999, 999)),
}


@pytest.mark.parametrize("base_type", BaseType)
@given(data=st.data(), cardinality=st.sampled_from(Cardinality))
def test_a_value_survives_json(base_type, data, cardinality):
    size = 1 if cardinality is Cardinality.SINGLE else 4
    value = Value(cardinality, base_type, tuple(data.draw(st.lists(members[base_type], max_size=size))))

    assert from_plain(to_plain(value), cardinality=cardinality, base_type=base_type) == value


@given(number=st.floats(-1e12, 1e12))
def test_figures_are_exact_and_without_exponent(number):
    written = figures(number)

    assert float(written) == number
    assert set(written) <= set("-.0123456789")


@pytest.mark.parametrize(
    ("number", "written"), [(12.5, "12.5"), (2780.0, "2780"), (1e-7, "0.0000001"), (0.1, "0.1")]
)
def test_figures_are_written_as_a_person_does(number, written):
    assert figures(number) == written


@pytest.mark.parametrize(
    ("text", "holds"), [("_a", True), ("é1", True), ("a:b", False), ("-a", False), ("", False)]
)
def test_what_may_name_a_variable(text, holds):
    assert is_identifier(text) is holds
