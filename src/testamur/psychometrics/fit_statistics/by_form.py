"""Responses with holes by design: persons who all took the same items are looked at together, form by form."""

from dataclasses import dataclass

import numpy as np

from testamur.errors import Refused
from testamur.psychometrics.calibration.responses import INTEGERS, NOT_GIVEN
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.fit_statistics.fitted import Fitted


@dataclass(frozen=True, slots=True)
class OfForm:
    """One form: the places of its items, and its persons' responses beside the calibrated items."""

    places: INTEGERS
    fit: Fitted


def of_forms(found: Fitted, what: str) -> tuple[OfForm, ...]:
    """Return the forms that 30 persons took at least, as they first appear; or the one that everybody took.

    What was not given must not turn on the answers: of forms that are chosen by earlier answers (multistage,
    adaptive) the distribution of ability is another one.

    Raises
    ------
    Refused
        If no form has so many persons.
    """
    seen = found.scores != NOT_GIVEN
    if seen.all():
        return (OfForm(np.arange(len(found.items)), found),)
    kinds, first, number = np.unique(np.packbits(seen, axis=1), axis=0, return_index=True, return_inverse=True)
    persons = np.bincount(number.ravel(), weights=found.weights)
    items = np.unpackbits(kinds, axis=1, count=len(found.items)).astype(np.bool_)
    parts = [
        OfForm(places, found.part(number.ravel() == kind, places.tolist()))
        for kind in np.argsort(first).tolist()
        for places in [np.flatnonzero(items[kind])]
        if persons[kind] >= TOO_FEW and len(places) > 1
    ]
    if not parts:
        raise Refused(
            "fit-forms",
            f"{what} needs {TOO_FEW} persons at least who all took the same items, two or more; there are "
            f"{len(kinds)} sets of items, and no more than {persons.max():g} persons with the same.",
        )
    return tuple(parts)
