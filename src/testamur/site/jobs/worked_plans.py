"""The plans of the worked example: one with answers settled, and one for a programme that runs here."""

from datetime import datetime, timedelta

from testamur.site.records.actions import plans
from testamur.site.records.models import Person


def keep_plans(person: Person, *, at: datetime) -> None:
    """Keep two plans of a simulated person, with one question settled in each way."""
    day = at.date()
    specialisation = plans.save(
        key="stanford-ai-healthcare",
        question="country=US&need=cme&role=registered-nurse",
        hours_per_week=4,
        start_on=day + timedelta(days=9),
        done_by=day + timedelta(days=180),
        by=person,
        at=at - timedelta(days=1),
    )
    for what, is_met, answer in (
        ("the price of the whole", True, "My hospital pays; the subscription is on its list (simulated)."),
        ("who outside the issuer recognises it", False, "My board of nursing does not name it (simulated)."),
    ):
        plans.settle(plan=specialisation, what=what, is_met=is_met, answer=answer, by=person, at=at)
    plans.save(
        key="abaim-certification",
        question="role=registered-nurse",
        hours_per_week=3,
        start_on=day + timedelta(days=30),
        done_by=None,
        by=person,
        at=at,
    )
