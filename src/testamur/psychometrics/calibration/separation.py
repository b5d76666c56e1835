"""Whether conditional likelihood has a highest point: which items the persons' answers tie together.

A person who passed a step of one item and did not pass a step of another could have had it the other way round
with the same total; that says that the former is not infinitely harder than the latter. If from every step such a
chain leads to every other, there is one highest point: Fischer (1981), Psychometrika 46:59-77, for items scored 0
and 1, where it is also necessary. For items with more scores it is enough, and not always needed.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from testamur.errors import Problem
from testamur.psychometrics.calibration.forms import Form, taken
from testamur.psychometrics.calibration.responses import INTEGERS, Responses
from testamur.psychometrics.item_model import BoolArray

BLOCK: Final = 4096
SHOWN: Final = 8


def exchanges(given: Responses, all_forms: Sequence[Form], first: INTEGERS) -> BoolArray:
    """Return from which step to which one person's answers lead, (n_steps, n_steps).

    `first` (n_items + 1,) says where the steps of each item begin. Rows are looked at until all hang together.
    """
    item_of = np.repeat(np.arange(len(given.items)), np.diff(first))
    found = np.zeros((first[-1], first[-1]), dtype=np.bool_)
    for form in all_forms:
        rows = np.flatnonzero(form.is_telling)
        for start in range(0, len(rows), BLOCK):
            scores = taken(given.scores, form.items, form.rows)[rows[start : start + BLOCK]]
            passed = np.zeros((len(scores), first[-1]), dtype=np.float32)
            failed = passed.copy()
            for place, item in enumerate(form.items.tolist()):
                for k in range(1, int(given.categories[item])):
                    passed[:, first[item] + k - 1] = scores[:, place] == k
                    failed[:, first[item] + k - 1] = scores[:, place] == k - 1
            found |= (passed.T @ failed > 0) & (item_of[:, np.newaxis] != item_of)
            if _parts(found)[0] == 1:
                return found
    return found


def _parts(edges: BoolArray) -> tuple[int, INTEGERS]:
    number, labels = connected_components(sparse.csr_matrix(edges), directed=True, connection="strong")
    return int(number), labels.astype(np.intp)


def is_tied(edges: BoolArray) -> bool:
    """Return whether a chain leads from every step to every other."""
    return _parts(edges)[0] == 1


def linked(given: Responses, all_forms: Sequence[Form]) -> INTEGERS:
    """Return for each item the number of its set, which forms with items in common tie together."""
    items = len(given.items)
    links = np.zeros((items, items), dtype=np.bool_)
    for form in all_forms:
        if form.is_telling.any():
            links[np.ix_(form.items, form.items)] = True
    return np.asarray(connected_components(sparse.csr_matrix(links), directed=False)[1], dtype=np.intp)


def apart(given: Responses, sets: INTEGERS) -> Iterator[Problem]:
    """Say which sets of items no chain of persons ties to the others."""
    number = int(sets.max()) + 1
    if number > 1:
        named = " | ".join(_named(given, np.flatnonzero(sets == label)) for label in range(number))
        yield Problem(
            "items",
            f"fall into {number} sets that no person ties together, so that they have no common scale: {named}",
        )


def separated(given: Responses, edges: BoolArray, first: INTEGERS, sets: INTEGERS) -> Iterator[Problem]:
    """Say of each item, or items, that stand apart from the rest of their set, on which side."""
    _, labels = _parts(edges)
    item_of = np.repeat(np.arange(len(given.items)), np.diff(first))
    sizes = np.bincount(labels)
    for number in range(int(sets.max()) + 1):
        own = np.unique(labels[sets[item_of] == number])
        largest = own[sizes[own].argmax()]
        for label in own[own != largest].tolist():
            items = np.unique(item_of[labels == label])
            path = f"items.{given.items[items[0]]}" if len(items) == 1 else "items"
            named = "" if len(items) == 1 else f"{_named(given, items)}: "
            yield Problem(path, named + _side(edges, labels == label))


def _side(edges: BoolArray, inside: BoolArray) -> str:
    gives, takes = bool(edges[inside][:, ~inside].any()), bool(edges[~inside][:, inside].any())
    if gives and not takes:
        said = "nobody failed here who passed elsewhere, so that there is no end to how easy it is"
    elif takes and not gives:
        said = "nobody passed here who failed elsewhere, so that there is no end to how hard it is"
    elif gives:
        said = "nobody failed here who passed on easier items, or passed here who failed on harder ones"
    else:
        said = "nobody's answers compare it with others"
    return said


def _named(given: Responses, places: INTEGERS) -> str:
    names = [given.items[place] for place in places.tolist()]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
