"""Statements of how an edition is assessed: sign, supersede; endorse and withdraw."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from testamur import credential
from testamur.errors import Refused
from testamur.site.records import badges, issuers
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import (
    Compromise,
    Endorsement,
    EndorsementWithdrawal,
    Organisation,
    Person,
    ProgrammeEdition,
    Statement,
)
from testamur.site.records.statement_facts import facts_of


def newest(edition: ProgrammeEdition) -> Statement | None:
    """Return the statement of an edition that nothing supersedes, if there is one."""
    return Statement.objects.filter(edition=edition, superseded_by=None).last()


def composed(edition: ProgrammeEdition, *, identifier: uuid.UUID, at: datetime) -> credential.Statement:
    """Return what a statement of an edition would say at a moment; nothing is kept."""
    said = badges.earned(edition)
    programme = edition.programme
    return credential.Statement(
        id=f"{settings.URL}/statements/{identifier}",
        name=f"How {programme.title}, edition {edition.edition}, is assessed",
        issuer=said.issuer,
        achievement=said.achievement,
        facts=facts_of(edition, at=at),
        valid_from=at,
    )


@transaction.atomic
def sign(*, edition: ProgrammeEdition, by: Person | None, at: datetime) -> Statement:
    """Sign what is so now; the statement before stays as it is, and is superseded.

    Raises
    ------
    Refused
        If the issuer has no key; ``statement-unchanged`` if the newest says the same.
    """
    edition = ProgrammeEdition.objects.select_for_update().select_related("organisation").get(pk=edition.pk)
    before = newest(edition)
    identifier = uuid.uuid4()
    said = composed(edition, identifier=identifier, at=at)
    if before and not _is_taken_back(before) and is_same(said, before):
        raise Refused("statement-unchanged", "The newest statement says the same; there is nothing to sign.")
    kept_key, key = issuers.signing_key(edition.organisation)
    document = issuers.as_text(credential.sign(credential.compose_statement(said), key, at=at))
    kept = Statement.objects.create(
        identifier=identifier,
        edition=edition,
        key=kept_key,
        document=document,
        integrity=credential.integrity_of(document.encode()),
        signed_at=at,
        supersedes=before,
    )
    audit("statement.sign", kept, by=by, at=at, integrity=kept.integrity, facts=len(said.facts))
    return kept


def is_same(said: credential.Statement, kept: Statement) -> bool:
    """Say whether a kept statement says the same but for the days for which its numbers stand."""
    before = said_by(kept)
    return before.achievement == said.achievement and not changes(before, said)


def said_by(kept: Statement) -> credential.Statement:
    """Return what a kept statement says."""
    return credential.statement_of(credential.content_of(kept.document.encode()))


def changes(
    before: credential.Statement, after: credential.Statement
) -> list[tuple[credential.Fact | None, credential.Fact | None]]:
    """Return the facts that differ, as pairs of before and after; a newer day alone is no change."""
    old, new = ({fact.key: fact for fact in one.facts} for one in (before, after))
    pairs = [(old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])]
    return [(a, b) for a, b in pairs if a is None or b is None or _undated(a) != _undated(b)]


def _undated(fact: credential.Fact) -> tuple[object, ...]:
    return (*(getattr(fact, name) for name in ("key", "title", "sentence", "state", "value", "low", "high", "n")),
            fact.unit, fact.of, fact.method, fact.is_simulated)  # fmt: skip


def bound(edition: ProgrammeEdition, *, by: Person | None, at: datetime) -> tuple[credential.RelatedResource, ...]:
    """Return what the credentials of an edition are bound to from now on: its newest statement.

    Where there is none yet, or others may know the key that signed it, it is composed and signed, in the
    transaction of the credential that asks for it.
    """
    kept = newest(edition)
    if kept is None or _is_taken_back(kept):
        ProgrammeEdition.objects.select_for_update().get(pk=edition.pk)
        kept = newest(edition)
    if kept is None or _is_taken_back(kept):
        kept = sign(edition=edition, by=by, at=at)
    return (related(kept),)


def _is_taken_back(kept: Statement) -> bool:
    return Compromise.objects.filter(key=kept.key_id).exists()


def related(kept: Statement) -> credential.RelatedResource:
    """Return a statement as a credential is bound to it."""
    return credential.RelatedResource(issuers.statement_url(kept), kept.integrity)


@transaction.atomic
def endorse(
    *, statement: Statement, organisation: Organisation, comment: str, by: Person, at: datetime
) -> Endorsement:
    """Sign an organisation's endorsement of another's statement.

    Raises
    ------
    Refused
        If it is its own, is endorsed by it already, is superseded, or nothing is said; if it has no key.
    """
    statement = Statement.objects.select_for_update().select_related("edition__organisation").get(pk=statement.pk)
    if statement.edition.organisation_id == organisation.pk:
        raise Refused("endorsement-own", "Nobody endorses their own statement; somebody else has to.")
    if statement.endorsements.filter(organisation=organisation, withdrawal=None).exists():
        raise Refused("endorsement-once", "Your organisation has endorsed this statement already.")
    if hasattr(statement, "superseded_by"):
        raise Refused("endorsement-old", "A newer statement takes the place of this one. Endorse that.")
    if not comment.strip():
        raise Refused("endorsement-comment", "Say what you have looked at and what you found.")
    _, key = issuers.signing_key(organisation)
    identifier = uuid.uuid4()
    said = credential.Endorsement(
        id=f"{settings.URL}/endorsements/{identifier}",
        issuer=credential.Issuer(issuers.did(organisation), organisation.name, organisation.url or settings.URL),
        comment=comment.strip().replace("\r\n", "\n"),
        statement=related(statement),
        valid_from=at,
    )
    kept = Endorsement.objects.create(
        identifier=identifier,
        statement=statement,
        organisation=organisation,
        issuer=said.issuer.id,
        document=issuers.as_text(credential.sign(credential.compose_endorsement(said), key, at=at)),
        kept_at=at,
        by=by,
    )
    audit("endorsement.sign", kept, by=by, at=at, organisation=organisation, statement=statement.pk)
    return kept


def keep_endorsement(*, statement: Statement, document: bytes, by: Person, at: datetime) -> Endorsement:
    """List the endorsement of a body from outside, once it has been checked.

    The check asks that body's server, so no transaction is open while it runs.

    Raises
    ------
    Refused
        If it does not verify, is of another statement, of the statement's own issuer, or is listed already.
    """
    reading = credential.read_endorsement(
        document,
        statement=related(statement),
        network=issuers.published(),
        at=at,
        known_issuers=issuers.known_issuers(),
    )
    if reading.endorsement is None:
        raise Refused("endorsement-invalid", f"It was not listed. {reading.sentence}")
    issuer = reading.endorsement.issuer.id
    if issuer == issuers.did(statement.edition.organisation):
        raise Refused("endorsement-own", "Nobody endorses their own statement; somebody else has to.")
    return _listed(statement, issuer, document.decode(), keys=_snapshot(issuer), by=by, at=at)


@transaction.atomic
def _listed(
    statement: Statement, issuer: str, document: str, *, keys: str, by: Person, at: datetime
) -> Endorsement:
    statement = Statement.objects.select_for_update().select_related("edition__organisation").get(pk=statement.pk)
    if statement.endorsements.filter(issuer=issuer, withdrawal=None).exists():
        raise Refused("endorsement-once", "An endorsement of this body is listed already.")
    kept = Endorsement.objects.create(
        statement=statement, issuer=issuer, document=document, keys=keys, kept_at=at, by=by
    )
    owner = statement.edition.organisation
    audit("endorsement.keep", kept, by=by, at=at, organisation=owner, statement=statement.pk)
    return kept


def _snapshot(did: str) -> str:
    """Return the keys that an issuer publishes now; those of did:key stand in the name itself."""
    if not did.startswith("did:web:"):
        return ""
    found = issuers.resolve(did)
    return found.decode() if isinstance(found, bytes) else issuers.as_text(found)


@transaction.atomic
def withdraw(*, endorsement: Endorsement, reason: str, by: Person, at: datetime) -> EndorsementWithdrawal:
    """List an endorsement no longer, with the reason.

    Raises
    ------
    Refused
        If it is not listed any more, or no reason is given.
    """
    kept = (
        Endorsement.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=endorsement.pk)
    )
    if hasattr(kept, "withdrawal"):
        raise Refused("endorsement-withdrawn", "This endorsement is not listed any more.")
    if not reason.strip():
        raise Refused("endorsement-reason", "Say why it is withdrawn.")
    withdrawal = EndorsementWithdrawal.objects.create(endorsement=kept, reason=reason.strip(), at=at, by=by)
    owner = kept.organisation or kept.statement.edition.organisation
    audit("endorsement.withdraw", withdrawal, by=by, at=at, organisation=owner, endorsement=kept.pk)
    return withdrawal
