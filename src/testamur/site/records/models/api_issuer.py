"""Keys with which other programs may have credentials signed through the VC-API, and what they had signed."""

from django.db import models

from testamur.site.records.models.organisation import Organisation


class ApiIssuer(models.Model):
    """One such key with its own public name; it signs no award. The token that opens it is kept as a digest only.

    A closed one signs nothing more; what it signed keeps verifying, unless others may know the key.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="api_issuers")
    name = models.SlugField(max_length=40)
    did = models.CharField(max_length=300, unique=True)
    suite = models.CharField(max_length=40)
    public = models.CharField(max_length=100)
    encrypted = models.TextField()
    token_digest = models.CharField(max_length=64, unique=True)
    keeps_status = models.BooleanField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    compromised_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="api_issuer_name_once"),)

    def __str__(self) -> str:
        return f"API issuer {self.name}"


class ApiCredential(models.Model):
    """What one of them signed: its digest, and its place on the status list if one is kept.

    The document itself is not kept. Its identifier is kept only where it is needed to withdraw it; it may be
    personal, and is kept as long as the status list.
    """

    issuer = models.ForeignKey(ApiIssuer, models.PROTECT, related_name="credentials")
    identifier = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    status_index = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("issuer", "status_index"), name="api_status_index_once"),
            models.UniqueConstraint(
                fields=("issuer", "identifier"), condition=~models.Q(identifier=""), name="api_credential_once"
            ),
        )

    def __str__(self) -> str:
        return f"API credential {self.pk}"
