"""What a candidate fills in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from testamur.programme import ContinuingEducation, Programme, Requirement
from testamur.programme.eligibility import Fact
from testamur.site.candidate.wording import day
from testamur.site.records.models import Person

FACTS: Final = {"licence": gettext_noop("Your licence in a health profession")}
ANSWERS: Final = {
    "physician": gettext_noop("Physician"),
    "nurse": gettext_noop("Nurse"),
    "pharmacist": gettext_noop("Pharmacist"),
    "other-health-profession": gettext_noop("Another health profession"),
}
NONE: Final = "none"


class WholeOrModule(forms.ChoiceField):
    """The whole programme, which is the empty answer, or one module of it."""

    empty_values = (None,)


class EnrolInput(forms.Form):
    """What enrolment in a programme asks: the facts of its requirements, a start, the whole or one module."""

    def __init__(self, *args: Any, programme: Programme, on: date, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.requirements = programme.eligibility
        if any(component.sold_separately for component in programme.component):
            self.fields["only"] = _module_field(programme)
        if programme.calendar.pacing == "cohort":
            self.fields["start"] = _start_field(programme, on=on)
        for requirement in programme.eligibility:
            self.fields[requirement.fact] = _fact_field(requirement)

    def facts(self) -> dict[str, Fact]:
        """Return what was said about each fact that the programme asks for."""
        return {requirement.fact: self.cleaned_data[requirement.fact] for requirement in self.requirements}


def starts(programme: Programme, *, on: date) -> list[date]:
    """Return the start dates that can still be chosen."""
    return [start for start in programme.calendar.starts if start >= on]


def _module_field(programme: Programme) -> forms.Field:
    alone = [
        (c.id, gettext("%(module)s alone") % {"module": c.title}) for c in programme.component if c.sold_separately
    ]
    return WholeOrModule(
        label=_("What you take"),
        help_text=_("A module alone gives no certificate; the certificate is for the whole."),
        choices=[("", gettext("The whole programme")), *alone],
        initial="",
        widget=forms.RadioSelect,
    )


def _start_field(programme: Programme, *, on: date) -> forms.Field:
    return forms.TypedChoiceField(
        label=_("When you start"),
        choices=[(start.isoformat(), day(start)) for start in starts(programme, on=on)],
        coerce=date.fromisoformat,
        widget=forms.RadioSelect,
    )


def _fact_field(requirement: Requirement) -> forms.Field:
    label = _said(requirement.fact, FACTS)
    if requirement.at_least is not None:
        return forms.FloatField(label=label, help_text=requirement.reason, min_value=0)
    known = [(word, _said(word, ANSWERS)) for word in requirement.any_of]
    return forms.ChoiceField(
        label=label,
        help_text=requirement.reason,
        choices=[*known, (NONE, gettext("None of these"))],
        widget=forms.RadioSelect,
    )


def _said(word: str, known: Mapping[str, str]) -> str:
    """Return a word of a programme's file as a reader sees it."""
    return gettext(known[word]) if word in known else str(capfirst(word.replace("-", " ")))


class AppealInput(forms.Form):
    """Why a decision should be looked at again."""

    text = forms.CharField(
        label=_("Why the decision should be looked at again"),
        help_text=_("Somebody who did not decide reads this. Say what happened, and what you ask for."),
        max_length=4000,
        widget=forms.Textarea,
    )


class ClaimInput(forms.Form):
    """How much credit somebody claims for one activity."""

    component = forms.ChoiceField(label=_("Activity"))
    amount = forms.DecimalField(label=_("Credits that you claim"), max_digits=6, decimal_places=2)
    really = forms.BooleanField(label=_("I took part for as long as this claim says."))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        credit: ContinuingEducation,
        open_for: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        step = Decimal(str(credit.step))
        component, amount = self.fields["component"], self.fields["amount"]
        component.choices = list(open_for.items())  # type: ignore[attr-defined]  # a choice field, declared above
        amount.help_text = gettext("In steps of %(step)s. Claim only the time that you really took part.") % {
            "step": step
        }
        amount.widget.attrs |= {"step": str(step), "min": str(step)}


class EvaluationInput(forms.Form):
    """What a participant says of the programme."""

    aims = forms.ChoiceField(
        label=_("Did it teach what it said it would?"),
        choices=[("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    change = forms.CharField(
        label=_("What will you do differently at work?"),
        help_text=_("One concrete thing, or say that nothing will change and why."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    barrier = forms.CharField(
        label=_("What stands in the way?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    bias = forms.ChoiceField(
        label=_("Did anything seem biased, or like advertising?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
    )
    bias_where = forms.CharField(
        label=_("If so, what and where?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UnitInput(forms.Form):
    """An activity put forward for renewal."""

    title = forms.CharField(label=_("What it was"), max_length=200)
    on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))
    units = forms.DecimalField(
        label=_("Units"), max_digits=6, decimal_places=2, min_value=Decimal("0.25"), help_text=_("Above 0.")
    )


class EraseInput(forms.Form):
    """The person's own address, written once more, so that nobody is erased by a slip."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Write the address of this account to confirm."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        """Return the address if it is the account's own."""
        email = str(self.cleaned_data["email"])
        if email.lower() != self.person.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."))
        return email
