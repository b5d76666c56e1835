"""The public names and documents of our issuers: DID, keys, status lists; and who may be asked about others."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from time import monotonic
from typing import Final, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from testamur import credential
from testamur.credential import Verification
from testamur.errors import Refused
from testamur.site.records import api_issuers
from testamur.site.records.models import ApiIssuer, Credential, IssuerKey, Organisation, Statement, StatusList
from testamur.site.records.standing import as_recorded

Fetch = Callable[[str], bytes | Mapping[str, object]]
Told = TypeVar("Told")

CHECK_EVERY: Final = 500
"""One in so many of the credentials that are signed by a shape is verified by the independent path first."""


def did(organisation: Organisation) -> str:
    """Return the did:web name of an issuer of this installation."""
    return credential.did_web(urlsplit(settings.URL).netloc, "issuers", organisation.slug)


def did_document(organisation: Organisation) -> dict[str, object]:
    """Return the issuer's DID document, with every key that still verifies."""
    return credential.did_document(did(organisation), _published_keys(organisation))


def _published_keys(organisation: Organisation) -> dict[str, credential.PublicKey]:
    """Return the keys of an issuer by name, the retired ones too, but none that others may know."""
    good = organisation.keys.filter(compromise=None)
    return {key.name: credential.public_key(key.public) for key in good}


def site_did_document() -> dict[str, object] | None:
    """Return the DID document of the site's own name, if one issuer alone lives here; otherwise there is none.

    It lists that issuer's keys under the site's name and says which name the issuer signs with.
    """
    issuing = list(Organisation.objects.filter(keys__isnull=False).distinct()[:2])
    if len(issuing) != 1:
        return None
    (organisation,) = issuing
    name = credential.did_web(urlsplit(settings.URL).netloc)
    return {**credential.did_document(name, _published_keys(organisation)), "alsoKnownAs": [did(organisation)]}


def signing_key(organisation: Organisation) -> tuple[IssuerKey, credential.Signer]:
    """Return the issuer's newest key, opened, or ready to be asked where another machine keeps it.

    Raises
    ------
    Refused
        If the issuer has no key yet, or the command of its external signer is not set here.
    """
    kept = organisation.keys.filter(retired_at=None).last()
    if kept is None:
        raise Refused("issuer-key", "This issuer has no signing key yet. An administrator has to make one.")
    if not kept.encrypted:
        return kept, external_key(organisation, kept.name, kept.public)
    return kept, credential.unlocked(
        f"{did(organisation)}#{kept.name}",
        pem=kept.encrypted.encode(),
        passphrase=settings.KEY_PASSPHRASE.encode(),
    )


def external_key(organisation: Organisation, name: str, public: str) -> credential.ExternalKey:
    """Return a key that another machine keeps; which command asks it stands in the settings alone.

    Raises
    ------
    Refused
        If no command is set for it.
    """
    words = settings.SIGNERS.get(public)
    if words is None:
        raise Refused("signer-missing", f"No external signer is set here for the key {public} of {organisation}.")
    key_id = f"{did(organisation)}#{name}"
    return credential.ExternalKey(key_id, credential.public_key(public), credential.signer_command(words))


def status_url(status_list: StatusList) -> str:
    """Return where a status list is published."""
    return f"{settings.URL}/status/{status_list.pk}"


def resolve(name: str) -> bytes | Mapping[str, object]:
    """Return the DID document of one of our issuers from the records, of any other from the network."""
    for organisation in Organisation.objects.filter(keys__isnull=False).distinct():
        if did(organisation) == name:
            return did_document(organisation)
    by_api = ApiIssuer.objects.filter(did=name).first()
    return api_issuers.did_document(by_api) if by_api else credential.Network().resolve(name)


def fetch_status(url: str) -> bytes | Mapping[str, object]:
    """Return one of our status lists from the records, any other from the network."""
    prefix = f"{settings.URL}/status/"
    if url.startswith(prefix):
        number = url.removeprefix(prefix)
        kept = (
            StatusList.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) <= 18 else None
        )
        if kept is None or not kept.document:
            raise Refused("status-unknown", "no such list is published here")
        return bytes(kept.document, "utf-8")
    if by_api := api_issuers.published(url, at=timezone.now()):
        return by_api
    return credential.Network().fetch(url)


