"""Statements of how an edition is assessed, and their endorsements."""

import uuid

from django.db import models

from testamur.site.records.models.credential import IssuerKey
from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import ProgrammeEdition


class Statement(models.Model):
    """The signed Statement of how an edition is assessed, its very bytes; a newer one supersedes it.

    Nothing personal: numbers about people are of thirty or more, in whole tens. Kept for ever, since credentials
    are bound to it by its digest.
    """

    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="statements")
    key = models.ForeignKey(IssuerKey, models.PROTECT, related_name="+")
    document = models.TextField()
    integrity = models.CharField(max_length=100)
    signed_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("edition",), condition=models.Q(supersedes=None), name="first_statement_once"
            ),
        )

    def __str__(self) -> str:
        return f"statement {self.identifier}"


class Endorsement(models.Model):
    """Another body's signed endorsement of a statement, ours (`organisation`) or brought from outside.

    `keys` is the DID document of a body from outside, as it was published when the endorsement was checked.
    Nothing personal.
    """

    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="endorsements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="endorsements")
    issuer = models.CharField(max_length=500)
    document = models.TextField()
    keys = models.TextField(blank=True)
    kept_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"endorsement {self.identifier}"


class EndorsementWithdrawal(models.Model):
    """An endorsement that is no longer listed, with the reason."""

    endorsement = models.OneToOneField(Endorsement, models.PROTECT, related_name="withdrawal")
    reason = models.TextField(max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"withdrawal of {self.endorsement}"
