"""Rigour: the ladder of the rubric, its laws, and its width where facts are missing."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.catalogue import LEVELS, RIGOUR, SIGNALS, Rigour, rigour, rigour_level

PUBLISHED = json.loads((Path(__file__).parents[1] / "vectors/catalogue/rubric.json").read_text())["rigourLevels"]
ALL = tuple(itertools.product((0.0, 1.0), repeat=len(RIGOUR)))


@pytest.mark.parametrize(
    ("signals", "level"),
    [
        ((), 0),
        (("a2",), 1),
        (("a2", "c2"), 1),
        (("a2", "a3", "c2"), 1),
        (("a2", "a3"), 2),
        (("exam",), 2),
        (("a2", "a3", "s8"), 3),
        (("a2", "a3", "second_marker"), 3),
        (("exam", "s8"), 3),
        (("s8", "s6", "s7", "statistics", "s11"), 0),
        (("exam", "s8", "s6"), 3),
        (("exam", "s8", "s6", "s7"), 3),
        (("exam", "s8", "s6", "s7", "statistics"), 4),
        (("a2", "a3", "second_marker", "s6", "s7", "statistics"), 4),
        (("exam", "s8", "s11"), 5),
        (("a2", "a3", "s8", "a5"), 5),
        (("exam", "s6", "s7", "statistics", "s11"), 2),
    ],
)
def test_the_ladder_of_rigour(signals: tuple[str, ...], level: int) -> None:
    assert rigour_level({name: float(name in signals) for name in RIGOUR}) == level
    assert rigour({name: name in signals for name in RIGOUR}) == Rigour(level, level)


def test_the_ladder_has_the_steps_that_are_published() -> None:
    assert [step["level"] for step in PUBLISHED] == list(range(len(LEVELS)))
    assert set(RIGOUR) <= set(SIGNALS)


def test_rigour_grows_in_every_signal_but_endless_retries() -> None:
    for bits in ALL:
        signals = dict(zip(RIGOUR, bits, strict=True))
        for name in RIGOUR:
            lower, higher = (rigour_level(signals | {name: bit}) for bit in (0.0, 1.0))
            assert higher <= lower if name == "c2" else higher >= lower


known_signals = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in RIGOUR})


@given(known_signals)
def test_its_ends_are_the_least_and_the_most_that_the_unknown_allow(known: dict[str, bool | None]) -> None:
    filled = (dict(zip(RIGOUR, bits, strict=True)) for bits in ALL)
    fitting = [
        rigour_level(signals)
        for signals in filled
        if all(known[name] in (None, bool(bit)) for name, bit in signals.items())
    ]

    assert rigour(known) == Rigour(int(min(fitting)), int(max(fitting)))


def test_what_is_left_out_may_be_either() -> None:
    assert rigour({}) == Rigour(0, 5)
    assert rigour({"exam": True}) == Rigour(2, 5)
    assert rigour({"exam": True, "s8": False, "second_marker": False}) == Rigour(2, 2)
