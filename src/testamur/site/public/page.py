"""Pages that say how we work: method, disclosure, privacy, licence, and what hospitals get."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur import fit
from testamur.fit.constants import constant
from testamur.site.public.queries import newest_editions
from testamur.site.public.wording import CRITERIA
from testamur.site.records.advising import SEED
from testamur.site.records.library import library


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Publish every constant of the ranking, with its reason."""
    roles = sorted(library().roles.values(), key=lambda role: role.name)
    context = {
        "constants": [(one.name, f"{one.value:.4g}", one.reason) for one in fit.TABLE],
        "clear": f"{constant('clear'):.0%}",
        "leaning": f"{constant('leaning'):.0%}",
        "policies": fit.POLICIES.values(),
        "criteria": CRITERIA.items(),
        "roles": roles,
        "seed": SEED,
    }
    return render(request, "public/method.html", context)


@require_safe
def disclosure(request: HttpRequest) -> HttpResponse:
    """Say who we are and what we gain."""
    context = {"editions": newest_editions(), "offerings": len(library().offerings)}
    return render(request, "public/disclosure.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of whom, for how long, and what one can ask for."""
    return render(request, "public/privacy.html")


@require_safe
def hospitals(request: HttpRequest) -> HttpResponse:
    """Say what an employer gets."""
    return render(request, "public/hospitals.html", {"site_url": settings.URL})


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    """Say under which licences software, content, typefaces and frameworks stand."""
    frameworks = sorted(library().frameworks.values(), key=lambda framework: framework.title)
    return render(request, "public/licence.html", {"frameworks": frameworks})
