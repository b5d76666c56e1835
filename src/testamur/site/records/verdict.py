"""The answer about a credential, given now or kept, as the parts of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.credential import Answer, RecordCheck, Verdict, Verification
from testamur.site.records.models import VerificationRecord

KINDS: Final[Mapping[Verdict, str]] = {
    Verdict.CURRENT: "good",
    Verdict.EXPIRED: "warn",
    Verdict.NOT_YET_VALID: "warn",
    Verdict.SUSPENDED: "warn",
    Verdict.NOT_THEIRS: "no",
    Verdict.REVOKED: "no",
    Verdict.NOT_GENUINE: "no",
    Verdict.CANNOT_TELL: "unknown",
}
WORDS: Final[Mapping[Verdict, str | Promise]] = {
    Verdict.CURRENT: _("genuine and current"),
    Verdict.EXPIRED: _("genuine but expired"),
    Verdict.NOT_YET_VALID: _("genuine but not yet valid"),
    Verdict.SUSPENDED: _("suspended"),
    Verdict.REVOKED: _("revoked"),
    Verdict.NOT_GENUINE: _("not genuine"),
    Verdict.NOT_THEIRS: _("not this person's"),
    Verdict.CANNOT_TELL: _("cannot tell"),
}
TITLES: Final[Mapping[Verdict, str | Promise]] = {
    Verdict.CURRENT: _("Genuine and current."),
    Verdict.EXPIRED: _("Genuine, but it has expired."),
    Verdict.NOT_YET_VALID: _("Genuine, but not valid yet."),
    Verdict.SUSPENDED: _("Suspended by its issuer."),
    Verdict.REVOKED: _("Revoked by its issuer."),
    Verdict.NOT_GENUINE: _("Not genuine as it stands."),
    Verdict.NOT_THEIRS: _("Not this person's."),
    Verdict.CANNOT_TELL: _("Whether it is good cannot be told."),
}
STATES: Final[Mapping[Answer, str]] = {
    Answer.YES: "passed",
    Answer.NO: "failed",
    Answer.WARNING: "warning",
    Answer.CANNOT_TELL: "unknown",
    Answer.NOT_ASKED: "skipped",
}
ANSWERS: Final[Mapping[str, Promise]] = {
    "yes": _("yes"),
    "no": _("no"),
    "warning": _("take note"),
    "cannot tell": _("cannot tell"),
    "not asked": _("not asked"),
}
NAMES: Final[Mapping[str, Promise]] = {
    "verifier": _("Verifier's keys"),
    "credential": _("About which"),
    "well-formed": _("Readable"),
    "contexts": _("Terms"),
    "schema": _("Open Badge"),
    "shape": _("Open Badge"),  # its name in records of an earlier edition
    "issuer": _("Issuer's keys"),
    "proof": _("Signature"),
    "status": _("Not withdrawn"),
    "validity": _("Dates"),
    "known issuer": _("Who vouches"),
    "holder": _("Whose it is"),
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


def kept_lines(record: VerificationRecord) -> list[Line]:
    """Return what was checked when the record was made, step by step."""
    return [
        Line(NAMES.get(step["name"], step["name"]), STATES[Answer(step["answer"])], step["sentence"])
        for step in record.steps
    ]


def record_kind(check: RecordCheck) -> str:
    """Return the kind of the answer about a record, as `parts/verdict.html` knows it."""
    if check.is_good:
        return "good"
    return "no" if any(step.answer is Answer.NO for step in check.steps) else "unknown"


def record_lines(check: RecordCheck) -> list[Line]:
    """Return what was checked of a record, step by step."""
    return [
        Line(NAMES.get(step.name, step.name), STATES[step.answer], step.sentence, step.details)
        for step in check.steps
    ]
