"""The hard constraints against an oracle that reads the files by itself and knows nothing of our code.

The oracle's rules, in words. A fact is known if its best claim (on what an issuer controls: B, A, C, D, E) had
been read by the day, holds on it and is not U. Not for organisations. Unconfirmed status, or doubt whether it is
still offered: cannot tell. About health care: not if a source of grade A to C says it is generic or denies ten of
the twelve uses; yes if such sources show three uses and the title, audience or a claim names health; else cannot
tell. Open to all: yes; a list of licences without mine: no; further words: cannot tell. And so on, one function a
rule.
"""

import math
import tomllib
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import Offering, content_folder, offering_problems, read_catalogue
from testamur.documents import shape
from testamur.fit import ARCHETYPES, CONSTRAINTS, GRADED, LICENCES, NEEDS, SETTINGS, Profile, Standing
from testamur.fit.case import Case
from testamur.fit.constraints import Answer, answers, standing
from testamur.fit.policy import facts

FOLDER = content_folder()
KNOWN = read_catalogue(FOLDER)
RAW = {path.stem: tomllib.loads(path.read_text()) for path in (FOLDER / "offerings").glob("*.toml")}
ROLES = {path.stem: tomllib.loads(path.read_text()) for path in (FOLDER / "roles").glob("*.toml")}
AT = date(2026, 11, 30)
YES, NO, MAYBE = "eligible", "not", "cannot tell"
WEEKS = {"days": 1 / 7, "weeks": 1, "months": 365.2425 / 12 / 7}


