"""Changes of how forms are scored: proposed by one person, signed by another; and passes they put in question."""

from django.db import models

from testamur.delivery import Kind
from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import ProgrammeEdition
from testamur.site.records.models.result import Score


class ScoringChange(models.Model):
    """A proposed change of how items of an edition's forms are scored, with what it would do as it was shown.

    `document` is the change, `preview` the canonical JSON of all that was shown, `digest` the SHA-256 of that.
    Personal (pseudonymous): the preview names sittings and enrolments by number. Kept as long as the scores.
    """

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="scoring_changes")
    document = models.JSONField()
    reason = models.TextField(max_length=1000)
    preview = models.TextField()
    digest = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"scoring change {self.pk}"


class ScoringSignature(models.Model):
    """A second person signs a change; from now on it holds, and `applied_at` says since when for every sitting."""

    change = models.OneToOneField(ScoringChange, models.PROTECT, related_name="signature")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"signature of {self.change}"


class ScoringWithdrawal(models.Model):
    """A proposed change that nobody signs any more, with the reason."""

    change = models.OneToOneField(ScoringChange, models.PROTECT, related_name="withdrawal")
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"withdrawal of {self.change}"


class PassReviews(models.QuerySet["PassReview"]):
    """Reviews of passes."""

    def open(self) -> "PassReviews":
        """Return those that wait for an examiner: not answered, of scores that stand and sittings that count."""
        waiting = self.filter(answer=None, score__superseded_by=None)
        return waiting.exclude(score__sitting__events__kind=Kind.VOID)


class PassReview(models.Model):
    """A signed change puts a sitting that was passed below the pass mark; the pass stands meanwhile. Personal."""

    score = models.OneToOneField(Score, models.PROTECT, related_name="pass_review")
    opened_at = models.DateTimeField()

    objects = PassReviews.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"review of pass {self.pk}"


class PassAnswer(models.Model):
    """An examiner says whether a pass stands, with the reason that the candidate reads. Personal; kept."""

    review = models.OneToOneField(PassReview, models.PROTECT, related_name="answer")
    stands = models.BooleanField()
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer to {self.review}"
