"""Panels of the worked example: one signed off, to which a new edition refers; one in its second round.

The judges do not exist, and their ratings are drawn by chance; the record says so.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from numpy.random import Generator, default_rng

from testamur.programme import Edition, with_panel
from testamur.psychometrics.scoring import FloatArray
from testamur.site.records.actions import forms, judging, panels, programmes
from testamur.site.records.models import Form, Panel, PanelJudge, Person, ProgrammeEdition
from testamur.site.records.panels.asked import said
from testamur.site.records.panels.document import digest_of, summary_of
from testamur.site.records.stored import parsed_programme

PERSON = Callable[[str], Person]
JUDGES: Final = {
    "Jana Judge": "nursing",
    "Jonas Judge": "medicine",
    "Judith Judge": "informatics",
    "Juan Judge": "management",
    "Jolanda Judge": "medicine",
    "Joris Judge": "data",
    "Esther Examiner": "education",
}
DEFINITION: Final = (
    "Can say what an AI tool was made for and what its figures mean, asks for local figures before trusting it, "
    "and reports a safety risk. Does not yet see every source of bias, and would not lead an evaluation alone."
)
BEHIND: Final = "Jana Judge"
"""Has not begun the second round, so that a visitor can."""


def keep_panels(
    *, edition: ProgrammeEdition, other: ProgrammeEdition, owner: Person, person: PERSON, at: datetime
) -> None:
    """Sign off a panel and publish an edition that refers to it; leave another panel in its second round."""
    rng = default_rng(20261128)
    _signed(edition, owner=owner, person=person, at=at - timedelta(days=30), rng=rng)
    panel = _seated(
        other.forms.filter(purpose="exam").earliest("pk"), owner=owner, person=person, at=at, asks=True
    )
    _round(panel, owner=owner, rng=rng, at=at - timedelta(days=4))
    panels.close_round(panel=panel, by=owner, at=at - timedelta(days=3))
    _round(panel, owner=owner, rng=rng, at=at - timedelta(days=2), but=BEHIND)


def _seated(form: Form, *, owner: Person, person: PERSON, at: datetime, asks: bool = False) -> Panel:
    made = panels.set_up(
        edition=form.edition,
        form=form,
        method=Panel.Method.ANGOFF,
        definition=DEFINITION,
        asks_limits=asks,
        by=owner,
        at=at - timedelta(days=8),
    )
    for name, discipline in JUDGES.items():
        who = person(name)
        judging.agree(
            judge=panels.invite(panel=made, email=who.email, by=owner, at=at - timedelta(days=7)),
            person=who,
            discipline=discipline,
            qualifications="Fifteen years in the field, five of them with AI systems (simulated).",
            interests="",
            may_be_named=name.startswith("Jo"),
            at=at - timedelta(days=6),
        )
    return made


def _round(panel: Panel, *, owner: Person, rng: Generator, at: datetime, but: str = "") -> None:
    panels.open_round(panel=panel, by=owner, at=at)
    hard = default_rng(panel.form_id).normal(0.64, 0.13, size=panel.form.places.count())
    for judge in panel.judges.exclude(person__name=but):
        values = _ratings(judge, hard, rng)
        if panel.asks_limits:
            values = {**values, **_limits(panel, rng)}
        if judge.person is not None:
            judging.rate(judge=judge, values=values, by=judge.person, at=at + timedelta(hours=3))


def _ratings(judge: PanelJudge, hard: FloatArray, rng: Generator) -> Mapping[str, float]:
    """Return ratings in steps of five: the first time one's own, then nearer to what the questions are like."""
    items = list(judge.panel.form.places.values_list("version__identifier", flat=True))
    before = said(judge, judge.panel.standing().round - 1)
    own = rng.normal(0, 0.05) + rng.normal(0, 0.12, size=len(items)) + hard
    if before:
        held = [before[item] / 100 for item in items]
        own = (held + hard) / 2 + rng.normal(0, 0.03, size=len(items))
    return {
        item: float(5 * round(20 * min(max(value, 0.2), 0.98))) for item, value in zip(items, own, strict=True)
    }


def _limits(panel: Panel, rng: Generator) -> Mapping[str, float]:
    questions = panel.form.places.count()
    low, high = round(questions * rng.uniform(0.55, 0.6)), round(questions * rng.uniform(0.72, 0.78))
    return {
        "least-cut": float(low),
        "most-cut": float(high),
        "least-fail": float(rng.integers(3, 9)),
        "most-fail": float(rng.integers(35, 50)),
    }


def _signed(edition: ProgrammeEdition, *, owner: Person, person: PERSON, at: datetime, rng: Generator) -> None:
    panel = _seated(edition.forms.filter(purpose="exam").earliest("pk"), owner=owner, person=person, at=at)
    for days in (5, 3):
        _round(panel, owner=owner, rng=rng, at=at - timedelta(days=days))
        panels.close_round(panel=panel, by=owner, at=at - timedelta(days=days - 1))
    record = panels.sign_off(
        panel=panel,
        reason="The questions are new, so the doubt of one standard error is the candidates' (simulated).",
        errors=-1,
        by=owner,
        at=at,
    )
    text = with_panel(edition.text, summary_of(record), edition=f"{edition.edition}-panel")
    made = Edition(parsed_programme(text), text, digest_of(text))
    kept = programmes.publish(organisation=edition.organisation, edition=made, by=owner, at=at)
    forms.assemble(edition=kept, count=3, seed=6, by=owner, at=at)
    forms.assemble(edition=kept, count=1, seed=7, purpose="renewal", by=owner, at=at)