PATIENCE: Final = 15.0
"""So many seconds, and no longer, others are asked about one credential; whoever waits here waits for that."""


def in_time(
    ask: Callable[[str], Told], *, ends: float, clock: Callable[[], float] = monotonic
) -> Callable[[str], Told]:
    """Return how to ask until the clock says `ends`; whoever comes later is not asked any more."""

    def asked(name: str) -> Told:
        if clock() >= ends:
            raise Refused("asked-too-long", "others took too long to answer, and nobody else is asked")
        return ask(name)

    return asked


def is_own_credential(address: str) -> bool:
    """Return whether a credential with this address would be one of this installation's."""
    return address.startswith(f"{settings.URL}/credentials/")


def fetch_credential(address: str) -> bytes:
    """Return the credential at an address: one of ours from the records, any other from the network.

    Raises
    ------
    Refused
        If there is none, or the address may not be asked.
    """
    if not is_own_credential(address):
        return credential.Network().fetch(address)
    identifier = _uuid(address.rpartition("/")[2])
    kept = Credential.objects.filter(identifier=identifier).first() if identifier else None
    if kept is None:
        raise Refused("credential-unknown", "no such credential was issued here")
    return kept.document.encode()


def statement_url(statement: Statement) -> str:
    """Return where a statement is published."""
    return f"{settings.URL}/statements/{statement.identifier}"


def fetch_statement(address: str) -> bytes:
    """Return the statement at an address: one of ours from the records, any other from the network.

    Raises
    ------
    Refused
        If there is none, or the address may not be asked.
    """
    if not address.startswith(f"{settings.URL}/statements/"):
        return credential.Network().fetch(address)
    identifier = _uuid(address.rpartition("/")[2])
    kept = Statement.objects.filter(identifier=identifier).first() if identifier else None
    if kept is None:
        raise Refused("statement-unknown", "no such statement was made here")
    return kept.document.encode()


def published() -> credential.Published:
    """Return how to have what others publish: ours from the records, theirs from the network."""
    ends = monotonic() + PATIENCE
    return credential.Published(
        resolve=in_time(resolve, ends=ends),
        fetch_status=in_time(fetch_status, ends=ends),
        fetch=in_time(fetch_statement, ends=ends),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def fetch_own(address: str) -> bytes:
    """Return the credential at an address of ours; nothing is asked of others.

    Raises
    ------
    Refused
        If there is none, or the address is elsewhere.
    """
    if not is_own_credential(address):
        raise Refused(
            "code-elsewhere", "nothing is fetched from elsewhere here. Open it, and give the file that is there"
        )
    return fetch_credential(address)


def verify(
    document: bytes | Mapping[str, object] | credential.Given,
    *,
    at: datetime,
    holder: str = "",
    resolve: Fetch = resolve,
    fetch_status: Fetch = fetch_status,
) -> Verification:
    """Check a credential from anywhere; the issuers of this installation are the known ones.

    Where a QR code leads is asked, unless what is given says otherwise.
    """
    if isinstance(document, bytes):
        document = credential.Given(document, fetch_credential)
    ends = monotonic() + PATIENCE
    verification = credential.verify(
        document,
        resolve=in_time(resolve, ends=ends),
        fetch_status=in_time(fetch_status, ends=ends),
        at=at,
        holder=holder,
        known_issuers=known_issuers(),
        shapes=shapes(),
    )
    return as_recorded(verification)


def known_issuers() -> list[str]:
    """Return the DIDs of the issuers of this installation."""
    return [did(organisation) for organisation in Organisation.objects.filter(keys__isnull=False).distinct()]


@cache
def shapes() -> credential.Shapes:
    """Return the shapes of our issuers' credentials that this process knows."""
    return credential.Shapes(check_every=CHECK_EVERY)


def as_text(document: Mapping[str, object]) -> str:
    """Return a signed document as the text that is kept and served."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
