"""An audit: a file of claims and a file of local cases in; counts, measures and a verdict on each claim out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from testamur.documents import Row, Source, read_csv, read_toml, shape
from testamur.errors import DocumentError, Problem
from testamur.evaluation.claim import Verdict, judge
from testamur.evaluation.estimate import EDITION, Estimate
from testamur.evaluation.proportion import Method
from testamur.evaluation.roc import auc
from testamur.evaluation.tabulation import Floats, Tabulation, WithoutScore, tabulate
from testamur.evaluation.two_by_two import Measure, measures

AREA: Final = "area under the ROC curve"
MEASURES: Final = (*(which.value for which in Measure), AREA)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a data file keeps score and outcome, and which words it uses."""

    score: str
    outcome: str
    positive: tuple[str, ...] = ("1",)
    negative: tuple[str, ...] = ("0",)
    no_score: tuple[str, ...] = ("",)
    no_outcome: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One figure that a vendor puts forward (in 0..1), and the shortfall that would not matter."""

    measure: str
    value: float
    margin: float


@dataclass(frozen=True, slots=True)
class Claims:
    """What a vendor claims of a product, and how local data are to be read; fixed before they are opened.

    `row` says what one row of the data is. Repeated rows of one patient are not independent, so anything but one
    row a patient needs intervals that this edition does not have; it is refused.
    """

    product: str
    row: Literal["patient"]
    threshold: float
    columns: Columns
    claim: tuple[Claimed, ...]
    without_score: WithoutScore = "excluded"
    method: Method = "Wilson"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the data say about one claim."""

    claim: Claimed
    observed: Estimate
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that was found, with the edition of this room that found it."""

    product: str
    threshold: float
    tabulation: Tabulation
    measures: dict[str, Estimate]
    findings: tuple[Finding, ...]
    edition: int = EDITION


def read_claims(source: Source, *, name: str = "") -> Claims:
    """Return the claims that a TOML file holds.

    Raises
    ------
    DocumentError
        With every problem at once.
    """
    claims = shape(read_toml(source, name=name), Claims, name=name)
    problems = list(_problems(claims))
    if problems:
        raise DocumentError(problems, name=name)
    return claims


def audit(claims: Claims, source: Source, *, name: str = "") -> Audit:
    """Return what the cases of a CSV file say about the claims.

    Parameters
    ----------
    claims : Claims
        See `read_claims`.
    source : Path or bytes
        A CSV file, one row a patient; further columns are left alone.
    name : str
        What to call the file in problems.

    Returns
    -------
    Audit
        Measures are in 0..1. The area under the ROC curve is over cases with both score and outcome.

    Raises
    ------
    DocumentError
        With every cell that is neither a number nor one of the words for none, and every other problem, at once.
    """
    wanted = (claims.columns.score, claims.columns.outcome)
    rows = read_csv(source, columns=wanted, name=name, others=True)
    scores, outcomes = _read(rows, claims.columns, name=name)
    tabulation = tabulate(scores, outcomes, threshold=claims.threshold, without_score=claims.without_score)
    complete = ~(np.isnan(scores) | np.isnan(outcomes))
    found = {which.value: e for which, e in measures(tabulation.table, method=claims.method).items()}
    found[AREA] = auc(scores[complete], outcomes[complete])
    findings = tuple(
        Finding(claim, found[claim.measure], judge(claim.value, found[claim.measure], margin=claim.margin))
        for claim in claims.claim
    )
    return Audit(claims.product, claims.threshold, tabulation, found, findings)


def _problems(claims: Claims) -> Iterator[Problem]:
    if not math.isfinite(claims.threshold):
        yield Problem("threshold", "must be a finite number")
    if not claims.claim:
        yield Problem("claim", "there is no claim to judge")
    if claims.columns.score == claims.columns.outcome:
        yield Problem("columns", "score and outcome are one column")
    words = [*claims.columns.positive, *claims.columns.negative, *claims.columns.no_outcome]
    for word in dict.fromkeys(words):
        if words.count(word) > 1:
            yield Problem("columns", f"the word {word!r} has two meanings")
    for number, claim in enumerate(claims.claim):
        if claim.measure not in MEASURES:
            yield Problem(f"claim[{number}].measure", f"must be one of {', '.join(MEASURES)}")
        if not 0 <= claim.value <= 1:
            yield Problem(f"claim[{number}].value", "must lie between 0 and 1")
        if not 0 <= claim.margin < 1:
            yield Problem(f"claim[{number}].margin", "must be at least 0 and below 1")


def _read(rows: list[Row], columns: Columns, *, name: str) -> tuple[Floats, Floats]:
    """Return scores and outcomes, NaN for none, or say which cells are neither."""
    outcome_of = (
        dict.fromkeys(columns.positive, 1.0)
        | dict.fromkeys(columns.negative, 0.0)
        | dict.fromkeys(columns.no_outcome, math.nan)
    )
    scores: list[float] = []
    outcomes: list[float] = []
    problems: list[Problem] = []
    for row in rows:
        score = _score(row.cells[columns.score].strip(), columns)
        outcome = outcome_of.get(row.cells[columns.outcome].strip())
        if score is None:
            problems.append(Problem(f"line {row.line}", f"{row.cells[columns.score]!r} is not a score"))
        if outcome is None:
            problems.append(Problem(f"line {row.line}", f"{row.cells[columns.outcome]!r} is not an outcome"))
        if score is not None and outcome is not None:
            scores.append(score)
            outcomes.append(outcome)
    if problems:
        raise DocumentError(problems, name=name)
    return np.array(scores, dtype=np.float64), np.array(outcomes, dtype=np.float64)


def _score(cell: str, columns: Columns) -> float | None:
    if cell in columns.no_score:
        return math.nan
    try:
        score = float(cell)
    except ValueError:
        return None
    return score if math.isfinite(score) else None
