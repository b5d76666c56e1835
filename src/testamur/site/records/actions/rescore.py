"""Apply a signed change of scoring: new scores that supersede, and what follows for those who pass by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit, entry, tell
from testamur.site.records.actions.decisions import decide_by_rule, ruling, standing_decision
from testamur.site.records.models import (
    ActivityRecord,
    AuditEntry,
    Enrolment,
    Form,
    PassReview,
    Score,
    ScoringChange,
    ScoringSignature,
    Sitting,
)
from testamur.site.records.models.enrolment import VOID
from testamur.site.records.rescoring.judged import judging, needed
from testamur.site.records.rescoring.people import passed_elsewhere
from testamur.site.records.rescoring.rules import Result, ScoredItem, changes_of, result, rules_of, signed_changes
from testamur.site.records.rescoring.sat import right_by, sat

CHUNK: Final = 200
"""So many sittings are scored anew in one transaction; what is done stays done if a process dies."""


@dataclass(frozen=True, slots=True)
class Anew:
    """A sitting scored anew: the score before, the score now, whether it was passed and is now."""

    sitting: Sitting
    before: Score
    score: Score
    was_passed: bool
    is_passed: bool


def apply_due(*, at: datetime) -> int:
    """Apply every signed change that is not yet; return how many scores were superseded."""
    return sum(apply(change=one.change, at=at) for one in ScoringSignature.objects.filter(applied_at=None))


def apply(*, change: ScoringChange, at: datetime) -> int:
    """Score anew every sitting that a signed change concerns, in steps; return how many scores were superseded.

    What has been done is read from the scores: a second time, or after a process died, nothing is done twice.

    Raises
    ------
    Refused
        If the change is not signed.
    """
    if not hasattr(change, "signature"):
        raise Refused("scoring-unsigned", "This change is not signed.")
    done = 0
    for form in Form.objects.filter(pk__in=change.document["forms"]).select_related("edition").order_by("pk"):
        measured = Score.objects.standing().filter(sitting__form=form).exclude(sitting__events__kind=Kind.VOID)
        sittings = list(measured.order_by("sitting_id").values_list("sitting_id", flat=True))
        done += sum(_step(change, form, chunk, at=at) for chunk in _chunks(sittings))
    _close(change, at=at, superseded=done)
    return done


def _chunks(sittings: Sequence[int]) -> Iterator[Sequence[int]]:
    return (sittings[start : start + CHUNK] for start in range(0, len(sittings), CHUNK))


@transaction.atomic
def _close(change: ScoringChange, *, at: datetime, superseded: int) -> None:
    signature = ScoringSignature.objects.select_for_update().get(change=change)
    if signature.applied_at is None:
        signature.applied_at = at
        signature.save(update_fields=["applied_at"])
        audit("scoring.apply", signature, by=signature.by, at=at, superseded=superseded)


@transaction.atomic
def _step(change: ScoringChange, form: Form, sittings: Sequence[int], *, at: datetime) -> int:
    """Score some sittings anew, with all that follows; return how many scores were superseded."""
    enrolments = Sitting.objects.filter(pk__in=sittings).values("enrolment_id")
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=enrolments).order_by("pk"))
    list(Sitting.objects.select_for_update(no_key=True).filter(pk__in=sittings).order_by("pk"))
    found = _scored_anew(change, form, sittings)
    if not found:
        return 0
    related = ("enrolment__person", "enrolment__edition__organisation", "form")
    kept = Sitting.objects.filter(pk__in=[score.sitting_id for score in found]).select_related(*related)
    by_number = {sitting.pk: sitting for sitting in kept}
    before = Score.objects.in_bulk([score.supersedes_id for score in found])
    anew = list(_judged(found, by_number, before))
    _audited(anew, change, at=at)
    for one in anew:
        _follow(one, change, at=at)
    return len(anew)


def _scored_anew(change: ScoringChange, form: Form, sittings: Sequence[int]) -> list[Score]:
    """Keep and return the new scores of those sittings that the rules in force score otherwise."""
    rules, ever = rules_of(form), {item.item for item in changes_of(form, signed_changes(form.edition))}
    given = sat(form, sorted(ever), among=sittings)
    standing = Score.objects.in_bulk(given.scores)
    fresh = [
        _superseding(standing[score], result(rules, right), change)
        for score, right in zip(given.scores, right_by(given, rules, ever=ever), strict=True)
        if _differs(standing[score], rules, right)
    ]
    return Score.objects.bulk_create(fresh)


def _differs(score: Score, rules: Sequence[ScoredItem], right: dict[str, bool]) -> bool:
    return score.by_item != right or score.of != sum(rule.counts for rule in rules)


def _superseding(before: Score, found: Result, change: ScoringChange) -> Score:
    return Score(
        sitting_id=before.sitting_id,
        correct=found.correct,
        of=found.of,
        by_area=found.by_area,
        by_item=found.by_item,
        form_digest=before.form_digest,
        receipt=before.receipt,
        measured_at=before.measured_at,
        change=change,
        supersedes=before,
    )


def _judged(scores: Sequence[Score], sittings: dict[int, Sitting], before: dict[int, Score]) -> Iterator[Anew]:
    fresh = {score.pk for score in scores}
    chains: dict[int, list[Score]] = {}
    earlier = (
        Score.objects.filter(sitting__in=sittings).exclude(pk__in=fresh).select_related("pass_review__answer")
    )
    for score in earlier.order_by("pk"):
        chains.setdefault(score.sitting_id, []).append(score)
    for score in scores:
        sitting = score.sitting = sittings[score.sitting_id]
        need = needed(sitting.enrolment.edition.programme, sitting.purpose) or 0
        judged = judging(chains[sitting.pk])
        was_passed = judged is not None and judged.correct >= need
        yield Anew(sitting, before[score.supersedes_id or 0], score, was_passed, score.correct >= need)


def _audited(anew: Sequence[Anew], change: ScoringChange, *, at: datetime) -> None:
    by = change.signature.by
    AuditEntry.objects.bulk_create(
        [
            entry("score.supersede", one.score, by=by, at=at, change=change.pk, supersedes=one.before.pk)
            for one in anew
        ]
    )


def _follow(one: Anew, change: ScoringChange, *, at: datetime) -> None:
    """Do what follows from a new score, and tell the candidate."""
    activities = list(ActivityRecord.objects.filter(enrolment=one.sitting.enrolment_id))
    is_exam = one.sitting.purpose == "exam"
    elsewhere = is_exam and passed_elsewhere(activities, one.sitting.pk)
    if one.was_passed and not one.is_passed and not elsewhere:
        review = PassReview.objects.create(score=one.score, opened_at=at)
        audit("pass.review", review, by=change.signature.by, at=at, change=change.pk)
    elif is_exam and not (elsewhere and one.is_passed):
        restate(one.sitting, passed=one.is_passed, correct=one.score.correct)
    is_awarded = (
        is_exam and one.is_passed and not one.was_passed and _awarded(one.sitting.enrolment, change, at=at)
    )
    _told(one, change, is_awarded=is_awarded)


def restate(sitting: Sitting, *, passed: bool, correct: int) -> None:
    """Strike what a sitting of the exam amounted to, and write what it amounts to now, of the same day."""
    kept = ActivityRecord.objects.filter(enrolment=sitting.enrolment, part=sitting.component).exclude(outcome=VOID)
    for record in kept.filter(detail__sitting=sitting.pk):
        ActivityRecord.objects.filter(pk=record.pk).update(outcome=VOID)
        ActivityRecord.objects.create(
            enrolment=sitting.enrolment,
            part=record.part,
            outcome="passed" if passed else "failed",
            on=record.on,
            at=record.at,
            value=correct,
            detail=record.detail,
        )


def _awarded(enrolment: Enrolment, change: ScoringChange, *, at: datetime) -> bool:
    """Decide by the rule where the rule decides and nobody has; what is refused waits for the candidate to ask."""
    fresh = Enrolment.objects.get(pk=enrolment.pk)
    is_open = fresh.edition.programme.award.decided_by == "rule" and standing_decision(fresh) is None
    if not is_open or not ruling(fresh).award:
        return False
    try:
        with transaction.atomic():
            decide_by_rule(enrolment=fresh, by=change.signature.by, at=at)
    except Refused:
        return False
    return True


def _told(one: Anew, change: ScoringChange, *, is_awarded: bool) -> None:
    title = one.sitting.enrolment.edition.programme.title
    now, then = (f"{score.correct} of {score.of}" for score in (one.score, one.before))
    on = f"{one.score.measured_at:%d %B %Y}"
    lines = [
        f"Your examination of {on} was scored anew: {now} answers count as right, where it was {then}.",
        f"The reason: {change.reason}",
    ]
    if one.was_passed and not one.is_passed:
        lines.append("Nothing is taken from you by this: your pass stands until an examiner has looked at it.")
    elif one.is_passed and not one.was_passed:
        lines.append("You pass by it." + ("" if is_awarded else " The programme's page says what comes next."))
    tell(one.sitting.enrolment.person, subject=f"Scored anew: {title}", text="\n\n".join(lines))
