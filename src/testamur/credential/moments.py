"""Dates with time as credentials write them (xsd:dateTimeStamp).

Source: W3C, Verifiable Credentials Data Model v2.0, section 4.9; XML Schema 1.1 Part 2, section 3.4.28.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from testamur.errors import DocumentError, Problem

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def moment(stamp: object) -> datetime:
    """Return the moment of a time stamp; one without a time zone is refused."""
    if isinstance(stamp, str) and _STAMP.fullmatch(stamp):
        try:
            return datetime.fromisoformat(stamp).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise DocumentError([Problem("", "must be a date with time and time zone")])


def is_moment(stamp: object) -> bool:
    """Say whether this is a time stamp."""
    try:
        moment(stamp)
    except DocumentError:
        return False
    return True


def stamp(at: datetime) -> str:
    """Return the time stamp of a moment, in UTC, to the second."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return _stamp(at if at.tzinfo is UTC else at.astimezone(UTC))


@lru_cache(maxsize=1024)
def _stamp(at: datetime) -> str:
    return f"{at.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def day(stamp: object) -> str:
    """Return the day of a time stamp as people read it (``1 March 2026``)."""
    at = moment(stamp)
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"
