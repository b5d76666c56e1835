"""Section 4: how far scores can be relied upon, over all and at each score."""

from collections.abc import Iterator
from typing import Final

from testamur.psychometrics.ability import empirical_reliability, marginal_reliability
from testamur.psychometrics.ability import estimate as abilities
from testamur.psychometrics.conditional_error import (
    ConditionalErrors,
    binomial_errors,
    keats_errors,
    response_errors,
)
from testamur.psychometrics.estimate import Estimate
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.document import Block, Caution, Figure, NotDone, Note, Table
from testamur.psychometrics.report.findings import Findings, FormFindings, Measured
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import estimates, form_heading, name_of
from testamur.psychometrics.report.wording import count, figure

LORD: Final = "Lord"
KEATS: Final = "Keats"
IRT: Final = "item model"


def error_curves(found: Findings, form: FormFindings) -> list[tuple[str, ConditionalErrors]]:
    """Return the errors of measurement at each score by every method that may be used."""
    curves = []
    if form.is_binary:
        curves.append((LORD, binomial_errors(len(form.items))))
        keats = keats_errors(form.scores, least=found.limits.precision)
        if keats is not None:
            curves.append((KEATS, keats))
    measured = form.measured
    is_whole = isinstance(measured, Measured) and not (measured.flat or measured.against)
    if isinstance(measured, Measured) and is_whole and form.n >= found.limits.precision:
        curves.append((IRT, response_errors(measured.form)))
    return curves


def error_at_cut(one: ConditionalErrors, cut: int) -> str:
    """Return the error at the cut, with its interval if there is one."""
    if one.low is None or one.high is None:
        return figure(float(one.errors[cut]))
    return f"{figure(float(one.errors[cut]))} ({figure(float(one.low[cut]))} to {figure(float(one.high[cut]))})"


def _blocks(found: Findings) -> Iterator[Block]:
    for form in found.forms:
        yield from form_heading(found, form)
        if form.n < found.limits.precision:
            why = f"too few: n = {form.n}; at least {found.limits.precision} are needed in this report"
            yield NotDone(name_of(found, form, "Reliability and standard error of measurement"), why)
        else:
            yield estimates(name_of(found, form, "Reliability"), _coefficients(form))
            yield from _item_response(found, form)
        yield from _conditional(found, form)
    yield Note(
        "Coefficients without a published interval have one from draws of the candidates (Efron &"
        " Tibshirani 1993). Lambda-6 and the best split are best partly by chance, and are not to be quoted alone."
    )


def _coefficients(form: FormFindings) -> Iterator[tuple[str, Estimate, int]]:
    test, of = form.precise.test, form.reliability
    yield "KR-20" if form.is_binary else "Alpha", test.reliability, 3
    yield "Omega", of.omega, 3
    if of.stratified_alpha is not None:
        yield "Alpha stratified by area", of.stratified_alpha, 3
    yield "Split half, odd and even", of.odd_even, 3
    yield "Lambda-2", of.lambda_2, 3
    yield "Lambda-6", of.lambda_6, 3
    yield "Best split half", of.best_halves.reliability, 3
    yield "Error of measurement, points", test.sem, 2


def _item_response(found: Findings, form: FormFindings) -> Iterator[Block]:
    measured = form.measured
    if not isinstance(measured, Measured):
        yield NotDone(name_of(found, form, "Reliability by the item model"), measured.text)
        return
    mean, sd = measured.population
    posterior = abilities(measured.form, measured.scores, method="eap", mean=mean, sd=sd)
    yield Table(
        name_of(found, form, "Reliability by the item model"),
        ("Figure", "Value", "n", "Method"),
        (
            (
                "Marginal",
                figure(marginal_reliability(measured.form, mean=mean, sd=sd), 3),
                count(form.n),
                "expected over the population of the calibration; parameters taken as known, no interval",
            ),
            (
                "Empirical",
                figure(empirical_reliability(posterior), 3),
                count(form.n),
                "variance of posterior means over that and the mean posterior variance; no interval",
            ),
        ),
        (1, 2),
        (0.22, 0.26, 0.1, 0.42),
    )


def _conditional(found: Findings, form: FormFindings) -> Iterator[Block]:
    curves = error_curves(found, form)
    what = name_of(found, form, "Error of measurement at each score")
    if not curves:
        yield NotDone(what, "items are worth several points, and there is no item model to go by")
        return
    yield Table(
        name_of(found, form, f"Error of measurement at the cut, {form.form.cut} points"),
        ("Method", "Error, points (95 % interval where known)", "What it rests on"),
        tuple((label, error_at_cut(one, form.form.cut), one.method) for label, one in curves),
        (1,),
        (0.26, 0.3, 0.44),
    )
    yield Figure(figures.errors(curves, name=name_of(found, form, ""), cut=form.form.cut))
    if form.n < found.limits.precision:
        yield Caution(
            "Only Lord's binomial error is shown: it depends on the number of items and the score alone, not"
            " on these few candidates, and is rather too large than too small."
        )


SECTION: Final = SectionMaker("reliability", 4, "Reliability and error of measurement", _blocks)
