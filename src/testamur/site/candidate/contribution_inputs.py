"""What a contributor fills in: one fact, in the words of its field, with who says so and where."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from testamur.catalogue import FIELDS, GROUPS, Claim, Field
from testamur.catalogue.contributing import LONGEST, TELLERS, standing
from testamur.errors import DocumentError
from testamur.site.records.library import library, placed_competencies
from testamur.site.records.models import Contribution
from testamur.site.records.wording import GROUPS as GROUP_WORDS
from testamur.site.records.wording import LICENCES

LONGEST_REASON: Final = 1000
# How to read each kind of value from what is filled in.
NUMBER_PARTS: Final = ("value", "up_to", "unit")
SECTIONS: Final[tuple[tuple[Promise, str], ...]] = (
    (_("Money, time and size"), "number"),
    (_("What it is and teaches"), "text"),
    (_("Lists"), "list"),
    (_("Yes or no"), "flag"),
    (_("One of a few words"), "choice"),
)
INTERESTS: Final[dict[str, Promise]] = {
    "": _("No, none"),
    "provider": _("Yes: I work for the provider, sell or deliver it, or am paid for it"),
    "rival": _("Yes: I work for somebody who offers something else instead"),
}
# The parts of a claim, and the field of the form at which a fault of it is said.
PLACES: Final[dict[str, str]] = {"low": "value", "high": "up_to", "grade": "teller", "field": "value"}


class FieldInput(forms.Form):
    """Which fact it is about."""

    field = forms.ChoiceField(label=_("Which fact?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        sections = [
            (title, [(one.name, one.title) for one in FIELDS.values() if one.kind == kind])
            for title, kind in SECTIONS
        ]
        self.fields["field"] = forms.ChoiceField(label=_("Which fact?"), choices=sections)


class ContributionInput(forms.Form):
    """One fact of one field, with its source."""

    def __init__(self, *args: Any, field: Field, of: Claim | None, on: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.initial = _initial(field, of, on=on)
        self.field, self.of, self.on = field, of, on
        if of is not None:
            self.fields["kind"] = _kind_field()
        self.fields |= value_fields(field)
        self.fields |= _source_fields(on)

    @property
    def kind(self) -> str:
        """What the fact does to the one that is there."""
        return str(self.cleaned_data.get("kind", Contribution.Kind.ADD))

    def claim(self) -> Claim:
        """Return what was filled in as a claim; its sense is for the action."""
        given = self.cleaned_data
        grade, interest = standing(self.field.name, given["teller"])
        linked = self.of.id if self.of else ""
        value, low, high = read(self.field, given)
        return Claim(
            field=self.field.name,
            source=given["source"],
            grade=grade,
            value=value,
            low=low,
            high=high,
            unit=given.get("unit", ""),
            interest=interest,
            as_of=given["as_of"],
            seen=given["seen"].isoformat(),
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            note=given["note"],
            supersedes=linked if self.kind == Contribution.Kind.CORRECT else "",
            disputes=linked if self.kind == Contribution.Kind.DISPUTE else "",
        )

    def interest(self) -> str:
        """Return the contributor's own interest in words; empty if there is none."""
        return {"provider": "works for or with the provider", "rival": "works for a rival"}.get(
            self.cleaned_data["interest"], ""
        )

    def say(self, error: DocumentError) -> None:
        """Put each fault of the claim beside the question it belongs to."""
        for problem in error.problems:
            place = PLACES.get(problem.path, problem.path)
            self.add_error(place if place in self.fields else None, problem.sentence)


def _kind_field() -> forms.Field:
    return forms.ChoiceField(
        label=_("What do you want to do?"),
        choices=[
            (Contribution.Kind.CORRECT, _("Replace it: it is outdated, was misread, or I have read it again")),
            (Contribution.Kind.DISPUTE, _("Say otherwise: another source disagrees, and both should be shown")),
        ],
        widget=forms.RadioSelect,
    )


def value_fields(field: Field) -> dict[str, forms.Field]:
    """Return the questions for the value of a field."""
    if field.kind == "number":
        return _number_fields(field)
    if field.kind == "flag":
        choices: Iterable[tuple[str, object]] = [("yes", _("Yes")), ("no", _("No"))]
        return {"value": forms.ChoiceField(label=field.title, choices=choices, widget=forms.RadioSelect)}
    if field.kind == "choice":
        choices = [(word, word) for word in field.choices]
        return {"value": forms.ChoiceField(label=field.title, choices=choices, widget=forms.RadioSelect)}
    if field.kind == "list":
        return {"value": _list_field(field)}
    return {
        "value": forms.CharField(
            label=field.title,
            help_text=_("In one or two sentences, as close to the source’s words as you can."),
            max_length=LONGEST["text"],
            widget=forms.Textarea(attrs={"rows": 3}),
        )
    }


