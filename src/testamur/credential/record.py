"""A verification record: what a check of a credential found, signed and dated by the one who checked.

It is no credential and is not written as one: it has no ``@context`` and no type that a wallet or a verifier of
credentials knows, so nobody can take it for something that its subject holds. It is plain JSON with one proof
`eddsa-jcs-2022`, for which one needs a canonical JSON text, SHA-256 and Ed25519, and nothing else.

Source: W3C, Data Integrity EdDSA Cryptosuites v1.0, section 3.3; W3C, Verifiable Credential Data Integrity 1.0,
section 2.1 (the context of a document is optional).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from testamur.credential.contexts import PINNED
from testamur.credential.did import did_document
from testamur.credential.findings import Answer, Finding, Verdict, cannot_tell, no, reason, yes
from testamur.credential.keys import Signer
from testamur.credential.moments import day, stamp
from testamur.credential.multikey import public_key
from testamur.credential.paper import is_pdf
from testamur.credential.proof import add_proof, check_proof, issuer_of
from testamur.credential.requirements import ADDRESS, MOMENT, OBJECT, ONE_OR_MORE, TEXT, Requirement, word
from testamur.credential.requirements import requirement_problems as lacking
from testamur.credential.screening import form_problems, is_iri, read
from testamur.credential.signed import SUITES
from testamur.credential.standing import Fetch
from testamur.credential.unwrap import unwrap
from testamur.credential.verification import Step, Verification
from testamur.documents import read_json
from testamur.errors import DocumentError, Problem, Refused

TYPE: Final = "VerificationRecord"
SUITE: Final = SUITES["eddsa-jcs-2022"]
CLOCK: Final = "The verifier's own clock. No time-stamping service vouches for it."
MAX_LIST_BYTES: Final = 64 * 1024 * 1024
MOST_DETAILS: Final = 20
LONGEST: Final = 1000
"""Characters; what a stranger's credential says is not repeated at greater length."""

RECORD: Final = (
    Requirement("id", ADDRESS),
    Requirement("type", word(TYPE)),
    Requirement("issuer", ADDRESS),
    Requirement("checkedAt", MOMENT),
    Requirement("clock", TEXT),
    Requirement("verdict", word(*map(str, Verdict))),
    Requirement("sentence", TEXT),
    Requirement("askedBy", OBJECT),
    Requirement("askedBy.organisation", TEXT),
    Requirement("occasion", TEXT),
    Requirement("credential", OBJECT),
    Requirement("credential.sha256", TEXT),
    Requirement("steps", ONE_OR_MORE),
    Requirement("steps[].name", TEXT),
    Requirement("steps[].answer", word(*map(str, Answer))),
    Requirement("steps[].sentence", TEXT),
    Requirement("sources", ONE_OR_MORE),
    Requirement("sources[].address", TEXT),
    Requirement("sources[].sha256", TEXT),
    Requirement("software", OBJECT),
    Requirement("software.version", TEXT),
    Requirement("proof", OBJECT),
    Requirement("proof.cryptosuite", word(SUITE.name)),
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked: the organisation, what the person is there, and the person's number with the verifier.

    No name and no address of a person: a record is filed, copied and kept for years.
    """

    organisation: str
    duties: tuple[str, ...] = ()
    person: str = ""


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What was read for the check: the address or name asked, and the bytes of the answer."""

    address: str
    body: bytes


def digest_of(given: bytes) -> str:
    """Return the SHA-256 of a credential's text, in hexadecimal, as it is without what it came in.

    Blanks around the text do not count, and lines end in a line feed, since web forms change both. Of what is
    broken, so that no text is found in it, it is the SHA-256 of the whole.
    """
    try:
        text = unwrap(given).credential.decode("utf-8-sig").strip().replace("\r\n", "\n")
    except (DocumentError, Refused, UnicodeDecodeError):
        return hashlib.sha256(given).hexdigest()
    return hashlib.sha256(text.encode()).hexdigest()


def compose_record(
    verification: Verification,
    *,
    id: str,  # noqa: A002  (as the document has it)
    issuer: str,
    digest: str,
    asker: Asker,
    occasion: str,
    sources: Sequence[SourceRead],
    version: str,
) -> dict[str, object]:
    """Return the record of one check, not yet signed.

    Parameters
    ----------
    verification : Verification
        What was found, and when.
    id : str
        The address of the record.
    issuer : str
        The DID of the verifier.
    digest : str
        Of the credential (see `digest_of`).
    asker : Asker
        Who asked.
    occasion : str
        Why it was checked, in a few words.
    sources : sequence of SourceRead
        What was read for it: the keys of issuers, status lists.
    version : str
        Of this software.
    """
    return {
        "id": id,
        "type": TYPE,
        "issuer": issuer,
        "checkedAt": stamp(verification.at),
        "clock": CLOCK,
        "verdict": str(verification.verdict),
        "sentence": verification.title,
        "askedBy": _filled(
            {"organisation": asker.organisation, "duties": list(asker.duties), "person": asker.person}
        ),
        "occasion": occasion,
        "credential": {"sha256": digest, **_said(verification.credential or {})},
        "steps": [_step(step) for step in verification.steps],
        "sources": [_source(source, verification.credential or {}) for source in sources],
        "software": {
            "name": "Testamur",
            "version": version,
            "contexts": [{"address": url, "sha256": sha256} for url, (_, sha256) in PINNED.items()],
        },
    }


def _filled(members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value not in ("", [], None)}


def _plain(text: object) -> str:
    whole = str(text).encode(errors="replace").decode()
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]} (cut here)"


