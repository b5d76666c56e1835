"""Values worked by hand: two domains of two items, variances 1, covariances 1/2 within and c between.

A domain then has variance 3 and true variance 2; it shares 2 + 4c with the total, whose variance is 6 + 8c.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from testamur.psychometrics import alpha, domain_values

DOMAINS = ["law", "law", "safety", "safety"]
quickly = settings(derandomize=True, max_examples=20, deadline=None)


def rng() -> np.random.Generator:
    return np.random.default_rng(8)


def scores_with(between, n=60):
    wanted = np.full((4, 4), between) + np.kron(np.eye(2), [[1 - between, 0.5 - between]] * 2)
    wanted[1, 0] = wanted[3, 2] = 0.5
    np.fill_diagonal(wanted, 1)
    drawn = np.random.default_rng(3).normal(size=(n, 4))
    orthogonal = np.linalg.qr(drawn - drawn.mean(axis=0))[0] * np.sqrt(n)
    return orthogonal @ np.linalg.cholesky(wanted).T + 50


@pytest.mark.parametrize(
    ("between", "by_total", "by_both", "verdict"),
    [(0.0, 1 / 3, 2 / 3, "report"), (0.499999, 0.8, 0.8, "do not report")],
    ids=["domains that share nothing", "domains that are one"],
)
def test_a_domain_score_is_worth_what_the_total_does_not_tell(between, by_total, by_both, verdict):
    law, safety = domain_values(scores_with(between), DOMAINS, rng=rng(), replicates=60)

    assert (law.domain, law.items) == ("law", 2)
    assert law.by_itself.value == pytest.approx(2 / 3)
    assert law.by_total.value == pytest.approx(by_total, abs=1e-5)
    assert law.by_both.value == pytest.approx(by_both, abs=1e-5)
    assert {law.verdict, safety.verdict} == {verdict}


def test_a_gain_that_the_sample_may_have_made_is_in_doubt():
    # c = .2: the total predicts 2.8^2 / (2 x 7.6) = .516, itself 2/3; sixty persons cannot tell the two apart.
    law = domain_values(scores_with(0.2, n=40), DOMAINS, rng=rng(), replicates=200)[0]

    assert law.gain.value == pytest.approx(2 / 3 - 2.8**2 / 15.2)
    assert law.gain.low < 0 < law.gain.high
    assert law.verdict == "in doubt"


def test_too_few_persons_or_one_item_tell_nothing_of_a_domain():
    few = domain_values(scores_with(0.2)[:20], DOMAINS, rng=rng())
    one = domain_values(scores_with(0.2), ["law", "safety", "safety", "safety"], rng=rng(), replicates=20)

    assert {value.verdict for value in few} == {"not known"}
    assert (one[0].by_itself.status, one[0].verdict) == ("undefined", "not known")


def test_a_form_of_one_domain_has_no_domain_scores():
    with pytest.raises(ValueError, match="one domain"):
        domain_values(scores_with(0.2), ["law"] * 4, rng=rng())


@quickly
@given(scores=arrays(np.int8, (30, 6), elements=st.integers(0, 2)))
def test_both_together_never_predict_worse_than_either(scores):
    for value in domain_values(scores, ["a", "b"] * 3, rng=rng(), least=2, replicates=2):
        if {value.by_itself.status, value.by_total.status, value.by_both.status} == {"ok"}:
            assert value.by_both.value >= max(value.by_itself.value, value.by_total.value) - 1e-9
            own = scores[:, 0 if value.domain == "a" else 1 :: 2]
            assert value.by_itself.value == pytest.approx(alpha(own, least=2).value)


def test_a_total_that_does_not_vary_tells_nothing_of_a_domain():
    own = np.random.default_rng(3).integers(0, 2, size=(40, 1))
    scores = np.hstack([own, 1 - own] * 2)

    law, ethics = domain_values(scores, ["law", "ethics"] * 2, rng=rng(), least=2, replicates=2)

    assert [value.by_itself.status for value in (law, ethics)] == ["ok", "ok"]
    assert [value.by_total.status for value in (law, ethics)] == ["undefined", "undefined"]
