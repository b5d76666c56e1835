"""Results of an organisation's sittings, for its own examiners and owners."""

from typing import Annotated

from django.db.models import Min
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from ninja.security import django_auth

from testamur.site.api.schemas import ErrorOut, ResultOut
from testamur.site.records.models import Organisation, Score
from testamur.site.records.permissions import require

router = Router(tags=["staff"], auth=django_auth)
Limit = Annotated[int, Query(200, ge=1, le=1000)]
Offset = Annotated[int, Query(0, ge=0, le=10_000_000)]


@router.get("{slug}/results", response={200: list[ResultOut], 403: ErrorOut, 404: ErrorOut})
def results(request: HttpRequest, slug: str, limit: Limit, offset: Offset) -> list[ResultOut]:
    """List the measured sittings, oldest first, each with the score that stands.

    Candidates are named by the number of their enrolment only.
    """
    organisation = get_object_or_404(Organisation, slug=slug)
    require(request.user, "result.view", organisation)
    scores = (
        Score.objects.standing()
        .filter(sitting__enrolment__edition__organisation=organisation)
        .annotate(first=Min("sitting__scores"))
        .select_related("sitting__enrolment__edition", "sitting__form")
        .prefetch_related("sitting__enrolment__decisions__superseded_by")
        .order_by("first")
    )
    return [_result(score) for score in scores[offset : offset + limit]]


def _result(score: Score) -> ResultOut:
    sitting = score.sitting
    enrolment, edition = sitting.enrolment, sitting.enrolment.edition
    exam = edition.programme.exam
    standing = [d for d in enrolment.decisions.all() if not hasattr(d, "superseded_by")]
    return ResultOut(
        sitting=sitting.pk,
        enrolment=enrolment.pk,
        programme=edition.identifier,
        edition=edition.edition,
        form=sitting.form.name,
        purpose=sitting.purpose,
        correct=score.correct,
        of=score.of,
        needed=exam.cut.correct if exam and sitting.purpose == "exam" else None,
        measured_at=score.measured_at,
        decision=standing[-1].outcome if standing else "",
    )
