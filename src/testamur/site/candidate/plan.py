"""Plans: what somebody means to take, against their own calendar, with what is left to settle."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testamur.catalogue import Offering
from testamur.errors import DocumentError, Refused
from testamur.fit import StudyPlan, deadlines
from testamur.site.candidate import plan_words as words
from testamur.site.candidate.frame import Crumb, way
from testamur.site.candidate.ics import Day, Event, calendar
from testamur.site.candidate.plan_inputs import CalendarInput, PlanInput, SettleInput
from testamur.site.candidate.plan_weeks import picture
from testamur.site.candidate.session import sessions_of
from testamur.site.candidate.situation import situation
from testamur.site.records import market
from testamur.site.records.actions import plans as actions
from testamur.site.records.library import library
from testamur.site.records.models import Enrolment, Person, Plan
from testamur.site.records.planning import study
from testamur.site.records.questions import asked_in, profile_of
from testamur.site.records.running import editions_modelled_on, enrolments_modelled_on
from testamur.site.records.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class Told:
    """A plan in a list: what it is for, and its answer in two sentences."""

    plan: Plan
    offering: Offering | None
    answer: str


def plans_of(person: Person, *, on: date) -> list[Told]:
    """Return a person's plans, the latest first, each with its answer."""
    kept = list(person.plans.prefetch_related("steps").order_by("-made_at", "-pk"))
    offerings = market.offerings([plan.key for plan in kept])
    return [Told(plan, offerings.get(plan.key), _answer(plan, on=on)) for plan in kept]


def _answer(plan: Plan, *, on: date) -> str:
    worked = study(plan, at=on)
    if worked is None:
        return gettext("The catalogue no longer holds this offering.")
    asked, confirm = words.lines(worked, plan.steps.all())
    return words.headline(worked, [*asked, *confirm])


def own_plan(request: SignedIn, pk: int) -> Plan:
    """Return a plan of whoever asks."""
    return get_object_or_404(Plan.objects.prefetch_related("steps"), pk=pk, person=request.user)


def _way(*further: Crumb) -> list[Crumb]:
    return way(Crumb(gettext("My plans"), reverse("candidate:plans")), *further)


@require_GET
@login_required
def plans(request: SignedIn) -> HttpResponse:
    """List one's plans, each with its answer."""
    told = plans_of(request.user, on=timezone.now().date())
    return render(request, "candidate/plans.html", {"plans": told, "crumbs": way(Crumb(gettext("My plans")))})


@require_http_methods(["GET", "POST"])
@login_required
def plan_new(request: SignedIn) -> HttpResponse:
    """Ask for one's calendar, filled in from the advice that led here, and keep the plan on POST."""
    offering = market.offering(request.GET.get("offering", ""))
    if offering is None:
        raise Http404
    kept = request.user.plans.filter(key=offering.id).first()
    if kept:
        return redirect("candidate:plan", kept.pk)
    filled = PlanInput(request.POST) if request.method == "POST" else PlanInput(initial=_initial(request.GET))
    made = _saved(request, offering, filled)
    if made:
        messages.success(request, gettext("The plan is kept."))
        return redirect("candidate:plan", made.pk)
    context = {
        "offering": offering,
        "form": filled,
        "crumbs": _way(Crumb(gettext("New plan"))),
    }
    return render(request, "candidate/plan_new.html", context, status=422 if filled.errors else 200)


def _initial(query: QueryDict) -> dict[str, object]:
    named = {name: query[name] for name in ("role", "hours_per_week", "by") if query.get(name)}
    return {"start_on": query.get("start_on") or timezone.now().date(), **named}


def _saved(request: SignedIn, offering: Offering, filled: PlanInput) -> Plan | None:
    """Return the new plan, or None with what is wrong in the input."""
    if not filled.is_bound or not filled.is_valid():
        return None
    query = request.GET.copy()
    query["role"] = filled.cleaned_data["role"]
    question = asked_in(query)
    try:
        profile_of(question)
    except DocumentError:  # an address that somebody wrote by hand: the role alone is then asked
        question = urlencode({"role": query["role"]})
    try:
        return actions.save(
            key=offering.id, question=question, **filled.times(), by=request.user, at=timezone.now()
        )
    except Refused as refused:
        filled.add_error(None, refused.reason)
    return None


@require_GET
@login_required
def plan(request: SignedIn, pk: int) -> HttpResponse:
    """Show a plan."""
    kept = own_plan(request, pk)
    times = {"hours_per_week": kept.hours_per_week, "start_on": kept.start_on, "by": kept.by}
    return _shown(request, kept, CalendarInput(initial=times))


