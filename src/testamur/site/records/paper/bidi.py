"""The order of letters on a line with scripts that run from right to left.

Source: Unicode Standard Annex 9 (Unicode Bidirectional Algorithm), rules W1 to W7, N1, N2, I1, I2, L1 and L2, for
one line that has no embeddings, overrides or isolates in it; those, and paired brackets (N0), are not treated.
"""

from itertools import groupby
from typing import Final
from unicodedata import bidirectional

NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
IGNORED: Final = frozenset({"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def leads_left(text: str) -> bool:
    """Say whether a line of this text begins on the right, as its first strong letter does (P2, P3)."""
    return next((kind != "L" for kind in map(bidirectional, text) if kind in {"L", "R", "AL"}), False)


def runs(text: str, *, leftward: bool = False) -> list[tuple[str, bool]]:
    """Return the stretches of a line from left to right, each with whether it runs to the left.

    Parameters
    ----------
    text : str
        The line in the order in which it is read.
    leftward : bool
        Whether the line as a whole begins on the right.
    """
    shown = "".join(letter for letter in text if bidirectional(letter) not in IGNORED)
    levels = _levels([bidirectional(letter) or "L" for letter in shown], base=int(leftward))
    end = len(shown.rstrip())
    levels[end:] = [int(leftward)] * (len(shown) - end)  # L1
    stretches = []
    for level, group in groupby(range(len(shown)), key=lambda n: levels[n]):
        places = list(group)
        stretches.append((level, shown[places[0] : places[-1] + 1]))
    for level in range(max(levels, default=0), 0, -1):
        stretches = _turned(stretches, level)
    return [(stretch, level % 2 == 1) for level, stretch in stretches]


def _turned(stretches: list[tuple[int, str]], level: int) -> list[tuple[int, str]]:
    """Return the stretches with every row of those at a level or above turned round (L2)."""
    turned: list[tuple[int, str]] = []
    for above, group in groupby(stretches, key=lambda stretch: stretch[0] >= level):
        row = list(group)
        turned += row[::-1] if above else row
    return turned


def _levels(kinds: list[str], *, base: int) -> list[int]:
    start = "R" if base else "L"
    kinds = _neutrals(_weak(kinds, start=start), start=start)
    raised = {"L": (0, 2), "R": (1, 1), "EN": (2, 2), "AN": (2, 2)}
    return [raised[kind][base] if kind in raised else base for kind in kinds]


def _weak(kinds: list[str], *, start: str) -> list[str]:
    """Return the kinds with marks, numbers and their signs settled (W1 to W7)."""
    found = _signs(_marks(kinds, start=start))
    strong = start
    for n, kind in enumerate(found):  # W6, W7
        if kind in {"ES", "ET", "CS"}:
            found[n] = "ON"
        elif kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            found[n] = "L"
    return found


def _marks(kinds: list[str], *, start: str) -> list[str]:
    """Return the kinds with marks like their letter, and numbers after Arabic letters Arabic (W1 to W3)."""
    found = list(kinds)
    for n, kind in enumerate(found):  # W1
        if kind == "NSM":
            found[n] = found[n - 1] if n else start
    strong = start
    for n, kind in enumerate(found):  # W2, W3
        if kind in {"L", "R", "AL"}:
            strong = kind
        if kind == "EN" and strong == "AL":
            found[n] = "AN"
    return ["R" if kind == "AL" else kind for kind in found]


def _signs(kinds: list[str]) -> list[str]:
    """Return the kinds with signs that stand in or beside numbers made part of them (W4, W5)."""
    found = list(kinds)
    for n in range(1, len(found) - 1):  # W4
        before, kind, after = found[n - 1 : n + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in {"EN", "AN"})):
            found[n] = before
    settled: list[str] = []
    groups = [(kind, len(list(group))) for kind, group in groupby(found)]
    for n, (kind, length) in enumerate(groups):
        beside = {groups[m][0] for m in (n - 1, n + 1) if 0 <= m < len(groups)}
        settled += ["EN" if kind == "ET" and "EN" in beside else kind] * length
    return settled


def _neutrals(kinds: list[str], *, start: str) -> list[str]:
    """Return the kinds with spaces and signs going the way of what stands on both sides (N1, N2)."""
    settled: list[str] = []
    groups = [(neutral, list(group)) for neutral, group in groupby(kinds, key=lambda kind: kind in NEUTRAL)]
    for n, (neutral, group) in enumerate(groups):
        if not neutral:
            settled += group
            continue
        before = groups[n - 1][1][-1] if n else start
        after = groups[n + 1][1][0] if n + 1 < len(groups) else start
        sides = {"R" if side in {"EN", "AN"} else side for side in (before, after)}
        settled += [sides.pop() if len(sides) == 1 else start] * len(group)
    return settled
