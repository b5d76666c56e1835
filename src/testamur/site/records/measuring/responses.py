"""Who scored what in an exam: persons by item versions, with holes where a form has not the item."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur import items
from testamur.psychometrics.calibration.responses import NOT_GIVEN
from testamur.site.records.measuring.attempts import attempts, firsts
from testamur.site.records.models import Form, FormItem, ProgrammeEdition
from testamur.site.records.rescoring.rules import ScoredItem, changes_of, credited, scored_items, signed_changes

Places = dict[Form, list[tuple[FormItem, ScoredItem]]]
FORMAT: Final = "testamur-exam-responses-1"
CHUNK: Final = 2000
UNKNOWN: Final = "unknown"
SHORT: Final = 12
"""So many hexadecimal digits of a version's digest stand in its name."""


@dataclass(frozen=True, slots=True)
class ExamItem:
    """One column: a version of an item, known by the digest of its document.

    `key` is the right option of a single choice (None of other kinds), `area` the line of the blueprint.
    """

    version: int
    identifier: str
    digest: str
    area: str
    key: str | None
    title: str

    @property
    def name(self) -> str:
        """How psychometrics calls it: another version is another item."""
        return f"{self.identifier}@{self.digest[:SHORT]}"


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A form that somebody sat: `columns` (n_places,) are its items' places among all columns, in its order.

    Items that a signed change of scoring drops or gives everybody are not among them, as nothing is measured by
    them; `credited` is how many points everybody has.
    """

    pk: int
    name: str
    digest: str
    columns: npt.NDArray[np.intp]
    credited: int = 0


@dataclass(frozen=True, slots=True)
class ExamResponses:
    """The first attempts at an exam, all forms together.

    Attributes
    ----------
    edition : ProgrammeEdition
    items : tuple of ExamItem
        The columns, by name; only items of forms that somebody sat.
    forms : tuple of ExamForm
        The forms that somebody sat, the oldest first.
    scores : ndarray of int8, shape (n_persons, n_items)
        As it was measured when the sitting closed, or anew by a signed change of scoring: 0 or 1; -1 where the
        person's form has not the item, or does not measure by it any more.
    form_of : ndarray of int, shape (n_persons,)
        The place of each person's form in `forms`.
    persons, sittings : tuple of int
        Keys of the records, to find them again; never shown and never in a document.
    groups : mapping of str to tuple of str
        What is known of each person: ``form``, ``time`` (``standard`` or ``extra``), and each fact of admission
        that somebody gave; ``unknown`` where one did not.
    is_simulated : bool
        Whether nobody of them exists; real and simulated people are never together.
    sha256 : str
        Of the data in their canonical form; see `digest_of`.
    """

    edition: ProgrammeEdition
    items: tuple[ExamItem, ...]
    forms: tuple[ExamForm, ...]
    scores: npt.NDArray[np.int8]
    form_of: npt.NDArray[np.intp]
    persons: tuple[int, ...]
    sittings: tuple[int, ...]
    groups: Mapping[str, tuple[str, ...]]
    is_simulated: bool
    sha256: str

    @property
    def n(self) -> int:
        """How many persons there are."""
        return len(self.scores)

    @property
    def totals(self) -> npt.NDArray[np.intp]:
        """The number correct of each person (n_persons,), with the points that everybody has."""
        given = np.array([form.credited for form in self.forms], dtype=np.intp)
        measured = np.maximum(self.scores, 0).sum(axis=1, dtype=np.intp)
        return np.asarray(measured + given[self.form_of] if self.n else measured)

    def in_order(self) -> "ExamResponses":
        """Return the same with the persons in the order in which they are hashed, whoever sat first.

        What is computed in this order has the same bits for the same data.
        """
        order = np.argsort(_records(self.forms, self.scores, self.form_of), kind="stable")
        rows = order.tolist()
        return replace(
            self,
            scores=self.scores[order],
            form_of=self.form_of[order],
            persons=tuple(self.persons[row] for row in rows),
            sittings=tuple(self.sittings[row] for row in rows),
            groups={name: tuple(values[row] for row in rows) for name, values in self.groups.items()},
        )

    def with_holes(self) -> npt.NDArray[np.float64]:
        """Return the scores as numbers (n_persons, n_items), NaN where the form has not the item."""
        found: npt.NDArray[np.float64] = np.where(self.scores == NOT_GIVEN, np.nan, self.scores)
        return found

    def of_form(self, place: int) -> npt.NDArray[np.float64]:
        """Return the complete scores of those who sat one form (n_sat, n_places), in the form's order."""
        found: npt.NDArray[np.float64] = self.scores[self.form_of == place][:, self.forms[place].columns] * 1.0
        return found


def exam_responses(edition: ProgrammeEdition, *, at: datetime) -> ExamResponses:
    """Return the first attempts at an edition's exam that were measured by `at`; none, if nobody sat.

    Three queries for the forms, their items and changes of their scoring and two for the sittings, however many
    there are.
    """
    counted = attempts(edition, at=at)
    asked = ("sitting__enrolment", "sitting__form", "by_item", "sitting_id", "sitting__enrolment__person_id")
    more = ("sitting__limit_seconds", "sitting__enrolment__facts")
    lines = firsts(counted.scores.values_list(*asked, *more).iterator(chunk_size=CHUNK))
    places = _places(edition, {line[1] for line in lines})
    columns = _columns(places)
    forms = _forms(places, columns)
    scores = _matrix(lines, places, forms, len(columns))
    number = {form.pk: place for place, form in enumerate(forms)}
    form_of = np.array([number[line[1]] for line in lines], dtype=np.intp)
    return ExamResponses(
        edition=edition,
        items=columns,
        forms=forms,
        scores=scores,
        form_of=form_of,
        persons=tuple(line[4] for line in lines),
        sittings=tuple(line[3] for line in lines),
        groups=_groups(edition, lines, {form.pk: form.name for form in forms}),
        is_simulated=counted.is_simulated,
        sha256=digest_of(columns, forms, scores, form_of, keys=_keys(places)),
    )


