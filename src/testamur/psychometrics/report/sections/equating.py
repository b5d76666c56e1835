"""Section 9: what a point on one form is worth on another, and which common items have drifted."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.psychometrics.calibration import Calibration
from testamur.psychometrics.equating import AnchorItems, changed_scores, common_items, equated_cut, screen
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.document import Block, Caution, Facts, Figure, NotDone, Note, Table
from testamur.psychometrics.report.equated import Equated, equated, farthest
from testamur.psychometrics.report.findings import Findings, FormFindings, Measured, Reason, tried
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.wording import NOTHING, count, figure, listed


def _blocks(found: Findings) -> Iterator[Block]:
    old = found.forms[0]
    if len(found.forms) == 1:
        yield NotDone("Equating", "there is one form")
    for new in found.forms[1:]:
        what = f"Equating of form {new.form.name} to form {old.form.name}"
        one = equated(found.data, new, old)
        if isinstance(one, Reason):
            yield NotDone(what, one.text)
            continue
        yield from _conversion(what, one)
        yield from _anchor(one)
        yield from _drift(
            f"Drift of common items, form {new.form.name} against form {old.form.name}",
            new,
            old.measured.calibration if isinstance(old.measured, Measured) else old.measured,
        )
    yield from _since_last_year(found)
    yield Note(
        "The way of equating is chosen by the number of sittings of the smaller group; see the reference on"
        " equating for the rules and their sources. An equivalent is cut off at the ends of the old form and"
        " rounded for reporting. Drift: robust z beyond 2.7 against a mean/sigma link (Huynh & Meyer 2010),"
        " one item taken out at a time."
    )


def _conversion(what: str, one: Equated) -> Iterator[Block]:
    chosen, cut = one.chosen, one.old.form.cut
    reached = equated_cut(chosen, cut)
    changed = changed_scores(chosen)
    yield Facts(
        (
            (what, chosen.method),
            ("Design", one.design),
            ("Sittings", f"{chosen.n[0]:,} and {chosen.n[1]:,}"),
            ("Why this way", f"{one.rule.reason} ({one.rule.source})"),
            ("Errors", chosen.error_method or "none: nothing was estimated"),
            (
                "Largest change",
                f"{figure(farthest(chosen))} points; {len(changed)} scores change by half a point or more",
            ),
            (
                f"Pass mark of form {one.old.form.name} on form {one.new.form.name}",
                f"{cut} there is {reached if reached is not None else NOTHING} here; {one.new.form.cut} is in use",
            ),
        )
    )
    if reached is not None and reached != one.new.form.cut:
        yield Caution(
            f"The pass mark in use on form {one.new.form.name}, {one.new.form.cut}, is not the equated one,"
            f" {reached}: the two forms do not ask for the same."
        )
    for warning in chosen.warnings:
        yield Caution(f"{chosen.method}: {warning}.")
    yield Figure(
        figures.equating_difference(chosen, new=one.new.form.name, old=one.old.form.name, cut=one.new.form.cut)
    )
    yield from _others(one)


def _others(one: Equated) -> Iterator[Block]:
    cut = one.old.form.cut
    if one.others:
        yield Table(
            "The pass mark by other ways that the number of sittings allows",
            ("Way", f"Equivalent of {one.new.form.cut}", "Error", "Equated pass mark"),
            tuple(
                (
                    other.method,
                    figure(float(other.equivalents[one.new.form.cut])),
                    figure(None if other.errors is None else float(other.errors[one.new.form.cut])),
                    str(equated_cut(other, cut) or NOTHING),
                )
                for other in one.others
            ),
            (1, 2, 3),
            (0.46, 0.2, 0.14, 0.2),
        )


def _anchor(one: Equated) -> Iterator[Block]:
    if not one.common:
        return
    rows = []
    for form in (one.new, one.old):
        places = [place for place, item in enumerate(form.items) if item.item in one.common]
        scores = form.scores[:, places].sum(axis=1)
        r = float(np.corrcoef(scores, form.totals)[0, 1]) if np.ptp(scores) and np.ptp(form.totals) else None
        most = sum(form.items[place].points for place in places)
        rows.append(
            (
                form.form.name,
                f"{len(one.common)} of {len(form.items)}",
                figure(float(scores.mean() / most), 3),
                figure(float(form.totals.mean() / form.maximum), 3),
                figure(r),
            )
        )
    yield Table(
        "The anchor beside the whole form",
        ("Form", "Items", "Mean share, anchor", "Mean share, form", "Correlation with the total"),
        tuple(rows),
        (1, 2, 3, 4),
    )
    yield from _content(one)


def _content(one: Equated) -> Iterator[Block]:
    areas = list(dict.fromkeys(item.area for item in one.old.items))
    if areas == [""]:
        return
    anchor = [item for item in one.old.items if item.item in one.common]
    yield Table(
        "Content of the anchor",
        ("Area", "Items of the anchor", f"Items of form {one.old.form.name}"),
        tuple(
            (
                area or "no area",
                count(sum(item.area == area for item in anchor)),
                count(sum(item.area == area for item in one.old.items)),
            )
            for area in areas
        ),
        (1, 2),
    )


def _drift(what: str, new: FormFindings, old: Calibration | Reason) -> Iterator[Block]:
    if isinstance(old, Reason) or isinstance(new.measured, Reason):
        why = (
            old.text if isinstance(old, Reason) else new.measured.text if isinstance(new.measured, Reason) else ""
        )
        yield NotDone(what, why)
        return
    calibration = new.measured.calibration
    screened = tried(lambda: screen(*_pair(calibration, old), form_items=len(new.items)))
    if isinstance(screened, Reason):
        yield NotDone(what, screened.text)
        return
    removed = listed(list(screened.removed)) if screened.removed else "none"
    yield Facts(
        (
            (what, f"{len(screened.items)} common items, kept {len(screened.kept)}; drifted: {removed}"),
            ("Link", f"slope {figure(screened.link.slope, 3)}, intercept {figure(screened.link.intercept, 3)}"),
        )
    )
    yield from (Caution(f"{what}: {warning}.") for warning in screened.warnings)


def _pair(new: Calibration, old: Calibration) -> tuple[AnchorItems, AnchorItems]:
    common = common_items(new, old)
    return common.new, common.old


def _since_last_year(found: Findings) -> Iterator[Block]:
    what = "Drift since the last calibration"
    if found.data.earlier is None:
        yield NotDone(what, "no earlier calibration was given")
        return
    for form in found.forms:
        yield from _drift(f"{what}, form {form.form.name}", form, found.data.earlier)


SECTION: Final = SectionMaker("equating", 9, "Equating", _blocks)
