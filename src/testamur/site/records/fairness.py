"""Items compared between groups of people who sat one form."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from testamur.psychometrics.fairness import (
    LEAST_IN_GROUP,
    Compared,
    Differences,
    Regressions,
    compared,
    focal_needed,
    logistic,
    mantel_haenszel,
)
from testamur.site.records.groups import groups_among
from testamur.site.records.measuring import ExamForm, ExamResponses


@dataclass(frozen=True, slots=True)
class GroupsCompared:
    """A focal group beside the reference group, the largest, among those who sat one form.

    `items` has for each row of `differences` the place of its item among all columns. `why_not` says why they were
    not compared; then there are no differences, and sizes below the least are not told.
    """

    form: ExamForm
    by: str
    reference: str
    focal: str
    reference_n: int
    focal_n: int
    why_not: str
    items: tuple[int, ...] = ()
    differences: Differences | None = None
    regressions: Regressions | None = None
    focal_needed: int | None = None


def compared_groups(given: ExamResponses) -> Iterator[GroupsCompared]:
    """Return every focal group beside the largest group, for each form and way to group people."""
    for place, form in enumerate(given.forms):
        rows = np.flatnonzero(given.form_of == place)
        for by, values in groups_among(given, rows=rows.tolist()).items():
            own = np.array(values, dtype=np.str_)
            sizes = Counter(own[own != ""].tolist()).most_common()
            for focal, _ in sizes[1:]:
                yield _compared(given, form, rows, own, by, (sizes[0][0], focal))


def _compared(
    given: ExamResponses,
    form: ExamForm,
    rows: "np.ndarray[tuple[int, ...], np.dtype[np.intp]]",
    own: "np.ndarray[tuple[int, ...], np.dtype[np.str_]]",
    by: str,
    groups: tuple[str, str],
) -> GroupsCompared:
    reference, focal = groups
    who = np.isin(own, groups)
    scores = given.scores[rows[who]][:, form.columns].astype(np.float64)
    varied = np.flatnonzero(np.ptp(scores, axis=0) > 0)
    columns = form.columns[varied]
    names = [given.items[column].identifier for column in columns]
    pair = Compared(scores[:, varied], own[who] == focal, tuple(names))
    sizes = pair.sizes
    if reason := pair.why_not():
        return GroupsCompared(form, by, reference, focal, *sizes, reason)
    pair = compared(pair.scores, pair.is_focal, items=names)
    found = mantel_haenszel(pair)
    errors = [item.delta_error for item in found.items if np.isfinite(item.delta_error)]
    needed = focal_needed(max(errors), reference=sizes[0], focal=sizes[1]) if errors else None
    return GroupsCompared(
        form, by, reference, focal, *sizes, "", tuple(columns.tolist()), found, logistic(pair), needed
    )


def is_told(n: int) -> bool:
    """Return whether the size of a group is told: a small one might name its people."""
    return n >= LEAST_IN_GROUP
