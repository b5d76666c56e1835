import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from testamur.psychometrics import Choices, Flag, analyse, scored

Scores = npt.NDArray[np.int64]
VECTORS = Path(__file__).parents[1] / "vectors/psychometrics"
matrices = st.tuples(st.integers(1, 40), st.integers(1, 10)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=st.integers(0, 1))
)


def numbers(name: str) -> Scores:
    with (VECTORS / name).open(newline="") as file:
        return np.array(list(csv.reader(file))[1:]).astype(int)


def lsat6() -> Scores:
    table = numbers("lsat6.csv")
    return np.repeat(table[:, :5], table[:, 5], axis=0)


@pytest.mark.parametrize(
    ("name", "scores"), [("lsat6", lsat6()), ("sat12", numbers("sat12_scored.csv"))], ids=["LSAT6", "SAT12"]
)
def test_the_item_analysis_of_published_data_is_that_of_mirt_and_psych(name: str, scores: Scores) -> None:
    known = json.loads((VECTORS / f"{name}_expected.json").read_text())["ctt"]

    analysis = analyse(scores)

    assert analysis.test.reliability.value == pytest.approx(known["alpha"], abs=1e-6)
    assert analysis.test.mean.value == pytest.approx(known["mean"], abs=1e-6)
    assert analysis.test.sd.value == pytest.approx(known["sd"], abs=1e-6)
    assert [item.difficulty.value for item in analysis.items] == pytest.approx(known["p"], abs=1e-6)
    discriminations = [item.discrimination.value for item in analysis.items]
    assert discriminations == pytest.approx(known["r_drop"], abs=1e-6)
    assert [item.with_total.value for item in analysis.items] == pytest.approx(known["r_pbis"], abs=1e-6)
    p = np.array(known["p"])
    stretch = np.sqrt(p * (1 - p)) / stats.norm.pdf(stats.norm.ppf(p))
    biserials = [item.biserial.value for item in analysis.items]
    assert biserials == pytest.approx(known["r_drop"] * stretch, abs=1e-5)


def test_the_biserial_of_an_even_item_is_stretched_by_the_root_of_half_pi_with_the_error_of_soper():
    # p = 1/2: sqrt(p q) / y = sqrt(pi / 2). 15 of 20 with the rest right are right: r = 1/2; n = 40.
    scores = np.repeat([[1, 1], [0, 1], [1, 0], [0, 0]], [15, 5, 5, 15], axis=0)

    found = analyse(scores).items[0].biserial

    stretch = np.sqrt(np.pi / 2)
    assert found.value == pytest.approx(stretch / 2)
    assert found.high - found.value == pytest.approx(1.959964 * (stretch - stretch**2 / 4) / np.sqrt(40), abs=1e-5)


def test_an_item_worth_more_than_its_parts_has_no_biserial():
    scores = np.tile([[0, 1], [1, 1], [2, 0]], (10, 1))

    assert analyse(scores, maxima=[2, 1]).items[0].biserial.status == "undefined"


def test_alpha_without_each_item_of_lsat6_is_the_published_one() -> None:
    known = json.loads((VECTORS / "lsat6_expected.json").read_text())["ctt"]

    found = [item.alpha_without.value for item in analyse(lsat6()).items]

    assert found == pytest.approx(known["alpha_drop"], abs=1e-6)


def test_the_distribution_counts_every_total_that_occurred() -> None:
    analysis = analyse(lsat6())

    assert analysis.test.distribution == ((0, 3), (1, 20), (2, 85), (3, 237), (4, 357), (5, 298))


def test_kr20_is_named_for_items_scored_0_and_1_and_alpha_for_others() -> None:
    dichotomous, graded = (
        np.tile([[0, 1], [1, 1], [0, 0]], (10, 1)),
        np.tile([[0, 2], [2, 2], [1, 0]], (10, 1)),
    )

    assert analyse(dichotomous).test.reliability.method.startswith("KR-20")
    assert analyse(graded, maxima=[2, 2]).test.reliability.method.startswith("coefficient alpha")


def test_the_difficulty_of_an_item_worth_more_is_its_mean_share_of_the_points() -> None:
    scores = np.tile([[0, 1], [2, 1], [4, 0]], (10, 1))

    first = analyse(scores, maxima=[4, 1]).items[0].difficulty

    assert (first.value, first.method) == (0.5, "mean share of the points, Student t interval")
    assert 0 < first.low < 0.5 < first.high < 1


def test_an_item_worth_more_but_never_in_part_keeps_the_wilson_interval() -> None:
    whole, half = np.tile([[0, 1], [4, 0]], (15, 1)), np.tile([[0, 1], [1, 0]], (15, 1))

    assert analyse(whole, maxima=[4, 1]).items[0].difficulty == analyse(half).items[0].difficulty


def test_few_persons_give_no_number_at_all() -> None:
    analysis = analyse(np.tile([[0, 1], [1, 1]], (14, 1)))

    test, first = analysis.test, analysis.items[0]
    estimates = [test.mean, test.sd, test.reliability, test.sem]
    estimates += [first.difficulty, first.discrimination, first.alpha_without]
    assert {(e.status, e.value, e.low, e.high, e.n) for e in estimates} == {("too few", None, None, None, 28)}
    assert first.flags == ()


