"""A plan: an advice that a person keeps, and what is settled of it."""

from django.db import models

from testamur.site.records.models.person import Person


class Plan(models.Model):
    """An offering that a person means to take, and the question whose answer it was.

    Personal: all of it. Removed when the person removes it or is erased.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="plans")
    key = models.CharField(max_length=160)
    question = models.TextField(blank=True)
    hours_per_week = models.FloatField(null=True)
    start_on = models.DateField(null=True)
    by = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="plan_once"),)

    def __str__(self) -> str:
        return f"plan {self.pk}"


class PlanStep(models.Model):
    """Something of a plan that is settled: a prerequisite met or not, a fact confirmed with the provider or not.

    Personal: all of it. Removed with its plan.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=500)
    is_met = models.BooleanField()
    answer = models.TextField(blank=True)
    settled_on = models.DateField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("plan", "what"), name="plan_step_once"),)

    def __str__(self) -> str:
        return f"step of plan {self.plan.pk}"
