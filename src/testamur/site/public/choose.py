"""The guide: a few questions, and an answer that its address can rebuild."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from testamur import fit
from testamur.catalogue import Role
from testamur.fit import Advice, Profile
from testamur.site.public import advice as shown
from testamur.site.public import made, picture, weighing
from testamur.site.public.asked import Asked, asked, in_words
from testamur.site.public.compare import MOST_COMPARED, compare_url
from testamur.site.public.inputs import ChooseInput
from testamur.site.public.made import Made
from testamur.site.public.queries import editions_for, editions_modelled_on
from testamur.site.public.weighing import WeightsInput
from testamur.site.records import market
from testamur.site.records.advising import SEED, advise, glance
from testamur.site.records.library import library


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the guide, read from an address."""

    asked: Asked
    profile: Profile
    role: Role
    policy: str
    points: Mapping[str, int] | None
    on: date | None
    made: Made | None

    def answer(self, by: Callable[..., Advice] = advise, *, at: date, revision: int | None = None) -> Advice:
        """Return the guide's answer, whole or at a glance."""
        weights = weighing.weights_of(self.points)
        return by(self.profile, at=at, policy=self.policy, weights=weights, revision=revision)

    @property
    def address(self) -> str:
        """The address that rebuilds the answer."""
        return self.asked.weighed(self.points).address()


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask. What a link has filled in stays filled in."""
    given = dict(asked(request.GET).without("on", "made").pairs)
    held = {"prior": request.GET.getlist("prior")}
    form = ChooseInput(initial={"need": "capability", **given, **held})
    return render(request, "public/choose.html", {"form": form})


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """Answer; the address then holds the questions, the day and the catalogue, and nothing that was left open."""
    question = _question(request)
    if isinstance(question, HttpResponse):
        return question
    if question.on is None:
        today = question.asked.but(on=timezone.now().date().isoformat(), made=str(made.now()))
        return redirect(today.weighed(question.points).address())
    if question.points is None and any(name.startswith("w_") for name in request.GET):
        return redirect(question.address)
    context = _context(question, at=question.on)
    return render(request, "public/advice.html", {**context, **_around(request, question, context["advice"])})


@require_safe
def advice_live(request: HttpRequest) -> HttpResponse:
    """Answer what changes while the weights are dragged, as a part of the page."""
    question = _question(request)
    if isinstance(question, HttpResponse):
        return question
    context = _context(question, glance, at=question.on or timezone.now().date())
    return render(request, "public/advice_live.html", context)


def _question(request: HttpRequest) -> Question | HttpResponse:
    """Return what is asked, or the questions again with what is wrong."""
    form, weights = ChooseInput(request.GET), WeightsInput(request.GET)
    if not form.is_valid() or not weights.is_valid():
        return render(request, "public/choose.html", {"form": form, "weighing": weights}, status=422)
    profile, given = form.profile(), form.cleaned_data
    role = library().roles[profile.role]
    return Question(
        asked=asked(request.GET),
        profile=profile,
        role=role,
        policy=given["policy"] or fit.GRADED.name,
        points=weights.points(role, profile),
        on=given["on"],
        made=given["made"],
    )


def _context(question: Question, by: Callable[..., Advice] = advise, *, at: date) -> dict[str, Any]:
    """Return what the weights move: the answer and its picture."""
    then = question.made
    answer = question.answer(by, at=at, revision=then.revision if then else None)
    return {
        "advice": answer,
        "title": shown.title(answer),
        "lead": shown.lead(answer),
        "sureness": picture.sureness(answer),
        "picture": picture.rows(answer.fits[: picture.AT_ONCE]),
        "picture_more": picture.rows(answer.fits[picture.AT_ONCE :]),
        "three": picture.rows(answer.fits[:3]),
        "announced": shown.announced(answer),
    }


def _around(request: HttpRequest, question: Question, answer: Advice) -> dict[str, Any]:
    """Return what stands around the answer: its reasons, its figures, and how to have it again."""
    in_full = answer.fits[: shown.IN_FULL]
    keys = [one.offering for one in in_full]
    near = editions_modelled_on(keys)
    revision = question.made.revision if question.made else None
    offerings = market.offerings(keys, at_revision=revision)
    start = weighing.starting(question.role, question.profile)
    others = [policy for policy in fit.POLICIES.values() if policy.name != question.policy]
    today = question.asked.without("on", "made")
    return {
        "policy": fit.POLICIES[question.policy],
        "others": [(other, question.asked.but(policy=other.name).address()) for other in others],
        "today": today.weighed(question.points).address(),
        "change": today.address("public:choose"),
        "asked": in_words(question.profile, question.role),
        "kept": question.asked.pairs,
        "role": question.role,
        "own_weights": question.points is not None,
        "sliders": list(weighing.sliders(question.points, start)),
        "most_points": weighing.MOST,
        "back": question.asked.address(),
        "lines": [shown.line(one, offerings[one.offering], near[one.offering], answer) for one in in_full],
        "first": answer.fits[0] if answer.fits else None,
        "question": urlencode(question.asked.without("on", "made", "policy").pairs),
        "weight_changes": [one for one in answer.changes if one.kind == "weight"],
        "fact_changes": [one for one in answer.changes if one.kind == "fact"],
        "more": len(answer.fits) - len(in_full),
        "table": shown.table(answer),
        "totals": shown.totals(in_full),
        "ruled_out": shown.ruled_out(answer),
        "not_told": shown.not_told(answer),
        "weights": shown.weights(answer),
        "compare": compare_url([one.offering for one in answer.fits[:MOST_COMPARED]], question.role),
        "programmes": editions_for(answer.profile.role),
        "seed": SEED,
        "link": request.build_absolute_uri(question.address),
        "since": _since(question, answer),
    }


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed since a link was made, and what the answer is now."""

    changes: list[str]
    title: str
    same_first: bool
    has_lost: bool


def _since(question: Question, then: Advice) -> Since | None:
    """Say what has changed since the link was made; None if nothing has."""
    present = made.now()
    if question.made is None or question.made == present:
        return None
    now = question.answer(at=timezone.now().date())
    first, before = ([one.offering for one in answer.fits[:1]] for answer in (now, then))
    return Since(
        made.changed(question.made, present),
        shown.title(now),
        same_first=first == before,
        has_lost=made.has_lost(question.made, present),
    )
