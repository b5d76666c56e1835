from dataclasses import replace
from itertools import pairwise

import pytest
from assembly_banks import POSITIONS, bank

from testamur.assembly import Cell, ItemFacts, KeyBalance, Specification, problems, problems_together
from testamur.errors import Problem

ITEMS = bank(8)  # two of each area, minutes 1, 1.5, 1, ...
SOUND = Specification(
    8, (Cell("H1", None, 2, 2),), key_share=KeyBalance(("A", "B", "C"), 0.25, 0.5), minutes=(10.0, 10.0)
)


def test_a_form_that_keeps_everything_has_no_problem() -> None:
    assert list(problems(ITEMS, SOUND)) == []


@pytest.mark.parametrize(
    ("specification", "path", "sentence"),
    [
        (replace(SOUND, items=9), "items", "the form asks for 9 items; it has 8"),
        (
            replace(SOUND, cells=(Cell("H1", "recall", 2, 3),)),
            "cells[0]",
            "the cell H1 · recall asks for 2 to 3 items; the form has 1",
        ),
        (
            replace(SOUND, cells=(Cell(None, None, 0, 7, kind="choice"),)),
            "cells[0]",
            "the cell choice asks for 0 to 7 items; the form has 8",
        ),
        (
            replace(SOUND, key_share=KeyBalance(("A", "B", "C"), 0.25, 0.37)),
            "key_share",
            "the key is at A in 3 of 8 items; 25% to 37% are asked for",
        ),
        (
            replace(SOUND, minutes=(10.01, 11.0)),
            "minutes",
            "the form takes 10 minutes; 10.0167 to 11 minutes are asked for",
        ),
    ],
)
def test_every_limit_that_is_broken_is_said(specification: Specification, path: str, sentence: str) -> None:
    assert next(problems(ITEMS, specification)) == Problem(path, sentence)


def test_enemies_and_repeated_items_are_said() -> None:
    hostile = [replace(ITEMS[0], enemies=("q001",)), ITEMS[1], ITEMS[2], ITEMS[2]]

    found = [problem.sentence for problem in problems(hostile, Specification(4))]

    assert found == [
        "the item q002 stands on the form 2 times",
        "the items q000 and q001 may not stand on one form",
    ]


def test_an_item_of_unknown_length_makes_the_time_of_a_form_unknown() -> None:
    items = [ItemFacts("q1", "sha256:0", "H1", minutes=1.0), ItemFacts("q2", "sha256:0", "H1")]

    found = list(problems(items, Specification(2, minutes=(0, 5))))

    assert found == [Problem("minutes", "it is not known what 1 items take")]


def test_shares_are_compared_as_fractions_and_not_as_rounded_numbers() -> None:
    """30 % of 10 is 3, though 0.3 * 10 and 3 need not be the same float."""
    items = [ItemFacts(f"q{n}", "sha256:0", "H1", key="A" if n < 3 else "B") for n in range(10)]

    exact = list(problems(items, Specification(10, key_share=KeyBalance(("A", "B"), 0.3, 0.7))))
    over = list(problems(items, Specification(10, key_share=KeyBalance(("A", "B"), 0.301, 0.7))))

    assert exact == []
    assert [problem.path for problem in over] == ["key_share"]


def test_forms_that_share_too_much_and_items_shown_too_often_are_said() -> None:
    forms = [["a", "b", "c"], ["b", "c", "d"], ["c", "d", "e"]]

    found = list(problems_together(forms, Specification(3, overlap_most=1, exposure_most=2)))

    assert found == [
        Problem("overlap_most", "forms 1 and 2 share 2 items; 1 are allowed"),
        Problem("overlap_most", "forms 2 and 3 share 2 items; 1 are allowed"),
        Problem("exposure_most", "the item c stands on 3 forms; 2 are allowed"),
    ]


def test_forms_within_their_limits_have_no_problem_together() -> None:
    forms = [list(pair) for pair in pairwise(POSITIONS)]

    assert list(problems_together(forms, Specification(2, overlap_most=1, exposure_most=2))) == []
