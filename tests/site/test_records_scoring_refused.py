"""A change of scoring that may not be proposed or signed is refused, with what is wrong, and leaves no trace."""

from datetime import timedelta

import pytest
from scoring import change_of, items_right, places, proposed, signed, single, wrong_option

from testamur.errors import DocumentError, Refused
from testamur.psychometrics.what_if import CutRule
from testamur.site.records.actions import (
    decisions,
    invigilation,
    rescore,
    scoring,
)
from testamur.site.records.models import ScoringChange
from testamur.site.records.rescoring.preview import Proposal, preview
from testamur.site.records.rescoring.rules import Do, ItemChange

pytestmark = pytest.mark.django_db


def refusal(change, *, by, digest=None, at):
    with pytest.raises(Refused) as refused:
        scoring.sign(change=change, digest=digest or change.digest, by=by, at=at)
    assert not hasattr(ScoringChange.objects.get(pk=change.pk), "signature")
    return refused.value


def test_nobody_signs_what_they_propose_or_take_part_in(rule_form, doctor, owner, examiner, enrol, at):
    doctor("Ann Almost", correct=69)
    change = proposed(rule_form.edition, change_of(single(rule_form), "credit"), by=examiner)

    assert refusal(change, by=examiner, at=at).rule == "scoring-own"
    assert refusal(change, by=owner, digest="0" * 64, at=at).rule == "scoring-digest"
    enrol(owner, "ai-in-medicine-exam", facts={"licence": "physician"})
    assert refusal(change, by=owner, at=at).rule == "scoring-candidate"
    with pytest.raises(Refused) as refused:
        proposed(rule_form.edition, change_of(single(rule_form), "drop"), by=owner)
    assert refused.value.rule == "scoring-candidate"


def test_what_has_moved_since_the_preview_is_said_and_nothing_is_signed(rule_form, doctor, owner, examiner, at):
    bad = single(rule_form)
    lacks = {bad.version.identifier: wrong_option(bad)}
    doctor("Ann Almost", correct=69, answers=lacks)
    change = proposed(rule_form.edition, change_of(bad, "credit"), by=examiner)
    other = proposed(rule_form.edition, change_of(single(rule_form, 1), "drop"), by=examiner)
    late = doctor("Bob Late", correct=50)
    said = refusal(change, by=owner, at=at).reason

    invigilation.void(sitting=late, reason="Disturbed.", by=owner, at=at + timedelta(hours=3))
    signed(other, by=owner)

    assert said == "exam-1: 1 sittings had been measured, 2 are now."
    assert refusal(change, by=owner, at=at).reason == (
        "Another change of scoring has been signed since. exam-1: scores have changed since."
    )


def test_a_decision_made_since_is_said(exam_form, sit, candidate, examiner, owner, at):
    bad = single(exam_form)
    sitting = sit(candidate, correct=26)
    if bad.version.identifier in items_right(sitting):
        bad = next(place for place in places(exam_form) if place.version.identifier not in items_right(sitting))
    change = proposed(exam_form.edition, change_of(bad, "credit"), by=owner)
    decisions.decide_by_person(
        enrolment=sitting.enrolment, outcome="no award", reason="Failed.", by=examiner, at=at
    )

    assert refusal(change, by=examiner, at=at).reason == (
        "What rests on 1 of the sittings that change sides is not the same any more."
    )


@pytest.mark.parametrize("fields", [{"cut": 65}, {"rule": CutRule.PROPORTION}])
def test_another_pass_mark_is_for_a_new_edition(rule_form, doctor, examiner, fields, at):
    doctor("Ann Almost", correct=69)
    drops = [change_of(place, "drop") for place in places(rule_form)[:9]]

    shown = preview(rule_form.edition, Proposal(tuple(drops), **fields), at=at)
    with pytest.raises(Refused) as refused:
        proposed(rule_form.edition, *drops, by=examiner, **fields)

    assert refused.value.rule == "scoring-edition"
    (told,) = shown.document["forms"]
    assert told["effect"]["pass_mark"]["after"]["points"] == 65
    assert not ScoringChange.objects.exists()


def test_a_change_that_makes_no_sense_says_everything_that_is_wrong(rule_form, doctor, examiner, at):
    doctor("Ann Almost", correct=69)
    bad, other = single(rule_form), single(rule_form, 1)

    with pytest.raises(DocumentError) as refused:
        preview(
            rule_form.edition,
            Proposal((change_of(bad, "rekey", "Z"), change_of(other, "rekey"))),
            at=at,
        )
    assert {problem.path for problem in refused.value.problems} == {
        bad.version.identifier,
        other.version.identifier,
    }
    for items in [
        (),
        (ItemChange("none", "0" * 64, Do.DROP),),
        (change_of(bad, "drop"), change_of(bad, "credit")),
    ]:
        with pytest.raises(DocumentError):
            preview(rule_form.edition, Proposal(items), at=at)


def test_a_proposal_needs_a_reason_and_what_was_shown(rule_form, doctor, examiner, at):
    doctor("Ann Almost", correct=69)
    proposal = Proposal((change_of(single(rule_form), "credit"),))

    for digest, reason, rule in [("x", "So.", "scoring-moved"), ("x", " ", "scoring-reason")]:
        with pytest.raises(Refused) as refused:
            scoring.propose(
                edition=rule_form.edition, proposal=proposal, digest=digest, reason=reason, by=examiner, at=at
            )
        assert refused.value.rule == rule


def test_what_is_withdrawn_is_not_signed(rule_form, doctor, examiner, owner, at):
    doctor("Ann Almost", correct=69)
    change = proposed(rule_form.edition, change_of(single(rule_form), "credit"), by=examiner)
    scoring.withdraw(change=change, reason="The key is right.", by=examiner, at=at)

    assert refusal(change, by=owner, at=at).rule == "scoring-withdrawn"
    with pytest.raises(Refused):
        rescore.apply(change=change, at=at)


def test_a_change_is_signed_once(rule_form, doctor, examiner, owner, at):
    doctor("Ann Almost", correct=69)
    change = proposed(rule_form.edition, change_of(single(rule_form), "credit"), by=examiner)
    signed(change, by=owner)

    with pytest.raises(Refused, match="signed already"):
        scoring.sign(change=change, digest=change.digest, by=owner, at=at)
    with pytest.raises(Refused, match="signed already"):
        scoring.withdraw(change=change, reason="So.", by=owner, at=at)
