"""What others sign, judged by us: the digitalbazaar stack in Node and openbadgeslib, by did:web and did:key."""

from datetime import timedelta
from functools import cache
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from example_badge import AWARDED, BADGE, CREDENTIAL, DAY, EXPIRES, NOW, copied, publishing, sentence, unreachable
from openbadgeslib.ob3.credential import Achievement, IdentityObject, Issuer, OpenBadgeCredential, Result
from openbadgeslib.ob3.ldp import OB3LdpSigner, add_data_integrity_proof
from openbadgeslib.ob3.signer import OB3Signer
from openbadgeslib.ob3.status_list import build_status_list_credential, status_entry
from test_credential_tampering import at as value_at
from test_credential_tampering import changed, name, places

from independent import signed_in_node
from testamur.credential import Verdict, compose, did_key, did_web, issuer_document, verify
from testamur.credential.confined import here
from testamur.credential.keys import from_seed

SEED, NEW_SEED = bytes(range(32)), bytes(range(3, 35))
SECRET = Ed25519PrivateKey.from_private_bytes(SEED).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
DID = did_web("another.example")
KEY, NEW_KEY = from_seed(f"{DID}#key-1", seed=SEED), from_seed(f"{DID}#key-2", seed=NEW_SEED)
LIST_URL = "https://another.example/status/1"
PLACE = 4_711
KEYS = issuer_document(DID, [KEY])
ROTATED = issuer_document(DID, [NEW_KEY, KEY])
REMOVED = issuer_document(DID, [NEW_KEY])


def made(issuer=DID):
    """Return a badge as openbadgeslib composes one, with all that it offers but evidence."""
    return OpenBadgeCredential(
        issuer=Issuer(id=issuer, name="Another Academy", url="https://another.example"),
        recipient_id="mailto:robin@example.org",
        identifiers=[IdentityObject.create("robin@example.org", salt="0f8fad5bd9cb469fa165")],
        achievement=Achievement(
            id="https://another.example/achievements/1",
            name="Safe use",
            description="Knows how.\nZweite Zeile.",
            criteria_narrative="Showed it.",
        ),
        id="urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
        issuance_date=AWARDED,
        expiration_date=EXPIRES,
        results=[Result(value="81")],
        credential_status=[status_entry(LIST_URL, "revocation", PLACE)],
    )


def unsigned_list(*set_places):
    return build_status_list_credential(
        DID, LIST_URL, "revocation", set_places, issued=NOW - DAY, valid_until=EXPIRES + 2 * DAY
    )


class Theirs(NamedTuple):
    """What one of them has signed: a badge, and its status list with nothing set and with the badge revoked."""

    badge: dict
    listing: dict
    revoking: dict


@cache
def by_openbadgeslib():
    signed_lists = [
        add_data_integrity_proof(unsigned_list(*places_set), SECRET, KEY.id, created=NOW - DAY)
        for places_set in ((), (PLACE,))
    ]
    return Theirs(OB3LdpSigner(SECRET, KEY.id).sign(made(), created=AWARDED), *signed_lists)


@pytest.fixture(scope="module")
def signed(in_node):
    """Return what either has signed, by its name; Node starts once."""

    def asked(signer):
        if signer == "openbadgeslib":
            return by_openbadgeslib()
        return by_digitalbazaar(in_node)

    return asked


@cache
def by_digitalbazaar(in_node):
    documents = [made().to_vc(), unsigned_list(), unsigned_list(PLACE)]
    return Theirs(*in_node(signed_in_node)(documents, key_id=KEY.id, seed=SEED, at=NOW - DAY))


def ours(badge, listing, *, keys=KEYS, at=NOW, confine=here):
    return verify(
        badge,
        resolve=publishing({DID: keys}),
        fetch_status=publishing({LIST_URL: listing}),
        at=at,
        known_issuers={DID},
        holder="Robin@example.org",
        confine=confine,
    )


by_either = pytest.mark.parametrize(
    "signer", ["openbadgeslib", pytest.param("digitalbazaar", marks=pytest.mark.node)]
)


