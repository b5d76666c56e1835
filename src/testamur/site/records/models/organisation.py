"""Organisations and who may do what in them."""

from django.db import models

from testamur.site.records.models.person import Person


class Organisation(models.Model):
    """An issuer, a programme owner, an employer; one installation serves many, each sees its own."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    is_simulated = models.BooleanField(default=False)
    roster_every_days = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's duty in an organisation. Personal: who works where; removed when the duty ends."""

    class Duty(models.TextChoices):
        """The duties; what each may do stands in `permissions.PERMITTED`."""

        OWNER = "owner", "Programme owner"
        EXAMINER = "examiner", "Examiner"
        INVIGILATOR = "invigilator", "Invigilator"
        CLERK = "clerk", "Committee clerk"
        EMPLOYER = "employer", "Hiring manager"
        EDITOR = "editor", "Catalogue editor"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    duty = models.CharField(max_length=20, choices=Duty)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "person", "duty"), name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.duty} of {self.organisation}"
