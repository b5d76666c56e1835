"""The columns of the CSV file: which field each is, and how its cells are read and written.

A column that is not in the table below has the name of its field, so every field of the catalogue has one.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from testamur.catalogue.claim import Claim
from testamur.catalogue.field import CURRENCIES, FIELDS, LENGTHS, Field

# What a cell says: a value, or a lower and an upper end instead.
Said = tuple[Any, float | None, float | None]

# Plainer names for some fields.
_NAMES: Final = {
    "signal.exam": "exam",
    "signal.s8": "proctored",
    "audience_roles": "roles",
    "covers": "competencies",
    "eligible_licences": "licences",
    "programming_required": "programming",
    "validity": "validity_months",
    "name": "name_in_source",
    "holder": "holder_in_source",
}
_LENGTH_NAMES: Final = {"length": "{}", "length_per_module": "{}_per_module"}
_YES: Final = frozenset({"yes", "true", "y", "1"})
_NO: Final = frozenset({"no", "false", "n", "0"})
_NUMBER: Final = r"[0-9]{1,15}(?:\.[0-9]{1,17})?(?:e[+-]?[0-9]{1,3})?"
_NUMERIC: Final = re.compile(_NUMBER, re.IGNORECASE)
_OPEN: Final = re.compile(rf"({_NUMBER})?\s*\.\.\s*({_NUMBER})?", re.IGNORECASE)
_CLOSED: Final = re.compile(rf"({_NUMBER})\s*(?:-|–|to)\s*({_NUMBER})", re.IGNORECASE)
_PART: Final = re.compile(r"(?:\\[\\;]|[^;])+")
_ESCAPED: Final = re.compile(r"\\([\\;])")
# A spreadsheet takes a cell that begins so for a formula; an apostrophe before it says that it is none.
_FORMULA: Final = tuple("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of facts: its name, its field, its unit if it has one of its own, and what reads its cells."""

    name: str
    field: Field
    unit: str
    read: Callable[[str], Said]
    in_currency: bool = False


class CellError(ValueError):
    """A cell does not say what its column asks for."""


def read_number(cell: str) -> Said:
    """Return the number or the interval in a cell."""
    if cell.isdecimal() and cell.isascii() and len(cell) <= 15:
        return int(cell), None, None
    if _NUMERIC.fullmatch(cell):
        return _finite(cell), None, None
    ends = _OPEN.fullmatch(cell) or _CLOSED.fullmatch(cell)
    if ends is None or not any(ends.groups()):
        raise CellError(f"must be a number such as 12.5, or an interval such as 3..5; it is {cell[:60]!r}")
    low, high = (None if end is None else float(_finite(end)) for end in ends.groups())
    if low is not None and high is not None and low > high:
        raise CellError(f"begins above its end; it is {cell!r}")
    return None, low, high


def _finite(text: str) -> int | float:
    number = float(text)
    if math.isinf(number):
        raise CellError(f"is larger than a number can be; it is {text!r}")
    return int(number) if text.isdecimal() else number


def read_flag(cell: str) -> Said:
    """Return whether a cell says yes or no."""
    word = cell.lower()
    if word in _YES:
        return True, None, None
    if word in _NO:
        return False, None, None
    raise CellError(f"must be yes or no; it is {cell[:60]!r}")


def read_text(cell: str) -> Said:
    """Return the text of a cell."""
    return cell, None, None


def read_words(cell: str) -> Said:
    """Return the list in a cell."""
    return words(cell), None, None


def words(cell: str) -> tuple[str, ...]:
    r"""Return what stands between the semicolons of a cell, each once.

    Within a part, ``\;`` is a semicolon and ``\\`` a backslash.
    """
    parts = [_ESCAPED.sub(r"\1", part) for part in _PART.findall(cell)] if "\\" in cell else cell.split(";")
    found = tuple(stripped for part in parts if (stripped := part.strip()))
    if not found:
        raise CellError("is a list with nothing in it")
    if len(set(found)) != len(found):
        raise CellError("holds something twice")
    return found


def _read_choice(field: Field) -> Callable[[str], Said]:
    def read(cell: str) -> Said:
        if cell not in field.choices:
            raise CellError(f"must be one of {', '.join(field.choices)}; it is {cell[:60]!r}")
        return cell, None, None

    return read


def _columns() -> dict[str, Column]:
    found: list[Column] = []
    for field in FIELDS.values():
        name = _NAMES.get(field.name, field.name)
        if field.units == LENGTHS:
            found += [Column(_LENGTH_NAMES[name].format(unit), field, unit, read_number) for unit in LENGTHS]
        elif field.kind == "number":
            own = "" if field.units == CURRENCIES else "".join(field.units)
            found.append(Column(name, field, own, read_number, in_currency=field.units == CURRENCIES))
        elif field.kind == "choice":
            found.append(Column(name, field, "", _read_choice(field)))
        else:
            read = {"flag": read_flag, "list": read_words, "text": read_text}[field.kind]
            found.append(Column(name, field, "", read))
    return {column.name: column for column in found}


COLUMNS: Final[dict[str, Column]] = _columns()
BY_FIELD: Final[dict[tuple[str, str], Column]] = {
    (column.field.name, unit): column
    for column in COLUMNS.values()
    for unit in (CURRENCIES if column.in_currency else (column.unit,))
}


def said(claim: Claim) -> tuple[str, ...]:
    """Return the cells that say what a claim says: one, or one a text where it is several texts."""
    if isinstance(claim.value, bool):
        return ("yes" if claim.value else "no",)
    if isinstance(claim.value, tuple):
        return claim.value if FIELDS[claim.field].kind == "text" else (joined(claim.value),)
    if isinstance(claim.value, str):
        return (claim.value,)
    if claim.value is not None:
        return (_figures(claim.value),)
    return (f"{_figures(claim.low)}..{_figures(claim.high)}",)


def _figures(number: float | None) -> str:
    return "" if number is None else repr(number)


def joined(parts: tuple[str, ...]) -> str:
    """Return a list as one cell."""
    return "; ".join(part.replace("\\", "\\\\").replace(";", "\\;") for part in parts)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*_FORMULA, "'") else cell
