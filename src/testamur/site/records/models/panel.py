"""Panels that set pass marks: judges, ratings, rounds, and the record that is signed off."""

import secrets
import uuid

from django.db import models

from testamur.psychometrics.standard_setting import panel as rules
from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import Form, ProgrammeEdition


class Panel(models.Model):
    """A panel that rates one form of an edition. Nothing personal; kept for ever.

    `definition` describes the just-competent candidate. Where the panel stands is computed from its events.
    """

    class Method(models.TextChoices):
        """What a judge is asked."""

        ANGOFF = "angoff", "modified Angoff"
        YES_NO = "yes-no", "modified Angoff, yes or no"
        BOOKMARK = "bookmark", "bookmark"
        HOFSTEE = "hofstee", "Hofstee"

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="panels")
    form = models.ForeignKey(Form, models.PROTECT, related_name="panels")
    method = models.CharField(max_length=10, choices=Method)
    definition = models.TextField(max_length=3000)
    asks_limits = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"panel {self.pk}"

    def standing(self) -> rules.Panel:
        """Return where the panel stands after all its events."""
        return rules.replay(rules.Kind(event.kind) for event in self.events.all())


class PanelEvent(models.Model):
    """A round opened or closed, the panel signed off or ended; written once. `by` is personal.

    `detail` holds the booklet of a bookmark panel, fixed when its first round opens, and what was counted of the
    sittings when a round is closed.
    """

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10)
    reason = models.TextField(max_length=1000, blank=True)
    detail = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} of {self.panel}"


class PanelJudge(models.Model):
    """Somebody who was asked to judge. Personal.

    Until they agree only their e-mail address is kept; then it is taken out and the person stands here. An address
    of somebody who never agreed goes when the panel is over. `number`, drawn by lot, is their name in results.
    """

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="judges")
    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    email = models.EmailField(blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="judgeships")
    number = models.PositiveSmallIntegerField(null=True)
    invited_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("panel", "person"), name="panel_judge_once"),
            models.UniqueConstraint(fields=("panel", "number"), name="panel_judge_number_once"),
            models.UniqueConstraint(
                fields=("panel", "email"), condition=~models.Q(email=""), name="panel_invitation_once"
            ),
        )

    def __str__(self) -> str:
        return f"judge {self.pk}"

    @property
    def alias(self) -> str:
        """The judge's name in every result."""
        return f"Judge {self.number}"

    def draw(self) -> int:
        """Return a number that no other judge of the panel has, drawn by lot."""
        taken = set(self.panel.judges.exclude(number=None).values_list("number", flat=True))
        return secrets.choice([number for number in range(10, 100) if number not in taken])


class JudgeDeclaration(models.Model):
    """What a judge said when they agreed to judge and to keep the questions secret. Personal.

    Qualifications and interests go when the person is erased, and so does the consent to be named.
    """

    class Discipline(models.TextChoices):
        """What a judge does; public as a count."""

        MEDICINE = "medicine", "medicine"
        NURSING = "nursing", "nursing"
        PHARMACY = "pharmacy", "pharmacy"
        RADIOGRAPHY = "radiography", "radiography"
        THERAPY = "therapy", "another health profession"
        INFORMATICS = "informatics", "health informatics"
        DATA = "data", "data science"
        MANAGEMENT = "management", "management"
        EDUCATION = "education", "education and assessment"
        LAW = "law", "law and ethics"
        PATIENTS = "patients", "patients and the public"
        OTHER = "other", "another field"

    judge = models.OneToOneField(PanelJudge, models.PROTECT, related_name="declaration")
    discipline = models.CharField(max_length=20, choices=Discipline)
    qualifications = models.TextField(max_length=1000)
    interests = models.TextField(max_length=1000, blank=True)
    may_be_named = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"declaration of {self.judge}"


class JudgeExcuse(models.Model):
    """A judge whose ratings count no more, with the reason. Personal; kept with the panel."""

    judge = models.OneToOneField(PanelJudge, models.PROTECT, related_name="excuse")
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"excuse of {self.judge}"


class Rating(models.Model):
    """One thing a judge said in a round; the log is only appended to, and the latest counts. Personal.

    `about` is the identifier of a question, ``bookmark``, or one of the four Hofstee limits. A share is kept as
    per cent, 0 to 100; a bookmark is a page of the booklet, counted from 1; a pass mark is a number of points.
    """

    judge = models.ForeignKey(PanelJudge, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=100)
    value = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("judge", "round"), name="rating_of_judge_in_round"),)

    def __str__(self) -> str:
        return f"rating {self.pk}"


class PanelRecord(models.Model):
    """A panel signed off: the very text of its record, and the digest that is its name.

    The text names judges and signatory by number only. `by` is personal; kept for ever: programmes refer to it.
    """

    panel = models.OneToOneField(Panel, models.PROTECT, related_name="record")
    text = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"record {self.digest[:8]}"
