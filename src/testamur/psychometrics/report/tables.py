"""Tables and pieces that several sections share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from testamur.psychometrics.estimate import Estimate
from testamur.psychometrics.report.document import Block, Facts, Heading, Table
from testamur.psychometrics.report.findings import Findings, FormFindings
from testamur.psychometrics.report.wording import NOTHING, UNKNOWN, count, estimate

INTERVAL: Final = "95 % interval"
SIDE_BY_SIDE: Final = 4
"""So many forms stand in one table."""


def form_heading(found: Findings, form: FormFindings) -> Iterator[Block]:
    """Yield the name of a form as a heading, if there are several."""
    if len(found.forms) > 1:
        yield Heading(f"Form {form.form.name}")


def name_of(found: Findings, form: FormFindings, what: str) -> str:
    """Return a caption, with the form's name if there are several."""
    return f"{what}, form {form.form.name}" if len(found.forms) > 1 else what


def estimates(caption: str, rows: Iterable[tuple[str, Estimate, int]]) -> Table:
    """Return a table of estimates, each with its interval, n and method; places below 0 mean percent."""
    return Table(
        caption,
        ("Figure", f"Value ({INTERVAL})", "n", "Method"),
        tuple(
            (name, estimate(found, places, percent=places < 0), count(found.n), found.method)
            for name, found, places in rows
        ),
        numbers=(1, 2),
        widths=(0.22, 0.26, 0.1, 0.42),
    )


def stated(rows: Iterable[tuple[str, object]]) -> Facts:
    """Return what the programme stated, and which of it it did not."""
    return Facts(tuple((name, str(value) if value not in ("", None) else UNKNOWN) for name, value in rows))


def by_form(caption: str, forms: Sequence[tuple[str, Mapping[str, str]]]) -> Iterator[Table]:
    """Yield tables with a row for each figure and a column for each form, so many that they fit on paper."""
    for start in range(0, len(forms), SIDE_BY_SIDE):
        some = forms[start : start + SIDE_BY_SIDE]
        names = [name for name, _ in some]
        figures = dict.fromkeys(figure for _, told in some for figure in told)
        yield Table(
            caption,
            ("Figure", *(f"Form {name}" for name in names)),
            tuple((figure, *(told.get(figure, NOTHING) for _, told in some)) for figure in figures),
            tuple(range(1, len(names) + 1)),
            (0.28, *((0.72 / len(names),) * len(names))),
        )
