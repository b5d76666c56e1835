"""Section 5: how often the decision is right, and how often a second sitting would repeat it."""

from collections.abc import Iterator
from typing import Final

from testamur.psychometrics.decisions import Decided, Decisions
from testamur.psychometrics.report.document import Block, Caution, NotDone, Note, Paragraph, Table
from testamur.psychometrics.report.findings import Findings, FormFindings, Reason
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.sections.reliability import error_at_cut, error_curves
from testamur.psychometrics.report.tables import form_heading, name_of
from testamur.psychometrics.report.wording import estimate

ROWS: Final = (
    ("Accuracy", "accuracy"),
    ("Consistency", "consistency"),
    ("Kappa", "kappa"),
    ("Pass wrongly (false positives)", "false_positive"),
    ("Fail wrongly (false negatives)", "false_negative"),
)


def decided_rows(found: Decisions) -> tuple[tuple[str, ...], ...]:
    """Return the figures at the cut, a column for each method."""
    ways = (found.chosen, *found.others)
    rows = [(title, *(_cell(way, field) for way in ways)) for title, field in ROWS]
    rows.append(("Error at the cut", *(f"{estimate(way.error)} {way.unit}".strip() for way in ways)))
    return tuple(rows)


def _cell(way: Decided, field: str) -> str:
    found = getattr(way, field)
    return estimate(found, percent=field != "kappa")


def _blocks(found: Findings) -> Iterator[Block]:
    for form in found.forms:
        yield from form_heading(found, form)
        if isinstance(form.decisions, Reason):
            yield NotDone(name_of(found, form, "Decision accuracy, consistency and kappa"), form.decisions.text)
            yield from _error_alone(found, form)
            continue
        yield Paragraph(form.decisions.why)
        ways = (form.decisions.chosen, *form.decisions.others)
        yield Table(
            name_of(
                found, form, f"Decisions at the cut, {form.form.cut} of {form.maximum:g} points, n = {form.n:,}"
            ),
            ("Figure (95 % interval)", *(way.method for way in ways)),
            decided_rows(form.decisions),
            tuple(range(1, len(ways) + 1)),
            (0.28, *((0.72 / len(ways),) * len(ways))),
        )
        for warning in form.decisions.warnings:
            yield Caution(warning)
    yield Note(
        "Accuracy: share decided on as their true score asks. Consistency: share on whom two sittings would"
        " decide alike; kappa is that beyond chance. Wrong passes and wrong fails are shares of all"
        " candidates. Intervals: percentile bootstrap of the candidates; an error at the cut that depends on"
        " the cut and the items alone has none."
    )


def _error_alone(found: Findings, form: FormFindings) -> Iterator[Block]:
    """Show the error at the cut where nothing else may be shown."""
    curves = error_curves(found, form)
    if curves:
        yield Table(
            name_of(found, form, f"Error of measurement at the cut, {form.form.cut} points"),
            ("Method", "Error, points", "What it rests on"),
            tuple((label, error_at_cut(one, form.form.cut), one.method) for label, one in curves),
            (1,),
            (0.26, 0.3, 0.44),
        )


SECTION: Final = SectionMaker("decisions", 5, "Decisions at the cut", _blocks)
