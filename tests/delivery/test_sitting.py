"""The state table and the clock of a sitting."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.delivery import CLOSED, NEXT, Event, Kind, Sitting, State, closing, replay
from testamur.errors import Refused

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(minutes, kind, extra=0):
    return Event(kind, START + timedelta(minutes=minutes), timedelta(minutes=extra))


def test_paused_time_is_not_used():
    events = [at(0, Kind.START), at(10, Kind.PAUSE), at(40, Kind.RESUME), at(45, Kind.SUBMIT)]

    sitting = replay(events, limit=HOUR)

    assert sitting.state is State.SUBMITTED
    assert sitting.used == timedelta(minutes=15)


def test_the_deadline_moves_by_the_pause():
    sitting = replay([at(0, Kind.START), at(10, Kind.PAUSE), at(40, Kind.RESUME)], limit=HOUR)

    assert sitting.deadline(limit=HOUR) == START + timedelta(minutes=90)


def test_extra_time_is_added_while_it_runs():
    sitting = replay([at(0, Kind.START), at(10, Kind.EXTEND, extra=15)], limit=HOUR)

    assert sitting.deadline(limit=HOUR) == START + timedelta(minutes=75)
    assert sitting.left(START + timedelta(minutes=70), limit=HOUR) == timedelta(minutes=5)


@pytest.mark.parametrize("kind", [Kind.RESPOND, Kind.SUBMIT, Kind.PAUSE])
def test_nothing_counts_after_the_deadline(kind):
    with pytest.raises(Refused) as caught:
        replay([at(0, Kind.START), Event(kind, START + HOUR + timedelta(microseconds=1))], limit=HOUR)

    assert caught.value.rule == "sitting-time"


def test_the_last_instant_still_counts():
    assert replay([at(0, Kind.START), at(60, Kind.RESPOND)], limit=HOUR).state is State.OPEN


def test_time_out_is_due_at_the_deadline_itself():
    sitting = replay([at(0, Kind.START)], limit=HOUR)

    assert closing(sitting, START + HOUR, limit=HOUR) is None
    assert closing(sitting, START + 3 * HOUR, limit=HOUR) == at(60, Kind.TIME_OUT)


def test_time_out_before_the_deadline_is_refused():
    with pytest.raises(Refused):
        replay([at(0, Kind.START), at(59, Kind.TIME_OUT)], limit=HOUR)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", Kind)
def test_the_table_alone_decides_what_may_follow(state, kind):
    running = START if state is State.OPEN else None
    sitting = Sitting(state, running_since=running)
    event = at(60 if kind is Kind.TIME_OUT else 1, kind)

    if kind in NEXT[state]:
        assert sitting.after(event, limit=HOUR).state is NEXT[state][kind]
    else:
        with pytest.raises(Refused) as caught:
            sitting.after(event, limit=HOUR)
        assert caught.value.rule == "sitting-order"


def test_a_closed_sitting_can_only_be_voided():
    assert all(set(NEXT[state]) <= {Kind.VOID} for state in CLOSED)


steps = st.lists(st.tuples(st.sampled_from(list(Kind)), st.integers(0, 40)), max_size=12)


@given(steps)
def test_no_more_than_the_limit_is_ever_used(history):
    sitting, now = Sitting(), START
    for kind, minutes in history:
        now += timedelta(minutes=minutes)
        try:
            sitting = sitting.after(Event(kind, now), limit=HOUR)
        except Refused:
            due = closing(sitting, now, limit=HOUR)
            if due:
                sitting = sitting.after(due, limit=HOUR)

    assert timedelta() <= sitting.used <= HOUR
