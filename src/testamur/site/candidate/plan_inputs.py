"""What a person fills in about a plan."""

from datetime import date
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.site.records.library import library

FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2100, 1, 1)


def _roles() -> list[tuple[str, str]]:
    return sorted(((role.id, role.name) for role in library().roles.values()), key=lambda choice: choice[1])


def _day(label: Any, help_text: Any) -> forms.DateField:  # noqa: ANN401  (a text, translated late)
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget)


class CalendarInput(forms.Form):
    """One's own calendar: the hours a week, the start, and the day by which it must be done."""

    hours_per_week = forms.FloatField(
        label=_("How many hours a week can you give?"),
        min_value=0.5,
        max_value=168,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )
    start_on = _day(
        _("When do you want to begin?"),
        _("With a group, the next stated start on or after this day counts."),
    )
    by = _day(_("By which day must it be done?"), _("A renewal, an application, a start in a new post."))

    def clean_start_on(self) -> date | None:
        """Take a day that is near enough to be meant."""
        return self._near("start_on")

    def clean_by(self) -> date | None:
        """Take a day that is near enough to be meant."""
        return self._near("by")

    def _near(self, name: str) -> date | None:
        day = cast("date | None", self.cleaned_data[name])
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(_("This day is too far away."))
        return day

    def times(self) -> dict[str, Any]:
        """Return what was filled in, as the actions take it."""
        asked = self.cleaned_data
        return {"hours_per_week": asked["hours_per_week"], "start_on": asked["start_on"], "done_by": asked["by"]}


class PlanInput(CalendarInput):
    """A new plan: the role it is for, and one's own calendar."""

    field_order = ("role", "hours_per_week", "start_on", "by")

    role = forms.ChoiceField(label=_("What is your role?"), choices=_roles)


class SettleInput(forms.Form):
    """What one learnt about something that a plan leaves open."""

    what = forms.CharField(widget=forms.HiddenInput)
    is_met = forms.TypedChoiceField(
        label=_("How does it stand?"),
        choices=[
            ("yes", _("It is met, or confirmed as I need it")),
            ("no", _("It is not, and speaks against it")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What did you learn, from whom?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
