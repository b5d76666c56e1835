"""Data Integrity proofs: put one on a document, check the one it has.

A document may carry several proofs: a set, in which each signs the document by itself, or a chain, in which one
also signs those that it names as previous. All of them must hold, and one at least must be its issuer's.

Source: W3C, Verifiable Credential Data Integrity 1.0, sections 2.1, 4.2 to 4.5.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from testamur.credential.confined import Confine, here
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.did import did_key_document
from testamur.credential.findings import Answer, Finding, cannot_tell, no, reason, yes
from testamur.credential.keys import Signer
from testamur.credential.moments import day, is_moment, moment, stamp
from testamur.credential.multikey import ED25519, P256, P384, multibase
from testamur.credential.published_keys import asserting_key
from testamur.credential.screening import context_problems, form_problems, is_iri
from testamur.credential.signed import SUITES, holds, signed_data
from testamur.errors import DocumentError, Problem, Refused

SUITE_OF: Final = {ED25519: "eddsa-rdfc-2022", P256: "ecdsa-rdfc-2019", P384: "ecdsa-rdfc-2019"}
"""By kind of key, the suite that it signs with if nothing else is asked for."""
Credential = dict[str, object]
"""A signed document, as JSON: kept, shown and handed on exactly as it was signed."""

PURPOSE: Final = "assertionMethod"
AUTHENTICATION: Final = "authentication"
PURPOSES: Final = {PURPOSE: "vouch for it", AUTHENTICATION: "show who presents it"}
"""For what a proof can be made, and how a sentence says it."""

MAX_PROOFS: Final = 5
BEYOND_US: Final = frozenset({"proof-unknown", "key-format", "graph-too-complex", "signer-unknown", "confined"})
"""The refusals that say nothing about the proof, only that it cannot be checked here."""

Proof = Mapping[str, object]
Keys = Callable[[str], Mapping[str, object]]
"""A DID -> its DID document; raises `OSError`, `Refused` or `DocumentError` if it cannot be had."""


def sign(document: Mapping[str, object], key: Signer, *, at: datetime, suite: str = "") -> Credential:
    """Return the credential: the document with one proof, made with the issuer's key.

    Without a suite it is that of `SUITE_OF` for the key: ``eddsa-rdfc-2022``, or ``ecdsa-rdfc-2019`` on a curve.

    Raises
    ------
    DocumentError
        If the JSON of the document is not exactly what the signature would cover, or it has a proof already.
    Refused
        If the key is not one of the document's issuer.
    """
    check_signable(document, key)
    return add_proof(document, key, at=at, suite=SUITES[suite or SUITE_OF[key.public.kind]])


def check_signable(document: Mapping[str, object], key: Signer) -> None:
    """Refuse a document that is not to be signed, in whatever form, or not with this key; as `sign` does."""
    problems = list(context_problems(document, contexts=vendored())) + list(form_problems(document))
    if "proof" in document:
        problems.append(Problem("proof", "is there already"))
    if problems:
        raise DocumentError(problems)
    if key.id.partition("#")[0] != issuer_of(document):
        raise Refused("issuer-key", "A credential is signed only with a key of its own issuer.")


def add_proof(
    document: Mapping[str, object],
    key: Signer,
    *,
    at: datetime,
    suite: Cryptosuite,
    contexts: Contexts | None = None,
    proof_id: str = "",
    previous: Sequence[str] = (),
) -> Credential:
    """Return the document with one more proof; nothing else about it is checked.

    Parameters
    ----------
    document, key, at, suite, contexts
        What is signed, by whom, when, how, and the known contexts.
    proof_id : str, optional
        The address of this proof, by which later ones can name it.
    previous : sequence of str, optional
        The ids of the proofs there already that this one signs too; none for a proof that stands by itself.

    Raises
    ------
    Refused
        If a previous proof is not there, or the suite does not take such a key.
    """
    if suite.check is not None:
        raise Refused("suite-verifies", f"{suite.name} is verified here, and not signed.")
    if key.public.kind not in suite.kinds:
        raise Refused("key-kind", f"{suite.name} does not sign with a key of kind {key.public.kind}.")
    options: dict[str, object] = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "created": stamp(at),
        "verificationMethod": key.id,
        "proofPurpose": PURPOSE,
    }
    if suite.context_in_proof and "@context" in document:
        options["@context"] = document["@context"]
    if proof_id:
        options["id"] = proof_id
    if previous:
        options["previousProof"] = previous[0] if len(previous) == 1 else list(previous)
    present = _listed(document.get("proof", []))
    content = _with_previous(document, options, present)
    data = signed_data(content, options, suite=suite, contexts=contexts or vendored(), kind=key.public.kind)
    proof = {**options, "proofValue": multibase(key.sign(data))}
    return {**document, "proof": [*present, proof] if present else proof}


def _with_previous(document: Mapping[str, object], proof: Proof, proofs: Sequence[object]) -> Mapping[str, object]:
    """Return the document as a proof signs it: without proof, but with those that it builds on."""
    content = {key: value for key, value in document.items() if key != "proof"}
    if "previousProof" not in proof:
        return content
    names = _listed(proof["previousProof"])
    if not names or not all(map(is_iri, names)) or len(set(map(str, names))) < len(names):
        raise Refused("proof-previous", "Its signature does not say rightly on which others it builds.")
    matching = [one for one in proofs if isinstance(one, Mapping) and one.get("id") in names]
    if len(matching) != len(names) or any(one.get("id") == proof.get("id") for one in matching):
        raise Refused("proof-previous", "Its signature builds on another one that is not there.")
    return {**content, "proof": matching}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def issuer_of(document: Mapping[str, object]) -> str:
    """Return who a credential says has issued it."""
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return name if isinstance(name, str) else ""


@dataclass(frozen=True, slots=True)
class _Signed:
    """A document, all its proofs, and what is needed to check each."""

    document: Mapping[str, object]
    proofs: Sequence[Proof]
    keys: Keys
    at: datetime
    contexts: Contexts
    confine: Confine
    purpose: str = PURPOSE


def check_proof(
    document: Mapping[str, object],
    *,
    did_document: Mapping[str, object],
    at: datetime,
    contexts: Contexts | None = None,
    other_keys: Keys | None = None,
    confine: Confine = here,
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
    other_keys : callable, optional
        The published keys of others who have signed along; without it only those of did:key names are known.
    confine : callable, optional
        How to run what could be made costly (`testamur.credential.confined`), otherwise in this process.
    """
    issuer = issuer_of(document)

    def keys(did: str) -> Mapping[str, object]:
        return did_document if did == issuer else _others(did, other_keys)

    try:
        signed = _Signed(document, _proofs(document.get("proof")), keys, at, contexts or vendored(), confine)
    except Refused as refusal:
        return (cannot_tell if refusal.rule in BEYOND_US else no)(refusal.reason)
    if not any(_signer(proof) == issuer for proof in signed.proofs):
        return no("It is signed with a key of somebody other than the issuer it names.")
    return _first_failure(signed) or _all_hold(signed, issuer)


