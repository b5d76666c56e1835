"""A wallet fetches a credential: OpenID4VCI 1.0, pre-authorised code flow, and what is refused on the way."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client

from testamur.site.records import issuers, wallets
from testamur.site.records.actions import credentials
from testamur.site.records.actions import wallets as actions
from testamur.site.records.models import AuditEntry, WalletAccess, WalletFetch

pytestmark = pytest.mark.django_db
GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
ISSUER = "/issuers/academy"
CONFIGURATION = "clinical-ai-cme.2026-1"


@pytest.fixture
def wallet():
    """Return a client that is signed in nowhere, and whose posts carry no token of ours."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def offer(held, candidate, clock):
    return actions.offer(row=held, by=candidate, at=clock())


def ask_token(wallet, offer, *, issuer=ISSUER, **changed):
    fields = {
        "grant_type": GRANT,
        "pre-authorized_code": wallets.code(offer),
        "tx_code": wallets.tx_code(offer),
        **changed,
    }
    return wallet.post(f"{issuer}/token", urlencode(fields), content_type="application/x-www-form-urlencoded")


def ask_credential(wallet, token, *, issuer=ISSUER, scheme="Bearer", **asked):
    asked = asked or {"credential_configuration_id": CONFIGURATION}
    headers = {"authorization": f"{scheme} {token}"} if token else {}
    return wallet.post(f"{issuer}/credential", json.dumps(asked), content_type="application/json", headers=headers)


def wrong(offer):
    return f"{(int(wallets.tx_code(offer)) + 1) % 10**6:06d}"


def actions_kept():
    return list(AuditEntry.objects.filter(action__startswith="wallet").values_list("action", flat=True))


def test_the_whole_way(wallet, offer, held, candidate):
    offered = wallet.get(f"{ISSUER}/offers/{offer.identifier}")
    metadata = wallet.get("/.well-known/openid-credential-issuer/issuers/academy").json()
    server = wallet.get("/.well-known/oauth-authorization-server/issuers/academy").json()
    token = ask_token(wallet, offer)
    answer = ask_credential(wallet, token.json()["access_token"])

    grant = offered.json()["grants"][GRANT]
    assert offered.json()["credential_issuer"] == metadata["credential_issuer"] == server["issuer"]
    assert offered.json()["credential_configuration_ids"] == list(metadata["credential_configurations_supported"])
    assert grant["pre-authorized_code"] == wallets.code(offer)
    assert (token.status_code, token.json()["token_type"], token.json()["expires_in"]) == (200, "Bearer", 300)
    assert answer.content.decode() == f'{{"credentials":[{{"credential":{held.document}}}]}}'
    assert issuers.verify(answer.json()["credentials"][0]["credential"], at=held.issued_at).is_good
    for one in (offered, token, answer):
        assert one["content-type"] == "application/json"
        assert one["cache-control"] == "no-store"
        assert one["access-control-allow-origin"] == "*"
        assert not one.cookies
    assert actions_kept() == ["wallet.offer", "wallet.token", "wallet.fetch"]


def test_what_the_issuer_hands_out_is_what_the_credentials_are(wallet, held, clock):
    metadata = wallet.get("/.well-known/openid-credential-issuer/issuers/academy").json()
    supported = metadata["credential_configurations_supported"]
    document = json.loads(held.document)

    assert list(supported) == [CONFIGURATION]
    assert supported[CONFIGURATION]["credential_definition"] == {
        "@context": document["@context"],
        "type": document["type"],
    }
    assert supported[CONFIGURATION]["credential_signing_alg_values_supported"] == [
        document["proof"]["cryptosuite"]
    ]


def test_an_offer_holds_nothing_about_the_holder(wallet, offer, candidate):
    said = wallet.get(f"{ISSUER}/offers/{offer.identifier}").content.decode()

    assert "Nina" not in said
    assert candidate.email not in said
    assert wallets.tx_code(offer) not in said
    assert str(offer.credential.identifier) not in said


