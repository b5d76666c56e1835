"""What a document must look like before any JSON-LD processor sees it.

A proof of the rdfc kind signs the graph that a document expands to, while people and programs read its JSON. These
rules leave one way only to write a graph as JSON, so that the two cannot differ: no alias, no keyword, no inline
context, no second description of one thing. Two spellings are left, and say the same: one value or a list of it,
an address or an object with only that id; and an empty list says nothing. The rules also bound the cost.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from testamur.credential.contexts import CREDENTIALS, Contexts
from testamur.documents import read_json
from testamur.errors import DocumentError, Problem

MAX_BYTES: Final = 256 * 1024
MAX_OBJECTS: Final = 150
MAX_VALUES: Final = 1_000
"""The largest of 1EdTech's own samples has 87 and 553."""
MAX_ELEMENTS: Final = 200
MAX_TYPES: Final = 8
MAX_NUMBER: Final = 2**53 - 1
LANGUAGE_VALUE: Final = frozenset({"@value", "@language"})
DIRECTED_VALUE: Final = LANGUAGE_VALUE | {"@direction"}

_PROPERTY: Final = re.compile(r"[a-z][A-Za-z0-9]*", re.ASCII)
_TYPE: Final = re.compile(r"[A-Z0-9][A-Za-z0-9]*", re.ASCII)
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Manner:
    """In what manner a document may be written.

    Attributes
    ----------
    is_type : callable
        A value -> whether it can be a type.
    type_sentence : str
        What to say of one that cannot.
    texts : frozenset
        What may stand together where a text says its language.
    """

    is_type: Callable[[object], bool]
    type_sentence: str
    texts: frozenset[frozenset[str]]


def _is_plain_type(value: object) -> bool:
    return isinstance(value, str) and bool(_TYPE.fullmatch(value))


BADGE: Final = Manner(_is_plain_type, "has a type that is no plain term", frozenset({LANGUAGE_VALUE}))
"""How an Open Badge may be written."""


def read(source: bytes | Mapping[str, object], *, name: str = "") -> dict[str, object]:
    """Return the JSON object in `source`, as bytes or already read, if it is small enough to look at.

    Raises
    ------
    DocumentError
        If it is not JSON, not an object, repeats a key, or is too large or too deep.
    """
    document = read_json(_encoded(source, name=name), name=name, limit=MAX_BYTES)
    if not isinstance(document, dict):
        raise DocumentError([Problem("", "must be a JSON object")], name=name)
    return document


def _encoded(source: bytes | Mapping[str, object], *, name: str) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return json.dumps(source, ensure_ascii=True, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise DocumentError([Problem("", "cannot be written as JSON")], name=name) from None


def is_iri(value: object) -> bool:
    """Say whether this is an absolute IRI without blanks or brackets."""
    return isinstance(value, str) and bool(_IRI.fullmatch(value))


def context_problems(document: Mapping[str, object], *, contexts: Contexts) -> Iterator[Problem]:
    """Say what is wrong with the contexts that a document names."""
    named = document.get("@context")
    if not isinstance(named, list) or not named:
        yield Problem("@context", "must be a list of addresses")
        return
    if named[0] != CREDENTIALS:
        yield Problem("@context[0]", f"must be {CREDENTIALS}")
    for index, url in enumerate(named):
        if not isinstance(url, str):
            yield Problem(f"@context[{index}]", "defines terms of its own, which is not accepted")
        elif url not in contexts.bodies:
            yield Problem(f"@context[{index}]", f"names {url!r}, which is not a known context")
        elif url in named[:index]:
            yield Problem(f"@context[{index}]", "stands twice")


def form_problems(document: Mapping[str, object], *, manner: Manner = BADGE) -> Iterator[Problem]:
    """Say all that makes the JSON of a document mean something else than its graph, or cost too much.

    The proof and the top-level ``@context`` are left out; they have their own rules.
    """
    content = {key: value for key, value in document.items() if key not in {"@context", "proof"}}
    found = list(islice(walk(content), MAX_VALUES + 1))
    objects = sum(isinstance(value, dict) for _, value in found)
    if objects > MAX_OBJECTS or len(found) > MAX_VALUES:
        yield Problem("", f"holds more than {MAX_OBJECTS} objects or {MAX_VALUES:,} values")
        return
    for path, value in found:
        yield from _value_problems(path, value, manner)
    yield from _description_problems(found)


def walk(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value of a JSON tree with its path, the root first."""
    yield path, value
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from walk(child, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk(child, f"{path}[{index}]")


def _value_problems(path: str, value: object, manner: Manner) -> Iterator[Problem]:
    if value is None:
        yield Problem(path, "is null, which no signature covers")
    elif isinstance(value, str):
        if _SURROGATE.search(value):
            yield Problem(path, "holds half a character")
    elif isinstance(value, int | float):
        if abs(value) > MAX_NUMBER:
            yield Problem(path, "is too large a number to be read alike by all")
    elif isinstance(value, list):
        if any(isinstance(child, list) for child in value):
            yield Problem(path, "is a list within a list")
        if len(value) > MAX_ELEMENTS:
            yield Problem(path, f"has more than {MAX_ELEMENTS} elements")
    elif isinstance(value, dict):
        yield from _object_problems(path, value, manner)


def _object_problems(path: str, value: Mapping[str, object], manner: Manner) -> Iterator[Problem]:
    if frozenset(value) in manner.texts:
        if not all(isinstance(part, str) for part in value.values()):
            yield Problem(path, "must be text in a language")
        return
    for key in value:
        if not _PROPERTY.fullmatch(key):
            yield Problem(path, f"has the property {key!r}, which is no plain term")
    if "id" in value and not is_iri(value["id"]):
        yield Problem(path, "has an id that is not an absolute address")
    if "type" in value:
        yield from _type_problems(path, value["type"], manner)


def _type_problems(path: str, value: object, manner: Manner) -> Iterator[Problem]:
    types = value if isinstance(value, list) else [value]
    plain = [name for name in types if manner.is_type(name)]
    if not types or len(plain) < len(types):
        yield Problem(path, manner.type_sentence)
    elif len(set(map(str, plain))) < len(plain) or len(plain) > MAX_TYPES:
        yield Problem(path, f"repeats a type, or has more than {MAX_TYPES}")


def _description_problems(found: list[tuple[str, object]]) -> Iterator[Problem]:
    descriptions: dict[str, str] = {}
    for path, value in found:
        if not isinstance(value, dict) or len(value) == 1 or not isinstance(value.get("id"), str):
            continue
        text = json.dumps(value, sort_keys=True)
        if descriptions.setdefault(value["id"], text) != text:
            yield Problem(path, f"describes {value['id']} a second time, and differently")
