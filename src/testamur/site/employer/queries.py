"""What the employer desk asks of the records; always within one organisation."""

from dataclasses import dataclass

from django.db.models import QuerySet

from testamur.credential import Verdict
from testamur.site.employer.evidence import Said, said
from testamur.site.records.models import Organisation, RosterEntry, VerificationRecord


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a roster: what its document says, and what the last check found."""

    entry: RosterEntry
    said: Said
    last: VerificationRecord | None

    @property
    def is_current(self) -> bool:
        """The last check found it genuine and current."""
        return self.last is not None and self.last.verdict == Verdict.CURRENT


def entries(organisation: Organisation) -> QuerySet[RosterEntry]:
    """Return the roster with its checks, by label."""
    return organisation.roster.prefetch_related("verifications").select_related("added_by")


def line(entry: RosterEntry) -> Line:
    """Return one entry with what is known of it."""
    checks = list(entry.verifications.all())
    return Line(entry, said(entry.document), checks[-1] if checks else None)


def roster(organisation: Organisation) -> list[Line]:
    """Return every entry of a roster, by label."""
    return [line(entry) for entry in entries(organisation)]
