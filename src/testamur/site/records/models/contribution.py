"""What people add to the catalogue, and what an editor decided on it."""

from django.db import models

from testamur.catalogue import Claim
from testamur.catalogue.reading import claim_of
from testamur.site.records.models.market import OfferingVersion
from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person


class Contribution(models.Model):
    """A claim that somebody proposes, with its source. Personal: who proposed it; kept as long as the claim."""

    class Kind(models.TextChoices):
        """What the claim does to what is there."""

        ADD = "add", "a new fact"
        DISPUTE = "dispute", "says otherwise"
        CORRECT = "correct", "replaces an outdated fact"

    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    claim = models.JSONField()
    reason = models.TextField(blank=True)
    interest = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="contributions")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("key",), name="contribution_of_offering"),)

    def __str__(self) -> str:
        return f"contribution {self.pk}"

    @property
    def proposed(self) -> Claim:
        """The claim that is proposed."""
        return claim_of(self.claim)


class ContributionDecision(models.Model):
    """What an editor decided; an accepted contribution made a version of the offering. Written once."""

    contribution = models.OneToOneField(Contribution, models.PROTECT, related_name="decision")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    version = models.OneToOneField(OfferingVersion, models.PROTECT, null=True, related_name="decision")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(accepted=False) | models.Q(version__isnull=False),
                name="accepted_contribution_made_a_version",
            ),
        )

    def __str__(self) -> str:
        return f"decision on contribution {self.contribution.pk}"
