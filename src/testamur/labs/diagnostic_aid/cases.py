"""The simulated cases: drawn, written as CSV, and read back."""

import csv
import io
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from testamur.documents import read_csv
from testamur.evaluation import Measure, Verdict
from testamur.labs.diagnostic_aid.scenario import MARGIN, SITES, UNITS, Scenario, Wanted

COLUMNS: Final = ("case_id", "age_band", "sex", "site", "scanner", "score", "reference")
AGE_BANDS: Final = ("18-39", "40-59", "60-79", "80+")
INDETERMINATE: Final = "indeterminate"
NOT_AVAILABLE: Final = "not available"
OUTCOMES: Final = {"positive": 1.0, "negative": 0.0, NOT_AVAILABLE: math.nan}

AIM: Final = {Verdict.SUPPORTED: 3.55, Verdict.CANNOT_TELL: 0.0, Verdict.NOT_SUPPORTED: -3.55}
"""How many standard errors from the floor (claim less margin) the true rate is put for each verdict."""

_HIGHEST_RATE: Final = 0.985


@dataclass(frozen=True, slots=True)
class Cases:
    """What the data file says of each case: score (NaN if indeterminate) and outcome (1, 0, NaN if not known)."""

    scores: NDArray[np.float64]
    outcomes: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Truth:
    """The rates that cases are drawn from. It is used once and kept nowhere."""

    prevalence: float
    without_reference: float
    indeterminate: tuple[float, float]
    flagged: tuple[float, float]
    spread: float


def truth(scenario: Scenario, aim: Wanted, rng: np.random.Generator) -> Truth | None:
    """Return rates that should lead to the wanted verdicts, or None if this scenario cannot have them.

    Pairs are for positive and for negative cases; `flagged` is among cases with a result, such that the rates
    over all cases (an indeterminate result is not flagged) lie `AIM` standard errors from the floor.
    """
    prevalence, missing = rng.uniform(0.14, 0.30), rng.uniform(0.03, 0.07)
    indeterminate = rng.uniform(0.03, 0.06), rng.uniform(0.02, 0.05)
    known = scenario.cases * (1 - missing)
    sensitivity = _rate(scenario, Measure.SENSITIVITY, aim[0], n=known * prevalence)
    specificity = _rate(scenario, Measure.SPECIFICITY, aim[1], n=known * (1 - prevalence))
    flagged = sensitivity / (1 - indeterminate[0]), (1 - specificity) / (1 - indeterminate[1])
    if flagged[0] > _HIGHEST_RATE or flagged[1] < 1 - _HIGHEST_RATE:
        return None
    return Truth(prevalence, missing, indeterminate, flagged, spread=rng.uniform(1.0, 1.4))


def _rate(scenario: Scenario, which: Measure, verdict: Verdict, *, n: float) -> float:
    floor = (scenario.claimed(which) - MARGIN) / 100
    return floor + AIM[verdict] * math.sqrt(floor * (1 - floor) / n)


def simulated(scenario: Scenario, rates: Truth, rng: np.random.Generator) -> str:
    """Return a data file drawn from the rates, as CSV text.

    Scores are logit-normal within positive and within negative cases, in thousandths; none equals a threshold.
    """
    n = scenario.cases
    event = rng.random(n) < rates.prevalence
    centres = [logit(scenario.threshold / 1000) + rates.spread * ndtri(share) for share in rates.flagged]
    latent = np.where(event, *centres) + rates.spread * rng.standard_normal(n)
    score = np.clip(np.rint(1000 * expit(latent)), 1, 999).astype(int)
    for threshold in (scenario.threshold, scenario.study_threshold):
        score[score == threshold] += 1
    no_result = rng.random(n) < np.where(event, *rates.indeterminate)
    no_reference = rng.random(n) < rates.without_reference
    columns = (
        [f"SIM-{number:04d}" for number in range(1, n + 1)],
        _chosen(rng, AGE_BANDS, n),
        _chosen(rng, ("female", "male"), n),
        _chosen(rng, SITES, n),
        _chosen(rng, UNITS, n),
        [INDETERMINATE if no else f"{s / 1000:.3f}" for s, no in zip(score.tolist(), no_result, strict=True)],
        [
            NOT_AVAILABLE if no else "positive" if yes else "negative"
            for yes, no in zip(event, no_reference, strict=True)
        ],
    )
    return _csv(columns)


def _chosen(rng: np.random.Generator, among: tuple[str, ...], n: int) -> list[str]:
    return [among[index] for index in rng.integers(len(among), size=n).tolist()]


def _csv(columns: tuple[list[str], ...]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(zip(*columns, strict=True))
    return file.getvalue()


def read_cases(data: str) -> Cases:
    """Return the cases of a data file, as it is shipped."""
    rows = [row.cells for row in read_csv(data.encode(), columns=COLUMNS, name="case.csv")]
    scores = [math.nan if cells["score"] == INDETERMINATE else float(cells["score"]) for cells in rows]
    return Cases(np.array(scores), np.array([OUTCOMES[cells["reference"]] for cells in rows]))
