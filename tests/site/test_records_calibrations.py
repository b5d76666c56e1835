"""Calibrations: asked for, made of the sittings, kept with hashes, signed by a second person, superseded."""

import dataclasses
from datetime import timedelta

import numpy as np
import pytest
from crowds import crowd, keep
from django.db import IntegrityError, transaction
from people import AT
from scoring import change_of, proposed
from scoring import signed as signed_change

from testamur.errors import Refused
from testamur.psychometrics import calibrate, responses
from testamur.site.jobs.table import JOBS
from testamur.site.records.actions import calibrations, forms, programmes
from testamur.site.records.calibrations import State, in_use, signed, state_of
from testamur.site.records.library import library
from testamur.site.records.measuring import FitFlag, exam_responses, form_readings, item_readings, read_kept
from testamur.site.records.measuring.calibrating import chosen
from testamur.site.records.measuring.kept import digest_of
from testamur.site.records.models import AuditEntry, Calibration, CalibrationRequest, CalibrationSignOff, Score

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture
def make(exam_form, examiner):
    """Ask for a calibration of the edition's exam; return it, or None with the reason kept."""

    def make(*, model="auto", is_anchored=False, edition=exam_form.edition, at=LATER):
        asked = calibrations.ask(edition=edition, model=model, is_anchored=is_anchored, by=examiner, at=at)
        return Calibration.objects.filter(request=asked).first()

    return make


@pytest.fixture
def sign(owner):
    def sign(kept, *, at=LATER):
        return calibrations.sign(calibration=kept, statement="Looked at and sound.", by=owner, at=at)

    return sign


def rule_of(call, **given):
    with pytest.raises(Refused) as refused:
        call(**given)
    return refused.value.rule


def test_what_is_kept_is_what_the_engine_finds_in_the_responses(exam_form, make):
    crowd(exam_form, 60)

    kept = make()

    given = exam_responses(exam_form.edition, at=LATER)
    names = [item.name for item in given.items]
    direct = calibrate(responses(given.in_order().scores, items=names), model="rasch")
    read = read_kept(kept.document)
    assert [item.item for item in read.calibration.items] == names
    assert read.calibration.parameters().tolist() == direct.parameters().tolist()
    assert kept.digest == digest_of(kept.document)
    assert kept.data_digest == read.data_sha256 == given.sha256
    assert (kept.model, kept.persons, kept.converged, kept.is_simulated) == ("rasch", 60, True, False)
    assert [form.digest for form in read.exam.forms] == [exam_form.digest]
    assert [column.digest for column in read.exam.columns] == [item.digest for item in given.items]


def test_the_same_sittings_give_the_same_document(exam_form, make):
    crowd(exam_form, 40)

    first, again = make(), make(at=LATER + timedelta(days=1))

    assert first.document == again.document


def test_who_sat_first_makes_no_difference_to_a_single_bit(exam_form, make):
    scores = crowd(exam_form, 40)
    first = make()
    answers = [score.by_item for score in scores]
    for score, other in zip(scores, answers[7:] + answers[:7], strict=True):
        Score.objects.filter(pk=score.pk).update(by_item=other, correct=sum(other.values()))

    assert make().document == first.document


def test_nothing_in_the_document_tells_of_a_person(exam_form, make):
    scores = crowd(exam_form, 40)

    document = make().document

    for score in scores:
        person = score.sitting.enrolment.person
        assert person.email not in document
        assert person.name not in document


def test_asking_making_and_signing_each_have_an_audit_row(exam_form, make, sign, academy):
    crowd(exam_form, 40)

    kept = make()
    sign(kept)

    rows = AuditEntry.objects.filter(action__startswith="calibration.").order_by("pk")
    assert [row.action for row in rows] == ["calibration.ask", "calibration.make", "calibration.sign"]
    assert {row.organisation for row in rows} == {academy}
    assert rows[1].detail == {
        "model": "rasch",
        "persons": 40,
        "data": kept.data_digest,
        "digest": kept.digest,
    }


