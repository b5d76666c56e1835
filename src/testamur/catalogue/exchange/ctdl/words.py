"""The values that CTDL is made of: language maps, references, alignments, durations."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

Node = dict[str, Any]
Lookup = Callable[[str], Node | None]

# The registry's own records are written in it, so our text comes out as theirs does.
LANGUAGE: Final = "en-US"
_DURATION: Final = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?)?"
)
_MONTHS_A_YEAR: Final = 12
_MINUTES_AN_HOUR: Final = 60


class Fact(NamedTuple):
    """What a term says of one field, as a claim will."""

    field: str
    value: Any = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    valid_from: str = ""
    valid_to: str = ""


class Length(NamedTuple):
    """A duration in one unit."""

    number: float
    unit: str


class TermError(ValueError):
    """A term does not hold what CTDL says it holds."""


def items(value: object) -> list[Any]:
    """Return a value that JSON-LD may give alone or in a list as a list."""
    return value if isinstance(value, list) else [value]


def texts(value: object) -> tuple[str, ...]:
    """Return the texts in plain text, a language map, a value object or a list of them, each once.

    Of a language map in several languages only English counts, or else its first language.
    """
    return tuple(dict.fromkeys(text for text in _texts(value) if text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict) and "@value" in value:
        yield from _texts(value["@value"])
    elif isinstance(value, dict) and value:
        languages = list(value)
        wanted = LANGUAGE if LANGUAGE in value else next((k for k in languages if k[:2] == "en"), languages[0])
        yield from _texts(value[wanted])
    elif value not in (None, {}):
        raise TermError(f"must be text or a language map; it is {str(value)[:40]!r}")


def text(value: object) -> str:
    """Return the first of the texts; empty if there is none."""
    return next(iter(texts(value)), "")


def texts_of(value: object) -> tuple[str, ...]:
    """Return the texts of a claim's value."""
    return value if isinstance(value, tuple) else (str(value),)


def in_language(own: object) -> Node:
    """Return text, or a list of texts, as a language map."""
    return {LANGUAGE: own}


def named(value: object, lookup: Lookup) -> tuple[str, ...]:
    """Return the names of the organisations that a value refers to; the address where no name is to be had."""
    return tuple(dict.fromkeys(name for part in items(value) if (name := _name(part, lookup))))


def _name(part: object, lookup: Lookup) -> str:
    if isinstance(part, str):
        node = lookup(part)
        return (text(node.get("ceterms:name")) if node else "") or part
    if not isinstance(part, dict):
        raise TermError(f"must be an address or an organisation; it is {str(part)[:40]!r}")
    if name := text(part.get("ceterms:name")):
        return name
    address = part.get("@id") or part.get("ceterms:subjectWebpage") or ""
    return _name(address, lookup) if isinstance(address, str) and address else ""


def organisation(name: str, kind: str = "ceterms:CredentialOrganization") -> Any:  # noqa: ANN401  (address or node)
    """Return an organisation as CTDL refers to it: by its address, or else by its name."""
    if name.startswith(("http://", "https://", "_:")):
        return name
    return {"@type": kind, "ceterms:name": in_language(name)}


def aligned(value: object) -> tuple[str, ...]:
    """Return what alignment objects point at, by name, or else by the last word of the address."""
    return tuple(dict.fromkeys(name for part in items(value) if (name := _target(part))))


def _target(part: object) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        raise TermError(f"must be an alignment object; it is {str(part)[:40]!r}")
    node = part.get("ceterms:targetNode")
    tail = node.rsplit(":", 1)[-1].rsplit("/", 1)[-1] if isinstance(node, str) else ""
    return text(part.get("ceterms:targetNodeName")) or tail


def alignment(name: str) -> Node:
    """Return an alignment object that points at a name."""
    return {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": in_language(name)}


def length(value: object) -> Length | None:
    """Return a duration of ISO 8601 in its one unit: months, weeks, days or hours; None if it mixes units.

    Raises
    ------
    TermError
        If it is no duration at all.
    """
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None or value in ("P", "PT") or str(value).endswith("T"):
        raise TermError(f"must be a duration such as P10W; it is {str(value)[:40]!r}")
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    months += years * _MONTHS_A_YEAR
    time = hours + minutes / _MINUTES_AN_HOUR
    parts = {"months": months, "weeks": weeks, "days": days, "hours": time}
    stated = {unit: number for unit, number in parts.items() if number}
    if len(stated) > 1:
        return None
    unit, number = next(iter(stated.items()), ("days", 0))
    return Length(int(number) if number == int(number) else number, unit)


def duration(number: float, unit: str) -> str:
    """Return a length as a duration of ISO 8601; empty if it is not whole in its unit, or minutes for hours."""
    if unit == "hours" and number != int(number):
        minutes = number * _MINUTES_AN_HOUR
        return f"PT{int(minutes)}M" if minutes == int(minutes) else ""
    if number != int(number):
        return ""
    whole = int(number)
    if unit == "months" and whole and whole % _MONTHS_A_YEAR == 0:
        return f"P{whole // _MONTHS_A_YEAR}Y"
    return {"hours": f"PT{whole}H", "months": f"P{whole}M", "weeks": f"P{whole}W", "days": f"P{whole}D"}[unit]


def nothing(_address: str) -> Node | None:
    """Look up nothing: what an address names is not in the document."""


def stated(node: Mapping[str, Any]) -> Node:
    """Return a node without what is empty."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}