def _shown(
    request: SignedIn, kept: Plan, filled: CalendarInput, *, settling: SettleInput | None = None
) -> HttpResponse:
    at = timezone.now()
    worked, offering = study(kept, at=at.date()), market.offering(kept.key)
    enrolled = enrolments_modelled_on(request.user, kept.key)
    name = offering.name if offering else kept.key
    context = {
        "plan": kept,
        "offering": offering,
        "form": filled,
        "settling": settling,
        "enrolled": [(one, situation(one, at=at)) for one in enrolled],
        "programmes": [] if enrolled else editions_modelled_on([kept.key])[kept.key],
        "role": library().roles[profile_of(kept.question).role].name,
        "advice": f"{reverse('public:advice')}?{kept.question}",
        "change_url": reverse("candidate:plan_change", args=[kept.pk]),
        "crumbs": _way(Crumb(name)),
        **(_worked(kept, worked) if worked else {}),
    }
    wrong = filled.errors or (settling is not None and settling.errors)
    return render(request, "candidate/plan.html", context, status=422 if wrong else 200)


def _worked(kept: Plan, worked: StudyPlan) -> dict[str, object]:
    asked, confirm = words.lines(worked, kept.steps.all())
    open_now = {line.what for line in [*asked, *confirm]}
    return {
        "worked": worked,
        "headline": words.headline(worked, [*asked, *confirm]),
        "counted_from": words.counted_from(worked),
        "in_time": words.in_time(worked),
        "pacing": words.PACINGS[worked.pacing],
        "asked": asked,
        "confirm": confirm,
        "no_longer_asked": [step for step in kept.steps.all() if step.what not in open_now],
        "facts": words.facts(worked),
        "assessed": words.assessed(worked.assessment),
        "picture": picture(worked),
        "days": deadlines(worked),
    }


@require_POST
@login_required
def plan_change(request: SignedIn, pk: int) -> HttpResponse:
    """Change the hours a week, the start and the wanted day."""
    kept, filled = own_plan(request, pk), CalendarInput(request.POST)
    if not filled.is_valid():
        return _shown(request, kept, filled)
    actions.change(plan=kept, **filled.times(), by=request.user, at=timezone.now())
    messages.success(request, gettext("The plan is worked out again."))
    return redirect("candidate:plan", pk)


@require_POST
@login_required
def plan_settle(request: SignedIn, pk: int) -> HttpResponse:
    """Keep what one learnt about something that the plan leaves open."""
    kept, at = own_plan(request, pk), timezone.now()
    filled = SettleInput(request.POST)
    what = _sentence(kept, request.POST.get("what", ""), on=at.date())
    if not filled.is_valid():
        times = {"hours_per_week": kept.hours_per_week, "start_on": kept.start_on, "by": kept.by}
        return _shown(request, kept, CalendarInput(initial=times), settling=filled)
    answered = filled.cleaned_data
    actions.settle(
        plan=kept, what=what, is_met=answered["is_met"], answer=answered["answer"], by=request.user, at=at
    )
    messages.success(request, gettext("Kept."))
    return redirect(f"{reverse('candidate:plan', args=[pk])}#{words.id_of(what)}")


def _sentence(kept: Plan, identifier: str, *, on: date) -> str:
    """Return the thing of the plan that a form names."""
    worked = study(kept, at=on)
    if worked is None:
        raise Http404
    asked, confirm = words.lines(worked, ())
    for line in [*asked, *confirm]:
        if line.id == identifier:
            return line.what
    raise Http404


@require_POST
@login_required
def plan_reopen(request: SignedIn, pk: int, step: int) -> HttpResponse:
    """Take an answer back."""
    kept = own_plan(request, pk)
    found = get_object_or_404(kept.steps.select_related("plan"), pk=step)
    actions.reopen(step=found, by=request.user, at=timezone.now())
    messages.success(request, gettext("It is open again."))
    return redirect(f"{reverse('candidate:plan', args=[pk])}#{words.id_of(found.what)}")


@require_POST
@login_required
def plan_remove(request: SignedIn, pk: int) -> HttpResponse:
    """Remove a plan."""
    actions.remove(plan=own_plan(request, pk), by=request.user, at=timezone.now())
    messages.success(request, gettext("The plan is removed."))
    return redirect("candidate:plans")


@require_GET
@login_required
def plan_days(request: SignedIn, pk: int) -> HttpResponse:
    """Give the days of a plan as a file for one's calendar, with the sessions of what one is enrolled in."""
    kept, at = own_plan(request, pk), timezone.now()
    worked, offering = study(kept, at=at.date()), market.offering(kept.key)
    if worked is None or offering is None:
        raise Http404
    enrolled = enrolments_modelled_on(request.user, kept.key)
    file = calendar(*_days(kept, offering, worked, at=at), *_sessions(enrolled, at=at))
    given = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    given["Content-Disposition"] = f'attachment; filename="plan-{kept.pk}.ics"'
    return given


def _days(kept: Plan, offering: Offering, worked: StudyPlan, *, at: datetime) -> list[Day]:
    address = settings.URL + reverse("candidate:plan", args=[kept.pk])
    return [
        Day(
            uid=f"plan-{kept.pk}-{one.key}@{settings.URL.partition('://')[2]}",
            title=f"{one.title}: {offering.name}",
            text=one.reason,
            on=one.on,
            said_at=at,
            url=address,
        )
        for one in deadlines(worked)
    ]


def _sessions(enrolled: list[Enrolment], *, at: datetime) -> list[Event]:
    return [event for one in enrolled for event in sessions_of(one) if event.begins_at >= at]
