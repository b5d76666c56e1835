"""A calibrated bank, with what choosing from it looks up again and again made once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.item_model import FloatArray

NODES: Final = np.linspace(-4.5, 4.5, 61)
"""Nodes of the posterior, in standard deviations of the population about its mean."""

PLACES: Final = np.linspace(-4.5, 4.5, 361)
"""Abilities for which the most informative items are known, in the same measure."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Items to choose from.

    Attributes
    ----------
    form : CalibratedForm
        All items of the bank.
    areas : tuple of str
        The blueprint area of each item.
    mean, sd : float
        Of the population that the test is for.
    theta : ndarray, shape (61,)
        Nodes of the posterior.
    log_p : ndarray, shape (n_items, most categories, 61)
        Log probability of each score at the nodes.
    places : ndarray, shape (361,)
        Abilities at which information was computed.
    information : ndarray, shape (n_items, 361)
    """

    form: CalibratedForm
    areas: tuple[str, ...]
    mean: float
    sd: float
    theta: FloatArray
    log_p: FloatArray
    places: FloatArray
    information: FloatArray

    def nearest(self, theta: FloatArray) -> npt.NDArray[np.intp]:
        """Return the number of the place nearest to each ability."""
        step = self.places[1] - self.places[0]
        found = np.rint((theta - self.places[0]) / step).astype(np.intp)
        return np.asarray(np.clip(found, 0, len(self.places) - 1))

    def best_at(self, theta: float) -> npt.NDArray[np.intp]:
        """Return all items, the most informative at an ability first."""
        return np.argsort(-self.information[:, self.nearest(np.array(theta))], kind="stable")


def bank(form: CalibratedForm, *, areas: Sequence[str] | None = None, mean: float = 0.0, sd: float = 1.0) -> Bank:
    """Return a bank of all items of `form`.

    Parameters
    ----------
    form : CalibratedForm
    areas : sequence of str, optional
        The blueprint area of each item; all of one if absent.
    mean, sd : float
        Of the population; the prior of every estimate.

    Raises
    ------
    DocumentError
        If there is not one area for each item, or `sd` is not above 0.
    """
    count = len(form.categories)
    named = ("all",) * count if areas is None else tuple(areas)
    problems = []
    if len(named) != count:
        problems.append(Problem("areas", f"there are {count} items and {len(named)} areas"))
    if not sd > 0:
        problems.append(Problem("sd", "must be above 0"))
    if problems:
        raise DocumentError(problems)
    theta, places = mean + sd * NODES, mean + sd * PLACES
    with np.errstate(divide="ignore"):
        log_p = np.log(form.probabilities(theta)).transpose(1, 2, 0)
    information = np.empty((count, len(places)))
    for part in form.parts:
        published, _ = part.model.published(part.parameters)
        information[part.items] = part.model.information(places, published).T
    return Bank(form, named, mean, sd, theta, np.ascontiguousarray(log_p), places, information)
