"""Calibrate an exam from its first attempts: which items, which item model, what is held, how it fits."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import Refused
from testamur.psychometrics import TOO_FEW, calibrate, fit_statistics, responses
from testamur.psychometrics.ability import estimate
from testamur.psychometrics.calibration.choice import FREELY_FROM, SLOPE, SLOPES_FROM
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.fit_statistics import Fitted, ItemFit, fitted
from testamur.psychometrics.item_model import Prior
from testamur.site.records.measuring.kept import (
    Abilities,
    Choice,
    Column,
    ExamFound,
    FormFound,
    ItemFound,
    KeptCalibration,
    LeftOut,
    text_of,
)
from testamur.site.records.measuring.linked import link_notes
from testamur.site.records.measuring.responses import ExamResponses

MODELS: Final = ("auto", "rasch", "2pl", "3pl")
LEAST: Final = TOO_FEW
IN_WORDS: Final = {
    "a": "the logarithm of a is N(0, 0.5²)",
    "c": "the log odds of c are N(-1.39, 0.5²)",
}
LEAST_ANCHORS: Final = 5
WIDTH: Final = 0.25
Scores = npt.NDArray[np.int8]


def calibrated(
    given: ExamResponses, *, model: str = "auto", anchors: KeptCalibration | None = None, anchors_from: str = ""
) -> str:
    """Return the document of a calibration.

    Parameters
    ----------
    given : ExamResponses
    model : str
        One of `MODELS`; ``auto`` is the Rasch model below 200 persons and the 2PL from there on, and always the
        model of the anchors.
    anchors : KeptCalibration, optional
        Its items that are here too, version by version, keep their parameters, so that the scale stays the same.
    anchors_from : str
        The digest of its document.

    Raises
    ------
    Refused
        If there are too few persons, no item of which anything can be estimated, or too few anchors.
    DocumentError
        As `calibrate` does.
    """
    if given.n < LEAST:
        said = f"{given.n} people have finished a first attempt; a calibration wants {LEAST} at least."
        raise Refused("calibration-few", said)
    given = given.in_order()  # so that the same data gives the same bits
    columns, left_out, kept = _columns(given)
    if not columns:
        raise Refused("calibration-items", "There is no item that 30 people answered, some of them wrong.")
    choice = chosen(given.n, model=model, names=[c.name for c in columns], anchors=anchors, came_from=anchors_from)
    # In one order of memory, so that the same responses give the same bits.
    scores = responses(np.ascontiguousarray(given.scores[:, kept]), items=[column.name for column in columns])
    held = _held(choice, anchors)
    found = calibrate(scores, model=choice.model, anchors=held, priors=_slopes(choice))
    beside = fitted(found, scores)
    theta = estimate(beside.form, beside.scores, method="wle").theta
    exam = ExamFound(
        programme=given.edition.identifier,
        edition=given.edition.edition,
        edition_digest=given.edition.digest,
        is_simulated=given.is_simulated,
        persons=given.n,
        choice=choice,
        notes=tuple(_notes(given, choice, left_out, kept)),
        columns=columns,
        left_out=left_out,
        forms=_forms(given, kept, left_out),
        found=_found(given, beside, theta, kept),
        abilities=_abilities(theta),
    )
    return text_of(found, exam, data=given.sha256)


def _columns(given: ExamResponses) -> tuple[tuple[Column, ...], tuple[LeftOut, ...], npt.NDArray[np.intp]]:
    """Return what can be calibrated, what cannot, and the places of the former among all columns."""
    was_given = given.scores != NOT_GIVEN
    persons, right = was_given.sum(axis=0), np.maximum(given.scores, 0).sum(axis=0, dtype=np.intp)
    kept, columns, left_out = [], [], []
    for place, item in enumerate(given.items):
        n, share = int(persons[place]), float(right[place] / persons[place])
        column = Column(item.name, item.identifier, item.digest, item.area, item.title, n, share)
        if reason := _reason(n, share):
            left_out.append(LeftOut(column, reason))
        else:
            kept.append(place)
            columns.append(column)
    return tuple(columns), tuple(left_out), np.array(kept, dtype=np.intp)


def _reason(persons: int, share: float) -> str:
    if persons < LEAST:
        return f"given to {persons} people; {LEAST} are wanted"
    if share in (0.0, 1.0):
        return "right for everybody" if share else "wrong for everybody"
    return ""


def chosen(
    n: int, *, model: str, names: Sequence[str], anchors: KeptCalibration | None = None, came_from: str = ""
) -> Choice:
    """Return the item model for so many persons, why, and which items are held.

    Raises
    ------
    Refused
        If the anchors have another item model than the one asked for, or fewer than five of their items are here.
    """
    held: tuple[str, ...] = ()
    if anchors is not None:
        before = anchors.calibration.model
        if model not in ("auto", before):
            said = f"The signed calibration is {before}; its items can be held in that item model only."
            raise Refused("calibration-anchors", said)
        known = {item.item for item in anchors.calibration.items}
        held = tuple(name for name in names if name in known)
        if len(held) < LEAST_ANCHORS:
            said = (
                f"{len(held)} items of the signed calibration were given again; it takes {LEAST_ANCHORS} to hold."
            )
            raise Refused("calibration-anchors", said)
        taken, why = before, "It is the item model of the signed calibration, whose items are held."
    elif model != "auto":
        taken, why = model, "It was asked for."
    elif n < SLOPES_FROM:
        taken, why = "rasch", f"With fewer than {SLOPES_FROM} people slopes cannot be told apart from chance."
    else:
        taken, why = "2pl", f"From {SLOPES_FROM} people on slopes can be estimated."
    is_steadied = taken == "3pl" or (taken == "2pl" and n < FREELY_FROM)
    named = ("a", "c") if taken == "3pl" else ("a",) if is_steadied else ()
    return Choice(model, taken, why, {name: IN_WORDS[name] for name in named}, came_from if anchors else "", held)


def _slopes(choice: Choice) -> dict[str, Prior | None]:
    """Return the prior on the slopes; that on c is the item model's own."""
    return {"a": SLOPE} if "a" in choice.priors else {}


