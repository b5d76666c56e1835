"""Everything that is kept about a person, as plain data they can take away.

What would give away the key of an examination is left out: which single answers were right, and the hidden side of
a case. The score, every answer and every mark of one's own are in.
"""

from datetime import datetime
from typing import Final

from allauth.account.models import EmailAddress

from testamur.site.records.models import (
    AuditEntry,
    Award,
    Contribution,
    Decision,
    Enrolment,
    LabAnswer,
    PanelJudge,
    PassAnswer,
    Person,
    Plan,
    ReviewCase,
    Revocation,
    Score,
    Sitting,
    Watcher,
)

Plain = dict[str, object]
LEFT_OUT: Final = (
    "Left out, because the questions are used again: which single answers of an examination were right, and the "
    "keys of assignments. Your answers and your scores are here."
)


def everything(person: Person, *, at: datetime) -> Plain:
    """Return everything that is kept about a person."""
    return {
        "made_at": at,
        "note": LEFT_OUT,
        "person": {"email": person.email, "name": person.name, "joined_at": person.joined_at},
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
        "duties": list(person.memberships.values("organisation__name", "duty")),
        "extra_time": list(
            person.accommodations.values("multiplier", "extra_minutes", "approved_at", "expires_on")
        ),
        "enrolments": [enrolment_data(enrolment) for enrolment in person.enrolments.order_by("pk")],
        "plans": [plan_data(plan) for plan in person.plans.prefetch_related("steps")],
        "watches": list(
            person.watches.values("address", "name", "document", "verdict_told", "checked_at", "made_at")
        ),
        "told_of_rosters": list(Watcher.objects.filter(person=person).values("organisation__name", "entry")),
        "contributions": [
            contribution_data(contribution)
            for contribution in person.contributions.select_related("decision").order_by("pk")
        ],
        "panels": [judge_data(judge) for judge in person.judgeships.select_related("panel__edition")],
        "what_you_did": list(
            AuditEntry.objects.filter(by=person).order_by("pk").values("action", "target", "detail", "at")
        ),
    }


def judge_data(judge: PanelJudge) -> Plain:
    """Return what somebody declared and rated in a panel, question by question."""
    declared = getattr(judge, "declaration", None)
    excused = getattr(judge, "excuse", None)
    return {
        "programme": judge.panel.edition.identifier,
        "edition": judge.panel.edition.edition,
        "number": judge.number,
        "invited_at": judge.invited_at,
        "declaration": declared
        and {
            "discipline": declared.discipline,
            "qualifications": declared.qualifications,
            "interests": declared.interests,
            "may_be_named": declared.may_be_named,
            "at": declared.at,
        },
        "excused": excused and {"reason": excused.reason, "at": excused.at},
        "ratings": list(judge.ratings.values("round", "about", "value", "at")),
    }


def plan_data(plan: Plan) -> Plain:
    """Return a plan with what was settled in it."""
    return {
        "key": plan.key,
        "question": plan.question,
        "hours_per_week": plan.hours_per_week,
        "start_on": plan.start_on,
        "by": plan.by,
        "made_at": plan.made_at,
        "steps": list(plan.steps.values("what", "is_met", "answer", "settled_on")),
    }


def contribution_data(contribution: Contribution) -> Plain:
    """Return what was put forward for the catalogue, and what an editor decided on it."""
    decision = getattr(contribution, "decision", None)
    return {
        "key": contribution.key,
        "kind": contribution.kind,
        "claim": contribution.claim,
        "reason": contribution.reason,
        "interest": contribution.interest,
        "at": contribution.at,
        "decision": decision and {"accepted": decision.accepted, "reason": decision.reason, "at": decision.at},
    }


