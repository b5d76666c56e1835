"""The one canonical text of a JSON document (JCS).

Source: RFC 8785, JSON Canonicalization Scheme, section 3.2.
"""

import json
from collections.abc import Mapping
from typing import Final

from testamur.credential.contexts import Contexts
from testamur.errors import DocumentError, Problem

MAX_WHOLE_NUMBER: Final = 2**53 - 1


def canonicalise(document: Mapping[str, object], _contexts: Contexts) -> bytes:
    """Return the canonical JSON of a document as bytes; what its contexts say does not matter."""
    return canonical_json(document).encode()


def canonical_json(value: object) -> str:
    """Return JSON text without blanks, keys in UTF-16 order and numbers as ECMAScript writes them."""
    if isinstance(value, Mapping):
        members = sorted(value.items(), key=lambda member: str(member[0]).encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(key)}:{canonical_json(child)}" for key, child in members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(canonical_json(child) for child in value) + "]"
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return number(value)
    raise DocumentError([Problem("", f"{type(value).__name__} is not JSON")])


def number(value: float) -> str:
    """Return a number as ECMAScript writes it (ECMA-262, Number::toString; RFC 8785, section 3.2.2.3)."""
    if isinstance(value, int):
        if abs(value) > MAX_WHOLE_NUMBER:
            raise DocumentError([Problem("", f"{value} is too large to be exact in JSON")])
        return str(value)
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124  (only NaN differs from itself)
        raise DocumentError([Problem("", f"{value} is not a JSON number")])
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction.rstrip("0")).lstrip("0") or "0"
    if value == 0:
        return "0"
    leading = len(whole + fraction) - len((whole + fraction).lstrip("0"))
    point = len(whole) + int(exponent or 0) - leading
    return ("-" if value < 0 else "") + _placed(digits.rstrip("0") or "0", point)


def _placed(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if count > 1 else ""
    return f"{digits[0]}{rest}e{point - 1:+d}"


def _text(value: object) -> str:
    try:
        return json.dumps(str(value), ensure_ascii=False).encode().decode()
    except UnicodeEncodeError:
        raise DocumentError([Problem("", "holds half a character")]) from None
