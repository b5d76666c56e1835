"""The bookmark method: judges say how far into a booklet of items, easy to hard, a just competent candidate gets.

Sources: Lewis, Mitzel & Green (1996), Standard setting: a bookmark approach; Mitzel, Lewis, Patz & Green (2001),
in Cizek (ed.), Setting Performance Standards, ch. 9; Cizek & Bunch (2007), Standard Setting, ch. 10.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.irt_equating import FAR, HALVINGS, highest_item_scores
from testamur.psychometrics.equating.linking import Curves, expected_scores
from testamur.psychometrics.estimate import CONFIDENCE, estimated
from testamur.psychometrics.intervals import student
from testamur.psychometrics.scoring import FloatArray
from testamur.psychometrics.standard_setting.cut import CutScore, cut_score, finite_list, panel_warnings

RP67: Final = 0.67
RP50: Final = 0.50

NORMAL_MEDIAN: Final = math.sqrt(math.pi / 2)
"""Standard error of a median over that of a mean, normal values, large n."""

Placed = Literal["last mastered", "first not mastered"]
Middle = Literal["median", "mean"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the booklet: an item, a score on it, and the ability at which that score is likely enough."""

    item: str
    score: int
    location: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """The judges' abilities, their middle with its standard error, and the cut on the form in points."""

    cut: CutScore
    theta: float
    theta_error: float
    judges: tuple[float, ...]


def ordered_booklet(
    curves: Curves, *, response_probability: float = RP67, items: tuple[str, ...] | None = None
) -> tuple[Page, ...]:
    """Return the pages of the booklet, from the easiest to the hardest.

    Parameters
    ----------
    curves : Curves
        Response functions of the items; an item scored 0..m has m pages, one for each score from 1 up.
    response_probability : float
        Probability of at least that score at which a page lies, between 0 and 1: 0.67 unless you say otherwise,
        0.50 is the other usual one. Guessing is not taken out of it.
    items : tuple of str, optional
        Names; "1", "2", ... if absent.

    Raises
    ------
    DocumentError
        If the names do not fit, or a page's score is that likely for everybody, or for nobody.
    """
    if not 0 < response_probability < 1:
        raise DocumentError(
            [Problem("response_probability", f"must lie between 0 and 1; it is {response_probability:g}")]
        )
    highest = highest_item_scores(curves)
    names = tuple(str(number) for number in range(1, len(highest) + 1)) if items is None else items
    if len(names) != len(highest) or len(set(names)) != len(names):
        raise DocumentError([Problem("items", f"{len(highest)} different names are needed")])
    locations = _locations(curves, len(highest), max(highest), response_probability)
    steps = [(i, k) for i, most in enumerate(highest) for k in range(1, most + 1)]
    problems = [
        Problem(f"items.{names[i]}", f"no ability makes score {k} exactly {response_probability:g} likely")
        for i, k in steps
        if abs(locations[i, k - 1]) > FAR - 1
    ]
    if problems:
        raise DocumentError(problems)
    pages = [Page(names[i], k, float(locations[i, k - 1])) for i, k in steps]
    return tuple(sorted(pages, key=lambda page: page.location))


def bookmark(
    booklet: tuple[Page, ...],
    positions: npt.ArrayLike,
    *,
    form: Curves,
    placed: Placed = "last mastered",
    middle: Middle = "median",
    confidence: float = CONFIDENCE,
) -> Bookmark:
    """Return the cut that the judges' bookmarks give.

    Parameters
    ----------
    booklet : tuple of Page
        As from `ordered_booklet`.
    positions : array_like of int, shape (n_judges,)
        Page, counted from 1, at which each judge's bookmark lies.
    form : Curves
        Response functions of the form for which the cut is: its expected score at the ability is the expectation.
    placed : {"last mastered", "first not mastered"}
        What lies at the bookmark. If it is the first page not mastered, the page before gives the ability.
    middle : {"median", "mean"}
        Of the judges' abilities.
    confidence : float
        Of the interval, between 0 and 1: Student t over judges on the ability scale, taken to points by the form's
        curve.

    Raises
    ------
    DocumentError
        If there are fewer than two judges, or a bookmark lies outside the booklet.

    Notes
    -----
    The error of a mean is sd / sqrt(n); that of a median is 1.2533 times as large, which holds for normal values.
    """
    pages = finite_list("positions", positions, least=2)
    first = 1 if placed == "last mastered" else 2
    last = len(booklet) + first - 1
    if ((pages != np.floor(pages)) | (pages < first) | (pages > last)).any():
        raise DocumentError([Problem("positions", f"must be whole numbers from {first} to {last}")])
    locations = np.array([page.location for page in booklet])
    judges = locations[pages.astype(np.int64) - first]
    theta = float(np.median(judges) if middle == "median" else judges.mean())
    wider = NORMAL_MEDIAN if middle == "median" else 1.0
    sd = wider * float(judges.std(ddof=1))
    low, high = student(theta, sd, len(judges), confidence=confidence)
    below, expected, above = expected_scores(form(np.array([low, theta, high]))).tolist()
    error = sd / math.sqrt(len(judges))
    return Bookmark(
        cut=cut_score(
            estimated(
                expected,
                (below, above),
                n=len(judges),
                method=f"bookmark, {middle} of the judges, expected score at that ability, t interval over judges",
            ),
            maximum=sum(highest_item_scores(form)),
            error=error * _slope(form, theta),
            error_method=f"over judges, of the {middle}, taken to points by the slope of the form's curve",
            warnings=panel_warnings(len(judges)),
        ),
        theta=theta,
        theta_error=error,
        judges=tuple(judges.tolist()),
    )


def _locations(curves: Curves, items: int, steps: int, wanted: float) -> FloatArray:
    """Return the abilities at which each score of each item, or a higher one, has the wanted probability."""
    found = np.empty((items, steps))
    for step in range(1, steps + 1):
        low, high = np.full(items, -FAR), np.full(items, FAR)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            # Each item at its own ability: the diagonal of abilities by items.
            reached = curves(middle)[:, :, step:].sum(axis=2).diagonal()
            low, high = np.where(reached < wanted, middle, low), np.where(reached < wanted, high, middle)
        found[:, step - 1] = (low + high) / 2
    return found


def _slope(form: Curves, theta: float) -> float:
    step = 1e-5
    low, high = expected_scores(form(np.array([theta - step, theta + step]))).tolist()
    return float((high - low) / (2 * step))
