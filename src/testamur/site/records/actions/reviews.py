"""Screen an exam, and keep what people say of what was found. Nothing here touches a score or an award."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import transaction

from testamur.delivery import ReviewState, ReviewWord, review_after
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.sittings import note_incident
from testamur.site.records.calibrations import in_use
from testamur.site.records.measuring import exam_responses, read_kept
from testamur.site.records.models import Person, ProgrammeEdition, ReviewCase, ReviewRemark, Screening
from testamur.site.records.screening import Wanted, screened

PASSED_ON: Final = "A screening found this sitting unusual, and a review of it was passed on: case %d."


@transaction.atomic
def screen(*, edition: ProgrammeEdition, wanted: Wanted, by: Person, at: datetime) -> Screening:
    """Look at all closed sittings of an edition's exam, and keep what is unusual as cases to be looked into.

    Raises
    ------
    Refused
        If the programme has no exam, or too few or too many people have sat.
    """
    if edition.programme.exam is None:
        raise Refused("exam-unknown", "This programme has no exam.")
    given, kept = exam_responses(edition, at=at), in_use(edition)
    found = screened(given, wanted, kept=read_kept(kept.document) if kept else None, at=at)
    screening = Screening.objects.create(
        edition=edition,
        parameters={
            **found.parameters,
            "calibration": kept.digest if kept and found.parameters["is_signed"] else "",
        },
        looks=[asdict(look) for look in found.looks],
        family_level=wanted.level,
        persons=given.n,
        data_digest=given.sha256,
        is_simulated=given.is_simulated,
        by=by,
        at=at,
    )
    for one in found.found:
        case = ReviewCase.objects.create(screening=screening, kind=one.kind, p=one.p, evidence=dict(one.evidence))
        case.sittings.set(one.sittings)
    audit("review.screen", screening, by=by, at=at, persons=given.n, cases=len(found.found), data=given.sha256)
    return screening


@transaction.atomic
def say(*, case: ReviewCase, word: ReviewWord, reason: str, by: Person, at: datetime) -> ReviewRemark:
    """Keep what a named person says of a case, with the reason; passing it on notes an incident of each sitting.

    Raises
    ------
    Refused
        If the case is about the person, the word cannot follow, or there is no reason.
    """
    case = ReviewCase.objects.select_for_update().get(pk=case.pk)
    if is_about(case, by):
        raise Refused("review-own", "This case is about a sitting of yours; somebody else has to look at it.")
    if not reason.strip():
        raise Refused("review-reason", "Please write down what you looked at, and what you found.")
    before = [ReviewWord(said.word) for said in case.said.all()]
    state = review_after([*before, word])
    remark = ReviewRemark.objects.create(case=case, word=word, reason=reason, by=by, at=at)
    audit(f"review.{word.name.lower()}", remark, by=by, at=at, kind=case.kind)
    if word == ReviewWord.HAND_ON and state == ReviewState.PASSED_ON:
        for sitting in case.sittings.order_by("pk"):
            note_incident(sitting=sitting, text=PASSED_ON % case.pk, by=by, at=at)
    return remark


def is_about(case: ReviewCase, person: Person) -> bool:
    """Return whether one of the sittings of a case is the person's own."""
    return case.sittings.filter(enrolment__person=person).exists()
