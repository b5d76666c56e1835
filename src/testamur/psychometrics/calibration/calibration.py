"""What a calibration found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from testamur.psychometrics.item_model import FloatArray


@dataclass(frozen=True, slots=True)
class CalibratedItem:
    """One item's parameters by name, with their standard errors, which are NaN where there are none.

    `difficulty_error` is that of `difficulty`, by the delta method; NaN where there is none.
    """

    item: str
    categories: int
    parameters: Mapping[str, float]
    standard_errors: Mapping[str, float]
    is_fixed: bool
    difficulty_error: float = np.nan

    @property
    def difficulty(self) -> float | None:
        """Return b = -d / a of an item scored 0 and 1; None of others."""
        if "d" not in self.parameters:
            return None
        return -self.parameters["d"] / self.parameters.get("a", 1.0)


@dataclass(frozen=True, slots=True)
class Population:
    """One group's ability: normal with this mean and standard deviation; an error of 0 means that it was set."""

    group: str
    persons: float
    mean: float
    sd: float
    mean_error: float
    sd_error: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration found, and how it got there.

    Attributes
    ----------
    model : str
    items : tuple of CalibratedItem
    populations : tuple of Population
    persons : float
    loglik : float
        Marginal log-likelihood, without the priors' share.
    history : tuple of float
        What was climbed (with the priors' share), at each step; never falls.
    steepness : float
        The largest gradient at the end, each in units of the square root of its information.
    converged : bool
        Whether that is below the tolerance.
    free : int
        How many parameters were estimated.
    nodes : tuple of float
        First and last node of ability and their number; 0 of them where ability is not integrated over.
    warnings : tuple of str
    method : {"marginal", "conditional"}
        Which likelihood it is; conditional on the total scores there are no populations.
    """

    model: str
    items: tuple[CalibratedItem, ...]
    populations: tuple[Population, ...]
    persons: float
    loglik: float
    history: tuple[float, ...]
    steepness: float
    converged: bool
    free: int
    nodes: tuple[float, float, int]
    warnings: tuple[str, ...]
    method: Literal["marginal", "conditional"] = "marginal"

    @property
    def aic(self) -> float:
        """Akaike's information criterion."""
        return 2 * self.free - 2 * self.loglik

    @property
    def bic(self) -> float:
        """Schwarz's information criterion."""
        return self.free * float(np.log(self.persons)) - 2 * self.loglik

    def parameters(self) -> FloatArray:
        """Return the published parameters (n_items, p) of items that all have the same ones."""
        return np.array([list(item.parameters.values()) for item in self.items])
