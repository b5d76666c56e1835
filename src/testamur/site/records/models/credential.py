"""Keys, credentials, their status and consent."""

import uuid

from django.db import models

from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person
from testamur.site.records.models.result import Award


class IssuerKey(models.Model):
    """A signing key of an issuer, encrypted at rest; retired keys keep verifying what they signed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="keys")
    name = models.SlugField(max_length=40)
    public = models.CharField(max_length=100)
    encrypted = models.TextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="issuer_key_name_once"),)

    def __str__(self) -> str:
        return f"key {self.name}"


class StatusList(models.Model):
    """One Bitstring Status List of an issuer, with its last published, signed document."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="status_lists")
    length = models.PositiveIntegerField()
    document = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"status list {self.pk}"


class Credential(models.Model):
    """The signed document of an award; a renewed award gets a new one that supersedes. Personal (pseudonymous)."""

    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    award = models.ForeignKey(Award, models.PROTECT, related_name="credentials")
    key = models.ForeignKey(IssuerKey, models.PROTECT, related_name="+")
    document = models.TextField()
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="credentials")
    status_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("status_list", "status_index"), name="status_index_once"),
            models.UniqueConstraint(
                fields=("award",), condition=models.Q(supersedes=None), name="first_credential_once"
            ),
        )

    def __str__(self) -> str:
        return f"credential {self.identifier}"


class Revocation(models.Model):
    """A credential taken back, for good, with the reason."""

    credential = models.OneToOneField(Credential, models.PROTECT, related_name="revocation")
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"revocation of {self.credential}"


class NameConsent(models.Model):
    """The holder lets their name stand on the credential's public page, until withdrawn. Personal."""

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="name_consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("credential",), condition=models.Q(withdrawn_at=None), name="name_consent_once"
            ),
        )

    def __str__(self) -> str:
        return f"name on {self.credential}"
