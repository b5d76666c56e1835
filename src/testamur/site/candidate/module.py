"""A module and its texts."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from testamur.catalogue import Competency
from testamur.errors import Refused
from testamur.programme import Activity, Component, Text, is_done
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way_in
from testamur.site.candidate.wording import attempts_left, day
from testamur.site.records.library import library
from testamur.site.records.models import Enrolment
from testamur.site.records.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text of a module: whether its quiz is passed, with how many right, and how many attempts are left."""

    text: Text
    tries: tuple[Activity, ...]
    is_passed: bool
    left: int | None

    @property
    def is_used_up(self) -> bool:
        """No attempt is left, and none was passed."""
        return not self.is_passed and self.left == 0

    @property
    def best(self) -> int:
        """The most right answers in one attempt."""
        return int(max((activity.value or 0 for activity in self.tries), default=0))

    @property
    def attempts(self) -> str:
        """How many attempts are left, in words; nothing once it is passed."""
        return "" if self.is_passed else attempts_left(self.left)


def text_line(enrolment: Enrolment, component: Component, text_id: str) -> TextLine:
    """Return where the participant stands with one text of a module."""
    part = f"{component.id}/{text_id}"
    tries = tuple(activity for activity in enrolment.happened() if activity.part == part)
    left = None if component.attempts is None else max(component.attempts - len(tries), 0)
    return TextLine(library().texts[text_id], tries, is_done(part, tries), left)


def own_module(enrolment: Enrolment, component: str, *, on: date) -> Component:
    """Return a module of the enrolment that is open.

    Raises
    ------
    Refused
        If its first day is still to come.
    """
    found = queries.own_component(enrolment, component, "module")
    step = queries.step_of(enrolment, found, on=on)
    if step.state == "not yet open":
        said = gettext("%(part)s opens on %(day)s.") % {"part": found.title, "day": day(step.opens_on)}
        raise Refused("component-not-open", said)
    return found


def own_text(component: Component, text_id: str) -> Text:
    """Return a text of the module."""
    if text_id not in component.texts:
        raise Http404
    return library().texts[text_id]


@require_GET
@login_required
def module(request: SignedIn, pk: int, component: str) -> HttpResponse:
    """Show the texts of a module and what is still to pass."""
    enrolment = queries.own_enrolment(request.user, pk)
    on = timezone.now().date()
    found = own_module(enrolment, component, on=on)
    lines = [text_line(enrolment, found, text_id) for text_id in found.texts]
    context = {
        "enrolment": enrolment,
        "component": found,
        "step": queries.step_of(enrolment, found, on=on),
        "lines": lines,
        "passed": sum(line.is_passed for line in lines),
        "crumbs": way_in(enrolment, Crumb(found.title)),
    }
    return render(request, "candidate/module.html", context)


@require_GET
@login_required
def text(request: SignedIn, pk: int, component: str, text_id: str) -> HttpResponse:
    """Show one text with its readings, and the way to its quiz."""
    enrolment = queries.own_enrolment(request.user, pk)
    found = own_module(enrolment, component, on=timezone.now().date())
    page = own_text(found, text_id)
    place = found.texts.index(text_id)
    following = found.texts[place + 1 : place + 2]
    context = {
        "enrolment": enrolment,
        "component": found,
        "text": page,
        "line": text_line(enrolment, found, text_id),
        "competencies": [c for code in page.heading.competencies if (c := competency(code))],
        "following": library().texts[following[0]] if following else None,
        "place": place + 1,
        "crumbs": way_in(enrolment, module_crumb(enrolment, found), Crumb(page.heading.title)),
    }
    return render(request, "candidate/text.html", context)


def module_crumb(enrolment: Enrolment, component: Component) -> Crumb:
    """Return the step of the way that leads to a module."""
    return Crumb(component.title, reverse("candidate:module", args=[enrolment.pk, component.id]))


def competency(code: str) -> Competency | None:
    """Return the competency of a code, from whichever framework has it."""
    for framework in library().frameworks.values():
        if code in framework.by_code:
            return framework.by_code[code]
    return None
