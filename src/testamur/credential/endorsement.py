"""An endorsement: another body puts its name under a Statement, bound to its very bytes by their digest.

The digest stands in the subject, which is the Statement; a related resource of the same address would describe it
a second time, which no careful reader accepts.

Source: 1EdTech, Open Badges 3.0, sections 4.2 (endorsement claims) and B.5, B.6 (EndorsementCredential,
EndorsementSubject); W3C, Verifiable Credentials Data Model v2.0, section 5.3 (integrity of related resources).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from testamur.credential.badge import Issuer
from testamur.credential.compose import profile_document
from testamur.credential.contexts import CREDENTIALS, OPEN_BADGES, vendored
from testamur.credential.moments import moment, stamp
from testamur.credential.related_resource import RelatedResource
from testamur.credential.requirements import (
    ADDRESS,
    CREDENTIAL,
    OBJECT,
    TEXT,
    Requirement,
    requirement_problems,
    typed,
)
from testamur.credential.screening import context_problems, form_problems
from testamur.credential.text import text_problems
from testamur.errors import DocumentError, Problem

TYPE: Final = "EndorsementCredential"
ENDORSEMENT: Final = (
    *CREDENTIAL,
    Requirement("id", ADDRESS),
    Requirement("type", typed(TYPE)),
    Requirement("name", TEXT, needed=False),
    Requirement("issuer.type", typed("Profile")),
    Requirement("credentialSubject", OBJECT),
    Requirement("credentialSubject.id", ADDRESS),
    Requirement("credentialSubject.type", typed("EndorsementSubject")),
    Requirement("credentialSubject.endorsementComment", TEXT, needed=False),
    Requirement("credentialSubject.digestSRI", TEXT),
    Requirement("credentialSubject.mediaType", TEXT, needed=False),
)


@dataclass(frozen=True, slots=True)
class Endorsement:
    """What one body says of one statement.

    Attributes
    ----------
    id : str
        ``urn:uuid:...`` or the address at which it is published.
    issuer : Issuer
        Who endorses.
    comment : str
        What they say of it, in Markdown.
    statement : RelatedResource
        Which statement, by its address and digest.
    valid_from, valid_until : datetime
        With a time zone; no end if `valid_until` is none.
    """

    id: str
    issuer: Issuer
    comment: str
    statement: RelatedResource
    valid_from: datetime
    valid_until: datetime | None = None


def compose_endorsement(endorsement: Endorsement) -> dict[str, object]:
    """Return the credential that says what `endorsement` holds, not yet signed.

    Raises
    ------
    DocumentError
        With everything that is wrong with it.
    """
    document: dict[str, object] = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": endorsement.id,
        "type": ["VerifiableCredential", TYPE],
        "name": "Endorsement of a statement of assessment",
        "issuer": profile_document(endorsement.issuer),
        "validFrom": stamp(endorsement.valid_from),
        **({"validUntil": stamp(endorsement.valid_until)} if endorsement.valid_until else {}),
        "credentialSubject": {
            **endorsement.statement.document(),
            "type": ["EndorsementSubject"],
            "endorsementComment": endorsement.comment,
        },
    }
    problems = [*text_problems(document), *endorsement_problems(document)]
    if not endorsement.issuer.id.startswith("did:"):
        problems.append(Problem("issuer.id", "must be a DID"))
    if problems:
        raise DocumentError(problems, name="endorsement")
    return document


def endorsement_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say why a document, signed or not, is no endorsement."""
    yield from context_problems(document, contexts=vendored())
    yield from form_problems(document)
    yield from requirement_problems(document, ENDORSEMENT)


def endorsement_of(document: Mapping[str, object]) -> Endorsement:
    """Return what an endorsement says, whoever made it; its signature is not looked at.

    Raises
    ------
    DocumentError
        If it is no endorsement, or names no digest of what it endorses.
    """
    problems = list(endorsement_problems(document))
    if problems:
        raise DocumentError(problems, name="endorsement")
    subject = document["credentialSubject"]
    texts = {name: str(value) for name, value in subject.items()} if isinstance(subject, Mapping) else {}
    return Endorsement(
        id=str(document["id"]),
        issuer=_profile(document["issuer"]),
        comment=texts.get("endorsementComment", ""),
        statement=RelatedResource(texts["id"], texts["digestSRI"], texts.get("mediaType", "")),
        valid_from=moment(document["validFrom"]),
        valid_until=moment(document["validUntil"]) if "validUntil" in document else None,
    )


def _profile(issuer: object) -> Issuer:
    profile = issuer if isinstance(issuer, Mapping) else {}
    texts = {name: value for name in ("id", "name", "url") if isinstance(value := profile.get(name), str)}
    return Issuer(texts["id"], texts.get("name", texts["id"]), texts.get("url", ""))
