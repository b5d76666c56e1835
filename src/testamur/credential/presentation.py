"""Presentations: somebody shows credentials, and proves who shows them, to whom, and that it is now.

A presentation is signed by its holder with a proof for ``authentication``, or is a token in an envelope. The
asker's challenge and domain must stand in what is signed, or anybody could show it again. Every credential in it
is checked.

Source: W3C, Verifiable Credentials Data Model v2.0, sections 4.12.2 and 4.13; W3C, Verifiable Credential Data
Integrity 1.0, sections 2.1 and 4.4 (challenge, domain, purpose); W3C, Securing Verifiable Credentials using JOSE
and COSE 1.0, section 3.1.2 (``vp+jwt``).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from testamur.credential import confined
from testamur.credential.confined import Confine
from testamur.credential.contexts import general
from testamur.credential.data_model import (
    ENVELOPED_PRESENTATION,
    listed,
    presentation_problems,
)
from testamur.credential.findings import Finding, cannot_tell, no, reason, yes
from testamur.credential.general import (
    OPTIONAL,
    check_credential,
    concluded,
    document_of,
    envelope_problems,
)
from testamur.credential.general_form import (
    general_context_problems,
    general_form_problems,
    meaning_problems,
)
from testamur.credential.jws import Jws, holds, read_jws
from testamur.credential.proof import AUTHENTICATION, check_proofs, signers
from testamur.credential.published_keys import asserting_key
from testamur.credential.screening import read
from testamur.credential.secured import ENVELOPED
from testamur.credential.standing import Fetch
from testamur.credential.verification import NOT_CHECKED, STOPS, Verification
from testamur.errors import DocumentError, Problem, Refused

MAX_CREDENTIALS: Final = 20
TOKEN_CLAIMS: Final = frozenset({"iss", "aud", "nonce", "iat", "nbf", "exp", "jti"})
_ENVELOPE: Final = "data:application/vp+jwt,"


@dataclass(frozen=True, slots=True)
class Presented:
    """What is to say of a presentation, and of each credential in it, in their order."""

    presentation: Verification
    credentials: tuple[Verification, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    document: Mapping[str, object]
    token: Jws | None
    claims: Mapping[str, object]
    unreadable: tuple[Problem, ...]
    keys: Callable[[str], Mapping[str, object]]
    at: datetime
    challenge: str
    domain: str
    confine: Confine


def check_presentation(
    source: Mapping[str, object],
    *,
    resolve: Fetch,
    fetch_status: Fetch,
    at: datetime,
    challenge: str = "",
    domain: str = "",
    checks: Collection[str] = OPTIONAL,
    confine: Confine = confined.run,
) -> Presented:
    """Check a presentation and every credential in it; whatever it holds, there is an answer.

    Parameters
    ----------
    source : Mapping
        The presentation, signed, or in an envelope.
    resolve, fetch_status, at, checks, confine
        As for `testamur.credential.general.check_credential`, with which its credentials are checked.
    challenge, domain : str, optional
        What the asker has given to the holder, which must stand in what is signed.
    """
    document, token, claims, unreadable = _read(source)
    keys = cache(lambda did: document_of(did, resolve=resolve))
    case = _Case(document, token, claims, unreadable, keys, at, challenge, domain, confine)
    findings: dict[str, Finding] = {}
    stopped = False
    for name, check in CHECKS.items():
        findings[name] = NOT_CHECKED if stopped else check(case)
        stopped = stopped or findings[name].answer in STOPS
    inside: tuple[Verification, ...] = ()
    if not stopped:
        inside = tuple(
            check_credential(
                one, resolve=resolve, fetch_status=fetch_status, at=at, checks=checks, confine=confine
            )
            for one in _credentials(document)
        )
    return Presented(concluded(findings, at=at, document=document, proven="proof"), inside)


def _read(
    source: Mapping[str, object],
) -> tuple[Mapping[str, object], Jws | None, Mapping[str, object], tuple[Problem, ...]]:
    try:
        document = read(source)
        if ENVELOPED_PRESENTATION not in listed(document.get("type")):
            return document, None, {}, ()
        problems = tuple(envelope_problems(document))
        if problems:
            raise DocumentError(problems)
        return *_in_token(document), ()
    except DocumentError as error:
        return {}, None, {}, error.problems


def _in_token(envelope: Mapping[str, object]) -> tuple[Mapping[str, object], Jws, Mapping[str, object]]:
    url = envelope.get("id")
    if not isinstance(url, str) or not url.lower().startswith(_ENVELOPE):
        raise DocumentError([Problem("id", f"must hold a token, after {_ENVELOPE!r}")])
    jws = read_jws(url[len(_ENVELOPE) :].encode(errors="replace"))
    payload = read(jws.payload, name="token.payload")
    if str(jws.header.get("typ", "vp+jwt")).lower() not in {"vp+jwt", "application/vp+jwt"}:
        raise DocumentError([Problem("token.header.typ", "says that it is no presentation")])
    claims = {name: value for name, value in payload.items() if name in TOKEN_CLAIMS}
    return {name: value for name, value in payload.items() if name not in TOKEN_CLAIMS}, jws, claims


def _credentials(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [one for one in listed(document.get("verifiableCredential", [])) if isinstance(one, Mapping)]


def _holder(document: Mapping[str, object]) -> str:
    holder = document.get("holder", "")
    return str(holder.get("id", "") if isinstance(holder, Mapping) else holder)


def _well_formed(case: _Case) -> Finding:
    problems = list(case.unreadable)
    if not problems:
        own = {name: value for name, value in case.document.items() if name != "verifiableCredential"}
        problems += general_form_problems(own)
    if len(listed(case.document.get("verifiableCredential", []))) > MAX_CREDENTIALS:
        problems.append(Problem("verifiableCredential", f"holds more than {MAX_CREDENTIALS} credentials"))
    if problems:
        return no("It cannot be read safely.", details=problems)
    return yes("It can be read, and says the same to people and to programs.")


def _data_model(case: _Case) -> Finding:
    problems = tuple(presentation_problems(case.document))
    if problems:
        return no("It is not as the data model of presentations asks.", details=problems)
    return yes("It is as the data model of presentations asks.")


def _contexts(case: _Case) -> Finding:
    problems = list(general_context_problems(case.document))
    for index, one in enumerate(_credentials(case.document)):
        if ENVELOPED not in listed(one.get("type")):
            found = [
                *general_context_problems(one),
                *general_form_problems(one),
            ]
            problems += [Problem(f"verifiableCredential[{index}].{p.path}", p.sentence) for p in found]
    try:
        problems = problems or list(meaning_problems(case.document, confine=case.confine))
    except Refused as refusal:
        return cannot_tell(refusal.reason)
    if problems:
        return no("Not every word in it is defined.", details=problems)
    return yes("Every word in it is defined by its contexts.")


def _proof(case: _Case) -> Finding:
    try:
        if case.token is not None:
            return _check_token(case, case.token)
    except Refused as refusal:
        return no(refusal.reason)
    except (DocumentError, OSError) as error:
        return cannot_tell(f"The holder's published keys cannot be had: {reason(error)}.")
    return check_proofs(
        case.document, keys=case.keys, at=case.at, contexts=general(), confine=case.confine, purpose=AUTHENTICATION
    )


def _check_token(case: _Case, token: Jws) -> Finding:
    key_id = str(token.header.get("kid", ""))
    did = key_id.partition("#")[0]
    key = asserting_key(case.keys(did), key_id, at=case.at, purpose=AUTHENTICATION)
    if not holds(token, key):
        return no("The signature does not match: something was changed after it was signed.")
    for name, is_outside in (("exp", lambda end: case.at.timestamp() >= end), ("nbf", case.at.timestamp().__lt__)):
        stated = case.claims.get(name)
        if stated is not None and (not isinstance(stated, int | float) or is_outside(stated)):
            return no(f"It was made for another time ({name}).")
    return yes(f"It was signed by {did} and not changed since.")


def _holder_signed(case: _Case) -> Finding:
    by = signers(case.document)
    if case.token is not None:
        by = (str(case.token.header.get("kid", "")).partition("#")[0],)
    stated = {_holder(case.document), str(case.claims.get("iss", ""))} - {""}
    if not stated <= set(by):
        return no("It is signed by somebody other than the holder it names.")
    return yes(f"It is presented by {', '.join(by)}.")


def _meant_for_asker(case: _Case) -> Finding:
    problems = list(_purpose_problems(case))
    if problems:
        return no("It was not made for the one who asks.", details=problems)
    return yes("It was made for the one who asks.")


def _purpose_problems(case: _Case) -> Iterator[Problem]:
    if case.token is not None:
        said = [({"challenge": case.claims.get("nonce"), "domain": case.claims.get("aud")}, "token")]
    else:
        proofs = [proof for proof in listed(case.document.get("proof")) if isinstance(proof, Mapping)]
        said = [(dict(proof), f"proof[{index}]") for index, proof in enumerate(proofs)]
    for stated, place in said:
        for name, asked in (("challenge", case.challenge), ("domain", case.domain)):
            if asked and asked not in listed(stated.get(name)):
                yield Problem(f"{place}.{name}", f"is not the {name} that was given")


CHECKS: Final[Mapping[str, Callable[[_Case], Finding]]] = {
    "well-formed": _well_formed,
    "data model": _data_model,
    "contexts": _contexts,
    "proof": _proof,
    "holder": _holder_signed,
    "asker": _meant_for_asker,
}
