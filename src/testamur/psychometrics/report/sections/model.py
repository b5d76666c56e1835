"""Section 7: whether the item model holds."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.psychometrics.calibration.choice import FREELY_FROM
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.fit_statistics import (
    LocalDependence,
    ModelFit,
    local_dependence,
    model_fit,
    parallel_analysis,
    person_fit,
)
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.document import Block, Caution, Facts, Figure, NotDone, Note, Paragraph, Table
from testamur.psychometrics.report.findings import WITH_PRIOR, Findings, FormFindings, Measured, Reason, tried
from testamur.psychometrics.report.limits import SMALL
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import form_heading, name_of
from testamur.psychometrics.report.wording import count, figure, probability, share

UNLIKELY: Final = -1.645
MOST_PAIRS: Final = 20


def _blocks(found: Findings) -> Iterator[Block]:
    for form in found.forms:
        yield from form_heading(found, form)
        yield from _dimensions(found, form)
        if isinstance(form.measured, Reason):
            yield NotDone(
                name_of(found, form, "Calibration, M2, local dependence and person fit"), form.measured.text
            )
            continue
        yield _calibration(found, form, form.measured)
        yield from _fit(found, form, form.measured)
    yield Note(
        "M2: Maydeu-Olivares & Joe (2006); C2 for items of several points: Cai & Monroe (2014); RMSEA with"
        " its 90 % interval. Q3: Yen (1984), named if 0.2 above the average (Christensen et al. 2017). lz*:"
        " Snijders (2001). Parallel analysis: Horn (1965), scores shuffled within items 100 times."
    )


def _dimensions(found: Findings, form: FormFindings) -> Iterator[Block]:
    what = name_of(found, form, "Dimensions")
    varies = np.ptp(form.scores, axis=0) > 0
    if form.n < TOO_FEW:
        yield NotDone(what, f"too few: n = {form.n}; at least {TOO_FEW} are needed")
        return
    if varies.sum() < 2:
        yield NotDone(what, "fewer than two items were answered differently by different people")
        return
    analysis = tried(lambda: parallel_analysis(form.scores[:, varies], rng=found.data.rng(7, form.number)))
    if isinstance(analysis, Reason):
        yield NotDone(what, analysis.text)
        return
    yield Figure(figures.scree(analysis, name=name_of(found, form, "")))
    if form.n < SMALL:
        yield Caution(
            f"With n = {form.n} a second dimension would hardly show: that none is seen does not say that"
            " there is none."
        )


def _calibration(found: Findings, form: FormFindings, measured: Measured) -> Facts:
    calibration = measured.calibration
    mean, sd = measured.population
    said = "yes" if calibration.converged else "NO: do not rely on these parameters"
    return Facts(
        (
            (name_of(found, form, "Item model"), calibration.model),
            ("Estimated by", _way(form, calibration.model)),
            ("Persons, items, free parameters", f"{form.n:,}, {len(calibration.items)}, {calibration.free}"),
            ("Converged", f"{said}; steepest gradient {calibration.steepness:.1e}"),
            (
                "Log-likelihood, AIC, BIC",
                ", ".join(figure(value) for value in (calibration.loglik, calibration.aic, calibration.bic)),
            ),
            ("Ability in the population", f"mean {figure(mean)}, standard deviation {figure(sd)}"),
        )
    )


def _way(form: FormFindings, model: str) -> str:
    prior = "; prior: the logarithm of a is N(0, 0.5²)" if model in WITH_PRIOR and form.n < FREELY_FROM else ""
    return f"marginal maximum likelihood{prior}"


def _fit(found: Findings, form: FormFindings, measured: Measured) -> Iterator[Block]:
    what = name_of(found, form, "Fit of the model")
    whole = tried(lambda: model_fit(measured.fit))
    if isinstance(whole, Reason):
        yield NotDone(what, whole.text)
    else:
        yield _model_fit(what, whole)
        if form.n < SMALL:
            yield Caution(
                f"With n = {form.n} these tests have little power: a model that fits may still be wrong."
            )
    what = name_of(found, form, "Local dependence")
    if form.n < SMALL:
        yield NotDone(what, f"n = {form.n}; below {SMALL} chance alone brings pairs of items over the limit of Q3")
    else:
        yield from _pairs(what, local_dependence(measured.fit))
    yield _persons(form, measured)


def _model_fit(what: str, found: ModelFit) -> Facts:
    rmsea = found.rmsea
    interval = "" if rmsea.low is None else f" (90 % interval {figure(rmsea.low, 3)} to {figure(rmsea.high, 3)})"
    value = rmsea.status if rmsea.value is None else figure(rmsea.value, 3)
    return Facts(
        (
            (
                what,
                f"{found.kind} = {figure(found.m2.statistic)}, df {found.m2.degrees}, p {probability(found.m2.p)}",
            ),
            ("RMSEA", f"{value}{interval}"),
            ("SRMSR", figure(found.srmsr, 3)),
            ("CFI, TLI", f"{figure(found.cfi, 3)}, {figure(found.tli, 3)}"),
        )
    )


def _pairs(what: str, found: LocalDependence) -> Iterator[Block]:
    pairs = found.flagged()
    if not pairs:
        yield Paragraph(
            f"{what}: no pair of items has a Q3 more than 0.2 above the average, {figure(found.average)}."
        )
        return
    yield Table(
        f"{what}: pairs of items, {min(len(pairs), MOST_PAIRS)} of {len(pairs)} named",
        ("Pair", "Q3", "Above the average", "LD-X², standardised"),
        tuple(
            (f"{p.first}, {p.second}", figure(p.q3), figure(p.above_average), figure(p.standardised))
            for p in pairs[:MOST_PAIRS]
        ),
        (1, 2, 3),
    )


def _persons(form: FormFindings, measured: Measured) -> Paragraph:
    star = person_fit(measured.fit).lz_star
    known = star[np.isfinite(star)]
    below = float((known < UNLIKELY).mean()) if len(known) else None
    return Paragraph(
        f"Person fit: lz* is below {figure(UNLIKELY, 3)} for {share(below)} of {count(len(known))} sittings; 5"
        f" % are expected. {count(form.n - len(known))} sittings have no finite estimate of ability."
    )


SECTION: Final = SectionMaker("model", 7, "Item model and dimensions", _blocks)
