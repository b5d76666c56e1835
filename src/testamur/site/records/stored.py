"""Stored texts as the nouns of the rooms: parsed once, since a stored text never changes."""

import json
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Final

from testamur import items
from testamur.catalogue import Claim, Offering, offering_of
from testamur.documents import read_json, read_toml, shape
from testamur.programme import Programme

_NONE: Final = object()
_DEFAULTS: Final[dict[type, tuple[tuple[str, object], ...]]] = {
    noun: tuple(
        (
            part.name,
            part.default
            if part.default is not MISSING
            else part.default_factory()
            if part.default_factory is not MISSING
            else _NONE,
        )
        for part in fields(noun)
    )
    for noun in (Offering, Claim)
}


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
    return json.dumps(_said(offering), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said(noun: Offering | Claim) -> dict[str, object]:
    said: dict[str, object] = {}
    for field, default in _DEFAULTS[type(noun)]:
        value = getattr(noun, field)
        if value != default:
            said[field] = [_said(claim) for claim in value] if field == "claim" else value
    return said
