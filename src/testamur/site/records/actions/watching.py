"""Who wants to know of changes, what changed, and what is put out to be sent.

What is to be sent is kept in the transaction of the change that caused it, and sent by a job: nothing is lost
when a process dies in between, and nothing is told of a change that was not kept.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from testamur.credential import Verdict, Verification, content_of, digest_of, unwrap
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import (
    Credential,
    Delivery,
    Notice,
    Organisation,
    Person,
    RosterEntry,
    StatusChange,
    VerificationRecord,
    Watch,
    Watcher,
    Webhook,
)
from testamur.site.records.permissions import may

LEASE: Final = timedelta(minutes=5)
"""So long one process has for a check; if it dies, another takes it up."""
UNCLEAR: Final = 3
"""After so many checks in a row that could not tell, that is told; before, it may be a server's bad day."""
MOST_WATCHES: Final = 50
EVERY_DAYS: Final = (1, 7, 30)


def watched_entries() -> QuerySet[RosterEntry]:
    """Return the roster entries about which somebody wants to know."""
    told = Watcher.objects.filter(organisation=OuterRef("organisation"))
    told = told.filter(Q(entry=None) | Q(entry=OuterRef("pk")))
    hooks = Webhook.objects.filter(organisation=OuterRef("organisation"), disabled_at=None)
    return RosterEntry.objects.filter(Exists(told) | Exists(hooks))


def due(
    things: QuerySet[RosterEntry] | QuerySet[Watch], *, at: datetime
) -> QuerySet[RosterEntry] | QuerySet[Watch]:
    """Return the watched things that are to be looked at, the longest due first."""
    return things.filter(Q(check_at=None) | Q(check_at__lte=at)).order_by("check_at", "pk")


def _rows(thing: RosterEntry | Watch) -> QuerySet[RosterEntry] | QuerySet[Watch]:
    return RosterEntry.objects.all() if isinstance(thing, RosterEntry) else Watch.objects.all()


def claim(thing: RosterEntry | Watch, *, at: datetime) -> datetime | None:
    """Take up a due check, unless another process has; return until when it is ours."""
    lease = at + LEASE
    same = _rows(thing).filter(pk=thing.pk, check_at=thing.check_at)
    return lease if same.update(check_at=lease) else None


def touched(rows: Iterable[Credential], *, at: datetime) -> None:
    """Have every watched copy of these credentials of ours looked at at once; called where they change."""
    addresses = [f"{settings.URL}/credentials/{row.identifier}" for row in rows]
    RosterEntry.objects.filter(address__in=addresses).update(check_at=at)
    Watch.objects.filter(address__in=addresses).update(check_at=at)


def own_touched(*, at: datetime) -> None:
    """Have every watched copy of a credential of ours looked at at once; called where keys are taken back."""
    start = f"{settings.URL}/credentials/"
    RosterEntry.objects.filter(address__startswith=start).update(check_at=at)
    Watch.objects.filter(address__startswith=start).update(check_at=at)


@transaction.atomic
def seen(
    thing: RosterEntry | Watch,
    verdict: str,
    *,
    at: datetime,
    record: VerificationRecord | None = None,
    lease: datetime | None = None,
) -> StatusChange | None:
    """Note what a check found; if it is another verdict than was told before, put out the news.

    Parameters
    ----------
    thing : RosterEntry or Watch
        What was checked.
    verdict : str
        What was found.
    at : datetime
        As of when.
    record : VerificationRecord, optional
        Of the check.
    lease : datetime, optional
        Of a check that was due; other checks leave it due when it was.
    """
    thing = _rows(thing).select_for_update().get(pk=thing.pk)
    if record and record.entry and record.entry.verifications.filter(at__gt=at).exists():
        return None  # a later check has overtaken this one
    is_due = lease is not None or thing.check_at is None
    if thing.check_at in (None, lease):
        # Otherwise it was changed while it was checked, and has to be looked at again at once.
        thing.check_at = _next_check(thing, at=at)
    thing.checked_at = at
    before, told = thing.verdict_told, _tells(thing, verdict, is_due=is_due)
    if told:
        thing.verdict_told = verdict
    thing.save(update_fields=["checked_at", "check_at", "verdict_told", "unclear_checks"])
    return _changed(thing, before=before, after=verdict, at=at, record=record) if told and before else None


def _tells(thing: RosterEntry | Watch, verdict: str, *, is_due: bool) -> bool:
    """Return whether the verdict is news; that it cannot be told is, once it could not several times in a row."""
    if verdict != Verdict.CANNOT_TELL:
        thing.unclear_checks = 0
        return verdict != thing.verdict_told
    thing.unclear_checks += is_due
    if not thing.verdict_told:
        return True
    return thing.verdict_told != verdict and thing.unclear_checks >= UNCLEAR


