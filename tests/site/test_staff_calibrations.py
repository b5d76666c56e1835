"""The pages of calibrations: list, one with its plots and their tables, sign-off, and the item's own page."""

import numpy as np
import pytest
from crowds import crowd, keep
from django.urls import reverse
from people import AT

from testamur.psychometrics.estimate import CONFIDENCE
from testamur.psychometrics.intervals import wilson
from testamur.site.records.actions import calibrations, forms
from testamur.site.records.measuring import curve_of, form_readings, item_readings, read_kept
from testamur.site.records.models import Calibration, CalibrationRequest, CalibrationSignOff
from testamur.site.staff import calibration_plots
from testamur.site.staff.calibration_rows import SPACE, mean_square, with_error
from testamur.site.staff.wording import share

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(exam_form, examiner, now):
    """Return a draft of 60 people, made by the examiner."""
    crowd(exam_form, 60)
    asked = calibrations.ask(edition=exam_form.edition, model="auto", is_anchored=False, by=examiner, at=now)
    return Calibration.objects.get(request=asked)


@pytest.fixture
def signed(kept, owner, now):
    calibrations.sign(calibration=kept, statement="Looked at.", by=owner, at=now)
    return Calibration.objects.get()


def list_url(form):
    return reverse("staff:calibrations", args=["academy", form.edition_id])


def url_of(kept):
    return reverse("staff:calibration", args=["academy", kept.pk])


def texts(rows):
    return [[str(cell.text) for cell in row.cells] for row in rows]


def test_before_there_is_one_the_page_says_so(client, examiner, exam_form):
    client.force_login(examiner)

    page = client.get(list_url(exam_form)).content.decode()

    assert "No calibration is signed yet." in page
    assert "None has been made." in page
    assert "0 people have finished a first attempt that counts." in page


def test_a_programme_without_exam_has_none(client, examiner, editions):
    client.force_login(examiner)

    answer = client.get(reverse("staff:calibrations", args=["academy", editions["clinical-ai-cme"].pk]))

    assert answer.status_code == 404


def test_the_examiner_makes_one_and_is_led_to_it(client, examiner, exam_form, now):
    crowd(exam_form, 40)
    client.force_login(examiner)

    answer = client.post(list_url(exam_form), {"model": "auto"})

    made = Calibration.objects.get()
    assert answer["location"] == url_of(made)
    assert (made.request.by, made.made_at) == (examiner, now)


def test_why_there_is_none_stands_on_the_page(client, examiner, exam_form, now):
    crowd(exam_form, 12)
    client.force_login(examiner)

    page = client.post(list_url(exam_form), {"model": "auto"}, follow=True)

    ((_asked, model, by, reason),) = texts(page.context["requests"])
    assert (model, by) == ("by the number of people", "academy examiner")
    assert reason == "12 people have finished a first attempt; a calibration wants 30 at least."
    assert not Calibration.objects.exists()


def test_a_request_that_waits_for_the_worker_says_so(client, examiner, exam_form, now, monkeypatch):
    crowd(exam_form, 40)
    monkeypatch.setattr(calibrations, "AT_ONCE", 1)
    client.force_login(examiner)

    page = client.post(list_url(exam_form), {"model": "auto"}, follow=True)

    assert "It waits for the worker, since there are many sittings." in page.content.decode()
    again = client.post(list_url(exam_form), {"model": "auto"})
    assert again.status_code == 409


@pytest.mark.parametrize("given", [{}, {"model": "4pl"}])
def test_nonsense_makes_none(client, examiner, exam_form, given):
    client.force_login(examiner)

    assert client.post(list_url(exam_form), given).status_code == 422
    assert not CalibrationRequest.objects.exists()


def test_the_page_shows_everything_that_is_to_be_known(client, owner, kept):
    client.force_login(owner)

    page = client.get(url_of(kept))

    shown, read = page.content.decode(), read_kept(kept.document)
    assert "This calibration of 60 people waits for a second person to sign it." in shown
    for said in (kept.digest, kept.data_digest, *read.warnings, *read.made_with.values()):
        assert said in shown
    assert len(page.context["items"]) == len(read.calibration.items)
    assert shown.count("<figure") == 5
    assert shown.count("The same as a table") == 5


