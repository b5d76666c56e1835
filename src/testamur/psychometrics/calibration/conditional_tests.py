"""Whether items of the Rasch and the partial credit model are the same for all persons, and of one dimension.

Source: Andersen (1973), Psychometrika 38:123-140, on groups of persons; Martin-Loef (1973), Statistiska modeller,
in Fischer & Molenaar (1995), Rasch Models, ch. 5.4, on two sets of items.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from scipy.special import xlogy

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.conditional import calibrate_conditionally
from testamur.psychometrics.calibration.forms import forms
from testamur.psychometrics.calibration.responses import NOT_GIVEN, Responses
from testamur.psychometrics.item_model import BoolArray, FloatArray


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """A likelihood-ratio test.

    Attributes
    ----------
    statistic : float
        Twice the difference of the log-likelihoods; >= 0 but for rounding.
    degrees : int
    parts : tuple
        The name of each part and the persons (Andersen) or items (Martin-Loef) that it has.
    """

    statistic: float
    degrees: int
    parts: tuple[tuple[str, float], ...]

    @property
    def p(self) -> float:
        """Return the probability of as much or more, if the model holds."""
        return float(stats.chi2.sf(self.statistic, self.degrees))


def by_score(given: Responses) -> tuple[str, ...]:
    """Return a group for each row: its total is up to the median of all totals, or above it."""
    totals = np.where(given.scores == NOT_GIVEN, 0, given.scores).sum(axis=1)
    order = np.argsort(totals, kind="stable")
    half = np.searchsorted(given.weights[order].cumsum(), given.persons / 2)
    middle = totals[order[half]]
    return tuple(f"above {middle}" if total > middle else f"up to {middle}" for total in totals.tolist())


def andersen_test(given: Responses, *, model: str, groups: Sequence[str]) -> LikelihoodRatio:
    """Test whether the items have the same parameters in each group of persons.

    Parameters
    ----------
    given : Responses
        As a matrix.
    model : str
        ``rasch`` or ``pcm``.
    groups : sequence of str, shape (n_rows,)
        The group of each row: `by_score`, or a feature of persons.

    Raises
    ------
    DocumentError
        If there is one group, or an item cannot be estimated in one: each group with everything that is wrong.
    """
    kinds = list(dict.fromkeys(groups))
    if len(groups) != len(given.weights) or len(kinds) < 2:
        raise DocumentError([Problem("groups", "must name a group for each row, two different ones at least")])
    label = np.array(groups)
    whole = calibrate_conditionally(given, model=model, errors=False)
    problems: list[Problem] = []
    loglik, parts = 0.0, []
    for kind in kinds:
        own = _rows(given, label == kind)
        wrong = [Problem(f"groups.{kind}.{at}", said) for at, said in _unused(own)]
        if not wrong:
            try:
                loglik += calibrate_conditionally(own, model=model, errors=False).loglik
            except DocumentError as error:
                wrong = [Problem(f"groups.{kind}.{one.path}", one.sentence) for one in error.problems]
        problems += wrong
        parts.append((kind, own.persons))
    if problems:
        raise DocumentError(problems)
    return LikelihoodRatio(2 * (loglik - whole.loglik), (len(kinds) - 1) * whole.free, tuple(parts))


def _rows(given: Responses, which: BoolArray) -> Responses:
    rows, weights = given.scores[which], given.weights[which]
    return replace(given, scores=rows, weights=weights, groups=("all",), bounds=(0, len(rows)))


def _unused(given: Responses) -> Iterator[tuple[str, str]]:
    """Yield the items of which a score occurs with nobody."""
    for place, (item, categories) in enumerate(zip(given.items, given.categories.tolist(), strict=True)):
        missing = sorted(set(range(categories)) - set(given.scores[:, place].tolist()))
        if missing:
            yield f"items.{item}", f"nobody scored {', '.join(map(str, missing))}"


def martin_loef_test(given: Responses, *, model: str, first: Collection[str]) -> LikelihoodRatio:
    """Test whether two sets of items measure one thing.

    Parameters
    ----------
    given : Responses
        As a matrix; everybody took all items.
    model : str
        ``rasch`` or ``pcm``.
    first : collection of str
        The items of the first set; the others are the second.

    Returns
    -------
    LikelihoodRatio
        With many items most pairs of scores are rare and the test keeps the model too often.

    Raises
    ------
    DocumentError
        If an item is none, a set has fewer than two, an item was not given to everybody, or a set cannot be
        calibrated.
    """
    problems = [
        Problem(f"first.{item}", "is no item of these responses") for item in first if item not in given.items
    ]
    inside = np.array([item in first for item in given.items])
    if min(inside.sum(), (~inside).sum()) < 2:
        problems.append(Problem("first", "must leave two items at least on either side"))
    if not given.is_complete:
        problems.append(Problem("scores", "must have every item of every person"))
    if problems:
        raise DocumentError(problems)
    sets = [_columns(given, which) for which in (inside, ~inside)]
    totals = [one.scores.sum(axis=1, dtype=np.intp) for one in sets]
    sizes = [int((one.categories - 1).sum()) + 1 for one in sets]
    pairs = np.bincount(totals[0] * sizes[1] + totals[1], weights=given.weights, minlength=sizes[0] * sizes[1])
    (form,) = forms(given)
    of_sets = sum(calibrate_conditionally(one, model=model, errors=False).loglik for one in sets)
    whole = calibrate_conditionally(given, model=model, errors=False).loglik
    statistic = 2 * (_log_shares(pairs.astype(np.float64)) - _log_shares(form.persons) + of_sets - whole)
    parts = (("first", float(inside.sum())), ("second", float((~inside).sum())))
    return LikelihoodRatio(statistic, (sizes[0] - 1) * (sizes[1] - 1) - 1, parts)


def _columns(given: Responses, which: BoolArray) -> Responses:
    items = tuple(item for item, has in zip(given.items, which.tolist(), strict=True) if has)
    scores = np.ascontiguousarray(given.scores[:, which])
    return replace(given, items=items, categories=given.categories[which], scores=scores)


def _log_shares(persons: FloatArray) -> float:
    return float(xlogy(persons, persons / persons.sum()).sum())
