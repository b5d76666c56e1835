"""The specification that a programme's exam states."""

import hashlib
import math
from collections.abc import Iterable
from typing import Final

from testamur.assembly.bank import ItemFacts
from testamur.assembly.specification import CaseRule, Cell, KeyBalance, Specification, cells
from testamur.documents import write_xml
from testamur.items import Item
from testamur.items.facts import key_position, kind
from testamur.programme import Exam

KEYS: Final = KeyBalance(("A", "B", "C", "D"), least=0.15, most=0.35)
"""Right answers stand at each position about equally often, so that a position is no cue."""


def area_of(exam: Exam, competency: str) -> str | None:
    """Return the blueprint's area that a competency belongs to: itself or its domain; None if it has none."""
    areas = [area.competency for area in exam.blueprint]
    if competency in areas:
        return competency
    return next((area for area in areas if competency.startswith(f"{area}.")), None)


def exam_specification(exam: Exam, *, items: int | None = None) -> Specification:
    """Return what is asked of each form of an exam.

    Parameters
    ----------
    exam : Exam
        Its blueprint's weights become numbers of items by largest remainder.
    items : int, optional
        Number of items, if another than the exam's: a shorter re-examination to the same blueprint.
    """
    size = exam.items if items is None else items
    levels = (
        Cell(None, "judge", math.ceil(exam.judge_share_least * size - 1e-9), size),
        Cell(None, "recall", 0, math.floor(exam.recall_share_most * size + 1e-9)),
    )
    overlap = exam.overlap_most
    return Specification(
        items=size,
        cells=(*cells({area.competency: area.weight for area in exam.blueprint}, size), *levels),
        overlap_most=overlap if overlap is not None and overlap < size else None,
        key_share=KEYS,
        case_rule=CaseRule() if exam.whole_cases else None,
    )


def item_facts(item: Item, exam: Exam) -> ItemFacts | None:
    """Return what assembly has to know of an item; None if the exam's blueprint has no area for it."""
    area = area_of(exam, item.record.competency) if item.record else None
    if item.record is None or area is None:
        return None
    return ItemFacts(
        id=item.identifier,
        hash=item.digest,
        area=area,
        level=item.record.level,
        kind=kind(item),
        key=key_position(item),
        enemies=item.record.enemies,
        case=case_of(item),
    )


def case_of(item: Item) -> str | None:
    """Return a name for the shared texts that an item refers to: the SHA-256 of them; None if it refers to none.

    Items of one case are those that refer to the very same texts. A text that was not given when the item was read
    counts by the address that the item writes.
    """
    if not item.stimulus_addresses:
        return None
    texts = [write_xml(item.stimuli[at]) if at in item.stimuli else at for at in item.stimulus_addresses]
    return "sha256:" + hashlib.sha256("\x1f".join(texts).encode()).hexdigest()


def facts_for(exam: Exam, items: Iterable[Item]) -> list[ItemFacts]:
    """Return the facts of the items that the exam's blueprint has an area for."""
    return [facts for item in items if (facts := item_facts(item, exam))]
