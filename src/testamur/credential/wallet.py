"""The documents by which a wallet is offered a credential and fetches it: offer, metadata, request, answer.

Source: OpenID Foundation, OpenID for Verifiable Credential Issuance 1.0, final, 16 September 2025, pre-authorised
code flow (section 3.5). Credentials are handed over in the format ``ldp_vc`` (appendix A.1.2), exactly as they
were signed; they name their holder by a salted hash, so no key of the wallet's is asked for and none is bound.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from testamur.credential.contexts import CREDENTIALS, OPEN_BADGES
from testamur.documents import read_json
from testamur.errors import DocumentError

GRANT: Final = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
DETAILS_TYPE: Final = "openid_credential"
TX_CODE_DIGITS: Final = 6
MOST_BYTES: Final = 16 * 1024
"""The largest credential request that is read; a wallet that sends key proofs, which we ignore, stays below it."""


@dataclass(frozen=True, slots=True)
class WalletIssuer:
    """An issuer as wallets know it: the identifier is an ``https`` address; all others are made from it."""

    identifier: str
    name: str

    @property
    def token_endpoint(self) -> str:
        """Where a code becomes an access token."""
        return f"{self.identifier}/token"

    @property
    def credential_endpoint(self) -> str:
        """Where the credential is fetched."""
        return f"{self.identifier}/credential"


@dataclass(frozen=True, slots=True)
class Configuration:
    """One kind of credential that an issuer hands to wallets."""

    identifier: str
    name: str
    description: str


class WalletRefused(Exception):  # noqa: N818  (named like `Refused`, which it is for wallets)
    """What a wallet is answered in place of what it asked for.

    Parameters
    ----------
    error : str
        One of the codes of RFC 6749 section 5.2, RFC 6750 section 3.1, RFC 9396 section 5, or OpenID4VCI 1.0
        section 8.3.1.2; empty where RFC 6750 wants none.
    description : str
        For the wallet's developer: printable ASCII without quotation marks and backslashes.
    """

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description


def well_known(kind: str, identifier: str) -> str:
    """Return where the metadata of an issuer stands: the well-known path goes between host and path.

    References
    ----------
    OpenID4VCI 1.0, section 12.2.2; RFC 8414, section 3.

    Examples
    --------
    >>> well_known("openid-credential-issuer", "https://issuer.example.com/tenant")
    'https://issuer.example.com/.well-known/openid-credential-issuer/tenant'
    """
    parts = urlsplit(identifier)
    return f"{parts.scheme}://{parts.netloc}/.well-known/{kind}{parts.path.rstrip('/')}"


def issuer_metadata(issuer: WalletIssuer, configurations: Iterable[Configuration]) -> dict[str, object]:
    """Return the metadata of the credential issuer (OpenID4VCI 1.0, section 12.2.4 and appendix A.1.2.2)."""
    return {
        "credential_issuer": issuer.identifier,
        "credential_endpoint": issuer.credential_endpoint,
        "display": [{"name": issuer.name}],
        "credential_configurations_supported": {one.identifier: _supported(one) for one in configurations},
    }


def _supported(configuration: Configuration) -> dict[str, object]:
    return {
        "format": "ldp_vc",
        "credential_signing_alg_values_supported": ["eddsa-rdfc-2022"],
        "credential_definition": {
            "@context": [CREDENTIALS, OPEN_BADGES],
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
        },
        "credential_metadata": {
            "display": [{"name": configuration.name, "description": configuration.description}],
        },
    }


def server_metadata(issuer: WalletIssuer) -> dict[str, object]:
    """Return the metadata of the issuer's authorisation server (RFC 8414; OpenID4VCI 1.0, section 12.3)."""
    return {
        "issuer": issuer.identifier,
        "token_endpoint": issuer.token_endpoint,
        "token_endpoint_auth_methods_supported": ["none"],
        "response_types_supported": [],
        "grant_types_supported": [GRANT],
        "authorization_details_types_supported": [DETAILS_TYPE],
        "pre-authorized_grant_anonymous_access_supported": True,
    }


def offer(issuer: WalletIssuer, *, configuration: str, code: str, hint: str) -> dict[str, object]:
    """Return a credential offer with a pre-authorised code (OpenID4VCI 1.0, section 4.1.1).

    Parameters
    ----------
    issuer, configuration
        Who offers, and the identifier of what is offered.
    code : str
        The pre-authorised code.
    hint : str
        Where the holder finds the transaction code; at most 300 characters.
    """
    tx_code = {"input_mode": "numeric", "length": TX_CODE_DIGITS, "description": hint[:300]}
    return {
        "credential_issuer": issuer.identifier,
        "credential_configuration_ids": [configuration],
        "grants": {GRANT: {"pre-authorized_code": code, "tx_code": tx_code}},
    }


