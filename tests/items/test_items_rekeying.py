"""An item by another key is scored by its own rules, of whatever kind it is."""

import pytest
from items_vectors import COMPOSED, EVERY_ITEM, clean_room_item

from testamur.errors import DocumentError
from testamur.items import is_correct_by, key, points_by, read_key, rekeyed, score, written_key
from testamur.items.facts import is_correct

SINGLE = COMPOSED["h4-1-flags-in-a-week"]
MULTIPLE = COMPOSED["h3-2-signs-of-automation-bias"]
ORDER = COMPOSED["h6-1-steps-of-a-silent-trial"]
NUMERIC = COMPOSED["h4-1-number-needed-to-alert"]
MAPPED = clean_room_item("gap-match")

OTHER = [
    ("h4-1-flags-in-a-week", "B", "A"),
    ("h3-2-signs-of-automation-bias", "A, D", "B, D"),
]


@pytest.mark.parametrize("name", COMPOSED)
def test_an_item_by_its_own_key_is_the_item(name):
    item = COMPOSED[name]

    assert rekeyed(item, key(item)) == item


@pytest.mark.parametrize("name", COMPOSED)
def test_a_key_is_written_as_it_is_read(name):
    item = COMPOSED[name]

    assert read_key(item, written_key(item)) == key(item)


@pytest.mark.parametrize(("name", "right", "wrong"), OTHER)
def test_by_another_key_what_was_wrong_is_right(name, right, wrong):
    item = COMPOSED[name]

    changed = rekeyed(item, read_key(item, right))

    assert is_correct(changed, read_key(item, right))
    assert not is_correct(changed, read_key(item, wrong))
    assert is_correct(item, read_key(item, wrong))


def test_the_order_of_several_answers_does_not_count_unless_they_are_in_order():
    assert is_correct(rekeyed(MULTIPLE, {"RESPONSE": ["D", "A"]}), {"RESPONSE": ["A", "D"]})
    turned = list(reversed(key(ORDER)["RESPONSE"]))
    assert not is_correct(rekeyed(ORDER, {"RESPONSE": turned}), key(ORDER))


def test_a_number_keeps_its_tolerance():
    (name,) = NUMERIC.responses

    changed = rekeyed(NUMERIC, {name: 40.0})

    assert not is_correct(changed, key(NUMERIC))
    assert is_correct(changed, {name: 40.0})


def test_two_keys_give_the_point_to_either():
    keyed = [SINGLE, rekeyed(SINGLE, {"RESPONSE": "C"})]

    assert [is_correct_by(keyed, {"RESPONSE": option}) for option in "ABCD"] == [True, False, True, False]
    assert [points_by(keyed, {"RESPONSE": option}) for option in "ABCD"] == [1, 0, 1, 0]
    assert points_by(keyed, {}) == 0


def test_answers_that_have_points_change_places():
    before = key(MAPPED)["RESPONSE"]
    assert before == ["SENS G1", "SPEC G2"]

    changed = rekeyed(MAPPED, {"RESPONSE": ["SENS G2", "SPEC G1"]})

    assert score(changed, {"RESPONSE": ["SENS G2", "SPEC G1"]}) == score(MAPPED, {"RESPONSE": before})
    assert score(changed, {"RESPONSE": ["SENS G2"]}) == score(MAPPED, {"RESPONSE": ["SENS G1"]})
    assert score(changed, {"RESPONSE": before}) == score(MAPPED, {"RESPONSE": ["SENS G2", "SPEC G1"]})


@pytest.mark.parametrize(
    ("item", "right", "said"),
    [
        (SINGLE, {"RESPONSE": "Z"}, "the key 'Z' of RESPONSE names no choice"),
        (SINGLE, {"RESPONSE": None}, "a key is needed"),
        (SINGLE, {"RESPONSE": ["A"]}, "must be one value"),
        (SINGLE, {"OTHER": "A"}, "is no response of the item"),
        (MULTIPLE, {"RESPONSE": ["A", "A"]}, "an answer stands twice in the key"),
        (MAPPED, {"RESPONSE": ["SENS G1"]}, "each answer has points: the key must name 2, as it does now"),
    ],
)
def test_a_key_that_cannot_be_is_refused(item, right, said):
    with pytest.raises(DocumentError) as refused:
        rekeyed(item, right)

    assert said in [problem.sentence for problem in refused.value.problems]


def test_an_item_whose_rules_do_not_read_its_key_is_not_keyed_anew():
    with pytest.raises(DocumentError, match="its scoring rests on something else"):
        rekeyed(clean_room_item("extended-text"), {"RESPONSE": "an essay"})


def test_a_key_in_a_line_of_text_is_refused_if_it_is_no_key():
    with pytest.raises(DocumentError, match="is not a number"):
        read_key(NUMERIC, "many")
    with pytest.raises(DocumentError, match="cannot be written in a line"):
        read_key(EVERY_ITEM["composite"], "A")
    assert written_key(EVERY_ITEM["composite"]) == ""
