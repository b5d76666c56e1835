"""What a chair is asked."""

from collections.abc import Iterable
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.site.records.models import Form, Panel, PanelJudge
from testamur.site.staff.inputs import LONGEST_REASON

LONGEST_DEFINITION: Final = 3000
OWN: Final = "own"


class DefinitionInput(forms.Form):
    """Who is just competent."""

    definition = forms.CharField(
        label=_("The just-competent candidate"),
        max_length=LONGEST_DEFINITION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "What somebody can do who only just deserves the award, and what not. It stands beside every question."
        ),
    )


class PanelInput(DefinitionInput):
    """A panel to set up."""

    form = forms.ChoiceField(label=_("Form that is rated"))
    method = forms.ChoiceField(label=_("Method"), choices=Panel.Method, widget=forms.RadioSelect, initial="angoff")
    asks_limits = forms.BooleanField(
        label=_("Ask for Hofstee limits too"),
        required=False,
        help_text=_(
            "The least and highest acceptable pass mark and fail rate: a check that does not move the cut."
        ),
    )
    field_order = ("form", "method", "definition", "asks_limits")

    def __init__(self, data: object = None, *, exam_forms: Iterable[Form]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own mapping
        self.exam_forms = {str(form.pk): form for form in exam_forms}
        choices = [(key, f"{form.name}, {form.places.count()}") for key, form in self.exam_forms.items()]
        self.fields["form"] = forms.ChoiceField(label=_("Form that is rated"), choices=choices)

    def chosen(self) -> Form:
        """Return the form that was chosen."""
        return self.exam_forms[self.cleaned_data["form"]]


class InviteInput(forms.Form):
    """Somebody to ask."""

    email = forms.EmailField(
        label=_("E-mail of the judge"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class ExcuseInput(forms.Form):
    """A judge to let go, and why."""

    judge = forms.ChoiceField(label=_("Judge"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The judge gets to read it."),
    )

    def __init__(self, data: object = None, *, judges: Iterable[tuple[PanelJudge, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own mapping
        self.judges = {str(judge.pk): judge for judge, _name in judges}
        self.fields["judge"] = forms.ChoiceField(
            label=_("Judge"), choices=[(str(judge.pk), name) for judge, name in judges]
        )

    def chosen(self) -> PanelJudge:
        """Return the judge who was chosen."""
        return self.judges[self.cleaned_data["judge"]]


class EndInput(forms.Form):
    """Why a panel sets no pass mark."""

    reason = forms.CharField(
        label=_("Why it is ended"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class SignOffInput(forms.Form):
    """What the board decided."""

    decision = forms.ChoiceField(
        label=_("The board decides"),
        choices=[
            ("0", _("the panel's cut")),
            ("-1", _("one standard error below it")),
            ("-2", _("two standard errors below it")),
            ("1", _("one standard error above it")),
            ("2", _("two standard errors above it")),
            (OWN, _("a number of its own")),
        ],
        widget=forms.RadioSelect,
        initial="0",
    )
    correct = forms.IntegerField(label=_("That number"), required=False, min_value=1)
    reason = forms.CharField(
        label=_("The board's reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is public. Name nobody."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for a number of its own if there is one."""
        given = super().clean() or {}
        if given.get("decision") == OWN and given.get("correct") is None and "correct" not in self.errors:
            self.add_error("correct", _("Give the number, or choose another decision."))
        return given

    def errors_from_cut(self) -> int | None:
        """Return by how many standard errors the cut is moved; None for a number of its own."""
        decision: str = self.cleaned_data["decision"]
        return None if decision == OWN else int(decision)
