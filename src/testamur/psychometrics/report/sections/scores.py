"""Section 3: the scores, and whether domain scores say anything of their own."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.psychometrics.equating import score_distribution
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.bands import bands
from testamur.psychometrics.report.document import Block, Figure, NotDone, Note, Table
from testamur.psychometrics.report.findings import Findings, FormFindings
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import by_form, form_heading, name_of, stated
from testamur.psychometrics.report.wording import count, estimate, figure
from testamur.psychometrics.subscores import domain_values


def _blocks(found: Findings) -> Iterator[Block]:
    limits = found.limits
    shown = [form for form in found.forms if form.n >= limits.means]
    if shown:
        yield from by_form("Total scores, in points", [(form.form.name, _rows(form)) for form in shown])
    for form in found.forms:
        if form.n < limits.means:
            yield NotDone(
                name_of(found, form, "Scores"), f"too few: n = {form.n}; at least {limits.means} are needed"
            )
            continue
        yield from form_heading(found, form)
        yield from _picture(found, form)
        yield from _domains(found, form)
    if len(found.forms) > 1:
        yield Note(
            "Totals of different forms are not pooled: before equating a point is not worth the same on each."
        )
    yield stated((("Reported scale", found.data.about.scaled_scores),))
    yield Note(
        "Mean: Student t interval; standard deviation (n - 1): chi-square interval. Kurtosis of a normal"
        " distribution is 3. Bands of the distribution hold at least as many sittings as may be shown."
    )


def _rows(form: FormFindings) -> dict[str, str]:
    test, totals = form.shares.test, form.totals
    shape = score_distribution(totals, maximum=int(form.maximum)) if form.is_whole else None
    return {
        "Sittings": count(form.n),
        "Mean": estimate(test.mean, 1),
        "Standard deviation": estimate(test.sd, 1),
        "Median": figure(float(np.median(totals)), 1),
        "Lowest": f"{totals.min():g}",
        "Highest": f"{totals.max():g}",
        "Skewness": figure(shape.skewness if shape else None),
        "Kurtosis": figure(shape.kurtosis if shape else None),
    }


def _picture(found: Findings, form: FormFindings) -> Iterator[Block]:
    if not form.is_whole:
        yield NotDone(name_of(found, form, "Score distribution"), "scores are not whole points")
        return
    parts = bands(form.totals, maximum=int(form.maximum), cut=form.form.cut, least=found.limits.cell)
    name = name_of(found, form, "")
    yield Figure(figures.distribution(parts, name=name, cut=form.form.cut, maximum=int(form.maximum)))


def _domains(found: Findings, form: FormFindings) -> Iterator[Block]:
    what = name_of(found, form, "Domain scores")
    if form.areas is None:
        yield NotDone(what, "the items are not divided into areas")
        return
    if form.n < found.limits.precision:
        yield NotDone(what, f"too few: n = {form.n}; at least {found.limits.precision} are needed")
        return
    values = domain_values(
        form.scores, form.areas, rng=found.data.rng(3, form.number), replicates=found.data.draws
    )
    yield Table(
        what,
        ("Domain", "Items", "Reliability", "Gain over the total", "Verdict"),
        tuple(
            (one.domain, count(one.items), estimate(one.by_itself), estimate(one.gain), one.verdict)
            for one in values
        ),
        (1, 2, 3),
        (0.28, 0.08, 0.23, 0.23, 0.18),
    )
    yield Note(
        "A domain score is worth reporting only if it tells more of the true domain score than the total does"
        " (Haberman 2008, Journal of Educational and Behavioral Statistics 33:204-229)."
    )


SECTION: Final = SectionMaker("scores", 3, "Scores", _blocks)
