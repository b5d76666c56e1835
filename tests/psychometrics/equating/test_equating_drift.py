"""Common items that have changed. Vectors: tests/vectors/psychometrics/README.md, row kb04."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.psychometrics import equating
from testamur.psychometrics.equating import AnchorItems, DriftRule

VECTORS = Path(__file__).parents[2] / "vectors/psychometrics"
KNOWN = json.loads((VECTORS / "kb04_expected.json").read_text())
ITEMS = list(csv.DictReader((VECTORS / "kb04_items.csv").read_text().splitlines()))
COMMON = [item for item in ITEMS if item["common"] == "1"]

lawful = settings(max_examples=20)
scales = st.tuples(st.floats(0.6, 1.7), st.floats(-1.5, 1.5))


def anchors(items, which) -> AnchorItems:
    slopes, locations = (np.array([float(item[f"{which}_{letter}"]) for item in items]) for letter in "ab")
    return AnchorItems(tuple(item["item"] for item in items), slopes, locations)


def test_screening_takes_out_the_item_that_kolen_and_brennan_left_out():
    found = equating.screen(anchors(COMMON, "new"), anchors(COMMON, "old"), form_items=36)

    assert found.removed == ("27",)
    assert [found.link.slope, found.link.intercept] == pytest.approx(
        KNOWN["without_item_27"]["mean_sigma"], abs=1e-5
    )
    assert found.warnings == ("common items taken out: 1 of 12; see whether the rest cover the content",)


def test_robust_z_worked_by_hand():
    """Median 2, quartiles 1 and 3: 0.74 x 2 = 1.48."""
    assert equating.robust_z(np.array([0.0, 1.0, 2.0, 3.0, 10.0])) == pytest.approx(
        [-2 / 1.48, -1 / 1.48, 0, 1 / 1.48, 8 / 1.48]
    )
    assert equating.robust_z(np.array([1.0, 1.0, 1.0, 1.0, 4.0])).tolist() == [0, 0, 0, 0, np.inf]


@lawful
@given(scale=scales, drift=st.floats(0.8, 3), position=st.integers(0, 19))
def test_one_item_that_moved_is_found_and_its_displacement_is_told(scale, drift, position):
    slope, intercept = scale
    rng = np.random.default_rng(7)
    a, b = rng.uniform(0.8, 1.5, 20), rng.normal(size=20)
    noise = rng.uniform(-0.05, 0.05, 20)
    moved = b + noise + np.where(np.arange(20) == position, drift, 0)
    names = tuple(map(str, range(20)))

    found = equating.screen(
        AnchorItems(names, a * slope, (moved - intercept) / slope),
        AnchorItems(names, a, b),
        rule=DriftRule(displacement=0.5),
    )

    assert found.removed == (str(position),)
    assert found.items[position].displacement == pytest.approx(-drift, abs=0.15)


def test_screening_stops_at_the_share_that_the_rule_allows():
    found = equating.screen(anchors(COMMON, "new"), anchors(COMMON, "old"), rule=DriftRule(z=1.645, most=0.1))

    assert len(found.removed) == 1
    assert "no more may be taken out" in found.warnings[0]
