"""Who wants to know when the status of a credential changes, what changed, and what is still to be sent."""

import uuid

from django.db import models

from testamur.site.records.models.organisation import Organisation
from testamur.site.records.models.person import Person
from testamur.site.records.models.roster import RosterEntry, Watched
from testamur.site.records.models.verification import VerificationRecord


class Watcher(models.Model):
    """A person is told by e-mail about one entry of a roster, or about all. Personal: who; until taken back."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    entry = models.ForeignKey(RosterEntry, models.CASCADE, null=True, related_name="watchers")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "entry"), name="watcher_of_entry_once"),
            models.UniqueConstraint(
                fields=("organisation", "person"), condition=models.Q(entry=None), name="watcher_of_roster_once"
            ),
        )

    def __str__(self) -> str:
        return f"watcher {self.pk}"


class Watch(Watched):
    """A person watches a credential that they checked. Personal: who watches what; until taken back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="watches")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("person", "digest"), name="watch_once"),)
        indexes = (models.Index(fields=("address",), name="watch_by_address"),)

    def __str__(self) -> str:
        return f"watch {self.pk}"


class Webhook(models.Model):
    """Where an organisation's own system is told of changes in its roster; the secret is encrypted at rest."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="webhook")
    url = models.URLField(max_length=500)
    secret = models.TextField()
    made_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    disabled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class StatusChange(models.Model):
    """The verdict about a watched credential is another than the one told before. Kept a year."""

    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    entry = models.ForeignKey(RosterEntry, models.CASCADE, null=True, related_name="changes")
    watch = models.ForeignKey(Watch, models.CASCADE, null=True, related_name="changes")
    before = models.CharField(max_length=60)
    after = models.CharField(max_length=60)
    record = models.ForeignKey(VerificationRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(entry=None, watch__isnull=False) | models.Q(entry__isnull=False, watch=None),
                name="change_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"status change {self.identifier}"


class Outgoing(models.Model):
    """Something to be sent, kept in the transaction that caused it, and tried until it is sent or given up."""

    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Notice(Outgoing):
    """One e-mail about a change. Personal: to whom; removed with the change."""

    change = models.ForeignKey(StatusChange, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("change", "person"), name="notice_once"),)

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Delivery(Outgoing):
    """One message to a webhook: about a change, or a trial. Holds nothing personal. Kept ninety days."""

    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    change = models.ForeignKey(StatusChange, models.CASCADE, null=True, related_name="deliveries")
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("webhook", "change"), name="delivery_once"),)

    def __str__(self) -> str:
        return f"delivery {self.identifier}"
