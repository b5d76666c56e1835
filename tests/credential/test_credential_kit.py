"""The offline kit: it is checked without a network, and its own word for the issuer's key does not count."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from example_badge import (
    ALL_YES,
    AWARDED,
    BADGE,
    CREDENTIAL,
    DAY,
    DID,
    DID_DOCUMENT,
    EXPIRES,
    INDEX,
    KEY,
    NOW,
    OTHER_KEY,
    STATUS_URL,
    answers,
    copied,
    judged,
    sentence,
    status_list,
)

from testamur.cli import command
from testamur.credential import Verdict, compose, issuer_document, read_kit, sign, verify_kit, write_kit
from testamur.credential.contexts import PINNED
from testamur.credential.kit import MAX_KIT_BYTES
from testamur.errors import DocumentError

KNOWN = {KEY.public.multibase}
LATER = NOW + timedelta(days=200)


def kit_of(credential=CREDENTIAL, *, did_document=DID_DOCUMENT, listing=None) -> bytes:
    """Return the kit that was made at `NOW`."""
    parts = (credential, did_document, status_list() if listing is None else listing)
    text, keys, published = (json.dumps(part).encode() for part in parts)
    return write_kit(text, did_document=keys, status_lists=[published], page="<h1>How to check</h1>", at=NOW)


def judged_kit(data: bytes, *, at=NOW, keys=KNOWN):
    return verify_kit(read_kit(data), at=at, keys=keys, known_issuers={DID})


def test_with_a_key_that_one_knows_a_kit_is_judged_as_if_there_were_a_network():
    verification = judged_kit(kit_of())

    assert (verification.verdict, verification.credential) == (judged().verdict, CREDENTIAL)
    assert answers(verification) == ALL_YES
    assert sentence(verification, "issuer") == "Its issuer's key in the kit is one that you gave."


def test_without_a_key_that_one_knows_there_is_no_verdict_and_nothing_is_shown():
    verification = judged_kit(kit_of(), keys=())

    assert verification.verdict is Verdict.CANNOT_TELL
    assert answers(verification) == {**ALL_YES, "issuer": "warning"}
    assert "anybody could have made them" in sentence(verification, "issuer")
    assert verification.credential is None


def test_a_kit_with_keys_of_its_own_making_convinces_nobody():
    """A forger signs in the issuer's name and puts the forged keys into the kit."""
    content = {name: value for name, value in copied(CREDENTIAL).items() if name != "proof"}
    forged = sign({**content, "name": "Doctor of Everything"}, OTHER_KEY, at=AWARDED)
    keys = issuer_document(DID, [OTHER_KEY])
    kit = kit_of(forged, did_document=keys, listing=status_list(key=OTHER_KEY))

    assert judged_kit(kit, keys=()).verdict is Verdict.CANNOT_TELL
    verification = judged_kit(kit)
    assert verification.verdict is Verdict.NOT_GENUINE
    assert sentence(verification, "proof") == "The issuer does not list the key that signed it."


def test_long_after_its_list_has_lapsed_the_status_is_that_of_the_day_of_the_list():
    verification = judged_kit(kit_of(), at=LATER)

    assert verification.verdict is Verdict.CURRENT
    assert answers(verification) == {**ALL_YES, "status": "warning"}
    assert sentence(verification, "status") == (
        "The issuer has not withdrawn it (list of 1 June 2026). "
        "Whether it has since, only the issuer's own list can tell."
    )


@pytest.mark.parametrize(
    ("listing", "at", "verdict"),
    [
        (status_list(INDEX), NOW, Verdict.REVOKED),
        (status_list(INDEX), LATER, Verdict.REVOKED),
        (status_list(), EXPIRES + DAY, Verdict.EXPIRED),
        (status_list(at=LATER), NOW, Verdict.CANNOT_TELL),
        (status_list(key=OTHER_KEY), LATER, Verdict.CANNOT_TELL),
        ({**status_list(), "validFrom": "yesterday"}, NOW, Verdict.CANNOT_TELL),
        ({"id": "urn:x:other"}, NOW, Verdict.CANNOT_TELL),
    ],
)
def test_a_kit_falls_with_its_list_and_dates(listing, at, verdict):
    assert judged_kit(kit_of(listing=listing), at=at).verdict is verdict


def test_a_credential_changed_in_its_kit_is_not_genuine_whatever_the_date():
    changed = copied(CREDENTIAL)
    changed["credentialSubject"]["result"][0]["value"] = "109"

    assert judged_kit(kit_of(changed)).verdict is Verdict.NOT_GENUINE
    assert judged_kit(kit_of(changed), at=LATER, keys=()).verdict is Verdict.NOT_GENUINE


