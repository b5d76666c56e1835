"""A programme of ours by the rubric of the guide, as its page shows it: the class, the rigour, and why."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.catalogue.field import SIGNALS
from testamur.catalogue.rubric import LEVELS, MEANINGS, in_words
from testamur.programme import Programme, Stated, classed
from testamur.site.records.table import Row, rows

ANSWERS: Final[dict[bool | None, Promise]] = {True: _("yes"), False: _("no"), None: _("the file does not say")}

ALONE: Final = 2
"""The last level of rigour whose words stand alone; those above it say "as before"."""


@dataclass(frozen=True, slots=True)
class ProgrammeClass:
    """What the rubric says of a programme: `differs` if its own file calls the award something else.

    `level` is the rigour in words, of the lower end; `why` has a line for each signal.
    """

    words: str
    meanings: tuple[str, ...]
    differs: bool
    rigour: str
    rigour_low: float
    rigour_high: float
    level: str
    questions: tuple[str, ...]
    why: list[Row]


def programme_class(programme: Programme) -> ProgrammeClass:
    """Return a programme's class and rigour with the reasons from its file."""
    found = classed(programme)
    low, high = found.rigour
    top = len(LEVELS) - 1
    words = {"low": low, "high": high, "top": top}
    return ProgrammeClass(
        words=in_words(found.classes),
        meanings=tuple(MEANINGS[name] for name in found.classes),
        differs=programme.award.kind != in_words(found.classes),
        rigour=gettext("%(low)d of %(top)d") % words
        if low == high
        else gettext("%(low)d to %(high)d of %(top)d") % words,
        rigour_low=low / top,
        rigour_high=high / top,
        level=_level(low),
        questions=tuple(question.sentence for question in found.settling),
        why=_why(found.stated),
    )


def _level(low: int) -> str:
    """Return a level in words; one that builds on those below it comes with them."""
    return "; ".join(LEVELS[min(low, ALONE) : low + 1])


def _why(stated: tuple[Stated, ...]) -> list[Row]:
    labels = [gettext("Signal"), gettext("Answer"), gettext("Why")]
    return rows(labels, [(SIGNALS[one.signal], str(ANSWERS[one.answer]), one.because) for one in stated])
