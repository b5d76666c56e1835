"""A roster as a CSV file that is safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from testamur.site.employer.queries import Line

COLUMNS: Final = (
    "label",
    "role",
    "credential",
    "issuer",
    "class",
    "because",
    "verdict",
    "checked at",
    "valid until",
    "address",
)
STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula: with an apostrophe before it if it might.

    >>> safe("=HYPERLINK(A1)")
    "'=HYPERLINK(A1)"
    >>> safe("Rosa Reader")
    'Rosa Reader'
    """
    is_formula = text.startswith(STARTS_A_FORMULA) or text.lstrip().startswith(STARTS_A_FORMULA)
    return f"'{text}" if is_formula else text


def as_csv(lines: Iterable[Line]) -> str:
    """Return the roster with verdicts as CSV, its first line naming the columns."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([safe(cell) for cell in _cells(line)])
    return file.getvalue()


def _cells(line: Line) -> list[str]:
    until, last = line.said.valid_until, line.last
    return [
        line.entry.label,
        line.entry.role,
        line.said.name,
        line.said.issuer,
        line.said.award_class,
        line.said.because,
        last.verdict if last else "not checked",
        last.at.isoformat(timespec="seconds") if last else "",
        until.isoformat(timespec="seconds") if until else "",
        line.said.address,
    ]
