"""S-X2: whether persons of each total score get an item right as often as the model says.

Source: Orlando & Thissen (2000), Applied Psychological Measurement 24:50-64; for items with several scores Kang &
Chen (2008), Journal of Educational Measurement 45:391-406.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.equating.irt_equating import score_probabilities
from testamur.psychometrics.fit_statistics.by_form import of_forms
from testamur.psychometrics.fit_statistics.fitted import ChiSquare, Fitted
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

LEAST_EXPECTED: Final = 1.0
"""Groups are joined until no cell is expected to hold fewer persons."""


@dataclass(frozen=True, slots=True)
class ItemFit:
    """S-X2 of one item, with sparse groups joined and as they are.

    Attributes
    ----------
    item : str
    joined : ChiSquare
        The one to go by: no cell is expected to hold less than one person.
    apart : ChiSquare
        Every total score is a group of its own.
    scores : tuple of int
        The total scores that the groups are made of.
    observed, expected : ndarray, shape (n_scores, n_categories)
        Persons at each total score by their score on the item.
    forms : tuple of int
        The form that each group is of, by the order of `of_forms`; all 0 where everybody took the same items.
    left_out : float
        Persons who took the item on a form that too few took.
    """

    item: str
    joined: ChiSquare
    apart: ChiSquare
    scores: tuple[int, ...]
    observed: FloatArray
    expected: FloatArray
    forms: tuple[int, ...] = ()
    left_out: float = 0.0


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups of one item on one form."""

    scores: npt.NDArray[np.intp]
    observed: FloatArray
    expected: FloatArray


@one_thread()
def item_fit(found: Fitted) -> tuple[ItemFit, ...]:
    """Return S-X2 of each item.

    Total scores at which not every score of the item can occur are left out. Of an item scored 0 and 1, a group
    with a sparse cell is joined with the smaller of the groups beside it, from the lowest score upwards, as R mirt
    does; of an item with more scores, adjacent scores within a group (Kang & Chen). The degrees of freedom are the
    cells less the groups, less the parameters of the item; where all items share one slope (``rasch``, ``pcm``) it
    counts as a parameter of each.

    Where items are missing by design the groups are made within each form, and added; see `of_forms`. An item that
    is on no form of enough persons has no degrees of freedom.

    Raises
    ------
    Refused
        If no form was taken by enough persons.
    """
    groups: list[list[tuple[int, _Groups]]] = [[] for _ in found.items]
    counted = np.zeros(len(found.items))
    for number, form in enumerate(of_forms(found, "S-X2")):
        for place, of_item in zip(form.places.tolist(), _of_form(form.fit), strict=True):
            groups[place].append((number, of_item))
            counted[place] += form.fit.persons
    taken = found.weights @ (found.scores != NOT_GIVEN)
    return tuple(
        _fit(name, groups[place], _free_parameters(found, place), float(taken[place] - counted[place]))
        for place, name in enumerate(found.items)
    )


def _of_form(found: Fitted) -> Iterator[_Groups]:
    """Yield the groups of each item of persons who all took the same items."""
    theta, shares = found.nodes
    probabilities = found.form.probabilities(theta)
    everyone = score_probabilities(probabilities)
    totals = found.scores.astype(np.intp).sum(axis=1)
    sizes = np.bincount(totals, weights=found.weights, minlength=everyone.shape[1])
    at_each = shares @ everyone
    most = int((found.form.categories - 1).sum())
    for place in range(len(found.items)):
        rest = score_probabilities(np.delete(probabilities, place, axis=1))
        own, highest = probabilities[:, place], int(found.form.categories[place]) - 1
        scores = np.arange(highest, most - highest + 1)
        scores = scores[sizes[scores] > 0]
        joint = np.stack([(shares * own[:, z]) @ rest[:, scores - z] for z in range(highest + 1)], axis=1)
        expected = joint / at_each[scores, np.newaxis] * sizes[scores, np.newaxis]
        yield _Groups(scores, _observed(found, place, totals, len(sizes))[scores], expected)


def _observed(found: Fitted, place: int, totals: np.ndarray, length: int) -> FloatArray:
    own = found.scores[:, place]
    columns = [
        np.bincount(totals, weights=found.weights * (own == z), minlength=length)
        for z in range(int(found.form.categories[place]))
    ]
    return np.stack(columns, axis=1)


def _free_parameters(found: Fitted, place: int) -> int:
    if found.is_held[place]:
        return 0
    part = next(part for part in found.form.parts if place in part.items)
    shared = 1 if part.model.scale == "free" else 0
    return int(part.parameters.shape[1]) + shared


def _fit(name: str, groups: list[tuple[int, _Groups]], free: int, left_out: float) -> ItemFit:
    if not groups:
        nothing, empty = ChiSquare(0.0, 0), np.zeros((0, 2))
        return ItemFit(name, nothing, nothing, (), empty, empty, (), left_out)
    join: Callable[[FloatArray, FloatArray], list[tuple[FloatArray, FloatArray]]]
    join = _groups_joined if groups[0][1].observed.shape[1] == 2 else _categories_joined
    observed = np.concatenate([one.observed for _, one in groups])
    expected = np.concatenate([one.expected for _, one in groups])
    return ItemFit(
        item=name,
        joined=_chi_square([pair for _, one in groups for pair in join(one.observed, one.expected)], free),
        apart=_chi_square(list(zip(observed, expected, strict=True)), free),
        scores=tuple(score for _, one in groups for score in one.scores.tolist()),
        observed=observed,
        expected=expected,
        forms=tuple(number for number, one in groups for _ in one.scores),
        left_out=left_out,
    )


def _chi_square(groups: list[tuple[FloatArray, FloatArray]], free: int) -> ChiSquare:
    statistic = sum(float(((seen - due) ** 2 / due).sum()) for seen, due in groups)
    return ChiSquare(statistic, sum(len(due) - 1 for _, due in groups) - free)


def _groups_joined(observed: FloatArray, expected: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    groups = list(zip(observed, expected, strict=True))
    while len(groups) > 1:
        sparse = next((place for place, (_, due) in enumerate(groups) if due.min() < LEAST_EXPECTED), None)
        if sparse is None:
            break
        beside = [place for place in (sparse - 1, sparse + 1) if 0 <= place < len(groups)]
        other = min(beside, key=lambda place: float(groups[place][0].sum()))
        groups[other] = tuple(one + more for one, more in zip(groups[other], groups[sparse], strict=True))
        del groups[sparse]
    return groups


def _categories_joined(observed: FloatArray, expected: FloatArray) -> list[tuple[FloatArray, FloatArray]]:
    groups = []
    for seen, due in zip(observed, expected, strict=True):
        cells = list(zip(seen.tolist(), due.tolist(), strict=True))
        while len(cells) > 1 and min(e for _, e in cells) < LEAST_EXPECTED:
            sparse = min(range(len(cells)), key=lambda place: cells[place][1])
            beside = [place for place in (sparse - 1, sparse + 1) if 0 <= place < len(cells)]
            other = min(beside, key=lambda place: cells[place][1])
            cells[other] = (cells[other][0] + cells[sparse][0], cells[other][1] + cells[sparse][1])
            del cells[sparse]
        groups.append((np.array([o for o, _ in cells]), np.array([e for _, e in cells])))
    return groups
