"""Check many credentials for a roster in the background, one after the other: a file of them, or all of it.

A round is kept whole with all its lines or not at all. Each line then is checked and its answer kept in one
transaction, so whenever the work stops it goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from testamur.credential import digest_of
from testamur.credential.screening import MAX_BYTES, is_iri
from testamur.credential.text import text_sentences
from testamur.documents import Row, read_csv
from testamur.errors import DocumentError, Problem, Refused
from testamur.site.records import issuers
from testamur.site.records.actions import roster, verifications, watching
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.credentials import keep_status
from testamur.site.records.models import (
    Organisation,
    Person,
    RosterEntry,
    RosterLine,
    RosterRound,
    VerificationRecord,
)
from testamur.site.records.spreadsheet import STARTS_A_FORMULA
from testamur.site.records.verifier import Checked, Reading

COLUMNS: Final = ("label", "role", "email", "credential")
MOST_LINES: Final = 2000
LONGEST: Final = {"label": 200, "role": 100, "email": 254}
KEPT_FOR: Final = timedelta(days=30)
Outcome = RosterLine.Outcome


def read_list(source: bytes, *, name: str = "") -> list[Row]:
    """Return the lines of a CSV file with the columns `label`, `role`, `email` and `credential`.

    Raises
    ------
    DocumentError
        With everything that is wrong with it, each with the number of its line.
    """
    lines = read_csv(source, columns=COLUMNS, name=name)
    problems = list(_problems(lines))
    if problems:
        raise DocumentError(problems, name=name)
    return lines


def _problems(lines: list[Row]) -> Iterator[Problem]:
    if not lines:
        yield Problem("", "names no credential; each line after the first is one")
    if len(lines) > MOST_LINES:
        yield Problem("", f"has {len(lines):,} lines; {MOST_LINES:,} are taken at a time")
        return
    first: dict[str, int] = {}
    for row in lines:
        place, given = f"line {row.line}", row.cells["credential"].strip()
        for column, most in LONGEST.items():
            yield from (Problem(f"{place}, {column}", said) for said in _wrong(row.cells[column].strip(), most))
        if not row.cells["label"].strip():
            yield Problem(f"{place}, label", "is empty; it is how you know the person")
        if row.cells["email"].strip() and "@" not in row.cells["email"]:
            yield Problem(f"{place}, email", "is no e-mail address; it may be left empty")
        if sentence := _not_given(given):
            yield Problem(f"{place}, credential", sentence)
        elif first.setdefault(given, row.line) != row.line:
            yield Problem(f"{place}, credential", f"is the same as in line {first[given]}")


def _wrong(text: str, most: int) -> Iterator[str]:
    if len(text) > most:
        yield f"is longer than {most} characters"
    if text.startswith(STARTS_A_FORMULA):
        yield f"begins with {text[0]!r}, which a spreadsheet takes for a formula"
    if text:
        yield from text_sentences(text)


def _not_given(given: str) -> str:
    if not given:
        return "is empty; give its address, or its text"
    if len(given.encode(errors="replace")) > MAX_BYTES:
        return f"is larger than a credential can be ({MAX_BYTES:,} bytes)"
    is_text = given.startswith("{") or (given.count(".") == 2 and not is_iri(given))
    is_address = given.startswith("https://") or issuers.is_own_credential(given)
    if not is_text and not (is_address and is_iri(given)):
        return "is neither an address that starts with https:// nor the text of a credential"
    return ""


@transaction.atomic
def take_list(
    *, organisation: Organisation, source: bytes, by: Person, at: datetime, name: str = ""
) -> RosterRound:
    """Keep the credentials of a CSV file to be checked for the roster one after the other; all, or none.

    Raises
    ------
    DocumentError
        As `read_list` does.
    """
    lines = read_list(source, name=name)
    round_ = RosterRound.objects.create(organisation=organisation, kind=RosterRound.Kind.FILE, by=by, made_at=at)
    RosterLine.objects.bulk_create(
        [
            RosterLine(
                round=round_,
                line=row.line,
                label=cells["label"],
                role=cells["role"],
                email=cells["email"],
                given=cells["credential"],
            )
            for row in lines
            for cells in [{column: text.strip() for column, text in row.cells.items()}]
        ]
    )
    audit("roster.round", round_, by=by, at=at, kind=round_.kind, lines=len(lines))
    return round_


@transaction.atomic
def take_all(*, organisation: Organisation, by: Person, at: datetime) -> RosterRound:
    """Have every entry of a roster checked, one after the other.

    Raises
    ------
    Refused
        If the roster is empty, or being checked already.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    entries = list(organisation.roster.all())
    if not entries:
        raise Refused("round-empty", "There is nothing in the roster to check.")
    if waiting().filter(round__organisation=organisation, round__kind=RosterRound.Kind.ALL).exists():
        raise Refused("round-once", "The roster is being checked already.")
    round_ = RosterRound.objects.create(organisation=organisation, kind=RosterRound.Kind.ALL, by=by, made_at=at)
    RosterLine.objects.bulk_create(
        [
            RosterLine(round=round_, line=number, label=entry.label, role=entry.role, entry=entry)
            for number, entry in enumerate(entries, start=1)
        ]
    )
    audit("roster.round", round_, by=by, at=at, kind=round_.kind, lines=len(entries))
    return round_


