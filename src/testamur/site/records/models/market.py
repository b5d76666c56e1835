"""What is on the market as this installation knows it: every version of every offering, written once."""

from django.db import models

from testamur.catalogue import Offering
from testamur.site.records.models.person import Person
from testamur.site.records.stored import parsed_offering


class OfferingVersion(models.Model):
    """One version of an offering with all claims on it: the exact document. Nothing personal; kept for ever.

    The number of a version is the revision of the catalogue from which on it holds, until a later version of the
    same key. `origin` says what it came from: ``content``, ``import <name>`` or ``contribution <number>``.
    """

    key = models.CharField(max_length=160)
    provider = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    page = models.CharField(max_length=500, blank=True)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    # The digest of what the origin itself stated, before what others had said was added to it.
    stated_digest = models.CharField(max_length=64, default="")
    origin = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    is_newest = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("key",), condition=models.Q(is_newest=True), name="offering_newest_once"
            ),
        )
        indexes = (models.Index(fields=("key", "id"), name="offering_versions"),)

    def __str__(self) -> str:
        return f"{self.key}, version {self.pk}"

    @property
    def offering(self) -> Offering:
        """The offering that the stored document states."""
        return parsed_offering(self.document)


class CatalogueImport(models.Model):
    """One run of an import: from which file, and how far it came. Kept ten years."""

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    entries_done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.entries_done:,} entries, {self.added:,} new, {self.changed:,} changed, "
            f"{self.unchanged:,} unchanged, {self.refused:,} refused"
        )
