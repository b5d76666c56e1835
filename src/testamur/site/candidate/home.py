"""The candidate's first page: what is done, what is next, by when; sittings, credentials, renewals."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from testamur.delivery import State
from testamur.programme import standing
from testamur.psychometrics.standard_setting.panel import State as PanelState
from testamur.site.candidate import queries
from testamur.site.candidate.panel import headline as panel_headline
from testamur.site.candidate.plan import plans_of
from testamur.site.candidate.situation import Situation, situation
from testamur.site.candidate.wording import length
from testamur.site.records.actions import judging, sittings
from testamur.site.records.models import Award, Enrolment, PanelJudge, Person, Sitting
from testamur.site.records.panels.asked import asked, said
from testamur.site.records.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class Place:
    """One enrolment on the page: how much is done, and where it stands."""

    enrolment: Enrolment
    situation: Situation
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ToSit:
    """One sitting that waits or runs."""

    sitting: Sitting
    state: State
    left: str


@require_GET
@login_required
def home(request: SignedIn) -> HttpResponse:
    """Show what is the candidate's."""
    at = timezone.now()
    close_due(request.user, at=at)
    places = [place(enrolment, at=at) for enrolment in queries.enrolments_of(request.user)]
    to_sit = [waiting(sitting, at=at) for sitting in queries.open_sittings(request.user)]
    to_judge = judging_of(request.user)
    context = {
        "headline": headline(places, to_sit, to_judge),
        "to_judge": to_judge,
        "places": places,
        "to_sit": to_sit,
        "plans": plans_of(request.user, on=at.date()),
        "credentials": queries.credentials_of(request.user).filter(superseded_by=None),
        "to_renew": to_renew(request.user, at=at),
        "has_credit": any(p.enrolment.edition.programme.continuing_education for p in places),
    }
    return render(request, "candidate/home.html", context)


def close_due(person: Person, *, at: datetime) -> None:
    """Close the person's sittings whose time is over."""
    for sitting in queries.open_sittings(person):
        sittings.close_if_due(sitting=sitting, at=at)


def place(enrolment: Enrolment, *, at: datetime) -> Place:
    """Return an enrolment as the page shows it."""
    progress = enrolment.progress(at.date())
    return Place(enrolment, situation(enrolment, at=at), progress.done, len(progress.steps))


def waiting(sitting: Sitting, *, at: datetime) -> ToSit:
    """Return a sitting as the page shows it."""
    stands = sitting.standing()
    return ToSit(sitting, stands.state, length(stands.left(at, limit=sitting.limit)))


def to_renew(person: Person, *, at: datetime) -> list[Award]:
    """Return the awards that may be renewed now."""
    return [
        award
        for award in queries.awards_of(person)
        if standing(award.enrolment.edition.programme, expires_on=award.holds_until, on=at.date())
        == "may be renewed"
    ]


@dataclass(frozen=True, slots=True)
class ToJudge:
    """One panel that goes on, and whether it waits for the person."""

    judge: PanelJudge
    sentence: str
    is_mine: bool


def judging_of(person: Person) -> list[ToJudge]:
    """Return the panels that go on in which the person judges or is asked to."""
    found = []
    for judge in judging.judgeships(person):
        stands = judge.panel.standing()
        if stands.is_over or hasattr(judge, "excuse"):
            continue
        wanted = asked(judge.panel)
        mine = said(judge, stands.round)
        done = sum(about in mine for about in wanted)
        has_agreed = hasattr(judge, "declaration")
        waits = not has_agreed or (stands.state is PanelState.OPEN and done < len(wanted))
        sentence = panel_headline(judge, done, len(wanted)) if has_agreed else gettext("You are asked to judge.")
        found.append(ToJudge(judge, sentence, waits))
    return found


def headline(places: list[Place], to_sit: list[ToSit], to_judge: list[ToJudge]) -> str:
    """Return where everything stands, in one sentence."""
    running = [one for one in to_sit if one.state is State.OPEN]
    if running:
        return gettext("Your sitting is running: %(left)s left.") % {"left": running[0].left}
    mine = [one.situation for one in places if one.situation.turn == "mine"]
    if not mine:
        return _nothing_to_study(places, to_judge)
    if len(mine) == 1:
        return mine[0].sentence
    late = sum(one.is_urgent for one in mine)
    if late:
        text = ngettext("In %(n)d programme you are late.", "In %(n)d programmes you are late.", late)
        return text % {"n": late}
    return gettext("%(n)d programmes wait for you.") % {"n": len(mine)}


def _nothing_to_study(places: list[Place], to_judge: list[ToJudge]) -> str:
    if any(one.is_mine for one in to_judge):
        return gettext("A panel waits for you.")
    if not places:
        return gettext("You are not enrolled in anything yet.")
    return gettext("Nothing waits for you now.")
