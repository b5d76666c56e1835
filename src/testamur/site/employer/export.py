"""A roster as a CSV file that is safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Final

from testamur.site.employer.queries import Line
from testamur.site.records.models import VerificationRecord
from testamur.site.records.spreadsheet import safe

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
    "list of",
    "record",
    "record digest",
)


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
        *(_of_record(last) if last else ("", "", "")),
    ]


def _of_record(last: VerificationRecord) -> tuple[str, str, str]:
    """Return the date of the status list that was read, the number of the record, and its digest."""
    content = json.loads(last.document) if last.document else {}
    dates = [source["validFrom"] for source in content.get("sources", []) if "validFrom" in source]
    return ", ".join(dates), str(last.identifier), last.digest
