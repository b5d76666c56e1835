"""The VC-API: closed unless opened, each of its doors, and what it answers to what is right and what is wrong."""

import json

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from people import AT

from testamur.cli.credential.vc_api import VERB
from testamur.errors import Refused
from testamur.site.api import vc_door
from testamur.site.records import issuers
from testamur.site.records.actions import api_issuers, passphrase
from testamur.site.records.models import ApiCredential, ApiIssuer, AuditEntry, Organisation

pytestmark = pytest.mark.django_db

ISSUE, VERIFY, PRESENT = "/vc/credentials/issue", "/vc/credentials/verify", "/vc/presentations/verify"
STATUS = "/vc/credentials/status"
DOORS = [ISSUE, VERIFY, PRESENT, STATUS]
V2 = "https://www.w3.org/ns/credentials/v2"


@pytest.fixture(autouse=True)
def _open(settings):
    settings.VC_API = "on"
    cache.clear()


@pytest.fixture
def key(academy):
    return api_issuers.make(organisation=academy, name="partner", suite="eddsa-rdfc-2022", by=None, at=AT)


@pytest.fixture
def key_with_status(academy):
    return api_issuers.make(
        organisation=academy, name="partner", suite="ecdsa-rdfc-2019", keeps_status=True, by=None, at=AT
    )


def post(client, path, body, token=""):
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(path, content, content_type="application/json", headers=headers)


def document(did, **more):
    return {
        "@context": [V2],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential"],
        "issuer": did,
        "credentialSubject": {"id": "did:example:subject"},
        **more,
    }


def places(answer):
    return [problem["place"] for problem in answer.json()["problemDetails"]]


@pytest.mark.parametrize("path", DOORS)
def test_it_is_closed_unless_opened(client, settings, path):
    settings.VC_API = ""

    assert post(client, path, {}).status_code == 404


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ("{}", 400),
        ('{"a": 1, "a": 2}', 400),
        (b" " * (512 * 1024 + 1), 400),
        ("[" * 99, 400),
    ],
)
def test_a_body_that_is_none_is_refused(client, key, path, body, status):
    answer = post(client, path, body, key[1])

    assert answer.status_code == status
    assert answer.json()["verified"] is False
    assert ApiCredential.objects.count() == 0


@pytest.mark.parametrize("path", DOORS)
def test_a_form_of_another_site_is_refused(client, path):
    assert client.post(path, {"credential": "{}"}).status_code == 415
    assert client.get(path).status_code == 405


def test_a_body_far_too_large_is_refused(client):
    assert post(client, VERIFY, b" " * (1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("token", ["", "guess"])
def test_nothing_is_signed_without_the_token_of_an_open_key(client, key, token):
    issuer, own = key
    answer = post(client, ISSUE, {"credential": document(issuer.did)}, token)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    api_issuers.close(issuer=issuer, by=None, at=AT)
    assert post(client, ISSUE, {"credential": document(issuer.did)}, own).status_code == 401
    assert ApiCredential.objects.count() == 0


def test_a_credential_is_signed_and_good(client, key):
    issuer, token = key
    answer = post(client, ISSUE, {"credential": document(issuer.did)}, token)
    signed = answer.json()

    assert answer.status_code == 201
    assert signed == {**document(issuer.did), "proof": signed["proof"]}
    assert signed["proof"]["verificationMethod"] == f"{issuer.did}#partner"
    assert post(client, VERIFY, {"verifiableCredential": signed}).json()["verified"] is True


def test_only_its_digest_is_kept_and_it_is_in_the_audit(client, key, academy):
    issuer, token = key
    post(client, ISSUE, {"credential": document(issuer.did)}, token)
    (row,) = ApiCredential.objects.all()

    assert (row.issuer, row.identifier, row.status_index) == (issuer, "", None)
    entry = AuditEntry.objects.get(action="api-credential.issue")
    assert (entry.organisation, entry.detail) == (academy, {"digest": row.digest})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"issuer": "did:example:other"}, "issuer"),
        ({"issuer": None}, "issuer"),
        ({"credentialSubject": {}}, "credentialSubject"),
        ({"validFrom": "soon"}, "validFrom"),
        ({"@context": [V2, "https://x.example/terms"]}, "@context[1]"),
        ({"type": ["Sort"]}, "type"),
        ({"evidence": [{"id": "urn:x:1"}]}, "evidence[0].type"),
        ({"relatedResource": {"id": V2, "digestSRI": "sha256-AAAA"}}, "relatedResource[0].digestSRI"),
    ],
)
def test_what_is_not_right_is_not_signed_and_the_place_is_named(client, key, change, place):
    issuer, token = key
    answer = post(client, ISSUE, {"credential": document(issuer.did, **change)}, token)

    assert answer.status_code == 400
    assert place in places(answer)
    assert ApiCredential.objects.count() == 0


