"""What a judge is asked beside the questions."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.site.records.models import JudgeDeclaration
from testamur.site.records.panels.asked import LIMITS

LONGEST: Final = 1000


class AgreeInput(forms.Form):
    """What somebody says before they see a question."""

    discipline = forms.ChoiceField(label=_("Your field"), choices=JudgeDeclaration.Discipline)
    qualifications = forms.CharField(
        label=_("What qualifies you"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the organisation reads it. Your field is public, as a count."),
    )
    interests = forms.CharField(
        label=_("What somebody might hold against you"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "You teach candidates, sell a course, have a relative who sits. Nothing, if there is nothing."
        ),
    )
    secret = forms.BooleanField(
        label=_("I keep the questions, the ratings and what is said in the panel secret, for good."),
    )
    not_candidate = forms.BooleanField(
        label=_("I will not take this examination, and I help nobody to prepare for it with what I see here."),
    )
    may_be_named = forms.BooleanField(
        label=_("My name may stand in the public summary of the panel."),
        required=False,
        help_text=_("You can take this back at any time."),
    )


class LimitsInput(forms.Form):
    """The least and the highest that a judge accepts."""

    least_cut = forms.FloatField(label=_("Least acceptable pass mark, in questions"))
    most_cut = forms.FloatField(label=_("Highest acceptable pass mark, in questions"))
    least_fail = forms.FloatField(
        label=_("Least acceptable share who fail, in per cent"), min_value=0, max_value=100
    )
    most_fail = forms.FloatField(
        label=_("Highest acceptable share who fail, in per cent"), min_value=0, max_value=100
    )

    def limits(self) -> dict[str, float]:
        """Return the limits by their names in the records."""
        return {name: self.cleaned_data[name.replace("-", "_")] for name in LIMITS}


class LeaveInput(forms.Form):
    """Why somebody steps down, or does not want to judge."""

    reason = forms.CharField(label=_("Why"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