def test_each_item_stands_with_its_figures_and_leads_to_its_page(client, owner, kept, exam_form):
    client.force_login(owner)

    rows = client.get(url_of(kept)).context["items"]

    read = read_kept(kept.document)
    for row, item, column in zip(rows, read.calibration.items, read.exam.columns, strict=True):
        title, right, b = (cell.text for cell in row.cells[:3])
        assert (title, right) == (column.title, share(column.correct))
        assert b == f"{item.difficulty:.2f}{SPACE}±{SPACE}{item.difficulty_error:.2f}"
        position = exam_form.places.get(version__digest=column.digest).position
        assert row.cells[0].url == reverse("staff:item", args=["academy", exam_form.pk, position])


def test_a_flagged_item_is_named_with_words(client, owner, examiner, exam_form, now):
    logits = 1.7 * (np.random.default_rng(8).normal(size=(150, 1)) - np.linspace(-1, 1, exam_form.places.count()))
    right = np.random.default_rng(9).random(logits.shape) < 1 / (1 + np.exp(-logits))
    right[:, 20] = np.random.default_rng(10).random(150) < 0.5
    keep(exam_form, right)
    calibrations.ask(edition=exam_form.edition, model="rasch", is_anchored=False, by=examiner, at=now)
    client.force_login(owner)

    page = client.get(url_of(Calibration.objects.get()))

    words = [line[-1] for line in texts(page.context["flagged"])]
    assert "does not follow its curve; more surprises than its curve allows" in words
    assert page.context["chosen"].flags


def test_the_item_of_the_curve_can_be_chosen(client, owner, kept):
    client.force_login(owner)
    last = item_readings(read_kept(kept.document))[-1]

    page = client.get(url_of(kept), {"item": last.found.name})

    assert page.context["chosen"] == last
    assert page.context["curve"].title == f"“{last.column.title}”: the curve and what was observed"
    assert client.get(url_of(kept), {"item": "none-such"}).status_code == 200


def test_the_owner_signs(client, owner, kept, now):
    client.force_login(owner)

    answer = client.post(url_of(kept), {"outcome": "signed", "statement": "All flags looked at."}, follow=True)

    sign_off = CalibrationSignOff.objects.get()
    assert (sign_off.by, sign_off.at, sign_off.statement) == (owner, now, "All flags looked at.")
    shown = answer.content.decode()
    assert "This calibration of 60 people is signed and in use." in shown
    assert "All flags looked at." in shown
    assert "Keep this answer" not in shown


def test_the_owner_refuses_with_a_reason(client, owner, kept, exam_form):
    client.force_login(owner)

    answer = client.post(url_of(kept), {"outcome": "refused", "statement": "Too few."}, follow=True)

    assert "This calibration was refused." in answer.content.decode()
    assert "No calibration is signed yet." in client.get(list_url(exam_form)).content.decode()


def test_a_signature_without_words_is_not_kept(client, owner, kept):
    client.force_login(owner)

    answer = client.post(url_of(kept), {"outcome": "signed", "statement": ""})

    assert answer.status_code == 422
    assert not CalibrationSignOff.objects.exists()


def test_who_made_it_gets_no_form_to_sign_and_is_refused(client, owner, exam_form, now):
    crowd(exam_form, 40)
    calibrations.ask(edition=exam_form.edition, model="auto", is_anchored=False, by=owner, at=now)
    own = Calibration.objects.get()
    client.force_login(owner)

    assert "You made this calibration: a second person has to sign it." in client.get(url_of(own)).content.decode()
    answer = client.post(url_of(own), {"outcome": "signed", "statement": "Mine is good."})
    assert answer.status_code == 409
    assert not CalibrationSignOff.objects.exists()


def test_an_examiner_reads_and_does_not_sign(client, examiner, kept):
    client.force_login(examiner)

    assert "A programme owner who did not make it signs it." in client.get(url_of(kept)).content.decode()


def test_whoever_takes_the_exam_sees_no_calibration(client, examiner, kept, exam_form, enrol):
    enrol(examiner, "healthcare-ai-professional")
    client.force_login(examiner)

    assert client.get(url_of(kept)).status_code == 409
    assert client.get(list_url(exam_form)).status_code == 409


def test_a_superseded_one_leads_to_the_one_after(client, owner, examiner, signed, exam_form, now):
    crowd(exam_form, 10, seed=4)
    asked = calibrations.ask(edition=exam_form.edition, model="auto", is_anchored=False, by=examiner, at=now)
    newer = Calibration.objects.get(request=asked)
    calibrations.sign(calibration=newer, statement="Newer.", by=owner, at=now)
    client.force_login(owner)

    page = client.get(url_of(signed)).content.decode()

    assert "This calibration was signed and is superseded by a newer one." in page
    assert f'href="{url_of(newer)}"' in page
    states = [line[3] for line in texts(client.get(list_url(exam_form)).context["calibrations"])]
    assert states == ["signed, in use", "signed, superseded"]


