"""What can be said of an exam form: cells asked and got, overlap, key balance, its items."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from testamur import assembly
from testamur.assembly import ItemFacts, exam_specification, problems
from testamur.site.records.models import Form
from testamur.site.records.stored import read_item
from testamur.site.records.table import Cell, Row, number, rows
from testamur.site.staff.blueprint import statement
from testamur.site.staff.wording import share


@dataclass(frozen=True, slots=True)
class Placed:
    """One question of a form with what assembly knows of its item."""

    position: int
    title: str
    facts: ItemFacts


def placed(form: Form) -> list[Placed]:
    """Return the questions of a form, in order."""
    exam = form.edition.programme.exam
    if exam is None:
        return []
    found = []
    for place in form.places.select_related("version"):
        item = read_item(place.version.document)
        facts = assembly.item_facts(item, exam)
        if facts:
            found.append(Placed(place.position, item.title, facts))
    return found


def broken(form: Form, questions: Iterable[Placed]) -> int:
    """Return in how many ways the form breaks what its blueprint asks."""
    exam = form.edition.programme.exam
    if exam is None:
        return 0
    specification = exam_specification(exam, items=form.places.count())
    return sum(1 for _ in problems([question.facts for question in questions], specification))


def cell_rows(form: Form, questions: Iterable[Placed]) -> list[Row]:
    """Return what the blueprint asks of the form, and what it got."""
    exam = form.edition.programme.exam
    if exam is None:
        return []
    facts = [question.facts for question in questions]
    specification = exam_specification(exam, items=form.places.count())
    return rows(
        [gettext("Cell"), gettext("Asked"), gettext("Got"), gettext("Kept")],
        (
            [
                f"{cell.name} · {statement(cell.area)}" if cell.area else cell.name,
                number(_asked(cell.least, cell.most)),
                number(got := sum(cell.holds(fact) for fact in facts)),
                gettext("yes") if cell.least <= got <= cell.most else gettext("no"),
            ]
            for cell in specification.cells
        ),
    )


def _asked(least: int, most: int) -> str:
    return f"{least}" if least == most else gettext("%(least)d to %(most)d") % {"least": least, "most": most}


def overlap_rows(form: Form, *, slug: str) -> list[Row]:
    """Return how many items the form shares with each other form of the edition."""
    others = form.edition.forms.exclude(pk=form.pk).prefetch_related("places").order_by("pk")
    mine = set(form.places.values_list("version", flat=True))
    return rows(
        [gettext("Other form"), gettext("Items in common"), gettext("Of")],
        (
            [
                Cell(other.name, reverse("staff:form", args=[slug, other.pk])),
                number(len(mine & {place.version_id for place in other.places.all()})),
                number(len(mine)),
            ]
            for other in others
        ),
    )


def key_rows(questions: Iterable[Placed]) -> list[Row]:
    """Return how often the right answer stands at each position, of the items with a single key."""
    counts = Counter(question.facts.key for question in questions if question.facts.key)
    total = sum(counts.values())
    return rows(
        [gettext("Position of the key"), gettext("Items"), gettext("Share")],
        ([position, number(count), number(share(count / total))] for position, count in sorted(counts.items())),
    )


def item_rows(form: Form, questions: Iterable[Placed], *, slug: str) -> list[Row]:
    """Return the questions by title; each leads to its page."""
    return rows(
        [gettext("Item"), gettext("Position"), gettext("Area"), gettext("Level"), gettext("Kind")],
        (
            [
                Cell(question.title, reverse("staff:item", args=[slug, form.pk, question.position])),
                number(question.position),
                question.facts.area,
                question.facts.level,
                question.facts.kind,
            ]
            for question in questions
        ),
    )
