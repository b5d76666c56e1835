"""A one-page case for an offering, for a manager or a committee; and the line for a CV that is borne out."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from testamur.catalogue import Offering
from testamur.catalogue import cv_line as line_of
from testamur.fit import proposal
from testamur.site.public import case_words as words
from testamur.site.records import market
from testamur.site.records.library import library
from testamur.site.records.planning import case_of
from testamur.site.records.questions import asked_in, profile_of
from testamur.site.records.running import editions_modelled_on


def _roles() -> list[tuple[str, str]]:
    named = [(role.id, role.name) for role in library().roles.values()]
    return [("", str(_("choose a role"))), *sorted(named, key=lambda choice: choice[1])]


class CaseInput(forms.Form):
    """For whom the case is: the role, and the hours a week."""

    role = forms.ChoiceField(label=_("For which role?"), choices=_roles)
    hours_per_week = forms.FloatField(
        label=_("Hours a week"),
        min_value=0.5,
        max_value=168,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )


class CvInput(forms.Form):
    """When it was awarded."""

    year = forms.IntegerField(
        label=_("In which year was it awarded to you?"),
        help_text=_("Leave it empty while you are at it."),
        min_value=1950,
        max_value=2100,
        required=False,
    )


def _offering(key: str) -> Offering:
    found = market.offering(key)
    if found is None:
        raise Http404
    return found


@require_safe
def case(request: HttpRequest, offering: str) -> HttpResponse:
    """Show the case on one page; without a role, ask for it."""
    found = _offering(offering)
    filled = CaseInput(request.GET or None)
    if not filled.is_valid():
        context = {"offering": found, "form": filled}
        return render(request, "public/case_role.html", context, status=422 if filled.errors else 200)
    at, question = timezone.now().date(), asked_in(request.GET)
    made = proposal(case_of(profile_of(question), found, at=at))
    context = {
        "offering": found,
        "case": made,
        "role": made.role.name,
        "title": words.title(made),
        "facts": words.facts(made, at=at),
        "covered": words.covered(made),
        "doubts": words.doubts(made),
        "ask": words.listed(made.plan.confirm),
        "asked": [one.sentence for one in made.plan.prerequisites],
        "sources": words.listed(made.sources),
        "ours": editions_modelled_on([found.id])[found.id],
        "at": at,
        "revision": market.revision(),
        "address": request.build_absolute_uri(f"{reverse('public:case', args=[found.id])}?{question}"),
        "form": filled,
    }
    return render(request, "public/case.html", context)


@require_safe
def cv_line(request: HttpRequest, offering: str) -> HttpResponse:
    """Show what to write of it on a CV, why it reads so, and what not to write."""
    found = _offering(offering)
    filled = CvInput(request.GET or None)
    year = filled.cleaned_data["year"] if filled.is_valid() else None
    context = {
        "offering": found,
        "form": filled,
        "line": line_of(found, year=year, at=timezone.now().date()),
    }
    return render(request, "public/cv_line.html", context, status=422 if filled.errors else 200)
