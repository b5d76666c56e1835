"""Calibrations of an exam: asked for, made, and signed or refused by a named person."""

from django.db import models

from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import ProgrammeEdition


class CalibrationRequest(models.Model):
    """Somebody asked for a calibration of an edition's exam; `reason` says why there is none. Kept for ever.

    `by` is None where an operator asked on the command line.
    """

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="calibration_requests")
    model = models.CharField(max_length=10)
    is_anchored = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"calibration request {self.pk}"


class Calibration(models.Model):
    """What was calibrated, its document whole, with the hash of the document and of the responses behind it.

    Nothing personal: the document holds numbers of people and no person. Kept for ever, since forms are assembled
    by it and point back to it.
    """

    request = models.OneToOneField(CalibrationRequest, models.PROTECT, related_name="calibration")
    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="calibrations")
    document = models.TextField()
    digest = models.CharField(max_length=64)
    data_digest = models.CharField(max_length=64)
    model = models.CharField(max_length=10)
    persons = models.PositiveIntegerField()
    converged = models.BooleanField()
    is_simulated = models.BooleanField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"calibration {self.digest[:12]}"


class CalibrationSignOff(models.Model):
    """A named person takes a calibration into use, or refuses it, with the reasons; a newer one supersedes it."""

    class Outcome(models.TextChoices):
        """The two answers."""

        SIGNED = "signed", "Signed"
        REFUSED = "refused", "Refused"

    calibration = models.OneToOneField(Calibration, models.PROTECT, related_name="sign_off")
    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    statement = models.TextField(max_length=4000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("edition",),
                condition=models.Q(supersedes=None, outcome="signed"),
                name="first_signed_calibration_once",
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes=None) | models.Q(outcome="signed"),
                name="only_signed_calibration_supersedes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.calibration}"
