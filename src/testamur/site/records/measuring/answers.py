"""What was chosen in the sittings of an exam, and how long each item took, from the log of responses."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur.delivery import Kind
from testamur.site.records.measuring.responses import CHUNK, ExamResponses
from testamur.site.records.models import ResponseEvent, SittingEvent

STOPS: Final = frozenset({Kind.PAUSE, Kind.RESUME})
Saved = tuple[str, Mapping[str, object], datetime]


@dataclass(frozen=True, slots=True)
class ExamAnswers:
    """What stands behind the scores of `ExamResponses`, in its rows and columns.

    Attributes
    ----------
    chosen : ndarray of str, shape (n_persons, n_items)
        The option of a single choice at the end; empty where none was chosen, the form has not the item, or the
        item is of another kind.
    seconds : ndarray of float, shape (n_persons, n_items)
        The time from each save to the next, summed over the saves of the item; NaN where it cannot be told:
        nothing was saved, several items arrived together, or the sitting was paused in between.
    """

    chosen: npt.NDArray[np.str_]
    seconds: npt.NDArray[np.float64]


def exam_answers(given: ExamResponses) -> ExamAnswers:
    """Return what was chosen and how long it took; two queries, read row by row."""
    rows = {sitting: row for row, sitting in enumerate(given.sittings)}
    column = {
        (place, given.items[number].identifier): int(number)
        for place, form in enumerate(given.forms)
        for number in form.columns
    }
    chosen = np.full(given.scores.shape, "", dtype=object)
    seconds = np.full(given.scores.shape, np.nan)
    happened = _happened(given)
    for sitting, saved in _saved(given):
        row = rows.get(sitting)
        if row is None:
            continue
        form = int(given.form_of[row])
        for item, values, _ in saved:
            if (number := column.get((form, item))) is not None:  # else nothing is measured by it any more
                chosen[row, number] = _option(values) if given.items[number].key else ""
        for item, spent in seconds_of(saved, happened.get(sitting, ())).items():
            if (number := column.get((form, item))) is not None:
                seconds[row, number] = spent
    return ExamAnswers(chosen.astype(np.str_), seconds)


def _saved(given: ExamResponses) -> Iterator[tuple[int, list[Saved]]]:
    events = ResponseEvent.objects.filter(sitting__form__in=[form.pk for form in given.forms])
    lines = events.order_by("sitting_id", "sequence").values_list("sitting_id", "item", "values", "received_at")
    for sitting, of_sitting in groupby(lines.iterator(chunk_size=CHUNK), key=itemgetter(0)):
        yield sitting, [(item, values, at) for _, item, values, at in of_sitting]


def _happened(given: ExamResponses) -> dict[int, list[tuple[str, datetime]]]:
    """Return when each sitting was started, paused and resumed, in order."""
    events = SittingEvent.objects.filter(
        sitting__form__in=[form.pk for form in given.forms], kind__in=(Kind.START, *STOPS)
    )
    found: dict[int, list[tuple[str, datetime]]] = {}
    for sitting, kind, at in events.order_by("pk").values_list("sitting_id", "kind", "at"):
        found.setdefault(sitting, []).append((kind, at))
    return found


def _option(values: Mapping[str, Any]) -> str:
    (value, *others) = values.values() or [""]
    return value if not others and isinstance(value, str) else ""


def seconds_of(saved: Sequence[Saved], happened: Sequence[tuple[str, datetime]]) -> dict[str, float]:
    """Return how long each item of one sitting took, NaN where it cannot be told.

    Parameters
    ----------
    saved : sequence
        Item, values and time of arrival of each save, in order.
    happened : sequence
        Kind and time of the start, of pauses and of what ended them, in order.
    """
    started = next((at for kind, at in happened if kind == Kind.START), None)
    stops = [at for kind, at in happened if kind in STOPS]
    found: dict[str, float] = {}
    before = started
    for at, together in groupby(saved, key=itemgetter(2)):
        names = {item for item, _, _ in together}
        is_known = len(names) == 1 and before is not None and not any(before < stop <= at for stop in stops)
        spent = (at - before).total_seconds() if is_known and before is not None else np.nan
        for name in names:
            found[name] = found.get(name, 0.0) + spent
        before = at
    return found
