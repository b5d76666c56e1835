"""The answer sheet of a case: one field a part, made from the case's questions."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, ngettext

from testamur.errors import DocumentError
from testamur.labs import Case, Part, Question


class CaseInput(forms.Form):
    """The answers to a case. Whatever is no answer is refused by the labs room, which knows its own rules."""

    def __init__(self, *args: Any, parts: tuple[Part, ...], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.parts = parts
        for part in parts:
            self.fields[part.id] = _field(part)

    def answers(self) -> dict[str, object]:
        """Return what was answered, by part; a blank is left out."""
        return {part.id: self.cleaned_data[part.id] for part in self.parts if self.cleaned_data[part.id]}

    def blame(self, error: DocumentError) -> None:
        """Put each problem that the labs room found beside its field."""
        for problem in error.problems:
            self.add_error(problem.path if problem.path in self.fields else None, problem.sentence)


def _field(part: Part) -> forms.Field:
    options = [(option.id, option.text) for option in part.options]
    if part.kind == "choice":
        return forms.ChoiceField(
            label=part.label,
            choices=options,
            widget=forms.RadioSelect,
            required=False,
            help_text=_points(part),
        )
    if part.kind == "choices":
        return forms.MultipleChoiceField(
            label=part.label,
            choices=options,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=gettext("Choose %(n)d. %(points)s") % {"n": part.pick, "points": _points(part)},
        )
    words = {"unit": part.unit, "tolerance": part.tolerance, "points": _points(part)}
    exact = gettext("In %(unit)s, exact. %(points)s")
    near = gettext("In %(unit)s; right within %(tolerance)s. %(points)s")
    return forms.CharField(
        label=part.label,
        required=False,
        help_text=(exact if part.tolerance == "0" else near) % words,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 24}),
    )


def _points(part: Part) -> str:
    return ngettext("%(n)d point.", "%(n)d points.", part.points) % {"n": part.points}


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """One question with its fields."""

    question: Question
    fields: list[BoundField]


def question_fields(case: Case, filled: CaseInput) -> list[QuestionFields]:
    """Return every question with its fields, in order."""
    return [QuestionFields(question, [filled[part.id] for part in question.parts]) for question in case.questions]
