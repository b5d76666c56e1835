"""The accounts of the worked example, all of them simulated people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext

from testamur.delivery import State
from testamur.site.records.models import Decision, Enrolment, Person

CROWD: Final = "Simulated Candidate"
"""How the many are named who only fill the statistics."""


@dataclass(frozen=True, slots=True)
class Account:
    """One simulated person: who, and where they stand."""

    name: str
    email: str
    stages: tuple[str, ...]


def accounts(*, on: date) -> list[Account]:
    """Return the simulated people with where they stand on a day; candidates first."""
    people = Person.objects.filter(is_simulated=True).exclude(name__startswith=CROWD)
    found = people.prefetch_related("memberships__organisation").order_by("pk")
    listed = [Account(person.name, person.email, tuple(_stages(person, on=on))) for person in found]
    return sorted(listed, key=lambda account: not account.stages)


def _stages(person: Person, *, on: date) -> Iterator[str]:
    for membership in person.memberships.all():
        duty, organisation = membership.get_duty_display(), membership.organisation
        yield gettext("%(duty)s of %(organisation)s") % {"duty": duty, "organisation": organisation}
    for judge in person.judgeships.select_related("panel__edition"):
        stands = judge.panel.standing()
        words = {"title": judge.panel.edition.programme.title, "stands": stands.said}
        yield gettext("judge in the panel for %(title)s, %(stands)s") % words
    for enrolment in person.enrolments.select_related("edition", "award").order_by("pk"):
        yield f"{enrolment.edition.programme.title}: {stage(enrolment, on=on)}"


def stage(enrolment: Enrolment, *, on: date) -> str:
    """Return where an enrolment stands, in a few words."""
    if hasattr(enrolment, "award"):
        return _of_award(enrolment, on=on)
    decision = enrolment.decisions.filter(superseded_by=None).last()
    if decision and decision.outcome == Decision.Outcome.NO_AWARD:
        return gettext("no award, appealed") if hasattr(decision, "appeal") else gettext("no award")
    sitting = enrolment.sittings.last()
    if sitting and sitting.standing().state in {State.OPEN, State.PAUSED}:
        return gettext("sitting the examination")
    progress = enrolment.progress(on)
    if progress.done == len(progress.steps) and enrolment.only:
        return gettext("this module alone, complete")
    if progress.done == len(progress.steps):
        return gettext("complete, waiting for the decision")
    return gettext("%(done)d of %(total)d parts done") % {"done": progress.done, "total": len(progress.steps)}


def _of_award(enrolment: Enrolment, *, on: date) -> str:
    newest = enrolment.award.credentials.last()
    if newest and hasattr(newest, "revocation"):
        return gettext("awarded, then revoked")
    if newest and newest.suspension:
        return gettext("awarded, suspended")
    until = enrolment.award.holds_until
    if until is None:
        return gettext("awarded, without an end")
    if until < on:
        return gettext("award ended on %(day)s") % {"day": until.isoformat()}
    return gettext("awarded until %(day)s") % {"day": until.isoformat()}
