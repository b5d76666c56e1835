from dataclasses import replace

import pytest

from testamur.assembly import CaseRule, Cell, area_of, exam_specification, specification_problems
from testamur.programme import Area, Cut, Exam

EXAM = Exam(
    items=110,
    minutes=120,
    cut=Cut(correct=70, method="stated", source="an example"),
    blueprint=(Area("H1", 0.5), Area("H2", 0.3), Area("H3.1", 0.2)),
    overlap_most=90,
    judge_share_least=0.3,
    recall_share_most=0.25,
)


def test_the_blueprint_becomes_numbers_of_items_and_the_shares_of_levels_become_limits():
    asked = exam_specification(EXAM)

    assert asked.items == 110
    assert asked.overlap_most == 90
    assert asked.cells == (
        Cell("H1", None, 55, 55),
        Cell("H2", None, 33, 33),
        Cell("H3.1", None, 22, 22),
        Cell(None, "judge", 33, 110),
        Cell(None, "recall", 0, 27),
    )
    assert list(specification_problems(asked)) == []


def test_whole_cases_are_asked_for_where_the_programme_says_so():
    assert exam_specification(EXAM).case_rule is None
    assert exam_specification(replace(EXAM, whole_cases=True)).case_rule == CaseRule()


def test_a_shorter_exam_keeps_the_blueprint_and_an_overlap_it_cannot_exceed_is_no_limit():
    asked = exam_specification(EXAM, items=40)

    assert [cell.least for cell in asked.cells[:3]] == [20, 12, 8]
    assert asked.overlap_most is None


@pytest.mark.parametrize(
    ("competency", "area"),
    [("H1", "H1"), ("H1.4", "H1"), ("H3.1", "H3.1"), ("H3.2", None), ("H10", None)],
)
def test_a_competency_belongs_to_its_own_area_or_to_that_of_its_domain(competency: str, area: str | None) -> None:
    assert area_of(EXAM, competency) == area
