"""Mutants of every form of a credential, and of what is published about it: an answer, and never a false yes.

As many as `TESTAMUR_FUZZ_MUTANTS` says; `scripts/mutants.py` tries a hundred thousand.
"""

import os

import pytest
from mutants import FORMS, NAMES, is_false_yes, judged, mutant

MUTANTS = int(os.environ.get("TESTAMUR_FUZZ_MUTANTS", "650"))
SEED = int(os.environ.get("TESTAMUR_FUZZ_SEED", "2026"))
NOT_GOOD = {"status list that revokes", "keys of somebody else"}


@pytest.mark.parametrize("form", range(len(NAMES)), ids=NAMES)
def test_a_mutant_gets_an_answer_and_shows_nothing_that_was_not_signed(form):
    for number in range(form, MUTANTS, len(NAMES)):
        name, data = mutant(number, seed=SEED)

        assert not is_false_yes(name, judged(name, data)), number


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_changed_is_good_or_withdrawn(name):
    verification = judged(name, FORMS[name].whole)

    assert verification.is_good is (name not in NOT_GOOD)
    assert not is_false_yes(name, verification)


def test_some_mutants_are_good_for_they_say_the_same():
    """So that the judgement above has something to judge."""
    numbers = range(0, 20 * len(NAMES), len(NAMES))
    found = [judged("JSON", mutant(number, seed=SEED)[1]) for number in numbers]

    assert any(verification.is_good for verification in found)


@pytest.mark.parametrize("name", ["JSON", "token", "part of a credential"])
def test_the_judge_tells_what_was_not_signed(name):
    """A verification that took a changed credential for proved would be called a false yes."""
    form = FORMS[name]
    fooled = judged(name, form.whole)
    object.__setattr__(fooled, "credential", {**form.signed, "name": "Forged"})

    assert is_false_yes(name, fooled)