def test_a_kit_given_where_there_is_a_network_is_judged_by_what_is_published():
    revoked_since = judged(kit_of(), listing=status_list(INDEX))

    assert revoked_since.verdict is Verdict.REVOKED
    assert sentence(judged(kit_of()), "well-formed").startswith("It stands in an offline kit")


def test_a_kit_holds_all_that_other_programs_need_and_is_always_the_same():
    with zipfile.ZipFile(io.BytesIO(kit_of())) as archive:
        names = set(archive.namelist())
        same = archive.read("contexts/credentials-v2.json")

    assert names == {
        "how-to-check.html", "credential.json", "did.json", "status/1.json",
        *(f"contexts/{file}" for file, _ in PINNED.values()),
    }  # fmt: skip
    assert b"VerifiableCredential" in same
    assert kit_of() == kit_of()
    assert STATUS_URL in read_kit(kit_of()).status_lists


def zip_of(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zip_of(did_json=b"{}"), "credential.json: is not in the kit"),
        (zip_of(credential_json=b"{}"), "did.json: is not in the kit"),
        (zip_of(credential_json=b" " * 300_000, did_json=b"{}"), "larger than the 262,144 bytes"),
        (zip_of(credential_json=b"{}", did_json=b"["), "is not JSON"),
        (zip_of(credential_json=b"{}", did_json=b" " * 300_000), "larger than"),
        (b"PK\x03\x04" + b"x" * 100, "is not a zip archive"),
        (b"PK\x03\x04" + bytes(MAX_KIT_BYTES), "is larger than the 2,097,152 bytes"),
        (zip_of(**{"../did.json": b"{}"}), "points outside"),
    ],
)
def test_what_is_no_kit_is_refused_with_a_reason(data, said):
    with pytest.raises(DocumentError, match=said):
        read_kit(data)
    assert judged(data).verdict is Verdict.NOT_GENUINE


@pytest.mark.parametrize(("key", "code"), [(KEY, 0), (OTHER_KEY, 1), (None, 1)])
def test_the_command_checks_a_kit_and_asks_nobody(tmp_path, monkeypatch, key, code):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("the network was asked"))
    endless = sign(compose(replace(BADGE, valid_until=None)), KEY, at=AWARDED)
    (tmp_path / "kit.zip").write_bytes(kit_of(endless))
    known = ["--key", key.public.multibase] if key else []

    result = CliRunner().invoke(command(), ["credential", "verify", str(tmp_path / "kit.zip"), *known])

    assert result.exit_code == code
    assert ("This credential is genuine and current." in result.output) is (code == 0)


@pytest.mark.parametrize(
    ("email", "code", "sign"),
    [("robin@example.org", 0, "✓"), ("x@example.org", 1, "✗"), ("did:example:x", 1, "?")],
)
def test_the_command_says_whether_it_is_theirs(tmp_path, email, code, sign):
    result = CliRunner().invoke(command(), [*checking_a_good_kit(tmp_path), "--email", email])

    assert result.exit_code == code
    assert f"{sign} holder: " in result.output


def checking_a_good_kit(folder):
    """Return the command that checks a good kit."""
    endless = sign(compose(replace(BADGE, valid_until=None)), KEY, at=AWARDED)
    (folder / "kit.zip").write_bytes(kit_of(endless))
    return ["credential", "verify", str(folder / "kit.zip"), "--key", KEY.public.multibase]


def test_the_command_takes_no_key_for_what_is_no_kit(tmp_path):
    (tmp_path / "badge.json").write_text(json.dumps(CREDENTIAL))

    result = CliRunner().invoke(
        command(), ["credential", "verify", str(tmp_path / "badge.json"), "--key", KEY.public.multibase]
    )

    assert result.exit_code == 2


def test_keys_in_another_form_and_without_a_name_do_not_slip_through():
    """An embedded method of the kit's own making is not taken, whatever key the asker knows."""
    embedded = {**issuer_document(DID, [OTHER_KEY])["verificationMethod"][0], "id": KEY.id}
    document = {**DID_DOCUMENT, "assertionMethod": [embedded, KEY.id]}
    forged = sign(compose(BADGE), type(OTHER_KEY)(KEY.id, OTHER_KEY._secret), at=AWARDED)

    assert judged_kit(kit_of(forged, did_document=document)).verdict is Verdict.NOT_GENUINE
