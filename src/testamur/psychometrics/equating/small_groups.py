"""Which way of equating a number of persons allows, and what to do when they are few.

The rules are a table; each has its source. n is always the smaller of the two groups.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.equating.conversion import Conversion, Line
from testamur.psychometrics.estimate import TOO_FEW

Design = Literal["random groups", "anchor"]
Needs = Literal["means", "lines", "smoothed distributions", "distributions"]

THUMB: Final = "Kolen & Brennan (2004), Test Equating, Scaling, and Linking, 2nd ed., ch. 8, rule of thumb"
STUDY: Final = "our simulation, benchmarks/equating.py"
POLICY: Final = "our policy for any statistic"
SKAGGS: Final = "Skaggs (2005), Journal of Educational Measurement 42:309-330"
LIVINGSTON: Final = "Livingston & Kim (2010), Journal of Educational Measurement 47:175-185"
BABCOCK: Final = "Babcock, Albano & Raymond (2012), Educational and Psychological Measurement 72:608-628"
KIM: Final = "Kim & Livingston (2009), ETS Research Report 09-38"

LEAST: Final[dict[Needs, tuple[int, str]]] = {
    "means": (TOO_FEW, POLICY),
    "lines": (400, THUMB),
    "smoothed distributions": (400, STUDY),
    "distributions": (1500, THUMB),
}
"""Persons in each group that a method needs, by what it estimates."""


HALF: Final = 0.5 - 1e-9
"""Half a score point, but for rounding."""


@dataclass(frozen=True, slots=True)
class SampleRule:
    """What is recommended from `least` persons on, in the smaller group.

    `methods` stand in the order of preference; `reason` says why, `source` where it was found.
    """

    design: Design
    least: int
    methods: tuple[str, ...]
    reason: str
    source: str


RULES: Final = (
    SampleRule(
        "random groups",
        0,
        ("identity",),
        "With 25 persons no equating was better than leaving scores as they are. Build the forms to be parallel, "
        "check it with judged item difficulties, and equate again when more have sat.",
        SKAGGS,
    ),
    SampleRule(
        "random groups",
        30,
        ("circle-arc", "mean", "identity"),
        "Only means can be estimated well, and for forms a tenth of a standard deviation apart that is no better "
        "than leaving scores as they are. Equate if there is reason to think that they differ by more, and not if "
        "no equivalent is half a point away. With a cut below the mean, mean equating misclassified fewest.",
        f"{LIVINGSTON}; {SKAGGS}; {STUDY}",
    ),
    SampleRule(
        "random groups",
        100,
        ("circle-arc", "linear"),
        "From 50 to 400 persons the circle arc came closest to the conversion in the whole group.",
        LIVINGSTON,
    ),
    SampleRule(
        "random groups",
        400,
        ("equipercentile, presmoothed", "linear", "circle-arc"),
        "Enough for means and standard deviations, and for a smoothed curve, which follows forms that differ in "
        "shape and costs little where they do not.",
        f"{THUMB}; {STUDY}",
    ),
    SampleRule(
        "random groups",
        1500,
        ("equipercentile, presmoothed", "equipercentile", "linear"),
        "Enough to follow the two distributions.",
        THUMB,
    ),
    SampleRule(
        "anchor",
        0,
        ("identity", "nominal weights mean"),
        "Too few to show how groups or forms differ. Identity is right only if the forms are nearly equally "
        "difficult; with 20 persons nominal weights were the best of seven methods if they are not.",
        BABCOCK,
    ),
    SampleRule(
        "anchor",
        30,
        ("nominal weights mean", "circle-arc", "chained mean"),
        "With 20 to 80 persons nominal weights were never among the worst; with 10 to 100 the circle arc was most "
        "accurate in the upper half of the scores, chained means in the lower.",
        f"{BABCOCK}; {KIM}",
    ),
    SampleRule(
        "anchor",
        100,
        ("circle-arc", "chained linear", "Tucker"),
        "Means are safe, standard deviations nearly so.",
        KIM,
    ),
    SampleRule(
        "anchor",
        400,
        ("Tucker", "Levine observed-score", "chained linear"),
        "Tucker if the groups are alike, Levine or chained if they differ in ability.",
        THUMB,
    ),
    SampleRule(
        "anchor",
        1500,
        ("frequency estimation, presmoothed", "chained equipercentile, presmoothed"),
        "Frequency estimation if the groups are alike, chained if they differ in ability.",
        THUMB,
    ),
)


def recommended(n: int, *, design: Design) -> SampleRule:
    """Return the rule for `n` persons in the smaller group.

    Raises
    ------
    DocumentError
        If `n` is negative.

    Examples
    --------
    >>> recommended(45, design="random groups").methods[0]
    'circle-arc'
    """
    if n < 0:
        raise DocumentError([Problem("n", f"must be 0 or more; it is {n}")])
    return [rule for rule in RULES if rule.design == design and rule.least <= n][-1]


def sample_warnings(needs: Needs, n: tuple[int, int]) -> tuple[str, ...]:
    """Return a sentence if the smaller group has fewer persons than a method needs."""
    least, source = LEAST[needs]
    if min(n) >= least:
        return ()
    return (f"the smaller group has n = {min(n)}; this method wants {least} in each ({source})",)


def changed_scores(conversion: Conversion) -> tuple[int, ...]:
    """Return the scores whose equivalent lies half a point or more from the score itself.

    If there are none, equating changes no reported score, and identity is as good and simpler.

    References
    ----------
    Dorans & Feigenbaum (1994), ETS Research Memorandum 94-10: a difference that matters is half a reported unit.
    """
    apart = np.abs(conversion.equivalents - conversion.scores)
    return tuple(int(score) for score in conversion.scores[apart >= HALF])


def towards_identity(conversion: Conversion, *, weight: float) -> Conversion:
    """Return a compromise between a conversion and leaving scores as they are.

    Parameters
    ----------
    conversion : Conversion
    weight : float
        Part of the conversion, 0..1; the rest is identity. To be fixed before looking at the data.

    Raises
    ------
    DocumentError
        If the weight lies outside 0..1, or the forms differ in their highest score.

    References
    ----------
    Kim, von Davier & Haberman (2008), Journal of Educational Measurement 45:325-342 (synthetic linking function).
    Like every mixture it is not symmetric, but for weights 0 and 1.
    """
    problems = []
    if not 0 <= weight <= 1:
        problems.append(Problem("weight", f"must lie between 0 and 1; it is {weight:g}"))
    if len(conversion.scores) - 1 != conversion.maximum:
        problems.append(Problem("conversion", "the forms differ in their highest score; there is no identity"))
    if problems:
        raise DocumentError(problems)
    line = conversion.line
    return replace(
        conversion,
        method=f"{weight:g} x ({conversion.method}) + {1 - weight:g} x identity",
        equivalents=weight * conversion.equivalents + (1 - weight) * conversion.scores,
        errors=None if conversion.errors is None else weight * np.asarray(conversion.errors),
        line=None if line is None else Line(weight * line.intercept, weight * line.slope + 1 - weight),
    )
