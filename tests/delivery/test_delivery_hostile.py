"""What a hostile or broken client sends: numbers and characters that nothing can keep."""

import pytest

from testamur.delivery import Accommodation, Response, check, limit
from testamur.errors import Refused


@pytest.mark.parametrize(
    ("response", "rule"),
    [
        (Response(2**31, "one", {}), "response-sequence"),
        (Response(10**40, "one", {}), "response-sequence"),
        (Response(1, "one", {"RESPONSE": "half an emoji \ud83d"}), "response-text"),
        (Response(1, "one", {"RESPONSE": ["A", "nul \x00"]}), "response-text"),
        (Response(1, "one", {"\udfff": "A"}), "response-text"),
    ],
)
def test_what_cannot_be_kept_is_refused(response, rule):
    with pytest.raises(Refused) as caught:
        check(response, items=frozenset({"one"}))

    assert caught.value.rule == rule


def test_the_words_for_a_character_are_text():
    check(
        Response(2**31 - 1, "one", {"RESPONSE": r"\u0000 and \ud83d, written out; and a whole one: \U0001f600"}),
        items=frozenset({"one"}),
    )


@pytest.mark.parametrize("minutes", [241, 10**9])
def test_minutes_on_top_have_an_end(minutes):
    with pytest.raises(Refused):
        limit(120, Accommodation(1.0, minutes))
