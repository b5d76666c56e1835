"""The quiz of a text: answer it, and read why each option is right or wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur import items
from testamur.errors import Refused
from testamur.programme import Component, Text
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way_in
from testamur.site.candidate.module import module_crumb, own_module, own_text, text_line
from testamur.site.records.actions import enrolments
from testamur.site.records.models import Enrolment
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.wording import item_words

Given = dict[str, items.Responses]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is shown, and what is wrong with what was sent."""

    number: int
    html: SafeString
    problem: str = ""


@require_http_methods(["GET", "POST"])
@login_required
def quiz(request: SignedIn, pk: int, component: str, text_id: str) -> HttpResponse:
    """Show the questions; score them on POST if every one is answered."""
    enrolment = queries.own_enrolment(request.user, pk)
    at = timezone.now()
    found = own_module(enrolment, component, on=at.date())
    page = own_text(found, text_id)
    line = text_line(enrolment, found, text_id)
    if line.is_passed or line.is_used_up:
        return redirect("candidate:quiz_result", pk, component, text_id, len(line.tries))
    given: Given = {}
    problems: dict[str, str] = {}
    if request.method == "POST":
        given, problems = taken(page, dict(request.POST.lists()))
        if not problems:
            enrolments.answer_quiz(
                enrolment=enrolment,
                component_id=component,
                text_id=text_id,
                responses=given,
                by=request.user,
                at=at,
            )
            return redirect("candidate:quiz_result", pk, component, text_id, len(line.tries) + 1)
    context = {
        "enrolment": enrolment,
        "component": found,
        "text": page,
        "line": line,
        "questions": questions(page, given, problems, seed=f"{pk}/{len(line.tries)}"),
        "problems": problems,
        "crumbs": way_to(enrolment, found, page, Crumb(gettext("Quiz"))),
    }
    return render(request, "candidate/quiz.html", context, status=422 if problems else 200)


def taken(page: Text, form: Mapping[str, Sequence[str]]) -> tuple[Given, dict[str, str]]:
    """Return the responses to each question and, by question, what is wrong with them."""
    given: Given = {}
    problems: dict[str, str] = {}
    for number, question in enumerate(page.quiz, 1):
        try:
            responses = items.take(question, form, prefix=f"q{number}-")
        except Refused as refused:
            problems[question.identifier] = refused.reason
            continue
        given[question.identifier] = responses
        if any(value is None or value == [] for value in responses.values()):
            problems[question.identifier] = gettext("This question is not answered yet.")
    return given, problems


def questions(page: Text, given: Given, problems: Mapping[str, str], *, seed: str) -> list[Question]:
    """Return the questions to show, with what was answered so far."""
    return [
        Question(
            number,
            SafeString(
                items.render(
                    question,
                    response=given.get(question.identifier),
                    prefix=f"q{number}-",
                    seed=seed,
                    words=item_words(),
                )
            ),
            problems.get(question.identifier, ""),
        )
        for number, question in enumerate(page.quiz, 1)
    ]


def way_to(enrolment: Enrolment, component: Component, page: Text, *further: Crumb) -> list[Crumb]:
    """Return the way here through the text."""
    text = reverse("candidate:text", args=[enrolment.pk, component.id, page.id])
    return way_in(enrolment, module_crumb(enrolment, component), Crumb(page.heading.title, text), *further)


@require_GET
@login_required
def quiz_result(request: SignedIn, pk: int, component: str, text_id: str, attempt: int) -> HttpResponse:
    """Show an attempt with the reason for every option."""
    enrolment = queries.own_enrolment(request.user, pk)
    found = own_module(enrolment, component, on=timezone.now().date())
    page = own_text(found, text_id)
    records = list(enrolment.activities.filter(part=f"{component}/{text_id}"))
    if not 0 < attempt <= len(records):
        raise Http404
    record = records[attempt - 1]
    line = text_line(enrolment, found, text_id)
    context = {
        "enrolment": enrolment,
        "component": found,
        "text": page,
        "attempt": attempt,
        "record": record,
        "total": len(page.quiz),
        "correct": int(record.value or 0),
        "line": line,
        "headline": headline(correct=int(record.value or 0), total=len(page.quiz), outcome=record.outcome),
        "questions": reviewed(page, record.detail.get("responses", {})),
        "crumbs": way_to(enrolment, found, page, Crumb(gettext("Result"))),
    }
    return render(request, "candidate/quiz_result.html", context)


def headline(*, correct: int, total: int, outcome: str) -> str:
    """Return how an attempt went."""
    words = {"correct": correct, "total": total}
    if outcome == "passed":
        return gettext("Passed: %(correct)d of %(total)d answers were right.") % words
    return gettext("Not passed: %(correct)d of %(total)d answers were right.") % words


def reviewed(page: Text, responses: Mapping[str, items.Responses]) -> list[Question]:
    """Return the questions with their keys, the answers given, and why each option is right or wrong."""
    return [
        Question(
            number,
            SafeString(items.render_review(question, responses.get(question.identifier, {}), words=item_words())),
        )
        for number, question in enumerate(page.quiz, 1)
    ]
