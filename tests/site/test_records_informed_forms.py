"""Forms are assembled by the signed calibration: they tell at the pass mark what the forms before told."""

from datetime import timedelta

import numpy as np
import pytest
from crowds import crowd
from django.urls import reverse
from people import AT

from testamur.assembly import facts_for, read_form
from testamur.site.records.actions import calibrations, forms
from testamur.site.records.library import library
from testamur.site.records.measuring import expected_right, form_readings, informed, known_of, read_kept
from testamur.site.records.models import AuditEntry, Calibration, FormItem

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


@pytest.fixture
def edition(editions, owner):
    """Return the edition whose three forms were sat by enough people."""
    edition = editions["healthcare-ai-professional"]
    for form in forms.assemble(edition=edition, count=3, seed=1, by=owner, at=AT):
        crowd(form, 40, seed=form.pk)
    return edition


@pytest.fixture
def signed(edition, examiner, owner):
    asked = calibrations.ask(edition=edition, model="rasch", is_anchored=False, by=examiner, at=LATER)
    kept = Calibration.objects.get(request=asked)
    calibrations.sign(calibration=kept, statement="Sound.", by=owner, at=LATER)
    return kept


def assembled(edition, owner, *, count=2, purpose="exam"):
    return forms.assemble(edition=edition, count=count, seed=5, purpose=purpose, by=owner, at=LATER)


def bank_of(edition):
    return facts_for(edition.programme.exam, library().bank.items.values())


def test_forms_carry_the_calibration_and_tell_what_those_before_told(edition, signed, owner):
    made = assembled(edition, owner)

    read, exam = read_kept(signed.document), edition.programme.exam
    before = form_readings(read, correct=exam.cut.correct)
    cut = round(np.mean([one.cut for one in before]), 2)
    asked = np.mean([one.calibrated.test_information(cut)[0] for one in before])
    for form in made:
        told = read_form(form.document)
        assert told.calibration == signed.digest
        assert told.id == form.digest
        assert told.information.abilities[1] == pytest.approx(cut)
        assert told.information.aim[1] == pytest.approx(asked, abs=1e-5)
        assert told.information.worst < 0.02
    rows = AuditEntry.objects.filter(action="form.assemble").order_by("pk")
    assert [row.detail.get("calibration") for row in rows] == [None] * 3 + [signed.digest] * 2


def test_what_is_written_of_a_form_is_worked_out_again_from_its_items(edition, signed, owner):
    (form,) = assembled(edition, owner, count=1)

    read = read_kept(signed.document)
    d = {column.digest: item.parameters["d"] for item, column in
         zip(read.calibration.items, read.exam.columns, strict=True)}  # fmt: skip
    average = np.mean(list(d.values()))
    digests = form.places.values_list("version__digest", flat=True)
    own = np.array([d.get(digest, average) for digest in digests])
    told = read_form(form.document).information
    for theta, information in zip(told.abilities, told.information, strict=True):
        p = 1 / (1 + np.exp(-(theta + own)))
        assert information == pytest.approx((p * (1 - p)).sum(), abs=1e-4)
    facts = [one for one in bank_of(edition) if one.hash in set(digests)]
    right = [(1 / (1 + np.exp(-(theta + own)))).sum() for theta in told.abilities]
    assert expected_right(read, facts, told.abilities) == pytest.approx(right)
    assert known_of(read, facts) == sum(digest in d for digest in digests)


def test_a_shorter_form_is_asked_for_its_share(edition, signed, owner):
    (form,) = assembled(edition, owner, count=1, purpose="renewal")
    (whole,) = assembled(edition, owner, count=1)

    short, told = read_form(form.document).information, read_form(whole.document).information

    share = form.places.count() / whole.places.count()
    assert short.aim == pytest.approx([value * share for value in told.aim], rel=1e-5)


def test_without_a_signed_calibration_forms_are_drawn_as_ever(edition, owner):
    (form,) = assembled(edition, owner, count=1)

    assert {"calibration", "information"} & set(form.document) == set()


def test_a_calibration_that_knows_too_little_of_the_bank_is_not_used(exam_form, examiner, owner):
    crowd(exam_form, 40)
    asked = calibrations.ask(edition=exam_form.edition, model="rasch", is_anchored=False, by=examiner, at=LATER)
    kept = Calibration.objects.get(request=asked)
    calibrations.sign(calibration=kept, statement="Sound.", by=owner, at=LATER)
    bank = bank_of(exam_form.edition)

    (form,) = assembled(exam_form.edition, owner, count=1)

    assert known_of(read_kept(kept.document), bank) == 40 < len(bank) / 2
    assert "calibration" not in form.document


def test_a_pass_mark_beyond_the_items_gives_no_target(edition, signed):
    exam, bank = edition.programme.exam, bank_of(edition)

    assert informed(read_kept(signed.document), bank, correct=0, size=exam.items) is None
    assert informed(read_kept(signed.document), bank, correct=exam.cut.correct, size=exam.items) is not None


def test_items_that_are_not_calibrated_count_as_an_average_one(edition, signed):
    read, exam = read_kept(signed.document), edition.programme.exam
    told = informed(read, bank_of(edition), correct=exam.cut.correct, size=exam.items)

    known = {column.digest for column in read.exam.columns}
    average = -np.mean([item.difficulty for item in read.calibration.items])
    assert {item.calibrated.parameters for item in told.bank if item.hash not in known} == {(average,)}
    assert told.known == sum(item.hash in known for item in told.bank) == len(known)


def test_the_pages_say_by_what_forms_are_assembled(client, edition, signed, owner):
    (form,) = assembled(edition, owner, count=1)
    client.force_login(owner)

    listed = client.get(reverse("staff:forms", args=["academy", edition.pk])).content.decode()
    page = client.get(reverse("staff:form", args=["academy", form.pk]))

    known = (
        FormItem.objects.filter(form__in=edition.forms.exclude(pk=form.pk)).values("version").distinct().count()
    )
    assert f"It knows {known} of the bank&#x27;s {len(bank_of(edition))} items" in listed
    assert "What it tells at the pass mark" in page.content.decode()
    told, informing = read_form(form.document).information, page.context["informing"]
    assert informing.kept == signed
    assert [row.cells[1].text for row in informing.rows] == [f"{value:.2f}" for value in told.information]
    assert reverse("staff:calibration", args=["academy", signed.pk]) in page.content.decode()


def test_a_form_from_before_says_nothing_of_it(client, edition, signed, owner):
    client.force_login(owner)

    page = client.get(reverse("staff:form", args=["academy", edition.forms.first().pk]))

    assert page.context["informing"] is None
    assert "What it tells at the pass mark" not in page.content.decode()


def test_a_list_of_forms_without_a_signed_calibration_says_so(client, edition, owner):
    client.force_login(owner)

    page = client.get(reverse("staff:forms", args=["academy", edition.pk])).content.decode()

    assert "No calibration is signed: forms are drawn at random among those that keep the blueprint." in page
