"""Verification records: signed over plain JSON, checked by means not ours, and never taken for a credential."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as st

from testamur.credential import (
    Answer,
    Asker,
    SourceRead,
    Verdict,
    Verification,
    check_record,
    compose_record,
    did_document,
    digest_of,
    generate,
    is_record,
    read_records,
    sign_record,
    verify,
)
from testamur.credential.keys import from_seed
from testamur.credential.verification import Step
from testamur.errors import DocumentError, Refused

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "record.md"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
VERIFIER = "did:web:hospital.example:verifier"
KEY = from_seed(f"{VERIFIER}#key-1", seed=bytes(range(32)))
STEPS = (Step("proof", Answer.YES, "The signature matches."), Step("status", Answer.NO, "It was revoked."))
LIST = "https://academy.example/status/1"
CONTENT = {
    "id": "https://academy.example/credentials/1",
    "issuer": {"id": "did:web:academy.example", "name": "Académie"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"achievement": {"name": "Clinical AI"}},
    "credentialStatus": {
        "statusListCredential": LIST,
        "statusListIndex": "94567",
        "statusPurpose": "revocation",
    },
}
DOCUMENT = b'{"id": "https://academy.example/credentials/1"}'
LIST_BODY = b'{"validFrom": "2026-03-02T06:00:00Z", "validUntil": "2026-03-03T06:00:00Z"}'


def record(*, steps=STEPS, content=CONTENT, verdict=Verdict.REVOKED, **changed):
    stated = compose_record(
        Verification(verdict, AT, steps, content),
        id="https://hospital.example/records/1",
        issuer=VERIFIER,
        digest=digest_of(DOCUMENT),
        asker=Asker("St. Anna", ("Committee clerk",), "17"),
        occasion="asked for by a person",
        sources=[SourceRead("did:web:academy.example", b"{}"), SourceRead(LIST, LIST_BODY)],
        version="1.0",
    )
    return {**sign_record(stated, KEY, at=AT), **changed}


def keys(*signers):
    return did_document(VERIFIER, {signer.id.partition("#")[2]: signer.public for signer in signers})


def check(document, *, published=None, **given):
    return check_record(document, at=AT + timedelta(days=900), resolve=lambda _: published or keys(KEY), **given)


def answers(found):
    return {step.name: str(step.answer) for step in found.steps}


def test_a_record_says_what_was_found_what_was_read_and_who_asked_and_nobody_by_name():
    document = record()

    proof = document.pop("proof")
    software = document.pop("software")
    assert document == {
        "id": "https://hospital.example/records/1",
        "type": "VerificationRecord",
        "issuer": VERIFIER,
        "checkedAt": "2026-03-02T09:00:00Z",
        "clock": "The verifier's own clock. No time-stamping service vouches for it.",
        "verdict": "revoked",
        "sentence": "This credential was revoked by its issuer.",
        "askedBy": {"organisation": "St. Anna", "duties": ["Committee clerk"], "person": "17"},
        "occasion": "asked for by a person",
        "credential": {
            "sha256": hashlib.sha256(DOCUMENT).hexdigest(),
            "address": "https://academy.example/credentials/1",
            "name": "Clinical AI",
            "issuer": "did:web:academy.example",
            "issuerName": "Académie",
            "validFrom": "2026-01-01T00:00:00Z",
        },
        "steps": [
            {"name": "proof", "answer": "yes", "sentence": "The signature matches."},
            {"name": "status", "answer": "no", "sentence": "It was revoked."},
        ],
        "sources": [
            {"address": "did:web:academy.example", "sha256": hashlib.sha256(b"{}").hexdigest(), "kind": "keys"},
            {
                "address": LIST,
                "sha256": hashlib.sha256(LIST_BODY).hexdigest(),
                "kind": "status list",
                "purpose": "revocation",
                "place": "94567",
                "validFrom": "2026-03-02T06:00:00Z",
                "validUntil": "2026-03-03T06:00:00Z",
            },
        ],
    }
    assert (proof["cryptosuite"], proof["created"]) == ("eddsa-jcs-2022", "2026-03-02T09:00:00Z")
    assert software["version"] == "1.0"
    assert {len(context["sha256"]) for context in software["contexts"]} == {64}


def documented():
    """Return the names of the code in the reference that says how to check a record without us."""
    code = PAGE.read_text().split("```python\n", 1)[1].split("```", 1)[0]
    names = {}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102  (our own page is tested as it stands)
    return names


def test_it_can_be_checked_with_nothing_of_ours_by_the_code_in_the_reference():
    document = json.loads(json.dumps(record()))
    checks = documented()["check"]

    checks(document, KEY.public.multibase)
    with pytest.raises(InvalidSignature):
        checks({**document, "verdict": "genuine and current"}, KEY.public.multibase)
    with pytest.raises(InvalidSignature):
        checks(document, generate("did:key:x#y").public.multibase)


def test_it_is_what_its_verifier_signed_long_after_by_a_key_that_was_retired():
    newer = generate(f"{VERIFIER}#key-2")

    found = check(record(), published=keys(KEY, newer))

    assert found.is_good
    assert answers(found) == {"well-formed": "yes", "verifier": "yes", "proof": "yes"}


def test_with_a_key_that_one_knows_nobody_is_asked():
    def nobody(_):
        raise AssertionError

    found = check_record(record(), at=AT, resolve=nobody, keys=[KEY.public.multibase])
    other = check_record(record(), at=AT, resolve=nobody, keys=[generate("did:key:x#y").public.multibase])

    assert found.is_good
    assert answers(other)["proof"] == "no"


def paths(value, path=()):
    if isinstance(value, dict):
        for name, child in value.items():
            yield from paths(child, (*path, name))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from paths(child, (*path, number))
    else:
        yield path


@pytest.mark.parametrize("path", list(paths(record())), ids=lambda path: ".".join(map(str, path)))
def test_whatever_is_changed_in_it_is_noticed(path):
    document = json.loads(json.dumps(record()))
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = f"{holder[path[-1]]}x"

    assert not check(document).is_good


@pytest.mark.parametrize("left_out", sorted(record()))
def test_whatever_is_left_out_is_noticed(left_out):
    document = {name: value for name, value in record().items() if name != left_out}

    assert not check(document).is_good


def test_a_record_by_somebody_else_under_the_verifiers_name_is_refused():
    forger = generate(f"{VERIFIER}#key-1")
    stated = {name: value for name, value in record().items() if name != "proof"}

    assert not check(sign_record(stated, forger, at=AT)).is_good
    with pytest.raises(Refused):
        sign_record(stated, generate("did:web:elsewhere.example#key-1"), at=AT)


def test_keys_that_cannot_be_had_leave_it_open():
    def unreachable(_):
        raise Refused("unreachable", "hospital.example does not answer")

    found = check_record(record(), at=AT, resolve=unreachable)

    assert not found.is_good
    assert found.title == "Whether this record is genuine cannot be told now."


def test_it_is_about_the_credential_that_was_given_whatever_blanks_stand_around_it():
    as_is = check(record(), about=DOCUMENT)
    pasted = check(record(), about=b"\xef\xbb\xbf " + DOCUMENT + b"\r\n")
    other = check(record(), about=b"{}")

    assert answers(as_is)["credential"] == answers(pasted)["credential"] == "yes"
    assert answers(other)["credential"] == "no"


def test_it_is_no_credential_to_a_verifier_of_credentials():
    found = verify(json.dumps(record()).encode(), resolve=lambda _: keys(KEY), fetch_status=lambda _: b"", at=AT)

    assert found.verdict == Verdict.NOT_GENUINE
    assert found.credential is None


def test_records_are_told_from_credentials_by_their_type():
    one = json.dumps(record()).encode()

    assert is_record(one)
    assert is_record(b"[" + one + b"]")
    assert not is_record(b'{"type": ["VerifiableCredential"], "name": "VerificationRecord"}')
    assert not is_record(b'not JSON, "VerificationRecord"')
    assert len(read_records(b"[" + one + b"," + one + b"]")) == 2


@pytest.mark.parametrize("text", [b"[]", b"3", b'["VerificationRecord"]', b"{"])
def test_what_is_neither_a_record_nor_a_list_of_them_is_refused(text):
    with pytest.raises(DocumentError):
        read_records(text)


def test_what_a_strangers_credential_says_is_not_repeated_at_any_length():
    said = "x" * 300_000
    content = {**CONTENT, "id": said, "credentialSubject": {"achievement": {"name": said + "\ud800"}}}
    steps = (Step("contexts", Answer.NO, said, details=(said,) * 300),)

    document = record(steps=steps, content=content, verdict=Verdict.NOT_GENUINE)

    assert len(json.dumps(document)) < 40_000
    assert document["steps"][0]["details"][-1] == "and 280 more"
    assert check(document).is_good


@given(st.text(max_size=40), st.lists(st.text(max_size=30), max_size=3))
def test_whatever_text_stands_in_a_record_its_signature_holds(sentence, details):
    steps = (Step("proof", Answer.YES, f"It says {sentence}", details=tuple(details)),)

    assert check(json.loads(json.dumps(record(steps=steps)))).is_good
