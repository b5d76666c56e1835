"""Those who sat an exam again after a first attempt, with both of their sittings on one scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability import CalibratedForm, form_of_items
from testamur.psychometrics.calibration import Calibration
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.site.records.measuring import ExamResponses, attempts
from testamur.site.records.measuring.responses import SHORT
from testamur.site.records.models import FormItem


@dataclass(frozen=True, slots=True)
class Retakes:
    """First and second scores (n_persons, n_calibrated), -1 where a form has not the item.

    `sittings` are the keys of the second sittings.
    """

    form: CalibratedForm
    first: npt.NDArray[np.int8]
    second: npt.NDArray[np.int8]
    sittings: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many sat again."""
        return len(self.sittings)


def retakes(given: ExamResponses, signed: Calibration, *, at: datetime) -> Retakes:
    """Return the second attempts of those whose first is among `given`, under a signed calibration."""
    names = [item.item for item in signed.items]
    place = {name: number for number, name in enumerate(names)}
    row = {sitting: number for number, sitting in enumerate(given.sittings)}
    lines: dict[int, list[tuple[int, int, Mapping[str, float]]]] = {}
    asked = ("sitting__enrolment", "sitting_id", "sitting__form", "by_item")
    for enrolment, sitting, form, by_item in attempts(given.edition, at=at).scores.values_list(*asked):
        lines.setdefault(enrolment, []).append((sitting, form, by_item))
    again = [own for own in lines.values() if len(own) > 1 and own[0][0] in row]
    columns = _columns({own[1][1] for own in again}, place)
    first = np.full((len(again), len(names)), NOT_GIVEN, dtype=np.int8)
    second = first.copy()
    own_places = [place.get(item.name, -1) for item in given.items]
    usable = np.array([number >= 0 for number in own_places], dtype=np.bool_)
    for number, own in enumerate(again):
        first[number, np.array(own_places)[usable]] = given.scores[row[own[0][0]], usable]
        for identifier, column in columns[own[1][1]].items():
            second[number, column] = int(own[1][2][identifier])
    return Retakes(form_of_items(signed, names), first, second, tuple(own[1][0] for own in again))


def _columns(forms: set[int], place: Mapping[str, int]) -> dict[int, dict[str, int]]:
    """Return for each form its calibrated items, by identifier, with their place in the calibration."""
    found: dict[int, dict[str, int]] = {form: {} for form in forms}
    places = FormItem.objects.filter(form__in=forms).values_list("form", "version__identifier", "version__digest")
    for form, identifier, digest in places:
        name = f"{identifier}@{digest[:SHORT]}"
        if name in place:
            found[form][identifier] = place[name]
    return found
