"""Section 11: what was screened for, how much was found for review, and what came of it."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.psychometrics.ability import form_of
from testamur.psychometrics.forensics import (
    Screening,
    aberrant_times,
    answer_probabilities,
    copying,
    option_probabilities,
    preknowledge,
)
from testamur.psychometrics.report.document import Block, Caution, NotDone, Note, Table
from testamur.psychometrics.report.findings import Findings, FormFindings, Measured, Reason, tried
from testamur.psychometrics.report.limits import SMALL
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import name_of, stated
from testamur.psychometrics.report.wording import count
from testamur.psychometrics.scoring import FloatArray

MOST_PERSONS: Final = 20_000
"""More are not compared pair by pair in a report: it would take minutes."""


def _blocks(found: Findings) -> Iterator[Block]:
    rows = []
    for form in found.forms:
        screened = (
            ("Answers that agree", _copying(form)),
            ("Times", _times(form)),
            ("Exposed items", _exposed(found, form)),
        )
        for name, answer in screened:
            what = name_of(found, form, name)
            if isinstance(answer, Reason):
                yield NotDone(what, answer.text)
                continue
            rows.append(_row(what, answer))
            yield from (Caution(f"{what}: {warning}") for warning in answer.warnings)
    if rows:
        yield Table(
            "Screenings of everybody",
            ("What", "Tests", "Level of each", "Family level", "For review"),
            tuple(rows),
            (1, 2, 3, 4),
            (0.36, 0.16, 0.16, 0.16, 0.16),
        )
    if any(form.n < SMALL for form in found.forms):
        yield Caution("With so few sittings only gross copying would be found: that nothing is found says little.")
    yield NotDone("Gains of retakes", "first and later attempts are not linked person by person in this report")
    yield stated(
        (
            ("Incidents", found.data.about.incidents),
            ("Outcome of reviews", found.data.about.security_outcome),
        )
    )
    yield Note(
        "A finding is a case for review with its evidence, never a verdict, and nobody is named here. Pairs:"
        " omega screens (Wollack 1997), its exact generalised binomial decides (van der Linden & Sotaridona"
        " 2006). Times: lognormal model (van der Linden 2006). The family level is the chance that anybody is"
        " found though nobody did anything, if the item model holds."
    )


def _row(what: str, found: Screening) -> tuple[str, ...]:
    return (
        what,
        count(found.tests),
        f"{found.level:.1e}",
        f"{found.family_level:g}",
        count(len(found.for_review)),
    )


def _copying(form: FormFindings) -> Screening | Reason:
    if isinstance(form.measured, Reason):
        return form.measured
    if form.n > MOST_PERSONS:
        return Reason(
            f"n = {form.n:,}; more than {MOST_PERSONS:,} are screened by the forensics of the engine alone"
        )
    measured = form.measured
    right = answer_probabilities(measured.form, measured.scores, population=measured.population)
    options = _options(form, measured)
    if options is None:
        return tried(lambda: copying(measured.scores, right))
    codes, keys = options
    return tried(lambda: copying(codes, option_probabilities(right[:, :, 1], codes, keys)))


def _options(form: FormFindings, measured: Measured) -> tuple[FloatArray, FloatArray] | None:
    """Return the options chosen and the keys as numbers; None where an item has none."""
    items = [form.items[column] for column in measured.columns]
    if form.form.chosen is None or not form.is_binary or not all(item.key for item in items):
        return None
    chosen = form.form.chosen[:, [form.places[column] for column in measured.columns]]
    codes, keys = np.full(chosen.shape, -1.0), np.zeros(len(items))
    for place, item in enumerate(items):
        known = sorted({item.key, *item.options, *chosen[:, place].tolist()} - {""})
        for number, option in enumerate(known):
            codes[chosen[:, place] == option, place] = number
        keys[place] = known.index(item.key)
    return codes, keys


def _times(form: FormFindings) -> Screening | Reason:
    if form.form.seconds is None:
        return Reason("no times are among the data")
    seconds = form.form.seconds[:, list(form.places)]
    return tried(lambda: aberrant_times(seconds))


def _exposed(found: Findings, form: FormFindings) -> Screening | Reason:
    """Hold exposed items against the others, by an earlier calibration: one from before they were exposed."""
    if not any(item.is_exposed for item in form.items):
        return Reason("no items are stated as exposed")
    earlier = found.data.earlier
    known = {item.item: item for item in earlier.items} if earlier else {}
    if earlier is None or not all(item.item in known for item in form.items):
        return Reason("no earlier calibration has every item; the parameters must precede the exposure")
    parameters = [list(known[item.item].parameters.values()) for item in form.items]
    population = earlier.populations[0].mean, earlier.populations[0].sd
    return tried(
        lambda: preknowledge(
            form_of(earlier.model, parameters),
            form.scores,
            [item.is_exposed for item in form.items],
            population=population,
        )
    )


SECTION: Final = SectionMaker("security", 11, "Security", _blocks)
