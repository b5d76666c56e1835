"""A change of scoring: shown with all it would do, signed by somebody else, applied once, taking nothing away."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from scoring import answered, change_of, items_right, places, proposed, signed, single, wrong_option

from testamur.errors import Refused
from testamur.site.jobs.table import JOBS
from testamur.site.records.actions import (
    decisions,
    forms,
    invigilation,
    passes,
    renewals,
    rescore,
    scoring,
    sittings,
)
from testamur.site.records.measuring import exam_responses
from testamur.site.records.models import AuditEntry, PassReview, Score, ScoringChange, Sitting
from testamur.site.records.panels.evidence import count
from testamur.site.records.rescoring.judged import judged_by, needed
from testamur.site.records.rescoring.rules import measured, rules_of
from testamur.site.staff.statistics import form_results
from testamur.site.staff.waiting import waiting

pytestmark = pytest.mark.django_db


def test_a_point_for_everybody_makes_who_lacked_it_pass_and_the_rule_award(
    rule_form, doctor, owner, examiner, mailoutbox, django_capture_on_commit_callbacks, at
):
    bad = single(rule_form)
    name = bad.version.identifier
    lacked = doctor("Ann Almost", correct=69, answers={name: wrong_option(bad)})
    had = doctor("Bea Passed", correct=70, answers={})
    far = doctor("Cy Far", correct=40, answers={name: wrong_option(bad)})
    change = proposed(rule_form.edition, change_of(bad, "credit"), by=examiner)
    assert Score.objects.count() == 3

    with django_capture_on_commit_callbacks(execute=True):
        done = signed(change, by=owner, at=at + timedelta(days=1))

    assert done == 2 + (name not in items_right(had))
    assert (lacked.score.correct, lacked.score.of) == (70, 110)
    assert lacked.score.supersedes == lacked.scores.first()
    assert lacked.score.measured_at == lacked.scores.first().measured_at
    assert lacked.score.change == change
    assert far.score.correct == 41
    enrolment = lacked.enrolment
    assert enrolment.award.decision.by is None
    assert enrolment.award.credentials.get()
    assert [(one.outcome, one.value) for one in enrolment.activities.all()] == [("void", 69), ("passed", 70)]
    assert not hasattr(far.enrolment, "award")
    told = {message.to[0]: message.body for message in mailoutbox if "Scored anew" in message.subject}
    assert "70 of 110" in told[enrolment.person.email]
    assert "You pass by it." in told[enrolment.person.email]
    assert "pass" not in told[far.enrolment.person.email]


def test_applying_twice_gives_nothing_new(rule_form, doctor, owner, examiner, at):
    bad = single(rule_form)
    doctor("Ann Almost", correct=69, answers={bad.version.identifier: wrong_option(bad)})
    change = proposed(rule_form.edition, change_of(bad, "credit"), by=examiner)
    signed(change, by=owner)
    before = (Score.objects.count(), AuditEntry.objects.count())

    again = rescore.apply(change=change, at=at + timedelta(days=2))

    assert again == 0
    assert JOBS["apply-scoring-changes"].run(at + timedelta(days=2)) == 0
    assert (Score.objects.count(), AuditEntry.objects.count()) == before


def test_what_a_process_left_undone_the_job_does(rule_form, doctor, owner, examiner, monkeypatch, at):
    bad = single(rule_form)
    for name in ("One", "Two", "Three"):
        doctor(f"Ann {name}", correct=50, answers={bad.version.identifier: wrong_option(bad)})
    change = proposed(rule_form.edition, change_of(bad, "credit"), by=examiner)
    scoring.sign(change=change, digest=change.digest, by=owner, at=at)
    monkeypatch.setattr(rescore, "CHUNK", 1)
    steps = [rescore._step, rescore._step]
    with monkeypatch.context() as broken:
        broken.setattr(rescore, "_step", lambda *args, **fields: steps.pop()(*args, **fields))  # noqa: PLW0108  (popped when called)
        with pytest.raises(IndexError):
            rescore.apply(change=ScoringChange.objects.get(), at=at)
    assert Score.objects.exclude(change=None).count() == 2

    assert JOBS["apply-scoring-changes"].run(at) == 1

    change.refresh_from_db()
    assert change.signature.applied_at == at
    assert {sitting.score.correct for sitting in Sitting.objects.all()} == {51}


def test_another_key_is_scored_by_the_item_and_takes_no_pass_away(
    rule_form, doctor, owner, examiner, mailoutbox, django_capture_on_commit_callbacks, at
):
    bad = single(rule_form)
    name, right = bad.version.identifier, wrong_option(bad)
    written = doctor("Ann Written", correct=70, answers={name: rules_of(rule_form)[bad.position - 1].key})
    other = doctor("Bob Other", correct=69, answers={name: right})
    award = decisions.decide_by_rule(enrolment=written.enrolment, by=examiner, at=at).award
    change = proposed(rule_form.edition, change_of(bad, "rekey", right), by=examiner)
    (to_fail, to_pass) = sorted(json.loads(change.preview)["people"], key=lambda one: one["passes"])
    assert (to_pass["sitting"], to_pass["consequence"]) == (other.pk, "award")
    assert (to_fail["sitting"], to_fail["consequence"], to_fail["award"]) == (written.pk, "review", award.pk)
    assert to_fail["credential"] == str(award.credentials.get().identifier)

    with django_capture_on_commit_callbacks(execute=True):
        signed(change, by=owner)

    assert (written.score.correct, judged_by(written).correct) == (69, 70)
    assert (other.score.correct, judged_by(other).correct) == (70, 70)
    assert hasattr(other.enrolment, "award")
    assert [one.outcome for one in written.enrolment.activities.all()] == ["passed"]
    assert not hasattr(award.credentials.get(), "revocation")
    assert [one.why for one in waiting(rule_form.edition.organisation, at=at)] == ["pass"]
    (told,) = [one for one in mailoutbox if one.to == [written.enrolment.person.email] and "anew" in one.subject]
    assert "your pass stands until an examiner has looked at it" in told.body


@pytest.fixture
def in_question(rule_form, doctor, owner, examiner, at):
    """Return the review of a pass that another key puts in question."""
    bad = single(rule_form)
    key = rules_of(rule_form)[bad.position - 1].key
    sitting = doctor("Ann Written", correct=70, answers={bad.version.identifier: key})
    signed(proposed(rule_form.edition, change_of(bad, "rekey", wrong_option(bad)), by=examiner), by=owner)
    return PassReview.objects.get(score__sitting=sitting)


def test_an_examiner_may_let_a_pass_stand(in_question, examiner, at):
    sitting = in_question.score.sitting

    passes.answer_pass(review=in_question, stands=True, reason="Not their fault.", by=examiner, at=at)

    assert judged_by(sitting).correct == 70
    assert [(one.outcome, one.value) for one in sitting.enrolment.activities.all()] == [("passed", 70)]
    assert waiting(sitting.enrolment.edition.organisation, at=at) == []


def test_an_examiner_may_say_that_a_pass_does_not_stand(in_question, examiner, at):
    sitting = in_question.score.sitting

    passes.answer_pass(review=in_question, stands=False, reason="Below the mark.", by=examiner, at=at)

    assert judged_by(sitting).correct == 69
    outcomes = [(one.outcome, one.value) for one in sitting.enrolment.activities.all()]
    assert outcomes == [("void", 70), ("failed", 69)]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("pass-own", {"by": "candidate"}),
        ("pass-reason", {"reason": " "}),
    ],
)
def test_an_answer_that_may_not_be_given_is_refused(in_question, examiner, at, rule, fields):
    by = in_question.score.sitting.enrolment.person if fields.get("by") else examiner

    with pytest.raises(Refused) as refused:
        passes.answer_pass(review=in_question, stands=False, reason=fields.get("reason", "So."), by=by, at=at)

    assert refused.value.rule == rule
    assert not hasattr(PassReview.objects.get(), "answer")


def test_a_pass_is_answered_once_and_not_after_it_was_scored_anew(in_question, rule_form, examiner, owner, at):
    bad = single(rule_form)
    signed(proposed(rule_form.edition, change_of(bad, "restore"), by=owner), by=examiner)

    with pytest.raises(Refused) as refused:
        passes.answer_pass(review=in_question, stands=False, reason="So.", by=examiner, at=at)

    assert refused.value.rule == "pass-moved"
    sitting = in_question.score.sitting
    assert (sitting.score.correct, judged_by(sitting).correct) == (70, 70)
    assert sitting.scores.count() == 3


def test_dropping_and_restoring_gives_the_first_score_again(rule_form, doctor, owner, examiner):
    first, second = single(rule_form), single(rule_form, 1)
    sitting = doctor("Ann Other", correct=60)
    before = sitting.score
    signed(
        proposed(rule_form.edition, change_of(first, "drop"), change_of(second, "credit"), by=examiner), by=owner
    )
    between = sitting.score

    back = proposed(rule_form.edition, change_of(first, "restore"), change_of(second, "restore"), by=examiner)
    signed(back, by=owner)

    assert between.of == 109
    assert sum(area["of"] for area in between.by_area) == 109
    after = sitting.score
    kept = ("correct", "of", "by_item", "by_area", "receipt", "form_digest", "measured_at")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def test_scoring_every_sitting_from_its_answers_agrees(rule_form, doctor, owner, examiner):
    one, two, three = (single(rule_form, number) for number in range(3))
    for number in range(4):
        doctor(f"Sitter {number}", correct=66 + number, answers={two.version.identifier: "ABCD"[number]})
    change = proposed(
        rule_form.edition,
        change_of(one, "drop"),
        change_of(two, "rekey", "A", "C"),
        change_of(three, "credit"),
        by=examiner,
    )
    signed(change, by=owner)

    for sitting in Sitting.objects.all():
        answers = {item: given.values for item, given in sitting.answers().items()}
        found = measured(rules_of(rule_form), answers)
        assert (found.correct, found.of, found.by_item, found.by_area) == (
            sitting.score.correct,
            sitting.score.of,
            sitting.score.by_item,
            sitting.score.by_area,
        )
        assert found.by_item[two.version.identifier] is (answers[two.version.identifier]["RESPONSE"] in "AC")


def test_sittings_to_come_are_scored_by_the_change(rule_form, doctor, owner, examiner):
    bad = single(rule_form)
    doctor("Ann Early", correct=60)
    signed(proposed(rule_form.edition, change_of(bad, "drop"), by=examiner), by=owner)
    assert Score.objects.standing().get().of == 109

    late = doctor("Bob Late", correct=69, answers={bad.version.identifier: wrong_option(bad)})

    assert (late.score.correct, late.score.of, late.score.change) == (69, 109, None)


def test_figures_leave_out_what_does_not_measure(rule_form, doctor, owner, examiner, at):
    one, two = single(rule_form), single(rule_form, 1)
    for number in range(3):
        doctor(f"Sitter {number}", correct=60 + number)
    signed(proposed(rule_form.edition, change_of(one, "drop"), change_of(two, "credit"), by=examiner), by=owner)

    found = exam_responses(rule_form.edition, at=at + timedelta(days=1))
    results = form_results(rule_form)

    standing = sorted(score.correct for score in Score.objects.standing())
    assert sorted(found.totals.tolist()) == standing
    assert sorted(results.totals) == standing
    assert len(found.items) == len(results.analysis.items) == 108
    assert found.forms[0].credited == 1


def test_the_audit_tells_it_all(rule_form, doctor, owner, examiner):
    bad = single(rule_form)
    doctor("Ann Almost", correct=69, answers={bad.version.identifier: wrong_option(bad)})
    change = proposed(rule_form.edition, change_of(bad, "credit"), by=examiner)
    signed(change, by=owner)

    kept = {entry.action: entry for entry in AuditEntry.objects.all()}
    assert kept["scoring.propose"].by == examiner
    assert kept["scoring.sign"].by == kept["score.supersede"].by == owner
    assert kept["scoring.sign"].detail == {"digest": change.digest}
    assert kept["scoring.apply"].detail == {"superseded": 1}
    assert {kept[name].organisation for name in ("scoring.propose", "scoring.sign", "score.supersede")} == {
        rule_form.edition.organisation
    }


def test_a_refusal_is_looked_at_again_where_a_person_decides(
    exam_form, sit, studied, candidate, examiner, owner, at
):
    sitting = sit(candidate, correct=26)
    studied(sitting.enrolment)
    bad = next(place for place in places(exam_form) if place.version.identifier not in items_right(sitting))
    decisions.decide_by_person(
        enrolment=sitting.enrolment, outcome="no award", reason="Failed.", by=examiner, at=at
    )
    change = proposed(exam_form.edition, change_of(bad, "credit"), by=owner)
    assert json.loads(change.preview)["people"][0]["consequence"] == "queue"

    signed(change, by=examiner)

    (waits,) = waiting(exam_form.edition.organisation, at=at)
    assert (waits.enrolment, waits.why, waits.ruling.award) == (sitting.enrolment, "rescored", True)
    assert not hasattr(sitting.enrolment, "award")
    decisions.decide_by_person(
        enrolment=sitting.enrolment, outcome="award", reason="Scored anew.", by=examiner, at=at + timedelta(days=1)
    )
    assert waiting(exam_form.edition.organisation, at=at) == []


def test_an_earlier_sitting_that_passes_by_it_makes_no_second_pass(exam_form, sit, candidate, owner, examiner, at):
    failed = sit(candidate, correct=26)
    passed = sit(candidate, correct=30, at=at + timedelta(days=60))
    bad = next(place for place in places(exam_form) if place.version.identifier not in items_right(failed))
    change = proposed(exam_form.edition, change_of(bad, "credit"), by=owner)
    assert [one["consequence"] for one in json.loads(change.preview)["people"]] == ["none"]

    signed(change, by=examiner)

    assert failed.score.correct == 27
    outcomes = [(one.outcome, one.value) for one in passed.enrolment.activities.all()]
    assert outcomes == [("failed", 26), ("passed", 30)]


def test_a_sitting_has_one_score_that_stands(rule_form, doctor, examiner, owner):
    sitting = doctor("Ann Almost", correct=69)
    fields = {
        name: getattr(sitting.score, name)
        for name in ("correct", "of", "by_area", "by_item", "form_digest", "receipt", "measured_at")
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(sitting=sitting, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(sitting=sitting, supersedes=sitting.score, **fields)


def test_a_voided_sitting_is_not_scored_anew(rule_form, doctor, examiner, owner, at):
    sitting = doctor("Ann Almost", correct=69)
    doctor("Bob Counts", correct=50)
    invigilation.void(sitting=sitting, reason="Disturbed.", by=owner, at=at + timedelta(hours=3))

    signed(proposed(rule_form.edition, change_of(single(rule_form), "drop"), by=examiner), by=owner)

    assert sitting.scores.count() == 1


def test_a_re_examination_that_passes_by_it_may_renew(exam_form, suspendable, examiner, owner, at):
    award, late = suspendable.award, at.replace(year=2028, month=12)
    form = forms.assemble(edition=exam_form.edition, count=1, seed=3, purpose="renewal", by=owner, at=at)[0]
    person = award.enrolment.person
    need = needed(form.edition.programme, "renewal")
    sitting = answered(sittings.book_renewal(award=award, by=person, at=late), correct=need - 1, at=late)
    with pytest.raises(Refused):
        renewals.renew_by_sitting(sitting=sitting, by=person, at=late)
    bad = next(place for place in places(form) if place.version.identifier not in items_right(sitting))
    change = proposed(form.edition, change_of(bad, "credit"), by=owner, at=late)
    assert [one["consequence"] for one in json.loads(change.preview)["people"]] == ["renewal"]

    signed(change, by=examiner, at=late)

    extension = renewals.renew_by_sitting(sitting=sitting, by=person, at=late)
    assert extension.evidence == {"sitting": sitting.pk}


def test_a_renewal_stays_whatever_becomes_of_its_sitting(exam_form, suspendable, examiner, owner, at):
    award, late = suspendable.award, at.replace(year=2028, month=12)
    form = forms.assemble(edition=exam_form.edition, count=1, seed=3, purpose="renewal", by=owner, at=at)[0]
    person = award.enrolment.person
    need = needed(form.edition.programme, "renewal")
    sitting = answered(sittings.book_renewal(award=award, by=person, at=late), correct=need, at=late)
    renewals.renew_by_sitting(sitting=sitting, by=person, at=late)
    drop = next(place for place in places(form) if place.version.identifier in items_right(sitting))

    signed(proposed(form.edition, change_of(drop, "drop"), by=owner, at=late), by=examiner, at=late)

    assert (sitting.score.correct, judged_by(sitting).correct) == (need - 1, need)
    assert award.extensions.count() == 1
    (waits,) = waiting(form.edition.organisation, at=late)
    assert (waits.why, waits.review.score) == ("pass", sitting.score)
    passes.answer_pass(review=waits.review, stands=False, reason="So.", by=examiner, at=late)
    assert award.extensions.count() == 1


def test_a_panel_sees_what_everybody_has_and_what_nobody_can_have(rule_form, doctor, owner, examiner, at):
    one, two = single(rule_form), single(rule_form, 1)
    sitting = doctor("Ann Other", correct=60)
    signed(proposed(rule_form.edition, change_of(one, "drop"), change_of(two, "credit"), by=examiner), by=owner)

    found = count(rule_form, at=at + timedelta(days=1))

    by_item = dict(zip(found.items, found.correct, strict=True))
    assert len(by_item) == 110
    assert (by_item[one.version.identifier], by_item[two.version.identifier]) == (0, 1)
    assert found.totals[sitting.score.correct] == 1
