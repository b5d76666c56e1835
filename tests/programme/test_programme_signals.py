"""Our programmes by the rubric of the guide: the class follows from the rules, not from a word in the file."""

from dataclasses import replace
from typing import Any

import pytest

from testamur import catalogue
from testamur.catalogue import SIGNALS
from testamur.catalogue.rubric.classes import KNOWN
from testamur.cli.programme import known as known_content
from testamur.programme import Classed, Component, Cut, Exam, Programme, classed, read_all, signals_of

EDITIONS = read_all(catalogue.content_folder() / "programmes", known=known_content(catalogue.content_folder()))
SIX = {name: edition.programme for name, edition in EDITIONS.items()}


def answers(programme: Programme) -> dict[str, bool | None]:
    return {stated.signal: stated.answer for stated in signals_of(programme)}


# By hand from the files. The professional's award asks for the study texts too, so its exam ends a course. The
# exam in medicine stands alone, but takes the licence on trust and so is no certification. The leadership quizzes
# may be repeated without limit.
@pytest.mark.parametrize(
    ("name", "classes", "rigour", "credit"),
    [
        ("healthcare-ai-professional", ("assessment-based-certificate",), (3, 3), False),
        ("ai-health-care-leadership", ("certificate-of-completion",), (1, 1), False),
        ("ai-in-healthcare-cohort", ("certificate-of-completion",), (1, 1), False),
        ("applied-ai-health-systems", ("assessment-based-certificate",), (2, 2), False),
        ("clinical-ai-cme", ("assessment-based-certificate",), (2, 2), True),
        ("ai-in-medicine-exam", ("exam-based-credential",), (3, 3), False),
    ],
)
def test_the_class_of_each_of_the_six(name: str, classes: Any, rigour: Any, credit: bool) -> None:  # noqa: FBT001
    found = classed(SIX[name])

    assert (found.classes, tuple(found.rigour), found.credit) == (classes, rigour, credit)


@pytest.mark.parametrize("programme", SIX.values(), ids=SIX)
def test_every_signal_but_accreditation_has_a_reason_from_the_file(programme: Programme) -> None:
    stated = signals_of(programme)

    assert [one.signal for one in stated] == list(dict.fromkeys(one.signal for one in stated))
    assert {one.signal for one in stated} == set(SIGNALS) - {"s5", "s9", "s10", "s11", "a5"}
    assert all(one.because.endswith(".") for one in stated)
    assert {one.signal for one in stated} >= set(KNOWN) - {"s5", "s11", "a5"}


def test_the_word_in_the_file_does_not_count() -> None:
    course = SIX["ai-health-care-leadership"]
    boasting = replace(course, award=replace(course.award, kind="exam-based credential"))

    assert classed(boasting) == classed(course)


def test_an_exam_alone_is_open_and_one_after_our_own_study_is_not() -> None:
    alone, after_study = SIX["ai-in-medicine-exam"], SIX["healthcare-ai-professional"]
    study = next(component for component in after_study.component if component.kind == "module")

    assert (answers(alone)["s1"], answers(after_study)["s1"]) == (True, False)
    assert answers(replace(alone, component=(*alone.component, study)))["s1"] is False


def _with_exam(**parts: Any) -> Programme:
    programme = SIX["healthcare-ai-professional"]
    assert programme.exam
    exam: Exam = replace(programme.exam, **parts)
    return replace(programme, exam=exam)


def test_a_simulated_panel_has_set_no_pass_mark() -> None:
    exam = SIX["healthcare-ai-professional"].exam
    assert exam
    real: Cut = replace(exam.cut, simulated=False)

    assert answers(SIX["healthcare-ai-professional"])["s7"] is False
    assert answers(_with_exam(cut=real))["s7"] is True
    assert answers(_with_exam(cut=replace(real, judges=())))["s7"] is False


def test_an_exam_that_nobody_watches_is_a_step_lower() -> None:
    unwatched: Classed = classed(_with_exam(proctoring="none", identity=""))

    assert unwatched.rigour == (2, 2)


def test_quizzes_without_limit_leave_completion_and_one_limited_part_does_not() -> None:
    course = SIX["ai-health-care-leadership"]
    limited: tuple[Component, ...] = (replace(course.component[0], attempts=3), *course.component[1:])

    assert answers(course)["c2"] is True
    assert classed(replace(course, component=limited)).classes == ("assessment-based-certificate",)


def test_credit_is_a_flag_beside_the_class() -> None:
    with_credit = SIX["clinical-ai-cme"]
    without = replace(with_credit, continuing_education=None)

    assert classed(without).classes == classed(with_credit).classes
    assert (classed(without).credit, classed(with_credit).credit) == (False, True)