def offer_link(address: str) -> str:
    """Return the link that opens a wallet with the offer at an address (OpenID4VCI 1.0, section 4.1.3)."""
    return f"openid-credential-offer://?credential_offer_uri={quote(address, safe='')}"


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What a wallet says to get an access token; `by_identifier` if it asked by authorisation details."""

    code: str
    tx_code: str
    configuration: str = ""

    @property
    def by_identifier(self) -> bool:
        """The wallet will name the credential by an identifier that it is told with the token."""
        return bool(self.configuration)


def token_request(fields: Mapping[str, list[str]]) -> TokenRequest:
    """Read a token request from its form fields (RFC 6749, section 3.2; OpenID4VCI 1.0, section 6.1).

    Raises
    ------
    WalletRefused
        ``invalid_request``, ``unsupported_grant_type`` or ``invalid_authorization_details``.
    """
    if any(len(values) > 1 for values in fields.values()):
        raise WalletRefused("invalid_request", "A parameter is repeated.")
    given = {name: values[0] for name, values in fields.items() if values and values[0]}
    if "grant_type" not in given:
        raise WalletRefused("invalid_request", "grant_type is missing.")
    if given["grant_type"] != GRANT:
        raise WalletRefused("unsupported_grant_type", "Only pre-authorised codes are taken.")
    missing = [name for name in ("pre-authorized_code", "tx_code") if name not in given]
    if missing:
        raise WalletRefused("invalid_request", f"{missing[0]} is missing.")
    asked = _asked_for(given["authorization_details"]) if "authorization_details" in given else ""
    return TokenRequest(given["pre-authorized_code"], given["tx_code"], asked)


def _asked_for(text: str) -> str:
    """Return the one configuration that authorisation details ask for (OpenID4VCI 1.0, section 5.1.1)."""
    try:
        details = read_json(text.encode(errors="surrogatepass"), limit=MOST_BYTES)
    except DocumentError:
        details = None
    match details:
        case [{"type": "openid_credential", "credential_configuration_id": str(configuration)}] if configuration:
            return configuration
    raise WalletRefused(
        "invalid_authorization_details", "One object of type openid_credential with its configuration is taken."
    )


def token_answer(token: str, *, seconds: int, request: TokenRequest, identifier: str) -> dict[str, object]:
    """Return a token response (OpenID4VCI 1.0, section 6.2).

    `identifier` names the credential in the next request, if the wallet asked by authorisation details.
    """
    answer: dict[str, object] = {"access_token": token, "token_type": "Bearer", "expires_in": seconds}
    if request.by_identifier:
        details = {"type": DETAILS_TYPE, "credential_configuration_id": request.configuration}
        answer["authorization_details"] = [{**details, "credential_identifiers": [identifier]}]
    return answer


@dataclass(frozen=True, slots=True)
class CredentialRequest:
    """Which credential a wallet asks for: by its configuration, or by the identifier told with the token."""

    configuration: str = ""
    identifier: str = ""


def credential_request(body: bytes) -> CredentialRequest:
    """Read a credential request (OpenID4VCI 1.0, section 8.2).

    Key proofs are not asked for and not looked at; other members are ignored, as the section demands.

    Raises
    ------
    WalletRefused
        ``invalid_credential_request``, or ``invalid_encryption_parameters`` if the answer is to be encrypted.
    """
    try:
        asked = read_json(body, limit=MOST_BYTES)
    except DocumentError:
        raise WalletRefused("invalid_credential_request", "The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise WalletRefused("invalid_credential_request", "The body is not a JSON object.")
    if "credential_response_encryption" in asked:
        raise WalletRefused("invalid_encryption_parameters", "Answers are not encrypted beyond TLS.")
    match asked.get("credential_configuration_id"), asked.get("credential_identifier"):
        case str(configuration), None if configuration:
            return CredentialRequest(configuration=configuration)
        case None, str(identifier) if identifier:
            return CredentialRequest(identifier=identifier)
    raise WalletRefused(
        "invalid_credential_request", "One of credential_configuration_id and credential_identifier is needed."
    )


def credential_answer(document: str) -> str:
    """Return the credential response around a signed document, which is not encoded anew (section 8.3)."""
    return f'{{"credentials":[{{"credential":{document}}}]}}'


def refusal(refused: WalletRefused) -> str:
    """Return the body of an error response (RFC 6749, section 5.2; OpenID4VCI 1.0, section 8.3.1.2)."""
    return json.dumps({"error": refused.error, "error_description": refused.description})
