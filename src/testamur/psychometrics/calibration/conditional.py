"""Conditional maximum likelihood: items of the Rasch and the partial credit model apart from any population.

Given the total score a person's pattern does not turn on ability, so the items are estimated without a word on
how ability is distributed: Rasch (1960), ch. 10; Andersen (1970), Journal of the Royal Statistical Society B
32:283-301; for several score categories Andersen (1972), ibid. 34:42-54, and Masters (1982), Psychometrika
47:149-174.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import linalg

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.calibrate import ITEM_MODELS, SMALL
from testamur.psychometrics.calibration.calibration import CalibratedItem, Calibration
from testamur.psychometrics.calibration.forms import Form, forms, taken
from testamur.psychometrics.calibration.responses import INTEGERS, Responses
from testamur.psychometrics.calibration.separation import apart, exchanges, is_tied, linked, separated
from testamur.psychometrics.calibration.symmetric import sums
from testamur.psychometrics.item_model import FloatArray
from testamur.psychometrics.one_thread import one_thread

CONDITIONAL: Final = ("rasch", "pcm")
TOLERANCE: Final = 1e-6
"""The end: no gradient is steeper than this times the square root of its information, no step longer than this."""

MOST_STEPS: Final = 60
LONGEST: Final = 2.0
"""No parameter moves further in one step, in logits."""

SHARES: Final = (1.0, 0.5, 0.25, 0.125, 0.0625)
SLACK: Final = 1e-12
"""A fall of the likelihood by less than this share of it is rounding."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The conditional likelihood of d_jk, the steps of all items one after the other, m of them.

    Attributes
    ----------
    given : Responses
    forms : tuple of Form
    first : ndarray of int, shape (n_items + 1,)
        Where the steps of each item begin.
    counts : ndarray, shape (m,)
        Persons with each score above 0 on each item, of those whose total is neither the lowest nor the highest.
    """

    given: Responses
    forms: tuple[Form, ...]
    first: INTEGERS
    counts: FloatArray

    @property
    def levels(self) -> FloatArray:
        """Return the score that each step leads to, (m,): moving d along it changes nothing."""
        return np.concatenate([np.arange(1.0, k) for k in self.given.categories.tolist()])

    @property
    def persons(self) -> float:
        """How many persons tell anything: neither all right nor all wrong."""
        return float(sum(form.persons[1:-1].sum() for form in self.forms))

    def look(self, d: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Return the log-likelihood, its gradient (m,) and the observed information (m, m)."""
        loglik, gradient = float(self.counts @ d), self.counts.copy()
        information = np.zeros((len(d), len(d)))
        for form in self.forms:
            if not form.is_telling.any():
                continue
            logs, steps = self._logs(d, form.items)
            persons = form.persons.copy()
            persons[[0, -1]] = 0
            found = sums(logs, persons)
            is_step = np.isfinite(logs[:, 1:]).ravel()
            loglik -= found.log_gammas
            gradient[steps] -= found.counts.ravel()[is_step]
            information[np.ix_(steps, steps)] += found.covariance[np.ix_(is_step, is_step)]
        return loglik, gradient, information

    def _logs(self, d: FloatArray, items: INTEGERS) -> tuple[FloatArray, INTEGERS]:
        """Return d of the items of a form as a matrix, and their steps' places."""
        categories = self.given.categories[items]
        logs = np.full((len(items), int(categories.max())), -np.inf)
        logs[:, 0] = 0
        above = np.arange(1, logs.shape[1])
        has = above < categories[:, np.newaxis]
        steps = (self.first[items, np.newaxis] + above - 1)[has]
        logs[:, 1:][has] = d[steps]
        return logs, steps