def _held(choice: Choice, anchors: KeptCalibration | None) -> Mapping[str, Sequence[float]]:
    if anchors is None:
        return {}
    known = {item.item: list(item.parameters.values()) for item in anchors.calibration.items}
    return {name: known[name] for name in choice.anchors}


def _notes(
    given: ExamResponses, choice: Choice, left_out: Sequence[LeftOut], kept: npt.NDArray[np.intp]
) -> list[str]:
    notes = []
    if given.is_simulated:
        notes.append("All of these people are simulated; nobody real has sat this exam.")
    if given.n < SLOPES_FROM and choice.model == "rasch":  # the engine says it of the other item models
        notes.append(
            f"There are {given.n} people, which is few: difficulties carry large errors, and with fewer than "
            f"{SLOPES_FROM} statistics of fit find only gross faults."
        )
    if "a" in choice.priors:
        notes.append(f"Slopes are held near 1 by a prior: {choice.priors['a']}.")
    if left_out:
        notes.append(f"{len(left_out)} items are not calibrated, for the reasons listed.")
    return [*notes, *link_notes(given, kept)]


def _forms(given: ExamResponses, kept: npt.NDArray[np.intp], left_out: Sequence[LeftOut]) -> tuple[FormFound, ...]:
    is_kept = np.isin(np.arange(len(given.items)), kept)
    shares = {one.column.name: one.column.correct for one in left_out}
    totals = given.totals
    return tuple(
        FormFound(
            name=form.name,
            digest=form.digest,
            items=tuple(given.items[place].name for place in form.columns.tolist() if is_kept[place]),
            others=form.credited
            + sum(shares[given.items[place].name] for place in form.columns.tolist() if not is_kept[place]),
            totals=tuple(np.bincount(totals[given.form_of == number], minlength=len(form.columns) + 1).tolist()),
        )
        for number, form in enumerate(given.forms)
    )


def _found(
    given: ExamResponses, beside: Fitted, theta: npt.NDArray[np.float64], kept: npt.NDArray[np.intp]
) -> tuple[ItemFound, ...]:
    squares = fit_statistics.item_mean_squares(beside, theta=theta)
    curves = fit_statistics.observed_curves(beside, theta)
    by_form = _item_fits(given, beside, kept)
    found = []
    for place, name in enumerate(beside.items):
        form, fit = by_form.get(name, ("", None))
        chi_square = fit.joined if fit else None
        found.append(
            ItemFound(
                name=name,
                infit=_number(squares.infit[place]),
                infit_standardised=_number(squares.infit_standardised[place]),
                outfit=_number(squares.outfit[place]),
                outfit_standardised=_number(squares.outfit_standardised[place]),
                form=form,
                chi_square=chi_square.statistic if chi_square else None,
                degrees=chi_square.degrees if chi_square else 0,
                p=chi_square.p if chi_square else None,
                theta=tuple(map(_number, curves.theta[place].tolist())),
                n=tuple(int(n) for n in curves.n[place]),
                correct=tuple(map(_number, curves.means[place].tolist())),
            )
        )
    return tuple(found)


def _item_fits(given: ExamResponses, beside: Fitted, kept: npt.NDArray[np.intp]) -> dict[str, tuple[str, ItemFit]]:
    """Return S-X2 of each item among those who sat one form, the most frequented one that has it."""
    number = {int(place): column for column, place in enumerate(kept)}
    sizes = np.bincount(given.form_of, minlength=len(given.forms))
    fits: dict[str, tuple[str, ItemFit]] = {}
    for place in sorted(range(len(given.forms)), key=lambda form: -int(sizes[form])):
        columns = [number[column] for column in given.forms[place].columns.tolist() if column in number]
        if sizes[place] < LEAST or all(beside.items[column] in fits for column in columns):
            continue
        for fit in fit_statistics.item_fit(beside.part(given.form_of == place, columns)):
            fits.setdefault(fit.item, (given.forms[place].name, fit))
    return fits


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _abilities(theta: npt.NDArray[np.float64]) -> Abilities:
    known = theta[np.isfinite(theta)]
    steps = np.floor(known / WIDTH).astype(np.intp)
    low = int(steps.min()) if len(steps) else 0
    counts = tuple(np.bincount(steps - low).tolist()) if len(steps) else ()
    mean, sd = (float(known.mean()), float(known.std(ddof=1))) if len(known) > 1 else (0.0, 0.0)
    return Abilities(low * WIDTH, WIDTH, counts, mean, sd)