def _number_fields(field: Field) -> dict[str, forms.Field]:
    box = forms.NumberInput(attrs={"step": "any", "min": "0", "inputmode": "decimal"})
    fields: dict[str, forms.Field] = {
        "value": forms.FloatField(label=field.title, min_value=0, widget=box),
        "up_to": forms.FloatField(
            label=_("Up to"),
            help_text=_("Only if the source gives a range."),
            min_value=0,
            required=False,
            widget=forms.NumberInput(attrs={"step": "any", "min": "0", "inputmode": "decimal"}),
        ),
    }
    if field.units:
        fields["unit"] = forms.ChoiceField(label=_("In"), choices=[(unit, unit) for unit in field.units])
    return fields


def _list_field(field: Field) -> forms.Field:
    choices = _known_words(field.name)
    if choices:
        return forms.MultipleChoiceField(label=field.title, choices=choices, widget=forms.CheckboxSelectMultiple)
    starts = field.name == "starts"
    return forms.CharField(
        label=field.title,
        help_text=_("One a line, such as 2027-02-01.") if starts else _("One a line."),
        max_length=LONGEST["word"] * LONGEST["words"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _known_words(name: str) -> list[tuple[str, object]]:
    """Return the words that a list may hold, where it may hold only such."""
    if name == "covers":
        known = placed_competencies()
        ours = [one for one in known.values() if one.framework.id == "healthcare-ai"]
        return [
            (c.competency.code, f"{c.competency.code} {c.competency.name or c.competency.statement}") for c in ours
        ]
    if name == "audience_roles":
        roles = [(role.id, role.name) for role in library().roles.values()]
        return [*roles, *((group, GROUP_WORDS[group]) for group in GROUPS)]
    if name in ("ce_for", "eligible_licences"):
        return [(word, words) for word, words in LICENCES.items() if word != "none"]
    return []


def _source_fields(on: date) -> dict[str, forms.Field]:
    tellers = [(name, one.words) for name, one in TELLERS.items()]
    day = pgettext("example", "such as 2026-05-31, 2026-05 or 2026")
    if_said = gettext("If the source says so, %(day)s") % {"day": day}
    return {
        "teller": forms.ChoiceField(label=_("Who says so?"), choices=tellers, widget=forms.RadioSelect),
        "source": forms.CharField(
            label=_("Where does it stand?"),
            help_text=_(
                "The address of the page, from https:// on, or the name and page of a document that others can "
                "find. We do not open it by machine; an editor does."
            ),
            max_length=LONGEST["source"],
        ),
        "seen": forms.DateField(
            label=_("When did you read it there?"),
            widget=forms.DateInput(attrs={"type": "date", "max": on.isoformat()}, format="%Y-%m-%d"),
        ),
        "as_of": _optional_date(gettext("Date that the source itself gives"), day),
        "valid_from": _optional_date(gettext("True from"), if_said),
        "valid_to": _optional_date(gettext("True until"), if_said),
    } | _beside_fields()


def _beside_fields() -> dict[str, forms.Field]:
    return {
        "note": forms.CharField(
            label=_("Anything a reader must know beside it"),
            help_text=_("Shown with the fact. Name no persons."),
            max_length=LONGEST["note"],
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "interest": forms.ChoiceField(
            label=_("Do you gain from what is shown here?"),
            help_text=_(
                "Shown in the history as “states an interest”, without your name. It does no harm to say so."
            ),
            choices=list(INTERESTS.items()),
            widget=forms.RadioSelect,
            required=False,
        ),
        "reason": forms.CharField(
            label=_("Anything the editor should know"),
            help_text=_("For example where on the page it stands. Only editors read it. Name no persons."),
            max_length=LONGEST_REASON,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    }


def _optional_date(label: str, help_text: str) -> forms.Field:
    return forms.CharField(label=label, help_text=help_text, max_length=10, required=False)


def _initial(field: Field, of: Claim | None, *, on: date) -> dict[str, object]:
    """Return what stands in the form at first: today, and the fact it is about."""
    initial: dict[str, object] = {"seen": on, "interest": ""}
    if of is None:
        return initial
    initial |= {"source": of.source, "unit": of.unit, "note": of.note}
    initial["teller"] = next(
        (name for name in TELLERS if standing(field.name, name) == (of.grade, of.interest)), ""
    )
    if field.kind == "number":
        low, high = (of.value, None) if of.value is not None else (of.low, of.high)
        return {**initial, "value": low, "up_to": high}
    if field.kind == "flag":
        return {**initial, "value": "yes" if of.value else "no"}
    if isinstance(of.value, tuple):
        return {**initial, "value": list(of.value) if _known_words(field.name) else "\n".join(of.value)}
    return {**initial, "value": of.value}


def read(field: Field, given: Mapping[str, Any]) -> tuple[Any, float | None, float | None]:
    """Return value, low and high of a claim from what was filled in."""
    value = given["value"]
    if field.kind == "number":
        up_to = given["up_to"]
        return (value, None, None) if up_to is None or up_to == value else (None, value, up_to)
    if field.kind == "flag":
        return value == "yes", None, None
    if field.kind == "list":
        words = value if isinstance(value, list) else re.split(r"\s*\n\s*", value.strip())
        return tuple(dict.fromkeys(word for word in words if word)), None, None
    return value, None, None
