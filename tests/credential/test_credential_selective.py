"""ecdsa-sd-2023: what a holder shows of a credential, against the published vectors, and what it may not hide."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from example_badge import AWARDED, BADGE, CREDENTIAL, DID, KEY, NOW, answers, copied, judged, sentence, stopped_at
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode

from testamur.credential import Verdict, compose, issuer_document, sign
from testamur.credential.canonical import canonicalise, relabelled_lines
from testamur.credential.cbor import read_cbor
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.graph import statements
from testamur.credential.keys import from_number
from testamur.credential.multikey import public_key
from testamur.credential.suites.ecdsa_sd_2023 import check, read_derived
from testamur.errors import DocumentError, Refused

W3C = Path(__file__).parents[1] / "vectors/credential/w3c-vc-di-ecdsa/ecdsa-sd-2023"
CITIZENSHIP = "https://w3id.org/citizenship#"
TERMS = {
    "Person": "https://schema.org/Person",
    "image": {"@id": "https://schema.org/image", "@type": "@id"},
    **{
        name: CITIZENSHIP + name
        for name in (
            "PermanentResidentCardCredential", "PermanentResident", "birthCountry",
            "EmploymentAuthorizationDocumentCredential", "EmployablePerson",
        )
    },
}  # fmt: skip
CONTEXTS = Contexts({**vendored().bodies, "https://w3id.org/citizenship/v4rc1": {"@context": TERMS}})
every_vector = pytest.mark.parametrize("folder", ["prc", "employ"])


def published(folder: str, name: str):
    return json.loads((W3C / folder / f"{name}.json").read_text(encoding="utf-8"))


def parts_of(folder: str):
    """Return the published document without its proof, the options of the proof, and its value."""
    document = published(folder, "derivedRevealDocument")
    proof = document.pop("proof")
    return document, {name: value for name, value in proof.items() if name != "proofValue"}, proof["proofValue"]


def issuer_key(folder: str):
    return public_key(parts_of(folder)[1]["verificationMethod"].partition("#")[2])


@every_vector
def test_a_proof_is_taken_apart_as_published(folder):
    derived, expected = read_derived(parts_of(folder)[2]), published(folder, "verifyDerivedProofValue")

    assert derived.base_signature.hex() == expected["baseSignature"]
    assert derived.key.multibase == expected["publicKey"]
    assert [signature.hex() for signature in derived.signatures] == expected["signatures"]
    assert derived.labels == dict(expected["labelMap"])
    assert derived.mandatory == expected["mandatoryIndexes"]


@every_vector
def test_statements_and_hashes_are_those_published(folder):
    document, options, value = parts_of(folder)
    derived, expected = read_derived(value), published(folder, "verifyCreateVerifyData")

    lines = relabelled_lines(statements(document, contexts=CONTEXTS), derived.labels)
    proof_text = canonicalise({**options, "@context": document["@context"]}, CONTEXTS)
    together = b"".join(lines[place] for place in derived.mandatory)
    shown = [line for place, line in enumerate(lines) if place not in derived.mandatory]

    assert [line.decode() for line in lines] == published(folder, "verifyNQuads")
    assert proof_text.decode() == (W3C / folder / "addProofConfigCanon.txt").read_text()
    assert hashlib.sha256(proof_text).hexdigest() == expected["proofHash"]
    assert hashlib.sha256(together).hexdigest() == published(folder, "addHashData")["mandatoryHash"]
    assert [line.decode() for line in shown] == expected["nonMandatory"]


@every_vector
def test_the_published_document_holds_and_nothing_else_does(folder):
    document, options, value = parts_of(folder)
    key, other = issuer_key(folder), public_key(published("prc", "verifyDerivedProofValue")["publicKey"])
    subject = {**document["credentialSubject"], "birthCountry": "Elsewhere"}

    assert check(document, options, value, key, CONTEXTS)
    assert not check({**document, "credentialSubject": subject}, options, value, key, CONTEXTS)
    assert not check({**document, "validUntil": "2099-01-01T00:00:00Z"}, options, value, key, CONTEXTS)
    assert not check(document, {**options, "created": "2024-01-01T00:00:00Z"}, value, key, CONTEXTS)
    assert not check(document, options, value, other, CONTEXTS)
    assert not check({n: v for n, v in document.items() if n != "validUntil"}, options, value, key, CONTEXTS)


@every_vector
def test_the_proof_for_the_holder_is_not_taken_for_one_to_show(folder):
    base = published(folder, "addSignedSDBase")["proof"]["proofValue"]

    with pytest.raises(Refused, match="meant for its holder"):
        read_derived(base)


ISSUER_KEY = from_number(f"{DID}#key-sd", number=2026)
ONE_TIME_KEY = from_number("", number=2027)
KEYS = issuer_document(DID, [KEY, ISSUER_KEY])
OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "ecdsa-sd-2023",
    "created": "2026-03-01T09:00:00Z",
    "verificationMethod": ISSUER_KEY.id,
    "proofPurpose": "assertionMethod",
}


def cbor(value: object) -> bytes:
    """Return a value as CBOR (RFC 8949, section 3)."""

    def head(kind: int, count: int) -> bytes:
        for short, length in ((24, 1), (25, 2)):
            if count < 24:
                return bytes([kind << 5 | count])
            if count < 256**length:
                return bytes([kind << 5 | short]) + count.to_bytes(length, "big")
        raise AssertionError(count)

    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(key) + cbor(child) for key, child in value.items())
    return head(4, len(value)) + b"".join(map(cbor, value))


def shown(document: dict, *, together: int = 5, labels: dict | None = None, mandatory: list | None = None) -> dict:
    """Return a document as its holder shows it, the first statements together and the others one by one."""
    quads = statements(document, contexts=vendored())
    nodes = len({term for quad in quads for term in quad if isinstance(term, BlankNode)})
    drawn = {n: hmac.digest(b"x" * 32, b"%d" % n, "sha256") for n in range(nodes)} if labels is None else labels
    names = {f"c14n{n}": "u" + base64.urlsafe_b64encode(data).decode().rstrip("=") for n, data in drawn.items()}
    lines = relabelled_lines(quads, names)
    options = canonicalise({**OPTIONS, "@context": document["@context"]}, vendored())
    one_time = b"\x80\x24" + ONE_TIME_KEY.public.raw
    hashes = [hashlib.sha256(part).digest() for part in (options, b"".join(lines[:together]))]
    base = ISSUER_KEY.sign(hashes[0] + one_time + hashes[1])
    signatures = [ONE_TIME_KEY.sign(line) for line in lines[together:]]
    places = list(range(together)) if mandatory is None else mandatory
    packed = b"\xd9\x5d\x01" + cbor([base, one_time, signatures, drawn, places])
    value = "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return {**document, "proof": {**OPTIONS, "proofValue": value}}


WHOLE = compose(BADGE)
UNSHOWN = {name: value for name, value in WHOLE.items() if name not in {"credentialStatus", "validUntil"}}


def test_a_badge_of_which_everything_that_counts_is_shown_is_good():
    part = {name: value for name, value in WHOLE.items() if name != "evidence"}

    verification = judged(shown(part), did_document=KEYS)

    assert verification.is_good
    assert sentence(verification, "proof") == (
        "What is shown was signed on 1 March 2026 and not changed; its holder may have left out other parts."
    )


@pytest.mark.parametrize(
    ("left_out", "name", "said"),
    [
        ("credentialStatus", "status", "It does not show whether it can be withdrawn"),
        ("validUntil", "validity", "It does not show until when it is valid"),
    ],
)
def test_what_would_tell_that_it_no_longer_holds_cannot_be_hidden(left_out, name, said):
    part = {member: value for member, value in WHOLE.items() if member != left_out}

    verification = judged(shown(part), did_document=KEYS)

    assert verification.verdict is Verdict.CANNOT_TELL
    assert said in sentence(verification, name)


def test_a_holder_gains_nothing_by_signing_beside_the_issuer():
    """Another proof says nothing of what the issuer has signed, and so nothing of what is left out."""
    holder = from_number("did:web:holder.example#key", number=7)
    part = shown(UNSHOWN)
    own = {**OPTIONS, "cryptosuite": "ecdsa-rdfc-2019", "verificationMethod": holder.id, "proofValue": "z1"}

    verification = judged({**part, "proof": [part["proof"], own]}, did_document=KEYS)

    assert not verification.is_good


@pytest.mark.parametrize(
    ("changes", "answer", "said"),
    [
        ({"mandatory": [0, 1, 2, 3, 3]}, "no", "does not match"),
        ({"mandatory": [0, 1, 2, 3]}, "no", "does not match"),
        ({"mandatory": [0, 1, 2, 3, 5]}, "no", "does not match"),
        ({"mandatory": [0, 1, 2, 3, 999]}, "no", "does not match"),
    ],
)
def test_statements_that_are_counted_otherwise_than_signed_do_not_hold(changes, answer, said):
    verification = judged(shown(WHOLE, **changes), did_document=KEYS)

    assert answers(verification) == stopped_at("proof", answer)
    assert said in sentence(verification, "proof")


def with_value(value):
    document = shown(WHOLE)
    return {**document, "proof": {**document["proof"], "proofValue": value}}


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


GOOD = [bytes(64), b"\x80\x24" + bytes(33), [], {}, []]


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (packed(b"\xd9\x5d\x01" + cbor(GOOD)), "no"),
        (packed(b"\xd9\x5d\x00" + cbor(GOOD)), "cannot tell"),
        (packed(b"\xd9\x5d\x02" + cbor(GOOD)), "no"),
        (packed(b"\xd9\x5d\x01"), "no"),
        (packed(b"\xd9\x5d\x01" + cbor(GOOD[:4])), "no"),
        (packed(b"\xd9\x5d\x01" + cbor([*GOOD[:3], [], []])), "no"),
        (packed(b"\xd9\x5d\x01" + cbor([bytes(63), *GOOD[1:]])), "no"),
        (packed(b"\xd9\x5d\x01" + cbor([GOOD[0], b"\xed\x01" + bytes(33), *GOOD[2:]])), "no"),
        (packed(b"\xd9\x5d\x01" + cbor([*GOOD[:2], [bytes(63)], *GOOD[3:]])), "no"),
        (packed(b"\xd9\x5d\x01" + cbor([*GOOD[:2], [bytes(64)] * 1_001, *GOOD[3:]])), "cannot tell"),
        (packed(b"\xd9\x5d\x01" + cbor([*GOOD[:3], {0: bytes(32), 1: bytes(32)}, []])), "no"),
        (packed(b"\xd9\x5d\x01" + cbor([*GOOD[:4], [b"0"]])), "no"),
        ("z" + "1" * 64, "no"),
        ("u", "no"),
        ("uA", "no"),
        (CREDENTIAL["proof"]["proofValue"], "no"),
    ],
)
def test_a_proof_that_is_not_packed_rightly_is_refused(value, answer):
    assert answers(judged(with_value(value), did_document=KEYS)) == stopped_at("proof", answer)


@pytest.mark.parametrize(
    "labels", [dict.fromkeys(range(5), bytes(32)), {n: bytes([n]) * 32 for n in range(40)}, {0: bytes(32)}]
)
def test_every_part_is_signed_under_a_name_of_its_own_and_none_is_left_over(labels):
    with pytest.raises(DocumentError, match="does not name its parts as they were signed"):
        shown(WHOLE, labels=labels)


def test_a_proof_has_one_spelling():
    value = shown(WHOLE)["proof"]["proofValue"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spellings = [value[:-1] + letter for letter in letters]

    good = [one for one in spellings if judged(with_value(one), did_document=KEYS).is_good]

    assert good == [value]


def test_a_changed_value_is_noticed_wherever_it_stands():
    changed = copied(shown(WHOLE))
    changed["credentialSubject"]["result"][0]["value"] = "109"

    assert answers(judged(changed, did_document=KEYS)) == stopped_at("proof", "no")


def test_it_is_verified_and_not_signed():
    with pytest.raises(Refused, match="ecdsa-sd-2023 is verified here, and not signed"):
        sign(WHOLE, ISSUER_KEY, at=AWARDED, suite="ecdsa-sd-2023")
    assert NOW > AWARDED


# RFC 8949, appendix A: examples of the kinds that are read.
RFC_8949 = {
    "00": 0, "17": 23, "1818": 24, "1864": 100, "1903e8": 1000, "1a000f4240": 1_000_000,
    "40": b"", "4401020304": b"\1\2\3\4",
    "80": [], "83010203": [1, 2, 3], "8301820203820405": [1, [2, 3], [4, 5]],
    "a0": {}, "a201020304": {1: 2, 3: 4},
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), RFC_8949.items())
def test_cbor_is_read_as_published(text, value):
    assert read_cbor(bytes.fromhex(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "18", "1817", "190017", "1a00000017", "1bffffffffffffffff", "20", "60", "f4", "f90000",
        "5f42010243030405ff", "9fff", "bfff", "0000", "41", "8301", "9affffffff", "baffffffff", "a141004101",
        "a201020103", "8181818100", "5affffffff",
    ],
)  # fmt: skip
def test_cbor_of_other_kinds_or_broken_is_refused(text):
    with pytest.raises(DocumentError, match="is not packed as it must be"):
        read_cbor(bytes.fromhex(text))


values = st.recursive(
    st.integers(0, 65_535) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 300), inner, max_size=3),
    max_leaves=4,
)


@given(values.filter(lambda value: len(cbor(value)) < 300))
def test_cbor_comes_back_or_is_too_deep(value):
    def depth(part) -> int:
        children = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return (1 + max(map(depth, children), default=0)) if isinstance(part, dict | list) else 1

    try:
        assert read_cbor(cbor(value)) == value
    except DocumentError:
        assert depth(value) > 4
