"""Which sittings of an exam count: closed, not voided, the first of each enrolment; real people or simulated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from testamur.delivery import Kind
from testamur.site.records.models import ProgrammeEdition, Score

Line = TypeVar("Line", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Attempts:
    """The scores that count, the earliest booked first; `is_simulated` if nobody of them exists."""

    scores: QuerySet[Score]
    is_simulated: bool


def attempts(edition: ProgrammeEdition, *, at: datetime) -> Attempts:
    """Return every closed sitting of an edition's exam that was not voided, as it was measured by `at`.

    Its score is the one that stands. Simulated people count only while there are no others. Re-examinations for
    renewal are another exam.
    """
    of_edition = Score.objects.standing().filter(sitting__form__edition=edition, measured_at__lte=at)
    scores = of_edition.filter(sitting__purpose="exam")
    scores = scores.exclude(sitting__events__kind=Kind.VOID).order_by("sitting_id")
    real = scores.filter(sitting__enrolment__person__is_simulated=False)
    is_simulated = not real.exists() and scores.exists()
    return Attempts(scores if is_simulated else real, is_simulated)


def firsts(lines: Iterable[Line]) -> list[Line]:
    """Return the first line of each enrolment, which each line begins with; the order stays."""
    seen: set[int] = set()
    kept = []
    for line in lines:
        if line[0] not in seen:
            seen.add(line[0])
            kept.append(line)
    return kept
