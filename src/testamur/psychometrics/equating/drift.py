"""Common items that have changed between two calibrations, and a link without them.

After linking, an item's displacement is its old difficulty less its new one on the old scale. Robust z sets it
against the middle half of all: Huynh & Meyer (2010), Practical Assessment, Research & Evaluation 15(2). |z| >
1.645 is their limit; 2.7 is that of a box plot's fence, as in Liu & Jurich (2023), Applied Psychological
Measurement 47:34-47, who compare it with fixed limits of 0.3 and 0.5 logits. Half a logit goes back to Wright &
Douglas (1976), Research Memorandum 19, Statistical Laboratory, University of Chicago, and Draba (1977), Research
Memorandum 26, ibid.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.linking import AnchorItems, Link, Positions, mean_sigma
from testamur.psychometrics.scoring import FloatArray

NORMAL: Final = 0.74
"""Standard deviations in an interquartile range, turned over: 1 / 1.349, as Huynh & Meyer round it."""

LEAST_ITEMS: Final = 3
"""A link is not purified below this many items."""

LEAST_SHARE: Final = 0.2
"""Anchor items should be this share of a form of 40 items or more (Kolen & Brennan 2004, ch. 8)."""


@dataclass(frozen=True, slots=True)
class DriftRule:
    """When a common item counts as changed.

    `z`: its robust z, of displacement or of log slope, is larger than this in size. `displacement`: and, for the
    displacement, it is larger than this as well, on the ability scale; None leaves the size out of it. `most`: no
    larger share of the common items is taken out; as each removal draws the middle half in, a low limit of z would
    otherwise go on to the last items.
    """

    z: float = 2.7
    displacement: float | None = None
    most: float = 0.2


@dataclass(frozen=True, slots=True)
class ItemDrift:
    """How far one common item has moved, against the last link.

    `displacement` is old less new difficulty (the mean over thresholds), `slope_ratio` old over new slope, both on
    the old scale. `removed_in` is the round that took it out, None if it was kept.
    """

    item: str
    displacement: float
    displacement_z: float
    slope_ratio: float
    slope_z: float
    removed_in: int | None


@dataclass(frozen=True, slots=True)
class Screening:
    """The common items after screening, the link of those kept, and what a reader must know."""

    items: tuple[ItemDrift, ...]
    link: Link
    rule: DriftRule
    warnings: tuple[str, ...]

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the items that the link rests on."""
        return tuple(item.item for item in self.items if item.removed_in is None)

    @property
    def removed(self) -> tuple[str, ...]:
        """Names of the items taken out, in the order in which they were."""
        gone = [(item.removed_in, item.item) for item in self.items if item.removed_in is not None]
        return tuple(name for _, name in sorted(gone))


def robust_z(differences: FloatArray, *, among: Positions | None = None) -> FloatArray:
    """Return how far each difference lies from the median, in 0.74 interquartile ranges.

    Parameters
    ----------
    differences : ndarray, shape (n,)
    among : ndarray of int, optional
        Positions whose median and quartiles count; all if absent.

    Returns
    -------
    ndarray, shape (n,)
        If the middle half are all equal, 0 for those at the median and infinite for the rest.

    References
    ----------
    Huynh & Meyer (2010). Quartiles interpolate linearly between order statistics.
    """
    reference = differences if among is None else differences[among]
    low, median, high = np.percentile(reference, [25, 50, 75])
    away = differences - median
    if high - low > 1e-12:
        found: FloatArray = away / (NORMAL * (high - low))
        return found
    return np.where(np.abs(away) <= 1e-12, 0.0, np.copysign(np.inf, away))


def screen(
    new: AnchorItems,
    old: AnchorItems,
    *,
    rule: DriftRule | None = None,
    link_of: Callable[[Positions], Link] | None = None,
    form_items: int | None = None,
) -> Screening:
    """Return which common items have changed, and the link that rests on the others.

    In each round the kept items are linked, and of those that break the rule the one farthest out is taken out. It
    ends when none does, when the rule's share has been taken out, or when three are left; a warning says so if
    items still break the rule. An item that was taken out never comes back.

    Parameters
    ----------
    new, old : AnchorItems
        The common items in the two calibrations, in the same order.
    rule : DriftRule, optional
        |z| > 2.7 if absent.
    link_of : callable, optional
        From positions of the items used to their link; mean/sigma if absent.
    form_items : int, optional
        Items on the form, to judge whether the anchor that is left is long enough.

    Raises
    ------
    DocumentError
        If there are fewer than three common items, or the calibrations are not of the same.
    """
    if len(new.names) < LEAST_ITEMS or new.names != old.names:
        count = f"there are {len(new.names)} and {len(old.names)}"
        raise DocumentError([Problem("items", f"three or more of the same common items are needed; {count}")])
    used = rule or DriftRule()
    link_by = link_of or (lambda positions: mean_sigma(new.at(positions), old.at(positions)))
    kept, removed = np.arange(len(new.names)), dict[int, int]()
    while True:
        link = link_by(kept)
        moved = _moved(new, old, link, kept)
        worst = _worst(moved, kept, used)
        if worst is None or len(kept) <= LEAST_ITEMS or len(removed) + 1 > used.most * len(new.names):
            break
        removed[worst] = len(removed) + 1
        kept = kept[kept != worst]
    return Screening(
        items=tuple(
            ItemDrift(name, float(by), float(by_z), float(ratio), float(ratio_z), removed.get(i))
            for i, (name, by, by_z, ratio, ratio_z) in enumerate(zip(new.names, *moved, strict=True))
        ),
        link=link,
        rule=used,
        warnings=_warnings(kept, removed, form_items, is_unfinished=worst is not None),
    )


Moved = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


def _moved(new: AnchorItems, old: AnchorItems, link: Link, kept: Positions) -> Moved:
    apart = old.locations - link(new.locations)
    displacement = apart if apart.ndim == 1 else np.nanmean(apart, axis=1)
    ratio = old.slopes * link.slope / new.slopes
    return displacement, robust_z(displacement, among=kept), ratio, robust_z(np.log(ratio), among=kept)


def _worst(moved: Moved, kept: Positions, rule: DriftRule) -> int | None:
    displacement, displacement_z, _, slope_z = moved
    is_far = np.abs(displacement_z) > rule.z
    if rule.displacement is not None:
        is_far &= np.abs(displacement) > rule.displacement
    how_far = np.maximum(
        np.where(is_far, np.abs(displacement_z), 0.0), np.abs(slope_z) * (np.abs(slope_z) > rule.z)
    )
    worst = int(kept[np.argmax(how_far[kept])])
    return worst if how_far[worst] > 0 else None


def _warnings(
    kept: Positions, removed: dict[int, int], form_items: int | None, *, is_unfinished: bool
) -> tuple[str, ...]:
    found = []
    if is_unfinished:
        found.append("items still break the rule, but no more may be taken out; judge them one by one")
    if removed:
        of = f"{len(removed)} of {len(kept) + len(removed)}"
        found.append(f"common items taken out: {of}; see whether the rest cover the content")
    if form_items is not None and len(kept) < LEAST_SHARE * form_items:
        found.append(f"{len(kept)} common items are less than a fifth of a form of {form_items}")
    return tuple(found)
