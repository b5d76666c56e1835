"""A programme's file: what is wrong is said all at once."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur import catalogue
from testamur.cli.programme import known as known_content
from testamur.documents import shape
from testamur.errors import DocumentError, Problem
from testamur.programme import Programme, apportion, programme_problems, read, read_all

FOLDER = catalogue.content_folder() / "programmes"


def said(table, known):
    return [str(p) for p in programme_problems(shape(table, Programme), known=known)]


def test_the_small_programme_is_in_order(table, known):
    assert said(table, known) == []


def bent(table, path, value):
    place = table
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return table


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["id"], "Small One", "id: must be lower-case words joined by hyphens"),
        (["modelled_on"], "none", "modelled_on: no offering is called 'none'"),
        (["audience"], ["pilot"], "audience[0]: no role is called 'pilot'"),
        (["calendar", "starts"], [], "calendar.starts: is missing; a cohort has start dates"),
        (["component", 0, "texts"], ["none"], "component[0].texts: no module text is called 'none'"),
        (["component", 3, "lab"], "none", "component[3].lab: no lab is called 'none'"),
        (["component", 3, "pass_share"], 60.0, "component[3].pass_share: must be above 0 and at most 1"),
        (["component", 4, "week"], 5, "component[4].week: ends in week 5 of 4"),
        (["component", 1, "time"], "25:00", "component[1].time: must be a time of day such as 18:00 (UTC)"),
        (["component", 1, "id"], "reading", "component: the id 'reading' stands 2 times"),
        (
            ["component", 1, "texts"],
            ["fairness"],
            "component[1].texts: does not belong to a component of kind session",
        ),
        (["exam", "cut", "correct"], 11, "exam.cut.correct: must be 1 to 10, a number of correct answers"),
        (["exam", "blueprint", 0, "weight"], 0.4, "exam.blueprint: weights must sum to 1; they sum to 0.9"),
        (["exam", "blueprint", 0, "aligned"], ["X"], "exam.blueprint[0]: no competency has the code 'X'"),
        (["eligibility", 0, "any_of"], [], "eligibility[0]: must have either any_of or at_least"),
        (
            ["fee", 0, "covers"],
            "reading",
            "fee[0].covers: must be programme or a component that is sold separately",
        ),
        (
            ["renewal", "ways", 0, "units"],
            0.0,
            "renewal.ways[0].units: is missing; activities need a number of units",
        ),
        (["component", 0, "credits"], 2.0, "continuing_education: is missing; components carry credits"),
    ],
)
def test_each_fault_has_its_sentence(table, known, path, value, sentence):
    assert said(bent(table, path, value), known) == [sentence]


def test_what_somebody_completed_cannot_be_suspended(table, known):
    table["award"]["can_be_suspended"] = True
    assessed = said(table, known)
    table["award"]["kind"] = "certificate of completion"
    completed = said(table, known)

    assert assessed == []
    assert completed == [
        "award.can_be_suspended: is for what was assessed; what somebody completed stays completed"
    ]


def test_every_fault_of_a_file_is_listed_at_once(text, known):
    broken = text.replace('"an-offering"', '"none"').replace("weight = 0.5", "weight = 0.3")

    with pytest.raises(DocumentError) as caught:
        read(broken.encode(), known=known, name="small.toml")

    assert caught.value.lines() == [
        "small.toml:modelled_on: no offering is called 'none'",
        "small.toml:exam.blueprint: weights must sum to 1; they sum to 0.6",
    ]


def test_faults_of_shape_come_with_their_path(text, known):
    broken = text.replace('edition = "1"', "edition = 1").replace("weeks = 4", 'weeks = "four"')

    with pytest.raises(DocumentError) as caught:
        read(broken.encode(), known=known, name="small.toml")

    assert set(caught.value.problems) == {
        Problem("edition", "must be text, not a whole number"),
        Problem("calendar.weeks", "must be a whole number, not text"),
    }


def test_a_cut_must_equal_what_the_judges_rated(table, known):
    judges = [{"name": "one", "ratings": {"H1": 60, "H4": 70}}, {"name": "two", "ratings": {"H1": 50, "H4": 80}}]
    table["exam"]["cut"]["judges"] = judges

    # 5 items of H1 at 0.55 and 5 of H4 at 0.75 make 6.5, so 7.
    assert said(table, known) == []
    assert said(bent(table, ["exam", "cut", "correct"], 6), known) == [
        "exam.cut.correct: the judges' ratings give 7; the file says 6"
    ]


def test_our_six_programmes_are_in_order():
    editions = read_all(FOLDER, known=known_content(catalogue.content_folder()))

    assert sorted(editions) == [
        "ai-health-care-leadership",
        "ai-in-healthcare-cohort",
        "ai-in-medicine-exam",
        "applied-ai-health-systems",
        "clinical-ai-cme",
        "healthcare-ai-professional",
    ]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda p: p.stem)
def test_every_programme_says_that_it_is_unaffiliated(path):
    text = path.read_text()

    assert "not connected with, or recognised by" in text


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.01, 1), min_size=1),
    st.integers(0, 200),
)
def test_apportioned_items_sum_and_stay_within_one_of_their_quota(weights, total):
    seats = apportion(weights, total)

    whole = math.fsum(weights.values())
    assert sum(seats.values()) == total
    assert all(abs(seats[key] - total * weights[key] / whole) < 1 + 1e-9 for key in weights)


def test_apportion_by_largest_remainder():
    # Balinski & Young's small case: quotas 3.5, 3.5, 3 of 10: the first of equal remainders gets the seat.
    assert apportion({"a": 0.35, "b": 0.35, "c": 0.30}, 10) == {"a": 4, "b": 3, "c": 3}
