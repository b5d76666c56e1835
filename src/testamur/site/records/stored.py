"""Stored texts as the nouns of the rooms: parsed once, since a stored text never changes."""

from functools import lru_cache

from testamur import items
from testamur.catalogue import Offering, offering_of
from testamur.documents import read_json, read_toml, shape
from testamur.programme import Programme


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