def best(raw: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Return the best claims on a field; those of a file are looked up once."""
    key = (raw["id"], field)
    if raw is not RAW.get(raw["id"]):
        return best_of(raw, field)
    if key not in BEST:
        BEST[key] = best_of(raw, field)
    return BEST[key]


BEST: dict[tuple[str, str], list[dict[str, Any]]] = {}


def best_of(raw: dict[str, Any], field: str) -> list[dict[str, Any]]:
    claims = [c for c in raw.get("claim", ()) if c["field"] == field and c.get("seen", "") <= AT.isoformat()]
    # The one claim that has ended is a grant to March 2023.
    claims = [c for c in claims if not c.get("valid_to") or c["valid_to"] >= AT.isoformat()[:7]]
    for grade in "BACDE":
        if found := [c for c in claims if c["grade"] == grade]:
            return found
    return []


def value(raw: dict[str, Any], field: str) -> Any:
    found = best(raw, field)
    return found[0]["value"] if found else None


def number(raw: dict[str, Any], field: str) -> tuple[float, float] | None:
    found = best(raw, field)
    if not found:
        return None
    factor = WEEKS[found[0]["unit"]] if field.startswith("length") else 1
    ends = [(c.get("value", c.get("low", 0)), c.get("value", c.get("high", math.inf))) for c in found]
    return min(low for low, _ in ends) * factor, max(high for _, high in ends) * factor


def product(one: tuple[float, float] | None, other: tuple[float, float] | None) -> tuple[float, float] | None:
    return (one[0] * other[0], one[1] * other[1]) if one and other else None


def at_most(span: tuple[float, float] | None, most: float) -> str:
    if span is None:
        return MAYBE
    return YES if span[1] <= most else NO if span[0] > most else MAYBE


def weeks_of(raw: dict[str, Any]) -> tuple[float, float] | None:
    return number(raw, "length") or product(number(raw, "modules"), number(raw, "length_per_module"))


def weekly_of(raw: dict[str, Any]) -> tuple[float, float] | None:
    return number(raw, "hours_per_week") or product(number(raw, "days_per_week"), (7, 8))


def hours_of(raw: dict[str, Any]) -> tuple[float, float] | None:
    by_course = product(number(raw, "courses"), number(raw, "hours_per_course"))
    return number(raw, "hours") or by_course or product(weeks_of(raw), weekly_of(raw))


def exists(raw: dict[str, Any]) -> str:
    sure = raw["status"] == "confirmed-exists" and "whether it is still offered" not in raw["unknown"]
    return YES if sure else MAYBE


# Which competencies, by code, show each use in care; the first of each letter stands for a whole domain of them.
USES = {
    "ehr-data": "H1.4",
    "clinical-decision-support": "H3 H3.1 H3.3",
    "diagnostic-imaging": "",
    "patient-safety": "H3.2 H3.3 H6.2",
    "clinical-trials-or-evidence": "H4 H4.3 H4.4 H4.5",
    "operations-and-flow": "H5.2",
    "governance-policy-law": "H8 H8.1 H8.2 H8.3 H8.5",
    "procurement-vendor": "H7 H7.1 H7.2 H7.3 H7.4 H7.5",
    "equity-bias-in-care": "H2 H2.1 H2.3",
    "privacy-health-law": "H8.4",
    "workflow-integration": "H5 H5.1 H5.3",
    "applied-work-on-clinical-data": "",
}


def confirmed(raw: dict[str, Any], field: str) -> Any:
    """Return what an authority, the provider or an independent source says; lists of one grade are joined."""
    found = best(raw, field)
    if not found or found[0]["grade"] not in "ABC":
        return None
    lists = isinstance(found[0]["value"], list | tuple)
    return [word for claim in found for word in claim["value"]] if lists else found[0]["value"]


def healthy(raw: dict[str, Any]) -> str:
    """Say whether it is about health care; of a file this is worked out once."""
    return healthy_file(raw["id"]) if raw is RAW.get(raw["id"]) else healthy_of(raw)


@cache
def healthy_file(name: str) -> str:
    return healthy_of(RAW[name])


def healthy_of(raw: dict[str, Any]) -> str:
    made_for, covered = confirmed(raw, "health_domain"), set(confirmed(raw, "covers") or ())
    said = {use: confirmed(raw, f"domain.{use}") for use in USES}
    shown = [
        use for use, codes in USES.items() if said[use] or (said[use] is None and covered & set(codes.split()))
    ]
    words = ("health", "medic", "clinic", "nurs", "imaging")
    named = made_for or confirmed(raw, "audience_roles") or any(word in raw["name"].lower() for word in words)
    if made_for is False or list(said.values()).count(False) > 9:
        return NO
    return YES if named and len(shown) >= 3 else MAYBE


def admitted(raw: dict[str, Any], licence: str) -> str:
    licences = value(raw, "eligible_licences")
    if value(raw, "open_to_all"):
        return YES
    if licences and licence and licence not in licences:
        return NO
    further = value(raw, "eligibility") or value(raw, "requirement")
    return YES if licences and licence and not further else MAYBE


def credited(raw: dict[str, Any], licence: str, country: str) -> str:
    carries = value(raw, "ce")
    if carries is False:
        return NO
    mine = licence not in ("", "none") and licence in (value(raw, "ce_for") or ())
    return YES if carries and mine and country in ("", "US") else MAYBE


def affordable(raw: dict[str, Any], budget: float) -> str:
    field = "price" if best(raw, "price") else "price_per_course"
    if not best(raw, field) or best(raw, field)[0]["unit"] != "USD":
        return MAYBE
    whole = number(raw, "price") or product(number(raw, "courses"), number(raw, "price_per_course"))
    return at_most(whole, budget)


def paced(raw: dict[str, Any]) -> bool | None:
    pacing = value(raw, "pacing")
    return None if pacing is None else pacing != "cohort"


def slow_enough(raw: dict[str, Any], mine: float) -> str:
    if paced(raw):
        return YES
    said = at_most(weekly_of(raw), mine)
    return MAYBE if said == NO and paced(raw) is None else said


def short_enough(raw: dict[str, Any], profile: Profile) -> str:
    free = math.inf if profile.weeks is None else profile.weeks
    if profile.by:
        free = min(free, (profile.by - AT).days / 7)
    if paced(raw) and profile.hours_per_week and (hours := hours_of(raw)):
        return at_most((hours[0] / profile.hours_per_week, hours[1] / profile.hours_per_week), free)
    return at_most(weeks_of(raw), free)


def in_time(raw: dict[str, Any], by: date) -> str:
    if paced(raw):
        return YES
    length = weeks_of(raw)
    for text in value(raw, "starts") or ():
        if len(text) == 10 and length and length[1] < math.inf:
            start = date.fromisoformat(text)
            if start >= AT and start + timedelta(weeks=length[1]) <= by:
                return YES
    return MAYBE


DEGREES = ("none", "bachelor", "master", "doctorate")


def educated(raw: dict[str, Any], mine: str) -> str:
    asked = value(raw, "education_required")
    if mine == "doctorate" or (asked is None and value(raw, "open_to_all")):
        return YES
    return MAYBE if asked is None else YES if DEGREES.index(mine) >= DEGREES.index(asked) else NO


def boarded(raw: dict[str, Any], *, mine: bool) -> str:
    asked = value(raw, "board_required")
    if mine or asked is False or (asked is None and value(raw, "open_to_all")):
        return YES
    return NO if asked else MAYBE


def oracle(raw: dict[str, Any], profile: Profile) -> dict[str, str]:
    """Return what every asked rule says, by its name."""
    licence = profile.licence or ROLES[profile.role].get("licence", "")
    countries = raw.get("countries", [])
    said = {
        "holder": YES if raw["holder"] == "person" else NO,
        "offered": exists(raw),
        "domain": healthy(raw),
        "admission": admitted(raw, licence),
    }
    if profile.country:
        said["country"] = YES if "*" in countries or profile.country in countries else MAYBE
    if profile.need == "cme":
        said["credit"] = credited(raw, licence, profile.country)
    if profile.budget is not None:
        said["budget"] = affordable(raw, profile.budget)
    return said | on_time(raw, profile) | on_the_person(raw, profile)


def on_time(raw: dict[str, Any], profile: Profile) -> dict[str, str]:
    said = {}
    if profile.hours_per_week is not None:
        said["hours"] = slow_enough(raw, profile.hours_per_week)
    if profile.weeks is not None or profile.by:
        said["weeks"] = short_enough(raw, profile)
    if profile.by:
        said["start"] = in_time(raw, profile.by)
    if profile.pacing:
        own = paced(raw)
        said["pacing"] = MAYBE if own is None else YES if own == (profile.pacing == "self-paced") else NO
    return said


def on_the_person(raw: dict[str, Any], profile: Profile) -> dict[str, str]:
    said = {}
    if profile.programming_ok is False:
        said["programming"] = {True: NO, False: YES, None: MAYBE}[value(raw, "programming_required")]
    if profile.education:
        said["education"] = educated(raw, profile.education)
    if profile.board_certified is not None:
        said["board"] = boarded(raw, mine=profile.board_certified)
    if profile.prior:
        said["prior"] = NO if raw["id"] in profile.prior else YES
    return said


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


@settings(derandomize=True, max_examples=400, deadline=None)
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
    ],
)
def test_well_known_cases(name: str, constraint: str, said: str) -> None:
    nurse = Profile("registered-nurse", budget=700, hours_per_week=2, weeks=8, programming_ok=False)

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
