"""What sittings have shown, as facts of the Statement: enough of them, in whole tens, simulated ones labelled so.

A number about people is stated from `LEAST` of them on, and people are counted in whole tens (`counted`): the last
nine wait until they are ten. So two statements one after the other never tell about one person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from testamur.credential import Fact
from testamur.credential.statement_fact import NOT_APPLICABLE, NOT_DONE, TOO_EARLY
from testamur.psychometrics import (
    TOO_FEW,
    Estimate,
    analyse,
    decision_consistency,
    keats_errors,
)
from testamur.psychometrics.conditional_error import KEATS
from testamur.psychometrics.estimate import CONFIDENCE, estimated, withheld
from testamur.psychometrics.intervals import wilson

LEAST: Final = TOO_FEW
TOLD_FORMS: Final = 12
"""So many forms, the newest, are told one by one."""
TENS: Final = 10
WILSON: Final = "share of first attempts, Wilson interval"

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class FormSittings:
    """First attempts at one exam form: the item scores of each (0 or 1), the earliest first.

    Items that a signed change of scoring drops or gives everybody are among `items` and have no score; `credited`
    and `dropped` say how many they are.
    """

    name: str
    digest: str
    items: frozenset[str]
    scores: tuple[tuple[float, ...], ...]
    credited: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class ExamSittings:
    """The first attempts at an exam.

    Attributes
    ----------
    forms : tuple of FormSittings
        Its frozen forms, the oldest first.
    totals : tuple of int
        The number correct of each first attempt over all forms, the earliest first.
    cut : int
        The number correct that passes.
    on : date
        The day for which it stands.
    is_simulated : bool
        Whether nobody of them exists.
    """

    forms: tuple[FormSittings, ...]
    totals: tuple[int, ...]
    cut: int
    on: date
    is_simulated: bool = False


def counted(things: Sequence[Thing]) -> Sequence[Thing]:
    """Return the first of them in whole tens, none if those are fewer than `LEAST`."""
    whole = len(things) // TENS * TENS
    return things[: whole if whole >= LEAST else 0]


def measured_facts(exam: ExamSittings | None) -> tuple[Fact, ...]:
    """Return what the sittings of an exam have shown; without an exam, that it does not apply."""
    if exam is None:
        said = "There is no examination whose statistics there could be."
        return tuple(Fact(key, title, said, state=NOT_APPLICABLE) for key, title in WITHOUT_EXAM.items())
    found = [*_people(exam), *_forms(exam)]
    for form in exam.forms[-TOLD_FORMS:]:
        found += _form(form, exam)
    found.append(
        Fact(
            "dif",
            "Differences between groups (DIF)",
            "Not testable: nothing is recorded by which groups could be compared, n focal = 0.",
            state=NOT_DONE,
            n="0",
            on=exam.on.isoformat(),
        )
    )
    return tuple(found)


WITHOUT_EXAM: Final = {
    "first-attempts": "First attempts",
    "pass-rate": "Pass rate",
    "forms": "Exam forms",
    "form-overlap": "Questions that two forms share",
    "item-exposure": "How often a question was shown",
    "equating": "Equating of forms",
    "reliability": "Reliability",
    "dif": "Differences between groups (DIF)",
}


def _people(exam: ExamSittings) -> Iterator[Fact]:
    totals = counted(exam.totals)
    on = exam.on.isoformat()
    if not totals:
        said = f"Fewer than {LEAST} people have sat it; nothing is said of so few."
        yield Fact("first-attempts", "First attempts", said, state=TOO_EARLY, on=on)
        yield Fact("pass-rate", "Pass rate", said, state=TOO_EARLY, method=WILSON, on=on)
        return
    n, passed = len(totals), sum(total >= exam.cut for total in totals)
    said = f"{n} first attempts, counted in whole tens."
    yield Fact(
        "first-attempts",
        "First attempts",
        _labelled(said, exam),
        value=f"{n}",
        unit="people",
        on=on,
        is_simulated=exam.is_simulated,
    )
    rate = estimated(passed / n, wilson(passed, n, confidence=CONFIDENCE), n=n, method=WILSON)
    yield _estimate("pass-rate", "Pass rate", rate, exam, unit="share of first attempts", is_share=True)


def _labelled(sentence: str, exam: ExamSittings) -> str:
    return f"Simulated people: {sentence}" if exam.is_simulated else sentence


def _forms(exam: ExamSittings) -> Iterator[Fact]:
    count = len(exam.forms)
    said = f"{count} forms are frozen." if count != 1 else "One form is frozen."
    yield Fact("forms", "Exam forms", said, value=f"{count}", unit="forms")
    if count < 2:
        said = "There is one form, or none, so nothing to compare."
        yield Fact("form-overlap", "Questions that two forms share", said, state=NOT_APPLICABLE)
        yield Fact("equating", "Equating of forms", said, state=NOT_APPLICABLE)
    else:
        most = max(len(a.items & b.items) for a in exam.forms for b in exam.forms if a is not b)
        said = f"No two forms share more than {most} questions."
        yield Fact("form-overlap", "Questions that two forms share", said, value=f"{most}", unit="questions")
        said = "Scores of different forms are taken as they are; the forms are built to one blueprint."
        yield Fact("equating", "Equating of forms", said, state=NOT_DONE)
    yield _exposure(exam)


def _exposure(exam: ExamSittings) -> Fact:
    title, on = "How often a question was shown", exam.on.isoformat()
    sittings = {form.name: len(counted(form.scores)) for form in exam.forms}
    n = sum(sittings.values())
    if not n:
        return Fact("item-exposure", title, f"Fewer than {LEAST} people have sat it.", state=TOO_EARLY, on=on)
    items = set().union(*(form.items for form in exam.forms))
    most = max(sum(sittings[form.name] for form in exam.forms if item in form.items) for item in items)
    said = _labelled(f"The question shown most often was in {100 * most / n:.3g} % of {n} sittings.", exam)
    return Fact(
        "item-exposure",
        title,
        said,
        value=f"{most / n:.4g}",
        unit="share of the sittings",
        n=f"{n}",
        on=on,
        is_simulated=exam.is_simulated,
    )


def _form(form: FormSittings, exam: ExamSittings) -> Iterator[Fact]:
    key, title = f"form.{form.name}", f"Form {form.name}"
    said = f"{len(form.items)} questions, frozen under the name {form.digest}."
    if form.credited or form.dropped:
        said += f" After it was sat, {form.credited} were given to everybody and {form.dropped} count for nobody."
    yield Fact(key, title, said, value=f"{len(form.items)}", unit="questions", method=form.digest)
    scores = counted(form.scores)
    if not scores:
        said = f"Fewer than {LEAST} first attempts at this form; nothing is said of so few."
        for name, words in PER_FORM.items():
            yield Fact(f"{key}.{name}", f"{title}: {words}", said, state=TOO_EARLY, on=exam.on.isoformat())
        return
    matrix = np.array(scores)
    for name, estimate in _statistics(matrix, exam.cut - form.credited).items():
        unit = "correct answers" if name in {"sem", "sem-at-cut"} else ""
        yield _estimate(f"{key}.{name}", f"{title}: {PER_FORM[name]}", estimate, exam, unit=unit)


PER_FORM: Final = {
    "reliability": "reliability",
    "sem": "standard error of measurement",
    "sem-at-cut": "standard error of measurement at the pass mark",
    "decision-consistency": "same decision in two sittings",
    "decision-kappa": "same decision beyond chance (kappa)",
    "decision-accuracy": "right decision",
    "false-positive": "not competent, and passed",
    "false-negative": "competent, and failed",
}


def _statistics(matrix: npt.NDArray[np.float64], cut: int) -> dict[str, Estimate]:
    test = analyse(matrix).test
    if not 0 < cut <= matrix.shape[1]:
        nothing = withheld(n=len(matrix), method="every or no candidate passes", status="undefined")
        return {**dict.fromkeys(PER_FORM, nothing), "reliability": test.reliability, "sem": test.sem}
    decisions = decision_consistency(matrix, cut=cut)
    return {
        "reliability": test.reliability,
        "sem": test.sem,
        "sem-at-cut": _error_at(matrix, cut),
        "decision-consistency": decisions.consistency,
        "decision-kappa": decisions.kappa,
        "decision-accuracy": decisions.accuracy,
        "false-positive": decisions.false_positive,
        "false-negative": decisions.false_negative,
    }


def _error_at(matrix: npt.NDArray[np.float64], cut: int) -> Estimate:
    found, n = keats_errors(matrix, least=LEAST), len(matrix)
    if found is None or found.low is None or found.high is None:
        return withheld(n=n, method=KEATS, status="undefined")
    return estimated(float(found.errors[cut]), (float(found.low[cut]), float(found.high[cut])), n=n, method=KEATS)


def _estimate(
    key: str, title: str, estimate: Estimate, exam: ExamSittings, *, unit: str, is_share: bool = False
) -> Fact:
    on, n = exam.on.isoformat(), f"{estimate.n}"
    if estimate.value is None or estimate.low is None or estimate.high is None:
        said = _labelled(f"The formula has no value for these {n} sittings.", exam)
        return Fact(key, title, said, state=TOO_EARLY, n=n, method=estimate.method, on=on,
                    is_simulated=exam.is_simulated)  # fmt: skip
    value, low, high = (f"{number:.4f}" for number in (estimate.value, estimate.low, estimate.high))
    if is_share:
        shown = [f"{100 * number:.0f} %" for number in (estimate.value, estimate.low, estimate.high)]
    else:
        shown = [f"{number:.2f}" for number in (estimate.value, estimate.low, estimate.high)]
    said = f"{shown[0]} ({shown[1]} to {shown[2]}, 95 % interval), n = {n}; {estimate.method}."
    return Fact(
        key,
        title,
        _labelled(said, exam),
        value=value,
        unit=unit,
        low=low,
        high=high,
        n=n,
        method=estimate.method,
        on=on,
        is_simulated=exam.is_simulated,
    )