def test_a_wallet_that_asks_by_details_names_the_credential_it_was_told(wallet, offer, held):
    details = json.dumps([{"type": "openid_credential", "credential_configuration_id": CONFIGURATION}])
    token = ask_token(wallet, offer, authorization_details=details).json()
    (identifier,) = token["authorization_details"][0]["credential_identifiers"]

    by_configuration = ask_credential(wallet, token["access_token"])
    another = ask_credential(wallet, token["access_token"], credential_identifier="another")
    answer = ask_credential(wallet, token["access_token"], credential_identifier=identifier)

    assert (by_configuration.status_code, by_configuration.json()["error"]) == (400, "invalid_credential_request")
    assert (another.status_code, another.json()["error"]) == (400, "unknown_credential_identifier")
    assert answer.json() == {"credentials": [{"credential": json.loads(held.document)}]}


def test_details_of_what_was_not_offered_are_refused_and_the_code_stays_good(wallet, offer):
    details = json.dumps([{"type": "openid_credential", "credential_configuration_id": "another"}])

    answer = ask_token(wallet, offer, authorization_details=details)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_authorization_details")
    assert ask_token(wallet, offer).status_code == 200


def test_a_code_works_once(wallet, offer):
    first, second = ask_token(wallet, offer), ask_token(wallet, offer)

    assert first.status_code == 200
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert wallet.get(f"{ISSUER}/offers/{offer.identifier}").status_code == 404
    assert WalletAccess.objects.count() == 1


def test_the_fifth_wrong_transaction_code_ends_the_offer(wallet, offer):
    answers = [ask_token(wallet, offer, tx_code=wrong(offer)) for _ in range(5)]
    right = ask_token(wallet, offer)

    assert {(one.status_code, one.json()["error"]) for one in (*answers, right)} == {(400, "invalid_grant")}
    assert actions_kept() == ["wallet.offer", *["wallet.wrong_code"] * 5]
    assert not WalletAccess.objects.exists()


def test_after_four_wrong_ones_the_right_code_still_works(wallet, offer):
    for _ in range(4):
        ask_token(wallet, offer, tx_code=wrong(offer))

    assert ask_token(wallet, offer).status_code == 200


@pytest.mark.parametrize("code", ["", "no", "0" * 32, f"{'0' * 32}.{'0' * 64}", "ä.ö"])
def test_a_code_that_we_did_not_make_is_refused_and_counts_against_nobody(wallet, offer, code):
    answer = ask_token(wallet, offer, **{"pre-authorized_code": code})

    assert answer.status_code == 400
    assert answer.json()["error"] == ("invalid_grant" if code else "invalid_request")
    offer.refresh_from_db()
    assert offer.wrong_codes == 0


def test_a_code_with_one_sign_changed_is_refused(wallet, offer):
    code = wallets.code(offer)
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")

    assert ask_token(wallet, offer, **{"pre-authorized_code": changed}).json()["error"] == "invalid_grant"


def test_an_offer_that_has_ended_gives_no_token(wallet, offer, clock):
    clock.forward(minutes=10)

    assert ask_token(wallet, offer).json()["error"] == "invalid_grant"
    assert wallet.get(f"{ISSUER}/offers/{offer.identifier}").status_code == 404


def test_a_newer_offer_ends_an_older_one(wallet, offer, held, candidate, clock):
    newer = actions.offer(row=held, by=candidate, at=clock())

    assert ask_token(wallet, offer).json()["error"] == "invalid_grant"
    assert ask_token(wallet, newer).status_code == 200


def test_another_issuer_knows_neither_offer_nor_code_nor_token(wallet, offer, other_academy):
    other = "/issuers/other-academy"

    assert wallet.get(f"{other}/offers/{offer.identifier}").status_code == 404
    assert ask_token(wallet, offer, issuer=other).json()["error"] == "invalid_grant"
    token = ask_token(wallet, offer).json()["access_token"]
    assert ask_credential(wallet, token, issuer=other).status_code == 401


def test_a_token_ends_after_five_minutes(wallet, offer, clock):
    token = ask_token(wallet, offer).json()["access_token"]
    clock.forward(minutes=5)

    answer = ask_credential(wallet, token)

    assert answer.status_code == 401
    assert answer["www-authenticate"].startswith('Bearer error="invalid_token"')


def test_the_token_is_kept_as_a_digest_only(wallet, offer):
    token = ask_token(wallet, offer).json()["access_token"]

    assert token not in str(list(WalletAccess.objects.values()) + list(AuditEntry.objects.values()))


