"""What people told of themselves, of their own accord, so that an exam can be checked for fairness."""

from django.db import models

from testamur.site.records.models.enrolment import Enrolment


class GroupAnswer(models.Model):
    """One voluntary answer, for fairness analysis and for nothing else.

    Personal, and seen by nobody but the person: staff get figures of groups of 100 or more. Given with consent to
    the purpose of that version; it goes when the person takes it back, is erased, or after three years.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="group_answers")
    question = models.SlugField(max_length=20)
    answer = models.SlugField(max_length=20)
    purpose = models.CharField(max_length=20)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("enrolment", "question"), name="group_answer_once"),)

    def __str__(self) -> str:
        return f"group answer {self.pk}"
