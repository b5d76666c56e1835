"""What the desk asks for to screen an exam, and of somebody who looked into a case."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from testamur.delivery import ReviewWord
from testamur.site.records.models import FormItem, ProgrammeEdition
from testamur.site.records.screening import Wanted
from testamur.site.staff.review_rows import WORDS


class ScreeningInput(forms.Form):
    """What a screening looks for."""

    level = forms.TypedChoiceField(
        label=_("Chance that anybody is listed though nobody did anything"),
        coerce=float,
        choices=[("0.01", _("1 in 100")), ("0.05", _("1 in 20")), ("0.001", _("1 in 1 000"))],
        help_text=_("At most, and over everything that is looked for together."),
    )
    is_same_time = forms.BooleanField(
        label=_("Compare only people whose sittings overlapped in time"),
        required=False,
        initial=True,
        help_text=_("Fewer pairs find more. Who sat at another time can only have learned of an answer."),
    )
    exposed = forms.CharField(
        label=_("Items that may have been known before"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Their identifiers, one a line. Name them before you look at the scores."),
    )

    def __init__(self, data: object, *, edition: ProgrammeEdition) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own mapping
        self.edition = edition

    def clean_exposed(self) -> tuple[str, ...]:
        """Return the identifiers, each of an item on a form of the exam."""
        asked = tuple(dict.fromkeys(self.cleaned_data["exposed"].split()))
        places = FormItem.objects.filter(form__edition=self.edition)
        known = set(places.values_list("version__identifier", flat=True))
        if unknown := [item for item in asked if item not in known]:
            said = _("No form of this exam has the items %(items)s.")
            raise forms.ValidationError(said, params={"items": ", ".join(unknown)})
        return asked

    def wanted(self) -> Wanted:
        """Return what is wanted, as the records know it."""
        given = self.cleaned_data
        return Wanted(given["level"], given["is_same_time"], given["exposed"])


class ReviewInput(forms.Form):
    """What a person says of a case."""

    word = forms.ChoiceField(label=_("What came of it"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What you looked at, and what you found"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000}),
        help_text=_("Kept with your name. Nothing here changes a score or an award."),
    )

    def __init__(self, data: object, *, words: Iterable[ReviewWord]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own mapping
        self.fields["word"] = forms.ChoiceField(
            label=_("What came of it"),
            choices=[(word.value, WORDS[word]) for word in words],
            widget=forms.RadioSelect,
        )
