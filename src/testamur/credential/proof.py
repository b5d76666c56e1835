"""Data Integrity proofs: put one on a document, check the one it has.

Source: W3C, Verifiable Credential Data Integrity 1.0, sections 2.1, 4.2 and 4.4.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from testamur.credential import suites
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.findings import Finding, cannot_tell, no, yes
from testamur.credential.keys import Signer
from testamur.credential.moments import day, is_moment, moment, stamp
from testamur.credential.multikey import multibase, unbase58
from testamur.credential.published_keys import asserting_key
from testamur.credential.screening import context_problems, form_problems
from testamur.errors import DocumentError, Problem, Refused
from testamur.registry import collect

SUITES: Final[dict[str, Cryptosuite]] = collect(suites, constant="SUITE", kind=Cryptosuite)
DEFAULT_SUITE: Final = "eddsa-rdfc-2022"
Credential = dict[str, object]
"""A signed document, as JSON: kept, shown and handed on exactly as it was signed."""

PURPOSE: Final = "assertionMethod"
BEYOND_US: Final = frozenset({"proof-unknown", "key-format", "graph-too-complex"})
"""The refusals that say nothing about the proof, only that it cannot be checked here."""


def sign(document: Mapping[str, object], key: Signer, *, at: datetime, suite: str = DEFAULT_SUITE) -> Credential:
    """Return the credential: the document with one proof, made with the issuer's key.

    Raises
    ------
    DocumentError
        If the JSON of the document is not exactly what the signature would cover, or it has a proof already.
    Refused
        If the key is not one of the document's issuer.
    """
    problems = list(context_problems(document, contexts=vendored())) + list(form_problems(document))
    if "proof" in document:
        problems.append(Problem("proof", "is there already"))
    if problems:
        raise DocumentError(problems)
    if key.id.partition("#")[0] != issuer_of(document):
        raise Refused("issuer-key", "A credential is signed only with a key of its own issuer.")
    return add_proof(document, key, at=at, suite=SUITES[suite])


def add_proof(
    document: Mapping[str, object],
    key: Signer,
    *,
    at: datetime,
    suite: Cryptosuite,
    contexts: Contexts | None = None,
) -> Credential:
    """Return the document with one more member, its proof; nothing else about it is checked."""
    options: dict[str, object] = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "created": stamp(at),
        "verificationMethod": key.id,
        "proofPurpose": PURPOSE,
    }
    if suite.context_in_proof:
        options["@context"] = document["@context"]
    signature = key.sign(signed_data(document, options, suite=suite, contexts=contexts or vendored()))
    return {**document, "proof": {**options, "proofValue": multibase(signature)}}


def signed_data(
    document: Mapping[str, object], options: Mapping[str, object], *, suite: Cryptosuite, contexts: Contexts
) -> bytes:
    """Return the bytes that a proof signs: the hash of its options, then the hash of the document."""
    in_context = {**options, "@context": document.get("@context")}
    return b"".join(suite.digest(suite.canonicalise(part, contexts)) for part in (in_context, document))


def issuer_of(document: Mapping[str, object]) -> str:
    """Return who a credential says has issued it."""
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return name if isinstance(name, str) else ""


def check_proof(
    document: Mapping[str, object],
    *,
    did_document: Mapping[str, object],
    at: datetime,
    contexts: Contexts | None = None,
) -> Finding:
    """Say whether a credential is exactly what its issuer signed.

    Parameters
    ----------
    document : Mapping
        A credential that `form_problems` and `context_problems` find nothing wrong with.
    did_document : Mapping
        The published keys of its issuer.
    at : datetime
        The moment for which to tell.
    contexts : Contexts, optional
        The known contexts, otherwise those of this package.
    """
    content = {key: value for key, value in document.items() if key != "proof"}
    try:
        proof = _only_proof(document.get("proof"))
        suite = _suite(proof)
        problem = next(_proof_problems(proof, content, at=at, suite=suite), None)
        if problem:
            return no(problem)
        key = asserting_key(did_document, str(proof["verificationMethod"]), at=at)
        signature = unbase58(proof.get("proofValue"))
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        data = signed_data(content, options, suite=suite, contexts=contexts or vendored())
    except Refused as refusal:
        return (cannot_tell if refusal.rule in BEYOND_US else no)(refusal.reason)
    except (DocumentError, ValueError) as error:
        return no(f"The signature cannot be right: {str(error).splitlines()[0]}.")
    if key.kind != suite.kind or len(signature) != suite.signature_bytes:
        return no("The signature and the issuer's key do not fit together.")
    if not suite.verify(key.raw, signature, data):
        return no("The signature does not match: something was changed after it was signed.")
    return yes(f"The signature matches: nothing was changed since the issuer signed it{_on(proof)}.")


def _only_proof(proofs: object) -> Mapping[str, object]:
    found = proofs if isinstance(proofs, list) else [proofs]
    if len(found) > 1:
        raise Refused("proof-unknown", "It carries several signatures, which cannot be checked here.")
    if not found or not isinstance(found[0], Mapping):
        raise Refused("proof-missing", "It is not signed.")
    return found[0]


def _suite(proof: Mapping[str, object]) -> Cryptosuite:
    name = proof.get("cryptosuite")
    if proof.get("type") != "DataIntegrityProof" or not isinstance(name, str) or name not in SUITES:
        raise Refused("proof-unknown", "It is signed in a way that cannot be checked here.")
    if "previousProof" in proof:
        raise Refused("proof-unknown", "Its signature builds on another, which cannot be checked here.")
    return SUITES[name]


def _proof_problems(
    proof: Mapping[str, object], content: Mapping[str, object], *, at: datetime, suite: Cryptosuite
) -> Iterator[str]:
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or method.partition("#")[0] != issuer_of(content):
        yield "It is signed with a key of somebody other than the issuer it names."
    if proof.get("proofPurpose") != PURPOSE:
        yield "Its signature was made for another purpose than to vouch for it."
    if proof.get("@context") != (content["@context"] if suite.context_in_proof else None):
        yield "Its signature was made for other definitions than it names."
    if list(form_problems(proof)):
        yield "Its signature is not written as it must be."
    if not all(is_moment(proof[name]) for name in ("created", "expires") if name in proof):
        yield "Its signature bears no proper date."
    elif "expires" in proof and moment(proof["expires"]) <= at:
        yield f"Its signature was good only until {day(proof['expires'])}."


def _on(proof: Mapping[str, object]) -> str:
    return f" on {day(proof['created'])}" if "created" in proof else ""
