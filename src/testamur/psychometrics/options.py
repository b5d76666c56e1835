"""Which options were chosen, by how many, and by whom."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.correlation import correlation
from testamur.psychometrics.estimate import CONFIDENCE, TOO_FEW, Estimate
from testamur.psychometrics.scoring import FloatArray, TextArray, text_matrix

HIGH_SHARE: Final = 0.27
"""Share of persons in the high-scoring group (Kelley, 1939, Journal of Educational Psychology 30:17-24)."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """The options chosen on a form, for option analysis.

    Parameters
    ----------
    responses : array_like of str, shape (n_persons, n_items)
        Option chosen; ``""`` where none was.
    keys : tuple of str, length n_items
        Right option; ``""`` for an item that has no options (it gets no option analysis).
    options : tuple of tuples of str, length n_items, or None
        Every option offered, so that one nobody chose is seen; None: those chosen and the key.
    """

    responses: npt.ArrayLike
    keys: tuple[str, ...]
    options: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """One option of one item; ``""`` stands for no response.

    `correlation` is between choosing the option and the rest score (total without the item); `chosen_high`
    counts the choices among the high scorers, the best `HIGH_SHARE` by rest score with all who tie.
    """

    option: str
    is_key: bool
    chosen: int
    chosen_high: int
    correlation: Estimate


def option_statistics(
    chosen: TextArray,
    rest: FloatArray,
    *,
    key: str,
    offered: tuple[str, ...] = (),
    confidence: float = CONFIDENCE,
    least: int = TOO_FEW,
) -> tuple[OptionStatistics, ...]:
    """Return the statistics of each option of one item, in the order given or else of the alphabet.

    Parameters
    ----------
    chosen : ndarray of str, shape (n_persons,)
        Option chosen; ``""`` where none was.
    rest : ndarray of float, shape (n_persons,)
        Total score without this item.
    key : str
        The right option.
    offered : tuple of str
        Every option offered; others that were chosen follow them.
    confidence, least
        As in `analyse`.
    """
    found = {str(option) for option in np.unique(chosen)}
    listed = tuple(dict.fromkeys([*offered, *sorted({key, *found} - {""}), *sorted(found & {""})]))
    is_high = rest >= np.quantile(rest, 1 - HIGH_SHARE)
    return tuple(
        OptionStatistics(
            option=option,
            is_key=option == key,
            chosen=int((chosen == option).sum()),
            chosen_high=int(((chosen == option) & is_high).sum()),
            correlation=correlation(
                (chosen == option).astype(np.float64), rest, confidence=confidence, least=least
            ),
        )
        for option in listed
    )


def checked(choices: Choices, *, shape: tuple[int, int]) -> TextArray:
    """Return the responses of `choices` as a matrix of that shape.

    Raises
    ------
    ValueError
        If shapes do not fit.
    """
    responses = text_matrix(choices.responses)
    if responses.shape != shape:
        raise ValueError(f"scores are of shape {shape}, responses of shape {responses.shape}")
    if len(choices.keys) != shape[1]:
        raise ValueError(f"{shape[1]} items, {len(choices.keys)} keys")
    if choices.options is not None and len(choices.options) != shape[1]:
        raise ValueError(f"{shape[1]} items, {len(choices.options)} lists of options")
    return responses
