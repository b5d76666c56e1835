"""Score, decision, award and renewal: each a record that points back, a correction being a new record."""

from typing import Any

from django.db import models

from testamur.site.records.models.enrolment import Enrolment
from testamur.site.records.models.person import Person
from testamur.site.records.models.sitting import Sitting


class Scores(models.QuerySet["Score"]):
    """Scores."""

    def standing(self) -> "Scores":
        """Return those that nothing supersedes: one for each measured sitting."""
        return self.filter(superseded_by=None)


class Score(models.Model):
    """What was measured in a closed sitting, with the digests of form and responses it was made from. Personal.

    `by_item` says of every question whether it is right, also of one that does not count any more. A signed change
    of scoring makes a new score that supersedes; `measured_at` stays the end of the sitting.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="scores")
    correct = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    by_area = models.JSONField()
    by_item = models.JSONField()
    form_digest = models.CharField(max_length=64)
    receipt = models.CharField(max_length=64)
    measured_at = models.DateTimeField()
    change = models.ForeignKey("ScoringChange", models.PROTECT, null=True, related_name="scores")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    objects = Scores.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("sitting",), condition=models.Q(supersedes=None), name="first_score_once"
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes=None) | models.Q(change__isnull=False),
                name="score_anew_by_change",
            ),
        )

    def __str__(self) -> str:
        return f"{self.correct} of {self.of}"


class Decision(models.Model):
    """Whether the award is made, by rule or by a person, with the reason; appealable. Personal; kept."""

    class Outcome(models.TextChoices):
        """The two answers."""

        AWARD = "award", "Award"
        NO_AWARD = "no award", "No award"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField()
    findings = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_outcome_display()


class Appeal(models.Model):
    """A candidate asks to look at a decision again; the answer is a decision that supersedes. Personal."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"appeal against decision {self.decision_id}"


class Award(models.Model):
    """The fact of the award. Personal; kept as the register needs, pseudonymised on erasure."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="award")
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="award")
    awarded_on = models.DateField()
    expires_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"award {self.pk}"

    @property
    def holds_until(self) -> Any:  # noqa: ANN401  (a date or None, as Django's descriptor has it)
        """The last day of the latest extension, else of the award; None if it does not end."""
        extensions = list(self.extensions.all())
        return extensions[-1].expires_on if extensions else self.expires_on


class RenewalUnit(models.Model):
    """An activity that the holder put forward for renewal. Personal; kept with the award."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="units")
    title = models.CharField(max_length=200)
    on = models.DateField()
    units = models.DecimalField(max_digits=6, decimal_places=2)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return self.title


class Extension(models.Model):
    """An award renewed: by which way and until when."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="extensions")
    way = models.CharField(max_length=20)
    renewed_on = models.DateField()
    expires_on = models.DateField()
    evidence = models.JSONField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"extension until {self.expires_on}"
