"""One question before a judge, with its key: rate it, go on. Each rating is saved before it is acknowledged."""

from typing import Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testamur import items
from testamur.errors import Refused
from testamur.psychometrics.standard_setting.panel import State
from testamur.site.candidate.panel import address, closed_rounds, own_judge
from testamur.site.candidate.question import Pip
from testamur.site.records.actions import judging
from testamur.site.records.models import Panel, PanelJudge
from testamur.site.records.panels.asked import BOOKMARK, Page, asked, pages, said
from testamur.site.records.panels.evidence import evidence
from testamur.site.records.panels.shown import share, spread
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.stored import read_item
from testamur.site.records.wording import item_words

LONGEST: Final = 20


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def question(request: SignedIn, identifier: UUID, position: int) -> HttpResponse:
    """Show one question with its key; on POST save its rating and go where the button says.

    A script gets ``done`` and ``total`` back as JSON instead, or the reason why nothing was saved.
    """
    judge = own_judge(request, identifier)
    judging.refuse_reading(judge, request.user)
    stands = judge.panel.standing()
    if stands.is_over or stands.state is State.DRAFTED or judge.panel.method == Panel.Method.HOFSTEE:
        reason = gettext("There is nothing to read now: the panel is %(state)s.") % {"state": stands.said}
        raise Refused("panel-closed", reason)
    found = pages(judge.panel)
    if not 1 <= position <= len(found):
        raise Http404
    page = found[position - 1]
    if request.method != "POST":
        return _shown(request, judge, page, found)
    is_script = "application/json" in request.headers.get("accept", "")
    try:
        judging.rate(judge=judge, values=_given(request, judge, page), by=request.user, at=timezone.now())
    except Refused as refusal:
        if is_script or refusal.rule != "panel-rating":
            raise
        return _shown(request, judge, page, found, problem=refusal.reason)
    if is_script:
        return JsonResponse(_counted(judge))
    return _onwards(request, judge, position, len(found))


def _given(request: SignedIn, judge: PanelJudge, page: Page) -> dict[str, float]:
    if judge.panel.method == Panel.Method.BOOKMARK:
        return {BOOKMARK: float(page.position)}
    text = request.POST.get("rating", "")[:LONGEST].strip()
    try:
        return {page.item: float(text)}
    except ValueError:
        raise Refused("panel-rating", gettext("Give a number from 0 to 100.")) from None


def _counted(judge: PanelJudge) -> dict[str, int]:
    mine = said(judge, judge.panel.standing().round)
    wanted = asked(judge.panel)
    return {"done": sum(about in mine for about in wanted), "total": len(wanted)}


def _onwards(request: SignedIn, judge: PanelJudge, position: int, total: int) -> HttpResponse:
    is_end = position == total or judge.panel.method == Panel.Method.BOOKMARK
    if is_end or request.POST.get("go") == "leave":
        return redirect("candidate:panel", judge.identifier)
    return redirect("candidate:panel_question", judge.identifier, position + 1)


def _shown(
    request: SignedIn, judge: PanelJudge, page: Page, found: list[Page], *, problem: str = ""
) -> HttpResponse:
    stands = judge.panel.standing()
    mine = said(judge, stands.round)
    before = said(judge, stands.round - 1) if stands.round > 1 else {}
    shown = read_item(page.place.version.document)
    is_bookmark = judge.panel.method == Panel.Method.BOOKMARK
    value = mine.get(page.item, before.get(page.item))
    context = {
        "judge": judge,
        "panel": judge.panel,
        "page": page,
        "total": len(found),
        "review": SafeString(items.render_review(shown, words=item_words())),
        "is_open": stands.state is State.OPEN,
        "round": stands.round,
        "is_bookmark": is_bookmark,
        "is_here": is_bookmark and mine.get(BOOKMARK) == page.position,
        "is_yes_no": judge.panel.method == Panel.Method.YES_NO,
        "value": request.POST.get("rating", "")[:LONGEST] if problem else _written(value),
        "is_saved": page.item in mine,
        "problem": problem,
        "is_last": page.position == len(found),
        "before": found[page.position - 2] if page.position > 1 else None,
        "pips": [
            Pip(one.position, one.item in mine, flagged=False, here=one == page, url=address(judge, one))
            for one in found
        ],
        "home": reverse("candidate:panel", args=[judge.identifier]),
        **_counted(judge),
        **_feedback(judge, page),
    }
    return render(request, "candidate/panel_question.html", context, status=422 if problem else 200)


def _written(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _feedback(judge: PanelJudge, page: Page) -> dict[str, object]:
    """Return what the last closed round said of the question; nothing of an open one."""
    seen = evidence(judge.panel)
    found = closed_rounds(judge, seen)
    if seen is None or not found or found[-1].angoff is None:
        return {}
    last = found[-1]
    of_item = next(one for one in found[-1].angoff.items if one.item == page.item)
    return {
        "last": last,
        "own": _written(last.of(judge).get(page.item)),
        "mean": f"{100 * of_item.mean:.0f}",
        "sd": f"{100 * of_item.sd:.0f}",
        "range": spread(of_item),
        "judges": len(last.judges),
        "right": share(seen.right()[page.item] if seen.n else None),
        "sittings": seen.n,
        "is_simulated": seen.is_simulated,
    }
