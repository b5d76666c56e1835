"""The Hofstee method: between the least and the most that judges would accept, the candidates decide.

Source: Hofstee (1983), in Anderson & Helmick (eds.), On Educational Testing, pp. 109-127; Cizek & Bunch (2007),
Standard Setting, ch. 11. The cut lies where the curve of fail rates, linear between whole cuts, crosses the line
from (least cut, highest fail rate) to (highest cut, least fail rate).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.distribution import ScoreDistribution
from testamur.psychometrics.estimate import CONFIDENCE, Estimate, estimated, withheld
from testamur.psychometrics.intervals import student
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting.cut import CutScore, cut_score, panel_warnings
from testamur.psychometrics.standard_setting.impact import fail_rates

METHOD: Final = "Hofstee compromise, mean of the judges' limits, t interval over judges"

NO_COMPROMISE: Final = "the fail rates do not cross the line between the judges' limits; there is no compromise"


@dataclass(frozen=True, slots=True)
class Hofstee:
    """The limits used (means over judges), the cut, and the fail rate where the lines cross.

    If the curve does not cross the line between the limits, the cut is undefined and `failing` is None: the limits
    and the candidates cannot be reconciled, and the board has to decide otherwise.
    """

    cut: CutScore
    failing: float | None
    limits: tuple[float, float, float, float]


def hofstee(scores: ScoreDistribution, limits: npt.ArrayLike, *, confidence: float = CONFIDENCE) -> Hofstee:
    """Return the compromise between what judges accept and what candidates scored.

    Parameters
    ----------
    scores : ScoreDistribution
        Of the candidates.
    limits : array_like, shape (n_judges, 4)
        Of each judge: least acceptable cut and highest, in points; least acceptable fail rate and highest, 0..1.
    confidence : float
        Of the interval over judges, between 0 and 1.

    Raises
    ------
    DocumentError
        Naming everything wrong: fewer than two judges, limits that are missing, out of range or out of order.
    """
    table = np.asarray(limits, dtype=np.float64)
    _refuse(_problems(table, scores.maximum))
    rates = fail_rates(scores)
    used = table.mean(axis=0)
    cut = _crossing(rates, used)
    error = None if cut is None else _error(cut, rates, table)
    a, b, c, d = used.tolist()
    return Hofstee(
        cut=cut_score(
            _expected(cut, error, len(table), confidence),
            maximum=scores.maximum,
            error=error,
            error_method="over judges, delta method, the candidates being given" if error is not None else "none",
            warnings=(*panel_warnings(len(table)), *((NO_COMPROMISE,) if cut is None else ())),
        ),
        failing=None if cut is None else float(np.interp(cut, np.arange(len(rates)), rates)),
        limits=(a, b, c, d),
    )


def _expected(cut: float | None, error: float | None, n: int, confidence: float) -> Estimate:
    if cut is None or error is None:
        return withheld(n=n, method=METHOD, status="undefined")
    return estimated(cut, student(cut, error * math.sqrt(n), n, confidence=confidence), n=n, method=METHOD)


def _crossing(rates: FloatArray, limits: FloatArray) -> float | None:
    """Return the cut at which the curve crosses the line from (least cut, most fail) to (most cut, least fail)."""
    low, high, least, most = limits.tolist()
    whole = np.arange(math.floor(low) + 1, math.ceil(high))
    cuts = np.unique(np.concatenate([[low], whole, [high]]))
    slope = (least - most) / (high - low) if high > low else 0.0
    # Above 0 where more would fail than the line allows; it rises with the cut, so it crosses once at most.
    above = np.interp(cuts, np.arange(len(rates)), rates) - (most + slope * (cuts - low))
    if above[0] > 0 or above[-1] < 0:
        return None
    last = int(np.flatnonzero(above <= 0)[-1])
    if last == len(cuts) - 1 or above[last] == 0:
        return float(cuts[last])
    share = above[last] / (above[last] - above[last + 1])
    return float(cuts[last] + share * (cuts[last + 1] - cuts[last]))


def _error(cut: float, rates: FloatArray, table: FloatArray) -> float:
    """Return how far the crossing moves with the means of the limits, by the delta method."""
    low, high, least, most = table.mean(axis=0).tolist()
    if high == low:  # the judges leave one cut only, which is the mean of what they say
        return float(table[:, 0].std(ddof=1)) / math.sqrt(len(table))
    width, fall = high - low, least - most
    part = (cut - low) / width
    by_limits = np.array([fall * (cut - high) / width**2, -fall * (cut - low) / width**2, part, 1 - part])
    segment = min(int(cut), len(rates) - 2)
    gradient = by_limits / (rates[segment + 1] - rates[segment] - fall / width)
    return math.sqrt(max(0.0, float(gradient @ np.cov(table.T) @ gradient) / len(table)))


def _problems(table: FloatArray, maximum: int) -> Iterator[Problem]:
    if table.ndim != 2 or table.shape[1] != 4 or len(table) < 2:
        yield Problem(
            "limits", f"two or more judges by four limits are needed, not an array of shape {table.shape}"
        )
        return
    for i, (low, high, least, most) in enumerate(table.tolist()):
        if not 0 <= low <= high <= maximum:
            yield Problem(f"limits[{i}]", f"cuts must rise and lie between 0 and {maximum}: {low:g}, {high:g}")
        if not 0 <= least <= most <= 1:
            yield Problem(f"limits[{i}]", f"fail rates must rise and lie between 0 and 1: {least:g}, {most:g}")


def _refuse(problems: Iterator[Problem]) -> None:
    if found := list(problems):
        raise DocumentError(found)
