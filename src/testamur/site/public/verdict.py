"""The answer about a credential as the parts of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.credential import Answer, Verdict, Verification

KINDS: Final[Mapping[Verdict, str]] = {
    Verdict.CURRENT: "good",
    Verdict.EXPIRED: "warn",
    Verdict.NOT_YET_VALID: "warn",
    Verdict.SUSPENDED: "warn",
    Verdict.REVOKED: "no",
    Verdict.NOT_GENUINE: "no",
    Verdict.CANNOT_TELL: "unknown",
}
STATES: Final[Mapping[Answer, str]] = {
    Answer.YES: "passed",
    Answer.NO: "failed",
    Answer.WARNING: "warning",
    Answer.CANNOT_TELL: "unknown",
}
NAMES: Final[Mapping[str, Promise]] = {
    "well-formed": _("Readable"),
    "contexts": _("Terms"),
    "shape": _("Open Badge"),
    "issuer": _("Issuer's keys"),
    "proof": _("Signature"),
    "status": _("Not withdrawn"),
    "validity": _("Dates"),
    "known issuer": _("Who vouches"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was checked, as `parts/steps.html` shows it."""

    name: str | Promise
    state: str
    text: str
    details: tuple[str, ...] = ()


def kind(verification: Verification) -> str:
    """Return the kind of the verdict, as `parts/verdict.html` knows it."""
    return KINDS[verification.verdict]


def lines(verification: Verification) -> list[Line]:
    """Return what was checked, step by step."""
    return [
        Line(NAMES.get(step.name, step.name), STATES[step.answer], step.sentence, step.details)
        for step in verification.steps
    ]
