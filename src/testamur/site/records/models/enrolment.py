"""Enrolments and what happens in them."""

from datetime import date
from typing import Final

from django.db import models

from testamur.programme import Activity, Claimed, Progress, progress
from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import ProgrammeEdition

VOID: Final = "void"


class Enrolment(models.Model):
    """A person takes part in one edition of a programme, or in a single module of it (`only`).

    Personal: who, and the facts of admission. Kept three years after the last activity, then pseudonymised.
    """

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    only = models.SlugField(blank=True)
    started_on = models.DateField()
    facts = models.JSONField(default=dict)
    enrolled_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "person", "only"), name="enrolment_once"),)

    def __str__(self) -> str:
        return f"enrolment {self.pk}"

    def happened(self) -> tuple[Activity, ...]:
        """Return every activity that counts, oldest first."""
        return tuple(record.activity for record in self.activities.all() if record.outcome != VOID)

    def progress(self, on: date) -> Progress:
        """Return what is done and what is next on a day."""
        return progress(self.edition.programme, self.happened(), started_on=self.started_on, on=on, only=self.only)


class ActivityRecord(models.Model):
    """One thing that happened in an enrolment; written once, and struck (`VOID`) if its sitting is voided.

    Personal: answers and marks in `detail`.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="activities")
    part = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10)
    on = models.DateField()
    at = models.DateTimeField()
    value = models.FloatField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("enrolment", "part"),
                condition=models.Q(outcome__in=("passed", "attended", "done")),
                name="activity_passed_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part} {self.outcome}"

    @property
    def activity(self) -> Activity:
        """The activity as the programme's rules know it."""
        return Activity(self.part, self.outcome, self.on, self.value)  # type: ignore[arg-type]  # a checked word


class CreditClaim(models.Model):
    """Continuing-education credit that a learner claimed. Personal; kept six years, as record rules ask."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="credit_claims")
    component = models.SlugField()
    credits = models.DecimalField(max_digits=6, decimal_places=2)
    claimed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.credits} credits for {self.component}"

    @property
    def claimed(self) -> Claimed:
        """The claim as the programme's rules know it."""
        return Claimed(self.component, float(self.credits), self.claimed_at.date())


class LabCase(models.Model):
    """An individually generated case of an applied assignment, stored as it was shown, with its hidden key."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lab_cases")
    component = models.SlugField()
    attempt = models.PositiveSmallIntegerField()
    family = models.SlugField()
    seed = models.CharField(max_length=64)
    document = models.JSONField()
    data = models.TextField()
    data_digest = models.CharField(max_length=64)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("enrolment", "component", "attempt"), name="lab_attempt_once"),
        )

    def __str__(self) -> str:
        return f"case {self.pk} of {self.family}"


class LabAnswer(models.Model):
    """The form answers to a case and the grade computed from the stored key; written once. Personal."""

    case = models.OneToOneField(LabCase, models.PROTECT, related_name="answer")
    answers = models.JSONField()
    grade = models.JSONField()
    handed_in_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer to {self.case}"
