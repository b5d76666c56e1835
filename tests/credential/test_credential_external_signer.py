"""A key that another machine keeps: it is given a digest, and nothing it answers is used unchecked."""

import hashlib
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from example_badge import AWARDED, BADGE, DID, KEY, NOW, judged, status_list

from testamur.credential import ExternalKey, Shapes, Verdict, compose, issuer_document, sign, signer_command
from testamur.credential.multikey import ED25519, P256, PublicKey
from testamur.errors import Refused

HSM = Path(__file__).parents[1] / "external_hsm.py"
NAME = f"{DID}#key-hsm"


def made(folder, kind):
    """Return the place of a new secret key, and its public half."""
    if kind == ED25519:
        secret = Ed25519PrivateKey.generate()
        public = PublicKey(ED25519, secret.public_key().public_bytes_raw())
    else:
        secret = generate_private_key(SECP256R1())
        point = secret.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        public = PublicKey(P256, point)
    place = folder / f"{kind}.pem"
    place.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return place, public


def external(folder, kind, way="der", **given):
    place, public = made(folder, kind)
    return ExternalKey(NAME, public, signer_command([sys.executable, str(HSM), str(place), way], **given))


@pytest.mark.parametrize(
    ("kind", "way", "suite"),
    [
        (P256, "der", "ecdsa-rdfc-2019"),
        (P256, "raw", "ecdsa-rdfc-2019"),
        (P256, "base64", "ecdsa-rdfc-2019"),
        (ED25519, "der", "eddsa-rdfc-2022"),
        (ED25519, "base64", "eddsa-rdfc-2022"),
    ],
)
def test_what_it_signs_verifies(tmp_path, kind, way, suite):
    key = external(tmp_path, kind, way)

    badge = sign(compose(BADGE), key, at=AWARDED)
    listing = sign({k: v for k, v in status_list().items() if k != "proof"}, key, at=NOW)

    assert badge["proof"]["cryptosuite"] == suite
    keys = issuer_document(DID, [key])
    assert judged(badge, did_document=keys, listing=listing).verdict is Verdict.CURRENT
    assert judged({**badge, "name": "Other"}, did_document=keys, listing=listing).verdict is Verdict.NOT_GENUINE


def test_it_is_given_the_digest_on_a_curve_and_the_message_under_ed25519():
    given = []

    def ask(data):
        given.append(data)
        return b"no signature"

    for kind, length in ((P256, 33), (ED25519, 32)):
        with pytest.raises(Refused):
            ExternalKey(NAME, PublicKey(kind, bytes(length)), ask).sign(b"m" * 64)

    assert given == [hashlib.sha256(b"m" * 64).digest(), b"m" * 64]


def test_a_shape_takes_it_like_a_key_of_ours():
    key, shapes = ExternalKey(KEY.id, KEY.public, KEY.sign), Shapes(trials=2)

    for _ in range(3):
        text = shapes.sign(BADGE, key, at=AWARDED)

    assert text == Shapes().sign(BADGE, KEY, at=AWARDED)


def test_a_key_of_another_kind_that_takes_over_a_name_is_not_taken_for_the_one_before(tmp_path):
    key, shapes = external(tmp_path, P256), Shapes(trials=2)
    for _ in range(3):
        shapes.sign(BADGE, ExternalKey(NAME, KEY.public, KEY.sign), at=AWARDED)

    text = shapes.sign(BADGE, key, at=AWARDED)

    assert '"cryptosuite":"ecdsa-rdfc-2019"' in text
    assert judged(text.encode(), did_document=issuer_document(DID, [key])).verdict is not Verdict.NOT_GENUINE


@pytest.mark.parametrize("kind", [P256, ED25519])
@pytest.mark.parametrize(
    ("way", "rule"), [("wrong", "signer-wrong"), ("long", "signer-wrong"), ("fail", "signer-failed")]
)
def test_a_wrong_answer_is_refused_and_tells_no_secret(tmp_path, kind, way, rule):
    key = external(tmp_path, kind, way)

    with pytest.raises(Refused) as refusal:
        sign(compose(BADGE), key, at=AWARDED)

    assert refusal.value.rule == rule
    assert "PRIVATE" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_one_that_does_not_answer_is_stopped(tmp_path):
    key = external(tmp_path, ED25519, "slow", seconds=0.5)

    with pytest.raises(Refused, match=r"no answer in 0\.5 seconds"):
        key.sign(b"data")


def test_the_sites_own_secrets_are_not_given_to_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TESTAMUR_PASSPHRASE", "the passphrase")
    monkeypatch.setenv("KMS_REGION", "north")
    ask = signer_command([sys.executable, "-c", "import os; print(sorted(os.environ))"])

    seen = ask(b"")

    assert b"KMS_REGION" in seen
    assert b"TESTAMUR" not in seen


def test_a_command_that_is_none_is_refused():
    with pytest.raises(Refused, match="list of words"):
        signer_command([])
    with pytest.raises(Refused, match="cannot be run"):
        signer_command(["/no/such/program"])(b"")


def test_no_shell_reads_its_words():
    ask = signer_command([sys.executable, "-c", "import sys; print(sys.argv[1])", "$(id); `id`"])

    assert ask(b"") == b"$(id); `id`\n"
