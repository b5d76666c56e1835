"""The first page: what this is, three doors, and the accounts of the worked example."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from testamur.site.public.example import accounts
from testamur.site.records.library import library


@require_safe
@cache_control(private=True)
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is."""
    context = {
        "offerings": len(library().offerings),
        "programmes": len(library().programmes),
        "items": len(library().bank.items),
        "accounts": accounts(on=timezone.now().date()) if settings.DEMO else [],
        "password": settings.WORKED_EXAMPLE_PASSWORD,
    }
    return render(request, "public/home.html", context)
