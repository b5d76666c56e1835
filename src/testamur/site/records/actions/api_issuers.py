"""Keys for the VC-API: made and closed by an administrator, used by a program that holds the token."""

import hashlib
import random
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from testamur import credential
from testamur.credential.contexts import CREDENTIALS
from testamur.errors import DocumentError, Problem, Refused
from testamur.site.records import api_issuers, issuers
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import ApiCredential, ApiIssuer, Organisation, Person

KINDS: Final = {name: suite.kinds for name, suite in credential.SUITES.items() if suite.check is None}
"""By cryptosuite that signs: the kinds of key that it takes."""


def digest_of(token: str) -> str:
    """Return what is kept of a token: it is random and long, so a plain hash tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(
    *,
    organisation: Organisation,
    name: str,
    suite: str,
    kind: str = "",
    by_key: bool = False,
    keeps_status: bool = False,
    by: Person | None,
    at: datetime,
) -> tuple[ApiIssuer, str]:
    """Make a key for the VC-API and the token that opens it, which is told once and never again.

    Parameters
    ----------
    organisation, name : Organisation, str
        Whose it is, and what it is called among theirs.
    suite, kind : str
        The cryptosuite, and the kind of key, otherwise the first that the suite takes.
    by_key : bool
        Whether it is named did:key, and not did:web on this site.
    keeps_status : bool
        Whether what it signs can be withdrawn.

    Raises
    ------
    Refused
        If there is one of this name already, or the suite does not sign, or not with such a key.
    """
    if suite not in KINDS or (kind or KINDS[suite][0]) not in KINDS[suite]:
        raise Refused("api-suite", f"There is no key of kind {kind or 'any'} that signs with {suite}.")
    if ApiIssuer.objects.filter(organisation=organisation, name=name).exists():
        raise Refused("api-issuer-once", f"{organisation.slug} has a key {name} for the VC-API already.")
    did = api_issuers.web_name(organisation, name)
    key = credential.generate(f"{did}#{name}", kind=kind or KINDS[suite][0])
    token = secrets.token_urlsafe(32)
    kept = ApiIssuer.objects.create(
        organisation=organisation,
        name=name,
        did=credential.did_key(key.public) if by_key else did,
        suite=suite,
        public=key.public.multibase,
        encrypted=key.locked(settings.KEY_PASSPHRASE.encode()).decode(),
        token_digest=digest_of(token),
        keeps_status=keeps_status,
        made_at=at,
    )
    audit("api-issuer.make", kept, by=by, at=at, suite=suite)
    return kept, token


@transaction.atomic
def close(*, issuer: ApiIssuer, by: Person | None, at: datetime) -> None:
    """Let a key sign nothing more; what it signed keeps verifying, and can still be withdrawn on the machine."""
    issuer = ApiIssuer.objects.select_for_update().get(pk=issuer.pk)
    if issuer.closed_at:
        raise Refused("api-issuer-closed", "This key is closed already.")
    issuer.closed_at = at
    issuer.save(update_fields=["closed_at"])
    audit("api-issuer.close", issuer, by=by, at=at)


@transaction.atomic
def disown(*, issuer: ApiIssuer, by: Person | None, at: datetime) -> None:
    """Close a key that others may know, and publish it no more: nothing signed with it verifies any longer.

    Raises
    ------
    Refused
        If it is its own name (did:key), which nobody can take back; or this was done before.
    """
    issuer = ApiIssuer.objects.select_for_update().get(pk=issuer.pk)
    if issuer.did.startswith("did:key:"):
        raise Refused("api-issuer-name", "A key that is its own name (did:key) cannot be taken back.")
    if issuer.compromised_at:
        raise Refused("api-issuer-closed", "This key is taken back already.")
    issuer.closed_at, issuer.compromised_at = issuer.closed_at or at, at
    issuer.save(update_fields=["closed_at", "compromised_at"])
    audit("api-issuer.disown", issuer, by=by, at=at)


@transaction.atomic
def issue(
    *, issuer: ApiIssuer, document: Mapping[str, object], identifier: str, at: datetime
) -> Mapping[str, object]:
    """Sign a credential of any kind that a program gives; only its digest is kept.

    Raises
    ------
    DocumentError
        With everything that is wrong with it; one thing is another issuer than this key's.
    Refused
        If the key is closed, or a credential with this identifier was signed before.
    """
    issuer = ApiIssuer.objects.select_for_update().get(pk=issuer.pk)
    if issuer.closed_at:
        raise Refused("api-issuer-closed", "This key is closed and signs nothing more.")
    if problems := _problems(issuer, document, identifier):
        raise DocumentError([*problems, *credential.general_problems(document)], name="credential")
    row = ApiCredential(issuer=issuer, issued_at=at)
    if issuer.keeps_status:
        if issuer.credentials.filter(identifier=identifier).exists():
            raise Refused("api-credential-once", "A credential with this identifier was signed before.")
        row.identifier, row.status_index = identifier, _free_index(issuer)
        entry = credential.StatusEntry(api_issuers.status_url(issuer), row.status_index)
        document = {**document, "credentialStatus": entry.document()}
    signed = credential.sign_general(document, api_issuers.signing_key(issuer), at=at, suite=issuer.suite)
    row.digest = hashlib.sha256(issuers.as_text(signed).encode()).hexdigest()
    row.save()
    audit("api-credential.issue", row, by=None, at=at, digest=row.digest)
    return signed


def _problems(issuer: ApiIssuer, document: Mapping[str, object], identifier: str) -> list[Problem]:
    problems = []
    if credential.issuer_of(document) != issuer.did:
        problems.append(Problem("issuer", f"must be {issuer.did}, for which the key signs"))
    if issuer.keeps_status:
        if not identifier:
            problems.append(Problem("id", "is missing; without it the credential could not be withdrawn"))
        if len(identifier) > 300:
            problems.append(Problem("id", "has more than 300 letters"))
        if "credentialStatus" in document:
            problems.append(Problem("credentialStatus", "is added here and must not be given"))
        named = document.get("@context")
        if isinstance(named, list) and CREDENTIALS not in named:
            problems.append(Problem("@context", "must be that of version 2.0, which defines the status"))
    return problems


def _free_index(issuer: ApiIssuer) -> int:
    taken = issuer.credentials.values_list("status_index", flat=True)
    return credential.random_index(random.SystemRandom(), taken={index for index in taken if index is not None})


@transaction.atomic
def withdraw(*, issuer: ApiIssuer, identifier: str, at: datetime) -> None:
    """Take back for good what a program had signed; its status list says so from now on.

    Raises
    ------
    Refused
        If this key signed nothing by that identifier, or it was withdrawn before.
    """
    row = issuer.credentials.select_for_update().exclude(identifier="").filter(identifier=identifier).first()
    if row is None:
        raise Refused("api-credential-unknown", "This key has signed no credential with this identifier.")
    if row.revoked_at:
        raise Refused("revocation-once", "This credential has been revoked already.")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    audit("api-credential.revoke", row, by=None, at=at)
