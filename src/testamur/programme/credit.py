"""Continuing education: designated in advance, claimed as really done.

The AMA's rule for Category 1 credit has this shape: designated before the activity, in steps of 0.25, the
record showing credits actually claimed and not the maximum. A name of credit is used only as the configured
statement of an accredited provider.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from testamur.errors import Refused
from testamur.programme.programme import Component, Programme
from testamur.programme.progress import ENOUGH, Activity, is_done, parts


@dataclass(frozen=True, slots=True)
class Claimed:
    """Credits that a learner claimed for one component."""

    component: str
    credits: float
    on: date


def may_claim(
    programme: Programme,
    claim: Claimed,
    *,
    earlier: Iterable[Claimed],
    activities: Iterable[Activity],
) -> None:
    """Refuse a claim that the programme's rule does not allow.

    Raises
    ------
    Refused
        If nothing is designated for the component, the activity has expired, it is not complete or not
        evaluated, credits are not in whole steps, or the sum would exceed what is designated.
    """
    credit = programme.continuing_education
    component = next((c for c in programme.component if c.id == claim.component), None)
    if credit is None or component is None or not component.credits:
        raise Refused("credit-none", "No credit is designated for this activity.")
    if not credit.designated_on <= claim.on <= credit.expires_on:
        raise Refused("credit-expired", f"Credit could be claimed until {credit.expires_on:%d %B %Y}.")
    _refuse_undone(programme, component, tuple(activities))
    if not (claim.credits > 0 and math.isclose(math.remainder(claim.credits, credit.step), 0, abs_tol=1e-9)):
        raise Refused("credit-step", f"Credits are claimed in steps of {credit.step:g}, above 0.")
    before = math.fsum(c.credits for c in earlier if c.component == claim.component)
    if before + claim.credits > component.credits + 1e-9:
        left = component.credits - before
        raise Refused(
            "credit-designated",
            f"{component.credits:g} are designated for {component.title}; {left:g} can still be claimed.",
        )


def _refuse_undone(programme: Programme, component: Component, activities: tuple[Activity, ...]) -> None:
    mine = parts(component)
    if not all(is_done(part, activities) for part in mine):
        raise Refused("credit-undone", f"{component.title} is not complete yet.")
    credit = programme.continuing_education
    if credit and any(a.on < credit.designated_on for a in activities if a.part in mine and a.outcome in ENOUGH):
        raise Refused(
            "credit-before", f"Credit was designated on {credit.designated_on:%d %B %Y}, for work since."
        )
    forms = [c for c in programme.component if c.kind == "evaluation"]
    if not all(is_done(form.id, activities) for form in forms):
        raise Refused("credit-evaluation", "Please hand in the evaluation form first.")
