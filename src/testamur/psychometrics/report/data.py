"""What a technical report is made of; everything else is computed from it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration import Calibration
from testamur.psychometrics.scoring import FloatArray, TextArray

SHOWN = 5


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One item on a form.

    `area` is its domain; `key` and `options` are those of a selected response, empty where there are none;
    `is_scored` is false of an item that is tried out; `disposition` says what was decided about its flags;
    `is_exposed` whether it may have been known before.
    """

    item: str
    area: str = ""
    key: str = ""
    options: tuple[str, ...] = ()
    points: float = 1.0
    is_scored: bool = True
    disposition: str = ""
    is_exposed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FormSittings:
    """The closed sittings of one form that count.

    Attributes
    ----------
    name : str
    items : tuple of ReportItem
    scores : ndarray of float, shape (n_sittings, n_items)
        Points; NaN where an item has no answer, which scores 0.
    cut : int
        Least points that pass.
    chosen : ndarray of str, shape (n_sittings, n_items), optional
        Options chosen; ``""`` where none was.
    seconds : ndarray of float, shape (n_sittings, n_items), optional
        Time on each item, > 0; NaN where not known.
    attempts : tuple of int, optional
        Which attempt of the person each sitting is, from 1.
    traits : mapping
        Name of a trait such as ``route`` or ``language`` -> its value for each sitting, ``""`` if not known.
    """

    name: str
    items: tuple[ReportItem, ...]
    scores: FloatArray
    cut: int
    chosen: TextArray | None = None
    seconds: FloatArray | None = None
    attempts: tuple[int, ...] | None = None
    traits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of sittings."""
        return len(self.scores)


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """What a panel rated: for each round the judges by the items, 0 to 1 (modified Angoff)."""

    judges: tuple[str, ...]
    items: tuple[str, ...]
    rounds: tuple[FloatArray, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What responses cannot say, in the programme's own words; empty where nothing was stated.

    `withdrawn` and `voided` count sittings that are not among the data, `later` the later attempts
    that are not, and `later_passed` how many of them passed; None if not stated. `blueprint` is the
    share of points that each area should have, `cuts` the pass mark of each form in points, `unscored` names
    items that are tried out and do not count, `dispositions` says of flagged items what was decided.
    """

    programme: str = ""
    organisation: str = ""
    period: str = ""
    cut_method: str = ""
    cut_source: str = ""
    cut_decided_on: date | None = None
    cut_valid_until: date | None = None
    panel: str = ""
    board_decision: str = ""
    job_analysis: str = ""
    item_review: str = ""
    fairness_review: str = ""
    accommodations: str = ""
    exposure: str = ""
    scaled_scores: str = ""
    key_changes: str = ""
    rater_agreement: str = ""
    quality_control: str = ""
    artificial_intelligence: str = ""
    incidents: str = ""
    security_outcome: str = ""
    changes: str = ""
    withdrawn: int | None = None
    voided: int | None = None
    later: int | None = None
    later_passed: int | None = None
    unscored: tuple[str, ...] = ()
    blueprint: Mapping[str, float] = field(default_factory=dict)
    cuts: Mapping[str, int] = field(default_factory=dict)
    dispositions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class ReportData:
    """Everything a report is made of.

    Attributes
    ----------
    forms : tuple of FormSittings
        The first is the one to whose scale the others are equated.
    about : About
    on : date
        The day of the report; no clock is read.
    is_simulated : bool
        Whether nobody real sat. Real and simulated sittings never stand in one report.
    seed : int
        Of everything that is drawn, >= 0.
    draws : int
        How often the candidates are drawn again for intervals that have no formula, >= 2.
    groups_are_random : bool
        Whether forms were given out at random, so that forms without common items may be equated.
    model : str
        Item model; by the number of sittings if empty.
    ratings : Ratings, optional
    earlier : Calibration, optional
        That of last year's sittings, to see which items have drifted.
    sources : tuple
        Name of each file or record that was read, and its SHA-256.
    """

    forms: tuple[FormSittings, ...]
    about: About
    on: date
    is_simulated: bool
    seed: int = 1
    draws: int = 500
    groups_are_random: bool = False
    model: str = ""
    ratings: Ratings | None = None
    earlier: Calibration | None = None
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def n(self) -> int:
        """Number of sittings of all forms."""
        return sum(form.n for form in self.forms)

    @property
    def traits(self) -> tuple[str, ...]:
        """Names of the traits, in the order in which they first occur."""
        return tuple(dict.fromkeys(name for form in self.forms for name in form.traits))

    def rng(self, *place: int) -> np.random.Generator:
        """Return the generator of one place in the report: the seed, the section and the form."""
        return np.random.default_rng([self.seed, *place])

    def digest(self) -> str:
        """Return the SHA-256 of all that was measured: forms, items, scores, options, times, attempts, traits."""
        whole = hashlib.sha256()
        for form in self.forms:
            told = (form.name, form.cut, form.items, form.attempts, sorted(form.traits.items()))
            whole.update(repr(told).encode())
            for matrix in (form.scores, form.seconds):
                whole.update(b"-" if matrix is None else np.ascontiguousarray(matrix, dtype="<f8").tobytes())
            whole.update(b"-" if form.chosen is None else repr(form.chosen.tolist()).encode())
        return whole.hexdigest()


