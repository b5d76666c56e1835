"""An employer's roster, and what waits to be checked for it."""

from django.db import models

from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person


class Watched(models.Model):
    """A credential that is looked at again; `verdict_told` is the last verdict that whoever watches it knows.

    A periodic check that finds the same again leaves no record, only `checked_at`.
    """

    address = models.CharField(max_length=500, blank=True)
    document = models.TextField()
    verdict_told = models.CharField(max_length=60, blank=True)
    unclear_checks = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        abstract = True


class RosterEntry(Watched):
    """A credential that somebody showed to an employer. Personal: label, role and e-mail address.

    Removed when the employer removes the entry, as the person may ask it to.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roster")
    label = models.CharField(max_length=200)
    role = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("label", "pk")
        indexes = (models.Index(fields=("address",), name="roster_entry_by_address"),)

    def __str__(self) -> str:
        return f"roster entry {self.pk}"


class RosterRound(models.Model):
    """Credentials to be checked one after the other for a roster: those of a file, or all that stand in it."""

    class Kind(models.TextChoices):
        """What the round does."""

        FILE = "file", "Add the credentials of a file"
        ALL = "all", "Check every entry"

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roster_rounds")
    kind = models.CharField(max_length=10, choices=Kind)
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"roster round {self.pk}"


class RosterLine(models.Model):
    """One credential of a round. Personal: label and credential as given; removed thirty days after the round."""

    class Outcome(models.TextChoices):
        """How it ended."""

        WAITS = "", "waits"
        CHECKED = "checked", "checked"
        ADDED = "added", "added to the roster"
        REFUSED = "refused", "not added"

    round = models.ForeignKey(RosterRound, models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    role = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    given = models.TextField(blank=True)
    entry = models.ForeignKey(RosterEntry, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITS, blank=True)
    reason = models.TextField(blank=True)
    record = models.ForeignKey("records.VerificationRecord", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("line", "pk")
        indexes = (models.Index(fields=("id",), condition=models.Q(outcome=""), name="roster_line_waits"),)

    def __str__(self) -> str:
        return f"roster line {self.pk}"