def _said(content: Mapping[str, object]) -> dict[str, object]:
    """Return what identifies a credential, of one whose proof holds."""
    subject = content.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    name = achievement.get("name") if isinstance(achievement, Mapping) else content.get("name")
    issuer = content.get("issuer")
    said = {
        "address": content.get("id"),
        "name": name,
        "issuer": issuer_of(content),
        "issuerName": issuer.get("name") if isinstance(issuer, Mapping) else None,
        "validFrom": content.get("validFrom"),
        "validUntil": content.get("validUntil"),
    }
    return {member: _plain(value) for member, value in said.items() if isinstance(value, str) and value}


def _step(step: Step) -> dict[str, object]:
    details = [_plain(detail) for detail in step.details[:MOST_DETAILS]]
    if len(step.details) > MOST_DETAILS:
        details.append(f"and {len(step.details) - MOST_DETAILS} more")
    stated = {"name": step.name, "answer": str(step.answer), "sentence": _plain(step.sentence)}
    return _filled({**stated, "details": details})


def _source(source: SourceRead, content: Mapping[str, object]) -> dict[str, object]:
    """Return one line of what was read; of a status list also its dates, and which place was looked at."""
    stated: dict[str, object] = {
        "address": _plain(source.address),
        "sha256": hashlib.sha256(source.body).hexdigest(),
    }
    entry = next((e for e in _entries(content) if e.get("statusListCredential") == source.address), None)
    if entry is None:
        return {**stated, "kind": "keys" if source.address.startswith("did:") else "document"}
    stated |= {"kind": "status list", "purpose": _plain(entry.get("statusPurpose"))}
    stated |= {"place": _plain(entry.get("statusListIndex"))}
    try:
        published = read(source.body)
    except DocumentError:  # as of a list that is a token; its digest still says which one it was
        return stated
    dates = {name: published.get(name) for name in ("validFrom", "validUntil")}
    return {**stated, **{name: _plain(date) for name, date in dates.items() if isinstance(date, str)}}


