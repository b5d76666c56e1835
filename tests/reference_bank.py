"""The bank of 2,000 items that assembly is measured on, made again from its seed.

Source: `ata_expected.json` of the vectors of psychometrics (own simulation; the README there gives tolerances).
Lognormal slopes, normal difficulties, guessing about 0.2; six domains by three levels, 200 pairs of enemies, times
by item. The target that comes out is the one stated there, or the random numbers are other ones.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.assembly import Calibrated, Cell, ItemFacts, KeyBalance, Specification

ABILITIES: Final = (-1.0, -0.5, 0.0, 0.5, 1.0)
FORMS: Final = 5
LENGTH: Final = 110
POSITIONS: Final = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class Reference:
    """The bank as plain arrays, and what is asked of a form: items of each of 18 cells, and information."""

    cell: npt.NDArray[np.int64]
    key: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.float64]
    information: npt.NDArray[np.float64]
    enemies: tuple[tuple[int, int], ...]
    need: tuple[int, ...]
    target: tuple[float, ...]
    items: list[ItemFacts]

    def specification(self) -> Specification:
        """Return the limits, without a target."""
        cells = tuple(
            Cell(f"D{number // 3}", f"L{number % 3}", count, count) for number, count in enumerate(self.need)
        )
        balance = KeyBalance(POSITIONS, 0.2, 0.3)
        minutes = (LENGTH * 68 / 60, LENGTH * 76 / 60)
        return Specification(LENGTH, cells, exposure_most=1, key_share=balance, minutes=minutes)


def reference(size: int = 2000, seed: int = 7) -> Reference:
    """Return the bank."""
    rng = np.random.default_rng(seed)
    a, b, c = rng.lognormal(0, 0.3, size), rng.normal(0, 1, size), rng.beta(8, 32, size)
    domain = rng.choice(6, size, p=[0.25, 0.2, 0.2, 0.15, 0.1, 0.1])
    cell = domain * 3 + rng.choice(3, size, p=[0.35, 0.4, 0.25])
    key, seconds = rng.integers(0, 4, size), rng.lognormal(np.log(70), 0.3, size)
    enemies = _enemies(cell, rng)
    share = np.bincount(cell, minlength=18) / size * LENGTH
    need = np.floor(share).astype(int)
    need[np.argsort(need - share)[: LENGTH - need.sum()]] += 1
    p = c[:, None] + (1 - c[:, None]) / (1 + np.exp(-a[:, None] * (np.array(ABILITIES) - b[:, None])))
    information = a[:, None] ** 2 * (1 - p) / p * ((p - c[:, None]) / (1 - c[:, None])) ** 2
    target = 1.15 * np.array([information[cell == k].mean(0) * need[k] for k in range(18)]).sum(0)
    items = [
        ItemFacts(
            id=f"q{i:04}",
            hash=f"sha256:{i:064x}",
            area=f"D{cell[i] // 3}",
            level=f"L{cell[i] % 3}",
            kind="choice",
            key=POSITIONS[key[i]],
            enemies=tuple(f"q{other:04}" for one, other in enemies if one == i),
            minutes=float(seconds[i]) / 60,
            calibrated=Calibrated("3pl", (float(a[i]), float(-a[i] * b[i]), float(c[i]))),
        )
        for i in range(size)
    ]
    return Reference(cell, key, seconds, information, enemies, tuple(need.tolist()), tuple(target.tolist()), items)


def _enemies(cell: npt.NDArray[np.int64], rng: np.random.Generator) -> tuple[tuple[int, int], ...]:
    found: set[tuple[int, int]] = set()
    while len(found) < 200:
        one = int(rng.integers(len(cell)))
        other = int(rng.choice(np.flatnonzero(cell == cell[one])))
        if one != other:
            found.add((min(one, other), max(one, other)))
    return tuple(sorted(found))