def check(data: ReportData) -> None:
    """Refuse data that no report can be made of.

    Raises
    ------
    DocumentError
        With everything that is wrong.
    """
    problems = [] if data.forms else [Problem("forms", "there are none")]
    names = [form.name for form in data.forms]
    if len(set(names)) < len(names):
        problems.append(Problem("forms", "two have the same name"))
    if data.seed < 0:
        problems.append(Problem("seed", f"must be 0 or more; it is {data.seed}"))
    if data.draws < 2:
        problems.append(Problem("draws", f"must be 2 or more; it is {data.draws}"))
    for form in data.forms:
        problems += [Problem(f"form {form.name}", sentence) for sentence in _wrong(form)]
    if problems:
        raise DocumentError(problems)


def _wrong(form: FormSittings) -> Iterator[str]:
    shape = (form.n, len(form.items))
    if form.scores.ndim != 2 or 0 in form.scores.shape or form.scores.shape != shape:
        yield f"must have scores of persons by items; they are of shape {form.scores.shape}"
        return
    if twice := sorted({item.item for item in form.items if sum(o.item == item.item for o in form.items) > 1}):
        yield f"has items that stand more than once: {', '.join(twice[:SHOWN])}"
    yield from _wrong_scores(form)
    if form.seconds is not None:
        if form.seconds.shape != shape:
            yield "has times that do not fit its scores"
        elif np.isinf(form.seconds).any() or (form.seconds <= 0).any():
            yield "has times that are not above 0"
    if form.chosen is not None and form.chosen.shape != shape:
        yield "has options chosen that do not fit its scores"
    for name, values in {"attempt": form.attempts or (), **form.traits}.items():
        if len(values) != form.n and (values or name != "attempt"):
            yield f"has {len(values)} values of {name} for {form.n} sittings"
    if form.attempts and min(form.attempts) < 1:
        yield "has an attempt below 1"


def _wrong_scores(form: FormSittings) -> Iterator[str]:
    points = np.array([item.points for item in form.items])
    if not (np.isfinite(points).all() and (points > 0).all()):
        yield "has items that are worth no points"
        return
    scored = np.array([item.is_scored for item in form.items])
    if scored.sum() < 2:
        yield "has fewer than two scored items"
    elif not 0 < form.cut <= points[scored].sum():
        yield f"has the pass mark {form.cut}, which is not between 1 and its {points[scored].sum():g} points"
    known = np.where(np.isnan(form.scores), 0.0, form.scores)
    wrong: npt.NDArray[np.bool_] = ~np.isfinite(known) | (known < 0) | (known > points)
    for place in np.flatnonzero(wrong.any(axis=0)).tolist():
        value = known[wrong[:, place], place][0]
        yield f"has the score {value:g} on item {form.items[place].item}, which is worth {points[place]:g}"
