"""The facts of a Statement: what the six programmes state, what sittings show, and the criteria read from them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur import catalogue
from testamur.cli.programme import known as known_content
from testamur.credential import (
    Achievement,
    Criteria,
    Fact,
    Issuer,
    Statement,
    compose_statement,
    statement_of,
)
from testamur.credential.statement_fact import STATES, in_form
from testamur.programme import classed, read_all
from testamur.programme.criteria import EVIDENCE, criteria_of, other_facts
from testamur.programme.measured import PER_FORM, ExamSittings, FormSittings, counted, measured_facts
from testamur.programme.stated import stated_facts

FOLDER = catalogue.content_folder()
EDITIONS = read_all(FOLDER / "programmes", known=known_content(FOLDER))
ON = date(2026, 3, 2)
NAMES = {"H1": "Explain what AI is."}
OTHERS = {"DSDA01": "EDISON"}
every_programme = pytest.mark.parametrize("name", sorted(EDITIONS))


@cache
def facts_of(name, exam=None):
    edition = EDITIONS[name]
    if exam is None and edition.programme.exam:
        exam = sat()
    stated = stated_facts(edition.programme, digest=edition.digest, names=NAMES, frameworks=OTHERS)
    return in_form([*stated, *measured_facts(exam)])


def statement(facts):
    achievement = Achievement("https://a.example/1", "AI in Healthcare", "It is.", Criteria("Pass."))
    issuer = Issuer("did:web:a.example", "An Academy", "https://a.example")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Statement("https://a.example/statements/1", "How", issuer, achievement, tuple(facts), at)


def sat(people=0, *, forms=1, is_simulated=False, items=20, seed=1):
    """Return the sittings of an exam that 12 of 20 pass, the people spread evenly over the forms."""
    rng = np.random.default_rng(seed)
    scores = (rng.random((people, items)) < rng.beta(6, 3, size=(people, 1))).astype(float)
    names = frozenset(f"i{n}" for n in range(items))
    made = tuple(
        FormSittings(f"exam-{f + 1}", f"form-{f}", names, tuple(map(tuple, scores[f::forms].tolist())))
        for f in range(forms)
    )
    totals = tuple(int(row.sum()) for row in scores)
    return ExamSittings(made, totals, cut=12, on=ON, is_simulated=is_simulated)


def by_key(facts):
    return {fact.key: fact for fact in facts}


@every_programme
def test_the_statement_of_each_of_the_six_is_in_form_and_is_read_back(name):
    made = statement(facts_of(name))

    assert statement_of(compose_statement(made)) == made


@every_programme
def test_every_fact_that_the_committee_asks_for_is_there_with_a_state(name):
    facts = by_key(facts_of(name))
    asked = {
        *("purpose", "edition", "items", "items-scored", "time", "delivery", "proctoring", "identity", "cut"),
        *("cut-method", "cut-panel", "cut-date", "first-attempts", "pass-rate", "dif", "item-exposure", "forms"),
        *("equating", "validity", "renewal", "attempts", "passes", "job-analysis", "accreditation"),
    }

    assert asked <= facts.keys()
    assert all(fact.state in STATES and fact.sentence for fact in facts.values())


def test_a_pass_mark_is_stated_as_what_it_is():
    cut = by_key(facts_of("ai-in-medicine-exam"))["cut"]

    assert (cut.value, cut.of, cut.unit) == ("70", "110", "correct answers")
    assert cut.sentence.startswith("70 correct of 110, which is 63.6 %.")


def test_what_is_not_so_is_said_in_words():
    facts = by_key(facts_of("ai-in-medicine-exam"))
    states = {key: facts[key].state for key in ("cut-panel", "cut-date", "pass-rate", "dif", "equating", "forms")}

    assert states == {
        "cut-panel": "not done",
        "cut-date": "not said",
        "pass-rate": "not yet enough data",
        "dif": "not done",
        "equating": "does not apply",
        "forms": "value",
    }


def test_a_simulated_panel_is_labelled_and_counts_for_no_method():
    facts = facts_of("healthcare-ai-professional")
    panel = by_key(facts)["cut-panel"]

    assert (panel.value, panel.is_simulated) == ("5", True)
    assert panel.sentence == "Simulated: 5 judges rated. No panel has met."


def test_a_programme_without_an_exam_says_what_was_assessed_instead():
    facts = by_key(facts_of("applied-ai-health-systems"))

    assert facts["items"].state == "does not apply"
    assert any(key.startswith("part.") and "assignment on data" in fact.sentence for key, fact in facts.items())
    assert facts["clinical-data"].is_known


@pytest.mark.parametrize(("people", "told"), [(0, 0), (29, 0), (30, 30), (39, 30), (40, 40), (127, 120)])
def test_people_are_counted_in_whole_tens_from_thirty_on(people, told):
    """By hand: 39 are 3 tens and 9, and the 9 wait; 29 are fewer than 30, and nothing is said of them."""
    facts = by_key(measured_facts(sat(people)))

    assert len(counted(range(people))) == told
    assert facts["first-attempts"].value == (f"{told}" if told else "")
    assert facts["pass-rate"].state == ("value" if told else "not yet enough data")
    assert (
        told or facts["first-attempts"].sentence == "Fewer than 30 people have sat it; nothing is said of so few."
    )


@settings(max_examples=25)
@given(people=st.integers(0, 90), more=st.integers(0, 9))
def test_two_statements_never_tell_about_fewer_than_ten(people, more):
    scores = range(people + more)
    before, after = counted(scores[:people]), counted(scores)

    assert len(after) - len(before) in (0, 10, 30)
    assert list(after[: len(before)]) == list(before)


def test_numbers_carry_n_interval_method_and_day():
    facts = by_key(measured_facts(sat(64)))
    named = ["pass-rate", *(f"form.exam-1.{n}" for n in PER_FORM)]

    for key in named:
        fact = facts[key]
        assert (fact.state, fact.n, fact.on) == ("value", "60", "2026-03-02")
        assert float(fact.low) <= fact.number <= float(fact.high)
        assert fact.method


def test_the_pass_rate_is_of_the_counted():
    sittings = replace(sat(0), totals=(12,) * 15 + (11,) * 15 + (12,) * 9)  # 15 of the first 30 pass

    rate = by_key(measured_facts(sittings))["pass-rate"]

    assert (rate.value, rate.n) == ("0.5000", "30")
    # Wilson (1927) for 15 of 30: 0.3315 to 0.6685, symmetric about one half.
    assert (rate.low, rate.high) == ("0.3315", "0.6685")


def test_a_form_with_few_sittings_says_so_beside_one_with_enough():
    sittings = sat(100, forms=2)
    few = replace(sittings, forms=(sittings.forms[0], replace(sittings.forms[1], scores=())))
    facts = by_key(measured_facts(few))

    assert facts["form.exam-1.reliability"].is_known
    assert facts["form.exam-2.reliability"].state == "not yet enough data"
    assert (facts["forms"].value, facts["form-overlap"].value) == ("2", "20")
    assert facts["equating"].state == "not done"


def test_simulated_people_are_labelled_in_every_number():
    told = [fact for fact in measured_facts(sat(60, is_simulated=True)) if fact.n or fact.key == "first-attempts"]

    numbers = [fact for fact in told if fact.key != "dif"]
    assert len(numbers) == 11
    assert all(fact.is_simulated and fact.sentence.startswith("Simulated people: ") for fact in numbers)


def test_scores_without_reliability_are_no_number():
    flat = sat(0)
    flat = replace(flat, forms=(replace(flat.forms[0], scores=((1.0,) * 20,) * 30),), totals=(20,) * 30)
    facts = by_key(measured_facts(flat))

    assert facts["form.exam-1.reliability"].state == "not yet enough data"
    assert facts["form.exam-1.reliability"].sentence.startswith("The formula has no value")


@every_programme
def test_rigour_is_what_the_rubric_says_of_the_file(name):
    domain, rigour, portability = criteria_of(statement(facts_of(name)))
    low, high = classed(EDITIONS[name].programme).rigour

    assert (rigour.low, rigour.high) == (low / 5, high / 5)
    assert 0 <= domain.low <= domain.high <= 1
    assert 0 <= portability.low <= portability.high <= 1


def test_a_real_panel_and_real_statistics_leave_only_the_job_analysis_open():
    """By the ladder: level 4 asks for job analysis, method and statistics; with the first unknown it is 3 to 4.

    That an accreditor has not been seen is presumed, as for everybody's offerings.
    """
    facts = by_key(facts_of("healthcare-ai-professional", sat(60)))
    for key in ("cut", "cut-method", "cut-panel"):
        facts[key] = replace(facts[key], is_simulated=False)

    _, rigour, _ = criteria_of(statement(facts.values()))

    assert rigour.figure == "3 to 4 of 5"
    assert rigour.open == ("Whether a job analysis stands behind it",)


def test_simulated_statistics_count_for_nothing():
    facts = by_key(facts_of("healthcare-ai-professional", sat(60, is_simulated=True)))
    for key in ("cut", "cut-method", "cut-panel"):
        facts[key] = replace(facts[key], is_simulated=False)

    assert criteria_of(statement(facts.values()))[1].figure == "3 of 5"


def test_what_is_left_out_stays_unknown():
    nothing = criteria_of(statement([Fact("purpose", "Purpose", "To learn.", value="To learn.")]))

    assert [one.figure for one in nothing] == ["0 to 12 of 12", "0 to 4 of 5", "0 to 100 of 100"]


@every_programme
def test_each_fact_is_read_out_once(name):
    made = statement(facts_of(name))
    read = [fact.key for one in criteria_of(made) for fact in one.facts]
    read += [fact.key for fact in other_facts(made)]

    assert sorted(read) == sorted(fact.key for fact in made.facts)
    assert len(EVIDENCE) == 3


def test_texts_are_brought_into_form():
    (fact,) = in_form([Fact("form.A 1_b", "A\n b", "de\u0301ja\u0300 vu.\n", value=" x ")])

    assert (fact.key, fact.title, fact.sentence, fact.value) == ("form.A-1-b", "A b", "déjà vu.", "x")
