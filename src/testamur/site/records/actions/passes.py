"""An examiner says whether a pass stands that a change of scoring put in question."""

from datetime import datetime

from django.db import transaction

from testamur.errors import Refused
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.actions.rescore import restate
from testamur.site.records.models import Enrolment, PassAnswer, PassReview, Person


@transaction.atomic
def answer_pass(*, review: PassReview, stands: bool, reason: str, by: Person, at: datetime) -> PassAnswer:
    """Keep whether a pass stands, with the reason; a credential that rests on it is revoked apart, or not at all.

    Raises
    ------
    Refused
        If it is one's own, has no reason, was answered already, or the sitting was scored anew or voided since.
    """
    sitting = review.score.sitting
    Enrolment.objects.select_for_update(no_key=True).get(pk=sitting.enrolment_id)
    review = PassReview.objects.select_related("score__sitting__enrolment__edition").get(pk=review.pk)
    if by == sitting.enrolment.person:
        raise Refused("pass-own", "Nobody decides on their own pass.")
    if not reason.strip():
        raise Refused("pass-reason", "Please give the reason.")
    if hasattr(review, "answer"):
        raise Refused("pass-answered", "This has been answered already.")
    if not PassReview.objects.open().filter(pk=review.pk).exists():
        raise Refused("pass-moved", "The sitting has been scored anew, or voided, since.")
    answer = PassAnswer.objects.create(review=review, stands=stands, reason=reason, by=by, at=at)
    audit("pass.answer", answer, by=by, at=at, stands=stands)
    if not stands and sitting.purpose == "exam":
        restate(sitting, passed=False, correct=review.score.correct)
    said = "Your pass stands." if stands else "Your pass does not stand."
    title = sitting.enrolment.edition.programme.title
    tell(sitting.enrolment.person, subject=f"Your pass: {title}", text=f"{said} The reason given: {reason}")
    return answer