def enrolment_data(enrolment: Enrolment) -> Plain:
    """Return an enrolment with everything that happened in it."""
    edition = enrolment.edition
    return {
        "programme": edition.identifier,
        "edition": edition.edition,
        "organisation": edition.organisation.name,
        "module_alone": enrolment.only,
        "started_on": enrolment.started_on,
        "enrolled_at": enrolment.enrolled_at,
        "facts": enrolment.facts,
        "volunteered_for_fairness": list(
            enrolment.group_answers.values("question", "answer", "purpose", "given_at")
        ),
        "activities": list(enrolment.activities.values("part", "outcome", "at", "value", "detail")),
        "credit_claims": list(enrolment.credit_claims.values("component", "credits", "claimed_at")),
        "assignments": [
            {
                "component": case.component,
                "attempt": case.attempt,
                "opened_at": case.opened_at,
                "data_digest": case.data_digest,
                "handed_in": _handed_in(getattr(case, "answer", None)),
            }
            for case in enrolment.lab_cases.select_related("answer")
        ],
        "sittings": [sitting_data(sitting) for sitting in enrolment.sittings.select_related("form")],
        "decisions": [decision_data(decision) for decision in enrolment.decisions.order_by("pk")],
        "award": award_data(enrolment.award) if hasattr(enrolment, "award") else None,
    }


def _handed_in(answer: LabAnswer | None) -> Plain | None:
    if answer is None:
        return None
    return {"answers": answer.answers, "grade": answer.grade, "at": answer.handed_in_at}


def sitting_data(sitting: Sitting) -> Plain:
    """Return a sitting with its events, every answer as it was saved, its incidents and all its scores."""
    scores = [score_data(score) for score in sitting.scores.select_related("change__signature")]
    return {
        "component": sitting.component,
        "purpose": sitting.purpose,
        "form": sitting.form.name,
        "limit_seconds": sitting.limit_seconds,
        "booked_at": sitting.booked_at,
        "events": list(sitting.events.values("kind", "at", "extra_seconds")),
        "answers": list(sitting.responses.values("sequence", "item", "values", "is_flagged", "received_at")),
        "incidents": list(sitting.incidents.values("text", "at")),
        "reviews": [review_data(case) for case in sitting.review_cases.prefetch_related("said")],
        "score": scores[-1] if scores else None,
        "earlier_scores": scores[:-1],
    }


def score_data(score: Score) -> Plain:
    """Return a score, why it was made anew if it was, and what was decided on a pass that it put in question."""
    answer = PassAnswer.objects.filter(review__score=score).first()
    return {
        "correct": score.correct,
        "of": score.of,
        "by_area": score.by_area,
        "receipt": score.receipt,
        "measured_at": score.measured_at,
        "scored_anew": score.change and {"at": score.change.signature.at, "reason": score.change.reason},
        "pass": answer and {"stands": answer.stands, "reason": answer.reason, "at": answer.at},
    }


def review_data(case: ReviewCase) -> Plain:
    """Return what was found unusual in a sitting and what came of it; of other people of the case nothing.

    Reasons of a case of two people may speak of the other one, and are left out.
    """
    is_alone = case.sittings.count() == 1
    return {
        "what": case.kind,
        "found_at": case.screening.at,
        "chance_if_all_is_well": case.p,
        "figures": case.evidence,
        "state": case.state(),
        "said": [
            {"word": said.word, "at": said.at, **({"reason": said.reason} if is_alone else {})}
            for said in case.said.all()
        ],
    }


def decision_data(decision: Decision) -> Plain:
    """Return a decision with its reason and the appeal against it."""
    appeal = getattr(decision, "appeal", None)
    return {
        "outcome": decision.outcome,
        "reason": decision.reason,
        "findings": decision.findings,
        "at": decision.at,
        "appeal": appeal and {"text": appeal.text, "at": appeal.at},
    }


def award_data(award: Award) -> Plain:
    """Return an award with its extensions, activities, credentials and the consents to show one's name."""
    return {
        "awarded_on": award.awarded_on,
        "expires_on": award.expires_on,
        "extensions": list(award.extensions.values("way", "renewed_on", "expires_on")),
        "activities_for_renewal": list(award.units.values("title", "on", "units", "recorded_at")),
        "credentials": [
            {
                "identifier": row.identifier,
                "issued_at": row.issued_at,
                "document": row.document,
                "name_shown": list(row.name_consents.values("given_at", "withdrawn_at")),
                "revoked": _revocation(getattr(row, "revocation", None)),
                "suspended": list(row.suspensions.values("ground", "reason", "at", "ended_at", "ended_because")),
            }
            for row in award.credentials.all()
        ],
    }


def _revocation(revocation: Revocation | None) -> Plain | None:
    if revocation is None:
        return None
    return {
        "ground": revocation.ground,
        "reason": revocation.reason,
        "at": revocation.at,
    }
