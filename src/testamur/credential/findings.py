"""What a check finds: an answer, a sentence for the reader, and the verdict it leads to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from testamur.errors import DocumentError, Problem, Refused


class Answer(StrEnum):
    """How a check ended."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"
    WARNING = "warning"
    NOT_ASKED = "not asked"


class Verdict(StrEnum):
    """What a credential is worth at a moment; the first that applies wins, in this order."""

    NOT_GENUINE = "not genuine"
    NOT_THEIRS = "not theirs"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "genuine but expired"
    NOT_YET_VALID = "genuine but not yet valid"
    CANNOT_TELL = "cannot tell"
    CURRENT = "genuine and current"


SEVERITY: Final = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer, in one sentence, the verdict that it leads to by itself, and the single problems."""

    answer: Answer
    sentence: str
    verdict: Verdict
    details: tuple[str, ...] = ()


def yes(sentence: str) -> Finding:
    """Return that a check went well."""
    return Finding(Answer.YES, sentence, Verdict.CURRENT)


def no(sentence: str, *, verdict: Verdict = Verdict.NOT_GENUINE, details: Iterable[Problem] = ()) -> Finding:
    """Return that a check failed."""
    return Finding(Answer.NO, sentence, verdict, tuple(map(str, details)))


def cannot_tell(sentence: str, *, details: Iterable[Problem] = ()) -> Finding:
    """Return that a check could not be made."""
    return Finding(Answer.CANNOT_TELL, sentence, Verdict.CANNOT_TELL, tuple(map(str, details)))


def warning(sentence: str) -> Finding:
    """Return that a check went well but leaves something for the reader to consider."""
    return Finding(Answer.WARNING, sentence, Verdict.CURRENT)


def not_asked(sentence: str) -> Finding:
    """Return that nobody asked for a check."""
    return Finding(Answer.NOT_ASKED, sentence, Verdict.CURRENT)


def undecided(sentence: str) -> Finding:
    """Return that what was asked beside the credential's worth cannot be told; its worth is not touched by it."""
    return Finding(Answer.CANNOT_TELL, sentence, Verdict.CURRENT)


def reason(error: DocumentError | Refused | OSError) -> str:
    """Return why a published document cannot be had or used, to end a sentence with."""
    said = next(iter(str(error).splitlines()), "no answer").rstrip(".")
    return f"what is published is wrong ({said})" if isinstance(error, DocumentError) else said
