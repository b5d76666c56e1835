"""Inputs shared by desks."""

from typing import Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from testamur.site.records.models import Person

ACCEPTED_FILES: Final = (
    "application/pdf,image/png,image/jpeg,image/svg+xml,application/json,application/zip,"
    ".pdf,.json,.jsonld,.jwt,.txt,.zip"
)
"""Files in which a credential may be, as the attribute ``accept`` lists them."""


class NameInput(forms.Form):
    """Asked when an account is made."""

    name = forms.CharField(
        label=_("Your name, as it should stand on a certificate"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, person: Person) -> None:  # noqa: ARG002  (allauth calls it so)
        """Keep the name with the new account."""
        person.name = self.cleaned_data["name"].strip()
        person.save(update_fields=["name"])