def _entries(content: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    stated = content.get("credentialStatus", [])
    yield from (e for e in (stated if isinstance(stated, list) else [stated]) if isinstance(e, Mapping))


def sign_record(document: Mapping[str, object], key: Signer, *, at: datetime) -> dict[str, object]:
    """Return the record with the proof of its verifier.

    Raises
    ------
    DocumentError
        If it is not a whole record.
    Refused
        If the key is not the verifier's.
    """
    problems = [*form_problems(document), *lacking({**document, "proof": {"cryptosuite": SUITE.name}}, RECORD)]
    if problems:
        raise DocumentError(problems)
    if key.id.partition("#")[0] != issuer_of(document):
        raise Refused("record-key", "A record is signed only with a key of its own verifier.")
    return add_proof(document, key, at=at, suite=SUITE)


def is_record(given: bytes) -> bool:
    """Say whether this is a record, or a list of them, and not a credential."""
    if f'"{TYPE}"'.encode() not in given:
        return False
    try:
        first = read_records(given)[0]
    except DocumentError:
        return False
    return first.get("type") == TYPE


def record_in(given: bytes) -> bytes | None:
    """Return the JSON text of the record in what is given, which may be a PDF file with it inside; or nothing."""
    if is_pdf(given):
        try:
            given = unwrap(given).credential
        except (DocumentError, Refused):
            return None
    return given if is_record(given) else None


def read_records(given: bytes) -> list[dict[str, object]]:
    """Return the records in a JSON text, which is one or a list of them.

    Raises
    ------
    DocumentError
        If it is neither, or too large.
    """
    value = read_json(given, limit=MAX_LIST_BYTES)
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(one, dict) for one in listed):
        raise DocumentError([Problem("", "must be a verification record, or a list of them")])
    return listed


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """What a check of a record found: whether it is what its verifier signed, with the steps that led to it."""

    document: Mapping[str, object]
    steps: tuple[Step, ...]

    @property
    def is_good(self) -> bool:
        """Whether it is exactly what its verifier signed."""
        return all(step.answer is Answer.YES for step in self.steps)

    @property
    def title(self) -> str:
        """The answer in one sentence."""
        if self.is_good:
            return "This record is what its verifier signed."
        if any(step.answer is Answer.NO for step in self.steps):
            return "This is not a genuine record as it stands."
        return "Whether this record is genuine cannot be told now."


def check_record(
    document: Mapping[str, object],
    *,
    at: datetime,
    resolve: Fetch,
    keys: Sequence[str] = (),
    about: bytes | None = None,
) -> RecordCheck:
    """Check that a record is what its verifier signed; that what it says was right is the verifier's word.

    Parameters
    ----------
    document : Mapping
        One record.
    at : datetime
        The moment for which to tell.
    resolve : callable
        The DID of the verifier -> its DID document. Not asked if `keys` are given.
    keys : sequence of str
        Public keys (``z6Mk...``) that you know to be the verifier's.
    about : bytes, optional
        The credential that the record should be about.
    """
    problems = [*form_problems(document), *lacking(document, RECORD)]
    if problems:
        first = f"It is not a verification record: {problems[0]}"
        return RecordCheck(document, (_as_step("well-formed", no(f"{first}.", details=problems)),))
    steps = [_as_step("well-formed", yes("It is a verification record with everything that one must have."))]
    found, published = _published(document, resolve=resolve, keys=keys)
    steps.append(_as_step("verifier", found))
    if published:
        findings = [check_proof(document, did_document=one, at=at) for one in published]
        best = next((f for f in findings if f.answer is Answer.YES), findings[0])
        steps.append(_as_step("proof", _in_words(document, best)))
    if about is not None:
        steps.append(_as_step("credential", _about(document, about)))
    return RecordCheck(document, tuple(steps))


def _as_step(name: str, finding: Finding) -> Step:
    return Step(name, finding.answer, finding.sentence, finding.details)


def _published(
    document: Mapping[str, object], *, resolve: Fetch, keys: Sequence[str]
) -> tuple[Finding, list[Mapping[str, object]]]:
    did = issuer_of(document)
    if keys:
        return yes("The key is one that you gave."), list(_given(document, keys))
    try:
        published = read(resolve(did), name="DID document")
    except (DocumentError, Refused, OSError) as error:
        return cannot_tell(f"The published keys of {did} cannot be had: {reason(error)}."), []
    if published.get("id") != did:
        return no(f"The address of {did} answers for somebody else."), []
    return yes(f"The verifier {did} publishes its keys."), [published]


def _given(document: Mapping[str, object], keys: Sequence[str]) -> Iterator[Mapping[str, object]]:
    proof = document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, Mapping) else ""
    did, _, name = str(method).partition("#")
    if is_iri(did) and name:
        for key in keys:
            yield did_document(did, {name: public_key(key)})
    else:
        yield {}


def _in_words(document: Mapping[str, object], finding: Finding) -> Finding:
    if finding.answer is not Answer.YES:
        return finding
    return yes(f"The signature matches: nothing was changed since the check on {day(document['checkedAt'])}.")


def _about(document: Mapping[str, object], given: bytes) -> Finding:
    named = document["credential"]
    stated = named.get("sha256") if isinstance(named, Mapping) else ""
    same = digest_of(given) == stated
    if same:
        return yes("It is about the credential that you gave.")
    return no("It is about another credential than the one that you gave, or another copy of it.")
