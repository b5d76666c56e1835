"""Numbers and ids that would break a rule, a date or a record later are said when the file is checked."""

import pytest

from testamur.documents import shape
from testamur.errors import DocumentError
from testamur.programme import Programme, programme_problems

HUGE = 10**9


def said(table, known):
    return [str(problem) for problem in programme_problems(shape(table, Programme), known=known)]


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["id"], "s" * 51, "id: must have at most 50 characters"),
        (["edition"], "1/2", "edition: must be at most 40 letters, figures, dots and hyphens"),
        (["component", 3, "id"], "Case 1", "component[3].id: must be lower-case words joined by hyphens"),
        (["component", 1, "day"], 8, "component[1].day: must be 1 to 7"),
        (["component", 0, "quiz_pass_correct"], -1, "component[0].quiz_pass_correct: must be 1 to 1000"),
        (["attendance", "least_share"], 80.0, "attendance.least_share: must be 0 to 1"),
        (["exam", "attempts"], 0, "exam.attempts: must be 1 to 1000"),
        (["exam", "wait_days"], -1, "exam.wait_days: must be 0 to 3650"),
        (["exam", "minutes"], HUGE, "exam.minutes: must be at most 1440"),
        (["award", "validity_months"], HUGE, "award.validity_months: must be at most 1200"),
        (["renewal", "grace_days"], HUGE, "renewal.grace_days: must be 0 to 3650"),
        (["renewal", "ways", 0, "units"], float("nan"), "renewal.ways[0].units: must be 0 to 10000"),
    ],
)
def test_what_would_break_later_is_said_now(table, known, path, value, sentence):
    place = table
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    assert [line for line in said(table, known) if line.startswith(sentence)]


@pytest.mark.parametrize(("weight", "rating"), [(0.0, 60.0), (0.5, float("nan")), (float("inf"), 60.0)])
def test_judges_on_a_broken_blueprint_do_not_stop_the_check(table, known, weight, rating):
    for area in table["exam"]["blueprint"]:
        area["weight"] = weight
    table["exam"]["cut"]["judges"] = [{"name": "Judge A", "ratings": {"H1": rating, "H4": rating}}]

    assert said(table, known)


@pytest.mark.parametrize("step", [0.0, -0.25, float("nan")])
def test_a_step_of_credit_that_divides_nothing_is_refused(table, known, step):
    table["component"][0]["credits"] = 1.0
    table["continuing_education"] = {
        "name": "Credit",
        "designated": 1.0,
        "designated_on": "2026-01-01",
        "expires_on": "2027-01-01",
        "step": step,
    }

    assert said(table, known) == [
        "continuing_education.step: must be above 0 and at most what is designated",
    ]


def test_an_award_is_of_a_kind_that_a_credential_can_name(table):
    table["award"]["kind"] = "badge"

    with pytest.raises(DocumentError, match=r"award\.kind: must be one of"):
        shape(table, Programme)