def test_simulated_people_are_labelled(client, owner, examiner, exam_form, now):
    crowd(exam_form, 40, is_simulated=True)
    calibrations.ask(edition=exam_form.edition, model="auto", is_anchored=False, by=examiner, at=now)
    client.force_login(owner)

    for url in (url_of(Calibration.objects.get()), list_url(exam_form)):
        assert 'class="simulated">Simulated data' in client.get(url).content.decode()


def test_the_page_of_an_item_shows_its_calibration_use_and_history(client, examiner, signed, exam_form, owner):
    (other,) = forms.assemble(edition=exam_form.edition, count=1, seed=1, purpose="renewal", by=owner, at=AT)
    place = exam_form.places.first()
    client.force_login(examiner)

    page = client.get(reverse("staff:item", args=["academy", exam_form.pk, 1]))

    reading = next(r for r in item_readings(read_kept(signed.document)) if r.column.digest == place.version.digest)
    facts = dict(texts(page.context["calibrated"].facts))
    assert facts["Difficulty, b"] == with_error(reading.item.difficulty, reading.item.difficulty_error)
    assert facts["People"] == "60"
    ((on, state, people, right, parameters, _flags),) = texts(page.context["history"])
    assert (on, state, people, right) == (
        "9 March 2026",
        "signed, in use",
        "60",
        share(reading.column.correct),
    )
    assert parameters == f"b {facts['Difficulty, b']}"
    uses = {line[0]: line[-1] for line in texts(page.context["uses"])}
    assert uses["exam-1"] == "60"
    assert set(uses) <= {"exam-1", other.name}


def test_an_item_that_is_in_no_calibration_says_so(client, examiner, exam_form):
    client.force_login(examiner)

    page = client.get(reverse("staff:item", args=["academy", exam_form.pk, 1])).content.decode()

    assert "This version is in no calibration that is signed and in use." in page


def test_the_curve_is_drawn_with_the_intervals_of_the_observed_shares(kept):
    read = read_kept(kept.document)
    reading = item_readings(read)[3]

    line, intervals = calibration_plots.item_curve(read, reading).marks

    assert np.allclose(line.y, curve_of(read, reading.found.name, np.array(line.x)))
    assert intervals.at == list(reading.found.theta)
    assert list(intervals.value) == list(reading.found.correct)
    for n, right, low, high in zip(reading.found.n, intervals.value, intervals.low, intervals.high, strict=True):
        assert (low, high) == wilson(right * n, n, confidence=CONFIDENCE)


def test_error_and_information_are_two_sides_of_one_thing(kept, exam_form):
    read = read_kept(kept.document)
    readings = form_readings(read, correct=exam_form.edition.programme.exam.cut.correct)

    told, unsure = calibration_plots.information(read, readings), calibration_plots.errors(read, readings)

    assert np.allclose(np.array(told.marks[0].y) * np.array(unsure.marks[0].y) ** 2, 1)
    assert told.marks[-1].at == unsure.marks[-1].at == readings[0].cut


def test_on_the_map_stand_all_people_and_all_items(kept):
    read = read_kept(kept.document)

    people, items, _ = calibration_plots.person_item_map(read).marks

    assert sum(people.y) == 60
    assert -sum(items.y) == len(read.calibration.items)
    table = calibration_plots.person_item_map(read).twin.rows
    assert sum(int(row[2]) for row in table) == 60
    assert sum(int(row[3]) for row in table) == len(read.calibration.items)


@pytest.mark.parametrize(
    ("value", "error", "said"),
    [
        (0.5, 0.25, f"0.50{SPACE}±{SPACE}0.25"),
        (0.5, 0.0, "0.50, held"),
        (0.5, float("nan"), "0.50, error unknown"),
        (None, None, ""),
    ],
)
def test_a_parameter_is_told_with_its_error(value, error, said):
    assert with_error(value, error) == said


def test_a_mean_square_that_there_is_not_is_undefined():
    assert mean_square(None, None) == "undefined"
    assert mean_square(1.2, None) == "1.20"
    assert mean_square(1.2, -0.01) == f"1.20{SPACE}(z{SPACE}0.0)"
