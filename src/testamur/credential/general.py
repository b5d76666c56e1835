"""Credentials of any kind: say what is wrong with one before it is signed, sign it, and check it.

An Open Badge is checked by `testamur.credential.verify`, which asks more. What is asked here is what the data
model asks of everybody, and that every word of the document means something by its contexts.

Source: W3C, Verifiable Credentials Data Model v2.0, sections 4, 5 and 7.1; W3C, Verifiable Credential Data
Integrity 1.0, section 2.4.1 (context injection).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from testamur.credential import confined
from testamur.credential.confined import Confine
from testamur.credential.contexts import CREDENTIALS, DATA_INTEGRITY, general, published
from testamur.credential.data_model import credential_problems, is_version_1, listed, validity
from testamur.credential.did import did_key_document
from testamur.credential.findings import SEVERITY, Answer, Finding, cannot_tell, no, reason, warning, yes
from testamur.credential.general_form import (
    general_context_problems,
    general_form_problems,
    is_directed,
    meaning_problems,
)
from testamur.credential.keys import Signer
from testamur.credential.multihash import multihash_holds
from testamur.credential.proof import Credential, add_proof, check_proofs, issuer_of, signers
from testamur.credential.related_resource import integrity_holds
from testamur.credential.screening import read
from testamur.credential.secured import Secured, check_secured, read_secured
from testamur.credential.signed import SUITES
from testamur.credential.standing import Fetch, check_status, check_validity
from testamur.credential.verification import NOT_CHECKED, STOPS, Step, Verification
from testamur.errors import DocumentError, Problem, Refused

AS_JSON: Final = {"eddsa-rdfc-2022": "eddsa-jcs-2022", "ecdsa-rdfc-2019": "ecdsa-jcs-2019"}
"""By a suite that signs the graph of a document: the one that signs its JSON with the same kind of key."""

OPTIONAL: Final = frozenset({"issuer", "status", "validity", "related resources", "schema"})
"""The checks that one who asks may leave out."""


def problems_of(document: Mapping[str, object], *, confine: Confine = confined.run) -> tuple[Problem, ...]:
    """Return everything for which a credential of any kind is not signed, each with its place.

    Raises
    ------
    Refused
        If to read it cost too much.
    """
    problems = [*general_context_problems(document), *general_form_problems(document)]
    problems += credential_problems(document)
    if not problems:
        problems += meaning_problems(document, confine=confine)
        problems += digest_problems(document)
    return tuple(problems)


def sign_general(
    document: Mapping[str, object],
    key: Signer,
    *,
    at: datetime,
    suite: str,
    confine: Confine = confined.run,
) -> Credential:
    """Return a credential of any kind with a proof, made with its issuer's key.

    Parameters
    ----------
    document : Mapping
        The credential, of version 2.0 or 1.1 of the data model. One of version 1.1 gets the context that defines
        its proof, if it names it not yet.
    key : Signer
        A key of its issuer.
    at : datetime
        When it is signed.
    suite : str
        The cryptosuite. One that signs the graph gives way to its twin that signs the JSON for a document that
        says in which direction a text runs, which no graph holds.
    confine : callable, optional
        How to run what a stranger could make costly; otherwise in a process of its own, with limits.

    Raises
    ------
    DocumentError
        With everything that `problems_of` says, or if it has a proof already.
    Refused
        If the key is not one of its issuer, or is of a kind that the suite does not take, or to read the document
        cost too much.
    """
    problems = problems_of(document, confine=confine)
    if "proof" in document:
        problems += (Problem("proof", "is there already"),)
    if problems:
        raise DocumentError(problems)
    if key.id.partition("#")[0] != issuer_of(document):
        raise Refused("issuer-key", "A credential is signed only with a key of its own issuer.")
    name = AS_JSON.get(suite, suite) if is_directed(document) else suite
    return add_proof(_with_proof_context(document), key, at=at, suite=SUITES[name], contexts=general())


def _with_proof_context(document: Mapping[str, object]) -> Mapping[str, object]:
    named = listed(document["@context"])
    if not is_version_1(document) or DATA_INTEGRITY in named:
        return document
    return {**document, "@context": [*named, DATA_INTEGRITY]}


def digest_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say of which related resources at hand the digest is another; those at hand are the known contexts."""
    for index, entry in enumerate(listed(document.get("relatedResource", []))):
        if not isinstance(entry, Mapping):
            continue
        content = published(str(entry.get("id")))
        for member, holds in (("digestSRI", integrity_holds), ("digestMultibase", multihash_holds)):
            if content is not None and member in entry and not _any_holds(entry[member], content, holds):
                yield Problem(f"relatedResource[{index}].{member}", "is not the digest of what is published there")