def check_proofs(
    document: Mapping[str, object],
    *,
    keys: Keys,
    at: datetime,
    contexts: Contexts | None = None,
    confine: Confine = here,
    purpose: str = PURPOSE,
) -> Finding:
    """Say whether all proofs of a document hold, each made with a key of the one it names; whose is not asked.

    Parameters
    ----------
    document : Mapping
        A document that `form_problems` and `context_problems` find nothing wrong with.
    keys : callable
        The published keys of whoever has signed.
    at : datetime
        The moment for which to tell.
    contexts : Contexts, optional
        The known contexts, otherwise those of this package.
    confine : callable, optional
        As for `check_proof`.
    purpose : str
        For what the proofs must have been made: ``assertionMethod`` or ``authentication``.
    """
    try:
        signed = _Signed(
            document,
            _proofs(document.get("proof")),
            lambda did: _others(did, keys),
            at,
            contexts or vendored(),
            confine,
            purpose,
        )
    except Refused as refusal:
        return (cannot_tell if refusal.rule in BEYOND_US else no)(refusal.reason)
    return _first_failure(signed) or yes(f"It was signed by {', '.join(signers(document))} and not changed since.")


def signers(document: Mapping[str, object]) -> tuple[str, ...]:
    """Return who has signed a document according to its proofs, each once."""
    proofs = [proof for proof in _listed(document.get("proof")) if isinstance(proof, Mapping)]
    return tuple(dict.fromkeys(map(_signer, proofs)))


def _first_failure(signed: _Signed) -> Finding | None:
    findings = [_check_one(proof, signed) for proof in signed.proofs]
    for answer in (Answer.NO, Answer.CANNOT_TELL):
        for finding in findings:
            if finding.answer is answer:
                return finding
    return None


def _others(did: str, other_keys: Keys | None) -> Mapping[str, object]:
    if did.startswith("did:key:"):
        return did_key_document(did)
    if other_keys is None:
        raise Refused("signer-unknown", f"{did} has signed it too, and is not asked for its keys here.")
    try:
        document = other_keys(did)
    except (DocumentError, Refused, OSError) as error:
        sentence = f"{did} has signed it too, and its published keys cannot be had: {reason(error)}."
        raise Refused("signer-unknown", sentence) from None
    if document.get("id") != did:
        raise Refused("signer-wrong", f"The address of {did}, who has signed it too, answers for somebody else.")
    return document