@by_either
def test_theirs_is_judged_as_it_is(signed, signer):
    badge, listing, revoking = signed(signer)

    found = {
        "fresh": ours(badge, listing),
        "of its last day": ours(badge, listing, at=EXPIRES),
        "expired": ours(badge, listing, at=EXPIRES + DAY),
        "not yet valid": ours(badge, listing, at=AWARDED - DAY),
        "revoked": ours(badge, revoking),
        "list tampered with": ours(badge, {**listing, "validFrom": "2020-01-01T00:00:00Z"}),
        "key rotated, the old one kept": ours(badge, listing, keys=ROTATED),
        "key removed": ours(badge, listing, keys=REMOVED),
        "by another name": ours({**badge, "issuer": {**badge["issuer"], "id": did_web("a.example")}}, listing),
        "proof left out": ours({key: value for key, value in badge.items() if key != "proof"}, listing),
    }

    assert {case: verification.verdict for case, verification in found.items()} == {
        "fresh": Verdict.CURRENT,
        "of its last day": Verdict.CURRENT,
        "expired": Verdict.EXPIRED,
        "not yet valid": Verdict.NOT_YET_VALID,
        "revoked": Verdict.REVOKED,
        "list tampered with": Verdict.CANNOT_TELL,
        "key rotated, the old one kept": Verdict.CURRENT,
        "key removed": Verdict.NOT_GENUINE,
        "by another name": Verdict.CANNOT_TELL,
        "proof left out": Verdict.NOT_GENUINE,
    }
    assert found["fresh"].step("holder").answer == "yes"


@by_either
def test_theirs_is_refused_with_any_value_changed(signed, signer):
    badge, listing, _ = signed(signer)
    leaves = [path for path in places(badge) if not isinstance(value_at(badge, path), dict | list)]
    taken = []

    for path in leaves:
        document = copied(badge)
        value_at(document, path[:-1])[path[-1]] = changed(value_at(badge, path))
        verdict = ours(document, listing).verdict
        if verdict not in {Verdict.NOT_GENUINE, Verdict.CANNOT_TELL}:
            taken.append((name(path), verdict))

    assert len(leaves) > 30
    assert taken == []


@pytest.mark.node
def test_of_one_document_all_three_make_the_same_proof(in_node):
    """Ed25519 is deterministic, so one signature means that all canonicalise and hash to the same bytes."""
    document = compose(BADGE)
    key_id = CREDENTIAL["proof"]["verificationMethod"]

    (from_node,) = in_node(signed_in_node)([document], key_id=key_id, seed=SEED, at=AWARDED)
    from_openbadgeslib = add_data_integrity_proof(document, SECRET, key_id, created=AWARDED)

    assert from_node["proof"]["proofValue"] == CREDENTIAL["proof"]["proofValue"]
    assert from_openbadgeslib["proof"]["proofValue"] == CREDENTIAL["proof"]["proofValue"]


def test_a_badge_under_did_key_is_judged_without_asking_anybody():
    did = did_key(KEY.public)
    theirs = made(issuer=did)
    theirs.credential_status.clear()

    badge = OB3LdpSigner(SECRET).sign(theirs, created=AWARDED)
    found = {
        "fresh": verify(badge, resolve=unreachable, fetch_status=unreachable, at=NOW),
        "expired": verify(badge, resolve=unreachable, fetch_status=unreachable, at=EXPIRES + timedelta(days=1)),
        "tampered with": verify(
            {**badge, "name": "Unsafe use"}, resolve=unreachable, fetch_status=unreachable, at=NOW
        ),
    }

    assert {case: verification.verdict for case, verification in found.items()} == {
        "fresh": Verdict.CURRENT,
        "expired": Verdict.EXPIRED,
        "tampered with": Verdict.NOT_GENUINE,
    }


def test_a_token_that_brings_its_own_key_is_left_open():
    """The one difference: a token of openbadgeslib carries its key (`jwk`) instead of naming one of its issuer's.

    It takes such a key where it is told to. We do not: a key in a token proves nothing about who issued it.
    """
    token = OB3Signer(SECRET, algorithm="EdDSA").sign(made()).encode()

    verification = ours(token, by_openbadgeslib().listing)

    assert verification.verdict is Verdict.CANNOT_TELL
    assert "brings its own key, which proves nothing" in sentence(verification, "proof")
