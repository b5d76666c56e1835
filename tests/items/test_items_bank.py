"""A folder of items is read whole, or every fault of every file is told."""

import shutil
from dataclasses import replace

import pytest
from items_vectors import CLEAN_ROOM, DRAFTS

from testamur.errors import DocumentError
from testamur.items import compose, read_bank, render


@pytest.fixture
def folder(tmp_path):
    for draft in DRAFTS:
        enemies = ("h6-1-steps-of-a-silent-trial",) if draft.enemies else ()
        (tmp_path / f"{draft.id}.xml").write_bytes(compose(replace(draft, enemies=enemies)))
    return tmp_path


def complaints(folder):
    with pytest.raises(DocumentError) as refusal:
        read_bank(folder)
    return [str(problem) for problem in refusal.value.problems]


def test_a_bank_finds_items_by_identifier_and_competency(folder):
    bank = read_bank(folder)

    assert [*bank.items] == sorted(draft.id for draft in DRAFTS)
    assert [item.identifier for item in bank.of_competency("H4.1")] == [
        "h4-1-flags-in-a-week",
        "h4-1-number-needed-to-alert",
    ]
    assert [*bank.competencies] == ["H3.2", "H4.1", "H6.1", "H7.2"]
    assert bank.of_competency("H9.9") == ()


def test_enemies_are_enemies_both_ways(folder):
    assert read_bank(folder).enemies == {frozenset({"h4-1-flags-in-a-week", "h6-1-steps-of-a-silent-trial"})}


def test_every_fault_of_every_file_is_told(folder):
    (folder / "broken.xml").write_text("<x")
    (folder / "other-name.xml").write_bytes(compose(replace(DRAFTS[1], id="a-name")))
    (folder / "lonely.xml").write_bytes(compose(replace(DRAFTS[0], id="lonely", enemies=("nobody",))))
    (folder / "sub").mkdir()
    (folder / "sub" / f"{DRAFTS[2].id}.xml").write_bytes(compose(DRAFTS[2]))

    assert complaints(folder) == [
        "broken.xml:line 1: is not well-formed XML: Couldn't find end of Start Tag x line 1, line 1, column 3",
        "other-name.xml: holds the item 'a-name'; the file must be called by it",
        (
            "sub/h6-1-steps-of-a-silent-trial.xml: holds the item 'h6-1-steps-of-a-silent-trial', "
            "which another file holds too"
        ),
        "lonely: has the enemy 'nobody', which does not exist",
    ]


def test_a_shared_text_is_found_in_the_bank(tmp_path):
    for name in ("items/shared-stimulus.xml", "stimuli/case.xml"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(CLEAN_ROOM / name, tmp_path / name)

    bank = read_bank(tmp_path)

    assert "A 40-bed hospital" in render(bank.items["shared-stimulus"])


def test_a_shared_text_that_is_missing_is_told(tmp_path):
    shutil.copytree(
        CLEAN_ROOM / "items", tmp_path / "items", ignore=lambda _, names: set(names) - {"shared-stimulus.xml"}
    )

    assert complaints(tmp_path) == [
        "items/shared-stimulus.xml:../stimuli/case.xml: cannot be read: No such file or directory"
    ]


def test_a_shared_text_outside_the_bank_is_not_read(tmp_path):
    shutil.copy(CLEAN_ROOM / "items" / "shared-stimulus.xml", tmp_path)

    assert complaints(tmp_path) == ["shared-stimulus.xml: refers to '../stimuli/case.xml' outside the bank"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert complaints(tmp_path / "none") == ["is no folder"]
