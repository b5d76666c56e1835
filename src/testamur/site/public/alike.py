"""Other offerings that are easily taken for this one: of the same house, or of nearly the same name."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from testamur.catalogue import Offering
from testamur.site.records import market, search
from testamur.site.records.library import library

MOST: Final = 6
LEAST_ALIKE: Final = 0.8
"""Names at least so alike (Ratcliff and Obershelp, 0 to 1) are taken for one another, whoever offers them."""
_COMMON: Final = frozenset({
    "the", "of", "for", "and", "in", "at", "school", "university", "college", "institute", "center", "centre",
    "society", "association", "academy", "american", "national", "international", "medical", "medicine",
    "health", "care", "healthcare", "board", "ai", "artificial", "intelligence",
})  # fmt: skip


def alike(offering: Offering) -> list[Offering]:
    """Return other offerings of the same house or nearly the same name, the likest name first."""
    others = [one for one in _candidates(offering) if one.id != offering.id]
    house = _house(offering.provider)
    found = [
        (likeness, one)
        for one in others
        if (likeness := _likeness(offering.name, one.name)) >= LEAST_ALIKE
        or (house and house == _house(one.provider))
    ]
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].name, pair[1].id))[:MOST]]


def _candidates(offering: Offering) -> Iterable[Offering]:
    """Return our own offerings, and what the search finds for the house and for the name."""
    asked = (_house(offering.provider), offering.name)
    hits = (search.find(search.Question(words=words, size=20, literal=True)).hits for words in asked if words)
    recorded = market.offerings(dict.fromkeys(hit.key for found in hits for hit in found))
    own = market.offerings(library().offerings)
    return {**own, **recorded}.values()


def _house(provider: str) -> str:
    """Return the first telling word of a provider's name: what its schools and arms share."""
    words = re.findall(r"[\w-]+", provider.casefold())
    return next((word for word in words if len(word) > 2 and word not in _COMMON), "")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
