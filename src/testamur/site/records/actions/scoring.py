"""Propose a change of scoring, sign it as a second person, withdraw it."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from testamur.documents import read_json
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import (
    Form,
    Person,
    ProgrammeEdition,
    ScoringChange,
    ScoringSignature,
    ScoringWithdrawal,
)
from testamur.site.records.rescoring.preview import Proposal, canonical, digest_of, moved, obstacles, preview

LARGEST: Final = 64 * 1024 * 1024


def refuse_candidate(edition: ProgrammeEdition, person: Person) -> None:
    """Refuse somebody who takes part: a candidate sees no key, and changes no scoring.

    Raises
    ------
    Refused
        ``scoring-candidate``.
    """
    if edition.enrolments.filter(person=person).exists():
        reason = "You are enrolled in this programme, so how its examination is scored is not shown to you."
        raise Refused("scoring-candidate", reason)


@transaction.atomic
def propose(
    *, edition: ProgrammeEdition, proposal: Proposal, digest: str, reason: str, by: Person, at: datetime
) -> ScoringChange:
    """Keep a proposed change with everything that it would do, as it was shown under this digest of its state.

    Raises
    ------
    DocumentError
        With everything that is wrong with the change.
    Refused
        If it cannot be signed, has no reason, or something has moved since it was shown.
    """
    refuse_candidate(edition, by)
    if not reason.strip():
        raise Refused("scoring-reason", "A change of scoring needs a reason.")
    found = preview(edition, proposal, at=at)
    if digest != state_digest(found.document):
        raise Refused("scoring-moved", "Something has moved since this was shown. Please look at it again.")
    if against := obstacles(found.document):
        raise Refused("scoring-edition", " ".join(against))
    change = ScoringChange.objects.create(
        edition=edition,
        document={**proposal.plain, "forms": [one.form.pk for one in found.concerned]},
        reason=reason,
        preview=found.text,
        digest=digest_of(found.text),
        proposed_by=by,
        proposed_at=at,
    )
    audit("scoring.propose", change, by=by, at=at, digest=change.digest)
    return change


def state_digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of what a document says apart from the moment, to know it again."""
    return digest_of(canonical({name: value for name, value in document.items() if name != "at"}))


@transaction.atomic
def sign(*, change: ScoringChange, digest: str, by: Person, at: datetime) -> ScoringSignature:
    """Let a change hold from now on, for sittings to come and, once it is applied, for those measured already.

    Raises
    ------
    Refused
        If it is not open, was proposed by the same person, is not the one that was shown, another change is being
        applied, or something has moved since it was proposed.
    """
    change = ScoringChange.objects.select_for_update().get(pk=change.pk)
    refuse_candidate(change.edition, by)
    _refuse_closed(change)
    if by == change.proposed_by:
        raise Refused("scoring-own", "Somebody else has to sign what you propose.")
    if digest != change.digest:
        raise Refused("scoring-digest", "This is not the change that was shown to you.")
    list(Form.objects.select_for_update(no_key=True).filter(pk__in=change.document["forms"]).order_by("pk"))
    if ScoringSignature.objects.filter(change__edition=change.edition, applied_at=None).exists():
        raise Refused("scoring-running", "Another change is being applied. Please sign once it is done.")
    if since := moves_since(change, at=at):
        raise Refused("scoring-moved", " ".join(since))
    signature = ScoringSignature.objects.create(change=change, by=by, at=at)
    audit("scoring.sign", signature, by=by, at=at, digest=change.digest)
    return signature


def moves_since(change: ScoringChange, *, at: datetime) -> list[str]:
    """Return what has moved since a change was proposed, in sentences."""
    now = preview(change.edition, Proposal.read(change.document), at=at)
    return moved(shown(change), now.document)


def shown(change: ScoringChange) -> dict[str, Any]:
    """Return the document that was shown when the change was proposed."""
    found: dict[str, Any] = read_json(change.preview.encode(), limit=LARGEST)
    return found


@transaction.atomic
def withdraw(*, change: ScoringChange, reason: str, by: Person, at: datetime) -> ScoringWithdrawal:
    """Close a proposed change that is not to be signed, with the reason.

    Raises
    ------
    Refused
        If it is signed or closed already, or no reason is given.
    """
    change = ScoringChange.objects.select_for_update().get(pk=change.pk)
    refuse_candidate(change.edition, by)
    _refuse_closed(change)
    if not reason.strip():
        raise Refused("scoring-reason", "Please say why it is withdrawn.")
    kept = ScoringWithdrawal.objects.create(change=change, reason=reason, by=by, at=at)
    audit("scoring.withdraw", kept, by=by, at=at)
    return kept


def _refuse_closed(change: ScoringChange) -> None:
    if hasattr(change, "signature"):
        raise Refused("scoring-signed", "This change is signed already.")
    if hasattr(change, "withdrawal"):
        raise Refused("scoring-withdrawn", "This change was withdrawn.")
