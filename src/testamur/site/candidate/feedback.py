"""A graded case, question by question: what was answered, what it earned, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.documents import shape
from testamur.labs import Case, Grade, Mark, Part

OUTCOMES: Final[dict[str, str | Promise]] = {
    "right": _("right"),
    "followed": _("follows from your own numbers"),
    "partly": _("partly right"),
    "wrong": _("wrong"),
    "blank": _("not answered"),
}
KINDS: Final = {"right": "good", "followed": "warn", "partly": "warn", "wrong": "seal", "blank": ""}


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One part: what was answered, in words, and its mark."""

    part: Part
    mark: Mark
    given: str

    @property
    def outcome(self) -> str | Promise:
        """The outcome in a word."""
        return OUTCOMES[self.mark.outcome]

    @property
    def kind(self) -> str:
        """The colour that supports the word."""
        return KINDS[self.mark.outcome]


@dataclass(frozen=True, slots=True)
class QuestionMarks:
    """One question with the marks of its parts."""

    title: str
    prompt: str
    lines: list[MarkLine]


def marked(case: Case, document: Mapping[str, object]) -> list[QuestionMarks]:
    """Return the questions of a case with the marks of a stored grade."""
    marks = {mark.part: mark for mark in shape(document, Grade).marks}
    return [
        QuestionMarks(
            question.title,
            question.prompt,
            [MarkLine(part, marks[part.id], _given(part, marks[part.id])) for part in question.parts],
        )
        for question in case.questions
    ]


def _given(part: Part, mark: Mark) -> str:
    texts = {option.id: option.text for option in part.options}
    said = "; ".join(texts.get(value, value) for value in mark.given)
    return f"{said} {part.unit}".strip() if said else ""
