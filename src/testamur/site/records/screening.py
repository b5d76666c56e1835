"""An exam screened for what is unusual: what its records allow to be looked at, and what came of it.

Seats and networks are not recorded here, so pairs are restricted by form and by time only.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.psychometrics import TOO_FEW
from testamur.psychometrics.ability import CalibratedForm, form_of_items
from testamur.psychometrics.calibration import Calibration, calibrate, responses
from testamur.psychometrics.calibration.choice import SLOPES_FROM
from testamur.psychometrics.calibration.files import population_of
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.psychometrics.forensics import (
    Possible,
    Screening,
    aberrant_times,
    all_of,
    answer_probabilities,
    coded_options,
    copying,
    option_probabilities,
    overlapping,
    preknowledge,
    retake_gains,
    same,
)
from testamur.site.records.measuring import ExamAnswers, ExamResponses, KeptCalibration, exam_answers
from testamur.site.records.models import ReviewCase, SittingEvent
from testamur.site.records.retakes import Retakes, retakes

MOST: Final = 10_000
MOST_OF_THEM: Final = 0.8
"""So many of the items must be in the signed calibration; the others are left out, as those all had right."""

NOT_SIGNED: Final = "no calibration is signed that has these items"
NOT_RECORDED: Final = ("seat", "network")
What = ReviewCase.Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: `level` is shared by all looks, `exposed` names items (by identifier) that got about."""

    level: float
    is_same_time: bool
    exposed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of look: what came of it, or why it was not done."""

    kind: str
    why_not: str = ""
    method: str = ""
    tests: int = 0
    level: float = 0.0
    cases: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to look into: the sittings by their keys, the exact tail, numbers by name."""

    kind: str
    sittings: tuple[int, ...]
    p: float
    evidence: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screening keeps."""

    parameters: Mapping[str, object]
    looks: tuple[Look, ...]
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Exam:
    """The answers beside the items' parameters; `columns` are the items that can be used."""

    given: ExamResponses
    answers: ExamAnswers
    columns: npt.NDArray[np.intp]
    form: CalibratedForm
    population: tuple[float, float]
    signed: Calibration | None

    @property
    def names(self) -> list[str]:
        """Each person's sitting, as a name that the screenings can carry."""
        return [str(sitting) for sitting in self.given.sittings]

    @property
    def scores(self) -> npt.NDArray[np.int8]:
        """Scores on the items that can be used (n_persons, n_columns), -1 where the form has not the item."""
        return self.given.scores[:, self.columns]


def screened(given: ExamResponses, wanted: Wanted, *, kept: KeptCalibration | None, at: datetime) -> Screened:
    """Return what is unusual among the first attempts at an exam.

    Parameters
    ----------
    given : ExamResponses
    wanted : Wanted
    kept : KeptCalibration, optional
        The one in use; without it, or if it has too few of the items, the items are calibrated on these answers,
        and neither exposed items nor retakes are looked at.
    at : datetime

    Raises
    ------
    Refused
        If there are too few people, or too many for a page.
    """
    if given.n < TOO_FEW:
        raise Refused("screening-few", f"Too few have sat: n = {given.n}; at least {TOO_FEW} are needed.")
    if given.n > MOST:
        said = f"More than {MOST:,} have sat; use `testamur calibration screen` for so many."
        raise Refused("screening-many", said)
    exam, model = _exam(given, kept)
    again = retakes(given, exam.signed, at=at) if exam.signed else None
    looks = list(_looks(exam, wanted, again))
    share = wanted.level / sum(not isinstance(look, str) for _, look in looks)
    told = [(kind, look if isinstance(look, str) else look(share)) for kind, look in looks]
    parameters = {
        "item_model": model,
        "items": len(exam.columns),
        "is_signed": exam.signed is not None,
        "restricted_by": ["form", "time"] if wanted.is_same_time else ["form"],
        "not_recorded": list(NOT_RECORDED),
        "exposed": list(wanted.exposed),
    }
    return Screened(
        parameters,
        tuple(_look(kind, one) for kind, one in told),
        tuple(found for kind, one in told if not isinstance(one, str) for found in _found(kind, one)),
    )


