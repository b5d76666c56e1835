"""The hard constraints against an oracle that reads the files by itself: see `eligibility_oracle`."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eligibility_oracle import AT, DEGREES, MAYBE, NO, RAW, WEEKS, YES, oracle
from testamur.catalogue import Offering, content_folder, offering_problems, read_catalogue
from testamur.documents import shape
from testamur.fit import ARCHETYPES, CONSTRAINTS, GRADED, LICENCES, NEEDS, SETTINGS, Profile, Standing
from testamur.fit.case import Case
from testamur.fit.constraints import Answer, answers, standing
from testamur.fit.policy import facts

KNOWN = read_catalogue(content_folder())
profiles = st.builds(
    Profile,
    role=st.sampled_from(sorted(KNOWN.roles)),
    country=st.sampled_from(["", "US", "GB", "IN", "CA"]),
    licence=st.sampled_from(["", *LICENCES]),
    need=st.sampled_from(list(NEEDS)),
    budget=st.none() | st.sampled_from([0.0, 400.0, 750.0, 1600.0, 3000.0, 5000.0, 9000.0]),
    hours_per_week=st.none() | st.sampled_from([0.5, 2.0, 4.0, 5.0, 10.0, 16.0]),
    weeks=st.none() | st.sampled_from([1.0, 4.0, 10.0, 12.0, 15.0, 26.0, 60.0]),
    by=st.none() | st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    programming_ok=st.sampled_from([None, True, False]),
    pacing=st.sampled_from(["", "self-paced", "cohort"]),
    archetype=st.sampled_from(["", *ARCHETYPES]),
    setting=st.sampled_from(["", *SETTINGS]),
    education=st.sampled_from(["", *DEGREES]),
    board_certified=st.sampled_from([None, True, False]),
    prior=st.lists(st.sampled_from([*sorted(KNOWN.offerings), "made-up"]), max_size=2, unique=True).map(tuple),
)


# Offerings that nobody offers: one claim a field, of any grade, so that every rule meets every answer.
VALUES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "health_domain": st.fixed_dictionaries({"value": st.booleans()}),
    "audience_roles": st.just({"value": ("nurse-leader",)}),
    "covers": st.fixed_dictionaries(
        {"value": st.sampled_from([("H4", "H5", "H8"), ("H1", "H1.4"), ("H3.3", "H8.4")])}
    ),
    "domain.ehr-data": st.fixed_dictionaries({"value": st.booleans()}),
    "domain.patient-safety": st.fixed_dictionaries({"value": st.booleans()}),
    "domain.diagnostic-imaging": st.fixed_dictionaries({"value": st.booleans()}),
    "open_to_all": st.fixed_dictionaries({"value": st.booleans()}),
    "eligible_countries": st.fixed_dictionaries({"value": st.sampled_from([("US",), ("GB", "IN")])}),
    "eligible_licences": st.fixed_dictionaries({"value": st.sampled_from([("physician",), LICENCES[1:]])}),
    "eligibility": st.just({"value": "two years of practice"}),
    "requirement": st.just({"value": "an employer's consent"}),
    "ce": st.fixed_dictionaries({"value": st.booleans()}),
    "ce_for": st.fixed_dictionaries({"value": st.sampled_from([("physician",), LICENCES[1:]])}),
    "price": st.fixed_dictionaries(
        {"value": st.sampled_from([0, 750, 4000]), "unit": st.sampled_from(["USD", "CAD"])}
    ),
    "price_per_course": st.fixed_dictionaries({"low": st.just(200), "high": st.just(900), "unit": st.just("USD")}),
    "courses": st.fixed_dictionaries({"value": st.integers(1, 6)}),
    "hours": st.sampled_from([{"value": 20, "unit": "hours"}, {"low": 40, "unit": "hours"}]),
    "hours_per_course": st.just({"low": 4, "high": 5, "unit": "hours"}),
    "hours_per_week": st.just({"low": 3, "high": 6, "unit": "hours"}),
    "days_per_week": st.just({"value": 2, "unit": "days"}),
    "length": st.fixed_dictionaries({"value": st.integers(1, 12), "unit": st.sampled_from(list(WEEKS))}),
    "length_per_module": st.just({"value": 5, "unit": "weeks"}),
    "modules": st.fixed_dictionaries({"value": st.integers(1, 12)}),
    "pacing": st.fixed_dictionaries({"value": st.sampled_from(["self-paced", "on demand", "cohort"])}),
    "starts": st.fixed_dictionaries(
        {"value": st.sampled_from([("2027-02",), ("2026-09-19",), ("2026-09-19", "2027-02-01")])}
    ),
    "programming_required": st.fixed_dictionaries({"value": st.booleans()}),
    "education_required": st.fixed_dictionaries({"value": st.sampled_from(DEGREES)}),
    "board_required": st.fixed_dictionaries({"value": st.booleans()}),
}


@st.composite
def made_up(draw: Any) -> dict[str, Any]:
    fields = draw(st.sets(st.sampled_from(sorted(VALUES))))
    claims = [
        {"field": field, "source": "x", "grade": draw(st.sampled_from("ABCDEU")), **draw(VALUES[field])}
        for field in sorted(fields)
    ]
    return {
        "id": "made-up",
        "name": draw(st.sampled_from(["AI in Medicine", "AI for all"])),
        "provider": "Nobody",
        "holder": draw(st.sampled_from(["person", "person", "person", "organisation"])),
        "status": draw(st.sampled_from(["confirmed-exists", "source-guide-only", "single-weak-source"])),
        "countries": draw(st.sampled_from([(), ("*",), ("US",), ("GB", "CA")])),
        "unknown": draw(st.sampled_from([("price",), ("whether it is still offered",)])),
        "claim": claims,
    }


OFFERED = {name: facts(offering, GRADED, at=AT) for name, offering in KNOWN.offerings.items()}


def our_answers(profile: Profile, name: str) -> tuple[Answer, ...]:
    return answers(Case(profile, KNOWN.roles[profile.role], OFFERED[name]))


@settings(derandomize=True, max_examples=500, deadline=None)
@given(profiles)
def test_nobody_is_eligible_whom_the_oracle_does_not_let_in_and_every_doubt_names_the_fact(
    profile: Profile,
) -> None:
    for name, raw in RAW.items():
        found, said = our_answers(profile, name), oracle(raw, profile)

        assert {answer.constraint: answer.standing.value for answer in found} == said
        assert all(bool(answer.missing) == (answer.standing.value == MAYBE) for answer in found)
        whole = NO if NO in said.values() else MAYBE if MAYBE in said.values() else YES
        assert standing(found) == whole


@settings(derandomize=True, max_examples=300, deadline=None)
@given(profiles, made_up())
def test_made_up_offerings_are_answered_as_the_oracle_answers_them(profile: Profile, raw: dict[str, Any]) -> None:
    offering = shape(raw, Offering)
    assert not list(offering_problems(offering, roles=frozenset(), codes=frozenset()))

    found = answers(Case(profile, KNOWN.roles[profile.role], facts(offering, GRADED, at=AT)))

    assert {answer.constraint: answer.standing.value for answer in found} == oracle(raw, profile)


def test_every_constraint_is_asked_by_some_profile_and_by_no_empty_one_but_the_first_four() -> None:
    full = Profile("physician", "US", "physician", "cme", 1.0, 1.0, 1.0, AT, programming_ok=False, pacing="cohort",
        education="none", board_certified=False, prior=("x",))  # fmt: skip

    asked = [constraint.name for constraint in CONSTRAINTS if constraint.asked(Profile("physician"))]

    assert asked == ["holder", "offered", "domain", "admission"]
    assert all(constraint.asked(full) for constraint in CONSTRAINTS)


@pytest.mark.parametrize(
    ("name", "constraint", "said"),
    [
        ("jc-ruaih", "holder", NO),
        ("artiba-aie", "domain", NO),
        ("nhs-fellowship-clinical-ai", "domain", YES),
        ("iabac-ai-healthcare", "domain", MAYBE),
        ("abpm-clinical-informatics", "admission", NO),
        ("udacity-ai-healthcare", "programming", NO),
        ("uiuc-ai-in-medicine", "budget", NO),
        ("uiuc-ai-in-medicine", "programming", YES),
        ("jhu-ai-healthcare", "weeks", NO),
        ("harvard-ai-health-care", "hours", NO),
        ("michener-ai-leaders", "budget", MAYBE),
        ("iabac-ai-healthcare", "offered", MAYBE),
        ("duke-ai-health", "offered", MAYBE),
        ("stanford-ai-healthcare", "admission", YES),
        ("abpm-clinical-informatics", "board", NO),
        ("amia-ahic", "education", NO),
        ("abii-ciip", "education", YES),
        ("stanford-ai-healthcare", "education", YES),
        ("abaim-certification", "board", MAYBE),
        ("uf-ai-medicine", "prior", NO),
    ],
)
def test_well_known_cases(name: str, constraint: str, said: str) -> None:
    nurse = Profile(
        "registered-nurse",
        budget=700,
        hours_per_week=2,
        weeks=8,
        programming_ok=False,
        education="none",
        board_certified=False,
        prior=("uf-ai-medicine",),
    )

    assert {answer.constraint: answer.standing for answer in our_answers(nurse, name)}[constraint] == said


def test_credit_of_the_united_states_is_not_taken_to_count_elsewhere() -> None:
    here, there = (
        next(answer for answer in our_answers(profile, "stanford-ai-healthcare") if answer.constraint == "credit")
        for profile in (Profile("physician", country=country, need="cme") for country in ("US", "GB"))
    )

    assert (here.standing, here.missing) == (YES, "")
    assert (there.standing, there.missing) == (MAYBE, "whether your regulator accepts US credit")


def test_no_outweighs_cannot_tell_and_that_outweighs_yes() -> None:
    found = our_answers(Profile("physician"), "jc-ruaih")

    assert {Standing.NOT, Standing.CANNOT_TELL, Standing.ELIGIBLE} == {answer.standing for answer in found}
    assert standing(found) is Standing.NOT
