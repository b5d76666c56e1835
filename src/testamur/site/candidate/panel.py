"""A judge's panel: agree, see where it stands and what it said, keep the rest, step down."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from testamur.errors import Refused
from testamur.plot import Plot
from testamur.psychometrics.standard_setting.panel import State
from testamur.site.candidate.frame import Crumb, way
from testamur.site.candidate.panel_inputs import AgreeInput, LeaveInput, LimitsInput
from testamur.site.records.actions import judging, panels
from testamur.site.records.models import PanelJudge
from testamur.site.records.panels.asked import LIMITS, Page, asked, pages, said
from testamur.site.records.panels.evidence import Evidence, evidence
from testamur.site.records.panels.plots import cuts_plot, impact_plot, spread_plot
from testamur.site.records.panels.results import Round, rounds
from testamur.site.records.panels.shown import cut_rows, item_rows, passing_rows
from testamur.site.records.shown_plot import shown_plot
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.stored import read_item
from testamur.site.records.table import Row


def own_judge(request: SignedIn, identifier: UUID) -> PanelJudge:
    """Return the judge that the person is, or is asked to be.

    Raises
    ------
    Http404
    """
    found = judging.judgeships(request.user).filter(identifier=identifier).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def panel(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Show where the panel stands; agree on POST."""
    judge = own_judge(request, identifier)
    given = AgreeInput(request.POST or None)
    if request.method == "POST" and given.is_valid():
        data = given.cleaned_data
        judging.agree(
            judge=judge,
            person=request.user,
            discipline=data["discipline"],
            qualifications=data["qualifications"],
            interests=data["interests"],
            may_be_named=data["may_be_named"],
            at=timezone.now(),
        )
        return redirect("candidate:panel", identifier)
    has_agreed = hasattr(judge, "declaration")
    context = {
        "judge": judge,
        "panel": judge.panel,
        "edition": judge.panel.edition,
        "crumbs": way(Crumb(gettext("Panel"))),
        "has_agreed": has_agreed,
        "excuse": getattr(judge, "excuse", None),
        "input": given,
        "leave": LeaveInput(),
        "headline": gettext("You are asked to judge."),
        **(_standing(judge) if has_agreed else {}),
    }
    return render(request, "candidate/panel.html", context, status=422 if given.errors else 200)


def _standing(judge: PanelJudge) -> dict[str, object]:
    stands = judge.panel.standing()
    wanted = asked(judge.panel)
    mine = said(judge, stands.round) if stands.round else {}
    done = sum(about in mine for about in wanted)
    is_open = stands.state is State.OPEN and not hasattr(judge, "excuse")
    return {
        "stands": stands,
        "is_open": is_open,
        "done": done,
        "total": len(wanted),
        "headline": headline(judge, done, len(wanted)),
        "first": _first(judge, mine) if is_open else 0,
        "has_questions": judge.panel.method != judge.panel.Method.HOFSTEE,
        "asks_limits": LIMITS[0] in wanted,
        "has_limits": all(name in mine for name in LIMITS),
        "can_keep": is_open and stands.round > 1 and done < len(wanted),
        **_feedback(judge),
    }


def headline(judge: PanelJudge, done: int, total: int) -> str:
    """Return where the panel stands, in one sentence."""
    stands = judge.panel.standing()
    if hasattr(judge, "excuse"):
        return gettext("You judge in this panel no more.")
    if stands.state is State.OPEN and done == total:
        return gettext("You have finished round %(n)d.") % {"n": stands.round}
    if stands.state is State.OPEN:
        text = ngettext(
            "Round %(n)d is open: %(left)d rating of %(total)d is missing.",
            "Round %(n)d is open: %(left)d ratings of %(total)d are missing.",
            total - done,
        )
        return text % {"n": stands.round, "left": total - done, "total": total}
    words = {
        State.DRAFTED: gettext("The first round is not open yet."),
        State.CLOSED: gettext("Round %(n)d is closed.") % {"n": stands.round},
        State.SIGNED: gettext("The panel is signed off."),
        State.ENDED: gettext("The panel was ended without a pass mark."),
    }
    return words[stands.state]


def _first(judge: PanelJudge, mine: object) -> int:
    """Return the first question that is not rated, else the first."""
    given = mine if isinstance(mine, dict) else {}
    found = pages(judge.panel)
    return next((page.position for page in found if page.item not in given), 1)


