"""From sittings to the data of a technical report."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from crowds import crowd
from people import AT
from scoring import change_of, proposed, sat, signed, single, wrong_option

from testamur.delivery import Kind
from testamur.errors import Refused
from testamur.psychometrics.report import technical_report
from testamur.site.records.actions import calibrations, forms, sittings
from testamur.site.records.measuring import exam_responses
from testamur.site.records.models import Calibration
from testamur.site.records.report_data import Period, report_data

pytestmark = pytest.mark.django_db
YEAR = Period(date(AT.year, 1, 1), date(AT.year, 12, 31))


def of(form, *, period=YEAR):
    return report_data(form.edition, period=period, on=period.until, at=period.ends_at)


def test_scores_are_those_that_every_other_figure_rests_on(exam_form):
    crowd(exam_form, 40)

    found = of(exam_form)

    given = exam_responses(exam_form.edition, at=YEAR.ends_at).in_order()
    (form,) = found.forms
    np.testing.assert_array_equal(np.nan_to_num(form.scores), given.of_form(0))
    assert (form.cut, form.name) == (exam_form.edition.programme.exam.cut.correct, exam_form.name)
    assert [item.item for item in form.items] == [p.version.identifier for p in exam_form.places.all()]
    assert ("all first attempts so far", given.sha256) in found.sources
    assert not found.is_simulated


def test_answers_options_and_times_are_there_and_what_was_not_answered_is_told(sit, candidate, exam_form):
    sit(candidate, correct=20)

    (form,) = of(exam_form).forms

    keyed = [place for place, item in enumerate(form.items) if item.key]
    assert all(form.chosen[0, place] in form.items[place].options for place in keyed)
    right = [form.chosen[0, place] == form.items[place].key for place in keyed]
    assert right == (form.scores[0, keyed] == 1).tolist()
    assert form.traits["time"] == ("standard",)


def test_only_what_was_measured_in_the_period_counts(exam_form):
    crowd(exam_form, 12)
    crowd(exam_form, 5, at=AT - timedelta(days=400))

    assert of(exam_form).n == 12


def test_later_attempts_and_voided_sittings_are_counted_and_do_not_count(sit, candidate, owner, exam_form):
    sit(candidate, correct=10)
    sit(candidate, correct=30, at=AT + timedelta(days=40))
    crowd(exam_form, 10)

    before = of(exam_form)
    again = candidate.enrolments.get().sittings.last()
    sittings.happen(sitting=again, kind=Kind.VOID, by=owner, at=AT + timedelta(days=41))

    assert (before.about.later, before.about.later_passed, before.about.voided) == (1, 1, 0)
    assert (of(exam_form).about.later, of(exam_form).about.voided) == (0, 1)


def test_a_change_of_scoring_is_told_and_the_points_it_gives_everybody_count(enrol, candidate, owner, examiner):
    enrolment = enrol(candidate, "healthcare-ai-professional", at=AT)
    form = (
        enrolment.edition.forms.first()
        or forms.assemble(edition=enrolment.edition, count=1, seed=1, by=owner, at=AT)[0]
    )
    place = single(form)
    sat(enrolment, correct=20, answers={place.version.identifier: wrong_option(place)})
    signed(proposed(form.edition, change_of(place, "credit"), by=examiner), by=owner)

    (found,) = of(form).forms

    assert found.scores[np.isfinite(found.scores)].sum() == 21
    assert found.items[-1].item == "given to everybody (1)"
    assert place.version.identifier not in {item.item for item in found.items}
    assert of(form).about.key_changes.startswith(f"signed by two persons: {AT.date().isoformat()} (digest ")


def test_the_calibration_in_use_from_before_the_period_shows_what_has_drifted(exam_form, examiner, owner):
    crowd(exam_form, 60, at=AT - timedelta(days=400))
    made_at = AT - timedelta(days=390)
    calibrations.ask(edition=exam_form.edition, model="rasch", is_anchored=False, by=examiner, at=made_at)
    calibrations.sign(calibration=Calibration.objects.get(), statement="Looked at.", by=owner, at=made_at)
    crowd(exam_form, 50, seed=2)

    found = of(exam_form)

    names = {item.item for item in found.forms[0].items}
    assert {item.item for item in found.earlier.items} <= names
    told = technical_report(replace(found, draws=10)).sections[8].blocks
    assert any("Drift since the last calibration" in repr(block) and "drifted:" in repr(block) for block in told)


def test_real_and_simulated_people_never_stand_in_one_report(exam_form):
    crowd(exam_form, 9, is_simulated=True)
    assert of(exam_form).is_simulated
    assert technical_report(of(exam_form)).label == "Simulated data: nobody real sat"

    crowd(exam_form, 7)

    assert (of(exam_form).n, of(exam_form).is_simulated) == (7, False)


def test_nobody_who_sat_gives_no_report(exam_form):
    with pytest.raises(Refused, match="Nobody finished a first attempt"):
        of(exam_form)


def test_a_programme_without_exam_has_none(editions):
    with pytest.raises(Refused, match="has no exam"):
        report_data(editions["clinical-ai-cme"], period=YEAR, on=YEAR.until, at=YEAR.ends_at)
