"""What checks found, signed and kept; and the keys that sign it."""

import uuid

from django.db import models

from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person
from testamur.site.records.models.roster import RosterEntry


class VerifierKey(models.Model):
    """A key with which this installation signs what it found, encrypted at rest; retired ones keep verifying."""

    name = models.SlugField(max_length=40, unique=True)
    public = models.CharField(max_length=100)
    encrypted = models.TextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"verifier key {self.name}"


class VerificationRecord(models.Model):
    """What a check of a credential found, and when: written once, signed, never changed.

    Personal (pseudonymous): the signed document names the credential by address and digest and the asker by
    organisation, duty and number, and nobody by name. Kept ten years, also when its roster entry goes.
    """

    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="verification_records")
    entry = models.ForeignKey(RosterEntry, models.SET_NULL, null=True, related_name="verifications")
    verdict = models.CharField(max_length=60)
    steps = models.JSONField()
    document = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("organisation", "at"), name="verification_of_organisation"),)

    def __str__(self) -> str:
        return f"verification record {self.identifier}"
