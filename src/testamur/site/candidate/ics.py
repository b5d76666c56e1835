"""One event as an iCalendar file.

Source: RFC 5545, sections 3.1 (lines and folding), 3.3.11 (text) and 3.6.1 (event).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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


def calendar(event: Event) -> str:
    """Return the file with lines that end in CR LF and have at most 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Testamur//Testamur//EN",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_stamp(event.said_at)}",
        f"DTSTART:{_stamp(event.begins_at)}",
        f"DTEND:{_stamp(event.begins_at + event.length)}",
        f"SUMMARY:{_text(event.title)}",
        f"DESCRIPTION:{_text(event.text)}",
        f"URL:{event.url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    return re.sub(r"[\\;,\n]", lambda match: ESCAPES[match[0]], text.replace("\r\n", "\n"))


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
