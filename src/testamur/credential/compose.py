"""Write a badge as an Open Badges 3.0 credential, ready to sign.

Source: 1EdTech, Open Badges 3.0, appendix B; W3C, Verifiable Credentials Data Model v2.0. Only terms that stand in
both published bodies of context 3.0.3 are used.
"""

from collections.abc import Iterator, Mapping

from testamur.credential.badge import (
    Achievement,
    Alignment,
    Badge,
    Evidence,
    Issuer,
    Recipient,
    Result,
    ResultDescription,
)
from testamur.credential.contexts import CREDENTIALS, OPEN_BADGES
from testamur.credential.moments import stamp
from testamur.credential.requirements import OPEN_BADGE, VOCABULARY, requirement_problems
from testamur.credential.screening import form_problems
from testamur.credential.text import text_problems
from testamur.errors import DocumentError, Problem


def compose(badge: Badge) -> dict[str, object]:
    """Return the credential that says what `badge` holds, not yet signed.

    Raises
    ------
    DocumentError
        With everything that is wrong with it, each with its path in the credential: a text that is not in normal
        form C or holds control characters, an address that is none, a result on an unknown scale, dates that end
        before they begin.
    """
    document = _document(badge)
    problems = [
        *text_problems(document),
        *form_problems(document),
        *requirement_problems(document, OPEN_BADGE + VOCABULARY),
    ]
    problems += _sense_problems(badge)
    if problems:
        raise DocumentError(problems)
    return document


def _document(badge: Badge) -> dict[str, object]:
    return _filled(
        {
            "@context": [CREDENTIALS, OPEN_BADGES],
            "id": badge.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": badge.name,
            "issuer": profile_document(badge.issuer),
            "validFrom": stamp(badge.valid_from),
            "validUntil": stamp(badge.valid_until) if badge.valid_until else None,
            "credentialSubject": _filled(
                {
                    "type": ["AchievementSubject"],
                    "identifier": [_recipient(badge.recipient)],
                    "result": [_result(result) for result in badge.results],
                    "achievement": achievement_document(badge.achievement),
                }
            ),
            "evidence": [_evidence(evidence) for evidence in badge.evidence],
            "credentialStatus": badge.status.document() if badge.status else None,
            "relatedResource": [related.document() for related in badge.related],
        }
    )


def _filled(members: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in members.items() if value not in (None, "", [])}


def profile_document(issuer: Issuer) -> dict[str, object]:
    """Return an issuer as a credential names it."""
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def _recipient(recipient: Recipient) -> dict[str, object]:
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": recipient.identity_hash,
        "identityType": "emailAddress",
        "salt": recipient.salt,
    }


def achievement_document(achievement: Achievement) -> dict[str, object]:
    """Return an achievement as a credential carries it."""
    criteria = _filled({"id": achievement.criteria.id, "narrative": achievement.criteria.narrative})
    return _filled(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.type,
            "name": achievement.name,
            "description": achievement.description,
            "version": achievement.version,
            "criteria": criteria,
            "resultDescription": [_result_description(scale) for scale in achievement.results],
            "alignment": [_alignment(alignment) for alignment in achievement.alignments],
        }
    )


def _result_description(scale: ResultDescription) -> dict[str, object]:
    return _filled(
        {
            "id": scale.id,
            "type": ["ResultDescription"],
            "name": scale.name,
            "resultType": scale.type,
            "allowedValue": list(scale.allowed_values),
            "valueMin": scale.value_min,
            "valueMax": scale.value_max,
            "requiredValue": scale.required_value,
        }
    )


def _alignment(alignment: Alignment) -> dict[str, object]:
    return _filled(
        {
            "type": ["Alignment"],
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetFramework": alignment.framework,
            "targetCode": alignment.code,
            "targetDescription": alignment.description,
            "targetType": alignment.type,
        }
    )


def _result(result: Result) -> dict[str, object]:
    return _filled(
        {
            "type": ["Result"],
            "resultDescription": result.description,
            "value": result.value,
            "status": result.status,
        }
    )


def _evidence(evidence: Evidence) -> dict[str, object]:
    return _filled(
        {"id": evidence.id, "type": ["Evidence"], "name": evidence.name, "narrative": evidence.narrative}
    )


def _sense_problems(badge: Badge) -> Iterator[Problem]:
    if not badge.issuer.id.startswith("did:"):
        yield Problem("issuer.id", "must be a DID")
    if badge.valid_until and badge.valid_until <= badge.valid_from:
        yield Problem("validUntil", "is not after validFrom")
    scales = {scale.id for scale in badge.achievement.results}
    for index, result in enumerate(badge.results):
        place = f"credentialSubject.result[{index}]"
        if result.description not in scales:
            yield Problem(f"{place}.resultDescription", "is on no scale of the achievement")
        if not result.value and not result.status:
            yield Problem(place, "has neither a value nor a status")
