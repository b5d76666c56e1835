"""What assembly needs to know about an item."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from testamur.errors import Problem


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a calibration says of one item: its model and the published parameters, in that model's order."""

    model: str
    parameters: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item of the bank, as far as forms are concerned.

    `hash` is that of its content, `area` its line of the blueprint, `level` its cognitive level, `kind` its item
    type, `key` the position of its right option (None where it has none), `enemies` the items that may not stand
    on one form with it (it is enough if one of two names the other), `minutes` what it takes (None: not known),
    `case` the case it asks about, the same for all items that share one (None: it stands alone), `calibrated` its
    parameters (None: it has none yet).
    """

    id: str
    hash: str
    area: str
    level: str = ""
    kind: str = ""
    key: str | None = None
    enemies: Collection[str] = ()
    minutes: float | None = None
    case: str | None = None
    calibrated: Calibrated | None = None

    @property
    def seconds(self) -> int | None:
        """The time it takes, to the whole second."""
        return None if self.minutes is None else round(self.minutes * 60)


def bank_problems(bank: Sequence[ItemFacts]) -> Iterator[Problem]:
    """Say everything that is wrong with a bank; enemies that are not in it are no fault."""
    seen: set[str] = set()
    for item in bank:
        path = f"bank.{item.id}"
        if not item.id:
            yield Problem("bank", "an item has no id")
        if not item.hash:
            yield Problem(path, "has no hash of its content")
        if item.id in seen:
            yield Problem(path, "stands twice in the bank")
        if item.id in item.enemies:
            yield Problem(path, "is its own enemy")
        if item.minutes is not None and not 0 < item.minutes < 24 * 60:
            yield Problem(path, f"takes {item.minutes:g} minutes, which cannot be")
        seen.add(item.id)


def enemy_pairs(bank: Sequence[ItemFacts]) -> list[tuple[int, int]]:
    """Return the pairs of enemies in the bank by their index, the lower first, in order."""
    index = {item.id: number for number, item in enumerate(bank)}
    pairs = {
        (min(number, index[enemy]), max(number, index[enemy]))
        for number, item in enumerate(bank)
        for enemy in item.enemies
        if enemy in index
    }
    return sorted(pairs)


def case_sets(bank: Sequence[ItemFacts]) -> dict[str, list[int]]:
    """Return the places in the bank of the items of each case, the cases by name."""
    found: dict[str, list[int]] = {}
    for place, item in enumerate(bank):
        if item.case is not None:
            found.setdefault(item.case, []).append(place)
    return dict(sorted(found.items()))
