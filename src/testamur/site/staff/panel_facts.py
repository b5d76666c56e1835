"""What a chair sees of a panel: who sits on it and has finished, and what the closed rounds say."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from testamur.errors import Refused
from testamur.site.records.models import Panel, PanelJudge
from testamur.site.records.panels.asked import pages, progress
from testamur.site.records.panels.evidence import evidence
from testamur.site.records.panels.plots import cuts_plot, impact_plot, spread_plot
from testamur.site.records.panels.results import rounds
from testamur.site.records.panels.shown import (
    agreement_rows,
    cut_rows,
    item_rows,
    judge_rows,
    limit_rows,
    passing_rows,
)
from testamur.site.records.shown_plot import shown_plot
from testamur.site.records.stored import read_item
from testamur.site.records.table import Row, number, rows
from testamur.site.staff.wording import day, who


@dataclass(frozen=True, slots=True)
class Line:
    """One judge or invitation, and how their excuse form calls them."""

    judge: PanelJudge
    who: str
    is_excused: bool


@dataclass(frozen=True, slots=True)
class People:
    """Who was asked, as a table; how many have agreed and have finished the open round."""

    lines: list[Line]
    rows: list[Row]
    agreed: int
    finished: int


def people(panel: Panel) -> People:
    """Return who was asked; how far each is in the open round, and nothing of what they said."""
    found = list(panel.judges.select_related("person", "declaration", "excuse"))
    far = {one.judge.pk: one for one in progress(panel)}
    labels = [
        gettext("Who"),
        gettext("Field"),
        gettext("Qualifications"),
        gettext("Interests"),
        gettext("Agreed"),
        gettext("This round"),
    ]
    lines = [Line(judge, _name(judge), hasattr(judge, "excuse")) for judge in found]
    table = rows(labels, (_row(line, far.get(line.judge.pk)) for line in lines))
    agreed = sum(hasattr(line.judge, "declaration") and not line.is_excused for line in lines)
    return People(lines, table, agreed, sum(one.is_finished for one in far.values()))


def _name(judge: PanelJudge) -> str:
    if judge.person is not None:
        return who(judge.person)
    return judge.email or gettext("invitation that was not taken")


def _row(line: Line, far: object) -> list[object]:
    declared = getattr(line.judge, "declaration", None)
    if declared is None:
        state = (
            gettext("withdrawn") if line.is_excused or not line.judge.email else gettext("asked, no answer yet")
        )
        return [line.who, "–", "–", "–", state, "–"]
    done = gettext("excused") if line.is_excused else _far(far)
    return [
        line.who,
        declared.get_discipline_display(),
        declared.qualifications or gettext("erased"),
        declared.interests or gettext("none"),
        day(declared.at.date()),
        number(done),
    ]


def _far(far: object) -> str:
    done, total = getattr(far, "done", None), getattr(far, "total", None)
    return "–" if total is None else gettext("%(done)d of %(total)d") % {"done": done, "total": total}


def found_in(panel: Panel, *, slug: str) -> dict[str, object]:
    """Return tables and plots of the closed rounds; judges by the number that was drawn for them."""
    seen = evidence(panel)
    try:
        found = rounds(panel, seen)
    except Refused:
        return {"rounds": ()}
    if not found or seen is None:
        return {"rounds": ()}
    last = found[-1]
    names = {
        page.item: (page.place.position, read_item(page.place.version.document).title) for page in pages(panel)
    }
    links = {
        item: (f"{position}. {title}", reverse("staff:item", args=[slug, panel.form_id, position]))
        for item, (position, title) in names.items()
    }
    plots = [
        cuts_plot(found, questions=len(seen.items)),
        impact_plot(seen, cut=last.cut.correct, limits=last.limits),
        spread_plot(last.angoff, seen, names={item: f"{position}" for item, (position, _) in names.items()})
        if last.angoff
        else None,
    ]
    return {
        "rounds": found,
        "last": last,
        "evidence": seen,
        "cuts": cut_rows(found, seen),
        "passing": passing_rows(last, seen),
        "agreement": agreement_rows(last.angoff, questions=len(seen.items)) if last.angoff else [],
        "judges": judge_rows(last),
        "items": item_rows(last.angoff, seen, links=links) if last.angoff else [],
        "limits": limit_rows(last.limits, questions=len(seen.items)) if last.limits else [],
        "plots": [shown_plot(plot) for plot in plots if plot],
    }
