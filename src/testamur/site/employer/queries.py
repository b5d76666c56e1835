"""What the employer desk asks of the records; always within one organisation."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from testamur.credential import Verdict
from testamur.site.employer.evidence import Said, said
from testamur.site.records.models import (
    Organisation,
    Person,
    RosterEntry,
    RosterLine,
    RosterRound,
    StatusChange,
    VerificationRecord,
    Watcher,
)
from testamur.site.records.permissions import PERMITTED


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a roster: what its document says, and what the last check found."""

    entry: RosterEntry
    said: Said
    last: VerificationRecord | None

    @property
    def checked_at(self) -> datetime | None:
        """When it was last looked at; a periodic check that found the same as before made no record."""
        moments = (self.entry.checked_at, self.last.at if self.last else None)
        return max((moment for moment in moments if moment), default=None)

    @property
    def is_current(self) -> bool:
        """The last check found it genuine and current."""
        return self.last is not None and self.last.verdict == Verdict.CURRENT


def entries(organisation: Organisation) -> QuerySet[RosterEntry]:
    """Return the roster with its checks, by label."""
    return organisation.roster.prefetch_related("verifications__by").select_related("added_by")


def last_records(organisation: Organisation) -> list[VerificationRecord]:
    """Return the last signed record of every entry of a roster that has one, by label."""
    found = (line(entry).last for entry in entries(organisation))
    return [record for record in found if record is not None and record.document]


def round_at_work(organisation: Organisation) -> RosterRound | None:
    """Return the newest round of a roster of which credentials wait to be checked."""
    waits = RosterLine.Outcome.WAITS
    return organisation.roster_rounds.filter(lines__outcome=waits).distinct().first()


def may_see_roster(organisation: Organisation) -> QuerySet[Person]:
    """Return the people whose duties let them see the roster, by name."""
    duties = PERMITTED["roster.view"]
    held = Person.objects.filter(
        memberships__organisation=organisation, memberships__duty__in=duties, is_active=True
    )
    return held.distinct().order_by("name", "pk")


def told_of_roster(organisation: Organisation) -> QuerySet[Person]:
    """Return the people who are told of every change in the roster."""
    watchers = Watcher.objects.filter(organisation=organisation, entry=None)
    return may_see_roster(organisation).filter(pk__in=watchers.values("person"))


def changes(organisation: Organisation) -> QuerySet[StatusChange]:
    """Return the last changes in a roster, the newest first."""
    found = StatusChange.objects.filter(entry__organisation=organisation)
    return found.select_related("entry", "record").order_by("-pk")[:50]


def line(entry: RosterEntry) -> Line:
    """Return one entry with what is known of it."""
    checks = list(entry.verifications.all())
    return Line(entry, said(entry.document), checks[-1] if checks else None)


def roster(organisation: Organisation) -> list[Line]:
    """Return every entry of a roster, by label."""
    return [line(entry) for entry in entries(organisation)]