def _next_check(thing: RosterEntry | Watch, *, at: datetime) -> datetime:
    """Return when to look again: after the days chosen, or just when its dates begin or end."""
    days = thing.organisation.roster_every_days if isinstance(thing, RosterEntry) else 1
    content = content_of(thing.document.encode())
    begins, ends = _moment(content.get("validFrom")), _moment(content.get("validUntil"))
    turns = [begins] if begins and begins > at else []
    regular = at + timedelta(days=days)
    turns += [ends + timedelta(seconds=1)] if ends and at <= ends < regular else []
    return min([regular, *turns])


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _changed(
    thing: RosterEntry | Watch, *, before: str, after: str, at: datetime, record: VerificationRecord | None
) -> StatusChange:
    entry = thing if isinstance(thing, RosterEntry) else None
    change = StatusChange.objects.create(
        entry=entry,
        watch=thing if isinstance(thing, Watch) else None,
        before=before,
        after=after,
        record=record,
        at=at,
    )
    organisation = entry.organisation if entry else None
    audit("status.change", change, by=None, at=at, organisation=organisation, before=before, after=after)
    people = [thing.person] if isinstance(thing, Watch) else _people(thing)
    Notice.objects.bulk_create(
        [Notice(change=change, person=person, due_at=at) for person in people if not person.is_simulated]
    )
    hook = Webhook.objects.filter(organisation=organisation, disabled_at=None).first() if organisation else None
    if hook:
        Delivery.objects.create(webhook=hook, change=change, due_at=at)
    return change


def _people(entry: RosterEntry) -> list[Person]:
    """Return who is told of an entry, each once, and only who may still see the roster."""
    watchers = Watcher.objects.filter(Q(entry=None) | Q(entry=entry), organisation=entry.organisation)
    people = Person.objects.filter(pk__in=watchers.values("person"))
    return [person for person in people if may(person, "roster.view", entry.organisation)]


@transaction.atomic
def tell_of_entry(*, entry: RosterEntry, told: bool, by: Person, at: datetime) -> None:
    """Tell the person by e-mail when the status of an entry changes, or no more."""
    mine = Watcher.objects.filter(organisation=entry.organisation, entry=entry, person=by)
    if told and not mine.exists():
        Watcher.objects.create(organisation=entry.organisation, entry=entry, person=by)
    elif not told:
        mine.delete()
    audit("roster.watch", entry, by=by, at=at, told=told)


@transaction.atomic
def tell_of_roster(
    *, organisation: Organisation, people: Iterable[Person], every_days: int, by: Person, at: datetime
) -> None:
    """Tell exactly these people by e-mail of every change in a roster, which is looked at every so many days.

    Raises
    ------
    Refused
        If one of them may not see the roster, or it cannot be looked at that often.
    """
    chosen = {person.pk: person for person in people}
    if every_days not in EVERY_DAYS:
        raise Refused("roster-days", "A roster is looked at every day, every week, or every thirty days.")
    if not all(may(person, "roster.view", organisation) for person in chosen.values()):
        raise Refused("roster-watcher", "Only people who may see the roster are told of its changes.")
    kept = Watcher.objects.filter(organisation=organisation, entry=None)
    kept.exclude(person__in=chosen).delete()
    there = set(kept.values_list("person", flat=True))
    Watcher.objects.bulk_create(
        [Watcher(organisation=organisation, person=chosen[pk]) for pk in chosen if pk not in there]
    )
    organisation.roster_every_days = every_days
    organisation.save(update_fields=["roster_every_days"])
    soon = at + timedelta(days=every_days)
    organisation.roster.filter(check_at__gt=soon).update(check_at=soon)
    audit(
        "roster.told",
        organisation,
        by=by,
        at=at,
        organisation=organisation,
        people=len(chosen),
        every_days=every_days,
    )


@transaction.atomic
def watch(*, verification: Verification, document: bytes, by: Person, at: datetime) -> Watch:
    """Let a person be told when the status of a credential changes that they have just checked.

    Raises
    ------
    Refused
        If its proof does not hold, they watch it already, or they watch too many.
    """
    if verification.credential is None:
        raise Refused("watch-not-genuine", "Only a credential whose signature holds can be watched.")
    by = Person.objects.select_for_update().get(pk=by.pk)
    digest = digest_of(document)
    if by.watches.filter(digest=digest).exists():
        raise Refused("watch-once", "You are told of changes to this credential already.")
    if by.watches.count() >= MOST_WATCHES:
        raise Refused("watch-most", f"You can watch at most {MOST_WATCHES} credentials.")
    made = Watch(
        person=by,
        address=str(verification.credential.get("id", ""))[:500],
        document=unwrap(document).credential.decode("utf-8-sig").strip(),
        digest=digest,
        name=_name(verification.credential)[:300],
        verdict_told=verification.verdict,
        checked_at=at,
        made_at=at,
    )
    made.check_at = _next_check(made, at=at)
    made.save()
    audit("watch.begin", made, by=by, at=at)
    return made


def _name(content: object) -> str:
    for member in ("credentialSubject", "achievement", "name"):
        content = content.get(member) if isinstance(content, dict) else None
    return content if isinstance(content, str) else ""


@transaction.atomic
def unwatch(*, watch: Watch, by: Person, at: datetime) -> None:
    """Stop watching a credential; its copy is removed."""
    audit("watch.end", watch, by=by, at=at)
    watch.delete()
