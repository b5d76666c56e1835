from dataclasses import replace

from testamur.assembly import Cell, Specification, cells, specification_hash, specification_problems
from testamur.assembly.specification import digest


def test_weights_become_cells_by_largest_remainder() -> None:
    """Balinski & Young's exact quotas 3.5, 3.5, 3.0: the seat left over goes to the first of the two."""
    found = cells({"H1": 0.35, "H2": 0.35, "H3": 0.3}, 10)

    assert found == (Cell("H1", None, 4, 4), Cell("H2", None, 3, 3), Cell("H3", None, 3, 3))


def test_slack_widens_a_cell_but_not_below_nothing() -> None:
    found = cells({"H1": 0.9, "H2": 0.1}, 10, slack=2)

    assert found == (Cell("H1", None, 7, 11), Cell("H2", None, 0, 3))


def test_the_hash_is_sha256_of_canonical_json() -> None:
    """printf '{"a":[1,"é"]}' | sha256sum"""
    assert digest({"a": [1, "é"]}) == "sha256:5db14a2cddc92d31365806bb5d82ed2bc436bf6960d10cd4654140f7bdadce1c"


def test_a_changed_limit_is_another_specification() -> None:
    one = Specification(10, cells({"H1": 1.0}, 10), overlap_most=3)

    assert specification_hash(one) == specification_hash(replace(one))
    assert specification_hash(one) != specification_hash(replace(one, overlap_most=4))


def test_a_sound_specification_has_no_problem() -> None:
    assert list(specification_problems(Specification(10, cells({"H1": 1.0}, 10)))) == []


def test_a_cell_says_what_it_is() -> None:
    assert Cell("H4", "judge", 1, 2, kind="numeric").name == "H4 · judge · numeric"
    assert Cell(None, None, 1, 2).name == "any item"
