"""Forms taken by random groups. Vectors: tests/vectors/psychometrics/README.md, row actmath."""

import csv
import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.errors import DocumentError
from testamur.psychometrics import equating
from testamur.psychometrics.equating import ScoreDistribution

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "actmath_expected.json").read_text())
METHODS = [equating.identity, equating.mean, equating.linear, equating.equipercentile, equating.circle_arc]

counts = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).integers(1, 60, 21).astype(float))
"""Forms of 20 items on which every score occurs."""

lawful = settings(max_examples=25)


@pytest.fixture(scope="module")
def forms() -> tuple[ScoreDistribution, ScoreDistribution]:
    with (VECTORS / "actmath.csv").open(newline="") as file:
        rows = np.array(list(csv.reader(file))[1:], dtype=np.float64)
    return ScoreDistribution(rows[:, 1]), ScoreDistribution(rows[:, 2])


def test_the_moments_of_the_act_forms_are_the_published_ones(forms):
    for i, form in enumerate(forms):
        assert form.n == KNOWN["n"][i]
        found = [form.mean, form.sd, form.skewness, form.kurtosis]
        assert found == pytest.approx([KNOWN[name][i] for name in ("mean", "sd", "skew", "kurt")], abs=1e-4)


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("mean_eq", equating.mean),
        ("linear", equating.linear),
        ("equip", equating.equipercentile),
        ("equip_loglin6", partial(equating.equipercentile, degrees=(6, 6))),
    ],
)
def test_the_act_equivalents_are_the_published_ones(forms, name, method):
    found = method(*forms).equivalents
    known = np.array([np.nan if value is None else value for value in KNOWN[name]])

    is_known = np.isfinite(known)  # nobody scored 0 on either form, and conventions differ about that score
    assert is_known.sum() >= 40
    assert found[is_known] == pytest.approx(known[is_known], abs=1e-4)


def test_the_fit_of_degree_six_to_the_act_form_is_that_of_kolen_and_brennan(forms):
    table = equating.degree_table(forms[0])

    # Kolen & Brennan (2004), ch. 3, likelihood-ratio chi-square of the log-linear models of form X.
    assert (round(table[5].likelihood_ratio, 2), table[5].degrees_of_freedom) == (30.61, 34)
    assert equating.chosen_degree(table) == 6
    assert equating.chosen_degree(table, by="chi-square") == 6


def test_the_worked_example_of_kolen_and_brennan():
    """Kolen & Brennan (2014), ch. 2, five scores with cumulative shares .2 .5 .7 .9 1 and .1 .3 .5 .8 1."""
    new, old = ScoreDistribution([2, 3, 2, 2, 1]), ScoreDistribution([1, 2, 2, 3, 2])

    found = equating.equipercentile(new, old).equivalents

    assert found == pytest.approx([0.5, 1.75, 2.8333, 3.5, 4.25], abs=5e-5)


def test_identity_estimates_nothing_and_says_so(forms):
    found = equating.identity(*forms)

    assert (found.errors, found.error_method) == (None, "")
    assert found.warnings == ("the forms are taken to be equally difficult; nothing was estimated to show it",)


def test_a_worked_error_of_mean_equating():
    """sd 1 (n - 1) with n = 3, and sd 2 with n = 5: sqrt(1/3 + 4/5)."""
    new = equating.score_distribution([1, 2, 3], maximum=6)
    old = equating.score_distribution([1, 1, 3, 5, 5], maximum=6)

    assert equating.mean(new, old).errors == pytest.approx(np.full(7, np.sqrt(1 / 3 + 4 / 5)))


def test_the_error_of_linear_equating_at_the_mean_is_that_of_two_means(forms):
    new, old = forms
    conversion = equating.linear(new, old)

    at_mean = np.interp(new.mean, conversion.scores, conversion.errors)

    assert at_mean == pytest.approx(old.sd * np.sqrt(1 / new.n + 1 / old.n), abs=1e-3)


