"""What the staff desk asks for."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur.catalogue import GRADES
from testamur.credential.screening import MAX_BYTES
from testamur.delivery import Accommodation
from testamur.site.records.models import Decision, Enrolment, Ground
from testamur.site.staff.wording import who

LONGEST_REASON: Final = 1000


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own way."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class SearchInput(forms.Form):
    """Words to look for."""

    q = forms.CharField(label=_("Name or e-mail"), max_length=100, required=False)

    def words(self) -> str:
        """Return the words, none if they cannot be looked for."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""

    def as_query(self) -> str:
        """Return the rest of a query string that keeps the search."""
        return urlencode({"q": self.words()}) if self.words() else ""


class AttendanceInput(forms.Form):
    """One row a participant: attended, absent, or nothing yet."""

    def __init__(self, data: object, *, enrolments: Iterable[Enrolment]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own mapping
        self.enrolments = {f"person-{enrolment.pk}": enrolment for enrolment in enrolments}
        for name, enrolment in self.enrolments.items():
            self.fields[name] = forms.ChoiceField(
                label=who(enrolment.person),
                choices=[("attended", _("attended")), ("absent", _("absent"))],
                widget=forms.RadioSelect,
                required=False,
            )

    def attendance(self) -> dict[Enrolment, bool]:
        """Return who attended, of those who have an answer."""
        given = {self.enrolments[name]: value for name, value in self.cleaned_data.items() if value}
        return {enrolment: value == "attended" for enrolment, value in given.items()}


class AssembleInput(forms.Form):
    """How many forms, from which seed, for what."""

    count = forms.IntegerField(label=_("How many forms"), min_value=1, max_value=10)
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        help_text=_("The same seed draws the same forms from the same bank."),
    )
    purpose = forms.ChoiceField(
        label=_("For"),
        choices=[("exam", _("the examination")), ("renewal", _("the re-examination"))],
        widget=forms.RadioSelect,
    )


class CalibrationInput(forms.Form):
    """Which item model a calibration is to have, and whether the scale is to stay."""

    model = forms.ChoiceField(
        label=_("Item model"),
        choices=[
            ("auto", _("chosen by the number of people: Rasch below 200, two-parameter from there on")),
            ("rasch", _("Rasch: items differ in difficulty")),
            ("2pl", _("two-parameter: items differ in difficulty and discrimination")),
            ("3pl", _("three-parameter: and in how often they are guessed; wants 500 people")),
        ],
        widget=forms.RadioSelect,
    )
    is_anchored = forms.BooleanField(
        label=_("Hold the items of the signed calibration fixed"),
        help_text=_("New items are then put on its scale, and figures stay comparable from year to year."),
        required=False,
    )


AUDIENCES: Final[dict[str, str | Promise]] = {
    "public": _("the public: small numbers are withheld, small groups hidden"),
    "internal": _("the programme itself: not for publication"),
}


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReportInput(forms.Form):
    """Which period a technical report is about, and who will read it."""

    since = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    audience = forms.ChoiceField(label=_("For"), choices=list(AUDIENCES.items()), widget=forms.RadioSelect)


class SignOffInput(forms.Form):
    """What the person who answers for a calibration says to it."""

    outcome = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("signed", _("Sign it: forms are assembled by it from now on")),
            ("refused", _("Refuse it: it is kept and not used")),
        ],
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=_("What you looked at, and what you found"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000}),
        help_text=_("Kept with your name. Say what you think of each warning and each flagged item."),
    )


class ExtraInput(forms.Form):
    """Minutes to give to a sitting that is under way."""

    minutes = forms.IntegerField(label=_("Extra minutes"), min_value=1, max_value=240)


class IncidentInput(forms.Form):
    """What an invigilator saw."""

    text = forms.CharField(
        label=_("What happened"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
    )


class ReasonInput(forms.Form):
    """The reason for something that cannot be taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
        help_text=_("The person concerned gets to read it."),
    )


class WithdrawalInput(ReasonInput):
    """Why a credential is revoked or suspended: in words for the holder, and in a class for the public."""

    ground = forms.ChoiceField(
        label=_("Class of the reason"),
        choices=Ground,
        required=False,
        help_text=_("The credential's public page shows this class, never the reason itself."),
    )
    field_order = ("reason", "ground")

    def clean_ground(self) -> str:
        """Leave the class unpublished if none was chosen."""
        return self.cleaned_data["ground"] or Ground.OTHER.value


class CommentInput(forms.Form):
    """What an organisation says of a statement that it endorses."""

    comment = forms.CharField(
        label=_("What you have looked at, and what you found"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_REASON}),
        help_text=_("It is signed and shown to everybody."),
    )


class EndorsementInput(forms.Form):
    """The signed endorsement of a body from outside."""

    file = forms.FileField(label=_("The signed endorsement"), help_text=_("A JSON file, or a token (VC-JWT)."))

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is larger than a credential may be."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("This file is larger than a signed endorsement may be."))
        return given


class AccommodationInput(forms.Form):
    """Extra time for a person; why is not asked and not kept."""

    email = forms.EmailField(label=_("E-mail of the participant"))
    multiplier = forms.FloatField(
        label=_("Time multiplied by"),
        min_value=1,
        max_value=3,
        initial=1.25,
        help_text=_("1.5 gives half as much again; at most 3."),
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )
    minutes = forms.IntegerField(label=_("Minutes on top"), min_value=0, max_value=240, initial=0)
    expires_on = forms.DateField(
        label=_("Holds until"),
        widget=DayInput,
        help_text=_("It is removed after this day. Write down no reason here."),
    )

    def rule(self) -> Accommodation:
        """Return the extra time as the delivery room knows it."""
        return Accommodation(self.cleaned_data["multiplier"], self.cleaned_data["minutes"])


class DecisionInput(forms.Form):
    """An examiner's decision."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Decision.Outcome.AWARD, _("Make the award")),
            (Decision.Outcome.NO_AWARD, _("Do not make the award")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_REASON}),
        help_text=_("The candidate gets to read it, and can appeal against a refusal."),
    )


class ContributionInput(forms.Form):
    """An editor's decision on a fact from a reader."""

    accepted = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Accept it")), ("no", _("Do not accept it"))],
        widget=forms.RadioSelect,
    )
    grade = forms.ChoiceField(
        label=_("Grade"),
        choices=[(grade, f"{grade}: {words}") for grade, words in GRADES.items()],
        help_text=_("As it follows from what the reader said. Mend it where the source is another than that."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_REASON}),
        help_text=_("The reader gets to read it. Needed if you do not accept, or mend the grade."),
    )
    has_no_interest = forms.BooleanField(
        label=_("Neither I nor my organisation gains from this offering, or from a rival of it."),
        help_text=_(
            "Shown in the history of the offering, with the name of your organisation and not with yours."
        ),
    )


class AuditInput(forms.Form):
    """Which entries of the audit to show."""

    action = forms.ChoiceField(label=_("Action"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(self, data: object, *, actions: Iterable[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the request's own mapping
        choices = [("", _("any")), *((action, action) for action in actions)]
        self.fields["action"] = forms.ChoiceField(label=_("Action"), required=False, choices=choices)

    def asked(self) -> tuple[str, date | None, date | None]:
        """Return action, first and last day; nothing where nothing or nonsense was given."""
        self.is_valid()
        given = self.cleaned_data
        return given.get("action", ""), given.get("since"), given.get("until")

    def as_query(self) -> str:
        """Return the rest of a query string that keeps the filter."""
        action, since, until = self.asked()
        pairs = {"action": action, "since": since, "until": until}
        return urlencode({name: str(value) for name, value in pairs.items() if value})
