"""Errors that come from estimated item parameters."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from testamur.errors import DocumentError
from testamur.psychometrics import equating
from testamur.psychometrics.equating import AnchorItems, Link

ITEMS = Path(__file__).parents[2] / "vectors/psychometrics/kb04_items.csv"
COMMON = [row for row in csv.DictReader(ITEMS.read_text().splitlines()) if row["common"] == "1"]


def column(items, name):
    return np.array([float(item[name]) for item in items])


def three_parameter(a, b, c):
    def curves(theta):
        right = c + (1 - c) * expit(1.7 * a * (theta[:, np.newaxis] - b))
        return np.stack([1 - right, right], axis=-1)

    return curves


def test_the_error_of_a_mean_link_is_that_of_two_means():
    """Rasch difficulties, each with variance 0.04 and 0.09: B is a difference of means over 12 items."""
    old, new = (column(COMMON, f"{which}_b") for which in ("old", "new"))
    names, ones = tuple(map(str, range(12))), np.ones(12)

    def link_of(parameters):
        sides = (AnchorItems(names, ones, half) for half in np.split(parameters, 2))
        return equating.mean_mean(*sides)

    errors = equating.link_errors(link_of, np.concatenate([new, old]), np.diag([0.04] * 12 + [0.09] * 12))

    assert errors == pytest.approx((0.0, np.sqrt(0.13 / 12)), abs=1e-9)


def test_errors_of_true_scores_agree_with_equating_drawn_parameters():
    """Both calibrations of six items drawn 80 times from their errors; the link is found anew each time."""
    estimates = np.concatenate([column(COMMON[:6], f"{w}_{p}") for w in ("new", "old") for p in "ab"])
    sds = np.repeat([0.03, 0.08, 0.03, 0.08], 6)
    names, c = tuple(map(str, range(6))), np.full(6, 0.15)

    def equate(parameters):
        new_a, new_b, old_a, old_b = np.split(parameters, 4)
        link = equating.mean_sigma(AnchorItems(names, new_a, new_b), AnchorItems(names, old_a, old_b))
        new = equating.linked(three_parameter(new_a, new_b, c), link)
        return equating.irt_true_score(new, three_parameter(old_a, old_b, c), n=(1000, 1000))

    found = equating.with_parameter_errors(equate, estimates, np.diag(sds**2))

    rng = np.random.default_rng(11)
    drawn = [equate(rng.normal(estimates, sds)).equivalents for _ in range(80)]
    assert found.errors[1:6] == pytest.approx(np.std(drawn, axis=0, ddof=1)[1:6], rel=0.25)
    assert found.errors[[0, 6]] == pytest.approx([0, 0], abs=1e-9)
    assert (found.error_method, found.warnings) == ("delta method, over the item parameters", ())
    assert equate(estimates).warnings == ("the errors of the item parameters are not carried into this table",)


@pytest.mark.parametrize(
    ("covariance", "words"),
    [
        (np.eye(3), "must be 2 by 2"),
        (np.array([[1.0, 0.5], [0.0, 1.0]]), "is not symmetric"),
        (np.diag([1.0, -1.0]), "a variance is negative"),
    ],
)
def test_a_covariance_that_cannot_be_is_refused(covariance, words):
    with pytest.raises(DocumentError, match=words):
        equating.link_errors(lambda x: Link(x[0], x[1], "given", 1), np.ones(2), covariance)
