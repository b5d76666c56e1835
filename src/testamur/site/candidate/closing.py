"""The end of a sitting: look over the answers, hand in, read the report."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testamur.delivery import Kind, State
from testamur.evaluation import wilson
from testamur.psychometrics import AreaScore
from testamur.site.candidate.module import competency
from testamur.site.candidate.question import is_here, pips
from testamur.site.candidate.sitting import own_sitting
from testamur.site.candidate.wording import length
from testamur.site.records.actions import sittings
from testamur.site.records.models import PassReview, Score, Sitting
from testamur.site.records.rescoring.judged import judged_by, needed
from testamur.site.records.signed_in import SignedIn


@never_cache
@require_GET
@login_required
def review(request: SignedIn, pk: int) -> HttpResponse:
    """Show what is answered and what is not, before handing in."""
    at = timezone.now()
    sitting = own_sitting(request, pk, at=at)
    if not is_here(request, sitting):
        return redirect("candidate:sitting", pk)
    overview = pips(sitting)
    left = sitting.standing().left(at, limit=sitting.limit)
    context = {
        "sitting": sitting,
        "pips": overview,
        "unanswered": [pip for pip in overview if not pip.answered],
        "flagged": [pip for pip in overview if pip.flagged],
        "left": length(left),
        "left_seconds": int(left.total_seconds()),
        "last": len(overview),
    }
    return render(request, "candidate/sitting/review.html", context)


@require_POST
@login_required
def submit(request: SignedIn, pk: int) -> HttpResponse:
    """Hand in the sitting, if it runs on this device."""
    at = timezone.now()
    sitting = own_sitting(request, pk, at=at)
    if not is_here(request, sitting):
        return redirect("candidate:sitting", pk)
    sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=request.user, at=at)
    return redirect("candidate:report", pk)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area of the blueprint: its count, and its share with an interval if it has questions enough for one."""

    score: AreaScore
    statement: str
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        """The share of right answers, if the area has questions enough."""
        return None if self.low is None else self.score.points / self.score.items

    def is_low(self, whole: float) -> bool:
        """Return whether even the upper end of the interval lies below the whole score."""
        return self.high is not None and self.high < whole


@dataclass(frozen=True, slots=True)
class Report:
    """What a candidate is told of a sitting."""

    score: Score
    judged: Score
    cut: int
    areas: list[AreaLine]

    @property
    def passed(self) -> bool:
        """Whether enough answers were right."""
        return self.judged.correct >= self.cut

    @property
    def pass_review(self) -> PassReview | None:
        """The review of the pass, if a change of scoring put it in question."""
        return getattr(self.score, "pass_review", None)

    @property
    def short_by(self) -> int:
        """How many right answers were missing."""
        return max(self.cut - self.score.correct, 0)

    @property
    def whole(self) -> float:
        """The share of right answers in all."""
        return self.score.correct / self.score.of

    @property
    def cut_share(self) -> float:
        """The pass mark as a share, to be drawn."""
        return self.cut / self.score.of

    @property
    def to_study(self) -> list[AreaLine]:
        """The areas that lie clearly below the whole score."""
        return [area for area in self.areas if area.is_low(self.whole)]

    @property
    def headline(self) -> str:
        """The result in one sentence."""
        if self.passed and self.score.correct < self.cut:
            return gettext("Your pass stands.")
        if not self.passed:
            text = ngettext(
                "You did not pass: %(n)d right answer short.",
                "You did not pass: %(n)d right answers short.",
                self.short_by,
            )
            return text % {"n": self.short_by}
        count = len(self.to_study)
        if count:
            text = ngettext("You passed. %(n)d area to study.", "You passed. %(n)d areas to study.", count)
            return text % {"n": count}
        return gettext("You passed.")


def report_of(sitting: Sitting) -> Report | None:
    """Return the report of a sitting; None until it is measured."""
    cut = needed(sitting.enrolment.edition.programme, sitting.purpose) or 0
    score, judged = sitting.score, judged_by(sitting)
    if score is None or judged is None:
        return None
    return Report(score, judged, cut, [area_line(row) for row in score.by_area])


def area_line(row: Mapping[str, object]) -> AreaLine:
    """Return one area in words, with an interval if it has questions enough for one."""
    code, of, correct = str(row["area"]), int(str(row["of"])), int(str(row["correct"]))
    found = competency(code)
    score = AreaScore(code, of, correct, of)
    statement = found.statement if found else code
    if score.has_few_items:
        return AreaLine(score, statement)
    low, high = wilson(correct, of)
    return AreaLine(score, statement, low, high)


@never_cache
@require_GET
@login_required
def report(request: SignedIn, pk: int) -> HttpResponse:
    """Show the score report of a closed sitting, without the questions or their keys."""
    sitting = own_sitting(request, pk, at=timezone.now())
    standing = sitting.standing()
    if standing.state is State.VOIDED:
        return render(request, "candidate/sitting/voided.html", {"sitting": sitting})
    found = report_of(sitting)
    if found is None:
        return redirect("candidate:sitting", pk)
    context = {
        "sitting": sitting,
        "report": found,
        "timed_out": standing.state is State.TIMED_OUT,
        "programme": sitting.enrolment.edition.programme,
        "onwards": _onwards(sitting),
    }
    return render(request, "candidate/sitting/report.html", context)


def _onwards(sitting: Sitting) -> str:
    if sitting.purpose == "renewal" and hasattr(sitting.enrolment, "award"):
        return reverse("candidate:renew", args=[sitting.enrolment.award.pk])
    return reverse("candidate:programme", args=[sitting.enrolment_id])
