"""Decision consistency at the cut against the published worked example, and its laws."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.psychometrics import decision_consistency
from testamur.psychometrics.decisions.livingston_lewis import TrueScores, agreement, true_scores

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
EXPECTED = json.loads((VECTORS / "livingston_lewis_expected.json").read_text())
GIVEN, FITTED = EXPECTED["given_parameters"], EXPECTED["from_scores"]


def observed():
    """Return the 1,000 observed scores of the worked example."""
    table = np.loadtxt(VECTORS / FITTED["file"], delimiter=",", skiprows=1)
    return np.repeat(table[:, 0], table[:, 1].astype(int))


def test_agreement_is_that_of_the_worked_example():
    true = TrueScores(GIVEN["alpha"], GIVEN["beta"], GIVEN["l"], GIVEN["u"], GIVEN["etl"])

    found = agreement(true, GIVEN["cut_proportion"])

    assert found.consistency == pytest.approx(GIVEN["consistency"], abs=1e-5)
    assert found.kappa == pytest.approx(GIVEN["kappa"], abs=1e-5)
    assert found.accuracy == pytest.approx(GIVEN["accuracy"], abs=1e-5)


def test_true_scores_are_those_of_the_worked_example():
    true = true_scores(observed(), maximum=FITTED["max"], reliability=FITTED["reliability"])

    found = agreement(true, FITTED["cut"] / FITTED["max"])

    parameters = FITTED["parameters"]
    assert true.shape_low == pytest.approx(parameters["alpha"], abs=1e-5)
    assert true.shape_high == pytest.approx(parameters["beta"], abs=1e-5)
    assert (true.low, true.high) == pytest.approx((parameters["l"], parameters["u"]), abs=1e-5)
    assert true.length == pytest.approx(parameters["etl"], abs=1e-5)
    assert (found.consistency, found.kappa, found.accuracy) == pytest.approx(
        (FITTED["consistency"], FITTED["kappa"], FITTED["accuracy"]), abs=1e-5
    )


@settings(max_examples=15)
@given(
    a=st.floats(0.6, 30),
    b=st.floats(0.6, 30),
    ends=st.tuples(st.floats(0, 0.4), st.floats(0.6, 1)),
    length=st.integers(5, 150),
    cut=st.floats(0.05, 1),
)
def test_agreement_is_a_chance_and_never_below_what_guessing_gives(a, b, ends, length, cut):
    found = agreement(TrueScores(a, b, *ends, length), cut)

    # Two draws at one true score agree at least as often as two independent ones (Jensen), which is 1/2 or more.
    assert 0.5 - 1e-9 <= found.consistency <= 1 + 1e-9
    assert 0 - 1e-9 <= found.accuracy <= 1 + 1e-9
    assert found.kappa is None or -1e-5 <= found.kappa <= 1 + 1e-9


def taken(persons, items, *, seed):
    """Return the scores of persons of differing ability, 0 or 1 an item."""
    rng = np.random.default_rng(seed)
    ability = rng.beta(6, 3, size=(persons, 1))
    return (rng.random((persons, items)) < ability).astype(float)


def test_a_longer_exam_decides_more_consistently():
    short, long = (decision_consistency(taken(400, k, seed=5), cut=0.6 * k) for k in (20, 120))

    assert short.consistency.value < long.consistency.value


def test_estimates_carry_n_interval_and_method():
    found = decision_consistency(taken(200, 50, seed=7), cut=30)

    for one in (found.consistency, found.kappa, found.accuracy):
        assert (one.status, one.n) == ("ok", 200)
        assert one.low <= one.value <= one.high
        assert "Livingston-Lewis" in one.method


def test_too_few_persons_and_scores_without_reliability_have_no_value():
    few = decision_consistency(taken(29, 50, seed=7), cut=30)
    flat = decision_consistency(np.ones((40, 10)), cut=6)
    noise = decision_consistency(np.random.default_rng(2).integers(0, 2, (40, 10)), cut=5)

    assert few.consistency.status == "too few"
    assert flat.consistency.status == "undefined"
    assert (noise.consistency.status, noise.consistency.value) == ("undefined", None)


@pytest.mark.parametrize("cut", [0, 11])
def test_a_cut_that_nobody_or_everybody_could_reach_is_refused(cut):
    with pytest.raises(ValueError, match="the cut must be above 0 and at most 10"):
        decision_consistency(np.ones((40, 10)), cut=cut)
