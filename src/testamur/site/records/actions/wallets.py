"""A credential's way into a wallet: offered by its holder, taken up with the two codes, fetched with a token."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from testamur.credential.wallet import CredentialRequest, TokenRequest, WalletRefused
from testamur.errors import Refused
from testamur.site.records import wallets
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.models import Credential, Organisation, Person, WalletAccess, WalletFetch, WalletOffer

OFFER_HOLDS_FOR: Final = timedelta(minutes=10)
TOKEN_HOLDS_FOR: Final = timedelta(minutes=5)
MOST_OFFERS: Final = 10
"""So many offers of one credential may be made in an hour: no more guesses at a code than these give."""
MOST_FETCHES: Final = 5
KEPT_FOR: Final = timedelta(days=1)
RELATED: Final = "credential__award__enrolment__edition__organisation"


@transaction.atomic
def offer(*, row: Credential, by: Person, at: datetime) -> WalletOffer:
    """Offer a credential to its holder's wallet; an earlier offer of it ends.

    Raises
    ------
    Refused
        If the credential is not in force, or was offered too often in the last hour.
    """
    row = (
        Credential.objects.select_for_update()
        .select_related("award__enrolment__edition__organisation")
        .get(pk=row.pk)
    )
    reason = not_in_force(row)
    if reason:
        raise Refused("wallet-not-in-force", reason)
    if row.wallet_offers.filter(made_at__gt=at - timedelta(hours=1)).count() >= MOST_OFFERS:
        raise Refused(
            "wallet-too-many", "This was offered to wallets too often in the last hour. Try again later."
        )
    made = WalletOffer.objects.create(credential=row, made_at=at, ends_at=at + OFFER_HOLDS_FOR)
    audit("wallet.offer", made, by=by, at=at)
    return made


def not_in_force(row: Credential) -> str:
    """Return why a credential is not handed to wallets; nothing if it is."""
    if hasattr(row, "revocation"):
        return "This credential was revoked, so it cannot go into a wallet."
    if row.suspension:
        return "This credential is suspended. It can go into a wallet once it is reinstated."
    if hasattr(row, "superseded_by"):
        return "A newer credential has taken the place of this one. Put that into the wallet."
    if hasattr(row.key, "compromise"):
        return (
            "The issuer has taken back the key that signed this. It can go into a wallet once it is signed anew."
        )
    return ""


def take_up(*, organisation: Organisation, request: TokenRequest, at: datetime) -> tuple[WalletAccess, str]:
    """Give a wallet an access token for the two codes of an offer; return the access and the token.

    A wrong transaction code is counted, and the count is kept although the wallet is refused.

    Raises
    ------
    WalletRefused
        ``invalid_grant``, or ``invalid_authorization_details`` if the wallet asks for what was not offered.
    """
    taken = _taken_up(organisation, request, at=at)
    if isinstance(taken, WalletRefused):
        raise taken
    return taken


@transaction.atomic
def _taken_up(
    organisation: Organisation, request: TokenRequest, *, at: datetime
) -> tuple[WalletAccess, str] | WalletRefused:
    refused = WalletRefused("invalid_grant", "The code is wrong, was used, or its time is over.")
    found = _open_offer(organisation, wallets.offer_named(request.code), at=at)
    if found is None:
        return refused
    if not wallets.is_tx_code(found, request.tx_code):
        found.wrong_codes += 1
        found.save(update_fields=["wrong_codes"])
        audit("wallet.wrong_code", found, by=None, at=at, wrong=found.wrong_codes)
        return refused
    offered = wallets.configuration_id(found.credential.award.enrolment.edition)
    if request.by_identifier and request.configuration != offered:
        return WalletRefused("invalid_authorization_details", "This was not offered.")
    token = secrets.token_urlsafe(32)
    access = WalletAccess.objects.create(
        offer=found,
        token_digest=wallets.digest(token),
        by_identifier=request.by_identifier,
        given_at=at,
        ends_at=at + TOKEN_HOLDS_FOR,
    )
    audit("wallet.token", access, by=None, at=at)
    return access, token


def _open_offer(organisation: Organisation, identifier: UUID | None, *, at: datetime) -> WalletOffer | None:
    """Return an offer of this issuer that can be taken up, held until the transaction ends."""
    own = WalletOffer.objects.filter(credential__award__enrolment__edition__organisation=organisation)
    named = own.filter(identifier=identifier) if identifier else own.none()
    found = named.select_for_update(of=("self",)).select_related(RELATED).first()
    if found is None or not found.is_open(at) or not_in_force(found.credential):
        return None
    return found


@transaction.atomic
def fetch(*, organisation: Organisation, token: str, request: CredentialRequest, at: datetime) -> Credential:
    """Hand a credential to the wallet that holds a token for it, and tell its holder the first time.

    Raises
    ------
    WalletRefused
        ``invalid_token``; ``unknown_credential_configuration``, ``unknown_credential_identifier``,
        ``invalid_credential_request`` if it asks for another or in another way than it was told;
        ``credential_request_denied`` if the credential is no longer in force.
    """
    access = (
        WalletAccess.objects.select_for_update(of=("self",))
        .select_related(f"offer__{RELATED}", "offer__credential__award__enrolment__person")
        .filter(token_digest=wallets.digest(token), ends_at__gt=at)
        .filter(offer__credential__award__enrolment__edition__organisation=organisation)
        .first()
    )
    if access is None or access.fetches.count() >= MOST_FETCHES:
        raise WalletRefused("invalid_token", "The access token is wrong, or its time is over.")
    row = access.offer.credential
    _refuse_another(request, access)
    if not_in_force(row):
        raise WalletRefused("credential_request_denied", "This credential is no longer in force.")
    if not access.fetches.exists():
        tell(
            row.award.enrolment.person,
            subject="Your credential is in a wallet",
            text="A wallet has fetched your credential with the codes you were shown. "
            "If that was not you, tell the office of your programme.",
        )
    fetched = WalletFetch.objects.create(access=access, at=at)
    audit("wallet.fetch", fetched, by=None, at=at)
    return row


def _refuse_another(request: CredentialRequest, access: WalletAccess) -> None:
    if access.by_identifier != bool(request.identifier):
        asked = "credential_identifier" if access.by_identifier else "credential_configuration_id"
        raise WalletRefused("invalid_credential_request", f"This token asks by {asked}.")
    row = access.offer.credential
    if request.identifier and request.identifier != str(row.identifier):
        raise WalletRefused("unknown_credential_identifier", "This token is for another credential.")
    offered = wallets.configuration_id(row.award.enrolment.edition)
    if request.configuration and request.configuration != offered:
        raise WalletRefused("unknown_credential_configuration", "This token is for another credential.")


@transaction.atomic
def remove_ended(*, at: datetime) -> int:
    """Remove the offers that were made more than a day ago; return how many were."""
    ended = list(WalletOffer.objects.select_for_update().filter(made_at__lt=at - KEPT_FOR))
    for one in ended:
        audit("wallet.remove", one, by=None, at=at)
        one.delete()
    return len(ended)
