"""Pages that say how we work: disclosure, privacy, licence, and what hospitals get."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.catalogue import SOURCE_GUIDE
from testamur.site.public.queries import newest_editions
from testamur.site.records.library import library


@require_safe
def disclosure(request: HttpRequest) -> HttpResponse:
    """Say who we are and what we gain."""
    offerings = library().offerings.values()
    claims = [claim for offering in offerings for claim in offering.claim]
    interested = [claim for claim in claims if claim.grade == "D"]
    context = {
        "editions": newest_editions(),
        "offerings": len(offerings),
        "claims": len(claims),
        "interested": len(interested),
        "from_guide": sum(claim.source == SOURCE_GUIDE for claim in claims),
        "modelled": [one for one in offerings if one.in_source_guide],
    }
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
