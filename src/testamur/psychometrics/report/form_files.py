"""From a file of answers to the sittings of each form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.answer_files import Answers, KeyedItem, scored_answers
from testamur.psychometrics.report.data import About, FormSittings, ReportItem
from testamur.psychometrics.scoring import FloatArray

SHOWN: Final = 10
LEAST_ANSWERED: Final = 0.05
"""An item that a smaller share of a form's sittings have an answer to is taken for a fault of the file."""

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a file of answers are no items: the form of each line, its attempt, and its traits."""

    form: str = ""
    attempt: str = ""
    traits: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Return every column that was named."""
        return tuple(column for column in (self.form, self.attempt, *self.traits) if column)


@dataclass(frozen=True, slots=True, eq=False)
class SittingsRead:
    """What was read of all sittings.

    Attributes
    ----------
    answers : Answers
        With the columns of `columns`. An item is on a form if somebody on that form has an answer to it.
    key : sequence of KeyedItem
        Of every item column.
    about : About
        `cuts`, `unscored` and `dispositions` are taken from it.
    columns : Columns
    cut : int, optional
        Pass mark of forms that `about.cuts` does not name.
    seconds : ndarray, shape (n_persons, n_items), optional
    """

    answers: Answers
    key: Sequence[KeyedItem]
    about: About
    columns: Columns
    cut: int | None = None
    seconds: FloatArray | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """The form of each sitting; all "1" if no column tells."""
        if not self.columns.form:
            return ("1",) * len(self.answers.answers)
        return self.answers.columns[self.columns.form]

    @property
    def attempts(self) -> tuple[str, ...]:
        """The attempt of each sitting, as written; empty if no column tells."""
        return self.answers.columns[self.columns.attempt] if self.columns.attempt else ()


def report_forms(read: SittingsRead) -> tuple[FormSittings, ...]:
    """Return the sittings of each form, in the order in which the forms first occur.

    Raises
    ------
    DocumentError
        With everything that is wrong: see `scored_answers`; a form without a name or a pass mark, an attempt
        that is no number, an item that nobody or hardly anybody of a form answered, names in `about` that are
        nothing here.
    """
    problems = [
        *read.answers.problems,
        *_column_problems(read),
        *_form_problems(read),
        *_attempt_problems(read),
        *_stated_problems(read),
    ]
    found = []
    for name in dict.fromkeys(read.forms):
        rows = np.flatnonzero(np.array(read.forms) == name)
        try:
            found.append(_form(read, name, rows))
        except DocumentError as error:
            problems += error.problems
    if problems:
        raise DocumentError(dict.fromkeys(problems))
    return tuple(found)


def _column_problems(read: SittingsRead) -> Iterator[Problem]:
    known = {item.item for item in read.key}
    for item in sorted(known - set(read.answers.items)):
        yield Problem("line 1", f"the column {item!r} is missing; the key names it")
    for place, item in enumerate(read.answers.items):
        if item not in known:
            yield Problem("line 1", f"the column {item!r} is not in the key; leave it out, or add it to the key")
        elif (read.answers.answers[:, place] == "").all():
            yield Problem("line 1", f"the item {item!r} has no answer of anybody; leave it out")


def _form_problems(read: SittingsRead) -> Iterator[Problem]:
    forms = read.forms
    empty = [line for line, form in zip(read.answers.lines.tolist(), forms, strict=True) if not form]
    if empty:
        yield Problem(f"line {empty[0]}, {read.columns.form}", "is empty; every sitting has a form")
    for form in dict.fromkeys(forms):
        if read.cut is None and form not in read.about.cuts:
            yield Problem(f"cuts.{form}", "the form has no pass mark; give --cut, or say it under [cuts]")


def _attempt_problems(read: SittingsRead) -> Iterator[Problem]:
    wrong = [
        Problem(f"line {line}, {read.columns.attempt}", f"{text[:20]!r} is no attempt; the first is 1")
        for line, text in zip(read.answers.lines.tolist(), read.attempts, strict=False)
        if not (text.isdecimal() and len(text) <= 3 and int(text) > 0)
    ]
    yield from wrong[:SHOWN]
    if len(wrong) > SHOWN:
        yield Problem(read.columns.attempt, f"{len(wrong) - SHOWN} more are none")


def _stated_problems(read: SittingsRead) -> Iterator[Problem]:
    about, items = read.about, read.answers.items
    stated = (("cuts", about.cuts, read.forms), ("unscored", about.unscored, items))
    for field, told, real in (*stated, ("dispositions", about.dispositions, items)):
        for one in told:
            if one not in real:
                yield Problem(f"{field}.{one}", "is nothing that the answers know")


def _form(read: SittingsRead, name: str, rows: Places) -> FormSittings:
    given = read.answers.answers[rows]
    answered = (given != "").sum(axis=0)
    places = np.flatnonzero(answered > 0)
    if stray := [place for place in places.tolist() if answered[place] < LEAST_ANSWERED * len(rows)]:
        raise DocumentError(
            Problem(
                f"line 1, {read.answers.items[place]}",
                f"{answered[place]} of {len(rows)} sittings of form {name} have an answer; is it on that form?",
            )
            for place in stray
        )
    items = tuple(read.answers.items[place] for place in places)
    of_form = Answers(items, given[:, places], read.answers.lines[rows], None, {})
    scored = scored_answers(of_form, tuple(item for item in read.key if item.item in items), blank="wrong")
    order = np.array([read.answers.items.index(item.item) for item in scored.items])
    usable = [int(text) for text in read.attempts if text.isdecimal()]
    return FormSittings(
        name=name,
        items=tuple(_item(item, read.about) for item in scored.items),
        scores=np.where(scored.answers == "", np.nan, scored.scores),
        cut=read.about.cuts.get(name, read.cut or 0),
        chosen=scored.answers if any(item.key for item in scored.items) else None,
        seconds=None if read.seconds is None else read.seconds[np.ix_(rows, order)],
        attempts=tuple(usable[row] for row in rows) if len(usable) == len(read.forms) else None,
        traits={trait: tuple(read.answers.columns[trait][row] for row in rows) for trait in read.columns.traits},
    )


def _item(item: KeyedItem, about: About) -> ReportItem:
    return ReportItem(
        item=item.item,
        area=item.domain,
        key=item.key,
        options=item.options,
        points=float(item.points),
        is_scored=item.item not in about.unscored,
        disposition=about.dispositions.get(item.item, ""),
        is_exposed=item.is_exposed,
    )
