"""What a plain form post holds for one response, read strictly.

The fields of a response are called by its identifier, after the page's prefix; an interaction that asks several
things adds a colon and a name (``q3-RESPONSE:S1``). Identifiers hold no colon, so no two fields meet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from testamur.errors import Refused

MAX_LINE: Final = 500
MAX_TEXT: Final = 20_000
MAX_NUMBER: Final = 32
DECIMAL: Final = re.compile(r"[+-]?([0-9]{1,15}([.][0-9]{0,15})?|[.][0-9]{1,15})")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

PostedForm = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """The filled fields of one response: those under its own name, and those under a further name."""

    values: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def of(cls, form: PostedForm, field: str) -> "Entry":
        """Return what `form` holds for `field`; empty fields were not filled."""
        start = f"{field}:"
        parts = {name.removeprefix(start): _filled(form[name]) for name in form if name.startswith(start)}
        return cls(_filled(form.get(field, ())), {name: values for name, values in parts.items() if values})

    def whole(self) -> tuple[str, ...]:
        """Return the values under the response's own name; further fields are refused."""
        if self.parts:
            raise Refused("response-not-offered", "a field was sent that the question does not have")
        return self.values

    def line(self, *, limit: int = MAX_LINE) -> str | None:
        """Return the one value of a text field, without spaces around it, or `None` if it was not filled."""
        values = self.whole()
        if len(values) > 1:
            raise Refused("response-repeated", "the field was sent more than once")
        text = values[0].replace("\r\n", "\n").strip() if values else ""
        if len(text) > limit:
            raise Refused("response-too-long", f"the answer has {len(text):,} characters; {limit:,} are allowed")
        if CONTROL.search(text):
            raise Refused("response-not-text", "the answer holds characters that are no text")
        return text or None

    def by_part(self, offered: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return the values under each further name, all of which must be `offered`."""
        parts = self.parts or {}
        if self.values or not set(parts) <= set(offered):
            raise Refused("response-not-offered", "a field was sent that the question does not have")
        return {name: parts[name] for name in offered if name in parts}


def _filled(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in values if value)


def decimal(text: str) -> float:
    """Return the number that a candidate wrote in figures, with a point for the decimals.

    Raises
    ------
    Refused
        If it is written in another way; a comma is not guessed at.
    """
    text = text.replace("\N{MINUS SIGN}", "-")
    if len(text) > MAX_NUMBER or not DECIMAL.fullmatch(text):
        reason = "write the number in figures, with a point for the decimals and nothing between the thousands"
        raise Refused("response-not-a-number", reason)
    return float(text)


def whole_number(text: str) -> int:
    """Return the whole number that a candidate wrote in figures."""
    number = decimal(text)
    if not number.is_integer():
        raise Refused("response-not-a-number", "write a whole number")
    return int(number)
