"""Keys, credentials, their status and consent."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person
from testamur.site.records.models.result import Award


class IssuerKey(models.Model):
    """A signing key of an issuer, encrypted at rest; retired keys keep verifying what they signed.

    Of a key that another machine keeps nothing is here but its public half.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="keys")
    name = models.SlugField(max_length=40)
    public = models.CharField(max_length=100)
    encrypted = models.TextField(blank=True)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="issuer_key_name_once"),)

    def __str__(self) -> str:
        return f"key {self.name}"


class Compromise(models.Model):
    """A key that others may know: it signs nothing and is not published, so that nothing it signed counts."""

    key = models.OneToOneField(IssuerKey, models.PROTECT, related_name="compromise")
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"compromise of {self.key}"


class Ground(models.TextChoices):
    """Why a credential was taken back or suspended, in a class that may be published about anybody."""

    OTHER = "other", _("not published")
    REVIEW = "review", _("something about it is under review")
    REQUIREMENTS = "requirements", _("its requirements are not met any more")
    RULES = "rules", _("the rules of the programme were not kept")
    ERROR = "error", _("it was issued in error")
    HOLDER = "holder", _("its holder asked for it")


class StatusList(models.Model):
    """One Bitstring Status List of an issuer, with its last published, signed document."""

    class Purpose(models.TextChoices):
        """What a set place says, in the words of the standard; a suspended one may be cleared again."""

        REVOCATION = "revocation"
        SUSPENSION = "suspension"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="status_lists")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.REVOCATION)
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

    @property
    def suspension(self) -> "Suspension | None":
        """The suspension that stands now, if one does."""
        return next((one for one in self.suspensions.all() if one.ended_at is None), None)


class Revocation(models.Model):
    """A credential taken back, for good; the holder and the staff read the reason, the public only its class."""

    credential = models.OneToOneField(Credential, models.PROTECT, related_name="revocation")
    ground = models.CharField(max_length=12, choices=Ground, default=Ground.OTHER)
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"revocation of {self.credential}"


class Suspension(models.Model):
    """A credential that does not count for the time being; who reads what is as of a revocation."""

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="suspensions")
    ground = models.CharField(max_length=12, choices=Ground, default=Ground.OTHER)
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(max_length=1000, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("credential",), condition=models.Q(ended_at=None), name="suspension_once"
            ),
        )

    def __str__(self) -> str:
        return f"suspension of {self.credential}"


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