@one_thread()
def calibrate_conditionally(
    given: Responses,
    *,
    model: str,
    reference: str | None = None,
    errors: bool = True,
    tolerance: float = TOLERANCE,
    most: int = MOST_STEPS,
) -> Calibration:
    """Estimate the parameters of all items by conditional maximum likelihood.

    Parameters
    ----------
    given : Responses
        As a matrix. Items may be missing by design; each set of items that was given together is a form with a
        likelihood of its own, so what it costs grows with the number of forms. Groups do not matter.
    model : str
        ``rasch`` or ``pcm``.
    reference : str, optional
        The item whose thresholds (difficulty) have the mean 0; if absent those of all items have.
    errors : bool
        Whether to tell standard errors, by the observed information.
    tolerance : float
        > 0; see `TOLERANCE`.
    most : int
        So many Newton steps at most.

    Returns
    -------
    Calibration
        With no population: `calibrate` with the items as anchors finds it. The likelihood is conditional on the
        total scores and compares with no marginal one.

    Raises
    ------
    DocumentError
        With everything that keeps the likelihood from having a highest point: nobody with some right and some
        wrong, sets of items that no chain of persons ties together, items that part persons like a wall.
    """
    likelihood = _likelihood(given, model, reference)
    edges = exchanges(given, likelihood.forms, likelihood.first)
    sets = linked(given, likelihood.forms)
    wrong = list(apart(given, sets))
    is_fine = is_tied(edges)
    if wrong or (model == "rasch" and not is_fine):
        raise DocumentError(wrong + list(separated(given, edges, likelihood.first, sets)))
    end = _climbed(likelihood, tolerance=tolerance, most=most)
    if not end.converged and not is_fine:
        raise DocumentError(separated(given, edges, likelihood.first, sets))
    return _told(likelihood, end, model, reference, errors=errors)


def _likelihood(given: Responses, model: str, reference: str | None) -> Likelihood:
    problems = list(_problems(given, model, reference))
    if problems:
        raise DocumentError(problems)
    found = forms(given)
    first = np.concatenate([[0], np.cumsum(given.categories - 1)]).astype(np.intp)
    likelihood = Likelihood(given, found, first, _counts(given, found, first))
    if not likelihood.persons:
        raise DocumentError([Problem("persons", "nobody has some right and some wrong; they tell nothing")])
    return likelihood


def _problems(given: Responses, model: str, reference: str | None) -> Iterator[Problem]:
    if model not in CONDITIONAL:
        said = "has no total score that says all of ability" if model in ITEM_MODELS else "is unknown"
        yield Problem("model", f"{model!r} {said}; conditional likelihood takes {' or '.join(CONDITIONAL)}")
    if model == "rasch":
        for item, count in zip(given.items, given.categories.tolist(), strict=True):
            if count > 2:
                yield Problem(f"items.{item}", "has scores above 1; the rasch model takes none")
    if given.lists is not None:
        yield Problem("scores", "must be a matrix of persons by items")
    if reference is not None and reference not in given.items:
        yield Problem("reference", f"{reference!r} is no item of these responses")


def _counts(given: Responses, all_forms: Sequence[Form], first: INTEGERS) -> FloatArray:
    found = np.zeros(first[-1])
    for form in all_forms:
        scores, weights = taken(given.scores, form.items, form.rows), given.weights[form.rows]
        is_plain = bool((weights == 1).all())
        categories = given.categories[form.items]
        for k in range(1, int(categories.max())):
            having = np.flatnonzero(categories > k)
            own = scores if len(having) == scores.shape[1] else scores[:, having]
            whole = own.sum(axis=0, dtype=np.int64) if int(categories.max()) == 2 else (own == k).sum(axis=0)
            found[first[form.items[having]] + k - 1] += whole if is_plain else weights @ (own == k)
        # Who has all right is in the highest score of every item.
        found[first[form.items + 1] - 1] -= form.persons[-1]
    return found


@dataclass(frozen=True, slots=True)
class End:
    """Where the climb ended: d (m,), its covariance but for the origin, the likelihood at each step."""

    d: FloatArray
    covariance: FloatArray
    history: tuple[float, ...]
    steepness: float
    converged: bool


