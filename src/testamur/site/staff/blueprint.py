"""A programme's blueprint beside the bank, and its pass mark beside the judges' ratings."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

from django.utils.translation import gettext

from testamur import assembly
from testamur.items import LEVELS
from testamur.programme import Exam, angoff_expected, apportion
from testamur.site.records.library import library
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.wording import share


def statement(code: str) -> str:
    """Return what a competency's code stands for; the code itself if no framework knows it."""
    found = (framework.by_code.get(code) for framework in library().frameworks.values())
    return next((competency.name or competency.statement for competency in found if competency), code)


def available(exam: Exam) -> Counter[tuple[str, str]]:
    """Return how many items the bank has for each area of the blueprint at each cognitive level."""
    facts = (assembly.item_facts(item, exam) for item in library().bank.items.values())
    return Counter((fact.area, fact.level) for fact in facts if fact)


def blueprint_rows(exam: Exam) -> list[Row]:
    """Return the areas with weight, items on a form, and items in the bank by level."""
    have = available(exam)
    asked = apportion({area.competency: area.weight for area in exam.blueprint}, exam.items)
    labels = [
        gettext("Area"),
        gettext("Weight"),
        gettext("On a form"),
        gettext("In the bank"),
        *(gettext("of these, %(level)s") % {"level": level} for level in LEVELS),
    ]
    return rows(
        labels,
        (
            [
                f"{area.competency} · {statement(area.competency)}",
                number(share(area.weight)),
                number(asked[area.competency]),
                number(sum(have[area.competency, level] for level in LEVELS)),
                *(number(have[area.competency, level]) for level in LEVELS),
            ]
            for area in exam.blueprint
        ),
    )


@dataclass(frozen=True, slots=True)
class Panel:
    """The judges' ratings by area, and the number of correct answers that they come to."""

    rows: list[Row]
    expected: float


def panel(exam: Exam) -> Panel | None:
    """Return the ratings behind a pass mark; None if no judges have rated."""
    if not exam.cut.judges:
        return None
    areas = [area.competency for area in exam.blueprint]
    means = {area: fmean(judge.ratings[area] for judge in exam.cut.judges) for area in areas}
    return Panel(rows([gettext("Judge"), *areas], _ratings(exam, areas, means)), angoff_expected(exam))


def _ratings(exam: Exam, areas: list[str], means: dict[str, float]) -> Iterator[list[object]]:
    for judge in exam.cut.judges:
        yield [judge.name, *(number(f"{judge.ratings[area]:g}") for area in areas)]
    yield [Cell(gettext("Mean")), *(number(f"{means[area]:.1f}") for area in areas)]
