import json
from dataclasses import replace
from typing import Any

import pytest
from assembly_banks import bank

from testamur.assembly import (
    Cell,
    Specification,
    assemble,
    cells,
    check_form,
    form_document,
    made_by,
    read_form,
    specification_hash,
)
from testamur.errors import DocumentError, Problem

SPECIFICATION = Specification(10, cells({"H1": 1, "H2": 1}, 10))
BANK = bank(30, areas=2)


def test_a_form_made_by_a_calibration_says_so_and_is_another_form() -> None:
    (form,) = assemble(SPECIFICATION, BANK, count=1, seed=7)

    named = made_by(form, "c" * 64)

    assert named.id != form.id
    assert form_document(named)["calibration"] == "c" * 64
    assert "calibration" not in form_document(form)
    assert read_form(form_document(named)) == named
    assert check_form(form_document(named), BANK, SPECIFICATION) == ()
    with pytest.raises(DocumentError, match="does not fit the content"):
        read_form({**form_document(named), "calibration": "d" * 64})


@pytest.fixture
def document() -> dict[str, Any]:
    (form,) = assemble(SPECIFICATION, BANK, count=1, seed=7, section="Part 1")
    loaded: dict[str, Any] = json.loads(json.dumps(form_document(form)))
    return loaded


def test_a_form_survives_being_written_and_read(document: dict[str, Any]) -> None:
    form = read_form(document)

    assert form_document(form) == document
    assert (form.section, form.seed, form.number, form.count) == ("Part 1", 7, 1, 1)
    assert form.specification == specification_hash(SPECIFICATION)
    hashes = {item.id: item.hash for item in BANK}
    assert all(placed.hash == hashes[placed.id] for placed in form.items)


def test_a_form_as_assembled_is_sound(document: dict[str, Any]) -> None:
    assert check_form(document, BANK, SPECIFICATION) == ()


def test_a_form_whose_items_were_put_in_another_order_is_not_that_form(document: dict[str, Any]) -> None:
    document["items"].reverse()

    wrong = check_form(document, BANK, SPECIFICATION)

    assert wrong == (Problem("id", "does not fit the content, so the form was changed"),)


def test_a_document_of_the_wrong_shape_lists_every_fault(document: dict[str, Any]) -> None:
    del document["seed"]
    document["author"] = "me"

    wrong = check_form(document, BANK, SPECIFICATION)

    assert {problem.path for problem in wrong} == {"seed", "author"}
    with pytest.raises(DocumentError, match="seed: is missing"):
        read_form(document, name="form.json")


def test_an_item_changed_since_and_one_no_longer_there_are_said(document: dict[str, Any]) -> None:
    first, second = (placed["id"] for placed in document["items"][:2])
    now = [replace(item, hash="sha256:new") if item.id == first else item for item in BANK if item.id != second]

    wrong = check_form(document, now, SPECIFICATION)

    assert wrong[:2] == (
        Problem("items[0]", f"the item {first} was changed since it was placed"),
        Problem("items[1]", f"the item {second} is not in the bank"),
    )
    assert wrong[2] == Problem("items", "the form asks for 10 items; it has 9")


def test_a_form_held_against_another_specification_is_refused(document: dict[str, Any]) -> None:
    other = Specification(10, (Cell("H1", None, 9, 10),))

    wrong = check_form(document, BANK, other)

    assert wrong == (
        Problem("specification", "is not the one this form was assembled for"),
        Problem("cells[0]", "the cell H1 asks for 9 to 10 items; the form has 5"),
    )