def test_too_few_people_are_refused_and_the_reason_is_kept(exam_form, make):
    crowd(exam_form, 29)

    assert make() is None

    asked = CalibrationRequest.objects.get()
    assert asked.reason == "29 people have finished a first attempt; a calibration wants 30 at least."
    assert not Calibration.objects.exists()
    assert AuditEntry.objects.filter(action="calibration.fail").count() == 1


def test_items_of_which_nothing_can_be_estimated_are_left_out_and_named(exam_form, make):
    right = np.random.default_rng(3).random((40, exam_form.places.count())) < 0.6
    right[:, 0], right[:, 1] = True, False
    keep(exam_form, right)

    read = read_kept(make().document)

    names = list(exam_form.places.values_list("version__identifier", flat=True))
    assert {one.column.identifier: one.reason for one in read.exam.left_out} == {
        names[0]: "right for everybody",
        names[1]: "wrong for everybody",
    }
    assert len(read.calibration.items) == len(names) - 2
    assert read.exam.forms[0].others == 1.0
    assert "2 items are not calibrated, for the reasons listed." in read.warnings


def test_an_item_that_too_few_were_given_is_left_out(exam_form, make, owner):
    (other,) = forms.assemble(edition=exam_form.edition, count=1, seed=9, by=owner, at=AT)
    crowd(exam_form, 40)
    crowd(other, 12, seed=2)

    read = read_kept(make().document)

    assert {one.reason for one in read.exam.left_out} == {"given to 12 people; 30 are wanted"}
    assert len(read.exam.forms) == 2


def test_forms_without_items_in_common_are_said_to_stand_apart(exam_form, make, owner):
    (other,) = forms.assemble(edition=exam_form.edition, count=1, seed=9, by=owner, at=AT)
    shared = set(exam_form.places.values_list("version", flat=True)) & set(
        other.places.values_list("version", flat=True)
    )
    for form in (exam_form, other):
        crowd(form, 35, seed=form.pk)

    said = " ".join(read_kept(make().document).warnings)

    assert ("fewer than 5 items in common: exam-1; exam-2" in said) == (len(shared) < 5)


@pytest.mark.parametrize(
    ("n", "asked", "model", "priors"),
    [
        (199, "auto", "rasch", set()),
        (200, "auto", "2pl", {"a"}),
        (999, "auto", "2pl", {"a"}),
        (1000, "auto", "2pl", set()),
        (60, "2pl", "2pl", {"a"}),
        (60, "3pl", "3pl", {"a", "c"}),
        (5000, "rasch", "rasch", set()),
    ],
)
def test_the_item_model_follows_the_number_of_people(n, asked, model, priors):
    found = chosen(n, model=asked, names=["one"])

    assert (found.model, set(found.priors)) == (model, priors)


def test_a_model_for_which_there_are_too_few_carries_its_warning(exam_form, make):
    crowd(exam_form, 60)

    warnings = read_kept(make(model="3pl").document).warnings

    assert any("60 persons; the three-parameter logistic model wants 500" in warning for warning in warnings)
    assert any("Slopes are held near 1 by a prior" in warning for warning in warnings)


def test_simulated_people_are_named_as_such(exam_form, make):
    crowd(exam_form, 40, is_simulated=True)

    kept = make()

    assert kept.is_simulated
    assert "All of these people are simulated" in read_kept(kept.document).warnings[0]


def test_who_made_it_does_not_sign_it_and_a_second_person_does(exam_form, make, owner, examiner):
    crowd(exam_form, 40)
    kept = make()

    assert rule_of(calibrations.sign, calibration=kept, statement="Mine.", by=examiner, at=LATER) == (
        "calibration-own"
    )
    assert state_of(kept) == State.DRAFT
    calibrations.sign(calibration=kept, statement="Looked at.", by=owner, at=LATER)
    assert state_of(Calibration.objects.get()) == State.SIGNED
    assert in_use(exam_form.edition) == kept


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"converged": False}, "calibration-converged"), ({"is_simulated": True}, "calibration-simulated")],
)
def test_what_is_not_to_be_used_is_not_signed(exam_form, make, owner, change, rule):
    crowd(exam_form, 40)
    kept = make()
    Calibration.objects.update(**change)

    assert rule_of(calibrations.sign, calibration=kept, statement="Fine.", by=owner, at=LATER) == rule
    assert not CalibrationSignOff.objects.exists()


