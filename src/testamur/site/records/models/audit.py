"""Who did what, when: one row in the transaction of every write."""

from django.db import models

from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person


class AuditEntry(models.Model):
    """One write. Targets are named by kind and number, never by a person's name. Kept ten years."""

    action = models.CharField(max_length=60)
    target = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="audit")
    detail = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("organisation", "at"), name="audit_of_organisation"),)

    def __str__(self) -> str:
        return f"{self.action} {self.target}"
