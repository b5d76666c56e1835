"""Sittings: events and responses are logs; where a sitting stands is computed from them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models

from testamur import delivery
from testamur.delivery import Event, Kind
from testamur.site.records.models.enrolment import Enrolment
from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import Form

if TYPE_CHECKING:
    from testamur.site.records.models.result import Score


class Accommodation(models.Model):
    """Extra time approved for a person. Special data: why is not kept here. Removed when it expires."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="accommodations")
    multiplier = models.FloatField(default=1.0)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"accommodation {self.pk}"


class Sitting(models.Model):
    """One candidate's sitting of one form. Personal; kept three years after the decision is final."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="sittings")
    component = models.SlugField()
    purpose = models.CharField(max_length=20, choices=[("exam", "Exam"), ("renewal", "Re-examination")])
    form = models.ForeignKey(Form, models.PROTECT, related_name="sittings")
    limit_seconds = models.PositiveIntegerField()
    generation = models.PositiveIntegerField(default=0)
    booked_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"sitting {self.pk}"

    @property
    def limit(self) -> timedelta:
        """The working time, with the accommodation in force when it was booked."""
        return timedelta(seconds=self.limit_seconds)

    def standing(self) -> delivery.Sitting:
        """Return where the sitting stands after all its events."""
        return delivery.replay((event.event for event in self.events.all()), limit=self.limit)

    @property
    def score(self) -> "Score | None":
        """The score that stands, the last of its scores; None until it is closed."""
        scores = list(self.scores.all())
        return scores[-1] if scores else None

    def answers(self) -> dict[str, delivery.Response]:
        """Return the latest response to each item."""
        return delivery.latest(row.response for row in self.responses.all())


class SittingEvent(models.Model):
    """One thing that happened to a sitting, at the server's time; written once."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    extra_seconds = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} of {self.sitting}"

    @property
    def event(self) -> Event:
        """The event as the delivery room knows it."""
        return Event(Kind(self.kind), self.at, timedelta(seconds=self.extra_seconds))


class ResponseEvent(models.Model):
    """One saved response; the log is only appended to. Personal."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="responses")
    sequence = models.PositiveIntegerField()
    item = models.SlugField(max_length=100)
    values = models.JSONField()
    is_flagged = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        constraints = (models.UniqueConstraint(fields=("sitting", "sequence"), name="response_sequence_once"),)

    def __str__(self) -> str:
        return f"response {self.sequence} of {self.sitting}"

    @property
    def response(self) -> delivery.Response:
        """The response as the delivery room knows it."""
        return delivery.Response(self.sequence, self.item, self.values, self.is_flagged)


class Incident(models.Model):
    """What an invigilator noted during a sitting. Personal; kept with the sitting."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="incidents")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"incident {self.pk}"
