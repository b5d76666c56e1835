"""The programmes that run here, each edition with everything its file says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from testamur.programme import Competence, Programme, apportion
from testamur.site.public.programme_class import programme_class
from testamur.site.public.queries import newest_editions, placed_competencies
from testamur.site.records.library import library
from testamur.site.records.models import ProgrammeEdition, Statement
from testamur.site.records.panels.naming import panel_of
from testamur.site.records.table import Cell, Row, number, rows


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """List what runs here, by organisation."""
    editions = newest_editions()
    groups = [(owner, list(own)) for owner, own in groupby(editions, key=attrgetter("organisation"))]
    return render(request, "public/programmes.html", {"groups": groups, "count": len(editions)})


@require_safe
def programme(request: HttpRequest, organisation: str, programme: str) -> HttpResponse:
    """Show the newest edition of a programme."""
    for edition in newest_editions():
        if (edition.organisation.slug, edition.identifier) == (organisation, programme):
            return _shown(request, edition, newest=edition)
    raise Http404


@require_safe
def edition(request: HttpRequest, organisation: str, programme: str, edition: str) -> HttpResponse:
    """Show one edition, whether it is the newest or not; credentials point here."""
    kept = _edition(organisation, programme, edition)
    same = (e for e in newest_editions() if e.organisation == kept.organisation and e.identifier == programme)
    return _shown(request, kept, newest=next(same))


@require_safe
def text(request: HttpRequest, organisation: str, programme: str, edition: str) -> HttpResponse:  # noqa: ARG001
    """Give the text of an edition's file as it was published."""
    kept = _edition(organisation, programme, edition)
    return HttpResponse(kept.text, content_type="text/plain; charset=utf-8")


def _edition(organisation: str, programme: str, edition: str) -> ProgrammeEdition:
    return get_object_or_404(
        ProgrammeEdition.objects.select_related("organisation"),
        organisation__slug=organisation,
        identifier=programme,
        edition=edition,
    )


def _shown(request: HttpRequest, kept: ProgrammeEdition, *, newest: ProgrammeEdition) -> HttpResponse:
    stated = kept.programme
    context = {
        "edition": kept,
        "programme": stated,
        "newest": newest,
        "is_newest": kept == newest,
        "standing": standing(stated, on=timezone.now().date()),
        "starts": [day for day in stated.calendar.starts if day >= timezone.now().date()],
        "modelled_on": library().offerings.get(stated.modelled_on),
        "audience": [library().roles[role] for role in stated.audience if role in library().roles],
        "rubric": programme_class(stated),
        "statement": Statement.objects.filter(edition=kept, superseded_by=None).last(),
        "components": component_rows(stated),
        "competencies": [placed(competence) for competence in stated.competency],
        "blueprint": blueprint_rows(stated),
        "ratings": rating_rows(stated),
        "set_by": panel_of(kept),
        "pass_share": stated.exam.cut.correct / stated.exam.items * 100 if stated.exam else None,
        "separate": [component for component in stated.component if component.sold_separately],
        "fees": [(fee, _covered(stated, fee.covers)) for fee in stated.fee],
    }
    return render(request, "public/programme.html", context)


def standing(programme: Programme, *, on: date) -> str:
    """Return the page's answer: whether, and when, one can start."""
    title = programme.title
    if programme.calendar.pacing != "cohort":
        return gettext("%(title)s: you can start today.") % {"title": title}
    coming = [day for day in programme.calendar.starts if day >= on]
    if not coming:
        return gettext("%(title)s: no start is announced.") % {"title": title}
    day = date_format(min(coming), "j F Y")
    return gettext("%(title)s: the next cohort starts on %(day)s.") % {"title": title, "day": day}


def _covered(programme: Programme, covers: str) -> str:
    titles = {component.id: component.title for component in programme.component}
    return titles.get(covers, gettext("the whole"))


def component_rows(programme: Programme) -> list[Row]:
    """Return what there is to do, in order; columns that say nothing are left out."""
    table: dict[str, Sequence[object]] = {
        gettext("Part"): [component.title for component in programme.component],
        gettext("Kind"): [gettext(component.kind) for component in programme.component],
        gettext("Week"): [number(_weeks(c.week, c.weeks)) for c in programme.component],
        gettext("Hours"): [number(_figure(c.hours)) for c in programme.component],
        gettext("Credits"): [number(_figure(c.credits)) for c in programme.component],
        gettext("What it is"): [c.summary for c in programme.component],
    }
    if programme.calendar.pacing != "cohort":
        del table[gettext("Week")]
    said = {label: column for label, column in table.items() if any(_says(cell) for cell in column)}
    return rows(list(said), _filled(list(said.values())))


def _weeks(first: int, length: int) -> str:
    return str(first) if length == 1 else f"{first}–{first + length - 1}"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _says(cell: object) -> bool:
    return bool(cell.text if isinstance(cell, Cell) else cell)


def _filled(columns: Sequence[Sequence[object]]) -> list[list[object]]:
    """Return the lines of a table, a dash where a part has no such value."""
    return [[cell if _says(cell) else "–" for cell in line] for line in zip(*columns, strict=True)]


def blueprint_rows(programme: Programme) -> list[Row]:
    """Return how many of the exam's questions each area gets."""
    exam = programme.exam
    if exam is None:
        return []
    counts = apportion({area.competency: area.weight for area in exam.blueprint}, exam.items)
    labels = [gettext("Area"), gettext("Level"), gettext("Share"), gettext("Questions"), gettext("Aligned with")]
    return rows(
        labels,
        [
            (
                _area(area.competency),
                gettext(area.level),
                number(f"{area.weight:.0%}"),
                number(counts[area.competency]),
                ", ".join(area.aligned) or "–",
            )
            for area in exam.blueprint
        ],
    )


def rating_rows(programme: Programme) -> list[Row]:
    """Return what each judge of the pass mark's panel rated, by area; nothing if no panel set it."""
    if programme.exam is None or not programme.exam.cut.judges:
        return []
    judges, areas = programme.exam.cut.judges, programme.exam.blueprint
    labels = [gettext("Area"), *(judge.name for judge in judges)]
    return rows(
        labels,
        [
            (area.competency, *(number(f"{judge.ratings[area.competency]:g}") for judge in judges))
            for area in areas
        ],
    )


def _area(code: str) -> Cell:
    found = placed(Competence(code, "apply"))
    return Cell(f"{code} {found.name}".strip(), url=found.url)


@dataclass(frozen=True, slots=True)
class Shown:
    """A competency as a page names it."""

    code: str
    name: str
    url: str
    level: str


def placed(competence: Competence) -> Shown:
    """Return a competency with its name and page; the code alone where no framework here holds it."""
    found = placed_competencies().get(competence.code)
    if found is None:
        return Shown(competence.code, "", "", competence.level)
    url = reverse("public:competency", args=[found.framework.id, found.competency.id])
    name = found.competency.name or found.competency.statement
    return Shown(competence.code, name, url, competence.level)
