"""The response log: latest answer, refusals, receipt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.delivery import Accommodation, Response, check, latest, limit, receipt
from testamur.errors import Refused

responses = st.lists(
    st.builds(
        Response,
        sequence=st.integers(1, 50),
        item=st.sampled_from(["one", "two"]),
        values=st.dictionaries(st.just("RESPONSE"), st.sampled_from(["A", "B"])),
    ),
    unique_by=lambda r: r.sequence,
    max_size=8,
)


@given(responses, st.randoms(use_true_random=False))
def test_order_of_arrival_never_matters(log, random):
    shuffled = log[:]
    random.shuffle(shuffled)

    assert latest(shuffled) == latest(log)
    assert receipt(shuffled) == receipt(log)


@given(responses.filter(bool))
def test_a_changed_answer_changes_the_receipt(log):
    changed = [Response(log[0].sequence, log[0].item, {"RESPONSE": "other"}), *log[1:]]

    assert receipt(changed) != receipt(log)


@given(responses.filter(bool))
def test_a_missing_answer_changes_the_receipt(log):
    assert receipt(log[1:]) != receipt(log)


@pytest.mark.parametrize(
    ("response", "rule"),
    [
        (Response(1, "other", {}), "response-item"),
        (Response(0, "one", {}), "response-sequence"),
        (Response(1, "one", {"RESPONSE": "x" * 20_000}), "response-size"),
    ],
)
def test_what_is_no_answer_is_refused(response, rule):
    with pytest.raises(Refused) as caught:
        check(response, items=frozenset({"one"}))

    assert caught.value.rule == rule


def test_extra_time_multiplies_and_adds():
    assert limit(120, Accommodation(1.5, 10)).total_seconds() == 190 * 60


@pytest.mark.parametrize("rule", [Accommodation(0.5), Accommodation(4.0), Accommodation(1.0, -1)])
def test_time_is_never_shortened_or_without_end(rule):
    with pytest.raises(Refused):
        limit(120, rule)
