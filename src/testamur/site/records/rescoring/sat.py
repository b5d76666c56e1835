"""Who sat a form and what they scored on it: as written, as it stands, and as a change would have it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur.delivery import Kind
from testamur.psychometrics.what_if import Change, FormScores, Rescored, Treatment
from testamur.site.records.models import Form, ResponseEvent, Score
from testamur.site.records.rescoring.rules import NO_ANSWER, Do, ScoredItem

CHUNK: Final = 2000
TREATMENTS: Final = {Do.DROP: Treatment.DROP, Do.CREDIT: Treatment.CREDIT, Do.AS_WRITTEN: Treatment.RESTORE}
Answers = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Sat:
    """The measured sittings of one form that were not voided, by number, with the score that stands.

    Attributes
    ----------
    sittings, scores, enrolments : tuple of int
        Keys of the records.
    is_simulated : ndarray of bool, shape (n_sittings,)
        Whether the person exists.
    correct : ndarray of int, shape (n_sittings,)
        As it stands.
    right : tuple of mapping of str to bool
        By question, as it stands.
    answers : mapping of str to mapping
        The last answer to each of the questions asked for, by sitting.
    """

    form: Form
    sittings: tuple[int, ...]
    scores: tuple[int, ...]
    enrolments: tuple[int, ...]
    is_simulated: npt.NDArray[np.bool_]
    correct: npt.NDArray[np.intp]
    right: tuple[Mapping[str, bool], ...]
    answers: Mapping[str, Answers]

    @property
    def digest(self) -> str:
        """SHA-256 of which score stands of which sitting."""
        pairs = sorted(zip(self.sittings, self.scores, strict=True))
        return hashlib.sha256("\n".join(f"{sitting} {score}" for sitting, score in pairs).encode()).hexdigest()

    def points(self, rule: ScoredItem) -> npt.NDArray[np.float64]:
        """Return 1 where the answer to a question earns its point, else 0, shape (n_sittings,)."""
        given = self.answers[rule.identifier]
        known: dict[str, bool] = {}
        found = np.zeros(len(self.sittings))
        for row, sitting in enumerate(self.sittings):
            values = given.get(sitting, NO_ANSWER)
            name = json.dumps(values, sort_keys=True)
            if name not in known:
                known[name] = rule.is_right(values)
            found[row] = known[name]
        return found


def sat(form: Form, asked: Iterable[str], *, among: Sequence[int] | None = None) -> Sat:
    """Return the measured sittings of a form, with the answers to the questions `asked` for.

    Two queries, however many there are; `among` names the sittings that are wanted, if not all are.
    """
    standing = Score.objects.standing().filter(sitting__form=form).exclude(sitting__events__kind=Kind.VOID)
    if among is not None:
        standing = standing.filter(sitting__in=among)
    person = ("sitting__enrolment_id", "sitting__enrolment__person__is_simulated")
    lines = standing.order_by("sitting_id").values_list("sitting_id", "pk", *person, "correct", "by_item")
    found = list(lines.iterator(chunk_size=CHUNK))
    sittings, scores, enrolments, simulated, correct, right = zip(*found, strict=True) if found else ((),) * 6
    return Sat(
        form,
        sittings,
        scores,
        enrolments,
        np.array(simulated, dtype=np.bool_),
        np.array(correct, dtype=np.intp),
        right,
        _answers(form, asked, among=among),
    )


def _answers(form: Form, asked: Iterable[str], *, among: Sequence[int] | None) -> dict[str, dict[int, Any]]:
    found: dict[str, dict[int, Any]] = {name: {} for name in asked}
    if not found:
        return found
    events = ResponseEvent.objects.filter(sitting__form=form, item__in=found)
    if among is not None:
        events = events.filter(sitting__in=among)
    lines = events.order_by("sequence").values_list("sitting_id", "item", "values")
    for sitting, item, values in lines.iterator(chunk_size=CHUNK):
        found[item][sitting] = values
    return found


def touched(*rules: Sequence[ScoredItem]) -> list[str]:
    """Return the questions that are not scored as written by one of the rules or another."""
    return sorted({rule.identifier for each in rules for rule in each if rule.do is not Do.AS_WRITTEN})


def as_written(rules: Sequence[ScoredItem]) -> tuple[ScoredItem, ...]:
    """Return the same questions as their items are written."""
    return tuple(ScoredItem(rule.identifier, rule.area, rule.item, Do.AS_WRITTEN, (rule.item,)) for rule in rules)


def form_scores(
    given: Sat, *, now: Sequence[ScoredItem], then: Sequence[ScoredItem], cut: int, here: npt.NDArray[np.bool_]
) -> tuple[FormScores, dict[str, Treatment | Rescored]]:
    """Return what was scored on a form, and what is to be done with it, as the psychometrics room takes it.

    `here` (n_sittings,) says which of the sittings are meant.
    """
    asked = set(touched(now, then))
    names = [rule.identifier for rule in now]
    rows = np.flatnonzero(here)
    of_form = itemgetter(*names)
    standing = [of_form(given.right[row]) for row in rows]
    written = np.array(standing, dtype=np.bool_).reshape(len(rows), -1).astype(np.float64)
    for column, rule in enumerate(as_written(now)):
        if rule.identifier in asked:
            written[:, column] = given.points(rule)[here]
    scores = FormScores(
        given.form.name,
        tuple(str(given.sittings[row]) for row in rows),
        tuple(names),
        written,
        cut,
        standing=Change(_treatments(given, now, here=here, asked=asked)),
    )
    return scores, _treatments(given, then, here=here, asked=asked)


def _treatments(
    given: Sat, rules: Sequence[ScoredItem], *, here: npt.NDArray[np.bool_], asked: set[str]
) -> dict[str, Treatment | Rescored]:
    found: dict[str, Treatment | Rescored] = {}
    for rule in rules:
        if rule.identifier in asked:
            is_keyed = rule.do is Do.REKEY
            found[rule.identifier] = Rescored(given.points(rule)[here]) if is_keyed else TREATMENTS[rule.do]
    return found


def right_by(given: Sat, rules: Sequence[ScoredItem], *, ever: Iterable[str]) -> list[dict[str, bool]]:
    """Return which questions are right by the rules, sitting by sitting.

    What was answered to a question that was `ever` scored otherwise is scored; the others stand as they are.
    """
    again = set(ever)
    columns = {rule.identifier: given.points(rule) for rule in rules if rule.identifier in again}
    return [
        {name: bool(columns[name][row]) if name in columns else is_right for name, is_right in right.items()}
        for row, right in enumerate(given.right)
    ]
