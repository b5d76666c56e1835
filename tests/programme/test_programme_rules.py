"""Eligibility, progress, decision, credit, renewal: the rules that a programme states."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur import catalogue
from testamur.cli.programme import known as known_content
from testamur.errors import Refused
from testamur.programme import (
    Activity,
    Claimed,
    Resit,
    Unit,
    add_months,
    decide,
    eligibility,
    expires_on,
    may_attempt,
    may_claim,
    parts,
    progress,
    read_all,
    renew,
    standing,
)

START = date(2026, 3, 2)
SIX = read_all(catalogue.content_folder() / "programmes", known=known_content(catalogue.content_folder()))


def ours(name):
    return SIX[name].programme


def refused(rule, call):
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.rule == rule


def test_eligibility_is_three_valued(programme):
    assert eligibility(programme, {"licence": "physician", "years": 3.0}).verdict == "eligible"
    assert eligibility(programme, {"licence": "nurse"}).verdict == "not eligible"
    assert eligibility(programme, {"licence": "physician"}).verdict == "cannot tell"
    assert eligibility(programme, {"licence": "physician"}).missing == ("years",)
    assert eligibility(programme, {}).missing == ("licence", "years")


@given(st.sampled_from([None, "physician", "nurse"]), st.none() | st.floats(0, 5))
def test_nobody_is_eligible_on_an_unknown_fact(licence, years):
    programme = replace(ours("ai-in-medicine-exam"))

    verdict = eligibility(programme, {"licence": licence, "years": years}).verdict

    assert (verdict == "eligible") == (licence is not None)


def test_progress_says_done_next_and_by_when(programme):
    happened = [Activity("reading/what-ai-is", "passed", START, 3), Activity("live-1", "attended", START)]

    now = progress(programme, happened, started_on=START, on=START + timedelta(days=4))

    assert [(s.component.id, s.state) for s in now.steps] == [
        ("reading", "open"),
        ("live-1", "done"),
        ("live-2", "not yet open"),
        ("case", "not yet open"),
        ("exam", "not yet open"),
    ]
    assert now.next is not None
    assert (now.next.component.id, now.next.left) == ("reading", ("reading/fairness",))
    assert now.next.due_on == date(2026, 3, 8)


def test_what_is_late_is_overdue_and_still_next(programme):
    now = progress(programme, [], started_on=START, on=START + timedelta(days=8))

    assert now.steps[0].state == "overdue"
    assert now.next == now.steps[0]


def test_used_up_attempts_fail_the_step(programme):
    twice = [Activity("case", "failed", START, 0.1), Activity("case", "failed", START, 0.2)]

    now = progress(programme, twice, started_on=START, on=START)

    assert now.steps[3].state == "failed"


def complete(programme, *, on=START, **outcomes):
    done = []
    for component in programme.component:
        outcome = {"session": "attended", "evaluation": "done"}.get(component.kind, "passed")
        value = {"exam": float(programme.exam.cut.correct) if programme.exam else None}.get(component.kind)
        outcome = outcomes.get(component.id.replace("-", "_"), outcome)
        done += [Activity(part, outcome, on, value) for part in parts(component)]
    return done


@pytest.mark.parametrize("name", sorted(SIX))
def test_everything_done_earns_the_award_and_anything_left_out_does_not(name):
    programme = ours(name)
    everything = complete(programme)

    assert decide(programme, everything).award
    for missing in everything:
        component = programme.find(missing.part.split("/")[0])
        if component.kind != "session":
            assert not decide(programme, [a for a in everything if a is not missing]).award


def test_sixty_nine_fails_and_seventy_passes():
    programme = ours("ai-in-medicine-exam")

    assert not decide(programme, [Activity("examination", "failed", START, 69)]).award
    assert decide(programme, [Activity("examination", "passed", START, 70)]).award
    assert programme.exam is not None
    assert (programme.exam.cut.correct, programme.exam.items) == (70, 110)


def test_a_module_alone_gives_no_certificate():
    programme = ours("ai-health-care-leadership")
    module = programme.find("innovation-strategy")
    done = [Activity(part, "passed", START, 3) for part in parts(module)]

    said = decide(programme, done, only="innovation-strategy")

    assert not said.award
    assert said.unmet[-1].sentence.startswith("The award is for all of")


def test_four_of_five_evenings_are_enough_and_three_are_not():
    programme = ours("ai-in-healthcare-cohort")

    assert decide(programme, complete(programme, live_1="absent")).award
    short = decide(programme, complete(programme, live_1="absent", live_2="absent"))
    assert not short.award
    assert [r.component for r in short.unmet] == ["attendance"]


def test_a_second_exam_waits_and_a_third_is_not_possible(programme):
    exam = programme.find("exam")
    failed = [Activity("exam", "failed", START, 3)]

    refused("attempt-wait", lambda: may_attempt(programme, exam, "exam", failed, on=START + timedelta(days=6)))
    may_attempt(programme, exam, "exam", failed, on=START + timedelta(days=7))
    refused("attempt-used-up", lambda: may_attempt(programme, exam, "exam", failed * 2, on=date(2027, 1, 1)))
    passed = [Activity("exam", "passed", START, 9)]
    refused("attempt-passed", lambda: may_attempt(programme, exam, "exam", passed, on=date(2027, 1, 1)))


def claim(amount, *, component="course-1", on=date(2026, 10, 1), earlier=(), activities=None):
    programme = ours("clinical-ai-cme")
    done = complete(programme, on=date(2026, 9, 15)) if activities is None else activities
    may_claim(programme, Claimed(component, amount, on), earlier=earlier, activities=done)


def test_credit_is_claimed_up_to_what_is_designated():
    claim(1.5)
    claim(0.25, earlier=[Claimed("course-1", 1.25, START)])


@pytest.mark.parametrize(
    ("rule", "options"),
    [
        ("credit-designated", {"amount": 1.75}),
        ("credit-designated", {"amount": 0.5, "earlier": [Claimed("course-1", 1.25, START)]}),
        ("credit-step", {"amount": 0.3}),
        ("credit-step", {"amount": 0.0}),
        ("credit-step", {"amount": -0.25}),
        ("credit-step", {"amount": float("nan")}),
        ("credit-expired", {"amount": 1.0, "on": date(2028, 9, 1)}),
        ("credit-expired", {"amount": 1.0, "on": date(2026, 8, 31)}),
        ("credit-none", {"amount": 1.0, "component": "capstone"}),
        ("credit-undone", {"amount": 1.0, "activities": []}),
    ],
)
def test_any_other_claim_is_refused(rule, options):
    refused(rule, lambda: claim(**options))


def test_no_credit_for_what_was_done_before_it_was_designated():
    refused(
        "credit-before", lambda: claim(1.0, activities=complete(ours("clinical-ai-cme"), on=date(2026, 8, 31)))
    )


def test_credit_needs_the_evaluation_form():
    done = [a for a in complete(ours("clinical-ai-cme"), on=date(2026, 9, 15)) if a.part != "evaluation"]

    refused("credit-evaluation", lambda: claim(1.0, activities=done))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 3, 3), 24, date(2028, 3, 3)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 1), 0, date(2026, 1, 1)),
    ],
)
def test_months_are_counted_to_the_day(start, months, end):
    assert add_months(start, months) == end


def test_the_exam_award_holds_twenty_four_months_to_the_day():
    programme = ours("ai-in-medicine-exam")
    end = expires_on(programme, date(2026, 3, 3))

    assert end == date(2028, 3, 3)
    assert standing(programme, expires_on=end, on=date(2028, 3, 3)) == "may be renewed"
    assert standing(programme, expires_on=end, on=date(2028, 3, 4)) == "expired"


def test_the_professional_award_elapses_after_thirty_six_months():
    programme = ours("healthcare-ai-professional")
    end = expires_on(programme, date(2026, 3, 3))

    assert end == date(2029, 3, 3)
    assert standing(programme, expires_on=end, on=date(2029, 3, 4)) == "elapsed"


def renewed(programme, evidence, on):
    return renew(programme, awarded_on=START, expires_on=date(2028, 3, 2), evidence=evidence, on=on)


def test_a_renewal_in_time_starts_where_the_old_term_ends(programme):
    extension = renewed(programme, [Unit("Course", date(2027, 1, 1), 20)], date(2028, 2, 1))

    assert extension.expires_on == date(2030, 3, 2)


def test_a_new_sitting_after_the_end_starts_a_new_term(programme):
    extension = renewed(programme, Resit(3, 5, date(2028, 6, 1)), date(2028, 6, 1))

    assert (extension.way, extension.expires_on) == ("re-examination", date(2030, 6, 1))


@pytest.mark.parametrize(
    ("rule", "evidence", "on"),
    [
        ("renewal-early", [Unit("Course", START, 20)], date(2027, 1, 1)),
        ("renewal-late", [Unit("Course", START, 20)], date(2028, 3, 13)),
        ("renewal-units", [Unit("Course", START, 19.75)], date(2028, 3, 1)),
        ("renewal-units", [Unit("Before the award", date(2026, 3, 1), 20)], date(2028, 3, 1)),
        ("renewal-score", Resit(2, 5, START), date(2028, 3, 1)),
        ("renewal-form", Resit(9, 10, START), date(2028, 3, 1)),
    ],
)
def test_a_renewal_that_the_rule_does_not_allow_is_refused(programme, rule, evidence, on):
    refused(rule, lambda: renewed(programme, evidence, on))


def test_a_certificate_without_an_end_is_current_and_not_renewed():
    programme = ours("ai-health-care-leadership")

    assert standing(programme, expires_on=None, on=date(2099, 1, 1)) == "current"
    refused("renewal-none", lambda: renewed(programme, [], date(2028, 3, 1)))
