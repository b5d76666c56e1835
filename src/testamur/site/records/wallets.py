"""What wallets are told of our issuers, and the two codes of an offer, which are made and not kept."""

import hmac
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from testamur.credential import wallet
from testamur.site.records.models import Organisation, ProgrammeEdition, WalletOffer

SALT: Final = "testamur.wallet"


def issuer(organisation: Organisation) -> wallet.WalletIssuer:
    """Return an organisation as wallets know it."""
    return wallet.WalletIssuer(f"{settings.URL}/issuers/{organisation.slug}", organisation.name)


def configuration_id(edition: ProgrammeEdition) -> str:
    """Return the name under which wallets are handed the credentials of an edition."""
    return f"{edition.identifier}.{edition.edition}"


def configurations(organisation: Organisation) -> list[wallet.Configuration]:
    """Return what an issuer hands to wallets: the credentials of every edition that has an award."""
    editions = organisation.editions.annotate(awarded=Max("enrolments__award")).exclude(awarded=None)
    return [
        wallet.Configuration(configuration_id(edition), edition.programme.award.title, edition.programme.summary)
        for edition in editions.order_by("pk")
    ]


def code(offer: WalletOffer) -> str:
    """Return the pre-authorised code of an offer: its identifier, and a proof that we made it."""
    return f"{offer.identifier.hex}.{_made('code', offer.identifier).hex()}"


def tx_code(offer: WalletOffer) -> str:
    """Return the transaction code of an offer, which only its holder is shown."""
    number = int.from_bytes(_made("tx_code", offer.identifier)) % 10**wallet.TX_CODE_DIGITS
    return f"{number:0{wallet.TX_CODE_DIGITS}d}"


def offer_named(given: str) -> UUID | None:
    """Return the identifier in a pre-authorised code, if we made the code."""
    name, _, proof = given.partition(".")
    try:
        identifier = UUID(hex=name)
    except ValueError:
        return None
    expected = f"{identifier.hex}.{_made('code', identifier).hex()}"
    return identifier if hmac.compare_digest(expected.encode(), f"{name}.{proof}".encode()) else None


def is_tx_code(offer: WalletOffer, given: str) -> bool:
    """Return whether this is the transaction code of an offer; takes as long for a wrong one."""
    return hmac.compare_digest(tx_code(offer).encode(), given.encode())


def digest(token: str) -> str:
    """Return what is kept of an access token."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()


def _made(purpose: str, identifier: UUID) -> bytes:
    key = sha256(f"{SALT}.{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.digest(key, identifier.bytes, "sha256")


def document(offer: WalletOffer, *, hint: str) -> dict[str, object]:
    """Return the offer as a wallet reads it."""
    edition = offer.credential.award.enrolment.edition
    return wallet.offer(
        issuer(edition.organisation), configuration=configuration_id(edition), code=code(offer), hint=hint
    )


def address(offer: WalletOffer) -> str:
    """Return where a wallet reads the offer."""
    organisation = offer.credential.award.enrolment.edition.organisation
    return f"{issuer(organisation).identifier}/offers/{offer.identifier}"