def _places(edition: ProgrammeEdition, sat: set[int]) -> Places:
    """Return the questions of the forms that somebody sat, each with how it is scored."""
    forms = edition.forms.filter(pk__in=sat).order_by("pk").prefetch_related("places__version")
    signed = signed_changes(edition)
    return {
        form: list(zip(form.places.all(), scored_items(form.places.all(), changes_of(form, signed)), strict=True))
        for form in forms
    }


def _columns(places: Places) -> tuple[ExamItem, ...]:
    found = {}
    for place, scored in (both for of_form in places.values() for both in of_form):
        version = place.version
        if scored.measures:
            found[version.pk] = ExamItem(
                version.pk, version.identifier, version.digest, place.area, scored.key, scored.item.title
            )
    return tuple(sorted(found.values(), key=lambda item: (item.identifier, item.digest)))


def _forms(places: Places, columns: Sequence[ExamItem]) -> tuple[ExamForm, ...]:
    column = {item.version: number for number, item in enumerate(columns)}
    return tuple(
        ExamForm(
            form.pk,
            form.name,
            form.digest,
            np.array([column[place.version_id] for place, scored in of_form if scored.measures]),
            credited=credited(scored for _, scored in of_form),
        )
        for form, of_form in places.items()
    )


def _matrix(
    lines: Sequence[tuple[Any, ...]],
    places: Places,
    forms: Sequence[ExamForm],
    width: int,
) -> npt.NDArray[np.int8]:
    scores = np.full((len(lines), width), NOT_GIVEN, dtype=np.int8)
    by_form: dict[int, list[int]] = {}
    for row, line in enumerate(lines):
        by_form.setdefault(line[1], []).append(row)
    for (_, of_form), form in zip(places.items(), forms, strict=True):
        rows = by_form[form.pk]
        asked = itemgetter(*(scored.identifier for _, scored in of_form if scored.measures))
        given = np.array([asked(lines[row][2]) for row in rows], dtype=np.int8).reshape(len(rows), -1)
        scores[np.array(rows)[:, np.newaxis], form.columns] = given
    return scores


def _groups(
    edition: ProgrammeEdition, lines: Sequence[tuple[Any, ...]], names: Mapping[int, str]
) -> dict[str, tuple[str, ...]]:
    exam = edition.programme.exam
    standard = exam.minutes * 60 if exam else 0
    facts = sorted({fact for line in lines for fact in line[6]})
    return {
        **{fact: tuple(str(line[6].get(fact, UNKNOWN)) for line in lines) for fact in facts},
        "form": tuple(names[line[1]] for line in lines),
        "time": tuple("extra" if line[5] > standard else "standard" for line in lines),
    }


def _keys(places: Places) -> dict[int, list[dict[str, items.Plain]]]:
    """Return every key that counts for a version on some form, by its own key."""
    found: dict[int, list[dict[str, items.Plain]]] = {}
    for place, scored in (both for of_form in places.values() for both in of_form if both[1].measures):
        own = found.setdefault(place.version_id, [])
        own += [key for key in map(items.key, scored.keyed) if key not in own]
    return found


def digest_of(
    columns: Sequence[ExamItem],
    forms: Sequence[ExamForm],
    scores: npt.NDArray[np.int8],
    form_of: npt.NDArray[np.intp],
    *,
    keys: Mapping[int, Sequence[Mapping[str, items.Plain]]],
) -> str:
    """Return the SHA-256 of the data in their canonical form: the same sittings in any order give the same.

    First a line of JSON (keys sorted, no spaces) that names the format, the digest of each form, sorted, and of
    each item in the order of the columns its digest and the keys that count. Then one record a person, sorted as
    bytes: two bytes that number the form (big endian, in the order of that line), and one byte an item, its score
    + 1, or 0 where the form has not the item. No key of a record, no name and no time is part of it.
    """
    order = _in_order(forms)
    head = {
        "format": FORMAT,
        "forms": [forms[place].digest for place in order],
        "items": [[item.digest, *keys[item.version]] for item in columns],
    }
    whole = hashlib.sha256(json.dumps(head, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    whole.update(np.sort(_records(forms, scores, form_of)).tobytes())
    return whole.hexdigest()


def _in_order(forms: Sequence[ExamForm]) -> list[int]:
    return sorted(range(len(forms)), key=lambda place: (forms[place].digest, forms[place].name))


def _records(
    forms: Sequence[ExamForm], scores: npt.NDArray[np.int8], form_of: npt.NDArray[np.intp]
) -> npt.NDArray[np.bytes_]:
    """Return the bytes of each person (n_persons,): the number of the form, and each score + 1."""
    numbers = np.empty(len(forms), dtype=">u2")
    numbers[_in_order(forms)] = np.arange(len(forms))
    rows = np.hstack([numbers[form_of].view(np.uint8).reshape(-1, 2), (scores + 1).astype(np.uint8)])
    found: npt.NDArray[np.bytes_] = np.ascontiguousarray(rows).view(f"S{rows.shape[1]}").ravel()
    return found
