"""What a credential's document says: name, issuer, dates, and whether it stands for an assessment.

Source of the types: 1EdTech, Open Badges 3.0, appendix B, AchievementType; their meaning is that of CTDL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext

from testamur.credential import content_of
from testamur.errors import DocumentError


class AwardClass(StrEnum):
    """What a credential stands for, by its own words."""

    ASSESSED = "assessed"
    COMPLETED = "completed"
    NOT_SAID = "not said"


CLASSES: Final[Mapping[str, AwardClass]] = {
    "Assessment": AwardClass.ASSESSED,
    "Certificate": AwardClass.ASSESSED,
    "Certification": AwardClass.ASSESSED,
    "License": AwardClass.ASSESSED,
    "CertificateOfCompletion": AwardClass.COMPLETED,
    "Assignment": AwardClass.COMPLETED,
    "CoCurricular": AwardClass.COMPLETED,
    "Course": AwardClass.COMPLETED,
    "LearningProgram": AwardClass.COMPLETED,
}
"""The types that say it; every other leaves it open."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the document says; text that it does not give is empty."""

    name: str
    issuer: str
    address: str
    valid_until: datetime | None
    award_class: AwardClass
    type: str
    result: str
    required: str

    @property
    def because(self) -> str:
        """Why it is put into its class, in words."""
        if self.result and self.required:
            words = {"result": self.result, "required": self.required}
            return gettext("it carries a result: %(result)s, where %(required)s were required") % words
        if self.result:
            return gettext("it carries a result: %(result)s") % {"result": self.result}
        if self.type:
            return gettext("its issuer calls it %(type)s") % {"type": self.type}
        return gettext("it gives neither a type nor a result")


def _content(document: str) -> Mapping[str, object]:
    try:
        return content_of(document.encode())
    except DocumentError:
        return {}


@lru_cache(maxsize=1024)
def said(document: str) -> Said:
    """Return what a credential's document says; what is not as it should be reads as not given."""
    content = _content(document)
    achievement = _table(_first(content.get("credentialSubject")).get("achievement"))
    kind, (result, required) = _text(achievement.get("achievementType")), _result(content)
    known = CLASSES.get(kind, AwardClass.NOT_SAID)
    issuer = content.get("issuer")
    return Said(
        name=_text(achievement.get("name")) or _text(content.get("name")),
        issuer=_text(issuer) or _text(_table(issuer).get("name")) or _text(_table(issuer).get("id")),
        address=_text(content.get("id")),
        valid_until=_moment(content.get("validUntil")),
        award_class=AwardClass.ASSESSED if result else known,
        type=kind,
        result=result,
        required=required,
    )


def _result(content: Mapping[str, object]) -> tuple[str, str]:
    """Return the first result with a value, and what its scale asks for; empty where that is not given."""
    subject = _first(content.get("credentialSubject"))
    result = _first(subject.get("result"))
    value = _text(result.get("value"))
    scale = _first(_table(subject.get("achievement")).get("resultDescription"))
    is_its_scale = bool(value) and scale.get("id") == result.get("resultDescription")
    return value, _text(scale.get("requiredValue")) if is_its_scale else ""


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _first(value: object) -> Mapping[str, object]:
    return _table(value[0] if isinstance(value, list) and value else value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError:
        return None
