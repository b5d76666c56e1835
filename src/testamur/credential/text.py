"""What text may go into a credential: nothing that two programs could read, show or sign differently."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from testamur.credential.screening import walk
from testamur.errors import Problem

PROSE: Final = frozenset({"narrative", "description", "targetDescription"})
"""The members whose text may have several lines."""

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSAFE: Final = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def text_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say which texts of a document may not be signed, each with its path."""
    for path, value in walk(document):
        if isinstance(value, str):
            member = path.rpartition(".")[2]
            yield from (Problem(path, sentence) for sentence in text_sentences(value, prose=member in PROSE))


def text_sentences(text: str, *, prose: bool = False) -> Iterator[str]:
    """Say why a text may not be signed; only prose may have several lines."""
    if _CONTROL.search(text.replace("\n", "") if prose else text):
        yield "holds a control character"
    if _UNSAFE.search(text):
        yield "holds a code point that is no character"
    elif not unicodedata.is_normalized("NFC", text):
        yield "is not in Unicode normal form C"
    if _TURNING.search(text):
        yield "turns the direction of writing"
    if text != text.strip():
        yield "begins or ends with a blank"
    if not text:
        yield "is empty"
