"""Offerings that hold what is asked for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.catalogue import shown
from testamur.site.public.inputs import OfferingsInput
from testamur.site.public.queries import found_offerings
from testamur.site.public.wording import STATUSES
from testamur.site.records.library import library


@require_safe
def offerings(request: HttpRequest) -> HttpResponse:
    """List the offerings that hold the words asked for."""
    form = OfferingsInput(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = found_offerings(asked.get("words", ""), asked.get("group", ""), asked.get("status", ""))
    context = {
        "form": form,
        "offerings": [(one, STATUSES[one.status], shown(one, "class")) for one in found],
        "count": len(found),
        "total": len(library().offerings),
    }
    return render(request, "public/offerings.html", context)
