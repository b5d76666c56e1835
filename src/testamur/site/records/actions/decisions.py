"""Decide, award, hear an appeal."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from testamur.errors import Refused
from testamur.programme import Ruling, decide, expires_on
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.actions.credentials import issue
from testamur.site.records.models import Appeal, Award, Decision, Enrolment, Person

Outcome = Decision.Outcome


def ruling(enrolment: Enrolment) -> Ruling:
    """Return what the programme's rule says of an enrolment now."""
    return decide(enrolment.edition.programme, enrolment.happened(), only=enrolment.only)


def standing_decision(enrolment: Enrolment) -> Decision | None:
    """Return the decision in force, the one that nothing supersedes."""
    return enrolment.decisions.filter(superseded_by=None).last()


@transaction.atomic
def decide_by_rule(*, enrolment: Enrolment, by: Person, at: datetime) -> Decision:
    """Decide as the rule says, where the programme lets the rule decide; only a complete enrolment is decided."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.edition.programme.award.decided_by != "rule":
        raise Refused("decision-person", "A person decides on this award.")
    said = ruling(enrolment)
    if not said.award:
        raise Refused("decision-incomplete", " ".join(reason.sentence for reason in said.unmet))
    return _decided(
        enrolment, said, Outcome.AWARD, reason="The programme's rule is met.", by=by, decider=None, at=at
    )


@transaction.atomic
def decide_by_person(
    *, enrolment: Enrolment, outcome: Decision.Outcome, reason: str, by: Person, at: datetime
) -> Decision:
    """Keep an examiner's decision with its reason; nobody decides on their own award, or beyond the rule."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    said = ruling(enrolment)
    if by == enrolment.person:
        raise Refused("decision-own", "Nobody decides on their own award.")
    if not reason.strip():
        raise Refused("decision-reason", "A decision needs a reason.")
    if outcome == Outcome.AWARD and not said.award:
        raise Refused("decision-unmet", " ".join(r.sentence for r in said.unmet))
    return _decided(enrolment, said, outcome, reason=reason, by=by, decider=by, at=at)


def _decided(
    enrolment: Enrolment,
    said: Ruling,
    outcome: Decision.Outcome,
    *,
    reason: str,
    by: Person,
    decider: Person | None,
    at: datetime,
) -> Decision:
    before = standing_decision(enrolment)
    if before and before.outcome == Outcome.AWARD:
        raise Refused("decision-made", "The award has been made already.")
    if before and hasattr(before, "appeal") and before.by == by:
        raise Refused("decision-appeal", "Somebody else has to answer the appeal.")
    decision = Decision.objects.create(
        enrolment=enrolment,
        outcome=outcome,
        reason=reason,
        findings=[asdict(r) for r in said.reasons],
        by=decider,
        at=at,
        supersedes=before,
    )
    audit("decision.make", decision, by=by, at=at, outcome=outcome)
    if outcome == Outcome.AWARD:
        _awarded(decision, by=by, at=at)
    title = enrolment.edition.programme.title
    tell(enrolment.person, subject=f"Decision: {title}", text=f"{decision.get_outcome_display()}. {reason}")
    return decision


def _awarded(decision: Decision, *, by: Person, at: datetime) -> Award:
    enrolment = decision.enrolment
    award = Award.objects.create(
        decision=decision,
        enrolment=enrolment,
        awarded_on=at.date(),
        expires_on=expires_on(enrolment.edition.programme, at.date()),
    )
    audit("award.make", award, by=by, at=at)
    issue(award=award, by=by, at=at)
    return award


@transaction.atomic
def appeal(*, decision: Decision, text: str, by: Person, at: datetime) -> Appeal:
    """Keep a candidate's appeal against a decision not to award."""
    Enrolment.objects.select_for_update().get(pk=decision.enrolment_id)
    decision = Decision.objects.get(pk=decision.pk)
    if decision.outcome != Outcome.NO_AWARD or hasattr(decision, "superseded_by"):
        raise Refused("appeal-nothing", "There is no standing decision to appeal against.")
    if hasattr(decision, "appeal"):
        raise Refused("appeal-once", "An appeal has been made already.")
    if not text.strip():
        raise Refused("appeal-empty", "Please say why the decision should be looked at again.")
    made = Appeal.objects.create(decision=decision, text=text, at=at)
    audit("appeal.make", made, by=by, at=at)
    return made
