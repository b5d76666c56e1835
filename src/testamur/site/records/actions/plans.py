"""A person keeps a plan to take an offering, changes it, settles what it leaves open, and removes it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from testamur.errors import Refused
from testamur.site.records import market
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import Person, Plan, PlanStep
from testamur.site.records.questions import profile_of


@transaction.atomic
def save(
    *,
    key: str,
    question: str,
    hours_per_week: float | None,
    start_on: date | None,
    done_by: date | None,
    by: Person,
    at: datetime,
) -> Plan:
    """Keep an offering as one's plan, with the question whose answer it was.

    Raises
    ------
    Refused
        If no such offering is in the catalogue, it is not for persons, or one has a plan for it already.
    DocumentError
        With everything that is wrong with the question.
    """
    profile_of(question)
    offering = market.offering(key)
    if offering is None:
        raise Refused("plan-offering", "The catalogue holds no such offering.")
    if offering.holder == "organisation":
        raise Refused("plan-holder", "It certifies an organisation, not a person; it cannot be your plan.")
    person = Person.objects.select_for_update().get(pk=by.pk)
    if Plan.objects.filter(person=person, key=key).exists():
        raise Refused("plan-once", "You have a plan for this offering already. Change it, or remove it first.")
    plan = Plan.objects.create(
        person=person,
        key=key,
        question=question,
        hours_per_week=hours_per_week,
        start_on=start_on,
        by=done_by,
        made_at=at,
    )
    audit("plan.save", plan, by=by, at=at)
    return plan


@transaction.atomic
def change(
    *,
    plan: Plan,
    hours_per_week: float | None,
    start_on: date | None,
    done_by: date | None,
    by: Person,
    at: datetime,
) -> Plan:
    """Change one's hours a week, the start, and the day by which it must be done."""
    plan = _own(plan, by)
    plan.hours_per_week, plan.start_on, plan.by = hours_per_week, start_on, done_by
    plan.save(update_fields=["hours_per_week", "start_on", "by"])
    audit("plan.change", plan, by=by, at=at)
    return plan


@transaction.atomic
def settle(*, plan: Plan, what: str, is_met: bool, answer: str, by: Person, at: datetime) -> PlanStep:
    """Keep what one learnt about something that the plan leaves open; a later answer replaces an earlier one."""
    plan = _own(plan, by)
    step, _ = PlanStep.objects.update_or_create(
        plan=plan, what=what, defaults={"is_met": is_met, "answer": answer, "settled_on": at.date()}
    )
    audit("plan.settle", step, by=by, at=at)
    return step


@transaction.atomic
def reopen(*, step: PlanStep, by: Person, at: datetime) -> None:
    """Take an answer back."""
    _own(step.plan, by)
    audit("plan.reopen", step, by=by, at=at)
    step.delete()


@transaction.atomic
def remove(*, plan: Plan, by: Person, at: datetime) -> None:
    """Remove a plan with everything that was settled in it."""
    plan = _own(plan, by)
    audit("plan.remove", plan, by=by, at=at)
    plan.delete()


def _own(plan: Plan, by: Person) -> Plan:
    """Return the plan, locked.

    Raises
    ------
    PermissionDenied
        If it is somebody else's.
    """
    if plan.person_id != by.pk:
        raise PermissionDenied
    return Plan.objects.select_for_update().get(pk=plan.pk)
