"""An honest line for a CV: the exact title, the issuer, and the class that the evidence bears out; never more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from testamur.catalogue.offering import STATUSES, Offering
from testamur.catalogue.readings import reading
from testamur.catalogue.rubric.classified import Classified, classified, in_words
from testamur.catalogue.shown import Shown, shown

CERTIFICATIONS: Final = frozenset({"professional-certification-accredited", "professional-certification"})
UNEXAMINED: Final = frozenset({"certificate-of-completion", "certificate-of-attendance"})
SUPPORTED: Final = frozenset({"A", "B", "C"})
"""The grades that bear out a word on a CV: no interested party beyond what it controls, no copy."""
MOST_NAMED: Final = 2
"""Of more classes than this the line names none."""
_BOARD: Final = re.compile(r"\bboards?\b", re.IGNORECASE)
_DENIED: Final = re.compile(r"\b(not|no|none|never|without)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CvLine:
    """What to write of an offering, why it reads so, and what not to write.

    `title` and `issuer` are as the issuer writes them; `kind` is the class in words, `when` the year or that it is
    still under way.
    """

    title: str
    issuer: str
    kind: str
    when: str
    because: tuple[str, ...]
    not_to_write: tuple[str, ...]

    @property
    def text(self) -> str:
        """The line."""
        return f"{self.title}, {self.issuer} ({self.kind}), {self.when}"


def cv_line(offering: Offering, *, year: int | None, at: date) -> CvLine:
    """Return the line for a CV on the facts of a day.

    Parameters
    ----------
    offering : Offering
        What one holds, or works for.
    year : int or None
        The year in which it was awarded; None while it is not.
    at : date
        The day of the facts.
    """
    known, found = offering.as_known_on(at), classified(offering, at=at)
    is_board = is_board_certification(known, found, at=at)
    return CvLine(
        title=known.name,
        issuer=known.provider,
        kind=_kind(found, is_board=is_board),
        when="in progress, not yet awarded" if year is None else str(year),
        because=tuple(_because(known, found, at=at)),
        not_to_write=tuple(_not_to_write(known, found, is_board=is_board, at=at)),
    )


def is_certification(found: Classified) -> bool:
    """Return whether facts of grades A to C alone, and all facts, leave nothing but a certification of persons."""
    return {*found.confirmed_classes, *found.classes} <= CERTIFICATIONS


def is_only_called_certification(found: Classified) -> bool:
    """Return whether a certification is all that is left, but only by an interested party or a weak source."""
    return set(found.classes) <= CERTIFICATIONS and not is_certification(found)


def is_board_certification(offering: Offering, found: Classified, *, at: date) -> bool:
    """Return whether it is shown to be a certification by a board that others recognise as one."""
    accredited, board = (shown(offering, name, at=at) for name in ("signal.s11", "board_recognition"))
    words = " ".join(board.value) if isinstance(board.value, tuple) else str(board.value)
    return (
        is_certification(found)
        and _is_supported(accredited)
        and accredited.value is True
        and _is_supported(board)
        and not _DENIED.search(words)
    )


def _is_supported(found: Shown) -> bool:
    return found.is_known and found.grade in SUPPORTED


def _kind(found: Classified, *, is_board: bool) -> str:
    if is_board:
        return f"{found.words}; board certification"
    if is_only_called_certification(found):
        return "called a certification; not confirmed"
    if len(found.classes) == 1:
        return found.words
    if len(found.classes) <= MOST_NAMED:
        return f"{found.words}: the provider does not say which"
    return "its class is not stated"


def _because(offering: Offering, found: Classified, *, at: date) -> Iterator[str]:
    yield "The title and the issuer stand as the issuer writes them, word for word."
    if offering.status != "confirmed-exists":
        yield f"Check the exact title with the issuer: {STATUSES[offering.status]}."
    if len(found.classes) == 1:
        yield f"What is stated leaves one class: {found.words}."
    else:
        yield f"What is stated leaves {len(found.classes)} classes: {found.words}."
        yield from (question.sentence for question in found.settling[:1])
    others = [one for one in found.confirmed_classes if one not in found.classes]
    if others:
        yield f"Without interested parties and weak sources it could also be: {in_words(others)}."
    holds = reading(offering, "validity", at=at)
    if holds.is_known and holds.interval is not None and holds.interval.low is not None:
        months = f"{holds.interval.low:g} months (grade {holds.grade})"
        yield f"It holds for {months}: once you hold it, add the month in which yours ends."


def _not_to_write(offering: Offering, found: Classified, *, is_board: bool, at: date) -> Iterator[str]:
    if not is_board:
        own = " The word is part of its own name, which says nothing on that." if _names_board(offering) else ""
        yield f"“Board certified”: that a recognised board stands behind it is not shown.{own}"
    if not is_certification(found):
        yield "“Certified”: that is for a certification, and this is not shown to be one."
    letters = shown(offering, "signal.s5", at=at)
    if not (_is_supported(letters) and letters.value is True):
        yield "Letters after your name: that its issuer gives any is not shown."
    accredited = [shown(offering, f"signal.{name}", at=at) for name in ("s11", "a5")]
    if not any(_is_supported(one) and one.value is True for one in accredited):
        yield "“Accredited”: that an accreditor lists it is not shown."
    if set(found.classes) <= UNEXAMINED:
        yield "“Passed” or “examined”: no assessment to a set standard decides it."


def _names_board(offering: Offering) -> bool:
    return bool(_BOARD.search(f"{offering.name} {offering.provider}"))