def waiting() -> QuerySet[RosterLine]:
    """Return the lines that are still to be checked, the oldest first."""
    return RosterLine.objects.filter(outcome=Outcome.WAITS).order_by("pk")


def work(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Check lines that wait, as long as it `goes_on`; return how many were checked."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=at - watching.LEASE)
    reading, done = Reading(), 0
    keep_status(at=at)
    for line in waiting().filter(free).select_related("round__organisation", "round__by", "entry").iterator():
        if not goes_on():
            break
        if RosterLine.objects.filter(free, pk=line.pk, outcome=Outcome.WAITS).update(claimed_at=at):
            _work_on(line, reading, at=at)
            done += 1
    return done


def _work_on(line: RosterLine, reading: Reading, *, at: datetime) -> None:
    if line.round.kind == RosterRound.Kind.ALL:
        _check_again(line, reading, at=at)
        return
    given = line.given.encode()
    try:
        document = given if not is_iri(line.given) else issuers.fetch_credential(line.given)
    except (Refused, DocumentError) as error:
        reason = error.reason if isinstance(error, Refused) else str(error)
        _end(line, Outcome.REFUSED, at=at, reason=f"It cannot be had from its address: {reason}.")
        return
    _add(line, document, reading, at=at)


def _check_again(line: RosterLine, reading: Reading, *, at: datetime) -> None:
    if line.entry is None:
        _end(line, Outcome.REFUSED, at=at, reason="It was removed from the roster meanwhile.")
        return
    checked = reading.check(line.entry.document.encode(), at=at, holder=line.entry.email)
    with transaction.atomic():
        record = roster.settle(checked, entry=line.entry, by=line.round.by, occasion=verifications.ROUND)
        _end(line, Outcome.CHECKED, at=at, entry=line.entry, record=record)


def _add(line: RosterLine, document: bytes, reading: Reading, *, at: datetime) -> None:
    checked = reading.check(document, at=at, holder=line.email)
    organisation, by = line.round.organisation, line.round.by
    occasion = verifications.LISTED
    with transaction.atomic():
        try:
            entry = roster.take(
                checked,
                document=document,
                organisation=organisation,
                label=line.label,
                role=line.role,
                email=line.email,
                by=by,
                occasion=occasion,
            )
        except Refused as refusal:
            _not_added(line, checked, document, refusal, at=at)
        else:
            _end(line, Outcome.ADDED, at=at, entry=entry, record=entry.verifications.last())


def _not_added(line: RosterLine, checked: Checked, document: bytes, refusal: Refused, *, at: datetime) -> None:
    """Keep the answer about a credential that stands in the roster already, or may not stand in it."""
    organisation, by, occasion = line.round.organisation, line.round.by, verifications.LISTED
    kept = _same(organisation, checked.verification.credential, document)
    if refusal.rule == "roster-once" and kept is not None:
        record = roster.settle(checked, entry=kept, by=by, occasion=occasion)
        said = "It stood in the roster already."
        _end(line, Outcome.CHECKED, at=at, entry=kept, record=record, reason=said)
        return
    record = verifications.keep(
        checked, document=document, organisation=organisation, entry=None, by=by, occasion=occasion
    )
    _end(line, Outcome.REFUSED, at=at, record=record, reason=refusal.reason)


def _same(organisation: Organisation, content: object, document: bytes) -> RosterEntry | None:
    address = str(content["id"]) if isinstance(content, dict) else ""
    kept = organisation.roster.filter(address=address).first()
    return kept if kept and digest_of(kept.document.encode()) == digest_of(document) else None


@transaction.atomic
def _end(
    line: RosterLine,
    outcome: str,
    *,
    at: datetime,
    entry: RosterEntry | None = None,
    record: VerificationRecord | None = None,
    reason: str = "",
) -> None:
    line.outcome, line.entry, line.record, line.reason = outcome, entry, record, reason
    line.given = line.email = ""
    line.save(update_fields=["outcome", "entry", "record", "reason", "given", "email"])
    audit("roster.line", line, by=line.round.by, at=at, outcome=outcome)


def remove_old_lines(*, at: datetime) -> int:
    """Remove rounds whose work was done so long ago that nobody looks at them; their records stay."""
    old = RosterRound.objects.filter(made_at__lt=at - KEPT_FOR).exclude(lines__outcome=Outcome.WAITS)
    with transaction.atomic():
        rounds = list(old.select_for_update())
        for round_ in rounds:
            audit("roster.round.remove", round_, by=None, at=at)
            round_.delete()
    return len(rounds)
