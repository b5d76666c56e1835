"""What a panel asks its judges, and what they have said so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from testamur.psychometrics.standard_setting.panel import State
from testamur.site.records.models import FormItem, Panel, PanelJudge, Rating

BOOKMARK: Final = "bookmark"
LIMITS: Final = ("least-cut", "most-cut", "least-fail", "most-fail")
"""Hofstee: the least and highest acceptable pass mark in points, and fail rate in per cent."""

BY_ITEM: Final = frozenset({Panel.Method.ANGOFF, Panel.Method.YES_NO})
Said = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Page:
    """One question before a judge, at its place from 1."""

    position: int
    place: FormItem

    @property
    def item(self) -> str:
        """The question's identifier."""
        return self.place.version.identifier


def pages(panel: Panel) -> list[Page]:
    """Return the questions as judges read them: in the order of the form, or of the booklet."""
    places = list(panel.form.places.select_related("version"))
    if panel.method == Panel.Method.BOOKMARK:
        order = {page["item"]: number for number, page in enumerate(booklet(panel).get("pages", ()))}
        places.sort(key=lambda place: order.get(place.version.identifier, 0))
    return [Page(number, place) for number, place in enumerate(places, 1)]


def booklet(panel: Panel) -> Mapping[str, list[Mapping[str, object]]]:
    """Return the booklet that was fixed when the first round opened; empty before, and of other methods."""
    first = panel.events.filter(kind="open").first()
    found: Mapping[str, list[Mapping[str, object]]] = first.detail if first else {}
    return found


def asked(panel: Panel) -> tuple[str, ...]:
    """Return everything that a judge says in a round."""
    limits = LIMITS if panel.asks_limits or panel.method == Panel.Method.HOFSTEE else ()
    if panel.method in BY_ITEM:
        return (*panel.form.places.values_list("version__identifier", flat=True), *limits)
    return (*((BOOKMARK,) if panel.method == Panel.Method.BOOKMARK else ()), *limits)


def counting(panel: Panel) -> QuerySet[PanelJudge]:
    """Return the judges who have agreed and were not excused, by their number."""
    agreed = panel.judges.filter(declaration__isnull=False, excuse__isnull=True)
    return agreed.select_related("declaration", "person").order_by("number")


def said(judge: PanelJudge, round_: int) -> Said:
    """Return the latest that a judge said about each thing in a round."""
    return dict(judge.ratings.filter(round=round_).order_by("pk").values_list("about", "value"))


def said_by_all(panel: Panel, round_: int) -> dict[int, dict[str, float]]:
    """Return the latest that every judge said in a round, by the judge's key."""
    found: dict[int, dict[str, float]] = {}
    rows = Rating.objects.filter(judge__panel=panel, round=round_).order_by("pk")
    for judge, about, value in rows.values_list("judge", "about", "value"):
        found.setdefault(judge, {})[about] = value
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the open round a judge has said; nothing of what."""

    judge: PanelJudge
    done: int
    total: int

    @property
    def is_finished(self) -> bool:
        """Whether nothing is missing."""
        return self.done == self.total


def progress(panel: Panel) -> list[Progress]:
    """Return how far each counting judge is in the open round; empty while none is open."""
    stands = panel.standing()
    if stands.state is not State.OPEN:
        return []
    wanted = frozenset(asked(panel))
    given = said_by_all(panel, stands.round)
    return [
        Progress(judge, len(wanted & given.get(judge.pk, {}).keys()), len(wanted)) for judge in counting(panel)
    ]
