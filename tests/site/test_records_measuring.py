"""From closed sittings to arrays: whose count, what stands where, and the hash of it all."""

import hashlib
import json
from datetime import timedelta

import numpy as np
import pytest
from numpy.random import default_rng
from people import AT
from scoring import change_of, proposed, signed, single

from testamur.delivery import Kind, Response
from testamur.items import key
from testamur.items.facts import key_position
from testamur.site.jobs.simulated import answer
from testamur.site.records.actions import forms, invigilation, sittings
from testamur.site.records.measuring import exam_answers, exam_responses
from testamur.site.records.measuring.answers import seconds_of
from testamur.site.records.measuring.attempts import firsts
from testamur.site.records.models import ItemVersion, Score
from testamur.site.records.stored import read_item

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=90)


def measured(form):
    return exam_responses(form.edition, at=LATER)


def test_each_score_stands_in_the_row_of_its_person_and_the_column_of_its_item(exam_form, sit, new_person):
    for number in range(3):
        sit(new_person(f"Sitter {number}"), correct=20 + number)

    found = measured(exam_form)

    for score in Score.objects.select_related("sitting__enrolment"):
        row = found.sittings.index(score.sitting_id)
        by_item = {item.identifier: int(found.scores[row, n]) for n, item in enumerate(found.items)}
        assert by_item == {name: int(right) for name, right in score.by_item.items()}
        assert found.persons[row] == score.sitting.enrolment.person_id
    assert found.totals.tolist() == [20, 21, 22]
    assert [item.digest for item in found.items] == list(
        ItemVersion.objects.order_by("identifier").values_list("digest", flat=True)
    )


def test_an_item_that_a_form_has_not_is_a_hole(exam_form, sit, new_person, owner):
    forms.assemble(edition=exam_form.edition, count=1, seed=9, by=owner, at=AT)
    for number in range(4):
        sit(new_person(f"Sitter {number}"), correct=25)

    found = measured(exam_form)

    assert len(found.forms) == 2
    assert np.bincount(found.form_of).tolist() == [2, 2]
    for place, form in enumerate(found.forms):
        here = found.form_of == place
        given = np.zeros(len(found.items), dtype=bool)
        given[form.columns] = True
        assert (found.scores[here][:, given] >= 0).all()
        assert np.isnan(found.with_holes()[here][:, ~given]).all()
        assert found.of_form(place).sum(axis=1).tolist() == [25, 25]
    assert set(found.groups["form"]) == {form.name for form in found.forms}


def test_the_first_attempt_counts_unless_it_was_voided(exam_form, sit, candidate, stranger, invigilator):
    sit(candidate, correct=20)
    sit(candidate, correct=25, at=AT + timedelta(days=31))
    voided = sit(stranger, correct=30)
    invigilation.void(sitting=voided, reason="Stopped.", by=invigilator, at=AT + timedelta(hours=1))

    assert measured(exam_form).totals.tolist() == [20]

    sit(stranger, correct=33, at=AT + timedelta(days=31))
    assert sorted(measured(exam_form).totals.tolist()) == [20, 33]


def test_what_was_measured_later_does_not_count(exam_form, sit, candidate, stranger):
    sit(candidate, correct=20)
    sit(stranger, correct=21, at=AT + timedelta(days=2))

    assert exam_responses(exam_form.edition, at=AT + timedelta(days=1)).totals.tolist() == [20]


def test_simulated_people_count_only_while_there_are_no_others(exam_form, sit, new_person):
    sit(new_person("Made Up", is_simulated=True), correct=20)
    assert measured(exam_form).is_simulated

    sit(new_person("Real One"), correct=21)

    found = measured(exam_form)
    assert (found.is_simulated, found.totals.tolist()) == (False, [21])


def test_before_anybody_sat_there_is_nothing(exam_form):
    found = measured(exam_form)

    assert (found.n, found.items, found.forms, found.is_simulated) == (0, (), (), False)
    assert len(found.sha256) == 64