def test_the_error_of_equipercentile_equating_is_lords_less_the_share_of_a_whole_score(forms):
    """Lord (1982): {P(1 - P)(1/nx + 1/ny) - (G - P)(P - G')/(ny g)} / g^2; a whole x takes f / (4 nx g^2) away."""
    new, old = forms
    conversion = equating.equipercentile(new, old)

    f, g = new.probabilities, old.probabilities
    rank = np.cumsum(f) - f / 2
    above = np.searchsorted(np.cumsum(g), rank, side="right")
    upper, density = np.cumsum(g)[above], g[above]
    lord = rank * (1 - rank) * (1 / new.n + 1 / old.n)
    lord -= (upper - rank) * (rank - upper + density) / (old.n * density)
    known = np.sqrt((lord - f / (4 * new.n)) / density**2)

    assert conversion.errors[1:] == pytest.approx(known[1:], rel=1e-9)
    assert np.isnan(conversion.errors[0])


@pytest.mark.parametrize("method", [equating.linear, partial(equating.equipercentile, degrees=(4, 4))])
def test_the_bootstrap_agrees_with_the_delta_method(forms, method):
    by_delta = method(*forms)

    drawn = equating.with_bootstrap_errors(method, *forms, rng=np.random.default_rng(20260101), samples=120)

    assert drawn.error_method == "bootstrap, 120 of 120 samples"
    assert drawn.equivalents.tolist() == by_delta.equivalents.tolist()
    assert drawn.errors[8:36] == pytest.approx(by_delta.errors[8:36], rel=0.25)
    assert np.mean(drawn.errors[8:36] / by_delta.errors[8:36]) == pytest.approx(1, abs=0.1)


def test_the_same_seed_gives_the_same_errors(forms):
    first, second = (
        equating.with_bootstrap_errors(equating.linear, *forms, rng=np.random.default_rng(5), samples=5).errors
        for _ in range(2)
    )

    assert first.tolist() == second.tolist()


def test_samples_that_cannot_be_equated_are_counted_and_too_many_leave_no_error():
    # Two persons with different scores: half of the samples hold one score only, which linear equating refuses.
    pair = ScoreDistribution(np.array([1.0, 0.0, 1.0]))

    drawn = equating.with_bootstrap_errors(equating.linear, pair, pair, rng=np.random.default_rng(1), samples=50)

    assert drawn.errors is None
    assert "bootstrap samples could be equated; there is no standard error" in drawn.warnings[-1]


@lawful
@given(new=counts, old=counts)
def test_equipercentile_equating_back_is_the_inverse(new, old):
    first, second = new / new.sum(), old / old.sum()
    scores = np.arange(21.0)

    there = equating.percentile.equipercentile_function(first, second, scores)

    assert equating.percentile.equipercentile_function(second, first, there) == pytest.approx(scores, abs=1e-8)


@lawful
@given(new=counts, old=counts)
def test_mean_and_linear_equating_back_are_the_inverse(new, old):
    forms = ScoreDistribution(new), ScoreDistribution(old)
    for method in (equating.mean, equating.linear):
        there, back = method(*forms).line, method(*forms[::-1]).line

        assert back(there(np.arange(21.0))) == pytest.approx(np.arange(21.0), abs=1e-8)


@lawful
@given(new=counts, old=counts, easy=st.integers(1, 4))
def test_items_that_everybody_answers_add_their_points_to_the_equivalents(new, old, easy):
    forms, longer = (ScoreDistribution(new), ScoreDistribution(old)), np.concatenate([np.zeros(easy), old])
    for method in (equating.mean, equating.linear, equating.equipercentile):
        there, moved = method(*forms), method(forms[0], ScoreDistribution(longer))

        assert moved.equivalents == pytest.approx(there.equivalents + easy, abs=1e-8)


@pytest.mark.parametrize("method", METHODS)
@lawful
@given(form=counts)
def test_equal_forms_are_equated_by_identity(method, form):
    forms = ScoreDistribution(form), ScoreDistribution(form.copy())

    assert method(*forms).equivalents == pytest.approx(np.arange(21.0), abs=1e-5)