def _proofs(stated: object) -> list[Proof]:
    proofs = [proof for proof in _listed(stated) if isinstance(proof, Mapping)]
    if not proofs or len(proofs) < len(_listed(stated)):
        raise Refused("proof-missing", "It is not signed.")
    if len(proofs) > MAX_PROOFS:
        raise Refused("proof-unknown", f"It carries more than {MAX_PROOFS} signatures, too many to check here.")
    names = [str(proof["id"]) for proof in proofs if "id" in proof]
    if len(set(names)) < len(names):
        raise Refused("proof-names", "Two of its signatures bear the same name.")
    return proofs


def _signer(proof: Proof) -> str:
    method = proof.get("verificationMethod")
    return method.partition("#")[0] if isinstance(method, str) else ""


def _check_one(proof: Proof, signed: _Signed) -> Finding:
    try:
        suite = _suite(proof)
        problem = next(_proof_problems(proof, signed, suite=suite), None)
        if problem:
            return no(problem)
        is_right = _holds(proof, signed)
    except Refused as refusal:
        return (cannot_tell if refusal.rule in BEYOND_US else no)(refusal.reason)
    except (DocumentError, ValueError) as error:
        return no(f"The signature cannot be right: {str(error).splitlines()[0]}.")
    if not is_right:
        return no("The signature does not match: something was changed after it was signed.")
    return yes("The signature matches.")


def _holds(proof: Proof, signed: _Signed) -> bool:
    method = str(proof["verificationMethod"])
    key = asserting_key(signed.keys(_signer(proof)), method, at=signed.at, purpose=signed.purpose)
    content = _with_previous(signed.document, proof, signed.proofs)
    return holds(content, proof, key=key, contexts=signed.contexts, confine=signed.confine)


def may_withhold(document: Mapping[str, object]) -> bool:
    """Say whether its holder may have left out parts of a document, and its issuer's proofs hold all the same."""
    proofs = [proof for proof in _listed(document.get("proof")) if isinstance(proof, Mapping)]
    names = [str(proof.get("cryptosuite")) for proof in proofs if _signer(proof) == issuer_of(document)]
    return bool(names) and all(name in SUITES and SUITES[name].is_selective for name in names)


def _suite(proof: Proof) -> Cryptosuite:
    name = proof.get("cryptosuite")
    if proof.get("type") != "DataIntegrityProof" or not isinstance(name, str) or name not in SUITES:
        raise Refused("proof-unknown", "It is signed in a way that cannot be checked here.")
    return SUITES[name]


def _proof_problems(proof: Proof, signed: _Signed, *, suite: Cryptosuite) -> Iterator[str]:
    if proof.get("proofPurpose") != signed.purpose:
        yield f"Its signature was made for another purpose than to {PURPOSES[signed.purpose]}."
    if proof.get("@context") != (signed.document.get("@context") if suite.context_in_proof else None):
        yield "Its signature was made for other definitions than it names."
    if list(form_problems(proof)):
        yield "Its signature is not written as it must be."
    if not all(is_moment(proof[name]) for name in ("created", "expires") if name in proof):
        yield "Its signature bears no proper date."
    elif "expires" in proof and moment(proof["expires"]) <= signed.at:
        yield f"Its signature was good only until {day(proof['expires'])}."


def its_one_proof_holds(proof: Proof) -> Finding:
    """Return what is to say of a credential with one proof, its issuer's, that holds."""
    return yes(f"The signature matches: nothing was changed since the issuer signed it{_on(proof)}.")


def _on(proof: Proof) -> str:
    return f" on {day(proof['created'])}" if "created" in proof else ""


def _all_hold(signed: _Signed, issuer: str) -> Finding:
    own = next(proof for proof in signed.proofs if _signer(proof) == issuer)
    if may_withhold(signed.document):
        return yes(
            f"What is shown was signed{_on(own)} and not changed; its holder may have left out other parts."
        )
    if len(signed.proofs) == 1:
        return its_one_proof_holds(own)
    others = ", ".join(dict.fromkeys(_signer(proof) for proof in signed.proofs if _signer(proof) != issuer))
    also = f" It is signed by {others} too." if others else ""
    count = len(signed.proofs)
    return yes(f"All {count} signatures match: nothing was changed since the issuer signed it{_on(own)}.{also}")
