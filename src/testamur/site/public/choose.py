"""The guide: a few questions, and an answer that its address can rebuild."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from testamur import fit
from testamur.site.public import advice as shown
from testamur.site.public.inputs import ChooseInput
from testamur.site.public.offering import MOST_COMPARED, compare_url
from testamur.site.public.queries import editions_for, editions_modelled_on
from testamur.site.records.advising import SEED, advise
from testamur.site.records.library import library


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask. What a link has filled in stays filled in."""
    given = {name: request.GET[name] for name in ChooseInput.base_fields if request.GET.get(name)}
    form = ChooseInput(initial={"need": "capability", **given, "on": None})
    return render(request, "public/choose.html", {"form": form})


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """Answer; the address then holds the questions and the day, and nothing that was left open."""
    form = ChooseInput(request.GET)
    if not form.is_valid():
        return render(request, "public/choose.html", {"form": form}, status=422)
    asked = {name: value for name in form.fields if (value := request.GET.get(name, "").strip())}
    if "on" not in asked:
        address = reverse("public:advice")
        return redirect(f"{address}?{urlencode({**asked, 'on': timezone.now().date().isoformat()})}")
    return _answered(request, form, asked)


def _answered(request: HttpRequest, form: ChooseInput, asked: dict[str, str]) -> HttpResponse:
    on: date = form.cleaned_data["on"]
    policy = form.cleaned_data["policy"] or fit.GRADED.name
    answer = advise(form.profile(), at=on, policy=policy)
    near = editions_modelled_on([one.offering for one in answer.fits[: shown.IN_FULL]])
    lines = [shown.line(one, near[one.offering]) for one in answer.fits[: shown.IN_FULL]]
    others = [other for other in fit.POLICIES.values() if other.name != policy]
    context = {
        "advice": answer,
        "policy": fit.POLICIES[policy],
        "others": [(other, _address(asked, policy=other.name)) for other in others],
        "today": _address({name: value for name, value in asked.items() if name != "on"}),
        "change": f"{reverse('public:choose')}?{urlencode(asked)}",
        "asked": shown.asked(answer.profile, library().roles[answer.profile.role]),
        "title": shown.title(answer),
        "lead": shown.lead(answer),
        "lines": lines,
        "more": len(answer.fits) - len(lines),
        "table": shown.table(answer),
        "ruled_out": shown.ruled_out(answer),
        "not_told": shown.not_told(answer),
        "weights": shown.weights(answer),
        "compare": compare_url([one.offering for one in answer.fits[:MOST_COMPARED]]),
        "programmes": editions_for(answer.profile.role),
        "seed": SEED,
    }
    return render(request, "public/advice.html", context)


def _address(asked: dict[str, str], **changed: str) -> str:
    return f"{reverse('public:advice')}?{urlencode({**asked, **changed})}"
