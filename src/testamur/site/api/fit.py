"""The guide, for programs."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from testamur.fit import Advice, Profile
from testamur.site.api.advice_schemas import AdviceOut, RankIn
from testamur.site.api.schemas import ErrorOut
from testamur.site.records.advising import advise

router = Router(tags=["guide"])


@router.post("rank", response={200: AdviceOut, 422: ErrorOut})
def rank(request: HttpRequest, question: RankIn) -> Advice:  # noqa: ARG001
    """Rank the catalogue for a profile; nothing of the question is kept."""
    on = question.on or timezone.now().date()
    weights = tuple(sorted(question.weights.items())) if question.weights else None
    return advise(Profile(**question.profile.dict()), at=on, policy=question.policy, weights=weights)
