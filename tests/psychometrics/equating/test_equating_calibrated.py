"""Two calibrations of one model are linked through the items that they share, whatever the model."""

import numpy as np
import pytest

from testamur.errors import DocumentError
from testamur.psychometrics import ITEM_MODELS, equating
from testamur.psychometrics.ability import form_from
from testamur.psychometrics.calibration import Calibration
from testamur.psychometrics.calibration.calibration import CalibratedItem


def calibration(model: str, names: str, parameters) -> Calibration:
    items = []
    for name, values in zip(names, parameters, strict=True):
        categories = 2 if model in {"rasch", "2pl", "3pl"} else len(values) + (model == "pcm")
        known = dict(zip(ITEM_MODELS[model].parameters(categories), values, strict=True))
        items.append(CalibratedItem(name, categories, known, dict.fromkeys(known, float("nan")), is_fixed=False))
    return Calibration(
        model=model,
        items=tuple(items),
        populations=(),
        persons=500,
        loglik=0.0,
        history=(),
        steepness=0.0,
        converged=True,
        free=0,
        nodes=(-6.0, 6.0, 61),
        warnings=(),
    )


CALIBRATED = {
    "2pl": [[1.0, 0.5], [1.4, -0.6], [0.8, 1.0], [1.1, 0.0]],
    "3pl": [[1.0, 0.5, 0.2], [1.4, -0.6, 0.1], [0.8, 1.0, 0.25], [1.1, 0.0, 0.2]],
    "graded": [[1.0, 1.5, -0.5], [1.4, 1.0, -1.0], [0.8, 2.0, 0.3], [1.1, 0.4, -0.4]],
    "gpcm": [[1.0, 0.8, 0.1], [1.4, 0.3, -1.0], [0.8, 1.0, 1.2], [1.1, 0.2, -0.5]],
}


@pytest.mark.parametrize("model", list(CALIBRATED))
def test_two_calibrations_are_linked_through_the_items_that_they_share(model):
    """The new one has items b, c and d, moved by A = 1.2 and B = 0.3, one of its own, and another order."""
    known = np.array(CALIBRATED[model])
    chosen = ITEM_MODELS[model]
    moved = chosen.published(chosen.rescaled(chosen.free(known), 0.3, 1.2))[0]
    old = calibration(model, "abcd", known)
    new = calibration(model, "dxcb", moved[[3, 0, 2, 1]])

    common = equating.common_items(new, old)

    assert common.new.names == common.old.names == ("b", "c", "d")
    curves = [
        equating.curves_at(form_from(side).probabilities, positions)
        for side, positions in ((new, common.new_positions), (old, common.old_positions))
    ]
    for link in (
        equating.mean_mean(common.new, common.old),
        equating.mean_sigma(common.new, common.old),
        equating.haebara(*curves),
        equating.stocking_lord(*curves),
    ):
        assert [link.slope, link.intercept] == pytest.approx([1.2, 0.3], abs=1e-5), link.method


def test_difficulties_of_the_rasch_and_the_partial_credit_model():
    rasch = equating.common_items(*(calibration("rasch", "ab", [[0.5], [-1.0]]) for _ in range(2)))
    partial_credit = equating.common_items(
        *(calibration("pcm", "ab", [[0.5, 0.2], [-1.0, 1.0]]) for _ in range(2))
    )

    assert (rasch.old.slopes.tolist(), rasch.old.locations.tolist()) == ([1, 1], [-0.5, 1.0])
    assert partial_credit.old.locations == pytest.approx(np.array([[-0.5, 0.3], [1.0, -2.0]]))


def test_calibrations_that_cannot_be_linked_are_refused_with_every_problem():
    with pytest.raises(DocumentError) as refused:
        equating.common_items(
            calibration("2pl", "ab", [[1, 0], [1, 1]]), calibration("nominal", "cd", [[1, 0]] * 2)
        )

    assert refused.value.lines() == [
        "model: the calibrations are of different models, 2pl and nominal",
        "model: its items have no difficulties; link them by their curves",
        "items: the calibrations have no item in common",
    ]
    with pytest.raises(DocumentError, match=r"items\.a: has different numbers of score categories, 3 and 2"):
        equating.common_items(
            calibration("graded", "a", [[1.0, 1.0, -1.0]]), calibration("graded", "a", [[1.0, 0.5]])
        )
