"""The public names and documents of the keys that sign through the VC-API."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from testamur import credential
from testamur.site.records.models import ApiIssuer, Organisation

STATUS_HOLDS_FOR: Final = timedelta(hours=24)
CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
"""A list that is signed when it is asked for holds from so long before, or a clock could find it too early."""


def web_name(organisation: Organisation, name: str) -> str:
    """Return the did:web name of such a key, which is another than the organisation's own."""
    return credential.did_web(urlsplit(settings.URL).netloc, "vc", "issuers", organisation.slug, name)


def key_name(issuer: ApiIssuer) -> str:
    """Return the verification method that its proofs name."""
    is_key = issuer.did.startswith("did:key:")
    return f"{issuer.did}#{issuer.public if is_key else issuer.name}"


def did_document(issuer: ApiIssuer) -> dict[str, object]:
    """Return its DID document; it lists no key any more if others may know it."""
    key = (
        {} if issuer.compromised_at else {key_name(issuer).partition("#")[2]: credential.public_key(issuer.public)}
    )
    return credential.did_document(issuer.did, key)


def signing_key(issuer: ApiIssuer) -> credential.SigningKey:
    """Return the key, opened."""
    return credential.unlocked(
        key_name(issuer), pem=issuer.encrypted.encode(), passphrase=settings.KEY_PASSPHRASE.encode()
    )


def status_url(issuer: ApiIssuer) -> str:
    """Return where its status list is published."""
    return f"{settings.URL}/vc/status/{issuer.pk}"


def status_list(issuer: ApiIssuer, *, at: datetime) -> Mapping[str, object]:
    """Return its status list, signed now."""
    revoked = issuer.credentials.exclude(revoked_at=None).values_list("status_index", flat=True)
    document = credential.compose_status_list(
        status_url(issuer),
        issuer=issuer.did,
        indexes=[index for index in revoked if index is not None],
        at=at - CLOCKS_DIFFER_BY,
        valid_for=STATUS_HOLDS_FOR,
    )
    return credential.sign(document, signing_key(issuer), at=at, suite=issuer.suite)


def published(url: str, *, at: datetime) -> Mapping[str, object] | None:
    """Return the status list at one of our addresses; nothing if the address is none of them."""
    number = url.removeprefix(f"{settings.URL}/vc/status/")
    if number == url or not number.isdecimal() or len(number) > 18:
        return None
    issuer = ApiIssuer.objects.filter(pk=int(number), keeps_status=True).first()
    return status_list(issuer, at=at) if issuer else None
