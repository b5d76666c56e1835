"""Open a case of an applied assignment, and grade what is handed in."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from testamur import labs
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.enrolments import open_component
from testamur.site.records.models import ActivityRecord, Enrolment, LabAnswer, LabCase, Person


@transaction.atomic
def open_case(*, enrolment: Enrolment, component_id: str, by: Person, at: datetime) -> LabCase:
    """Return the case to work on: the one still open, else a new one made for this candidate and attempt."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    component = open_component(enrolment, component_id, component_id, at=at)
    if component.kind != "assignment":
        raise Refused("assignment-unknown", "This programme has no such assignment.")
    cases = enrolment.lab_cases.filter(component=component_id)
    waiting = cases.filter(answer=None).first()
    if waiting:
        return waiting
    attempt = cases.count() + 1
    family = labs.FAMILIES[component.lab]
    seed = labs.case_seed(
        settings.SECRET_KEY.encode(),
        programme=enrolment.edition.identifier,
        family=family.name,
        version=family.version,
        candidate=f"{enrolment.pk}/{component_id}",
        attempt=attempt,
    )
    case = family.make(seed)
    kept = LabCase.objects.create(
        enrolment=enrolment,
        component=component_id,
        attempt=attempt,
        family=family.name,
        seed=seed,
        document={k: v for k, v in case.document().items() if k != "data"},
        data=case.data,
        data_digest=case.digest,
        opened_at=at,
    )
    audit("lab.open", kept, by=by, at=at, attempt=attempt, data=case.digest)
    return kept


def case_of(kept: LabCase) -> labs.Case:
    """Return the case as the labs room knows it.

    Raises
    ------
    Refused
        If the stored data no longer have the digest that they had when the case was made.
    """
    case = labs.from_document({**kept.document, "data": kept.data})
    if case.digest != kept.data_digest:
        raise Refused("lab-data", "The stored data of this case have changed. Please tell the programme's office.")
    return case


@transaction.atomic
def hand_in(*, case: LabCase, answers: Mapping[str, object], by: Person, at: datetime) -> LabAnswer:
    """Grade the answers against the stored key and keep both, once.

    Raises
    ------
    DocumentError
        If answers are not numbers or choices, with every problem at once; nothing is kept then.
    """
    kept = LabCase.objects.select_for_update().get(pk=case.pk)
    if LabAnswer.objects.filter(case=kept).exists():
        raise Refused("lab-handed-in", "This case has been handed in.")
    component = open_component(kept.enrolment, kept.component, kept.component, at=at)
    grade = labs.grade(case_of(kept), answers)
    passed = grade.passes(component.pass_share or 1.0)
    answer = LabAnswer.objects.create(case=kept, answers=dict(answers), grade=grade.document(), handed_in_at=at)
    ActivityRecord.objects.create(
        enrolment=kept.enrolment,
        part=kept.component,
        outcome="passed" if passed else "failed",
        on=at.date(),
        at=at,
        value=grade.share,
        detail={"case": kept.pk},
    )
    audit("lab.hand-in", answer, by=by, at=at, share=grade.share)
    return answer
