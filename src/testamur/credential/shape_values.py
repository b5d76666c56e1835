"""What may stand in a slot of a shape: values that JSON, JSON-LD and RDF all carry exactly as they are.

Whatever does not fit is no error: the complete algorithm then decides about it, and refuses what is to be refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from testamur.credential.moments import is_moment
from testamur.credential.text import text_sentences

_HEX: Final = "[0-9a-f]"
_IN_PATH: Final = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]++|%[0-9A-Fa-f]{2})*+"  # possessive: it never goes back
_ADDRESS: Final = re.compile(
    rf"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{{1,5}})?(?:/{_IN_PATH})?"
    rf"|urn:uuid:{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
)
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")
_DAY: Final = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
_TIME: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_ONE_LETTER: Final = r"[!#-\[\]-~]"

SCHEMES: Final = frozenset({"http", "https", "urn"})
"""The schemes of addresses that may vary; no context may define one of these words as a term."""


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value.

    Attributes
    ----------
    name : str
        What it is called.
    fits : callable
        Says whether a value is of this kind.
    plain : str
        The regular expression of nearly all that fit: those that need no escape and no further look.
    is_address, ends_address : bool
        Whether it is an address, and whether it may stand at the end of one.
    """

    name: str
    fits: Callable[[str], bool]
    plain: str
    is_address: bool = False
    ends_address: bool = False


def _is_address(value: str) -> bool:
    return _ADDRESS.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def _is_moment(value: str) -> bool:
    return _MOMENT.fullmatch(value) is not None and is_moment(value)


def _is_index(value: str) -> bool:
    return _INDEX.fullmatch(value) is not None


def _is_text(value: str) -> bool:
    return not any(text_sentences(value))


ADDRESS: Final = ValueKind("address", _is_address, _ADDRESS.pattern, is_address=True)
MOMENT: Final = ValueKind("moment", _is_moment, f"[1-9][0-9]{{3}}-{_DAY}T{_TIME}Z")
INDEX: Final = ValueKind("index", _is_index, _INDEX.pattern, ends_address=True)
TEXT: Final = ValueKind("text", _is_text, rf"{_ONE_LETTER}(?:[ !#-\[\]-~]*{_ONE_LETTER})?")
KINDS: Final = (ADDRESS, MOMENT, INDEX, TEXT)


def escaped(value: str) -> str:
    r"""Return a value that fits as it stands between quotes, in JSON and in canonical N-Quads alike.

    Of what both escape, only ``"`` and ``\`` can occur: the rest are control characters, which fit nowhere.
    """
    if '"' in value or "\\" in value:
        return value.replace("\\", "\\\\").replace('"', '\\"')
    return value