def test_without_a_token_nothing_is_said_of_why(wallet, offer):
    answer = ask_credential(wallet, "")

    assert (answer.status_code, answer["www-authenticate"], answer.content) == (401, "Bearer", b"{}")


def test_the_scheme_of_the_token_may_be_written_as_in_the_specification(wallet, offer):
    token = ask_token(wallet, offer).json()["access_token"]

    assert ask_credential(wallet, token, scheme="BEARER").status_code == 200


def test_a_wallet_that_lost_the_answer_asks_again_and_the_holder_is_told_once(
    wallet, offer, candidate, django_capture_on_commit_callbacks
):
    token = ask_token(wallet, offer).json()["access_token"]

    with django_capture_on_commit_callbacks(execute=True):
        answers = [ask_credential(wallet, token).status_code for _ in range(6)]

    assert answers == [200] * 5 + [401]
    assert WalletFetch.objects.count() == 5
    assert [(one.subject, one.to) for one in mail.outbox] == [
        ("Your credential is in a wallet", [candidate.email])
    ]


def test_a_credential_revoked_in_between_is_not_handed_over(wallet, offer, held, owner, clock):
    token = ask_token(wallet, offer).json()["access_token"]
    credentials.revoke(row=held, reason="A slip.", by=owner, at=clock())

    answer = ask_credential(wallet, token)

    assert (answer.status_code, answer.json()["error"]) == (400, "credential_request_denied")
    assert not WalletFetch.objects.exists()


def test_an_offer_of_a_credential_revoked_since_gives_no_token(wallet, offer, held, owner, clock):
    credentials.revoke(row=held, reason="A slip.", by=owner, at=clock())

    assert ask_token(wallet, offer).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"credential_configuration_id": "another"}, "unknown_credential_configuration"),
        ({"credential_identifier": "any"}, "invalid_credential_request"),
        ({"format": "ldp_vc"}, "invalid_credential_request"),
    ],
)
def test_a_wallet_that_asks_for_another_is_told_so(wallet, offer, asked, error):
    token = ask_token(wallet, offer).json()["access_token"]

    answer = ask_credential(wallet, token, **asked)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_bodies_of_another_kind_are_refused(wallet, offer):
    token = ask_token(wallet, offer).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}

    as_json = wallet.post(f"{ISSUER}/token", {"grant_type": GRANT}, content_type="application/json")
    as_jwt = wallet.post(f"{ISSUER}/credential", "e.e.e", content_type="application/jwt", headers=headers)

    assert (as_json.status_code, as_json.json()["error"]) == (400, "invalid_request")
    assert (as_jwt.status_code, as_jwt.json()["error"]) == (400, "invalid_credential_request")


@pytest.mark.parametrize("name", ["token", "credential"])
def test_a_wallet_in_a_browser_may_ask_and_nothing_else_is_answered(wallet, held, name):
    beforehand = wallet.options(f"{ISSUER}/{name}")

    assert beforehand.status_code == 204
    assert beforehand["access-control-allow-headers"] == "Authorization, Content-Type"
    assert wallet.get(f"{ISSUER}/{name}").status_code == 405
    assert wallet.post(f"/issuers/nobody/{name}").status_code == 404


def test_an_organisation_that_issues_nothing_has_no_metadata(wallet, held):
    for kind in ("openid-credential-issuer", "oauth-authorization-server"):
        assert wallet.get(f"/.well-known/{kind}/issuers/nobody").status_code == 404
        assert wallet.get(f"/.well-known/{kind}/issuers/academy")["access-control-allow-origin"] == "*"


def test_nothing_is_written_to_a_log(wallet, offer, caplog):
    ask_token(wallet, offer, tx_code=wrong(offer))
    token = ask_token(wallet, offer).json()["access_token"]
    ask_credential(wallet, token)

    said = " ".join(record.getMessage() for record in caplog.records)
    assert not any(secret in said for secret in (token, wallets.code(offer), wallets.tx_code(offer)))


def test_an_offer_seen_much_later_is_gone_with_its_access(wallet, offer, clock):
    token = ask_token(wallet, offer).json()["access_token"]
    actions.remove_ended(at=clock.forward(days=2) + timedelta(seconds=1))

    assert ask_credential(wallet, token).status_code == 401
    assert not WalletAccess.objects.exists()
