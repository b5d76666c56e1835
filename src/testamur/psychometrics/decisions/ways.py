"""Each method, put to work on the candidates at hand."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.psychometrics.ability import CalibratedForm
from testamur.psychometrics.conditional_error import score_errors
from testamur.psychometrics.decisions.agreement import agreement_over
from testamur.psychometrics.decisions.bootstrap import AtCut, Rows, Way, at_cut
from testamur.psychometrics.decisions.huynh import HUYNH, huynh
from testamur.psychometrics.decisions.item_response import (
    LEE,
    RUDNER,
    ability_cut,
    ability_error,
    passes_by_ability,
    passes_by_score,
)
from testamur.psychometrics.decisions.latent import normal_population, posteriors
from testamur.psychometrics.decisions.livingston_lewis import FOUR, agreement, true_scores
from testamur.psychometrics.decisions.subkoviak import SUBKOVIAK, subkoviak
from testamur.psychometrics.estimate import CONFIDENCE
from testamur.psychometrics.reliability import alpha_of
from testamur.psychometrics.scoring import FloatArray, is_dichotomous

POINTS: Final = "points"
ABILITY: Final = "units of ability"
KNOWN_ITEMS: Final = "; the items' parameters are taken as known"
BINOMIAL: Final = "; binomial, it depends on the cut alone"


def livingston_lewis_way(matrix: FloatArray, *, cut: int, maximum: float) -> Way:
    """Return Livingston and Lewis at work; the reliability is alpha of the candidates drawn."""
    totals, share, alpha = matrix.sum(axis=1), cut / maximum, _alpha_of(matrix)

    def figures(rows: Rows) -> AtCut:
        drawn = totals[rows]
        return _livingston_lewis(drawn, share, maximum, reliability=alpha(rows, drawn))

    return Way(FOUR, POINTS, figures)


def totals_way(totals: FloatArray, *, cut: int, maximum: float, reliability: float) -> Way:
    """Return Livingston and Lewis at work on totals (n_persons,) whose reliability is known from elsewhere."""
    return Way(
        f"{FOUR}, reliability {reliability:g} as given",
        POINTS,
        lambda rows: _livingston_lewis(totals[rows], cut / maximum, maximum, reliability=reliability),
    )


def _livingston_lewis(totals: FloatArray, share: float, maximum: float, *, reliability: float) -> AtCut:
    true = true_scores(totals, maximum=maximum, reliability=reliability)
    return at_cut(agreement(true, share), maximum * float(np.sqrt(share * (1 - share) / true.length)))


def huynh_way(matrix: FloatArray, *, cut: int) -> Way:
    """Return Huynh at work."""
    totals, items = matrix.sum(axis=1), matrix.shape[1]
    error = _binomial_error(cut, items)
    return Way(HUYNH, POINTS, lambda rows: at_cut(huynh(totals[rows], items=items, cut=cut), error), BINOMIAL)


def subkoviak_way(matrix: FloatArray, *, cut: int) -> Way:
    """Return Subkoviak at work; the reliability is KR-20 of the candidates drawn."""
    totals, items, alpha = matrix.sum(axis=1), matrix.shape[1], _alpha_of(matrix)

    def figures(rows: Rows) -> AtCut:
        drawn = totals[rows]
        same, kappa = subkoviak(drawn, items=items, cut=cut, reliability=alpha(rows, drawn))
        return AtCut(same, kappa, None, None, None, _binomial_error(cut, items))

    return Way(SUBKOVIAK, POINTS, figures, BINOMIAL)


def item_response_ways(
    form: CalibratedForm, scores: npt.NDArray[np.int8], *, cut: int, population: tuple[float, float]
) -> list[Way]:
    """Return Lee and Rudner at work on the abilities of the candidates.

    The distribution of ability is the mean of the candidates' posteriors, drawn anew with them; the parameters of
    the items stand. There is no error of measurement where no ability has an expected total at the cut.
    """
    prior = normal_population(*population)
    each, theta = posteriors(form, scores, prior), ability_cut(form, cut)
    in_reach = bool(np.isfinite(theta))
    errors = (float(score_errors(form, [theta])[0]), ability_error(form, theta)) if in_reach else (None, None)

    able = prior.able(theta)

    def way(name: str, unit: str, passes: FloatArray, error: float | None) -> Way:
        def figures(rows: Rows) -> AtCut:
            weights = np.bincount(rows, minlength=len(each)) @ each / len(rows)
            return at_cut(agreement_over(weights, passes, able), error)

        return Way(name, unit, figures, KNOWN_ITEMS)

    by_score = passes_by_score(form, prior.nodes, cut=cut)
    by_ability = passes_by_ability(form, prior.nodes, cut=theta)
    return [way(LEE, POINTS, by_score, errors[0]), way(RUDNER, ABILITY, by_ability, errors[1])]


def _alpha_of(matrix: FloatArray) -> Callable[[Rows, FloatArray], float]:
    """Return what gives alpha of the persons drawn, told their rows and totals.

    The items' variances come from how often each person was drawn, which spares a copy of the scores a sample.
    """
    persons, items = matrix.shape
    squares = matrix if is_dichotomous(matrix) else matrix**2

    def alpha(rows: Rows, totals: FloatArray) -> float:
        shares = np.bincount(rows, minlength=persons) / len(rows)
        means = shares @ matrix
        spread = float((shares @ squares - means**2).sum())
        found = alpha_of(totals, spread, items, confidence=CONFIDENCE, least=2)
        if found.value is None or not 0 < found.value < 1:
            raise ValueError("alpha is not above 0 and below 1")
        return found.value

    return alpha


def _binomial_error(cut: int, items: int) -> float:
    return float(np.sqrt(cut * (items - cut) / items))
