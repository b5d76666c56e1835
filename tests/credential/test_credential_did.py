import pytest
from example_badge import DID, DID_DOCUMENT, KEY, NOW, OTHER_KEY, copied
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential.did import (
    as_did_key,
    did_key,
    did_key_document,
    did_of_url,
    did_web,
    document_url,
    issuer_document,
)
from testamur.credential.published_keys import asserting_key
from testamur.errors import DocumentError, Refused

# W3C CCG, did:web Method Specification, section 2.5 (examples 2 to 4 of create and read).
DID_WEB = {
    "did:web:w3c-ccg.github.io": "https://w3c-ccg.github.io/.well-known/did.json",
    "did:web:w3c-ccg.github.io:user:alice": "https://w3c-ccg.github.io/user/alice/did.json",
    "did:web:example.com%3A3000:user:alice": "https://example.com:3000/user/alice/did.json",
}
segments = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=12)


@pytest.mark.parametrize(("did", "url"), DID_WEB.items())
def test_a_did_web_name_is_published_where_the_method_says(did, url):
    assert (document_url(did), did_of_url(url)) == (url, did)


@given(port=st.none() | st.integers(1, 65535), path=st.lists(segments, max_size=4))
def test_names_and_addresses_go_both_ways(port, path):
    did = did_web(f"academy.example:{port}" if port else "academy.example", *path)

    assert did_of_url(document_url(did)) == did


def test_only_this_machine_is_read_in_the_open_and_only_if_allowed():
    here, there = did_web("localhost:8000", "issuers", "1"), did_web("academy.example", "issuers", "1")

    assert document_url(here) == "https://localhost:8000/issuers/1/did.json"
    assert document_url(here, loopback=True) == "http://localhost:8000/issuers/1/did.json"
    assert document_url(there, loopback=True) == "https://academy.example/issuers/1/did.json"


@pytest.mark.parametrize(
    "wrong",
    [
        "", "did:web:", "did:key:z6Mk", "https://academy.example", "did:web:a.example:..", "did:web:a.example::x",
        "did:web:a.example%2F..", "did:web:user%40a.example", "did:web:a.example:x%2Fy", "did:web:[::1]",
        "did:web:a.example#key", "did:web:a.example?x",
    ],
)  # fmt: skip
def test_what_is_no_did_web_name_has_no_address(wrong):
    with pytest.raises(DocumentError, match="is not a did:web name"):
        document_url(wrong)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/did.json", "https://a.example/x", "https://u@a.example/did.json"]
)
def test_what_is_no_address_of_a_did_document_has_no_name(url):
    with pytest.raises(DocumentError):
        did_of_url(url)


def test_every_wrong_part_of_a_name_is_told():
    with pytest.raises(DocumentError) as caught:
        did_web("not a host", "..", "a/b")

    assert [problem.path for problem in caught.value.problems] == ["..", "a/b", "not a host"]


def test_a_did_key_is_its_own_document():
    key = as_did_key(KEY)
    did = did_key(KEY.public)

    document = did_key_document(did)

    assert key.id == f"{did}#{KEY.public.multibase}"
    assert asserting_key(document, key.id, at=NOW) == KEY.public


def test_an_issuer_lists_its_retired_keys_too():
    document = issuer_document(DID, [OTHER_KEY, KEY])

    assert asserting_key(document, KEY.id, at=NOW) == KEY.public
    assert asserting_key(document, OTHER_KEY.id, at=NOW) == OTHER_KEY.public
    assert document["assertionMethod"] == [OTHER_KEY.id, KEY.id]


def test_an_issuer_does_not_list_a_key_of_somebody_else():
    with pytest.raises(DocumentError, match="is not a key of"):
        issuer_document("did:web:other.example", [KEY])