def test_an_item_everyone_answers_right_discriminates_neither_well_nor_badly() -> None:
    scores = np.tile([[1, 1, 0], [1, 0, 0], [1, 1, 1]], (10, 1))

    first = analyse(scores).items[0]

    assert (first.discrimination.status, first.discrimination.value) == ("undefined", None)
    assert first.difficulty.value == 1
    assert first.difficulty.low == pytest.approx(30 / (30 + 1.959963984540054**2))
    assert first.flags == (Flag.TOO_EASY,)


def sixty(*groups: tuple[int, list[str]]) -> list[list[str]]:
    """Return responses of 60 persons, given as (how many, responses)."""
    return [row for count, row in groups for _ in range(count)]


def test_every_option_is_counted_with_those_nobody_chose_and_those_who_left_it_out() -> None:
    responses = sixty((30, ["A", "A"]), (15, ["B", "A"]), (5, ["B", "B"]), (7, ["", "B"]), (3, ["", "A"]))
    choices = Choices(responses, keys=("A", "A"), options=(("A", "B", "C"), ("A", "B")))

    first = analyse(scored(responses, choices.keys), choices=choices).items[0]

    counted = [(option.option, option.is_key, option.chosen) for option in first.options]
    assert counted == [("A", True, 30), ("B", False, 20), ("C", False, 0), ("", False, 10)]
    assert [option.correlation.status for option in first.options] == ["ok", "ok", "undefined", "ok"]
    assert first.options[0].correlation.value == first.discrimination.value


def test_a_distractor_that_high_scorers_prefer_puts_the_key_in_doubt() -> None:
    strong, weak = ["B", *"AAAA"], ["A", *"BBBB"]
    choices = Choices(sixty((25, strong), (35, weak)), keys=("A",) * 5)

    first = analyse(scored(choices.responses, choices.keys), choices=choices).items[0]

    assert [(option.option, option.chosen, option.chosen_high) for option in first.options] == [
        ("A", 35, 0),
        ("B", 25, 25),
    ]
    assert first.discrimination.status == "undefined"
    assert first.flags == (Flag.KEY_IN_DOUBT,)


def test_a_wrong_key_is_flagged_as_negative_and_in_doubt() -> None:
    responses = sixty(
        (22, ["B", *"AAAA"]),
        (4, ["A", *"AAAA"]),
        (8, ["B", *"BBAA"]),
        (16, ["A", *"BBBB"]),
        (10, ["C", *"BABB"]),
    )
    choices = Choices(responses, keys=("A",) * 5)

    first, *others = analyse(scored(responses, choices.keys), choices=choices).items

    assert first.flags == (Flag.NEGATIVE, Flag.KEY_IN_DOUBT)
    assert all(item.flags == () for item in others)


def test_hard_weak_and_idle_are_flagged() -> None:
    rng = np.random.default_rng(11)
    ability = rng.integers(0, 2, 200)
    responses = [["A" if i < 30 else "B", *("A" if a else "B" for _ in range(4))] for i, a in enumerate(ability)]
    choices = Choices(responses, keys=("A",) * 5, options=(("A", "B", "C"), *((("A", "B"),) * 4)))

    first = analyse(scored(responses, choices.keys), choices=choices).items[0]

    assert Flag.TOO_HARD in first.flags
    assert Flag.IDLE_DISTRACTOR in first.flags
    assert Flag.WEAK in first.flags or Flag.NEGATIVE in first.flags


def test_an_item_without_a_key_gets_no_option_analysis() -> None:
    responses = [["A", "12.5"]] * 40
    choices = Choices(responses, keys=("A", ""))

    items = analyse([[1, 1]] * 40, choices=choices).items

    assert [len(item.options) for item in items] == [1, 0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"items": ["one"]}, "2 columns of scores, 1 names"),
        ({"maxima": [1]}, "1 maxima"),
        ({"maxima": [1, 0]}, "more than 0 points"),
        ({"maxima": [1, 0.5]}, "above the points"),
        ({"confidence": 1.0}, "between 0 and 1"),
        ({"choices": Choices([["A"]], keys=("A",))}, "responses of shape"),
        ({"choices": Choices([["A", "B"]], keys=("A",))}, "2 items, 1 keys"),
        ({"choices": Choices([["A", "B"]], keys=("A", "B"), options=(("A",),))}, "1 lists of options"),
    ],
)
def test_what_does_not_fit_together_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        analyse([[1, 1]], **arguments)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(scores=matrices)
def test_whatever_is_given_a_value_lies_in_its_interval_and_nothing_is_nan(scores: Scores) -> None:
    analysis = analyse(scores, least=1)

    test = analysis.test
    estimates = [test.mean, test.sd, test.reliability, test.sem]
    for item in analysis.items:
        estimates += [item.difficulty, item.discrimination, item.alpha_without]
    for found in estimates:
        if found.status == "ok":
            assert found.low - 1e-9 <= found.value <= found.high + 1e-9
        else:
            assert (found.value, found.low, found.high) == (None, None, None)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(scores=matrices, seed=st.integers(0, 2**32 - 1))
def test_the_order_of_persons_does_not_matter(scores: Scores, seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(scores, axis=0)

    before, after = analyse(scores, least=1), analyse(shuffled, least=1)

    assert before.test.distribution == after.test.distribution
    for one, other in zip(before.items, after.items, strict=True):
        assert one.difficulty == other.difficulty
        assert one.discrimination.status == other.discrimination.status
        if one.discrimination.value is not None:
            assert other.discrimination.value == pytest.approx(one.discrimination.value, abs=1e-9)
