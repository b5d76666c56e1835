"""What the numbers and ids of a programme may be, so that no rule, date or record breaks on them later."""

import math
import re
from collections.abc import Iterator
from typing import Final

from testamur.errors import Problem
from testamur.programme.programme import Component, Exam, Programme, Renewal

ANY: Final = -math.inf
Range = tuple[str, float | None, float, float]
"""A path, the number there (None is left alone), the least and the most that it may be; without a least, `ANY`."""

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EDITION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LONGEST_ID, LONGEST_EDITION, LONGEST_CODE = 50, 40, 20
MOST_WEEKS, MOST_MONTHS, MOST_DAYS, MOST_ITEMS, MOST_MINUTES = 520, 1200, 3650, 1000, 1440
DAYS_OF_WEEK: Final = 7


def range_problems(programme: Programme) -> Iterator[Problem]:
    """Say which ids are no ids and which numbers lie outside what they may be."""
    yield from _id_problems(programme)
    for path, value, least, most in _ranges(programme):
        if value is not None and not least <= value <= most:
            yield Problem(path, f"must be at most {most:g}" if least == ANY else f"must be {least:g} to {most:g}")
    credit = programme.continuing_education
    if credit and not 0 < credit.step <= credit.designated:
        yield Problem("continuing_education.step", "must be above 0 and at most what is designated")


def _id_problems(programme: Programme) -> Iterator[Problem]:
    if len(programme.id) > LONGEST_ID:
        yield Problem("id", f"must have at most {LONGEST_ID} characters")
    if not EDITION.fullmatch(programme.edition) or len(programme.edition) > LONGEST_EDITION:
        yield Problem("edition", f"must be at most {LONGEST_EDITION} letters, figures, dots and hyphens")
    for i, component in enumerate(programme.component):
        if not SLUG.fullmatch(component.id) or len(component.id) > LONGEST_ID:
            words = f"must be lower-case words joined by hyphens, at most {LONGEST_ID} characters"
            yield Problem(f"component[{i}].id", words)
    for i, area in enumerate(programme.exam.blueprint if programme.exam else ()):
        if len(area.competency) > LONGEST_CODE:
            yield Problem(f"exam.blueprint[{i}].competency", f"must have at most {LONGEST_CODE} characters")


def _ranges(programme: Programme) -> Iterator[Range]:
    yield "calendar.weeks", programme.calendar.weeks, 1, MOST_WEEKS
    yield "calendar.complete_within_weeks", programme.calendar.complete_within_weeks, 1, MOST_WEEKS
    yield "award.validity_months", programme.award.validity_months, ANY, MOST_MONTHS
    if programme.attendance:
        yield "attendance.least_share", programme.attendance.least_share, 0, 1
    for i, component in enumerate(programme.component):
        yield from _component_ranges(f"component[{i}]", component)
    if programme.exam:
        yield from _exam_ranges(programme.exam)
    if programme.renewal:
        yield from _renewal_ranges(programme.renewal)


def _component_ranges(path: str, component: Component) -> Iterator[Range]:
    yield f"{path}.week", component.week, ANY, MOST_WEEKS
    yield f"{path}.weeks", component.weeks, ANY, MOST_WEEKS
    yield f"{path}.day", component.day, 1, DAYS_OF_WEEK
    yield f"{path}.minutes", component.minutes, 1, MOST_MINUTES
    yield f"{path}.credits", component.credits, 0, 1000
    yield f"{path}.quiz_pass_correct", component.quiz_pass_correct, 1, MOST_ITEMS


def _exam_ranges(exam: Exam) -> Iterator[Range]:
    yield "exam.items", exam.items, 1, MOST_ITEMS
    yield "exam.minutes", exam.minutes, ANY, MOST_MINUTES
    yield "exam.attempts", exam.attempts, 1, MOST_ITEMS
    yield "exam.wait_days", exam.wait_days, 0, MOST_DAYS
    yield "exam.judge_share_least", exam.judge_share_least, 0, 1
    yield "exam.recall_share_most", exam.recall_share_most, 0, 1
    for i, judge in enumerate(exam.cut.judges):
        for area, rating in judge.ratings.items():
            yield f"exam.cut.judges[{i}].ratings.{area}", rating, 0, 100


def _renewal_ranges(renewal: Renewal) -> Iterator[Range]:
    yield "renewal.opens_days_before", renewal.opens_days_before, 0, MOST_DAYS
    yield "renewal.grace_days", renewal.grace_days, 0, MOST_DAYS
    for i, way in enumerate(renewal.ways):
        yield f"renewal.ways[{i}].items", way.items, 1, MOST_ITEMS
        yield f"renewal.ways[{i}].minutes", way.minutes, 1, MOST_MINUTES
        yield f"renewal.ways[{i}].correct", way.correct, 1, MOST_ITEMS
        yield f"renewal.ways[{i}].units", way.units, 0, 10_000