METHOD = DID_DOCUMENT["verificationMethod"][0]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"assertionMethod": []}, "key-unknown"),
        ({"assertionMethod": "all"}, "key-unknown"),
        ({"verificationMethod": None}, "key-unknown"),
        ({"verificationMethod": [{**METHOD, "controller": "did:web:x"}]}, "key-controller"),
        ({"verificationMethod": [{**METHOD, "revoked": "2026-05-01T00:00:00Z"}]}, "key-withdrawn"),
        ({"verificationMethod": [{**METHOD, "expires": "2026-05-01T00:00:00Z"}]}, "key-withdrawn"),
        ({"verificationMethod": [{**METHOD, "type": "Riddle"}]}, "key-format"),
        ({"verificationMethod": [{**METHOD, "type": "JsonWebKey"}]}, "key-format"),
    ],
)
def test_a_key_that_may_not_assert_is_refused(change, rule):
    with pytest.raises(Refused) as caught:
        asserting_key({**DID_DOCUMENT, **change}, KEY.id, at=NOW)

    assert caught.value.rule == rule


def test_a_key_that_is_withdrawn_later_still_holds():
    document = copied(DID_DOCUMENT)
    document["verificationMethod"][0]["expires"] = "2027-01-01T00:00:00Z"

    assert asserting_key(document, KEY.id, at=NOW) == KEY.public


def test_a_key_may_stand_in_the_list_itself_or_under_a_short_name():
    method = {**METHOD, "id": "#key-2026a"}

    embedded = {"id": DID, "assertionMethod": [method]}
    listed = {"id": DID, "assertionMethod": ["#key-2026a"], "verificationMethod": [method]}

    assert asserting_key(embedded, KEY.id, at=NOW) == KEY.public
    assert asserting_key(listed, KEY.id, at=NOW) == KEY.public


# RFC 8037, appendix A.2: the Ed25519 public key of RFC 8032, test 1, as a JWK.
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def test_a_key_may_be_a_jwk():
    method = {"id": KEY.id, "type": "JsonWebKey", "controller": DID, "publicKeyJwk": JWK}

    key = asserting_key({"id": DID, "assertionMethod": [method]}, KEY.id, at=NOW)

    assert key.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


@pytest.mark.parametrize("text", ["", "abc", "not base64", None])
def test_a_broken_jwk_is_refused(text):
    method = {"id": KEY.id, "type": "JsonWebKey", "controller": DID, "publicKeyJwk": {**JWK, "x": text}}

    with pytest.raises(DocumentError, match="32 bytes"):
        asserting_key({"id": DID, "assertionMethod": [method]}, KEY.id, at=NOW)


# RFC 7515, appendix A.3.1: a P-256 key as a JWK; its y is odd, so its compressed form begins with 03.
JWK_P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}


def key_of_jwk(jwk):
    method = {"id": KEY.id, "type": "JsonWebKey", "controller": DID, "publicKeyJwk": jwk}
    return asserting_key({"id": DID, "assertionMethod": [method]}, KEY.id, at=NOW)


def test_a_key_on_a_curve_may_be_a_jwk_or_a_multikey():
    key = key_of_jwk(JWK_P256)
    multikey = issuer_document(DID, [KEY])
    multikey["verificationMethod"][0]["publicKeyMultibase"] = key.multibase

    assert (key.kind, key.raw.hex()) == (
        "P-256",
        "037fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445",
    )
    assert asserting_key(multikey, KEY.id, at=NOW) == key


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": None}, r"publicKeyJwk.x: must be 32 bytes"),
        ({"y": JWK_P256["y"][:-4]}, r"publicKeyJwk.y: must be 32 bytes"),
        ({"y": JWK_P256["x"]}, r"is no point of the curve P-256"),
    ],
)
def test_a_jwk_that_is_no_point_of_its_curve_is_refused(change, said):
    with pytest.raises(DocumentError, match=said):
        key_of_jwk({**JWK_P256, **change})


@pytest.mark.parametrize("change", [{"crv": "secp256k1"}, {"kty": "OKP"}, {"kty": "RSA"}])
def test_a_jwk_of_a_kind_that_is_not_known_cannot_be_told(change):
    with pytest.raises(Refused) as caught:
        key_of_jwk({**JWK_P256, **change})

    assert caught.value.rule == "key-format"