def test_the_hash_is_of_scores_and_items_and_not_of_who_sat_when(exam_form, sit, new_person):
    people = [new_person(f"Sitter {number}") for number in range(3)]
    for person in people:
        sit(person, correct=25)
    first = measured(exam_form)
    rows = list(Score.objects.order_by("pk"))
    for row, other in zip(rows, [rows[1].by_item, rows[2].by_item, rows[0].by_item], strict=True):
        Score.objects.filter(pk=row.pk).update(by_item=other)

    again = measured(exam_form)

    assert again.scores.tolist() != first.scores.tolist()
    assert again.sha256 == first.sha256
    flipped = {**rows[0].by_item, first.items[0].identifier: not rows[0].by_item[first.items[0].identifier]}
    Score.objects.filter(pk=rows[2].pk).update(by_item=flipped)
    assert measured(exam_form).sha256 != first.sha256


def test_in_order_the_rows_are_those_of_the_hash_each_with_its_person(exam_form, sit, new_person):
    for number in range(5):
        sit(new_person(f"Sitter {number}"), correct=15 + 5 * number)
    found = measured(exam_form)

    ordered = found.in_order()

    assert [bytes(row + 1) for row in ordered.scores] == sorted(bytes(row + 1) for row in found.scores)
    totals = dict(zip(found.persons, found.totals.tolist(), strict=True))
    assert [totals[person] for person in ordered.persons] == ordered.totals.tolist()
    assert ordered.sha256 == found.sha256


def test_the_number_of_queries_does_not_grow_with_the_sittings(
    exam_form, sit, new_person, django_assert_num_queries
):
    sit(new_person("Sitter 0"), correct=25)
    with django_assert_num_queries(6):
        measured(exam_form)
    for number in range(1, 4):
        sit(new_person(f"Sitter {number}"), correct=25)

    with django_assert_num_queries(6):
        found = measured(exam_form)
    with django_assert_num_queries(2):
        exam_answers(found)


def test_groups_are_what_people_gave_and_the_time_they_had(exam_form, sit, new_person, enrol):
    nurse, other = new_person("Nora Nurse"), new_person("Otto Other")
    enrol(other, "healthcare-ai-professional", facts={"licence": "physician"})
    sit(nurse, correct=25)
    sit(other, correct=25)
    exam = exam_form.edition.programme.exam
    other.enrolments.get().sittings.update(limit_seconds=exam.minutes * 90)

    found = measured(exam_form)

    assert found.groups == {
        "form": ("exam-1", "exam-1"),
        "licence": ("nurse", "physician"),
        "time": ("standard", "extra"),
    }


def test_answers_stand_beside_the_scores(exam_form, sit, candidate):
    sitting = sit(candidate)
    places = list(exam_form.places.select_related("version"))
    rng = default_rng(7)
    for number, place in enumerate(places[:10]):
        read = read_item(place.version.document)
        right = Response(number + 1, read.identifier, answer(read, right=number % 2 == 0, rng=rng))
        at = AT + timedelta(minutes=number + 1)
        sittings.respond(sitting=sitting, responses=[right], generation=None, at=at)
    sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=candidate, at=AT + timedelta(minutes=20))

    found = measured(exam_form)
    answers = exam_answers(found)

    for number, place in enumerate(places):
        column = next(n for n, item in enumerate(found.items) if item.version == place.version_id)
        keys = list(key(read_item(place.version.document)).values())
        is_single = found.items[column].key is not None
        assert (answers.chosen[0, column] in keys) == (is_single and number < 10 and number % 2 == 0)
        if number < 10:
            assert answers.seconds[0, column] == 60
        else:
            assert np.isnan(answers.seconds[0, column])


