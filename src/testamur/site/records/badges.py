"""What a credential says of an award: the same for all of an edition, and what is the holder's own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final

from django.conf import settings

from testamur import credential
from testamur.documents import read_json
from testamur.site.records import issuers
from testamur.site.records.frameworks import item_uri
from testamur.site.records.library import library
from testamur.site.records.models import ActivityRecord, Award, Credential, ProgrammeEdition

ACHIEVEMENT_TYPE: Final = {
    "exam-based credential": "Certificate",
    "assessment-based certificate": "Certificate",
    "certificate of completion": "CertificateOfCompletion",
}


@dataclass(frozen=True, slots=True)
class Earned:
    """What all credentials of one edition say alike; `exam` is the part whose score they state, if they do."""

    issuer: credential.Issuer
    achievement: credential.Achievement
    exam: str


def earned(edition: ProgrammeEdition) -> Earned:
    """Return what the credentials of an edition say alike."""
    organisation, programme = edition.organisation, edition.programme
    url = f"{settings.URL}/programmes/{organisation.slug}/{edition.identifier}/{edition.edition}"
    return Earned(
        issuer=credential.Issuer(issuers.did(organisation), organisation.name, organisation.url or settings.URL),
        achievement=credential.Achievement(
            id=url,
            name=programme.award.title,
            description=programme.summary,
            criteria=credential.Criteria(programme.award.criteria, id=f"{url}#criteria"),
            type=ACHIEVEMENT_TYPE[programme.award.kind],
            version=programme.edition,
            alignments=tuple(_alignments(edition)),
            results=_scale(edition, url),
        ),
        exam=next((part.id for part in programme.component if part.kind == "exam"), "") if programme.exam else "",
    )


def _alignments(edition: ProgrammeEdition) -> Iterator[credential.Alignment]:
    for competence in edition.programme.competency:
        for framework in library().frameworks.values():
            for competency in framework.competencies:
                if competency.code == competence.code:
                    yield credential.Alignment(
                        name=competency.statement,
                        url=item_uri(framework, competency),
                        framework=framework.title,
                        code=competency.code,
                        type="CFItem",
                    )


def _scale(edition: ProgrammeEdition, url: str) -> tuple[credential.ResultDescription, ...]:
    exam = edition.programme.exam
    if exam is None:
        return ()
    return (
        credential.ResultDescription(
            id=f"{url}#score",
            name="Questions answered correctly",
            type="RawScore",
            value_min="0",
            value_max=str(exam.items),
            required_value=str(exam.cut.correct),
        ),
    )


def scores(awards: list[Award], exam: str) -> dict[int, float]:
    """Return the score in the exam part by the number of the enrolment, for the awards that have one."""
    if not exam:
        return {}
    passed = ActivityRecord.objects.filter(
        enrolment__in=[award.enrolment_id for award in awards], part=exam, outcome="passed"
    )
    return {record.enrolment_id: record.value for record in passed if record.value is not None}


def as_before(said: credential.Badge, before: Credential) -> credential.Badge:
    """Return a badge for the holder that an earlier credential of the award names, valid since that one was.

    The holder's address may have changed since, or been erased; the credential says the same as before.
    """
    content = read_json(before.document.encode())
    named = content["credentialSubject"]["identifier"][0]
    return replace(
        said,
        recipient=credential.Recipient(named["identityHash"], named["salt"]),
        valid_from=datetime.fromisoformat(content["validFrom"]),
    )


def badge(
    row: Credential,
    said: Earned,
    *,
    score: float | None,
    until: date | None,
    related: tuple[credential.RelatedResource, ...],
) -> credential.Badge:
    """Return what the credential of a row says, which is not yet signed or kept.

    Parameters
    ----------
    row : Credential
        With its award, salt, place on a status list and moment of issue.
    said : Earned
        What it says like all others of its edition.
    score : float, optional
        How many questions were answered rightly.
    until : date, optional
        The last day on which the award holds.
    related : tuple of RelatedResource
        The Statement that it is bound to; one object for all that are issued together.
    """
    scale = said.achievement.results
    return credential.Badge(
        id=f"{settings.URL}/credentials/{row.identifier}",
        name=said.achievement.name,
        issuer=said.issuer,
        recipient=credential.recipient(row.award.enrolment.person.email, salt=row.salt),
        achievement=said.achievement,
        valid_from=row.issued_at,
        valid_until=datetime.combine(until, time(23, 59, 59), tzinfo=UTC) if until else None,
        results=(credential.Result(scale[0].id, value=f"{score:g}"),) if scale and score is not None else (),
        status=credential.StatusEntry(
            issuers.status_url(row.status_list), row.status_index, purpose=row.status_list.purpose
        ),
        related=related,
    )
