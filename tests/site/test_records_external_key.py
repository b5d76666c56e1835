"""An issuer whose key another machine keeps: its credentials and lists, judged by verifiers that are not ours."""

import json
import sys

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from people import AT

from external_hsm import __file__ as hsm
from independent import openbadgeslib_verdict
from testamur.cli import command
from testamur.credential import PublicKey, Verdict
from testamur.credential.multikey import ED25519, P256
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions import credentials
from testamur.site.settings import external_signers

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_elsewhere(settings, tmp_path):
    """Return a function that puts a key of a kind where another machine keeps it, and gives its public half."""

    def kept(kind, way="der"):
        secret = Ed25519PrivateKey.generate() if kind == ED25519 else generate_private_key(SECP256R1())
        place = tmp_path / "key.pem"
        place.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        form = (Encoding.Raw, PublicFormat.Raw)
        if kind == P256:
            form = (Encoding.X962, PublicFormat.CompressedPoint)
        public = PublicKey(kind, secret.public_key().public_bytes(*form)).multibase
        settings.SIGNERS = {public: [sys.executable, hsm, str(place), way]}
        return public

    return kept


def run(*arguments):
    result = CliRunner().invoke(command(), ["credential", "key-external", *arguments])
    return result.exit_code, result.stdout, result.exception


@pytest.mark.node
@pytest.mark.parametrize(("kind", "accepting"), [(ED25519, 3), (P256, 1)])
def test_what_it_issues_is_accepted_by_whoever_knows_the_suite(
    kept_elsewhere, academy, suspendable, now, node_verifier, kind, accepting
):
    """Of the three, only digitalbazaar's knows ecdsa-rdfc-2019; the two others refuse it as unknown."""
    public = kept_elsewhere(kind)
    assert run("academy", "--public", public)[:2] == (0, "key-2026-2 signs for academy from now on.\n")

    row = credentials.issue(award=suspendable.award, by=None, at=AT)
    credentials.publish_status(at=now)
    row.status_list.refresh_from_db()

    document, listing = json.loads(row.document), json.loads(row.status_list.document)
    published = issuers.did_document(academy)
    for signed in (document, listing):
        assert signed["proof"]["verificationMethod"] == f"{published['id']}#key-2026-2"
    assert issuers.verify(row.document.encode(), at=now).verdict is Verdict.CURRENT
    answers = node_verifier(document, published, listing, now)
    others = {name: answer["verified"] for name, answer in answers.items()}
    others["openbadgeslib"] = openbadgeslib_verdict(document, published, listing, now)
    assert others["digitalbazaar"]
    assert sum(others.values()) == accepting


def test_a_key_that_does_not_sign_is_not_taken(kept_elsewhere, academy):
    public = kept_elsewhere(P256, "wrong")

    assert isinstance(run("academy", "--public", public)[2], Refused)
    assert academy.keys.get().retired_at is None


def test_without_a_command_it_is_neither_taken_nor_asked(kept_elsewhere, academy, settings):
    public = kept_elsewhere(P256)
    run("academy", "--public", public)
    settings.SIGNERS = {}

    with pytest.raises(Refused, match="No external signer is set here"):
        issuers.signing_key(academy)
    assert isinstance(run("academy", "--public", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")[2], Refused)
    assert academy.keys.count() == 2


def test_a_key_is_not_taken_twice_and_wrong_use_is_said(kept_elsewhere, academy):
    public = kept_elsewhere(P256)
    run("academy", "--public", public)

    assert "used before" in str(run("academy", "--public", public)[2])
    assert run("no-such", "--public", public)[0] == 2


def test_nothing_of_it_is_kept_but_its_public_half(kept_elsewhere, academy):
    public = kept_elsewhere(P256)
    run("academy", "--public", public)

    kept = academy.keys.last()
    assert (kept.public, kept.encrypted) == (public, "")


@pytest.mark.parametrize("text", ['["a"]', '{"z": "sign"}', '{"z": []}', '{"z": ["sign", 1]}'])
def test_settings_that_are_wrong_stop_the_start(text):
    with pytest.raises(ValueError, match="JSON object of public keys"):
        external_signers(text)
    assert external_signers("") == {}