@lawful
@given(new=counts, old=counts)
def test_equivalents_never_fall(new, old):
    forms = ScoreDistribution(new), ScoreDistribution(old)
    for method in (equating.linear, equating.equipercentile):
        assert (np.diff(method(*forms).equivalents) > -1e-9).all()


@pytest.mark.parametrize("method", [equating.equipercentile, partial(equating.equipercentile, degrees=(3, 2))])
@lawful
@given(new=counts, old=counts)
def test_every_person_twice_leaves_equivalents_and_halves_the_variance(method, new, old):
    once = method(ScoreDistribution(new), ScoreDistribution(old))
    twice = method(ScoreDistribution(2 * new), ScoreDistribution(2 * old))

    assert twice.equivalents == pytest.approx(once.equivalents, abs=1e-6)
    assert twice.errors == pytest.approx(once.errors / np.sqrt(2), rel=1e-5)


@lawful
@given(form=counts, degree=st.integers(1, 6))
def test_smoothing_keeps_as_many_moments_as_its_degree(form, degree):
    distribution = ScoreDistribution(form)

    fitted = equating.smooth(distribution, degree)

    scores = np.linspace(-1, 1, 21)
    for power in range(degree + 1):
        observed = distribution.probabilities @ scores**power
        assert fitted.probabilities @ scores**power == pytest.approx(observed, abs=1e-8)


def test_scores_that_nobody_has_lead_to_the_middle_of_the_gap():
    """Half the persons lie below 1.5 on the new form; on the old one at 0, and nobody at 1, 2 or 3."""
    new = ScoreDistribution(np.array([1.0, 1.0, 1.0, 1.0]))
    old = ScoreDistribution(np.array([2.0, 0.0, 0.0, 0.0, 2.0]))

    middle = equating.percentile.equipercentile_function(new.probabilities, old.probabilities, np.array([1.5]))

    assert middle == pytest.approx([2.0])


@pytest.mark.parametrize(
    ("scores", "problems"),
    [
        (
            [1, np.nan, 2.5, 9],
            [
                "scores: 1 scores are missing or not numbers",
                "scores: scores must be whole numbers",
                "scores: scores must lie between 0 and 5",
            ],
        ),
        ([], ["scores: a list of scores is needed, one a person, not an array of shape (0,)"]),
        ([[1, 2]], ["scores: a list of scores is needed, one a person, not an array of shape (1, 2)"]),
    ],
)
def test_wrong_scores_are_refused_with_every_problem(scores, problems):
    with pytest.raises(DocumentError) as refused:
        equating.score_distribution(scores, maximum=5)

    assert refused.value.lines() == problems


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ([0.0, 0.0], "there is nobody in it"),
        ([1.0, -1.0], "a count is negative, missing or not a number"),
        ([3.0], "two scores or more a side are needed"),
    ],
)
def test_wrong_counts_are_refused(new, words):
    with pytest.raises(DocumentError, match=words):
        ScoreDistribution(np.array(new))


def test_a_form_on_which_all_score_alike_has_no_slope():
    alike, other = ScoreDistribution(np.array([0.0, 5.0, 0.0])), ScoreDistribution(np.array([1.0, 5.0, 1.0]))

    with pytest.raises(DocumentError, match="a slope cannot be found"):
        equating.linear(alike, other)


@pytest.mark.parametrize("degree", [0, 3, 9])
def test_a_degree_that_the_scores_cannot_carry_is_refused(degree):
    few = equating.score_distribution([1, 2, 3], maximum=10)

    with pytest.raises(DocumentError, match="must lie between 1 and 2 for these scores"):
        equating.smooth(few, degree)


def test_few_persons_are_said_in_the_conversion(forms):
    few = equating.score_distribution([1, 2, 3] * 9, maximum=6)

    assert equating.mean(few, few).warnings == (
        "the smaller group has n = 27; this method wants 30 in each (our policy for any statistic)",
    )
    assert "wants 1500 in each" in equating.equipercentile(few, few).warnings[0]
    assert "wants 400 in each" in equating.equipercentile(few, few, degrees=(1, 1)).warnings[0]
    assert equating.equipercentile(*forms).warnings == ()
