import math

import numpy as np
import pytest

from testamur.errors import DocumentError, Refused
from testamur.psychometrics.ability import empirical_reliability, estimate, form_of, marginal_reliability
from testamur.psychometrics.fairness import impact_ratio


def test_the_ratio_of_pass_rates_and_its_interval_worked_by_hand():
    # 24 of 40 against 45 of 60: 0.6 / 0.75; the error of the logarithm is sqrt(1/24 - 1/40 + 1/45 - 1/60).
    found = impact_ratio(24, 40, reference=(45, 60))

    error = math.sqrt(0.0416667 - 0.025 + 0.0222222 - 0.0166667)
    assert found.value == pytest.approx(0.8)
    assert (found.low, found.high) == pytest.approx(
        (0.8 * math.exp(-1.959964 * error), 0.8 * math.exp(1.959964 * error))
    )
    assert found.n == 100


def test_the_ratio_turned_round_is_its_inverse():
    one, other = impact_ratio(24, 40, reference=(45, 60)), impact_ratio(45, 60, reference=(24, 40))

    assert one.value * other.value == pytest.approx(1)
    assert one.low * other.high == pytest.approx(1)


def test_few_persons_or_nobody_who_passed_give_no_ratio():
    assert impact_ratio(5, 29, reference=(45, 60)).status == "too few"
    assert impact_ratio(0, 40, reference=(45, 60)).status == "undefined"
    with pytest.raises(DocumentError):
        impact_ratio(41, 40, reference=(45, 60))


def test_marginal_reliability_is_what_two_parallel_sittings_would_correlate():
    rng = np.random.default_rng(11)
    a, d = rng.lognormal(0.2, 0.2, 60), rng.normal(0, 1, 60)
    form = form_of("2pl", np.column_stack([a, d]).tolist())
    theta = rng.normal(size=4000)
    p = 1 / (1 + np.exp(-(a * theta[:, np.newaxis] + d)))
    scores = [(rng.random(p.shape) < p).astype(float) for _ in range(2)]
    first, second = (estimate(form, one, method="eap") for one in scores)

    seen = float(np.corrcoef(first.theta, second.theta)[0, 1])

    assert marginal_reliability(form) == pytest.approx(seen, abs=0.01)
    assert empirical_reliability(first) == pytest.approx(seen, abs=0.01)


def test_reliability_grows_with_the_spread_of_the_population_and_other_estimates_have_none():
    form = form_of("rasch", [[0.0]] * 10)

    values = [marginal_reliability(form, sd=sd) for sd in (0.3, 1.0, 2.0)]
    assert values == sorted(values)
    assert all(0 < value < 1 for value in values)
    with pytest.raises(Refused):
        empirical_reliability(estimate(form, [[1] * 10], method="map"))
    with pytest.raises(Refused):
        marginal_reliability(form, sd=0)