def _feedback(judge: PanelJudge) -> dict[str, object]:
    """Return what the closed rounds said: the judge's own beside everybody's; nothing of an open round."""
    seen = evidence(judge.panel)
    found = closed_rounds(judge, seen)
    if not found or seen is None:
        return {"rounds": ()}
    last = found[-1]
    return {
        "rounds": found,
        "last": last,
        "evidence": seen,
        "cuts": cut_rows(found, seen),
        "items": _item_rows(judge, last, seen),
        "plots": [shown_plot(plot) for plot in _plots(judge, found, seen) if plot],
        "passing": passing_rows(last, seen),
        "record": getattr(judge.panel, "record", None),
    }


def _plots(judge: PanelJudge, found: tuple[Round, ...], seen: Evidence) -> Iterator[Plot | None]:
    last = found[-1]
    yield cuts_plot(found, questions=len(seen.items))
    yield impact_plot(seen, cut=last.cut.correct, limits=last.limits)
    if last.angoff:
        names = {page.item: f"{page.position}" for page in pages(judge.panel)}
        yield spread_plot(last.angoff, seen, names=names, own=last.of(judge))


def closed_rounds(judge: PanelJudge, seen: Evidence | None) -> tuple[Round, ...]:
    """Return the closed rounds, for a judge who counts in them."""
    return () if hasattr(judge, "excuse") else rounds(judge.panel, seen)


def _item_rows(judge: PanelJudge, last: Round, seen: Evidence) -> list[Row]:
    if last.angoff is None:
        return []
    is_over = judge.panel.standing().is_over
    links = {page.item: (title(page), "" if is_over else address(judge, page)) for page in pages(judge.panel)}
    return item_rows(last.angoff, seen, links=links, own=last.of(judge))


def title(page: Page) -> str:
    """Return how a judge finds a question again."""
    return f"{page.position}. {read_item(page.place.version.document).title}"


def address(judge: PanelJudge, page: Page) -> str:
    """Return where a judge rates a question."""
    return reverse("candidate:panel_question", args=[judge.identifier, page.position])


@require_POST
@login_required
def keep(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Keep the ratings of the round before where no new one was given."""
    judge = own_judge(request, identifier)
    kept = judging.keep_rest(judge=judge, by=request.user, at=timezone.now())
    text = ngettext("%(n)d rating stays as it was.", "%(n)d ratings stay as they were.", kept)
    messages.success(request, text % {"n": kept})
    return redirect("candidate:panel", identifier)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def limits(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Ask for the Hofstee limits."""
    judge = own_judge(request, identifier)
    judging.refuse_reading(judge, request.user)
    stands = judge.panel.standing()
    before = {**(said(judge, stands.round - 1) if stands.round > 1 else {}), **said(judge, stands.round)}
    initial = {name.replace("-", "_"): f"{before[name]:g}" for name in LIMITS if name in before}
    given = LimitsInput(request.POST or None, initial=initial)
    if request.method == "POST" and given.is_valid():
        try:
            judging.rate(judge=judge, values=given.limits(), by=request.user, at=timezone.now())
        except Refused as refusal:
            given.add_error(None, refusal.reason)
        else:
            messages.success(request, gettext("Your limits are saved."))
            return redirect("candidate:panel", identifier)
    context = {
        "judge": judge,
        "panel": judge.panel,
        "questions": judge.panel.form.places.count(),
        "crumbs": way(
            Crumb(gettext("Panel"), reverse("candidate:panel", args=[identifier])), Crumb(gettext("Limits"))
        ),
        "input": given,
    }
    return render(request, "candidate/panel_limits.html", context, status=422 if given.errors else 200)


@require_POST
@login_required
def leave(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Step down."""
    judge = own_judge(request, identifier)
    given = LeaveInput(request.POST)
    reason = given.cleaned_data["reason"] if given.is_valid() else ""
    panels.excuse(judge=judge, reason=reason, by=request.user, at=timezone.now())
    messages.success(request, gettext("You judge in this panel no more."))
    return redirect("candidate:home")


@require_POST
@login_required
def name(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Be named in the public summary, or no more."""
    judge = own_judge(request, identifier)
    if not hasattr(judge, "declaration"):
        raise Http404
    shown = request.POST.get("shown") == "yes"
    judging.show_name(judge=judge, shown=shown, by=request.user, at=timezone.now())
    return redirect("candidate:panel", identifier)
