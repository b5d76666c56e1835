"""A plan against one's own calendar. Days and weeks are worked by hand in each test."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.catalogue import Claim, Interval, Offering, content_folder, read_catalogue
from testamur.fit import GRADED, Profile
from testamur.fit.case import Case
from testamur.fit.deadlines import deadlines, last_start
from testamur.fit.plan import Finish, Start, StudyPlan, last_of, study_plan
from testamur.fit.policy import facts
from testamur.fit.prerequisites import Met, Stated

KNOWN = read_catalogue(content_folder())
ROLE = KNOWN.roles["nurse-leader"]
AT = date(2026, 11, 23)  # a Monday


def claim(field: str, value: object = None, grade: Any = "B", **parts: Any) -> Claim:
    return Claim(field, "https://provider.example/course", grade, value, seen="2026-11-01", **parts)


def offering(*claims: Claim, **parts: Any) -> Offering:
    given = {"countries": ("*",), "holder": "person", "status": "confirmed-exists", **parts}
    return Offering("a-course", "A course", "A provider", claim=claims, **given)


def plan(*claims: Claim, start: date | None = None, **profile: Any) -> StudyPlan:
    asked = Profile(ROLE.id, **profile)
    return study_plan(Case(asked, ROLE, facts(offering(*claims), GRADED, at=AT)), start=start)


SELF_PACED = claim("pacing", "self-paced")
COHORT = claim("pacing", "cohort")


def hours(low: float, high: float | None = None) -> Claim:
    return claim("hours", low=low, high=high, unit="hours")


def test_at_ones_own_pace_the_hours_over_ones_hours_are_the_weeks() -> None:
    # 40 to 60 hours at 4 a week are 10 to 15 weeks: 70 to 105 days from Monday 23 November, the first included.
    found = plan(SELF_PACED, hours(40, 60), hours_per_week=4, by=date(2027, 3, 1))

    assert found.weeks.interval == Interval(10, 15)
    assert found.weeks.derivation == "40 to 60 hours ÷ 4 hours a week"
    assert found.finish == Finish(date(2027, 1, 31), date(2027, 3, 7))
    assert found.in_time is Met.OPEN  # 1 March lies between the two
    assert last_start(found) == date(2026, 11, 17)  # 105 days that end on 1 March 2027


@pytest.mark.parametrize(
    ("by", "met"), [(date(2027, 3, 7), Met.MET), (date(2027, 1, 30), Met.NOT), (date(2027, 1, 31), Met.OPEN)]
)
def test_the_wanted_day_is_met_missed_or_open(by: date, met: Met) -> None:
    assert plan(SELF_PACED, hours(40, 60), hours_per_week=4, by=by).in_time is met


def test_the_hours_a_week_that_would_do_are_the_hours_over_the_weeks_left() -> None:
    # 23 November to 31 January are 70 days, 10 weeks.
    found = plan(SELF_PACED, hours(40, 60), hours_per_week=4, by=date(2027, 1, 31))

    assert found.hours_needed == Interval(4, 6)


def test_a_cohort_ends_with_its_length_from_its_next_stated_start() -> None:
    length, starts = claim("length", 10, unit="weeks"), claim("starts", ("2026-10-05", "2027-01-11", "2027-05"))

    found = plan(COHORT, length, starts, hours_per_week=4)

    assert found.starts == (
        Start(date(2027, 1, 11), date(2027, 1, 11)),
        Start(date(2027, 5, 1), date(2027, 5, 31)),
    )
    assert found.start == found.starts[0]
    assert found.finish == Finish(date(2027, 3, 21), date(2027, 3, 21))


def test_a_start_stated_to_the_month_keeps_its_doubt() -> None:
    found = plan(COHORT, claim("length", 10, unit="weeks"), claim("starts", ("2027-05",)), start=date(2027, 5, 10))

    assert found.finish == Finish(date(2027, 7, 9), date(2027, 8, 8))


def test_a_cohort_whose_stated_starts_are_over_has_no_end() -> None:
    found = plan(COHORT, claim("length", 10, unit="weeks"), claim("starts", ("2026-10-05",)), hours_per_week=4)

    assert (found.start, found.finish) == (None, Finish(None, None))
    assert "the next start date" in found.confirm


def test_a_cohort_that_asks_more_hours_than_one_has_clashes() -> None:
    asked = claim("hours_per_week", low=4, high=6, unit="hours")

    said = {mine: plan(COHORT, asked, hours_per_week=mine).clash for mine in (3, 5, 6)}

    assert said == {
        3: "It asks 4 to 6 hours a week; you have 3.",
        5: "It may ask more than you have: 4 to 6 hours a week; you have 5.",
        6: "",
    }
    assert plan(SELF_PACED, asked, hours_per_week=3).clash == ""


def test_where_the_pace_is_not_stated_both_count() -> None:
    # At one's own pace 40 hours at 4 a week are 10 weeks; with a group it takes 8.
    found = plan(hours(40, 40), claim("length", 8, unit="weeks"), hours_per_week=4, start=AT)

    assert found.weeks.interval == Interval(8, 10)
    assert plan(hours(40, 40), hours_per_week=4, start=AT).weeks.missing == "whether you set the pace"


def test_prerequisites_are_met_not_met_or_to_be_checked() -> None:
    found = plan(
        claim("eligible_licences", ("registered-nurse",)),
        claim("requirement", "approval of the employer"),
        claim("programming_required", True),
        programming_ok=False,
        licence="registered-nurse",
    )

    assert [(one.title, one.met) for one in found.prerequisites] == [
        ("Licence", Met.MET),
        ("Asked of applicants", Met.OPEN),
        ("Programming", Met.NOT),
    ]
    assert found.prerequisites[1].sentence == "Asked of applicants: approval of the employer."
    assert found.prerequisites[1].grade == "B"


def test_who_may_enrol_is_asked_for_where_nobody_says() -> None:
    assert plan().prerequisites[0].sentence == "Who may enrol is not stated."
    assert plan().prerequisites[0].met is Met.OPEN


def test_a_pass_mark_is_said_as_what_it_is() -> None:
    found = plan(claim("pass_correct", 70), claim("exam_items", 110)).assessment

    # 70 / 110 = 0.63636...
    text = "70 correct, 63.6 % of the questions"
    to_pass = next(one for one in found if one.title == "To pass")
    assert (to_pass.text, to_pass.derivation) == (text, "70 correct ÷ 110 items")


def test_what_nobody_states_about_the_assessment_is_said_to_be_unknown() -> None:
    assert Stated("Proctoring") in plan().assessment
    assert "whether the sitting is watched, and what you need for that" in plan().confirm


def test_without_an_examination_none_of_its_numbers_are_asked_for() -> None:
    found = plan(claim("signal.exam", False))

    assert not {"Questions", "Time", "To pass"} & {one.title for one in found.assessment}
    assert "whether the sitting is watched, and what you need for that" not in found.confirm


def test_facts_that_grow_old_give_a_reminder_and_old_ones_a_question() -> None:
    # A price read on 1 November is fresh for 90 days: it is too old from 31 January on.
    fresh = plan(claim("price", 500, unit="USD"), SELF_PACED)
    old = plan(replace(claim("price", 500, unit="USD"), seen="2026-01-01"), SELF_PACED)

    (check,) = [one for one in deadlines(fresh) if one.kind == "check"]
    assert (check.on, check.title) == (date(2027, 1, 31), "Look up again: price of the whole")
    assert "whether these still hold: price of the whole (last confirmed on 2026-01-01)" in old.confirm
    assert not [one for one in deadlines(old) if one.kind == "check"]


def test_the_days_of_a_plan_are_told_in_order_each_with_its_reason() -> None:
    found = plan(SELF_PACED, hours(40, 60), hours_per_week=4, start=date(2026, 12, 7), by=date(2027, 6, 1))

    assert [(one.on.isoformat(), one.key) for one in deadlines(found)] == [
        ("2026-12-07", "start"),
        ("2027-02-14", "end-first"),  # 70 days
        ("2027-02-17", "last-start"),  # 105 days that end on 1 June
        ("2027-03-21", "end"),
        ("2027-06-01", "by"),
    ]
    assert all(one.reason for one in deadlines(found))


# Laws.

amounts = st.one_of(st.none(), st.floats(0.5, 2000))
own_hours = st.floats(0.5, 100)


@st.composite
def spans(draw: st.DrawFn, unit: str, field: str) -> list[Claim]:
    ends = draw(st.tuples(amounts, amounts))
    given = [end for end in ends if end is not None]
    if not given:
        return []
    low, high = (min(given), max(given)) if len(given) == 2 else ends
    return [claim(field, low=low, high=high, unit=unit)]


facts_of_time = st.tuples(
    spans("hours", "hours"),
    spans("weeks", "length"),
    st.sampled_from([[], [SELF_PACED], [COHORT]]),
    st.sampled_from([[], [claim("starts", ("2027-01-11",))]]),
).map(lambda parts: [one for part in parts for one in part])
days = st.dates(AT, date(2028, 1, 1))


def not_later(one: date | None, other: date | None) -> bool:
    """Say whether a known day is not after another; what is unknown must stay unknown."""
    return (one is None) == (other is None) and (one is None or other is None or one <= other)


@given(known=facts_of_time, mine=own_hours, more=st.floats(0, 60), start=days)
def test_more_hours_a_week_never_finish_later(known: list[Claim], mine: float, more: float, start: date) -> None:
    few, many = (plan(*known, hours_per_week=given, start=start).finish for given in (mine, mine + more))

    assert not_later(many.earliest, few.earliest)
    assert not_later(many.latest, few.latest)


@given(known=facts_of_time, mine=own_hours, start=days)
def test_without_the_hours_there_is_no_finishing_date_at_ones_own_pace(
    known: list[Claim], mine: float, start: date
) -> None:
    without = [one for one in known if one.field not in ("hours", "pacing")]

    found = plan(SELF_PACED, *without, hours_per_week=mine, start=start)

    assert found.finish == Finish(None, None)
    assert found.weeks.missing == "the hours in all"


@given(known=facts_of_time, mine=st.one_of(st.none(), own_hours), start=st.one_of(st.none(), days), by=days)
def test_a_plan_never_contradicts_itself(
    known: list[Claim], mine: float | None, start: date | None, by: date
) -> None:
    found = plan(*known, hours_per_week=mine, start=start, by=by)
    first, last = found.finish.earliest, found.finish.latest

    assert first is None or last is None or first <= last
    assert all(one.on >= AT for one in deadlines(found))
    assert len({one.key for one in deadlines(found)}) == len(deadlines(found))
    assert len(set(found.confirm)) == len(found.confirm)
    if found.in_time is Met.MET:
        assert last is not None
        assert last <= by
    if found.in_time is Met.NOT:
        assert first is not None
        assert first > by


@given(weeks=st.floats(0.01, 500), start=days)
def test_the_last_day_lies_within_the_last_week_that_is_begun(weeks: float, start: date) -> None:
    last = last_of(start, weeks)

    assert last >= start
    assert (last - start) < timedelta(weeks=weeks)


@pytest.mark.parametrize("key", sorted(KNOWN.offerings))
def test_every_offering_of_the_catalogue_can_be_planned(key: str) -> None:
    asked = Profile(ROLE.id, hours_per_week=4, by=date(2027, 6, 1), country="US")

    found = study_plan(Case(asked, ROLE, facts(KNOWN.offerings[key], GRADED, at=AT)), start=date(2026, 12, 1))

    assert all(one.sentence.endswith(".") for one in found.prerequisites)
    assert all(len(fact) <= 500 for fact in (*found.confirm, *(one.sentence for one in found.prerequisites)))
