"""Events as an iCalendar file.

Source: RFC 5545, sections 3.1 (lines and folding), 3.3.4 (date), 3.3.11 (text) and 3.6.1 (event), 3.8.2.7 (time
that is not taken up).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

LONGEST: Final = 75
ESCAPES: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """What happens, when it begins, how long it takes; `uid` names it for ever, `said_at` dates the statement."""

    uid: str
    title: str
    text: str
    begins_at: datetime
    length: timedelta
    said_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    """What falls on a whole day, and leaves its hours free; `uid` and `said_at` are as of an event."""

    uid: str
    title: str
    text: str
    on: date
    said_at: datetime
    url: str


def calendar(*events: Event | Day) -> str:
    """Return the file with lines that end in CR LF and have at most 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Testamur//Testamur//EN",
        *(line for event in events for line in _lines(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(event: Event | Day) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_stamp(event.said_at)}",
        *_when(event),
        f"SUMMARY:{_text(event.title)}",
        f"DESCRIPTION:{_text(event.text)}",
        f"URL:{event.url}",
        "END:VEVENT",
    ]


def _when(event: Event | Day) -> list[str]:
    if isinstance(event, Event):
        return [f"DTSTART:{_stamp(event.begins_at)}", f"DTEND:{_stamp(event.begins_at + event.length)}"]
    # The end is the first day on which it no longer is.
    after = event.on + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}", "TRANSP:TRANSPARENT"]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Return a text with its signs escaped and without the controls that would break a line."""
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n"))
    return re.sub(r"[\\;,\n]", lambda match: ESCAPES[match[0]], plain)


def _folded(line: str) -> str:
    """Return a line broken before its 76th octet, never within a character; a further line starts with a space."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST:
            parts.append("")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n ".join(parts)
