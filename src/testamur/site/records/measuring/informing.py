"""By what the next forms are assembled: the bank with a calibration's parameters, and what forms shall tell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.assembly import Calibrated, ItemFacts, Target
from testamur.psychometrics import Calibration
from testamur.psychometrics.ability import form_of
from testamur.site.records.measuring.kept import KeptCalibration
from testamur.site.records.measuring.readings import form_readings

AROUND: Final = (-0.5, 0.0, 0.5)
"""The forms are to tell alike at the pass mark and half a logit to both sides."""
LEAST_SHARE: Final = 0.5
"""With a smaller share of the bank calibrated, what is assumed of the rest would decide."""
LEAST_INFORMATION: Final = 0.001


@dataclass(frozen=True, slots=True)
class Informed:
    """A bank all of whose items have parameters, and the target.

    `known` is how many of them are calibrated in just this version. The others count as an average item: the mean
    difficulty, the geometric mean of the slopes and the mean of the guessing parameters of those that are.
    """

    bank: list[ItemFacts]
    target: Target
    known: int


def known_of(kept: KeptCalibration, bank: Sequence[ItemFacts]) -> int:
    """Return how many items of a bank are calibrated in just this version."""
    digests = {column.digest for column in kept.exam.columns}
    return sum(item.hash in digests for item in bank)


def informed(kept: KeptCalibration, bank: Sequence[ItemFacts], *, correct: int, size: int) -> Informed | None:
    """Return by what forms of `size` items are assembled, or None if the calibration cannot tell.

    The target is the information of the calibrated forms at and around the ability at which `correct` right
    answers are expected, in the mean of the forms and scaled to the number of items: new forms tell what those
    told.

    Returns
    -------
    Informed or None
        None if less than half of the bank is calibrated, or no form has the pass mark within its reach.
    """
    known = known_of(kept, bank)
    readings = [one for one in form_readings(kept, correct=correct) if np.isfinite(one.cut)]
    if not readings or known < LEAST_SHARE * len(bank):
        return None
    cut = float(np.mean([one.cut for one in readings]))
    abilities = tuple(round(cut + away, 2) for away in AROUND)
    told = [one.calibrated.test_information(np.array(abilities)) * size / len(one.form.items) for one in readings]
    wanted = np.mean(told, axis=0)
    if not (wanted >= LEAST_INFORMATION).all():
        return None
    target = Target("curve", abilities, information=tuple(round(float(value), 6) for value in wanted))
    return Informed(_with_parameters(kept, bank), target, known)


def expected_right(
    kept: KeptCalibration, items: Sequence[ItemFacts], abilities: Sequence[float]
) -> npt.NDArray[np.float64]:
    """Return the number of right answers expected of these items at each ability (n_abilities,)."""
    parameters = [item.calibrated.parameters for item in _with_parameters(kept, items) if item.calibrated]
    return form_of(kept.calibration.model, parameters).expected_scores(abilities)


def _with_parameters(kept: KeptCalibration, bank: Sequence[ItemFacts]) -> list[ItemFacts]:
    pairs = zip(kept.exam.columns, kept.calibration.items, strict=True)
    of_version = {column.digest: tuple(item.parameters.values()) for column, item in pairs}
    average = _average(kept.calibration)
    return [
        replace(item, calibrated=Calibrated(kept.calibration.model, of_version.get(item.hash, average)))
        for item in bank
    ]


def _average(calibration: Calibration) -> tuple[float, ...]:
    items = calibration.items
    difficulty = float(np.mean([item.difficulty for item in items if item.difficulty is not None]))
    slope = float(np.exp(np.mean([np.log(item.parameters.get("a", 1.0)) for item in items])))
    guessing = float(np.mean([item.parameters.get("c", 0.0) for item in items]))
    found = {"a": slope, "d": -slope * difficulty, "c": guessing}
    return tuple(found[name] for name in items[0].parameters)
