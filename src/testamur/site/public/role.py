"""Roles: what their holders must be able to do with AI, and what then counts in a credential."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testamur.programme import Competence
from testamur.site.public.programme import placed
from testamur.site.public.queries import editions_for
from testamur.site.public.wording import CRITERIA, GROUPS, LICENCES
from testamur.site.records.library import library


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles by their group."""
    found = sorted(library().roles.values(), key=lambda role: role.name)
    groups = [(name, [role for role in found if role.group == group]) for group, name in GROUPS.items()]
    return render(request, "public/roles.html", {"groups": groups, "count": len(found)})


@require_safe
def role(request: HttpRequest, role: str) -> HttpResponse:
    """Show a role: its tasks, its competencies and the weights of the guide."""
    found = library().roles.get(role)
    if found is None:
        raise Http404
    weights = sorted(asdict(found.weights).items(), key=lambda weight: -weight[1])
    context = {
        "role": found,
        "group": GROUPS[found.group],
        "licence": LICENCES[found.licence] if found.licence else "",
        "targets": [(placed(Competence(target.code, target.level)), target.note) for target in found.target],
        "weights": [(CRITERIA[name], share) for name, share in weights],
        "programmes": editions_for(role),
    }
    return render(request, "public/role.html", context)
