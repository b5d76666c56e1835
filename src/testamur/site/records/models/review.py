"""What is unusual enough in the sittings of an exam for people to look into, and what they said of it."""

from django.db import models

from testamur.delivery import ReviewState, ReviewWord, review_after
from testamur.site.records.models.person import Person
from testamur.site.records.models.programme import ProgrammeEdition
from testamur.site.records.models.sitting import Sitting


class Screening(models.Model):
    """One look at all closed sittings of an edition's exam: what was asked, at what level, and what was not done.

    Nothing personal: it holds numbers of people and of tests. `parameters` has the item model, the restriction and
    the exposed items; `looks` has for each kind the tests, the level of each, the method, the number of cases and
    warnings, or the reason why it was not done. Kept for ever.
    """

    edition = models.ForeignKey(ProgrammeEdition, models.PROTECT, related_name="screenings")
    parameters = models.JSONField()
    looks = models.JSONField()
    family_level = models.FloatField()
    persons = models.PositiveIntegerField()
    data_digest = models.CharField(max_length=64)
    is_simulated = models.BooleanField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"screening {self.pk}"


class ReviewCase(models.Model):
    """One thing for people to look into; it changes no score and no award. Personal; kept with the sittings.

    `p` is the exact tail: the chance of something at least so unusual if all is well. `evidence` holds numbers by
    name, and no name of a person.
    """

    class Kind(models.TextChoices):
        """What is unusual."""

        ANSWERS = "answers", "Answers that agree"
        TIMES = "times", "Unusual times"
        EXPOSED = "exposed", "Exposed items"
        RETAKE = "retake", "Gain from one sitting to the next"

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=10, choices=Kind)
    sittings = models.ManyToManyField(Sitting, related_name="review_cases")
    p = models.FloatField()
    evidence = models.JSONField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"review case {self.pk}"

    def state(self) -> ReviewState:
        """Return where it stands after all that was said of it."""
        return review_after(ReviewWord(said.word) for said in self.said.all())


class ReviewRemark(models.Model):
    """What a named person said of a case; written once. Its reason goes when a person of the case is erased."""

    case = models.ForeignKey(ReviewCase, models.PROTECT, related_name="said")
    word = models.CharField(max_length=10, choices=[(word.value, word.value) for word in ReviewWord])
    reason = models.TextField(max_length=4000)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.word}: {self.case}"
