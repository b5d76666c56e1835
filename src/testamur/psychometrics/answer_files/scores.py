"""From a file of answers and its key to item scores."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem
from testamur.psychometrics.answer_files.answers import Answers, listed
from testamur.psychometrics.answer_files.key import KeyedItem
from testamur.psychometrics.item_model import BoolArray
from testamur.psychometrics.scoring import FloatArray, TextArray

Blank = Literal["refuse", "wrong", "leave-out"]
BLANKS: Final = get_args(Blank)
"""What to do with a person who left an item blank: refuse the file, count it as 0, leave the person out."""

EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Item scores of everybody on every item, with what the key tells of the items.

    Attributes
    ----------
    items : tuple of KeyedItem
        In the order of the columns, n_items.
    scores : ndarray of float, shape (n_persons, n_items)
    answers : ndarray of str, shape (n_persons, n_items)
        As written.
    kept : ndarray of int, shape (n_persons,)
        Places of these persons in the file's `Answers`.
    left_out : int
        How many persons were left out because they had left an item blank.
    blanks : int
        How many blanks of the others were counted as 0.
    warnings : tuple of str
        Items that everybody scored alike on.
    """

    items: tuple[KeyedItem, ...]
    scores: FloatArray
    answers: TextArray
    kept: npt.NDArray[np.intp]
    left_out: int
    blanks: int
    warnings: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the items."""
        return tuple(item.item for item in self.items)

    @property
    def maxima(self) -> tuple[int, ...]:
        """Points that each item is worth."""
        return tuple(item.points for item in self.items)

    @property
    def domains(self) -> tuple[str, ...] | None:
        """The domain of each item, if there are two or more."""
        found = tuple(item.domain for item in self.items)
        return found if len(set(found)) > 1 else None


def scored_answers(
    answers: Answers,
    key: tuple[KeyedItem, ...],
    *,
    blank: Blank,
    refuse_flat: bool = False,
    name: str = "",
) -> Scored:
    """Return the scores of everybody.

    Parameters
    ----------
    answers : Answers
    key : tuple of KeyedItem
        Of all columns: with a key the column holds options, without one whole scores of 0 to `points`.
    blank : {"refuse", "wrong", "leave-out"}
        What to do where a person left an item blank. Who left every item blank is refused in any case.
    refuse_flat : bool
        Whether an item that everybody scored alike on is a fault, in place of a warning.

    Raises
    ------
    DocumentError
        With everything that is wrong: columns and key that do not fit, blanks, answers that no option has, scores
        that are no whole numbers from 0 to the points, persons without any answer.
    """
    known = {item.item: item for item in key}
    problems = [*answers.problems, *_column_problems(answers, known)]
    places = [place for place, item in enumerate(answers.items) if item in known]
    items = tuple(known[answers.items[place]] for place in places)
    text = answers.answers[:, places]
    is_blank = text == ""
    problems += list(_blank_problems(answers, items, is_blank, blank=blank))
    columns = np.zeros(text.shape)
    for place, item in enumerate(items):
        columns[:, place], wrong = _column(answers, item, text[:, place])
        problems += wrong
    kept = np.flatnonzero(~is_blank.any(axis=1)) if blank == "leave-out" else np.arange(len(text))
    if not len(kept):
        problems.append(Problem("", "nobody answered every item; nobody is left"))
    scores = columns[kept]
    flat = dict(_flat_items(items, scores)) if len(kept) else {}
    if refuse_flat:
        problems += [Problem(f"line 1, {item}", sentence) for item, sentence in flat.items()]
    if problems or not items:
        raise DocumentError(problems or [Problem("", "has no item that the key knows")], name=name)
    return Scored(
        items=items,
        scores=scores,
        answers=text[kept],
        kept=kept,
        left_out=len(text) - len(kept),
        blanks=int(is_blank[kept].sum()),
        warnings=tuple(f"{item}: {sentence}" for item, sentence in flat.items()),
    )


def _column_problems(answers: Answers, known: dict[str, KeyedItem]) -> Iterator[Problem]:
    for item in known:
        if item not in answers.items:
            yield Problem("line 1", f"the column {item!r} is missing; the key names it")
    for item in answers.items:
        if item not in known:
            yield Problem("line 1", f"the column {item!r} is not in the key; leave it out, or add it to the key")


def _blank_problems(
    answers: Answers, items: tuple[KeyedItem, ...], is_blank: BoolArray, *, blank: Blank
) -> Iterator[Problem]:
    empty: BoolArray = np.asarray(is_blank.all(axis=1))
    if empty.any():
        yield Problem(_lines(answers, empty), "there is no answer at all; take out who was not there")
    if blank != "refuse":
        return
    for place, item in enumerate(items):
        here: BoolArray = is_blank[:, place] & ~empty
        if here.any():
            yield Problem(
                f"{_lines(answers, here)}, {item.item}",
                "is blank; say whether blanks count as wrong or leave the person out",
            )


def _column(answers: Answers, item: KeyedItem, text: TextArray) -> tuple[FloatArray, list[Problem]]:
    if item.key:
        return np.where(text == item.key, float(item.points), 0.0), list(_option_problems(answers, item, text))
    found = np.zeros(len(text))
    wrong = np.zeros(len(text), dtype=np.bool_)
    for value in np.unique(text).tolist():
        if value == "":
            continue
        is_whole = value.isdecimal() or (value.endswith(".0") and value[:-2].isdecimal())
        if is_whole and float(value) <= item.points:
            found[text == value] = float(value)
        else:
            wrong |= text == value
    return found, list(_score_problems(answers, item, text, wrong))


def _option_problems(answers: Answers, item: KeyedItem, text: TextArray) -> Iterator[Problem]:
    strange = ~np.isin(text, [*item.options, item.key, ""])
    if item.options and strange.any():
        yield Problem(
            f"{_lines(answers, strange)}, {item.item}",
            f"{_examples(text[strange])}: none of the options {' '.join(item.options)}",
        )


def _score_problems(answers: Answers, item: KeyedItem, text: TextArray, wrong: BoolArray) -> Iterator[Problem]:
    if wrong.any():
        range_ = "0 or 1" if item.points == 1 else f"a whole number from 0 to {item.points}"
        yield Problem(
            f"{_lines(answers, wrong)}, {item.item}", f"{_examples(text[wrong])}: a score must be {range_}"
        )


def _flat_items(items: tuple[KeyedItem, ...], scores: FloatArray) -> Iterator[tuple[str, str]]:
    for item, own in zip(items, scores.T, strict=True):
        if (own == own[0]).all():
            yield item.item, f"everybody scored {own[0]:g}; nothing can be told of what it measures"


def _examples(values: TextArray) -> str:
    found = np.unique(values).tolist()
    more = f" and {len(found) - EXAMPLES} more" if len(found) > EXAMPLES else ""
    return ", ".join(repr(value[:20]) for value in found[:EXAMPLES]) + more


def _lines(answers: Answers, where: BoolArray) -> str:
    return listed(sorted(set(answers.lines[where].tolist())))