def _exam(given: ExamResponses, kept: KeptCalibration | None) -> tuple[Exam, str]:
    names = [item.name for item in given.items]
    answers = exam_answers(given)
    signed = kept.calibration if kept else None
    known = {item.item for item in signed.items} if signed else set()
    places = [place for place, name in enumerate(names) if name in known]
    if signed and len(places) >= MOST_OF_THEM * len(names):
        form = form_of_items(signed, [names[place] for place in places])
        return Exam(given, answers, np.array(places), form, population_of(signed), signed), signed.model
    columns = np.flatnonzero([len(set(column) - {NOT_GIVEN}) > 1 for column in given.scores.T.tolist()])
    if len(columns) < 2:
        raise Refused(
            "screening-flat", "Everybody scored alike on nearly every item; there is nothing to compare."
        )
    model = "2pl" if given.n >= SLOPES_FROM else "rasch"
    scores = given.with_holes()[:, columns]
    found = calibrate(responses(scores, items=[names[place] for place in columns]), model=model, errors=False)
    form = form_of_items(found, [names[place] for place in columns])
    return Exam(given, answers, columns, form, population_of(found), None), model


def _looks(
    exam: Exam, wanted: Wanted, again: Retakes | None
) -> Iterator[tuple[str, str | Callable[[float], Screening]]]:
    """Return each kind with how it is done at a level, or why it cannot be."""
    yield What.ANSWERS, lambda level: _agreement(exam, wanted, level)
    seconds = _seconds(exam)
    if seconds.shape[1] < 2:
        yield What.TIMES, "no times of answers are recorded"
    else:
        yield What.TIMES, lambda level: aberrant_times(seconds, persons=exam.names, family_level=level)
    exposed = np.array([exam.given.items[place].identifier in wanted.exposed for place in exam.columns])
    if not exposed.any():
        yield What.EXPOSED, "no item was said to be exposed"
    elif exam.signed is None:
        yield What.EXPOSED, NOT_SIGNED
    elif exposed.all():
        yield What.EXPOSED, "every item was said to be exposed; none is left to learn ability from"
    else:
        yield (
            What.EXPOSED,
            lambda level: preknowledge(
                exam.form, exam.scores, exposed, persons=exam.names, population=exam.population, family_level=level
            ),
        )
    if again is None:
        yield What.RETAKE, NOT_SIGNED
    elif again.n < TOO_FEW:
        yield What.RETAKE, f"n who sat again = {again.n}; at least {TOO_FEW} are needed"
    else:
        yield (
            What.RETAKE,
            lambda level: retake_gains(
                (again.form, again.first),
                (again.form, again.second),
                persons=[str(sitting) for sitting in again.sittings],
                population=exam.population,
                family_level=level,
            ),
        )


def _agreement(exam: Exam, wanted: Wanted, level: float) -> Screening:
    """Compare what was chosen; of an item that is no single choice, whether it was right."""
    given, scores = exam.given, exam.scores
    keys = [given.items[place].key for place in exam.columns]
    told = np.where(scores == NOT_GIVEN, "", scores.astype(np.str_))
    chosen = np.where([bool(key) for key in keys], exam.answers.chosen[:, exam.columns], told)
    codes, right = coded_options(chosen.astype(np.str_), [key or "1" for key in keys])
    chances = answer_probabilities(exam.form, scores, population=exam.population)[:, :, 1]
    ways: list[Possible] = [same([given.forms[place].digest for place in given.form_of])]
    if wanted.is_same_time:
        ways.append(overlapping(*_times(given)))
    probabilities = option_probabilities(chances, codes, right)
    return copying(codes, probabilities, persons=exam.names, possible=all_of(*ways), family_level=level)


def _times(given: ExamResponses) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return when each sitting began and ended, in seconds; NaN where it is not known."""
    row = {sitting: place for place, sitting in enumerate(given.sittings)}
    began, ended = np.full(given.n, np.nan), np.full(given.n, np.nan)
    events = SittingEvent.objects.filter(sitting__form__in=[form.pk for form in given.forms])
    wanted = events.filter(kind__in=(Kind.START, Kind.SUBMIT, Kind.TIME_OUT)).order_by("pk")
    for sitting, kind, at in wanted.values_list("sitting_id", "kind", "at"):
        if sitting in row:
            (began if kind == Kind.START else ended)[row[sitting]] = at.timestamp()
    return began, ended


def _seconds(exam: Exam) -> npt.NDArray[np.float64]:
    """Return the times on items of which there are two different ones, NaN where there is none."""
    seconds = np.where(exam.answers.seconds > 0, exam.answers.seconds, np.nan)
    told = [len(np.unique(column[np.isfinite(column)])) > 1 for column in seconds.T]
    found: npt.NDArray[np.float64] = seconds[:, np.flatnonzero(told)]
    return found


def _look(kind: str, one: str | Screening) -> Look:
    if isinstance(one, str):
        return Look(kind, one)
    return Look(kind, "", one.method, one.tests, one.level, len(one.for_review), one.warnings)


def _found(kind: str, one: Screening) -> Iterator[Found]:
    for case in one.for_review:
        evidence = {proof.name: proof.value for proof in case.evidence}
        yield Found(kind, tuple(int(person) for person in case.persons), case.p, evidence)