def test_the_time_of_an_item_is_the_sum_of_the_steps_that_end_with_its_saves():
    saved = [("one", {}, 60), ("two", {}, 90), ("one", {}, 100)]
    happened = [("start", 0)]

    assert seconds_of(*times(saved, happened)) == {"one": 70.0, "two": 30.0}


def test_items_that_arrive_together_or_after_a_pause_have_no_time():
    saved = [("one", {}, 60), ("two", {}, 90), ("three", {}, 90), ("four", {}, 200), ("five", {}, 220)]
    happened = [("start", 0), ("pause", 100), ("resume", 150)]

    found = seconds_of(*times(saved, happened))

    assert {name for name, spent in found.items() if np.isnan(spent)} == {"two", "three", "four"}
    assert (found["one"], found["five"]) == (60.0, 20.0)


def times(saved, happened):
    def moment(seconds):
        return AT + timedelta(seconds=seconds)

    return [(i, v, moment(s)) for i, v, s in saved], [(k, moment(s)) for k, s in happened]


def test_of_several_lines_of_one_enrolment_the_first_is_kept():
    assert firsts([(1, "a"), (2, "b"), (1, "c")]) == [(1, "a"), (2, "b")]


def test_the_hash_is_the_documented_one(exam_form, sit, new_person, owner):
    (other,) = forms.assemble(edition=exam_form.edition, count=1, seed=9, by=owner, at=AT)
    for number in range(4):
        sit(new_person(f"Sitter {number}"), correct=20 + number)

    numbered = sorted([exam_form, other], key=lambda form: form.digest)
    versions = sorted(ItemVersion.objects.all(), key=lambda version: (version.identifier, version.digest))
    keys = [key(read_item(version.document)) for version in versions]
    head = {
        "format": "testamur-exam-responses-1",
        "forms": [form.digest for form in numbered],
        "items": [[version.digest, right] for version, right in zip(versions, keys, strict=True)],
    }
    rows = []
    for score in Score.objects.all():
        given = [score.by_item.get(version.identifier) for version in versions]
        number = numbered.index(score.sitting.form).to_bytes(2, "big")
        rows.append(number + bytes(0 if right is None else 1 + right for right in given))
    text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    assert measured(exam_form).sha256 == hashlib.sha256(text + b"".join(sorted(rows))).hexdigest()


def test_what_everybody_is_given_is_no_column_and_stays_in_the_totals(exam_form, sit, new_person, examiner, owner):
    for number in range(3):
        sit(new_person(f"Sitter {number}"), correct=20)
    before = measured(exam_form)
    credited, dropped = exam_form.places.select_related("version")[:2]
    change = proposed(
        exam_form.edition,
        change_of(credited, "credit"),
        change_of(dropped, "drop"),
        by=examiner,
        at=LATER - timedelta(days=1),
    )
    signed(change, by=owner, at=LATER - timedelta(days=1))

    found = measured(exam_form)
    answers = exam_answers(found)

    gone = {credited.version_id, dropped.version_id}
    assert {item.version for item in before.items} - {item.version for item in found.items} == gone
    assert found.forms[0].credited == 1
    standing = {score.sitting_id: score.correct for score in Score.objects.standing()}
    assert dict(zip(found.sittings, found.totals.tolist(), strict=True)) == standing
    assert answers.chosen.shape == found.scores.shape
    assert found.sha256 != before.sha256


def test_another_key_is_another_hash(exam_form, sit, candidate, examiner, owner):
    sit(candidate, correct=20)
    before = measured(exam_form)
    place = single(exam_form)
    right = key_position(read_item(place.version.document))
    other = next(option for option in "ABCD" if option != right)
    at = LATER - timedelta(days=1)
    signed(proposed(exam_form.edition, change_of(place, "rekey", other), by=examiner, at=at), by=owner, at=at)

    found = measured(exam_form)

    item = next(item for item in found.items if item.version == place.version_id)
    assert item.key == other
    assert found.sha256 != before.sha256
