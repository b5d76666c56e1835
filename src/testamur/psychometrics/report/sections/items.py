"""Section 6: what each item did, and what was decided about its flags."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.plot import Plot
from testamur.psychometrics.ability import estimate as abilities
from testamur.psychometrics.correlation import correlation
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.fit_statistics import item_fit, item_mean_squares
from testamur.psychometrics.item_statistics import ItemStatistics, difficulty
from testamur.psychometrics.options import OptionStatistics
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.data import ReportItem
from testamur.psychometrics.report.document import Block, Caution, Figure, NotDone, Note, Paragraph, Table
from testamur.psychometrics.report.findings import Findings, FormFindings, Measured, Reason, tried
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import form_heading, name_of, stated
from testamur.psychometrics.report.wording import NOTHING, UNKNOWN, count, estimate, figure, listed, probability

MOST_FIGURES: Final = 4
"""So many items of a form have their curves drawn: the flagged ones first."""

NOTE: Final = (
    "Difficulty: share of the points, Wilson interval (Student t where an item has more points). Discrimination:"
    " correlation with the rest score, Fisher z interval. Blank: sittings without an answer, which scores 0."
    " Seconds: the median. A flag is a question for a person, not a verdict: too hard below 0.20, too easy from"
    " 0.95, weak below 0.10. In a public report options have no names (d1 is the wrong one that most chose), so"
    " that it gives no key away."
)
FLAT: Final = "Scored alike for everybody, and so without parameters"
AGAINST: Final = "Strong candidates fail them and weak ones solve them, so that no slope fits; look at the key"
ENOUGH_FOR_CURVES: Final = 100
PERSONS_IN_GROUP: Final = 25
MOST_GROUPS: Final = 8
FIFTHS: Final = 5


def _blocks(found: Findings) -> Iterator[Block]:
    for form in found.forms:
        yield from form_heading(found, form)
        if form.n < found.limits.means:
            yield NotDone(
                name_of(found, form, "Items"), f"too few: n = {form.n}; at least {found.limits.means} are needed"
            )
            continue
        yield _classical(found, form)
        yield from _flags(found, form)
        yield from _options(found, form)
        yield from _tried_out(found, form)
        yield from _map(found, form)
        yield from _parameters(found, form)
        yield from _curves(found, form)
    yield stated((("Review of items", found.data.about.item_review),))
    yield Note(NOTE)


def _classical(found: Findings, form: FormFindings) -> Table:
    omitted = np.isnan(form.form.scores[:, list(form.places)]).sum(axis=0)
    times = form.form.seconds
    rows = []
    for place, item in enumerate(form.items_found.items):
        shares = form.shares.items[place].difficulty
        seconds = NOTHING
        if times is not None:
            known = times[:, form.places[place]]
            known = known[np.isfinite(known)]
            seconds = figure(float(np.median(known)), 0) if len(known) >= found.limits.means else "too few"
        biserial = NOTHING if item.biserial is None or item.biserial.value is None else figure(item.biserial.value)
        rows.append(
            (
                item.item,
                form.items[place].area or NOTHING,
                estimate(shares),
                estimate(item.discrimination),
                biserial,
                count(int(omitted[place])),
                seconds,
            )
        )
    return Table(
        name_of(found, form, f"Items: classical statistics, n = {form.n:,}"),
        ("Item", "Area", "Difficulty", "Discrimination", "Biserial", "Blank", "Seconds"),
        tuple(rows),
        (2, 3, 4, 5, 6),
        (0.15, 0.15, 0.2, 0.2, 0.1, 0.09, 0.11),
    )


def _flags(found: Findings, form: FormFindings) -> Iterator[Block]:
    flagged = [(item, of) for item, of in zip(form.items, form.items_found.items, strict=True) if of.flags]
    if not flagged:
        yield Paragraph("No item is flagged." if form.n >= TOO_FEW else "Too few sittings to flag any item.")
        return
    yield Table(
        name_of(found, form, f"Flagged items, {len(flagged)} of {len(form.items)}"),
        ("Item", "Flags", "What was decided"),
        tuple(
            (item.item, "; ".join(str(flag) for flag in of.flags), item.disposition or UNKNOWN)
            for item, of in flagged
        ),
        (),
        (0.2, 0.45, 0.35),
    )


def _options(found: Findings, form: FormFindings) -> Iterator[Block]:
    what = name_of(found, form, "Options chosen")
    if form.form.chosen is None or not any(item.key for item in form.items):
        yield NotDone(what, "which options were chosen, and the key, are not among the data")
        return
    if form.n < TOO_FEW:
        yield NotDone(what, f"too few: n = {form.n}; at least {TOO_FEW} are needed")
        return
    rows = []
    for item, of in zip(form.items, form.items_found.items, strict=True):
        names = option_names(found, item, of)
        told = {one.option: f"{one.chosen / form.n:.2f} ({_r(one)})" for one in of.options}
        others = [f"{names[one.option]} {told[one.option]}" for one in of.options if one.option and not one.is_key]
        key = f"{names[item.key]} {told[item.key]}" if item.key in told else NOTHING
        rows.append((item.item, key, "; ".join(others) or NOTHING, told.get("", NOTHING)))
    yield Table(
        f"{what}: share of the sittings, and its correlation with the rest score",
        ("Item", "Key", "Other options", "No answer"),
        tuple(rows),
        (),
        (0.16, 0.18, 0.48, 0.18),
    )


def option_names(found: Findings, item: ReportItem, of: ItemStatistics) -> dict[str, str]:
    """Return how options are called: by their own names inside, and so that nobody learns the key in public."""
    wrong = sorted((one for one in of.options if one.option and not one.is_key), key=lambda one: -one.chosen)
    if found.limits.audience == "internal":
        return {"": "no answer", item.key: f"{item.key} (key)", **{one.option: one.option for one in wrong}}
    return {"": "no answer", item.key: "key", **{one.option: f"d{n}" for n, one in enumerate(wrong, 1)}}


def _r(one: OptionStatistics) -> str:
    return figure(one.correlation.value)


def _tried_out(found: Findings, form: FormFindings) -> Iterator[Block]:
    places = [place for place in range(len(form.form.items)) if place not in form.places]
    if not places:
        return
    rows = []
    for place in places:
        item, scores = form.form.items[place], np.nan_to_num(form.form.scores[:, place], nan=0.0)
        p = difficulty(scores, item.points, confidence=0.95, least=found.limits.means)
        r = correlation(scores, form.totals, confidence=0.95, least=TOO_FEW)
        rows.append((item.item, item.area or NOTHING, estimate(p), estimate(r)))
    yield Table(
        name_of(found, form, "Items tried out, which do not count"),
        ("Item", "Area", "Difficulty", "Correlation with the score"),
        tuple(rows),
        (2, 3),
    )


def _map(found: Findings, form: FormFindings) -> Iterator[Block]:
    known = [
        (of.item, of.difficulty.value, of.discrimination.value)
        for of in form.items_found.items
        if of.difficulty.value is not None and of.discrimination.value is not None
    ]
    if known:
        yield Figure(figures.item_map(known, name=name_of(found, form, "")))


def _parameters(found: Findings, form: FormFindings) -> Iterator[Block]:
    what = name_of(found, form, "Item parameters")
    if isinstance(form.measured, Reason):
        yield NotDone(what, form.measured.text)
        return
    measured = form.measured
    yield from (Caution(warning) for warning in measured.calibration.warnings)
    squares = item_mean_squares(measured.fit)
    fits = tried(lambda: item_fit(measured.fit))
    names = list(dict.fromkeys(name for item in measured.calibration.items for name in item.parameters))
    rows = []
    for place, item in enumerate(measured.calibration.items):
        cells = []
        for name in names:
            value, error = item.parameters.get(name), item.standard_errors.get(name)
            cells.append(NOTHING if value is None else f"{figure(value)} (SE {figure(error)})")
        p = NOTHING if isinstance(fits, Reason) else probability(fits[place].joined.p)
        rows.append(
            (
                item.item,
                *cells,
                figure(item.difficulty),
                p,
                figure(float(squares.infit[place])),
                figure(float(squares.outfit[place])),
            )
        )
    head = ("Item", *names, "b", "S-X² p", "Infit", "Outfit")
    yield Table(
        name_of(found, form, f"Item parameters, {measured.calibration.model}, n = {form.n:,}"),
        head,
        tuple(rows),
        tuple(range(1, len(head))),
    )
    yield from _left_out(form, measured)


def _left_out(form: FormFindings, measured: Measured) -> Iterator[Block]:
    for places, why in ((measured.flat, FLAT), (measured.against, AGAINST)):
        if places:
            yield Caution(f"{why}: {listed([form.items[place].item for place in places])}.")


def _curves(found: Findings, form: FormFindings) -> Iterator[Block]:
    if isinstance(form.measured, Reason):
        return
    if form.n < ENOUGH_FOR_CURVES:
        why = f"n = {form.n}; below {ENOUGH_FOR_CURVES} what is seen is chance"
        yield NotDone(name_of(found, form, "Curves of items and of options"), why)
        return
    names = [of.item for of in form.items_found.items if of.flags]
    calibrated = [item.item for item in form.measured.calibration.items]
    by_slope = sorted(
        (item for item in form.items_found.items if item.discrimination.value is not None),
        key=lambda item: item.discrimination.value or 0.0,
    )
    chosen = [name for name in [*names, *(item.item for item in by_slope)] if name in calibrated]
    chosen = list(dict.fromkeys(chosen))[:MOST_FIGURES]
    if len(calibrated) > len(chosen):
        yield Paragraph(
            f"Curves of {len(chosen)} of {len(calibrated)} items: the flagged ones first, then those that"
            " discriminate least."
        )
    for name in chosen:
        yield Figure(_item_curve(form.measured, calibrated.index(name), name))
        yield from _option_curves(found, form, name)


def _item_curve(measured: Measured, place: int, name: str) -> Plot:
    highest = int(measured.form.categories[place]) - 1
    p = measured.form.probabilities(figures.ABILITY)[:, place]
    expected = p @ np.arange(p.shape[1]) / highest
    mean, sd = measured.population
    theta = abilities(measured.form, measured.scores, method="eap", mean=mean, sd=sd).theta
    number = max(1, min(MOST_GROUPS, len(theta) // PERSONS_IN_GROUP))
    groups = np.array_split(np.argsort(theta, kind="stable"), number)
    seen = [
        (float(theta[rows].mean()), float(measured.scores[rows, place].mean()) / highest, len(rows))
        for rows in groups
    ]
    return figures.item_curve(name, expected, seen)


def _option_curves(found: Findings, form: FormFindings, name: str) -> Iterator[Block]:
    place = [item.item for item in form.items].index(name)
    of = form.items_found.items[place]
    if form.form.chosen is None or not of.options or form.n < FIFTHS * max(found.limits.cell, 10):
        return
    chosen = form.form.chosen[:, form.places[place]]
    rest = form.totals - form.scores[:, place]
    groups = np.array_split(np.argsort(rest, kind="stable"), FIFTHS)
    names = option_names(found, form.items[place], of)
    options = {
        names[one.option]: [float((chosen[rows] == one.option).mean()) for rows in groups]
        for one in of.options
        if one.chosen or one.option
    }
    key = names[form.items[place].key]
    yield Figure(figures.option_curves(name, options, key=key, sizes=[len(rows) for rows in groups]))


SECTION: Final = SectionMaker("items", 6, "Items", _blocks)