def _any_holds(stated: object, content: bytes, holds: Callable[[str, bytes], bool]) -> bool:
    return any(isinstance(text, str) and holds(text, content) for text in listed(stated))


@dataclass(frozen=True, slots=True)
class _Case:
    secured: Secured
    unreadable: tuple[Problem, ...]
    keys: Callable[[str], Mapping[str, object]]
    fetch_status: Fetch
    at: datetime
    confine: Confine

    @property
    def document(self) -> Mapping[str, object]:
        return self.secured.document


def check_credential(
    source: bytes | Mapping[str, object],
    *,
    resolve: Fetch,
    fetch_status: Fetch,
    at: datetime,
    checks: Collection[str] = OPTIONAL,
    confine: Confine = confined.run,
) -> Verification:
    """Check a credential of any kind; whatever it holds, the answer is a `Verification`.

    Parameters
    ----------
    source : bytes or Mapping
        The credential with Data Integrity proofs, or an enveloped one (VC-JWT).
    resolve, fetch_status : callable
        As for `testamur.credential.verify`.
    at : datetime
        The moment for which to tell.
    checks : collection of str, optional
        Which of `OPTIONAL` to make beside those that are always made; otherwise all.
    confine : callable, optional
        How to run what a stranger could make costly; otherwise in a process of its own, with limits.
    """
    secured, unreadable = _read(source)
    case = _Case(
        secured,
        unreadable,
        cache(lambda did: document_of(did, resolve=resolve)),
        fetch_status,
        at,
        confine,
    )
    left_out = OPTIONAL - set(checks)
    findings = {}
    stopped = False
    for check in CHECKS:
        if check.name in left_out:
            continue
        findings[check.name] = NOT_CHECKED if stopped else check.run(case)
        stopped = stopped or (check.is_gate and findings[check.name].answer in STOPS)
    return concluded(findings, at=at, document=secured.document, proven="proof")


def concluded(
    findings: Mapping[str, Finding], *, at: datetime, document: Mapping[str, object], proven: str
) -> Verification:
    """Return the verification that findings lead to, with the document only if the finding `proven` is a yes."""
    steps = tuple(Step(name, f.answer, f.sentence, f.details) for name, f in findings.items())
    verdict = min((finding.verdict for finding in findings.values()), key=SEVERITY.index)
    return Verification(verdict, at, steps, document if findings[proven].answer is Answer.YES else None)


def document_of(did: str, *, resolve: Fetch) -> Mapping[str, object]:
    """Return the DID document of a name: of a did:key name from itself, of a did:web name by asking.

    Raises
    ------
    Refused
        If the name is of another kind, or as `resolve` does.
    """
    if did.startswith("did:key:"):
        return did_key_document(did)
    if not did.startswith("did:web:"):
        raise Refused("did-method", "issuers of this kind publish them in a way that is not known here")
    return read(resolve(did), name="DID document")


def _read(source: bytes | Mapping[str, object]) -> tuple[Secured, tuple[Problem, ...]]:
    try:
        secured = read_secured(source)
        if secured.token and isinstance(source, Mapping):
            problems = tuple(envelope_problems(source))
            if problems:
                return Secured({}), problems
    except DocumentError as error:
        return Secured({}), error.problems
    return secured, ()


