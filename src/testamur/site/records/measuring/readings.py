"""What a kept calibration says of each item and each form, for pages and for the command line."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability import CalibratedForm, form_from
from testamur.psychometrics.ability.summed import ability_at
from testamur.psychometrics.calibration import CalibratedItem
from testamur.site.records.measuring.flags import FitFlag, flags
from testamur.site.records.measuring.kept import Column, FormFound, ItemFound, KeptCalibration

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One calibrated item: its parameters, which version it is, how it fits, and what to look at."""

    item: CalibratedItem
    column: Column
    found: ItemFound
    flags: tuple[FitFlag, ...]


@dataclass(frozen=True, slots=True)
class FormReading:
    """One form under a calibration.

    `cut` is the ability at which the pass mark is expected (NaN if it lies beyond what the items can tell),
    `information` and `error` what the form tells there: the error is 1 / sqrt(information), in logits.
    """

    form: FormFound
    calibrated: CalibratedForm
    cut: float
    information: float
    error: float


def item_readings(kept: KeptCalibration) -> list[ItemReading]:
    """Return every calibrated item, in the order of the document."""
    parts = zip(kept.calibration.items, kept.exam.columns, kept.exam.found, strict=True)
    return [ItemReading(item, column, found, flags(item, found)) for item, column, found in parts]


def form_readings(kept: KeptCalibration, *, correct: int) -> list[FormReading]:
    """Return every form that was sat and has calibrated items, with what it tells at a pass mark of so many right.

    An item that is not calibrated counts with the share of people who had it right.
    """
    whole = form_from(kept.calibration)
    place = {item.item: number for number, item in enumerate(kept.calibration.items)}
    readings = []
    for form in kept.exam.forms:
        if not form.items:
            continue
        part = whole.part(np.array([place[name] for name in form.items]))
        cut = float(ability_at(part, np.array([correct - form.others]))[0])
        information = float(part.test_information(cut)[0]) if np.isfinite(cut) else np.nan
        error = 1 / np.sqrt(information) if information > 0 else np.nan
        readings.append(FormReading(form, part, cut, information, float(error)))
    return readings


def curve_of(kept: KeptCalibration, name: str, theta: Numbers) -> Numbers:
    """Return the probability of a right answer to an item at each ability (n_theta,)."""
    place = next(number for number, item in enumerate(kept.calibration.items) if item.item == name)
    found: Numbers = form_from(kept.calibration).part(np.array([place])).probabilities(theta)[:, 0, 1]
    return found
