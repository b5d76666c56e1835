"""What a judge does: agree, rate, keep the rest, be named or not."""

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from testamur.errors import Refused
from testamur.psychometrics.standard_setting.panel import State
from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.panels import locked, refuse_late
from testamur.site.records.candidacy import refuse_candidate
from testamur.site.records.models import JudgeDeclaration, Panel, PanelJudge, Person, Rating
from testamur.site.records.panels.asked import BOOKMARK, asked, said

CUTS: Final = ("least-cut", "most-cut")
RISING: Final = (("least-cut", "most-cut", "pass marks"), ("least-fail", "most-fail", "fail rates"))


def judgeships(person: Person) -> QuerySet[PanelJudge]:
    """Return the panels in which a person judges or is asked to."""
    mine = Q(person=person) | Q(person=None, email=person.email.lower())
    found = PanelJudge.objects.filter(mine).exclude(excuse__isnull=False, person=None)
    return found.select_related("panel__edition__organisation", "panel__form").order_by("-pk")


@transaction.atomic
def agree(
    *,
    judge: PanelJudge,
    person: Person,
    discipline: str,
    qualifications: str,
    interests: str,
    may_be_named: bool,
    at: datetime,
) -> JudgeDeclaration:
    """Agree to judge and to keep the questions secret, and declare interests.

    Raises
    ------
    Refused
        If the first round is over, the person takes the exam, or they agreed already; if simulated people would
        judge with real ones.
    """
    panel = locked(judge.panel)
    judge = PanelJudge.objects.select_for_update(of=("self",)).get(pk=judge.pk)
    refuse_late(panel)
    refuse_candidate(person, panel.edition)
    if hasattr(judge, "declaration") or hasattr(judge, "excuse"):
        raise Refused("panel-agreed", "You have answered this invitation already.")
    if panel.judges.filter(person=person).exists():
        raise Refused("panel-agreed", "You sit on this panel already.")
    if person.is_simulated != panel.edition.organisation.is_simulated:
        raise Refused("panel-simulated", "Real and simulated people do not sit on one panel.")
    judge.person, judge.email, judge.number = person, "", judge.draw()
    judge.save(update_fields=["person", "email", "number"])
    made = JudgeDeclaration.objects.create(
        judge=judge,
        discipline=JudgeDeclaration.Discipline(discipline),
        qualifications=qualifications.strip(),
        interests=interests.strip(),
        may_be_named=may_be_named,
        at=at,
    )
    audit("panel.agree", made, by=person, at=at, judge=judge.pk)
    return made


def refuse_reading(judge: PanelJudge, person: Person) -> None:
    """Refuse the questions to somebody who has not agreed, was excused, or takes the exam.

    Raises
    ------
    Refused
    """
    if judge.person_id != person.pk or not hasattr(judge, "declaration"):
        raise Refused("panel-agreed", "Agree to confidentiality first.")
    if hasattr(judge, "excuse"):
        raise Refused("panel-excused", "You judge in this panel no more.")
    refuse_candidate(person, judge.panel.edition)


@transaction.atomic
def rate(*, judge: PanelJudge, values: Mapping[str, float], by: Person, at: datetime) -> None:
    """Keep what a judge says in the open round; the latest counts until the round is closed.

    The rating itself is the audit: the log is append-only and every row carries its judge and time.

    Raises
    ------
    Refused
        If no round is open, the judge may not read the questions, or a value is none; then nothing is kept.
    """
    panel = locked(judge.panel)
    refuse_reading(judge, by)
    stands = panel.standing()
    if stands.state is not State.OPEN:
        raise Refused("panel-closed", f"This was not saved: the panel is {stands.said}.")
    if problems := list(_problems(panel, {**said(judge, stands.round), **values}, changed=frozenset(values))):
        raise Refused("panel-rating", " ".join(problems))
    Rating.objects.bulk_create(
        Rating(judge=judge, round=stands.round, about=about, value=value, at=at) for about, value in values.items()
    )


def _problems(panel: Panel, values: Mapping[str, float], *, changed: frozenset[str]) -> Iterator[str]:
    wanted, questions = frozenset(asked(panel)), panel.form.places.count()
    for about in sorted(changed):
        value = values[about]
        if about not in wanted:
            yield f"This panel does not ask about {about}."
        elif not math.isfinite(value):
            yield "A rating is a number."
        elif about == BOOKMARK and not (float(value).is_integer() and 1 <= value <= questions):
            yield f"A bookmark is a page from 1 to {questions}."
        elif about in CUTS and not 0 <= value <= questions:
            yield f"A pass mark lies between 0 and {questions}."
        elif about not in (BOOKMARK, *CUTS) and not 0 <= value <= 100:
            yield "A rating lies between 0 and 100."
        elif panel.method == Panel.Method.YES_NO and about not in LIMIT_NAMES and value not in (0, 100):
            yield "The answer is yes (100) or no (0)."
    for low, high, words in RISING:
        if {low, high} & changed and low in values and high in values and values[low] > values[high]:
            yield f"The least of the {words} lies above the highest."


LIMIT_NAMES: Final = frozenset(name for pair in RISING for name in pair[:2])


@transaction.atomic
def keep_rest(*, judge: PanelJudge, by: Person, at: datetime) -> int:
    """Say the same as in the round before about everything that was not said anew; return about how much.

    Raises
    ------
    Refused
        As `rate`; or if there was no round before.
    """
    panel = locked(judge.panel)
    stands = panel.standing()
    if stands.round < 2:
        raise Refused("panel-first", "There is no round before this one.")
    now, before = said(judge, stands.round), said(judge, stands.round - 1)
    rest = {about: before[about] for about in asked(panel) if about not in now and about in before}
    rate(judge=judge, values=rest, by=by, at=at)
    return len(rest)


@transaction.atomic
def show_name(*, judge: PanelJudge, shown: bool, by: Person, at: datetime) -> None:
    """Agree to be named in the public summary, or take that back."""
    declaration = JudgeDeclaration.objects.select_for_update().get(judge=judge, judge__person=by)
    declaration.may_be_named = shown
    declaration.save(update_fields=["may_be_named"])
    audit("panel.name", declaration, by=by, at=at, shown=shown)
