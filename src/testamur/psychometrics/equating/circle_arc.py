"""Circle-arc equating: an arc through the two ends of the scale and one point estimated from the data.

Source: Livingston & Kim (2009), Journal of Educational Measurement 46:330-343; (2010) ibid. 47:175-185, for
random groups. Only a mean has to be estimated on each form, so small groups do; and the conversion is a curve, and
maps the highest score onto the highest.
"""

import math
from collections.abc import Callable
from typing import Final, Literal

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.anchor_linear import chained_mean
from testamur.psychometrics.equating.conversion import Conversion
from testamur.psychometrics.equating.distribution import AnchorDistribution, ScoreDistribution
from testamur.psychometrics.equating.small_groups import sample_warnings
from testamur.psychometrics.scoring import FloatArray

Kind = Literal["simplified", "symmetric"]
Point = tuple[float, float]

STRAIGHT: Final = 1e-9
"""Three points as near to one line as this, in score points, are taken to lie on it."""


def circle_arc(
    new: ScoreDistribution,
    old: ScoreDistribution,
    *,
    low: Point = (0.0, 0.0),
    kind: Kind = "simplified",
) -> Conversion:
    """Return circle-arc equating of forms taken by random groups, through the two means.

    Parameters
    ----------
    new, old : ScoreDistribution
        Of the two groups; each took its form.
    low : tuple of float
        Lower end, new and old score: the lowest meaningful scores, as those expected of guessing. Below it the
        conversion runs straight to (0, 0). The upper end is the pair of highest scores.
    kind : {"simplified", "symmetric"}
        Whether the arc is that of the departure from the line between the ends, added to that line; or of one
        circle through the three points, which makes the way back the inverse of the way there.

    Raises
    ------
    DocumentError
        If the means do not lie between the ends, or the arc would fall somewhere.
    """
    equivalents = arc(
        new.points,
        low=low,
        middle=(new.mean, old.mean),
        high=(float(new.maximum), float(old.maximum)),
        kind=kind,
    )
    return Conversion(
        method=f"circle-arc equating ({kind}), random groups, through the means",
        scores=new.points,
        equivalents=equivalents,
        maximum=old.maximum,
        n=(new.n, old.n),
        warnings=sample_warnings("means", (new.n, old.n)),
    )


def anchor_circle_arc(
    new: AnchorDistribution,
    old: AnchorDistribution,
    *,
    through: Callable[[AnchorDistribution, AnchorDistribution], Conversion] = chained_mean,
    low: Point = (0.0, 0.0),
    kind: Kind = "simplified",
) -> Conversion:
    """Return circle-arc equating of groups that differ, through the new form's mean as an anchor equates it.

    Parameters
    ----------
    new, old : AnchorDistribution
        Groups who took the new and the old form, with the same anchor.
    through : callable
        Linear method that equates the new form's mean; at the mean, chained mean and chained linear are one.
    low, kind
        As in `circle_arc`.

    Raises
    ------
    DocumentError
        As in `circle_arc` and `through`; also if `through` is not linear.
    """
    equated = through(new, old)
    if equated.line is None:
        raise DocumentError([Problem("through", "the middle point needs a linear method")])
    total, most = new.total, old.total.maximum
    middle = (total.mean, float(equated.line(np.array([total.mean]))[0]))
    return Conversion(
        method=f"circle-arc equating ({kind}), through {equated.method} of the mean",
        scores=total.points,
        equivalents=arc(total.points, low=low, middle=middle, high=(float(total.maximum), float(most)), kind=kind),
        maximum=most,
        n=equated.n,
        warnings=sample_warnings("means", equated.n),
    )


def arc(scores: FloatArray, *, low: Point, middle: Point, high: Point, kind: Kind) -> FloatArray:
    """Return the equivalents of `scores` on the arc through three points, each a new and an old score.

    `low` must not lie below (0, 0); below it the conversion is the straight line from (0, 0).

    Raises
    ------
    DocumentError
        If the three do not rise in both scores, or their arc would fall somewhere.
    """
    _check(low, middle, high)
    curve = _simplified if kind == "simplified" else _symmetric
    on_arc = curve(np.maximum(scores, low[0]), low=low, middle=middle, high=high)
    if low[0] == 0:
        return on_arc
    found: FloatArray = np.where(scores < low[0], scores * low[1] / low[0], on_arc)
    return found


def _check(low: Point, middle: Point, high: Point) -> None:
    problems = [
        Problem("middle", f"the {form} score {b:g} does not lie between the ends {a:g} and {c:g}")
        for form, a, b, c in zip(("new", "old"), low, middle, high, strict=True)
        if not a < b < c
    ]
    if min(low) < 0 or (low[0] == 0) != (low[1] == 0):
        problems.append(Problem("low", "both scores must be 0, or both above it"))
    if problems:
        raise DocumentError(problems)


def _simplified(scores: FloatArray, *, low: Point, middle: Point, high: Point) -> FloatArray:
    slope = (high[1] - low[1]) / (high[0] - low[0])
    line = low[1] + slope * (scores - low[0])
    rise = middle[1] - (low[1] + slope * (middle[0] - low[0]))
    if abs(rise) < STRAIGHT:
        return line
    centre, radius = _circle((low[0], 0.0), (middle[0], rise), (high[0], 0.0))
    _refuse_beyond_half(centre, rise)
    height = centre[1] + math.copysign(1.0, rise) * np.sqrt(np.maximum(radius**2 - (scores - centre[0]) ** 2, 0.0))
    _refuse_falling(slope, centre, (low[0], high[0]))
    found: FloatArray = line + height
    return found


def _symmetric(scores: FloatArray, *, low: Point, middle: Point, high: Point) -> FloatArray:
    along = (high[1] - low[1]) * (middle[0] - low[0]) - (high[0] - low[0]) * (middle[1] - low[1])
    if abs(along) / math.dist(low, high) < STRAIGHT:
        line: FloatArray = low[1] + (high[1] - low[1]) / (high[0] - low[0]) * (scores - low[0])
        return line
    centre, radius = _circle(low, middle, high)
    above = along < 0
    # The arc rises all the way if both ends lie on the quarter of the circle that rises on that side.
    rises = (
        (centre[0] >= high[0] and centre[1] <= low[1]) if above else (centre[0] <= low[0] and centre[1] >= high[1])
    )
    if not rises:
        raise DocumentError([Problem("middle", "the arc through the three points would fall somewhere")])
    side = 1.0 if above else -1.0
    found: FloatArray = centre[1] + side * np.sqrt(np.maximum(radius**2 - (scores - centre[0]) ** 2, 0.0))
    return found


def _circle(one: Point, two: Point, three: Point) -> tuple[Point, float]:
    """Return centre and radius of the circle through three points that lie on no line."""
    sides = np.array([[two[0] - one[0], two[1] - one[1]], [three[0] - one[0], three[1] - one[1]]])
    x, y = np.linalg.solve(2 * sides, (sides**2).sum(axis=1))
    return (one[0] + float(x), one[1] + float(y)), math.hypot(x, y)


def _refuse_beyond_half(centre: Point, rise: float) -> None:
    if centre[1] * rise > 0:
        raise DocumentError(
            [Problem("middle", "the forms differ by so much that the arc is more than half a circle")]
        )


def _refuse_falling(slope: float, centre: Point, ends: tuple[float, float]) -> None:
    # The height above the line has slope -(x - cx) / (y - cy), steepest at the ends, where y is 0.
    steepest = max(abs((end - centre[0]) / centre[1]) for end in ends)
    if steepest > slope:
        raise DocumentError([Problem("middle", "the arc through the three points would fall somewhere")])
