"""What the closed rounds of a panel come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from testamur.errors import DocumentError, Refused
from testamur.psychometrics.ability import form_of
from testamur.psychometrics.calibration import calibrate, responses
from testamur.psychometrics.equating import Curves
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.standard_setting import (
    RP67,
    AngoffRound,
    CutScore,
    Hofstee,
    angoff,
    bookmark,
    hofstee,
    ordered_booklet,
)
from testamur.site.records.models import Form, Panel, PanelJudge
from testamur.site.records.panels.asked import BOOKMARK, BY_ITEM, LIMITS, booklet, counting, said_by_all
from testamur.site.records.panels.evidence import Evidence, responses_to


@dataclass(frozen=True, slots=True)
class Round:
    """One closed round: what the counting judges said, in their order, and what it comes to.

    `limits` is the Hofstee check; for a panel of that method it is where the cut comes from.
    """

    number: int
    opened_at: datetime
    closed_at: datetime
    judges: tuple[PanelJudge, ...]
    said: tuple[Mapping[str, float], ...]
    cut: CutScore
    angoff: AngoffRound | None
    limits: Hofstee | None

    def of(self, judge: PanelJudge) -> Mapping[str, float]:
        """Return what one judge said; nothing if they do not count."""
        return next((said for one, said in zip(self.judges, self.said, strict=True) if one == judge), {})


def rounds(panel: Panel, seen: Evidence | None) -> tuple[Round, ...]:
    """Return every closed round, the last one being the panel's; `seen` is what was counted of the sittings.

    Raises
    ------
    Refused
        If fewer than two judges count.
    """
    judges = tuple(counting(panel))
    closed = panel.standing().closed
    if not closed or seen is None:
        return ()
    if len(judges) < 2:
        raise Refused("panel-few", "A panel has two judges or more.")
    given = [said_by_all(panel, number) for number in range(1, closed + 1)]
    tables = [[of.get(judge.pk, {}) for judge in judges] for of in given]
    by_angoff = _angoff(panel, tables, judges, seen)
    limits = [_hofstee(table, seen) for table in tables]
    times = _times(panel)
    return tuple(
        Round(
            number=number,
            opened_at=times["open", number],
            closed_at=times["close", number],
            judges=judges,
            said=tuple(table),
            cut=_cut(panel, table, by_angoff[number - 1] if by_angoff else None, limits[number - 1]),
            angoff=by_angoff[number - 1] if by_angoff else None,
            limits=limits[number - 1],
        )
        for number, table in enumerate(tables, 1)
    )


def _times(panel: Panel) -> dict[tuple[str, int], datetime]:
    found: dict[tuple[str, int], datetime] = {}
    number = 0
    for event in panel.events.filter(kind__in=("open", "close")):
        number += event.kind == "open"
        found[event.kind, number] = event.at
    return found


def _angoff(
    panel: Panel,
    tables: Sequence[Sequence[Mapping[str, float]]],
    judges: Sequence[PanelJudge],
    seen: Evidence,
) -> tuple[AngoffRound, ...]:
    if panel.method not in BY_ITEM:
        return ()
    ratings = [[[said[item] / 100 for item in seen.items] for said in table] for table in tables]
    return angoff(
        ratings,
        judges=[judge.alias for judge in judges],
        items=seen.items,
        difficulties=seen.difficulties,
    )


def _hofstee(table: Sequence[Mapping[str, float]], seen: Evidence) -> Hofstee | None:
    """Return the compromise; None if no limits were asked, or fewer than thirty candidates have sat."""
    if not all(name in said for said in table for name in LIMITS):
        return None
    if seen.distribution is None or not seen.is_enough:
        return None
    cuts, rates = LIMITS[:2], LIMITS[2:]
    limits = [[*(said[name] for name in cuts), *(said[name] / 100 for name in rates)] for said in table]
    return hofstee(seen.distribution, limits)


def _cut(
    panel: Panel, table: Sequence[Mapping[str, float]], by_angoff: AngoffRound | None, limits: Hofstee | None
) -> CutScore:
    if by_angoff:
        return by_angoff.cut
    if panel.method == Panel.Method.BOOKMARK:
        return _bookmark(panel, table)
    if limits is None:
        raise Refused("panel-sittings", "Too few candidates have sat for a Hofstee compromise.")
    return limits.cut


def _bookmark(panel: Panel, table: Sequence[Mapping[str, float]]) -> CutScore:
    kept = booklet(panel)
    difficulties = {str(one["item"]): float(str(one["difficulty"])) for one in kept["pages"]}
    curves = _curves(difficulties.values())
    ordered = ordered_booklet(curves, items=tuple(difficulties))
    return bookmark(ordered, [said[BOOKMARK] for said in table], form=curves).cut


def _curves(difficulties: Iterable[float]) -> Curves:
    """Return the response functions of questions under the Rasch model, by their difficulties."""
    return form_of("rasch", [[-difficulty] for difficulty in difficulties]).probabilities


def new_booklet(form: Form, *, at: datetime) -> dict[str, object]:
    """Return the questions of a form from easy to hard, by a Rasch calibration of its sittings (RP67).

    Raises
    ------
    Refused
        If fewer than thirty candidates have sat, or a question cannot be calibrated.
    """
    given, scores = responses_to(form, at=at)
    if len(scores) < TOO_FEW:
        raise Refused("panel-sittings", "A booklet needs the sittings of thirty candidates or more.")
    names = tuple(form.places.values_list("version__identifier", flat=True))
    try:
        found = calibrate(responses(scores, items=names), model="rasch")
    except DocumentError as error:
        raise Refused("panel-booklet", f"No booklet can be made. {'; '.join(error.lines())}") from None
    if not found.converged:
        raise Refused("panel-booklet", "No booklet can be made: the calibration did not converge.")
    difficulties = {item.item: float(item.difficulty or 0) for item in found.items}
    ordered = ordered_booklet(_curves(difficulties.values()), items=tuple(difficulties))
    return {
        "model": "rasch",
        "response_probability": RP67,
        "persons": len(scores),
        "is_simulated": given.is_simulated,
        "sha256": given.sha256,
        "pages": [
            {"item": page.item, "difficulty": difficulties[page.item], "location": page.location}
            for page in ordered
        ],
    }
