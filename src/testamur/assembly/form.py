"""The form: the items a candidate gets, in order, as a document that can be checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from testamur.assembly.bank import ItemFacts
from testamur.assembly.information import FormInformation
from testamur.assembly.rules import case_problems, problems
from testamur.assembly.specification import Specification, digest, specification_hash
from testamur.assembly.telling import information_problems
from testamur.documents import plain, shape
from testamur.errors import DocumentError, Problem

LATER: Final = frozenset({"information", "calibration"})
"""What was added later is left out where there is none: older forms keep the id they have."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One item on a form, with the hash of the content it had when it was placed."""

    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Form:
    """One form of an exam, or of one section of it.

    `id` is made from everything else, so that a changed form is another form; `number` is its place among the
    `count` assembled together from `seed`; `specification` is the hash of what was asked; `information` is there
    if information was asked for, and `calibration` the digest of the document that it was counted by, if there is
    one.
    """

    id: str
    section: str
    number: int
    count: int
    seed: int
    specification: str
    items: tuple[Placed, ...]
    information: FormInformation | None = None
    calibration: str | None = None


def form_of(
    items: Sequence[ItemFacts],
    specification: Specification,
    *,
    number: int,
    count: int,
    seed: int,
    section: str,
    information: FormInformation | None = None,
) -> Form:
    """Return the form of these items in this order."""
    placed = tuple(Placed(item.id, item.hash) for item in items)
    form = Form("", section, number, count, seed, specification_hash(specification), placed, information)
    return replace(form, id=form_id(form))


def form_id(form: Form) -> str:
    """Return the id that fits the content of a form."""
    return "form-" + digest(form_document(replace(form, id=""))).removeprefix("sha256:")[:16]


def form_document(form: Form) -> dict[str, Any]:
    """Return the form as JSON-ready data; nothing is said of information where none was asked for."""
    document: dict[str, Any] = plain(form)
    return {key: value for key, value in document.items() if key not in LATER or value is not None}


def made_by(form: Form, calibration: str) -> Form:
    """Return the form with the digest of the calibration behind its information, and so with another id."""
    named = replace(form, calibration=calibration)
    return replace(named, id=form_id(named))


def read_form(document: object, *, name: str = "") -> Form:
    """Return the form that a document holds.

    Raises
    ------
    DocumentError
        If the document is no form, or its id does not fit its content.
    """
    form = shape(document, Form, name=name)
    if form.id != form_id(form):
        raise DocumentError([Problem("id", "does not fit the content, so the form was changed")], name=name)
    return form


def check_form(
    document: Mapping[str, Any], bank: Sequence[ItemFacts], specification: Specification
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a form's document, none if it is sound.

    Parameters
    ----------
    document : mapping
        As `form_document` gives it.
    bank : sequence of ItemFacts
        The items as they are now.
    specification : Specification
        What was asked of the form.

    Returns
    -------
    tuple of Problem
        A shape that is wrong, an id that does not fit, another specification, an item unknown or changed since,
        and every limit of the specification that the form breaks.
    """
    try:
        form = read_form(document)
    except DocumentError as error:
        return error.problems
    return tuple(_problems(form, {item.id: item for item in bank}, specification))


def _problems(form: Form, bank: Mapping[str, ItemFacts], specification: Specification) -> Iterator[Problem]:
    if form.specification != specification_hash(specification):
        yield Problem("specification", "is not the one this form was assembled for")
    for index, placed in enumerate(form.items):
        if placed.id not in bank:
            yield Problem(f"items[{index}]", f"the item {placed.id} is not in the bank")
        elif placed.hash != bank[placed.id].hash:
            yield Problem(f"items[{index}]", f"the item {placed.id} was changed since it was placed")
    known = [bank[placed.id] for placed in form.items if placed.id in bank]
    yield from problems(known, specification)
    yield from case_problems(known, bank.values(), specification)
    yield from information_problems(form.information, known, specification)
