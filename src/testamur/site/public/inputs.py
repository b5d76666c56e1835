"""What people may ask the public desk."""

from datetime import date
from typing import Any, Final, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from testamur import fit
from testamur.credential import MAX_GIVEN_BYTES
from testamur.credential.screening import MAX_BYTES
from testamur.fit import Profile
from testamur.site.public import made
from testamur.site.public.countries import COUNTRIES
from testamur.site.public.made import Made
from testamur.site.public.wording import ARCHETYPES, EDUCATION, LICENCES, NEEDS, SETTINGS
from testamur.site.records.inputs import ACCEPTED_FILES
from testamur.site.records.library import library
from testamur.site.records.search import FACETS, Question

LONGEST_ADDRESS: Final = 2000
MOST_CHOSEN: Final = 40
"""So many values of one facet may be chosen."""
TOO_LARGE: Final = _("This is larger than a credential can be (256 kB).")
FILE_TOO_LARGE: Final = _("This is larger than what is looked at (12 MB).")


class VerifyInput(forms.Form):
    """A credential as a file, as a picture of its QR code, as text, or by its address; one of these."""

    file = forms.FileField(
        label=_("The credential's file"),
        help_text=_(
            "A PDF certificate with the credential inside, a badge picture (PNG or SVG), a screenshot or a "
            "photograph of its QR code (PNG or JPEG), JSON, a token (VC-JWT) or an offline kit; at most 12 MB."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED_FILES}),
    )
    photo = forms.FileField(
        label=_("Or a picture of its QR code"),
        help_text=_("On a telephone this opens the camera. Hold it straight above the code, near and sharp."),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        help_text=_("Paste the whole JSON, from the first brace to the last, or the whole token."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Or its address"),
        help_text=_("It starts with https://."),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("Is it this person's?"),
        help_text=_("Their e-mail address. It is compared with the credential and not kept."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_file(self) -> bytes:
        """Read the file, if it is small enough."""
        return self._read("file")

    def clean_photo(self) -> bytes:
        """Read the picture, if it is small enough."""
        return self._read("photo")

    def _read(self, name: str) -> bytes:
        file = self.cleaned_data[name]
        if not isinstance(file, UploadedFile):
            return b""
        if file.size is None or file.size > MAX_GIVEN_BYTES:
            raise forms.ValidationError(FILE_TOO_LARGE)
        return bytes(file.read())

    def clean_text(self) -> bytes:
        """Return the text as bytes, if it is small enough."""
        given = str(self.cleaned_data["text"]).strip().encode(errors="surrogatepass")
        if len(given) > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        return given

    def clean_address(self) -> str:
        """Return the address without what a copy may have put around it."""
        return str(self.cleaned_data["address"]).strip()

    def clean(self) -> dict[str, Any]:
        """Ask for one of these, and for no more than one."""
        given = [name for name in ("file", "photo", "text", "address") if self.cleaned_data.get(name)]
        if not given and not self.errors:
            raise forms.ValidationError(
                _("Give the credential as a file, as a picture of its code, as text, or by its address.")
            )
        if len(given) > 1:
            raise forms.ValidationError(
                _("Give the credential once: as a file, as a picture of its code, as text, or by its address.")
            )
        return self.cleaned_data


def _roles() -> list[tuple[str, str]]:
    return sorted(((role.id, role.name) for role in library().roles.values()), key=lambda choice: choice[1])


def _held() -> list[tuple[str, str]]:
    """Return the offerings that come with this site and that a person can hold, by name."""
    people = [offering for offering in library().offerings.values() if offering.holder == "person"]
    named = [(offering.id, f"{offering.name}, {offering.provider}") for offering in people]
    return sorted(named, key=lambda choice: choice[1].casefold())


class ChooseInput(forms.Form):
    """The questions of the guide. Only the role must be answered; what is left out is not asked of an offering."""

    role = forms.ChoiceField(label=_("What is your role?"), choices=_roles, widget=forms.RadioSelect)
    archetype = forms.ChoiceField(
        label=_("What do you do with AI?"),
        choices=[("", _("what goes with my role")), *ARCHETYPES.items()],
        required=False,
    )
    need = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=list(NEEDS.items()),
        initial="capability",
        required=False,
        widget=forms.RadioSelect,
    )
    setting = forms.ChoiceField(
        label=_("Where do you work?"), choices=[("", _("not said")), *SETTINGS.items()], required=False
    )
    country = forms.ChoiceField(
        label=_("In which country do you work?"), choices=[("", _("not said")), *COUNTRIES.items()], required=False
    )
    licence = forms.ChoiceField(
        label=_("Which licence do you hold?"),
        help_text=_("It decides who admits you and whose credit counts."),
        choices=[("", _("the one that goes with my role")), *LICENCES.items()],
        required=False,
    )
    education = forms.ChoiceField(
        label=_("Which is your highest degree?"), choices=[("", _("not said")), *EDUCATION.items()], required=False
    )
    board_certified = forms.ChoiceField(
        label=_("Physicians: are you certified by a speciality board?"),
        choices=[("", _("not said")), ("yes", _("yes")), ("no", _("no"))],
        required=False,
    )
    prior = forms.MultipleChoiceField(
        label=_("Which of these do you hold already?"),
        choices=_held,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hours_per_week = forms.FloatField(
        label=_("How many hours a week can you give?"),
        min_value=0.5,
        max_value=168,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )
    weeks = forms.FloatField(
        label=_("For how many weeks?"),
        min_value=1,
        max_value=520,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    by = forms.DateField(
        label=_("By which day must it be done?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    budget = forms.FloatField(
        label=_("How much can you spend on the whole, in US dollars?"),
        help_text=_("0 if nothing."),
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    pacing = forms.ChoiceField(
        label=_("At your own pace, or with a group?"),
        choices=[("", _("either")), ("self-paced", _("at my own pace")), ("cohort", _("with a group"))],
        required=False,
    )
    programming = forms.ChoiceField(
        label=_("Would you write programs?"),
        choices=[("", _("does not matter")), ("no", _("no"))],
        required=False,
    )
    policy = forms.ChoiceField(
        choices=[(policy.name, policy.title) for policy in fit.POLICIES.values()],
        required=False,
        widget=forms.HiddenInput,
    )
    on = forms.DateField(required=False, widget=forms.HiddenInput)
    made = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def clean_on(self) -> date | None:
        """Take a day of which the guide could have been asked."""
        on = cast("date | None", self.cleaned_data["on"])
        if on is not None and not date(2000, 1, 1) <= on <= date(2100, 1, 1):
            raise forms.ValidationError(_("This day is too far away."))
        return on

    def clean_made(self) -> Made | None:
        """Read what a link says that its answer was made from."""
        text = self.cleaned_data["made"]
        found = made.read(text)
        if text and found is None:
            raise forms.ValidationError(_("This link is damaged: its last part cannot be read."))
        return found

    def profile(self) -> Profile:
        """Return the profile that was filled in."""
        asked = self.cleaned_data
        return Profile(
            role=asked["role"],
            country=asked["country"],
            licence=asked["licence"],
            need=asked["need"] or "capability",
            budget=asked["budget"],
            hours_per_week=asked["hours_per_week"],
            weeks=asked["weeks"],
            by=asked["by"],
            programming_ok=False if asked["programming"] == "no" else None,
            pacing=asked["pacing"],
            archetype=asked["archetype"],
            setting=asked["setting"],
            education=asked["education"],
            board_certified={"yes": True, "no": False}.get(asked["board_certified"]),
            prior=tuple(sorted(asked["prior"])),
        )


class SearchInput(forms.Form):
    """What offerings are looked for: words; by what they are narrowed comes with the address."""

    words = forms.CharField(
        label=_("Words"),
        help_text=_("Name, provider, skill or role. Small slips of the keys do not matter."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
    literal = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def question(self, *, size: int) -> Question:
        """Return the question that was asked."""
        asked, given = self.cleaned_data, cast("QueryDict", self.data)
        chosen = {name: tuple(dict.fromkeys(_values(given.getlist(name)))) for name in FACETS}
        return Question(
            words=asked["words"],
            chosen={name: values for name, values in chosen.items() if values},
            page=asked["page"] or 1,
            size=size,
            literal=asked["literal"],
        )


def _values(given: list[str]) -> list[str]:
    """Return the values of a facet that may be ones: of all others none is ever found."""
    return [value.lower() for value in given[:MOST_CHOSEN] if 0 < len(value) <= 80]
