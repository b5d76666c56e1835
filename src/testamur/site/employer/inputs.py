"""What the employer desk asks for."""

from typing import Final, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.credential import MAX_GIVEN_BYTES
from testamur.documents import MAX_BYTES as MAX_LIST_BYTES
from testamur.site.employer import queries
from testamur.site.records import issuers
from testamur.site.records.inputs import ACCEPTED_FILES
from testamur.site.records.models import Organisation, Person

LARGEST: Final = 256 * 1024
"""Bytes; no credential that is read here is larger."""


class EntryInput(forms.Form):
    """Somebody's credential under the employer's own label, as a file, as text, or by its address here."""

    label = forms.CharField(
        label=_("Your label"), max_length=200, help_text=_("How you know the person; only you see it.")
    )
    role = forms.CharField(label=_("Role"), max_length=100, required=False)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        max_length=254,
        required=False,
        help_text=_("If you give it, each check also says whether the credential is theirs. Only you see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_(
            "The credential's file: a PDF certificate, a badge picture, a picture of its QR code, JSON or a token"
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED_FILES}),
        max_length=200,
    )
    text = forms.CharField(
        label=_("or its text"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("or its address on this site"), required=False, max_length=500)

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Refuse a file that is too large to be a credential."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MAX_GIVEN_BYTES:
            raise forms.ValidationError(gettext("This file is too large: at most 12 MB are looked at."))
        return file

    def clean_address(self) -> str:
        """Refuse an address elsewhere: nothing is fetched for an employer."""
        address: str = self.cleaned_data["address"].strip()
        if address and not issuers.is_own_credential(address):
            words = {"start": f"{settings.URL}/credentials/"}
            text = gettext("The address must start with %(start)s; for other credentials give the file.") % words
            raise forms.ValidationError(text)
        return address

    def clean(self) -> None:
        """Ask for exactly one of file, text and address."""
        ways = ("file", "text", "address")
        given = [name for name in ways if self.cleaned_data.get(name)]
        if len(given) != 1 and not any(name in self.errors for name in ways):
            raise forms.ValidationError(gettext("Give the credential in exactly one way: file, text or address."))

    def document(self) -> bytes:
        """Return the credential that was given.

        Raises
        ------
        Refused
            If the address leads to none.
        """
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None:
            return bytes(file.read())
        if self.cleaned_data["text"]:
            return str(self.cleaned_data["text"]).encode()
        return issuers.fetch_credential(self.cleaned_data["address"])


class ListInput(forms.Form):
    """A CSV file with the columns `label`, `role`, `email` and `credential`."""

    file = forms.FileField(
        label=_("The list, a CSV file"),
        help_text=_("Columns label, role, email and credential; at most 8 MB. Role and email may be empty."),
        max_length=200,
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is too large to be a list."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_LIST_BYTES:
            raise forms.ValidationError(gettext("This file is too large: at most 8 MB are looked at."))
        return file


class ToldInput(forms.Form):
    """Who is told of every change in a roster, among those who may see it, and how often it is looked at."""

    people = forms.ModelMultipleChoiceField(
        label=_("Told by e-mail of every change"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    every_days = forms.TypedChoiceField(
        label=_("Credentials of other issuers are looked at"),
        choices=[(1, _("every day")), (7, _("every week")), (30, _("every 30 days"))],
        coerce=int,
        help_text=_("Those issued here are looked at as soon as they change."),
    )

    def __init__(self, data: QueryDict | None = None, *, organisation: Organisation) -> None:
        told = queries.told_of_roster(organisation)
        super().__init__(data, initial={"people": told, "every_days": organisation.roster_every_days})
        people = cast("forms.ModelMultipleChoiceField[Person]", self.fields["people"])
        people.queryset = queries.may_see_roster(organisation)


class WebhookInput(forms.Form):
    """The address of an organisation's own system."""

    url = forms.CharField(
        label=_("Address of your system"),
        help_text=_("It starts with https://, and answers from the public internet."),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