def test_an_option_that_is_not_known_is_refused(client, key):
    issuer, token = key
    body = {"credential": document(issuer.did), "options": {"mandatoryPointers": ["/issuer"]}}

    assert places(post(client, ISSUE, body, token)) == ["options.mandatoryPointers"]


def test_the_key_of_awards_never_signs_here(client, academy, key):
    award_issuer = issuers.did(academy)
    answer = post(client, ISSUE, {"credential": document(award_issuer)}, key[1])

    assert places(answer) == ["issuer"]
    assert key[0].did != award_issuer
    assert key[0].public not in {kept.public for kept in academy.keys.all()}


def test_what_was_signed_with_a_status_can_be_withdrawn_for_good(client, key_with_status):
    issuer, token = key_with_status
    signed = post(client, ISSUE, {"credential": document(issuer.did)}, token).json()
    entry, (row,) = signed["credentialStatus"], ApiCredential.objects.all()
    change = {"credentialId": signed["id"], "credentialStatus": {"statusPurpose": "revocation"}}

    assert entry["statusListIndex"] == str(row.status_index)
    assert post(client, VERIFY, {"verifiableCredential": signed}).json()["verified"] is True
    assert post(client, STATUS, change, token).status_code == 200
    answer = post(client, VERIFY, {"verifiableCredential": signed})
    assert [one["type"].partition("#")[2] for one in answer.json()["problemDetails"]] == [
        "STATUS_VERIFICATION_ERROR"
    ]
    assert post(client, STATUS, change, token).status_code == 409
    assert post(client, ISSUE, {"credential": document(issuer.did)}, token).status_code == 409


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"credentialStatus": {"type": "https://x.example/#Status"}}, "credentialStatus"),
        ({"id": "urn:x:" + "1" * 300}, "id"),
    ],
)
def test_a_status_is_added_here_and_not_given(client, key_with_status, more, place):
    issuer, token = key_with_status

    assert place in places(post(client, ISSUE, {"credential": document(issuer.did, **more)}, token))


def test_what_has_no_identifier_cannot_be_withdrawn_and_is_not_signed(client, key_with_status):
    issuer, token = key_with_status
    nameless = {name: value for name, value in document(issuer.did).items() if name != "id"}

    assert places(post(client, ISSUE, {"credential": nameless}, token)) == ["id"]
    body = {"credential": nameless, "options": {"credentialId": "our number 7"}}
    assert post(client, ISSUE, body, token).status_code == 201


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"credentialId": "urn:x:unknown"}, 400),
        ({"credentialStatus": {"statusPurpose": "suspension"}}, 400),
        ({"credentialStatus": {"statusPurpose": "revocation", "status": False}}, 400),
        ({"credentialStatus": []}, 400),
    ],
)
def test_a_change_of_status_that_is_none_is_refused(client, key_with_status, change, status):
    issuer, token = key_with_status
    signed = post(client, ISSUE, {"credential": document(issuer.did)}, token).json()
    body = {"credentialId": signed["id"], "credentialStatus": {"statusPurpose": "revocation"}, **change}

    assert post(client, STATUS, body).status_code == 401
    assert post(client, STATUS, body, token).status_code == status
    assert ApiCredential.objects.filter(revoked_at=None).count() == 1


def test_the_status_list_and_the_name_of_a_key_are_public(client, settings, key_with_status, academy):
    issuer, _ = key_with_status
    settings.VC_API = ""  # what was signed must verify also when nothing more is signed
    named = client.get(f"/vc/issuers/{academy.slug}/partner/did.json")
    listed = client.get(f"/vc/status/{issuer.pk}")

    assert named.json()["id"] == issuer.did == issuers.resolve(issuer.did)["id"]
    assert listed.json()["issuer"] == issuer.did
    assert {answer["Access-Control-Allow-Origin"] for answer in (named, listed)} == {"*"}
    assert client.get("/vc/status/999999").status_code == 404
    assert client.get(f"/vc/issuers/{academy.slug}/other/did.json").status_code == 404