def _climbed(likelihood: Likelihood, *, tolerance: float, most: int) -> End:
    d = _origin(likelihood, None) @ _start(likelihood)
    top = np.zeros(len(d))
    top[likelihood.first[1:] - 1] = 1
    loglik, gradient, information = likelihood.look(d)
    history = [loglik]
    while True:
        steepness = float((np.abs(gradient) / np.sqrt(np.maximum(np.diagonal(information), 1e-12))).max())
        try:
            # The mean of the thresholds stays where it is: the data say nothing of it.
            root = linalg.cho_factor(information + np.outer(top, top), lower=True)
        except linalg.LinAlgError:
            return End(d, np.full_like(information, np.nan), tuple(history), steepness, converged=False)
        move = linalg.cho_solve(root, gradient)
        longest = float(np.abs(move).max())
        converged = steepness < tolerance and longest < tolerance
        if converged or len(history) > most:
            return End(d, linalg.cho_solve(root, np.eye(len(d))), tuple(history), steepness, converged)
        move *= min(1.0, LONGEST / longest)
        for share in SHARES:
            found = likelihood.look(d + share * move)
            if found[0] >= loglik - SLACK * abs(loglik):
                d, (loglik, gradient, information) = d + share * move, found
                break
        else:
            return End(d, linalg.cho_solve(root, np.eye(len(d))), tuple(history), steepness, converged=False)
        history.append(loglik)


def _start(likelihood: Likelihood) -> FloatArray:
    """Begin where everybody has the same ability, which is too narrow by the spread of the scores."""
    zeros = np.repeat(_zero_counts(likelihood), np.diff(likelihood.first))
    found: FloatArray = np.log(np.maximum(likelihood.counts, 0.5) / np.maximum(zeros, 0.5))
    return found


def _zero_counts(likelihood: Likelihood) -> FloatArray:
    """Return how many of the persons who tell anything scored 0 on each item, (n_items,)."""
    persons = np.zeros(len(likelihood.given.items))
    for form in likelihood.forms:
        persons[form.items] += form.persons[1:-1].sum()
    found: FloatArray = persons - np.add.reduceat(likelihood.counts, likelihood.first[:-1])
    return found


def _origin(likelihood: Likelihood, reference: str | None) -> FloatArray:
    """Return the matrix (m, m) that moves all d along their levels until the thresholds asked for have mean 0."""
    tops = likelihood.first[1:] - 1
    which = tops if reference is None else tops[[likelihood.given.items.index(reference)]]
    share = np.zeros(len(likelihood.counts))
    share[which] = 1 / likelihood.levels[which].sum()
    found: FloatArray = np.eye(len(share)) - np.outer(likelihood.levels, share)
    return found


def _told(likelihood: Likelihood, end: End, model: str, reference: str | None, *, errors: bool) -> Calibration:
    given, origin = likelihood.given, _origin(likelihood, reference)
    d = origin @ end.d
    spread = np.full(len(d), np.nan)
    if errors:
        spread = np.sqrt(np.maximum(np.diagonal(origin @ end.covariance @ origin.T), 0.0))
    items = []
    for place, (item, categories) in enumerate(zip(given.items, given.categories.tolist(), strict=True)):
        steps = slice(likelihood.first[place], likelihood.first[place + 1])
        names = ITEM_MODELS[model].parameters(categories)
        values, of = (dict(zip(names, numbers[steps].tolist(), strict=True)) for numbers in (d, spread))
        items.append(CalibratedItem(item, categories, values, of, is_fixed=False))
    return Calibration(
        model=model,
        items=tuple(items),
        populations=(),
        persons=given.persons,
        loglik=end.history[-1],
        history=end.history,
        steepness=end.steepness,
        converged=end.converged,
        free=len(d) - 1,
        nodes=(0.0, 0.0, 0),
        warnings=tuple(_warnings(likelihood, end, model)),
        method="conditional",
    )


def _warnings(likelihood: Likelihood, end: End, model: str) -> Iterator[str]:
    if not end.converged:
        yield f"It did not converge after {len(end.history) - 1} steps: the gradient is still {end.steepness:.2g}."
    silent = likelihood.given.persons - likelihood.persons
    if silent:
        yield (
            f"{silent:g} of {likelihood.given.persons:g} persons have all right, all wrong or no item at all; "
            "they tell nothing of the items."
        )
    if likelihood.persons < SMALL[model]:
        yield (
            f"There are {likelihood.persons:g} persons who tell of the items; the {ITEM_MODELS[model].title} "
            f"model wants {SMALL[model]} at least, and these estimates may be far off."
        )