def test_simulated_people_serve_where_the_organisation_is_a_worked_example(exam_form, make, sign, academy):
    crowd(exam_form, 40, is_simulated=True)
    academy.is_simulated = True
    academy.save()

    assert sign(make()).outcome == "signed"


def test_a_signature_wants_words(exam_form, make, owner):
    crowd(exam_form, 40)
    kept = make()

    assert rule_of(calibrations.sign, calibration=kept, statement=" ", by=owner, at=LATER) == (
        "calibration-statement"
    )


def test_a_newer_signed_one_supersedes_and_a_refused_one_does_not(exam_form, make, sign, owner):
    crowd(exam_form, 40)
    first, refused = make(), make()
    sign(first)
    calibrations.refuse(calibration=refused, reason="Too early.", by=owner, at=LATER)
    crowd(exam_form, 20, seed=2)
    second = make()

    sign(second, at=LATER + timedelta(days=1))

    states = {kept.pk: state_of(kept) for kept in Calibration.objects.all()}
    assert states == {first.pk: State.SUPERSEDED, refused.pk: State.REFUSED, second.pk: State.SIGNED}
    assert in_use(exam_form.edition) == second
    assert list(signed(exam_form.edition)) == [second, first]
    assert CalibrationSignOff.objects.get(calibration=second).supersedes.calibration == first


def test_nobody_decides_twice(exam_form, make, sign, owner):
    crowd(exam_form, 40)
    kept = make()
    sign(kept)

    for call, said in ((calibrations.sign, "statement"), (calibrations.refuse, "reason")):
        assert rule_of(call, calibration=kept, by=owner, at=LATER, **{said: "Again."}) == "calibration-decided"


def test_the_database_holds_one_first_signature_an_edition(exam_form, make, sign, owner):
    crowd(exam_form, 40)
    first, second = make(), make()
    sign(first)

    with pytest.raises(IntegrityError), transaction.atomic():
        CalibrationSignOff.objects.create(
            calibration=second, edition=exam_form.edition, outcome="signed", statement="x", by=owner, at=LATER
        )


def test_held_items_keep_their_parameters_and_new_people_their_ability(exam_form, make, sign):
    crowd(exam_form, 60)
    first = make()
    sign(first)
    crowd(exam_form, 40, seed=5)

    read, before = read_kept(make(is_anchored=True).document), read_kept(first.document)

    assert read.exam.choice.anchors_from == first.digest
    assert len(read.exam.choice.anchors) == len(read.calibration.items)
    assert read.calibration.parameters().tolist() == before.calibration.parameters().tolist()
    assert all(item.is_fixed for item in read.calibration.items)
    assert read.calibration.populations[0].mean_error > 0


def test_nothing_is_held_where_nothing_is_signed_or_in_another_item_model(exam_form, make, sign):
    crowd(exam_form, 40)
    with pytest.raises(Refused, match="No calibration is signed"):
        make(is_anchored=True)
    assert not CalibrationRequest.objects.exists()

    sign(make())

    assert make(model="2pl", is_anchored=True) is None
    assert "can be held in that item model only" in CalibrationRequest.objects.last().reason


def test_many_sittings_are_left_to_the_worker(exam_form, make, monkeypatch):
    crowd(exam_form, 40)
    monkeypatch.setattr(calibrations, "AT_ONCE", 100)

    assert make() is None
    with pytest.raises(Refused, match="is being made already"):
        make()
    assert JOBS["make-calibrations"].run(LATER) == 1

    kept = Calibration.objects.get()
    assert (kept.persons, kept.request.claimed_at) == (40, LATER)
    assert JOBS["make-calibrations"].run(LATER) == 0


