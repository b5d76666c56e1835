"""The public summary of a panel that set a pass mark: how, by how many, with which error; no unasked names."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from testamur.site.records.models import JudgeDeclaration, PanelRecord, Person
from testamur.site.records.panels.asked import counting
from testamur.site.records.panels.document import document_of, recorded, summary_of
from testamur.site.records.panels.plots import cuts_plot, impact_plot
from testamur.site.records.panels.shown import agreement_rows, cut_rows, limit_rows, passing_rows
from testamur.site.records.shown_plot import shown_plot
from testamur.site.records.table import number, rows


@require_safe
def panel(request: HttpRequest, digest: str) -> HttpResponse:
    """Show what a signed record says, without what anybody said."""
    kept = PanelRecord.objects.select_related("panel__edition__organisation", "panel__form")
    record = get_object_or_404(kept, digest=digest)
    said = document_of(record)
    found, seen = recorded(record)
    last = found[-1]
    fields = Counter(said["judges"].values())
    labels = dict(JudgeDeclaration.Discipline.choices)
    plots = [
        cuts_plot(found, questions=len(seen.items)),
        impact_plot(seen, cut=said["decision"]["correct"], limits=last.limits),
    ]
    context = {
        "record": record,
        "panel": record.panel,
        "edition": record.panel.edition,
        "summary": summary_of(record),
        "reason": said["decision"]["reason"],
        "definition": said["definition"],
        "excused": said["excused"],
        "evidence": seen,
        "fields": rows(
            [gettext("Field"), gettext("Judges")],
            ([labels.get(field, field), number(n)] for field, n in sorted(fields.items())),
        ),
        "names": named(record),
        "cuts": cut_rows(found, seen),
        "passing": passing_rows(last, seen),
        "agreement": agreement_rows(last.angoff, questions=len(seen.items)) if last.angoff else [],
        "limits": limit_rows(last.limits, questions=len(seen.items)) if last.limits else [],
        "warnings": last.cut.warnings,
        "plots": [shown_plot(plot) for plot in plots if plot],
    }
    return render(request, "public/panel.html", context)


def named(record: PanelRecord) -> list[str]:
    """Return the names of the judges who consent to be named now, by name."""
    judges = counting(record.panel).filter(declaration__may_be_named=True)
    people = Person.objects.filter(judgeships__in=judges, is_active=True).exclude(name="")
    return sorted(people.values_list("name", flat=True))
