"""What the engine says of each form, computed once; the sections show it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from testamur.errors import DocumentError, Refused
from testamur.psychometrics.ability import CalibratedForm, form_from
from testamur.psychometrics.analysis import Analysis, analyse
from testamur.psychometrics.calibration import ITEM_MODELS, Calibration, calibrate, responses
from testamur.psychometrics.calibration.choice import FREELY_FROM, SLOPE, SLOPES_FROM
from testamur.psychometrics.coefficients import Reliability, reliability
from testamur.psychometrics.decisions import Decisions, decisions
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.fit_statistics import Fitted, fitted
from testamur.psychometrics.options import Choices
from testamur.psychometrics.report.data import FormSittings, ReportData, ReportItem
from testamur.psychometrics.report.limits import SMALL, Limits
from testamur.psychometrics.scoring import FloatArray, is_dichotomous

Found = TypeVar("Found")

MODELS: Final[tuple[tuple[bool, int, str], ...]] = (
    (True, 30, "rasch"),
    (True, SLOPES_FROM, "2pl"),
    (False, 100, "pcm"),
    (False, 250, "gpcm"),
)
"""Which item model from how many sittings on: whether all items are scored 0 and 1, the number, the model."""


WITH_PRIOR: Final = frozenset({"2pl", "3pl"})
"""Item models whose slopes have a prior while sittings are few."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was not done."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A form under an item model.

    `columns` are the places, among the scored items, of those that are calibrated; `flat` those of items that
    everybody was scored alike on, which give everybody `offset` points; `against` those of items that strong
    candidates fail and weak ones solve, which no model with slopes can hold. `scores` (n_sittings, n_calibrated).
    """

    calibration: Calibration
    form: CalibratedForm
    fit: Fitted
    columns: tuple[int, ...]
    flat: tuple[int, ...]
    against: tuple[int, ...]
    offset: float
    scores: FloatArray

    @property
    def tells_total(self) -> bool:
        """Whether the model tells of the whole total, all but what everybody gets."""
        return not self.against

    @property
    def population(self) -> tuple[float, float]:
        """Mean and standard deviation of ability."""
        return self.calibration.populations[0].mean, self.calibration.populations[0].sd


@dataclass(frozen=True, slots=True, eq=False)
class FormFindings:
    """What was found of one form; its scored items alone, an answer that is missing being 0.

    Attributes
    ----------
    number : int
        Its place in the report, from 0.
    form : FormSittings
    items : tuple of ReportItem
    places : tuple of int
        Of the scored items on the form.
    scores : ndarray, shape (n_sittings, n_scored)
    maximum : float
    shares, items_found, precise : Analysis
        With the limits for means, for correlations and for precision.
    reliability : Reliability
    decisions : Decisions or Reason
    measured : Measured or Reason
    """

    number: int
    form: FormSittings
    items: tuple[ReportItem, ...]
    places: tuple[int, ...]
    scores: FloatArray
    maximum: float
    shares: Analysis
    items_found: Analysis
    precise: Analysis
    reliability: Reliability
    decisions: Decisions | Reason
    measured: Measured | Reason

    @property
    def n(self) -> int:
        """Number of sittings."""
        return len(self.scores)

    @property
    def totals(self) -> FloatArray:
        """Points of each sitting."""
        found: FloatArray = self.scores.sum(axis=1)
        return found

    @property
    def passed(self) -> int:
        """How many passed."""
        return int((self.totals >= self.form.cut).sum())

    @property
    def is_whole(self) -> bool:
        """Whether all points are whole numbers."""
        return bool((self.scores == np.floor(self.scores)).all())

    @property
    def is_binary(self) -> bool:
        """Whether every item is worth one point, and got all or nothing of it."""
        return all(item.points == 1 for item in self.items) and is_dichotomous(self.scores)

    @property
    def areas(self) -> tuple[str, ...] | None:
        """The area of each item; None unless each has one, and there are two or more."""
        areas = tuple(item.area for item in self.items)
        return areas if all(areas) and len(set(areas)) > 1 else None


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """Everything that the sections are written from.

    `left_out` names forms that so few sat that what is shown of all forms together would give them away.
    """

    data: ReportData
    limits: Limits
    forms: tuple[FormFindings, ...]
    left_out: tuple[str, ...] = ()


def tried(work: Callable[[], Found]) -> Found | Reason:
    """Return what the engine finds, or why it refuses."""
    try:
        return work()
    except DocumentError as error:
        return Reason("; ".join(str(problem) for problem in error.problems[:5]))
    except Refused as error:
        return Reason(error.reason)


def findings(data: ReportData, limits: Limits) -> Findings:
    """Return what the engine says of each form."""
    kept = [form for form in data.forms if form.n >= limits.cell] or list(data.forms)
    left_out = tuple(form.name for form in data.forms if form not in kept)
    return Findings(data, limits, tuple(_form(data, n, form, limits) for n, form in enumerate(kept)), left_out)


def _form(data: ReportData, number: int, form: FormSittings, limits: Limits) -> FormFindings:
    places = [place for place, item in enumerate(form.items) if item.is_scored]
    items = tuple(form.items[place] for place in places)
    scores = np.nan_to_num(form.scores[:, places], nan=0.0)
    names, maxima = [item.item for item in items], [item.points for item in items]
    areas = [item.area for item in items]
    is_divided = all(areas) and min(areas.count(area) for area in set(areas)) > 1
    measured = _measured(data, names, scores)
    return FormFindings(
        number=number,
        form=form,
        items=items,
        places=tuple(places),
        scores=scores,
        maximum=float(sum(maxima)),
        shares=analyse(scores, items=names, maxima=maxima, least=limits.means),
        items_found=analyse(
            scores, items=names, maxima=maxima, choices=_choices(form, items, places), least=TOO_FEW
        ),
        precise=analyse(scores, items=names, maxima=maxima, least=limits.precision),
        reliability=reliability(
            scores,
            rng=data.rng(4, number),
            domains=areas if is_divided and len(set(areas)) > 1 else None,
            least=limits.precision,
            replicates=data.draws,
        ),
        decisions=_decisions(data, number, form, scores, float(sum(maxima)), measured, limits),
        measured=measured,
    )


def _choices(form: FormSittings, items: tuple[ReportItem, ...], places: list[int]) -> Choices | None:
    if form.chosen is None or not any(item.key for item in items):
        return None
    return Choices(
        form.chosen[:, places], tuple(item.key for item in items), tuple(item.options for item in items)
    )


def chosen_model(n: int, *, is_binary: bool) -> str | Reason:
    """Return the item model for so many sittings of items scored 0 and 1, or of others."""
    fitting = [(least, model) for binary, least, model in MODELS if binary == is_binary]
    usable = [model for least, model in fitting if n >= least]
    if usable:
        return usable[-1]
    return Reason(f"n = {n}; at least {fitting[0][0]} sittings are needed for the {fitting[0][1]} model")


def _measured(data: ReportData, names: list[str], scores: FloatArray) -> Measured | Reason:
    model = data.model or chosen_model(len(scores), is_binary=is_dichotomous(scores))
    if isinstance(model, Reason):
        return model
    varies = np.ptp(scores, axis=0) > 0
    rest = scores.sum(axis=1, keepdims=True) - scores
    has_slope = ITEM_MODELS[model].scale == "fixed"
    against = np.array([has_slope and one and _falls(scores[:, n], rest[:, n]) for n, one in enumerate(varies)])
    columns = np.flatnonzero(varies & ~against).tolist()
    if len(columns) < 2:
        return Reason("fewer than two items were answered differently by different people")
    kept = scores[:, columns]

    def work() -> Measured:
        given = responses(kept, items=[names[column] for column in columns])
        has_prior = model in WITH_PRIOR and len(scores) < FREELY_FROM
        calibration = calibrate(given, model=model, priors={"a": SLOPE} if has_prior else None)
        return Measured(
            calibration=calibration,
            form=form_from(calibration),
            fit=fitted(calibration, given),
            columns=tuple(columns),
            flat=tuple(np.flatnonzero(~varies).tolist()),
            against=tuple(np.flatnonzero(against).tolist()),
            offset=float(scores[0, ~varies].sum()),
            scores=kept,
        )

    return tried(work)


def _falls(item: FloatArray, rest: FloatArray) -> bool:
    """Say whether the points on an item do not rise with those on all others."""
    return float(np.cov(item, rest)[0, 1]) <= 0


def _decisions(
    data: ReportData,
    number: int,
    form: FormSittings,
    scores: FloatArray,
    maximum: float,
    measured: Measured | Reason,
    limits: Limits,
) -> Decisions | Reason:
    n = len(scores)
    if n < limits.precision:
        return Reason(f"too few: n = {n}; at least {limits.precision} are needed in this report")
    rng = data.rng(5, number)
    is_usable = isinstance(measured, Measured) and measured.tells_total and n >= SMALL
    if isinstance(measured, Measured) and is_usable and form.cut > measured.offset:
        return tried(
            lambda: decisions(
                measured.scores,
                cut=form.cut - measured.offset,
                rng=rng,
                samples=data.draws,
                form=measured.form,
                population=measured.population,
            )
        )
    return tried(lambda: decisions(scores, cut=form.cut, rng=rng, maximum=maximum, samples=data.draws))
