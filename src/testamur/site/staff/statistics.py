"""From stored scores to the psychometrics room: one matrix a form, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from testamur import items
from testamur.delivery import Kind
from testamur.items.facts import key_position
from testamur.psychometrics import Analysis, Choices, ItemStatistics, analyse
from testamur.psychometrics.decisions import Decisions, decisions
from testamur.site.records.models import Form, ProgrammeEdition, ResponseEvent, Score
from testamur.site.records.rescoring.rules import credited, rules_of

SEED: Final = 2026
"""Of the draws behind the intervals at the pass mark, so that a page that is loaded again says the same."""


@dataclass(frozen=True, slots=True)
class FormResults:
    """The classical analysis of the closed sittings of one form, and how well it decides at the pass mark.

    `is_simulated` if nobody real sat. `decisions` is None where there is no pass mark for the form. Items that a
    signed change of scoring drops or gives everybody are in the totals as it says, and not analysed.
    """

    form: Form
    totals: tuple[int, ...]
    analysis: Analysis
    decisions: Decisions | None
    is_simulated: bool

    def of_item(self, identifier: str) -> ItemStatistics | None:
        """Return the statistics of one item; None if the form does not have it."""
        return next((item for item in self.analysis.items if item.item == identifier), None)


@dataclass(frozen=True, slots=True)
class ExamResults:
    """The results of an exam, form by form; real and simulated people are never mixed."""

    forms: tuple[FormResults, ...]
    is_simulated: bool

    @property
    def totals(self) -> list[int]:
        """The number correct of every sitting, over all forms, which are of one length."""
        return [total for form in self.forms for total in form.totals]


def exam_results(edition: ProgrammeEdition) -> ExamResults:
    """Return the results of an edition's exam; those of simulated people only while there are no others."""
    scores = Score.objects.standing().filter(sitting__form__edition=edition, sitting__purpose="exam")
    is_simulated = not _counted(scores).filter(sitting__enrolment__person__is_simulated=False).exists()
    forms = edition.forms.filter(purpose="exam").order_by("pk")
    found = (_results(form, is_simulated=is_simulated) for form in forms)
    return ExamResults(tuple(one for one in found if one), is_simulated)


def form_results(form: Form) -> FormResults | None:
    """Return the analysis of one form's closed sittings; None if there are none."""
    scores = _counted(Score.objects.standing().filter(sitting__form=form))
    is_simulated = not scores.filter(sitting__enrolment__person__is_simulated=False).exists()
    return _results(form, is_simulated=is_simulated)


def _counted(scores: QuerySet[Score]) -> QuerySet[Score]:
    return scores.exclude(sitting__events__kind=Kind.VOID)


def _results(form: Form, *, is_simulated: bool) -> FormResults | None:
    of_form = _counted(Score.objects.standing().filter(sitting__form=form))
    rows = list(of_form.filter(sitting__enrolment__person__is_simulated=is_simulated).order_by("pk"))
    if not rows:
        return None
    rules = rules_of(form)
    questions = [rule.keyed[0] for rule in rules if rule.measures]
    names = [question.identifier for question in questions]
    matrix = np.array([[float(row.by_item[name]) for name in names] for row in rows])
    responses = _responses(form)
    choices = _choices(questions, [responses.get(row.sitting_id, {}) for row in rows])
    analysis = analyse(matrix, items=names, choices=choices)
    totals = tuple(row.correct for row in rows)
    return FormResults(form, totals, analysis, _decisions(form, matrix, given=credited(rules)), is_simulated)


def _decisions(form: Form, matrix: npt.NDArray[np.float64], *, given: int) -> Decisions | None:
    """Return how well the measuring items decide; the pass mark on them is less by what everybody has."""
    exam = form.edition.programme.exam
    cut = 0 if exam is None else exam.cut.correct - given
    if form.purpose != "exam" or not 0 < cut <= matrix.shape[1]:
        return None
    return decisions(matrix, cut=cut, rng=np.random.default_rng(SEED))


def _responses(form: Form) -> dict[int, dict[str, Mapping[str, object]]]:
    """Return the last response to each item, by sitting of the form."""
    events = ResponseEvent.objects.filter(sitting__form=form).order_by("sequence")
    found: dict[int, dict[str, Mapping[str, object]]] = {}
    for sitting, item, values in events.values_list("sitting", "item", "values"):
        found.setdefault(sitting, {})[item] = values
    return found


def _choices(questions: Sequence[items.Item], chosen: Sequence[Mapping[str, Mapping[str, object]]]) -> Choices:
    """Return the options chosen; an item that is no single choice has none."""
    keys = tuple(key_position(question) or "" for question in questions)
    responses = [[_option(question, row.get(question.identifier, {})) for question in questions] for row in chosen]
    offered = tuple(_offered(question) if key else () for question, key in zip(questions, keys, strict=True))
    return Choices(np.array(responses, dtype=np.str_), keys, offered)


def _option(question: items.Item, values: Mapping[str, object]) -> str:
    given = [values.get(name) for name in question.responses]
    return given[0] if len(given) == 1 and isinstance(given[0], str) else ""


def _offered(question: items.Item) -> tuple[str, ...]:
    tags = ("qti-simple-choice", "qti-inline-choice")
    return tuple(node.attributes["identifier"] for node in question.body.walk() if node.tag in tags)