def test_a_tampered_credential_is_refused_with_what_was_found(client, key):
    issuer, token = key
    signed = post(client, ISSUE, {"credential": document(issuer.did)}, token).json()
    answer = post(client, VERIFY, {"verifiableCredential": {**signed, "name": "Another"}})

    assert answer.status_code == 400
    assert [one["type"].partition("#")[2] for one in answer.json()["problemDetails"]] == [
        "PROOF_VERIFICATION_ERROR"
    ]
    checks = {one["check"]: one["answer"] for one in answer.json()["checks"]}
    assert (checks["data model"], checks["proof"], checks["issuer"]) == ("yes", "no", "cannot tell")


def test_which_checks_are_made_can_be_chosen(client, key):
    issuer, token = key
    expired = document(issuer.did, validUntil="2020-01-01T00:00:00Z")
    signed = post(client, ISSUE, {"credential": expired}, token).json()

    assert post(client, VERIFY, {"verifiableCredential": signed}).status_code == 400
    assert post(client, f"{VERIFY}?checks=proof", {"verifiableCredential": signed}).status_code == 200
    chosen = {"verifiableCredential": signed, "options": {"checks": ["proof", "issuer"]}}
    answer = post(client, VERIFY, chosen).json()
    assert [one["check"] for one in answer["checks"]] == [
        "well-formed",
        "contexts",
        "data model",
        "proof",
        "issuer",
    ]
    assert places(post(client, f"{VERIFY}?checks=all", {"verifiableCredential": signed})) == ["options.checks"]


def test_a_badge_of_ours_is_good_here_too(client, held):
    answer = post(client, VERIFY, {"verifiableCredential": json.loads(held.document)})

    # its statement is compared where badges are verified; here it is not at hand
    assert [one["check"] for one in answer.json()["checks"] if one["answer"] != "yes"] == ["related resources"]
    assert answer.json()["verified"] is True


def test_a_presentation_that_is_not_signed_is_refused(client):
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"]}
    answer = post(client, PRESENT, {"verifiablePresentation": presentation, "options": {"challenge": "1"}})

    assert answer.status_code == 400
    assert [one["title"] for one in answer.json()["problemDetails"]] == ["It is not signed."]
    wrong = {"verifiablePresentation": presentation, "options": {"challenge": 5}}
    assert places(post(client, PRESENT, wrong)) == ["options.challenge"]


def test_more_than_so_many_requests_a_minute_are_refused(client, monkeypatch):
    monkeypatch.setattr(vc_door, "MOST_A_MINUTE", 2)
    statuses = [post(client, VERIFY, {}).status_code for _ in range(3)]

    assert statuses == [400, 400, 429]


def test_tokens_that_open_nothing_give_no_further_requests(client, monkeypatch, key):
    monkeypatch.setattr(vc_door, "MOST_A_MINUTE", 2)
    _, token = key
    statuses = [post(client, VERIFY, {}, token=f"made-up-{number}").status_code for number in range(3)]

    assert statuses == [400, 400, 429]
    assert post(client, VERIFY, {}, token=token).status_code == 400


def test_an_identifier_holds_no_control_characters(client, key_with_status):
    """PostgreSQL keeps no NUL in a text, so it would be a fault of ours there."""
    issuer, token = key_with_status
    body = {"credential": document(issuer.did), "options": {"credentialId": "a\0b"}}

    assert places(post(client, ISSUE, body, token=token)) == ["options.credentialId"]
    gone = {"credentialId": "a\0b", "credentialStatus": {"statusPurpose": "revocation", "status": True}}
    assert post(client, STATUS, gone, token=token).status_code == 400
    assert not ApiCredential.objects.exists()


def test_in_a_trial_whoever_asks_from_this_machine_has_it_signed(client, settings, key):
    settings.VC_API = "trial"
    issuer, _ = key

    assert post(client, ISSUE, {"credential": document(issuer.did)}).status_code == 201
    assert places(post(client, ISSUE, {"credential": document("did:example:none")})) == ["issuer"]
    assert places(post(client, ISSUE, {"credential": {**document(issuer.did), "issuer": "x"}})) == ["issuer"]


