"""Technical reports of an exam: asked for, and made."""

from django.db import models

from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import ProgrammeEdition


class ReportRequest(models.Model):
    """Somebody asked for a technical report over a period; `reason` says why there is none. Kept for ever.

    `by` is None where an operator asked on the command line.
    """

    class Audience(models.TextChoices):
        """For whom it is, which says what is withheld."""

        PUBLIC = "public", "Public"
        INTERNAL = "internal", "Internal"

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="report_requests")
    audience = models.CharField(max_length=10, choices=Audience)
    since = models.DateField()
    until = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"report request {self.pk}"


class TechnicalReport(models.Model):
    """A technical report as it was made: its page, its PDF file, and the hash of the data behind it.

    Nothing personal: small groups are hidden in what is public, and nobody is named. Kept for ever.
    """

    request = models.OneToOneField(ReportRequest, models.PROTECT, related_name="report")
    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="technical_reports")
    title = models.CharField(max_length=300)
    page = models.TextField()
    paper = models.BinaryField()
    digest = models.CharField(max_length=64)
    data_digest = models.CharField(max_length=64)
    sittings = models.PositiveIntegerField()
    is_simulated = models.BooleanField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"technical report {self.digest[:12]}"
