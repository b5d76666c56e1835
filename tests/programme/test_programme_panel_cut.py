"""A programme's file with the pass mark of a panel in the place of the one before."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import testamur
from testamur.documents import read_toml, shape
from testamur.errors import Refused
from testamur.programme import PanelSummary, Programme, with_panel

PROGRAMMES = Path(testamur.__file__).parent / "content" / "programmes"
SUMMARY = PanelSummary(
    digest="ab" * 32,
    method="modified Angoff",
    judges=7,
    rounds=2,
    expected=26.4,
    error=1.3,
    correct=26,
    of=40,
    errors=-1,
    signed_on=date(2026, 11, 3),
    is_simulated=False,
)
SENTENCE = (
    "A panel of 7 judges, modified Angoff, 2 rounds, standard error 1.3 questions; "
    "the board moved it down by one standard error, signed off on 3 November 2026."
)


@pytest.mark.parametrize("name", ["healthcare-ai-professional", "ai-in-medicine-exam"])
def test_nothing_else_of_the_file_changes(name):
    text = (PROGRAMMES / f"{name}.toml").read_text(encoding="utf-8")
    before = shape(read_toml(text.encode()), Programme)

    made = with_panel(text, SUMMARY, edition="2027")

    after = shape(read_toml(made.encode()), Programme)
    assert after == replace(before, edition="2027", exam=replace(before.exam, cut=SUMMARY.cut()))


def test_the_lines_say_what_was_decided():
    assert tomllib.loads(SUMMARY.lines()) == {
        "exam": {
            "cut": {
                "correct": 26,
                "method": "modified Angoff",
                "source": SENTENCE,
                "decided_on": date(2026, 11, 3),
                "panel": "ab" * 32,
            }
        }
    }


def test_simulated_judges_are_said_to_be():
    assert "simulated = true" in replace(SUMMARY, is_simulated=True).lines()


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        (None, "the board decided on a number of its own"),
        (0, "the cut is the panel's"),
        (2, "the board moved it up by 2 standard errors"),
    ],
)
def test_the_decision_is_told(errors, said):
    assert replace(SUMMARY, errors=errors).decision == said


def test_a_file_that_only_a_person_can_change_is_left_alone():
    text = (PROGRAMMES / "ai-in-medicine-exam.toml").read_text(encoding="utf-8")
    inline = text.replace("[exam.cut]\n", '[exam."cut"]\n')
    assert inline != text

    with pytest.raises(Refused, match="Paste the lines"):
        with_panel(inline, SUMMARY, edition="2027")
