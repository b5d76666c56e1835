"""Wallet documents against the examples of OpenID4VCI 1.0 (final, 16 September 2025), named by their sections."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential import wallet
from testamur.credential.wallet import Configuration, CredentialRequest, TokenRequest, WalletIssuer, WalletRefused

ISSUER = WalletIssuer("https://credential-issuer.example.com/tenant", "Academy")
GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"


def refused(call, *given):
    with pytest.raises(WalletRefused) as caught:
        call(*given)
    return caught.value.error


def form(text):
    return parse_qs(text, keep_blank_values=True)


def test_section_4_1_1_an_offer_names_issuer_configuration_and_grant():
    offered = wallet.offer(
        ISSUER, configuration="UniversityDegree_LDP_VC", code="adhjhdjajkdkhjhdj", hint="On paper."
    )

    assert offered == {
        "credential_issuer": "https://credential-issuer.example.com/tenant",
        "credential_configuration_ids": ["UniversityDegree_LDP_VC"],
        "grants": {
            GRANT: {
                "pre-authorized_code": "adhjhdjajkdkhjhdj",
                "tx_code": {"input_mode": "numeric", "length": 6, "description": "On paper."},
            }
        },
    }


def test_section_4_1_1_a_hint_has_at_most_300_characters():
    offered = wallet.offer(ISSUER, configuration="a", code="b", hint="x" * 400)

    assert len(offered["grants"][GRANT]["tx_code"]["description"]) == 300


def test_section_4_1_3_a_link_holds_the_address_of_the_offer():
    link = wallet.offer_link(
        "https://server.example.com/credential-offer/GkurKxf5T0Y-mnPFCHqWOMiZi4VS138cQO_V7PZHAdM"
    )

    # The specification's own example, but that it also writes the dots as %2E, which means the same.
    assert link == (
        "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fserver.example.com%2Fcredential-offer"
        "%2FGkurKxf5T0Y-mnPFCHqWOMiZi4VS138cQO_V7PZHAdM"
    )


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        (
            "https://issuer.example.com/tenant",
            "https://issuer.example.com/.well-known/openid-credential-issuer/tenant",
        ),
        (
            "https://tenant.issuer.example.com",
            "https://tenant.issuer.example.com/.well-known/openid-credential-issuer",
        ),
    ],
)
def test_section_12_2_2_the_well_known_path_goes_between_host_and_path(identifier, address):
    assert wallet.well_known("openid-credential-issuer", identifier) == address


def test_appendix_a_1_2_2_the_metadata_describes_a_credential_as_ldp_vc_without_key_binding():
    metadata = wallet.issuer_metadata(ISSUER, [Configuration("cme.2026", "Clinical AI", "Five courses.")])

    assert metadata == {
        "credential_issuer": "https://credential-issuer.example.com/tenant",
        "credential_endpoint": "https://credential-issuer.example.com/tenant/credential",
        "display": [{"name": "Academy"}],
        "credential_configurations_supported": {
            "cme.2026": {
                "format": "ldp_vc",
                "credential_signing_alg_values_supported": ["eddsa-rdfc-2022"],
                "credential_definition": {
                    "@context": [
                        "https://www.w3.org/ns/credentials/v2",
                        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                    ],
                    "type": ["VerifiableCredential", "OpenBadgeCredential"],
                },
                "credential_metadata": {"display": [{"name": "Clinical AI", "description": "Five courses."}]},
            }
        },
    }


def test_section_12_3_the_server_lets_wallets_in_without_a_name():
    metadata = wallet.server_metadata(ISSUER)

    assert metadata["issuer"] == metadata["token_endpoint"].removesuffix("/token") == ISSUER.identifier
    assert metadata["grant_types_supported"] == [GRANT]
    assert metadata["pre-authorized_grant_anonymous_access_supported"] is True


def test_section_6_1_the_example_of_a_token_request_is_read():
    asked = wallet.token_request(
        form(
            f"grant_type={GRANT}&pre-authorized_code=SplxlOBeZQQYbYS6WxSbIA&tx_code=493536&authorization_details="
            "%5B%7B%22type%22%3A%20%22openid_credential%22%2C%20%22credential_configuration_id%22%3A%20"
            "%22UniversityDegreeCredential%22%7D%5D"
        )
    )

    assert asked == TokenRequest("SplxlOBeZQQYbYS6WxSbIA", "493536", "UniversityDegreeCredential")
    assert asked.by_identifier


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "invalid_request"),
        ("grant_type=authorization_code&code=a", "unsupported_grant_type"),
        (f"grant_type={GRANT}", "invalid_request"),
        (f"grant_type={GRANT}&pre-authorized_code=a", "invalid_request"),
        (f"grant_type={GRANT}&pre-authorized_code=a&tx_code=", "invalid_request"),
        (f"grant_type={GRANT}&pre-authorized_code=a&tx_code=1&tx_code=2", "invalid_request"),
        (f"grant_type={GRANT}&pre-authorized_code=a&user_pin=493536", "invalid_request"),
        (
            f"grant_type={GRANT}&pre-authorized_code=a&tx_code=1&authorization_details=no",
            "invalid_authorization_details",
        ),
        (
            f"grant_type={GRANT}&pre-authorized_code=a&tx_code=1&authorization_details=[]",
            "invalid_authorization_details",
        ),
        (
            f'grant_type={GRANT}&pre-authorized_code=a&tx_code=1&authorization_details=[{{"type":"openid_credential"}}]',
            "invalid_authorization_details",
        ),
    ],
)
def test_section_6_3_a_token_request_that_is_wrong_is_refused_by_the_code_of_its_fault(text, error):
    assert refused(wallet.token_request, form(text)) == error


def test_section_6_2_a_token_response_names_the_credential_only_to_a_wallet_that_asked_by_details():
    plain, detailed = TokenRequest("a", "1"), TokenRequest("a", "1", "UniversityDegreeCredential")

    assert wallet.token_answer("eyJ..sHQ", seconds=300, request=plain, identifier="Degree-2023") == {
        "access_token": "eyJ..sHQ",
        "token_type": "Bearer",
        "expires_in": 300,
    }
    assert wallet.token_answer("eyJ..sHQ", seconds=300, request=detailed, identifier="Degree-2023") == {
        "access_token": "eyJ..sHQ",
        "token_type": "Bearer",
        "expires_in": 300,
        "authorization_details": [
            {
                "type": "openid_credential",
                "credential_configuration_id": "UniversityDegreeCredential",
                "credential_identifiers": ["Degree-2023"],
            }
        ],
    }


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        # Section 8.2, first and second example: key proofs are not asked for, so not looked at.
        (
            {"credential_configuration_id": "mDL", "proofs": {"jwt": ["e.e.e"]}},
            CredentialRequest(configuration="mDL"),
        ),
        ({"credential_identifier": "Degree-2023", "unheard": 1}, CredentialRequest(identifier="Degree-2023")),
    ],
)
def test_section_8_2_a_credential_is_asked_for_by_configuration_or_identifier(body, asked):
    assert wallet.credential_request(json.dumps(body).encode()) == asked


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "invalid_credential_request"),
        (b"[]", "invalid_credential_request"),
        (b'{"credential_identifier": 1}', "invalid_credential_request"),
        (b'{"credential_identifier": ""}', "invalid_credential_request"),
        (b'{"credential_identifier": "a", "credential_configuration_id": "b"}', "invalid_credential_request"),
        (b'{"credential_identifier": "a", "credential_identifier": "a"}', "invalid_credential_request"),
        (b'{"format": "ldp_vc", "credential_definition": {}}', "invalid_credential_request"),
        (
            b'{"credential_identifier": "a", "credential_response_encryption": {"jwk": {}, "enc": "A256GCM"}}',
            "invalid_encryption_parameters",
        ),
        (b'{"credential_identifier": "' + b"a" * 20_000 + b'"}', "invalid_credential_request"),
    ],
)
def test_section_8_3_1_2_a_credential_request_that_is_wrong_is_refused_by_the_code_of_its_fault(body, error):
    assert refused(wallet.credential_request, body) == error


def test_section_8_3_the_response_holds_the_document_as_it_was_signed():
    document = '{"name":"Ä  \\u00e4","proof":{}}'

    answer = wallet.credential_answer(document)

    assert document in answer
    assert json.loads(answer) == {"credentials": [{"credential": json.loads(document)}]}


def test_section_8_3_1_2_an_error_has_a_code_and_a_description():
    assert json.loads(wallet.refusal(WalletRefused("unknown_credential_configuration", "Not here."))) == {
        "error": "unknown_credential_configuration",
        "error_description": "Not here.",
    }


def sayable(text):
    """Section 8.3.1.2: printable ASCII without quotation marks and backslashes."""
    return all(" " <= sign <= "~" and sign not in '"\\' for sign in text)


@given(st.binary(max_size=200))
def test_whatever_bytes_are_sent_they_are_read_or_refused(body):
    try:
        answer = wallet.credential_request(body)
    except WalletRefused as error:
        answer = error

    assert isinstance(answer, CredentialRequest) or sayable(answer.description)


@given(st.text(max_size=60))
def test_a_link_gives_its_address_back(path):
    address = f"https://site.example/{path}"

    assert parse_qs(urlsplit(wallet.offer_link(address)).query)["credential_offer_uri"] == [address]