@pytest.mark.parametrize("meta", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
@pytest.mark.parametrize("path", DOORS)
def test_in_a_trial_nobody_else_is_let_in(client, settings, meta, path):
    settings.VC_API = "trial"

    assert client.post(path, "{}", content_type="application/json", **meta).status_code == 403


def test_a_key_is_made_listed_and_closed_by_the_command(academy):
    made = CliRunner().invoke(
        VERB, ["make", academy.slug, "partner", "--kind", "P-384", "--suite", "ecdsa-jcs-2019", "--json"]
    )
    told = json.loads(made.output)
    issuer = ApiIssuer.objects.get()

    assert api_issuers.digest_of(told.pop("token")) == issuer.token_digest
    assert told == {"did": issuer.did, "suite": "ecdsa-jcs-2019", "public": issuer.public}
    assert told["public"].startswith("z82L")  # P-384, as Multikey writes it
    CliRunner().invoke(VERB, ["close", academy.slug, "partner"])
    listed = CliRunner().invoke(VERB, ["list"])
    assert listed.output == f"{academy.slug}  partner  {issuer.did}  ecdsa-jcs-2019  closed\n"
    assert set(AuditEntry.objects.filter(action__startswith="api-issuer").values_list("action", flat=True)) == {
        "api-issuer.make",
        "api-issuer.close",
    }


def test_a_key_for_an_organisation_that_is_not_there_names_it(db):
    assert CliRunner().invoke(VERB, ["make", "ward", "partner"]).exit_code == 2
    assert CliRunner().invoke(VERB, ["make", "ward", "partner", "--for", "The ward", "--by-key"]).exit_code == 0

    assert Organisation.objects.get(slug="ward").name == "The ward"
    assert ApiIssuer.objects.get().did.startswith("did:key:z6Mk")


def test_what_a_key_signed_that_others_may_know_verifies_no_longer(client, key, academy):
    issuer, token = key
    signed = post(client, ISSUE, {"credential": document(issuer.did)}, token).json()

    assert CliRunner().invoke(VERB, ["close", academy.slug, "partner", "--compromised"]).exit_code == 0
    answer = post(client, VERIFY, {"verifiableCredential": signed})
    assert [one["title"] for one in answer.json()["problemDetails"]] == [
        "The issuer does not list the key that signed it."
    ]
    assert post(client, ISSUE, {"credential": document(issuer.did)}, token).status_code == 401


def test_a_key_that_is_its_own_name_cannot_be_taken_back(academy):
    named = {"organisation": academy, "name": "partner", "suite": "eddsa-rdfc-2022", "by_key": True}
    issuer, _ = api_issuers.make(**named, by=None, at=AT)

    with pytest.raises(api_issuers.Refused) as caught:
        api_issuers.disown(issuer=issuer, by=None, at=AT)

    assert caught.value.rule == "api-issuer-name"
    assert ApiIssuer.objects.filter(closed_at=None).exists()


def test_its_keys_are_kept_under_the_new_passphrase_too(settings, key):
    settings.KEY_PASSPHRASE, old = "a passphrase of this test, the new one", settings.KEY_PASSPHRASE
    passphrase.change(passphrase=old, new_passphrase=settings.KEY_PASSPHRASE, by=None, at=AT)

    issuer = ApiIssuer.objects.get()
    assert api_issuers.issue(issuer=issuer, document=document(issuer.did), identifier="", at=AT)["proof"]


@pytest.mark.parametrize(
    "more", [{"suite": "ecdsa-sd-2023"}, {"suite": "none"}, {"suite": "eddsa-jcs-2022", "kind": "P-256"}]
)
def test_a_key_that_could_not_sign_is_not_made(academy, more):
    with pytest.raises(api_issuers.Refused) as caught:
        api_issuers.make(organisation=academy, name="partner", by=None, at=AT, **more)

    assert (caught.value.rule, ApiIssuer.objects.count()) == ("api-suite", 0)


def test_nobody_is_asked_any_more_once_the_time_for_it_is_over():
    moments = iter([10.0, 24.9, 25.0])
    ask = issuers.in_time(str.encode, ends=25.0, clock=lambda: next(moments))

    assert [ask("a"), ask("b")] == [b"a", b"b"]
    with pytest.raises(Refused, match="nobody else is asked"):
        ask("c")


def test_a_presentation_is_asked_about_for_so_long_only(client, key, monkeypatch):
    issuer, token = key
    proof = post(client, ISSUE, {"credential": document(issuer.did)}, token=token).json()["proof"]
    given = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": issuer.did,
        "proof": {**proof, "proofPurpose": "authentication"},
    }

    monkeypatch.setattr(issuers, "PATIENCE", 0.0)
    said = post(client, PRESENT, {"verifiablePresentation": given}).json()

    assert not said["verified"]
    assert any("nobody else is asked" in check["sentence"] for check in said["checks"]), said["checks"]
