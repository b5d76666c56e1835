"""Where a panel stands after its events, and the cut that a board moves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.errors import Refused
from testamur.psychometrics.estimate import estimated, withheld
from testamur.psychometrics.standard_setting import CutScore
from testamur.psychometrics.standard_setting.panel import ADJUSTMENTS, NEXT, Kind, Panel, State, adjusted, replay


def cut(expected, error, *, maximum=40):
    found = estimated(expected, (expected - error, expected + error), n=7, method="panel")
    return CutScore(math.ceil(expected), maximum, found, error, "over judges")


def test_two_rounds_and_a_signature():
    assert replay([Kind.OPEN, Kind.CLOSE, Kind.OPEN, Kind.CLOSE, Kind.SIGN]) == Panel(State.SIGNED, 2, 2)


def test_a_panel_that_is_over_stays_so():
    assert [state for state, after in NEXT.items() if not after] == [State.SIGNED, State.ENDED]


@given(st.lists(st.sampled_from(Kind), max_size=20))
def test_rounds_are_counted_and_at_most_one_is_open(kinds):
    done = []
    panel = Panel()
    for kind in kinds:
        try:
            panel = panel.after(kind)
        except Refused:
            continue
        done.append(kind)

    assert panel.round == done.count(Kind.OPEN) <= 5
    assert panel.closed == done.count(Kind.CLOSE) <= panel.round
    assert panel.is_over == bool({Kind.SIGN, Kind.END} & {*done})


@pytest.mark.parametrize("kind", [Kind.CLOSE, Kind.SIGN])
def test_nothing_is_closed_or_signed_before_a_round_was_open(kind):
    with pytest.raises(Refused, match="the panel is drafted"):
        Panel().after(kind)


def test_a_sixth_round_is_refused():
    five = replay([Kind.OPEN, Kind.CLOSE] * 5)

    with pytest.raises(Refused, match="at most 5 rounds"):
        five.after(Kind.OPEN)


@given(expected=st.floats(10, 30), error=st.floats(0, 4))
def test_a_lower_decision_never_asks_for_more(expected, error):
    decided = [adjusted(cut(expected, error), errors) for errors in ADJUSTMENTS]

    assert decided == sorted(decided)
    assert decided[2] == math.ceil(round(expected, 9))


def test_what_is_no_pass_mark_is_refused():
    none = CutScore(None, 40, withheld(n=7, method="Hofstee", status="undefined"), None, "none")

    for found, errors in ((cut(39.5, 1.0), 1), (cut(0.5, 1.0), -2), (none, 0)):
        with pytest.raises(Refused):
            adjusted(found, errors)
