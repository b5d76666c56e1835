"""Read the Statements that a credential is bound to, and the endorsements of one: only what is proven is fact.

A statement that cannot be had, was changed, or is not signed rightly is told as a warning, and nothing of it is
shown. The credential is no less genuine for it: that is a matter of its own proof (decision 0021).
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from testamur.credential import confined
from testamur.credential.confined import Confine
from testamur.credential.contexts import PINNED
from testamur.credential.did import did_key_document
from testamur.credential.endorsement import Endorsement, endorsement_of
from testamur.credential.findings import Answer, Finding, Verdict, reason, warning, yes
from testamur.credential.proof import issuer_of
from testamur.credential.related_resource import RelatedResource, related_resources
from testamur.credential.screening import MAX_BYTES, read
from testamur.credential.secured import check_secured, content_of, read_secured
from testamur.credential.standing import Fetch, check_status, check_validity
from testamur.credential.statement import Statement, statement_of
from testamur.errors import DocumentError, Problem, Refused

MAX_STATEMENTS: Final = 3
KINDS: Final = ("application/vc", "application/vc+ld+json", "application/ld+json", "application/json", "")
"""The media types of what may be a statement; pictures, contexts and schemas are left alone."""

FetchBytes = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Published:
    """How to have what others publish: keys, status lists, statements.

    Each is given an address (keys: a DID), and raises `OSError`, `Refused` or `DocumentError` if there is no
    answer. `confine` is how to run what a stranger could make costly.
    """

    resolve: Fetch
    fetch_status: Fetch
    fetch: FetchBytes
    confine: Confine = confined.run


@dataclass(frozen=True, slots=True)
class StatementReading:
    """What became of one statement that a credential is bound to.

    Attributes
    ----------
    address : str
        Where it is published.
    answer, sentence : Answer, str
        Whether it can be relied on, in one sentence; a warning if not, or if somebody else states it.
    statement : Statement, optional
        What it says, only if that is proven.
    data : bytes
        Its very bytes, in that case.
    """

    address: str
    answer: Answer
    sentence: str
    statement: Statement | None = None
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class EndorsementReading:
    """An endorsement that names a statement: whether it holds, in one sentence, and what it says if so."""

    answer: Answer
    sentence: str
    endorsement: Endorsement | None = None
    is_known: bool = False


def read_statements(
    document: Mapping[str, object], *, network: Published, at: datetime
) -> tuple[StatementReading, ...]:
    """Return what the statements say that a credential is bound to by their digests, at most three.

    Parameters
    ----------
    document : Mapping
        A credential whose proof holds.
    network : Published
        Where to have the statements and the keys.
    at : datetime
        The moment for which to tell.
    """
    return tuple(_read(related, document, network=network, at=at) for related in bound_statements(document))


def bound_statements(document: Mapping[str, object]) -> tuple[RelatedResource, ...]:
    """Return the documents that may be statements among those that a credential is bound to."""
    found = [one for one in related_resources(document) if one.media_type in KINDS and one.id not in PINNED]
    return tuple(found[:MAX_STATEMENTS])


def _read(
    related: RelatedResource, credential: Mapping[str, object], *, network: Published, at: datetime
) -> StatementReading:
    try:
        data = network.fetch(related.id)
        statement = _proven(related, data, about=_achievement(credential), network=network, at=at)
    except (DocumentError, Refused, OSError) as error:
        sentence = f"The statement of how it was assessed is not shown: {_why(error)}."
        return StatementReading(related.id, Answer.WARNING, sentence)
    if statement.issuer.id != issuer_of(credential):
        sentence = f"{statement.issuer.name} states how it is assessed, and is not the issuer of the credential."
        return StatementReading(related.id, Answer.WARNING, sentence, statement, data)
    sentence = "The issuer signed how it is assessed, and not a letter was changed since."
    return StatementReading(related.id, Answer.YES, sentence, statement, data)


def _proven(
    related: RelatedResource, data: bytes, *, about: object, network: Published, at: datetime
) -> Statement:
    if len(data) > MAX_BYTES or not related.is_of(data):
        raise Refused("statement-digest", "what is published now is not what was signed with the credential")
    statement = read_statement(data, network=network, at=at)
    if statement.id != related.id:
        raise Refused("statement-address", "it names another address as its own")
    if statement.achievement.id != about:
        raise Refused("statement-subject", "it is about another programme")
    return statement


def _why(error: DocumentError | Refused | OSError) -> str:
    if isinstance(error, DocumentError):
        return f"it is not in the form of a statement ({_first(error.problems)})"
    return reason(error)


def _achievement(credential: Mapping[str, object]) -> object:
    subject = credential.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    return achievement.get("id") if isinstance(achievement, Mapping) else None


def read_statement(data: bytes, *, network: Published, at: datetime) -> Statement:
    """Return what a signed statement says, if its proof holds.

    Raises
    ------
    DocumentError
        If it is no statement.
    Refused
        If its proof does not hold, or its issuer's keys cannot be had.
    """
    statement = statement_of(content_of(data))
    keys = json.dumps(_keys(statement.issuer.id, network), sort_keys=True)
    # Nothing is dearer than the proof, and neither bytes nor keys change from one reader to the next.
    hour = (at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    _check_proof(data, keys, hour, network.confine)
    if statement.valid_from > at:
        raise Refused("statement-date", "it is dated in the future")
    return statement


@lru_cache(maxsize=128)
def _check_proof(data: bytes, keys: str, at: datetime, confine: Confine) -> None:
    """Refuse a statement whose proof does not hold by these keys; only that it holds is remembered."""
    secured = read_secured(data, name="statement")
    finding = check_secured(secured, did_document=json.loads(keys), at=at, confine=confine)
    if finding.answer is not Answer.YES:
        raise Refused("statement-proof", f"its signature does not hold. {finding.sentence}")


def read_endorsement(
    data: bytes,
    *,
    statement: RelatedResource,
    network: Published,
    at: datetime,
    known_issuers: Collection[str] = (),
) -> EndorsementReading:
    """Return whether an endorsement holds of this statement, and what it says if so.

    Parameters
    ----------
    data : bytes
        The endorsement: JSON or a token.
    statement : RelatedResource
        The address of the statement and the digest of its bytes; the endorsement's own digest must be of them too.
    network : Published
        Where to have the keys and the status list.
    at : datetime
        The moment for which to tell.
    known_issuers : collection of str, optional
        The DIDs that the asker knows.
    """
    try:
        secured = read_secured(data, name="endorsement")
        endorsement = endorsement_of(secured.document)
        keys = _keys(endorsement.issuer.id, network)
        findings = [check_secured(secured, did_document=keys, at=at, confine=network.confine)]
        if findings[0].answer is Answer.YES:
            findings += _standing(secured.document, keys=keys, network=network, at=at)
    except DocumentError as error:
        return EndorsementReading(Answer.NO, f"It is no endorsement: {_first(error.problems)}.")
    except (Refused, OSError) as error:
        return EndorsementReading(Answer.CANNOT_TELL, f"It cannot be checked: {reason(error)}.")
    bad = next((one for one in findings if one.verdict is not Verdict.CURRENT), None)
    if bad is not None:
        return EndorsementReading(bad.answer, bad.sentence)
    if (endorsement.statement.id, endorsement.statement.digest) != (statement.id, statement.digest):
        return EndorsementReading(Answer.NO, "It endorses another statement than this one.")
    is_known = endorsement.issuer.id in known_issuers
    finding = yes("It is signed by a known issuer.") if is_known else warning("Its issuer is not known here.")
    return EndorsementReading(finding.answer, finding.sentence, endorsement, is_known)


def _standing(
    document: Mapping[str, object], *, keys: Mapping[str, object], network: Published, at: datetime
) -> Iterator[Finding]:
    yield check_validity(document, at=at)
    if "credentialStatus" in document:
        yield check_status(
            document, fetch_status=network.fetch_status, did_document=keys, at=at, confine=network.confine
        )


def _first(problems: tuple[Problem, ...]) -> str:
    return str(problems[0]).rstrip(".")


def _keys(did: str, network: Published) -> Mapping[str, object]:
    """Return the published keys of an issuer.

    Raises
    ------
    Refused
        If they are published in a way that is not known here, or under another name.
    """
    if did.startswith("did:key:"):
        return did_key_document(did)
    if not did.startswith("did:web:"):
        raise Refused("did-method", "its issuer publishes its keys in a way that is not known here")
    document = read(network.resolve(did), name="DID document")
    if document.get("id") != did:
        raise Refused("did-other", "the address of its issuer answers for somebody else")
    return document
