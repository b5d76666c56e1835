"""Stored texts as the nouns of the rooms: parsed once, since a stored text never changes."""

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from testamur import items
from testamur.catalogue import Claim, Offering, offering_of
from testamur.documents import read_json, read_toml, shape
from testamur.programme import Programme

_NONE: Final = object()


@dataclass(frozen=True, slots=True)
class _Parts:
    """The fields of a noun, what reads them all at once, and what each is where nothing is said."""

    names: tuple[str, ...]
    read: Callable[[object], tuple[object, ...]]
    defaults: tuple[object, ...]


def _parts(noun: type[Offering | Claim]) -> _Parts:
    names = tuple(part.name for part in fields(noun))
    return _Parts(names, attrgetter(*names), tuple(_default(part) for part in fields(noun)))


def _default(part: Field[Any]) -> object:
    if part.default is not MISSING:
        return part.default
    return _NONE if part.default_factory is MISSING else part.default_factory()


_OFFERING: Final = _parts(Offering)
_CLAIM: Final = _parts(Claim)


@lru_cache(maxsize=64)
def parsed_programme(text: str) -> Programme:
    """Return the programme of a stored text, which was checked when it was published."""
    return shape(read_toml(text.encode()), Programme)


@lru_cache(maxsize=4096)
def read_item(document: str) -> items.Item:
    """Return the item of a stored document."""
    return items.read(document.encode())


@lru_cache(maxsize=4096)
def parsed_offering(document: str) -> Offering:
    """Return the offering of a stored document, which was checked when it was recorded."""
    return offering_of(read_json(document.encode()))


def offering_document(offering: Offering) -> str:
    """Return the document that states an offering: JSON without what is left at its default, keys in order."""
    said = _said(offering, _OFFERING)
    said["claim"] = [_said(claim, _CLAIM) for claim in offering.claim]
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(noun: Offering | Claim, parts: _Parts) -> dict[str, object]:
    values = zip(parts.names, parts.read(noun), parts.defaults, strict=True)
    return {name: value for name, value, default in values if value != default}
