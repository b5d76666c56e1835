"""Enrolments that wait for a person to decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from testamur.programme import Ruling
from testamur.site.records.actions.decisions import ruling
from testamur.site.records.models import Appeal, Enrolment, Organisation, PassReview
from testamur.site.staff import queries

Why = Literal["complete", "closed", "appeal", "pass", "rescored"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One enrolment to decide on: because it is complete, cannot be completed any more, or is under appeal.

    Or because a change of scoring puts a pass in question (``pass``), or lets somebody who was refused meet the
    rule (``rescored``).
    """

    enrolment: Enrolment
    ruling: Ruling
    why: Why
    appeal: Appeal | None = None
    review: PassReview | None = None


def waiting(organisation: Organisation, *, at: datetime) -> list[Waiting]:
    """Return everything that waits for a decision: appeals first, then passes in question, then by enrolment."""
    appeals = [
        Waiting(decision.enrolment, ruling(decision.enrolment), "appeal", decision.appeal)
        for decision in queries.open_appeals(organisation)
    ]
    passes = [
        Waiting(enrolment, ruling(enrolment), "pass", review=review)
        for review in queries.open_reviews(organisation)
        for enrolment in [review.score.sitting.enrolment]
    ]
    found = (_first_decision(enrolment, at=at) for enrolment in queries.undecided(organisation))
    again = (Waiting(one, ruling(one), "rescored") for one in queries.refused_before_rescoring(organisation))
    return [*appeals, *passes, *(one for one in found if one), *(one for one in again if one.ruling.award)]


def _first_decision(enrolment: Enrolment, *, at: datetime) -> Waiting | None:
    said = ruling(enrolment)
    if said.award:
        return Waiting(enrolment, said, "complete")
    steps = enrolment.progress(at.date()).steps
    is_lost = any(step.state == "failed" and step.component.kind != "session" for step in steps)
    return Waiting(enrolment, said, "closed") if is_lost else None
