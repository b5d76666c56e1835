"""An employer's roster and the verifications made for it."""

from django.db import models

from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person


class RosterEntry(models.Model):
    """A credential that somebody showed to an employer. Personal: the employer's own label; removed on request."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roster")
    label = models.CharField(max_length=200)
    role = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=500, blank=True)
    document = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("label", "pk")

    def __str__(self) -> str:
        return f"roster entry {self.pk}"


class VerificationRecord(models.Model):
    """What a check of a roster entry found, and when; written once."""

    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="verifications")
    verdict = models.CharField(max_length=60)
    steps = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.verdict