def envelope_problems(envelope: Mapping[str, object]) -> Iterator[Problem]:
    """Say what is wrong with what stands around a token (Data Model 2.0, sections 4.12.1 and 4.12.2)."""
    if CREDENTIALS not in listed(envelope.get("@context")):
        yield Problem("@context", f"must include {CREDENTIALS}")
    for member in sorted(set(envelope) - {"@context", "id", "type"}):
        yield Problem(member, "stands beside the token, where nothing is signed")


def _well_formed(case: _Case) -> Finding:
    problems = case.unreadable or tuple(general_form_problems(case.document))
    if problems:
        return no("It cannot be read safely.", details=problems)
    return yes("It can be read, and says the same to people and to programs.")


def _contexts(case: _Case) -> Finding:
    problems = tuple(general_context_problems(case.document))
    try:
        problems = problems or tuple(meaning_problems(case.document, confine=case.confine))
    except Refused as refusal:
        return cannot_tell(refusal.reason)
    if problems:
        return no("Not every word in it is defined.", details=problems)
    return yes("Every word in it is defined by its contexts.")


def _data_model(case: _Case) -> Finding:
    problems = tuple(credential_problems(case.document))
    if problems:
        return no("It is not as the data model of credentials asks.", details=problems)
    return yes("It is as the data model of credentials asks.")


def _proof(case: _Case) -> Finding:
    if case.secured.token is None:
        return check_proofs(case.document, keys=case.keys, at=case.at, contexts=general(), confine=case.confine)
    try:
        did_document = case.keys(issuer_of(case.document))
    except (DocumentError, Refused, OSError) as error:
        return cannot_tell(f"The issuer's published keys cannot be had: {reason(error)}.")
    return check_secured(case.secured, did_document=did_document, at=case.at, confine=case.confine)


def _issuer(case: _Case) -> Finding:
    issuer = issuer_of(case.document)
    if case.secured.token is None and issuer not in signers(case.document):
        return no("It is signed with a key of somebody other than the issuer it names.")
    return yes(f"It was signed by its issuer, {issuer}.")


def _status(case: _Case) -> Finding:
    if "credentialStatus" not in case.document:
        return yes("It names no list on which it could be withdrawn.")
    try:
        did_document = case.keys(issuer_of(case.document))
    except (DocumentError, Refused, OSError) as error:
        return cannot_tell(f"Whether it was withdrawn cannot be told: {reason(error)}.")
    return check_status(
        case.document,
        fetch_status=case.fetch_status,
        did_document=did_document,
        at=case.at,
        confine=case.confine,
    )


def _validity(case: _Case) -> Finding:
    return check_validity(validity(case.document), at=case.at)


def _related(case: _Case) -> Finding:
    problems = tuple(digest_problems(case.document))
    if problems:
        return no("A document that it is bound to is another one now.", details=problems)
    entries = [e for e in listed(case.document.get("relatedResource", [])) if isinstance(e, Mapping)]
    if any(published(str(entry.get("id"))) is None for entry in entries):
        return warning("It is bound to documents that are not at hand; they were not compared.")
    return yes("What it is bound to and is at hand is what it was.")


def _schema(case: _Case) -> Finding:
    if "credentialSchema" in case.document:
        return warning("It names a schema, by which it was not checked.")
    return yes("It names no schema.")


@dataclass(frozen=True, slots=True)
class Check:
    """One check by its name; after a gate that does not open, nothing further is checked."""

    name: str
    run: Callable[[_Case], Finding]
    is_gate: bool = False


CHECKS: Final = (
    Check("well-formed", _well_formed, is_gate=True),
    Check("contexts", _contexts, is_gate=True),
    Check("data model", _data_model, is_gate=True),
    Check("proof", _proof, is_gate=True),
    Check("issuer", _issuer, is_gate=True),
    Check("status", _status),
    Check("validity", _validity),
    Check("related resources", _related),
    Check("schema", _schema),
)