def test_a_request_whose_worker_stopped_is_taken_again(exam_form, make, monkeypatch):
    crowd(exam_form, 40)
    monkeypatch.setattr(calibrations, "AT_ONCE", 100)
    make()
    CalibrationRequest.objects.update(claimed_at=LATER)

    assert calibrations.work(at=LATER + timedelta(minutes=5)) == 0
    assert calibrations.work(at=LATER + timedelta(minutes=30)) == 1


def test_a_new_edition_starts_from_the_calibration_of_the_one_before(exam_form, make, sign, academy, owner):
    crowd(exam_form, 40)
    kept = make()
    sign(kept)
    edition = exam_form.edition
    changed = dataclasses.replace(edition.programme, edition="2027-1")
    newer = programmes.publish(
        organisation=academy,
        edition=dataclasses.replace(
            library().programmes["healthcare-ai-professional"],
            programme=changed,
            text=edition.text.replace(f'edition = "{edition.edition}"', 'edition = "2027-1"'),
            digest="2" * 64,
        ),
        by=owner,
        at=LATER,
    )

    assert in_use(newer) == kept


def test_a_form_reads_the_pass_mark_as_the_ability_at_which_it_is_expected(exam_form, make):
    crowd(exam_form, 60)
    read = read_kept(make().document)
    cut = exam_form.edition.programme.exam.cut.correct

    (reading,) = form_readings(read, correct=cut)

    # Worked out the long way: under the Rasch model the sum of 1 / (1 + exp(-(theta + d))) is the pass mark there.
    d = read.calibration.parameters()[:, 0]
    p = 1 / (1 + np.exp(-(reading.cut + d)))
    assert p.sum() == pytest.approx(cut, abs=1e-3)
    assert reading.information == pytest.approx((p * (1 - p)).sum(), rel=1e-6)
    assert reading.error == pytest.approx((p * (1 - p)).sum() ** -0.5, rel=1e-6)


def test_a_pass_mark_that_nobody_can_miss_has_no_ability(exam_form, make):
    crowd(exam_form, 40)

    (reading,) = form_readings(read_kept(make().document), correct=0)

    assert np.isnan([reading.cut, reading.information, reading.error]).all()


def test_an_item_answered_at_random_among_sound_ones_is_flagged(exam_form, make):
    logits = 1.7 * (np.random.default_rng(8).normal(size=(150, 1)) - np.linspace(-1, 1, exam_form.places.count()))
    right = np.random.default_rng(9).random(logits.shape) < 1 / (1 + np.exp(-logits))
    right[:, 20] = np.random.default_rng(10).random(150) < 0.5
    keep(exam_form, right)
    names = list(exam_form.places.values_list("version__identifier", flat=True))

    flagged = {one.column.identifier: one.flags for one in item_readings(read_kept(make().document))}

    assert set(flagged[names[20]]) == {FitFlag.MISFIT, FitFlag.NOISY}
    assert sum(bool(flags) for flags in flagged.values()) <= 4


def test_a_point_that_everybody_is_given_counts_towards_the_pass_mark(exam_form, make, examiner, owner):
    crowd(exam_form, 40)
    at = LATER - timedelta(days=1)
    change = proposed(exam_form.edition, change_of(exam_form.places.first(), "credit"), by=examiner, at=at)
    signed_change(change, by=owner, at=at)
    cut = exam_form.edition.programme.exam.cut.correct

    read = read_kept(make().document)

    (reading,) = form_readings(read, correct=cut)
    d = read.calibration.parameters()[:, 0]
    assert len(d) == exam_form.places.count() - 1
    assert (1 / (1 + np.exp(-(reading.cut + d)))).sum() == pytest.approx(cut - 1, abs=1e-3)


def test_while_it_is_computed_nothing_is_locked_and_two_that_compute_keep_one(exam_form, make, monkeypatch):
    crowd(exam_form, 40)
    monkeypatch.setattr(calibrations, "AT_ONCE", 1)
    make()
    request = CalibrationRequest.objects.get()

    first = calibrations.make(request=request, at=LATER)
    second = calibrations.make(request=request, at=LATER)

    assert (first, second) == (Calibration.objects.get(), None)
    assert AuditEntry.objects.filter(action="calibration.make").count() == 1
