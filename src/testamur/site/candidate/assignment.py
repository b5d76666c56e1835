"""An applied assignment: open a case, read its claim sheet, take its data, hand in, read the feedback."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testamur import labs
from testamur.errors import DocumentError, Refused
from testamur.programme import Component, is_done
from testamur.site.candidate import queries
from testamur.site.candidate.answers import CaseInput, QuestionFields, question_fields
from testamur.site.candidate.feedback import marked
from testamur.site.candidate.frame import Crumb, way_in
from testamur.site.candidate.markdown import rendered
from testamur.site.candidate.wording import attempts_left
from testamur.site.records.actions import labs as actions
from testamur.site.records.actions.enrolments import open_component
from testamur.site.records.models import Enrolment, LabCase
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Row, rows

PREVIEW = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything about a participant's work on one assignment; `why_not` says why no case can be opened."""

    component: Component
    cases: list[LabCase]
    waiting: LabCase | None
    why_not: str
    is_passed: bool

    @property
    def left(self) -> int | None:
        """How many attempts are left, the one under way among them; None if there is no limit."""
        handed_in = len(self.cases) - (self.waiting is not None)
        return None if self.component.attempts is None else max(self.component.attempts - handed_in, 0)

    @property
    def attempts(self) -> str:
        """How many attempts are left, in words; nothing once it is passed."""
        return "" if self.is_passed else attempts_left(self.left)


def desk(enrolment: Enrolment, component: Component, *, at: datetime) -> Desk:
    """Return where the participant stands with an assignment."""
    cases = list(enrolment.lab_cases.filter(component=component.id).select_related("answer"))
    waiting = next((case for case in cases if not hasattr(case, "answer")), None)
    why_not = ""
    try:
        open_component(enrolment, component.id, component.id, at=at)
    except Refused as refused:
        why_not = refused.reason
    return Desk(component, cases, waiting, why_not, is_done(component.id, enrolment.happened()))


@require_http_methods(["GET", "POST"])
@login_required
def assignment(request: SignedIn, pk: int, component: str) -> HttpResponse:
    """Show the assignment, or the case that is open with its questions; hand in on POST."""
    enrolment = queries.own_enrolment(request.user, pk)
    found = queries.own_component(enrolment, component, "assignment")
    at = timezone.now()
    work = desk(enrolment, found, at=at)
    if work.waiting is None or work.why_not:
        if request.method == "POST":
            raise Refused("assignment-none", gettext("There is no open case to hand in."))
        return _entrance(request, enrolment, work)
    case = actions.case_of(work.waiting)
    filled = CaseInput(request.POST if request.method == "POST" else None, parts=case.parts)
    if request.method == "POST" and filled.is_valid():
        try:
            actions.hand_in(case=work.waiting, answers=filled.answers(), by=request.user, at=at)
        except DocumentError as error:
            filled.blame(error)
        else:
            return redirect("candidate:assignment_result", pk, component, work.waiting.attempt)
    return _case(request, enrolment, work, work.waiting, case, filled)


def _entrance(request: SignedIn, enrolment: Enrolment, work: Desk) -> HttpResponse:
    context = {
        "enrolment": enrolment,
        "programme": enrolment.edition.programme,
        "component": work.component,
        "work": work,
        "handed_in": [case for case in work.cases if hasattr(case, "answer")],
        "family": labs.FAMILIES[work.component.lab],
        "headline": headline(work),
        "crumbs": way_in(enrolment, Crumb(work.component.title)),
    }
    return render(request, "candidate/assignment.html", context)


def headline(work: Desk) -> str:
    """Return where the participant stands with an assignment that has no open case."""
    if work.is_passed:
        return gettext("You have passed this assignment.")
    if work.why_not:
        return work.why_not
    if work.cases:
        return gettext("Not passed yet. You can open another case.")
    return gettext("You can open your case.")


def _case(
    request: SignedIn, enrolment: Enrolment, work: Desk, kept: LabCase, case: labs.Case, filled: CaseInput
) -> HttpResponse:
    table = list(_data(kept.data))
    questions: list[QuestionFields] = question_fields(case, filled)
    context = {
        "enrolment": enrolment,
        "component": work.component,
        "work": work,
        "kept": kept,
        "case": case,
        "sheet": rendered(labs.markdown(case.sheet).partition("\n\n")[2]),
        "count": len(table) - 1,
        "preview": preview(table),
        "form": filled,
        "questions": questions,
        "out_of": sum(part.points for part in case.parts),
        "crumbs": way_in(enrolment, Crumb(work.component.title)),
    }
    return render(request, "candidate/case.html", context, status=422 if filled.errors else 200)


def _data(text: str) -> list[list[str]]:
    """Return the lines of a data file from the one that names its columns; a notice may stand above it."""
    lines = list(csv.reader(text.splitlines()))
    first = next(n for n, cells in enumerate(lines) if len(cells) > 1)
    return lines[first:]


def preview(table: list[list[str]]) -> list[Row]:
    """Return the first lines of a data file as a table."""
    return rows(table[0], table[1 : PREVIEW + 1])


@require_POST
@login_required
def open_case(request: SignedIn, pk: int, component: str) -> HttpResponse:
    """Open the case of the next attempt."""
    enrolment = queries.own_enrolment(request.user, pk)
    queries.own_component(enrolment, component, "assignment")
    actions.open_case(enrolment=enrolment, component_id=component, by=request.user, at=timezone.now())
    return redirect("candidate:assignment", pk, component)


def own_case(request: SignedIn, pk: int, component: str, attempt: int) -> LabCase:
    """Return the participant's own case of an attempt."""
    enrolment = queries.own_enrolment(request.user, pk)
    return get_object_or_404(LabCase, enrolment=enrolment, component=component, attempt=attempt)


@require_GET
@login_required
def data(request: SignedIn, pk: int, component: str, attempt: int) -> HttpResponse:
    """Give the data file of a case."""
    kept = own_case(request, pk, component, attempt)
    answer = HttpResponse(kept.data, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{component}-{attempt}.csv"'
    return answer


@require_GET
@login_required
def result(request: SignedIn, pk: int, component: str, attempt: int) -> HttpResponse:
    """Show the grade of a case that was handed in, with the feedback on every question."""
    kept = own_case(request, pk, component, attempt)
    if not hasattr(kept, "answer"):
        raise Http404
    enrolment = kept.enrolment
    found = queries.own_component(enrolment, component, "assignment")
    grade: Mapping[str, object] = kept.answer.grade
    share = float(str(grade["share"]))
    passed = enrolment.activities.filter(detail__case=kept.pk, outcome="passed").exists()
    context = {
        "enrolment": enrolment,
        "component": found,
        "kept": kept,
        "grade": grade,
        "percent": round(share * 100, 1),
        "needed": round((found.pass_share or 1) * 100, 1),
        "passed": passed,
        "questions": marked(actions.case_of(kept), grade),
        "work": desk(enrolment, found, at=timezone.now()),
        "crumbs": way_in(enrolment, Crumb(found.title), Crumb(gettext("Result"))),
    }
    return render(request, "candidate/assignment_result.html", context)
