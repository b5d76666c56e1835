"""Responses as an append-only log: the latest answer to each question, and a receipt for the whole."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from testamur.errors import Refused

Scalar = bool | int | float | str
Value = Scalar | list[Scalar] | None
MAX_VALUE_BYTES: Final = 16_384
MAX_SEQUENCE: Final = 2**31 - 1
NO_TEXT: Final = re.compile(r"[\x00\ud800-\udfff]")
"""What no database keeps and no receipt can be computed of."""


@dataclass(frozen=True, slots=True)
class Response:
    """One saved answer: the client's sequence number, the item, its responses by identifier, the flag."""

    sequence: int
    item: str
    values: Mapping[str, Value]
    is_flagged: bool = False


def latest(responses: Iterable[Response]) -> dict[str, Response]:
    """Return the answer to each item with the highest sequence, whatever the order of arrival."""
    answers: dict[str, Response] = {}
    for response in responses:
        standing = answers.get(response.item)
        if standing is None or response.sequence > standing.sequence:
            answers[response.item] = response
    return answers


def check(response: Response, *, items: frozenset[str]) -> None:
    """Refuse a response that does not belong to the form, or is too large to be an answer.

    Raises
    ------
    Refused
        ``response-item``, ``response-sequence``, ``response-size`` or ``response-text``.
    """
    if response.item not in items:
        raise Refused("response-item", "This question is not on your form.")
    if not 1 <= response.sequence <= MAX_SEQUENCE:
        raise Refused("response-sequence", f"The sequence number must be 1 to {MAX_SEQUENCE:,}.")
    if any(NO_TEXT.search(text) for text in _texts(response.values)):
        raise Refused("response-text", "The answer holds characters that are no text.")
    if len(json.dumps(dict(response.values)).encode()) > MAX_VALUE_BYTES:
        raise Refused("response-size", f"An answer may have at most {MAX_VALUE_BYTES:,} bytes.")


def _texts(values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        yield name
        yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def receipt(responses: Iterable[Response]) -> str:
    """Return the last link of the hash chain over all responses in order of sequence.

    Each link is SHA-256 over the link before and the canonical JSON of the response, so that no saved answer
    can be changed, left out or put in without changing the receipt.
    """
    link = hashlib.sha256(b"").hexdigest()
    for response in sorted(responses, key=lambda r: r.sequence):
        row = [response.sequence, response.item, dict(response.values), response.is_flagged]
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        link = hashlib.sha256(f"{link}{text}".encode()).hexdigest()
    return link
