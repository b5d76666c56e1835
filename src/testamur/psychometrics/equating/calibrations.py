"""Two calibrations that share items: linked, the shared items screened, and their forms equated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from scipy.linalg import block_diag

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability.form import form_from
from testamur.psychometrics.calibration.calibration import Calibration
from testamur.psychometrics.equating.calibrated import CommonItems, common_items
from testamur.psychometrics.equating.conversion import Conversion
from testamur.psychometrics.equating.drift import DriftRule, Screening, screen
from testamur.psychometrics.equating.irt_equating import irt_observed_score, irt_true_score
from testamur.psychometrics.equating.linking import (
    Link,
    Positions,
    curves_at,
    haebara,
    jackknife_errors,
    linked,
    mean_mean,
    mean_sigma,
    stocking_lord,
)
from testamur.psychometrics.equating.parameter_errors import link_errors, with_parameter_errors
from testamur.psychometrics.scoring import FloatArray

ScoreKind = Literal["true", "observed"]
NODES: Final = np.linspace(-5.0, 5.0, 101)
"""Of the population in which observed scores are equated, in its standard deviations from its mean."""

LinkMethod = Callable[[Calibration, Calibration, CommonItems, Positions], Link]
LINKS: Final[Mapping[str, LinkMethod]] = {
    "mean-mean": lambda _new, _old, common, at: mean_mean(common.new.at(at), common.old.at(at)),
    "mean-sigma": lambda _new, _old, common, at: mean_sigma(common.new.at(at), common.old.at(at)),
    "haebara": lambda new, old, common, at: haebara(
        curves_at(form_from(new).probabilities, common.new_positions[at]),
        curves_at(form_from(old).probabilities, common.old_positions[at]),
    ),
    "stocking-lord": lambda new, old, common, at: stocking_lord(
        curves_at(form_from(new).probabilities, common.new_positions[at]),
        curves_at(form_from(old).probabilities, common.old_positions[at]),
    ),
}


@dataclass(frozen=True, slots=True)
class Covariances:
    """Sampling covariance of the published parameters of each calibration, item by item in its order."""

    new: FloatArray
    old: FloatArray


@dataclass(frozen=True, slots=True)
class LinkedForms:
    """What came of linking two calibrations.

    Attributes
    ----------
    screening : Screening
        The common items, those that were taken out, and the link of the others.
    by_choice : tuple of float
        Standard errors of slope and intercept that come from the choice of the common items (jackknife).
    by_sampling : tuple of float, optional
        Those that come from the errors of the parameters; only with their covariances.
    conversion : Conversion
        Of the whole new form to the whole old one.
    """

    screening: Screening
    by_choice: tuple[float, float]
    by_sampling: tuple[float, float] | None
    conversion: Conversion


def link_calibrations(
    new: Calibration,
    old: Calibration,
    *,
    method: str = "stocking-lord",
    score: ScoreKind = "true",
    rule: DriftRule | None = None,
    covariances: Covariances | None = None,
) -> LinkedForms:
    """Link a new calibration to an old one, and equate their forms.

    Parameters
    ----------
    new, old : Calibration
        Of one model, of one group each, with three items in common or more.
    method : str
        One of `LINKS`.
    score : {"true", "observed"}
        Observed scores are equated in the population of the new calibration.
    rule : DriftRule, optional
        When a common item is taken out; |z| > 2.7 if absent.
    covariances : Covariances, optional
        From `parameter_covariance`; without them the conversion has no errors.

    Raises
    ------
    DocumentError
        With everything that keeps the two from being linked.
    """
    problems = (
        [Problem("method", f"must be one of {', '.join(LINKS)}, not {method!r}")] if method not in LINKS else []
    )
    problems += [
        Problem(f"{name}.populations", "must be one; it has none, or several")
        for name, calibration in (("new", new), ("old", old))
        if len(calibration.populations) != 1
    ]
    if problems:
        raise DocumentError(problems)
    common = common_items(new, old)
    everywhere = screen(
        common.new,
        common.old,
        rule=rule,
        link_of=lambda at: LINKS[method](new, old, common, at),
        form_items=min(len(new.items), len(old.items)),
    )
    kept = np.array([common.new.names.index(name) for name in everywhere.kept], dtype=np.intp)
    conversion = _equated(new, old, everywhere.link, score)
    by_sampling = None
    if covariances is not None:
        by_sampling, conversion = _with_errors(new, old, kept, method=method, score=score, covariances=covariances)
    return LinkedForms(
        everywhere,
        jackknife_errors(lambda at: LINKS[method](new, old, common, kept[at]), len(kept)),
        by_sampling,
        conversion,
    )


def _equated(new: Calibration, old: Calibration, link: Link, score: ScoreKind) -> Conversion:
    n = round(new.persons), round(old.persons)
    curves = linked(form_from(new).probabilities, link), form_from(old).probabilities
    if score == "true":
        return irt_true_score(*curves, n=n)
    (population,) = new.populations
    weights = np.exp(-0.5 * NODES**2)
    theta = link(population.mean + population.sd * NODES)
    return irt_observed_score(*curves, theta=theta, weights=weights / weights.sum(), n=n)


def _with_errors(
    new: Calibration,
    old: Calibration,
    kept: Positions,
    *,
    method: str,
    score: ScoreKind,
    covariances: Covariances,
) -> tuple[tuple[float, float], Conversion]:
    """Carry the errors of all parameters through link and conversion; the choice of the items stands."""
    split = len(_parameters(new))

    def at(parameters: FloatArray) -> tuple[Calibration, Calibration]:
        return _with_parameters(new, parameters[:split]), _with_parameters(old, parameters[split:])

    def link_at(parameters: FloatArray) -> Link:
        one, two = at(parameters)
        return LINKS[method](one, two, common_items(one, two), kept)

    def equate_at(parameters: FloatArray) -> Conversion:
        return _equated(*at(parameters), link_at(parameters), score)

    estimates = np.concatenate([_parameters(new), _parameters(old)])
    covariance = block_diag(covariances.new, covariances.old)
    return link_errors(link_at, estimates, covariance), with_parameter_errors(equate_at, estimates, covariance)


def _parameters(calibration: Calibration) -> FloatArray:
    return np.array([value for item in calibration.items for value in item.parameters.values()])


def _with_parameters(calibration: Calibration, parameters: FloatArray) -> Calibration:
    values = iter(parameters.tolist())
    items = tuple(
        replace(item, parameters={name: next(values) for name in item.parameters}) for item in calibration.items
    )
    return replace(calibration, items=items)
