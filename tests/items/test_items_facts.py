"""What others ask of an item is answered from the item alone."""

import pytest
from items_vectors import COMPOSED, EVERY_ITEM, clean_room_item, every_item

from testamur.items import key
from testamur.items.facts import is_correct, key_position, kind


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("h4-1-flags-in-a-week", "single"),
        ("h3-2-signs-of-automation-bias", "multiple"),
        ("h6-1-steps-of-a-silent-trial", "order"),
        ("h7-2-faults-of-figures", "match"),
        ("h4-1-number-needed-to-alert", "numeric"),
        ("inline-choice", "single"),
        ("text-entry", "text"),
        ("composite", "composite"),
    ],
)
def test_an_item_is_of_a_kind(name, named):
    assert kind(EVERY_ITEM[name]) == named


def test_only_a_single_choice_has_a_key_position():
    found = {name: key_position(item) for name, item in COMPOSED.items()}

    assert found == {**dict.fromkeys(COMPOSED), "h4-1-flags-in-a-week": "A"}


@pytest.mark.parametrize("name", COMPOSED)
def test_the_key_is_right_and_no_answer_is_not(name):
    assert is_correct(COMPOSED[name], key(COMPOSED[name]))
    assert not is_correct(COMPOSED[name], {})


def test_part_of_the_points_is_not_right():
    assert not is_correct(clean_room_item("gap-match"), {"RESPONSE": ["SENS G1"]})
    assert is_correct(clean_room_item("gap-match"), {"RESPONSE": ["SENS G1", "SPEC G2"]})


@every_item
def test_no_item_is_right_without_an_answer(item):
    assert not is_correct(item, {})
