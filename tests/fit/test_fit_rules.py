"""The conditional rules of the source guide, each with what the guide's own text lets one expect of it.

R4: a clinician who needs credit goes first to what carries it. R5: internal credentialing at an academic medical
centre, to what is said to be valued there. R6: administrators, to what is made for health care and for them.
R7: by the role, not by the name. R8: a physician who wants a speciality credential, to the examination for
physicians. R9: operations, informatics and digital change of a health system, also to applied work there. R10: an
employer in several countries, to what follows a framework from outside.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import GRADES, Claim, Offering, content_folder, read_catalogue
from testamur.fit import (
    AT_ITS_WORD,
    CRITERIA,
    GRADED,
    RULES,
    SETTINGS,
    SITUATION,
    Advice,
    Policy,
    Profile,
    Span,
    rank,
    weights_of,
)
from testamur.fit.case import Case
from testamur.fit.constants import constant
from testamur.fit.policy import facts
from testamur.fit.rules import situation

KNOWN = read_catalogue(content_folder())
AT = date(2026, 11, 30)
MANAGERS = ("hospital-operations-manager", "healthcare-administrator")
CLINICIANS = ("physician", "registered-nurse", "pharmacist", "radiographer")


def ask(role: str, *, policy: Policy = AT_ITS_WORD, offerings: Any = None, **parts: Any) -> Advice:
    return rank(
        Profile(role, **parts),
        KNOWN.offerings.values() if offerings is None else offerings,
        role=KNOWN.roles[role],
        at=AT,
        rng=np.random.default_rng(1),
        policy=policy,
        draws=300,
    )


def first(advice: Advice) -> str:
    return advice.fits[0].offering


def fired(advice: Advice) -> set[str]:
    return {rule.id for rule in advice.rules}


@pytest.mark.parametrize("role", CLINICIANS)
def test_r4_a_clinician_who_needs_credit_goes_first_to_what_carries_it(role: str) -> None:
    advice = ask(role, need="cme")

    assert "R4" in fired(advice)
    assert first(advice) == "stanford-ai-healthcare"


@pytest.mark.parametrize("role", sorted(KNOWN.roles))
def test_r5_at_an_academic_medical_centre_what_is_valued_there_comes_first(role: str) -> None:
    advice = ask(role, need="internal-credentialing", setting="academic-medical-centre")

    assert "R5" in fired(advice)
    assert {fit.offering for fit in advice.fits[:2]} == {"harvard-ai-health-care", "jhu-ai-healthcare"}


def test_r5_does_not_fire_elsewhere_or_for_another_need() -> None:
    assert "R5" not in fired(ask("physician", need="internal-credentialing", setting="health-system"))
    assert "R5" not in fired(ask("physician", need="hire", setting="academic-medical-centre"))


@pytest.mark.parametrize("role", MANAGERS)
def test_r6_administrators_go_first_to_what_is_made_for_health_care_and_for_them(role: str) -> None:
    advice = ask(role)

    assert "R6" in fired(advice)
    assert first(advice) == "iabac-ai-healthcare"
    assert not {fit.offering for fit in ask(role, policy=GRADED).fits} & {"artiba-aie"}


@pytest.mark.parametrize("policy", [GRADED, AT_ITS_WORD], ids=lambda policy: policy.name)
@pytest.mark.parametrize("role", ["physician", "healthcare-administrator"])
def test_r7_another_name_and_provider_change_no_place(role: str, policy: Policy) -> None:
    renamed = [
        replace(offering, name=f"Programme {i}", provider=f"Provider {i}")
        for i, offering in enumerate(KNOWN.offerings.values())
    ]

    before, after = ask(role, policy=policy), ask(role, policy=policy, offerings=renamed)

    assert "R7" in fired(after)
    assert [(fit.offering, fit.expected) for fit in after.fits] == [(f.offering, f.expected) for f in before.fits]


def test_r8_a_physician_who_wants_a_speciality_credential_goes_first_to_the_examination_for_physicians() -> None:
    advice = ask("physician", need="specialty")

    assert "R8" in fired(advice)
    assert first(advice) == "abaim-certification"
    assert "R8" not in fired(ask("registered-nurse", need="specialty"))


@pytest.mark.parametrize("role", [*MANAGERS, "clinical-informatics-specialist"])
def test_r9_in_a_health_system_applied_work_on_clinical_data_is_among_the_first(role: str) -> None:
    advice = ask(role, setting="health-system")
    without = ask(role)

    assert "R9" in fired(advice)
    assert "cedars-applied-ai" in {fit.offering for fit in advice.fits[:3]}
    gained = {fit.offering: fit.expected for fit in advice.fits}
    assert gained["cedars-applied-ai"] > {f.offering: f.expected for f in without.fits}["cedars-applied-ai"]


@pytest.mark.parametrize("role", sorted(KNOWN.roles))
def test_r10_for_an_employer_in_several_countries_a_framework_from_outside_comes_first(role: str) -> None:
    advice = ask(role, setting="multinational")

    assert "R10" in fired(advice)
    assert first(advice) == "iabac-ai-healthcare"
    assert advice.confidence == "clear"


def test_every_rule_fires_for_somebody_and_only_the_seventh_for_everybody() -> None:
    asked = [
        Profile(role, need=need, setting=setting)
        for role in KNOWN.roles
        for need in ("cme", "internal-credentialing", "specialty", "capability")
        for setting in ("", *SETTINGS)
    ]
    shares = {
        rule.id: sum(rule.fires(profile, KNOWN.roles[profile.role]) for profile in asked) / len(asked)
        for rule in RULES
    }

    assert list(shares) == ["R4", "R5", "R6", "R7", "R8", "R9", "R10"]
    assert all(0 < share < 1 for name, share in shares.items() if name != "R7")
    assert shares["R7"] == 1


# What the guide recommends to each group, besides its first pick: R1, R2 and R3 of its table.
ALSO = [
    (CLINICIANS, "cme", {"stanford-ai-healthcare", "jhu-ai-healthcare", "harvard-ai-health-care"}),
    (("physician",), "cme", {"abaim-certification", "iabac-ai-healthcare"}),
    (MANAGERS, "capability", {"iabac-ai-healthcare", "cedars-applied-ai", "harvard-ai-health-care"}),
    (("clinical-informatics-specialist",), "capability", {"iabac-ai-healthcare", "stanford-ai-healthcare"}),
]


@pytest.mark.parametrize(
    ("role", "need", "wanted"), [(role, need, wanted) for roles, need, wanted in ALSO for role in roles]
)
def test_all_that_the_guide_recommends_to_a_group_has_a_place_in_the_answer(
    role: str, need: Any, wanted: set[str]
) -> None:
    advice = ask(role, need=need)
    places = {fit.offering for fit in advice.fits[:3]}
    places |= {one.offering for one in (*advice.complements, *advice.modules)}
    places |= {advice.pair.first, advice.pair.second} if advice.pair else set()

    assert wanted <= places


def test_the_innovation_module_is_offered_to_administrators_on_its_own() -> None:
    advice = ask("healthcare-administrator")

    (module,) = advice.modules
    assert module.offering == "harvard-ai-health-care"
    assert "innovation module" in module.part
    assert module.price.interval == (1600, 1600)
    assert module.weeks.interval == (5, 5)


def test_the_complement_for_who_also_governs_is_what_covers_procurement_and_governance() -> None:
    advice = ask("physician", need="cme")

    complement = next(one for one in advice.complements if "govern" in one.when)
    assert complement.offering == "iabac-ai-healthcare"
    assert {code.partition(".")[0] for code in complement.adds} == {"H7", "H8"}
    assert not [
        one for one in ask("physician", need="cme", archetype="shaper").complements if "govern" in one.when
    ]


def test_what_a_rule_asks_is_a_criterion_of_its_own_only_where_it_fires() -> None:
    plain, at_work = ask("physician"), ask("physician", setting="multinational")

    assert SITUATION not in plain.weights
    assert at_work.weights[SITUATION] == constant("rule.R10")
    assert sum(at_work.weights.values()) == pytest.approx(1)
    assert [value.criterion for value in at_work.fits[0].values] == [*CRITERIA, SITUATION]
    assert list(at_work.weights) == [*CRITERIA, SITUATION]


def test_two_rules_together_count_as_far_as_each_pulls() -> None:
    # R8 asks for an examination for the profession, R10 for a framework: half of each, as both pull alike.
    advice = ask("physician", need="specialty", setting="multinational")
    spans = {fit.offering: next(v.span for v in fit.values if v.criterion == SITUATION) for fit in advice.fits}

    assert {"R8", "R10"} <= fired(advice)
    # An examination for physicians (1), a framework nobody states (1/2, as average): 3/4.
    assert spans["abaim-certification"] == Span(0.75, 0.75)
    # An examination, but not for physicians (0), with a framework (1): 1/2.
    assert spans["iabac-ai-healthcare"] == Span(0.5, 0.5)


def test_an_opinion_of_what_employers_value_moves_nobody_under_graded_evidence() -> None:
    advice = ask("physician", need="internal-credentialing", setting="academic-medical-centre", policy=GRADED)
    spans = {fit.offering: next(v.span for v in fit.values if v.criterion == SITUATION) for fit in advice.fits}

    assert spans["harvard-ai-health-care"] == spans["jhu-ai-healthcare"] == Span(0.0, 1.0)


def holds(outer: Span, inner: Span) -> bool:
    return outer.low <= inner.low + 1e-12 and inner.high <= outer.high + 1e-12


made = st.lists(
    st.sampled_from(
        [
            ("recognised_at", ("academic-medical-centre",)),
            ("recognised_at", ("public-service",)),
            ("portability.p1", True),
            ("signal.exam", True),
            ("signal.exam", False),
            ("audience_roles", ("physician",)),
            ("eligible_licences", ("physician",)),
        ]
    ),
    unique_by=lambda pair: pair[0],
)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(made, st.integers(0, 5), st.integers(0, 5), st.sampled_from(["academic-medical-centre", "multinational"]))
def test_weaker_evidence_or_none_only_widens_what_a_rule_is_answered(
    stated: Any, one: int, other: int, setting: Any
) -> None:
    grades = list(GRADES)
    profile = Profile("physician", need="specialty" if setting == "multinational" else "internal-credentialing")
    profile = replace(profile, setting=setting)

    def span(grade: Any, kept: Any = stated) -> Span:
        claims = tuple(Claim(field, "https://example.org", grade, value) for field, value in kept)
        offering = Offering("x", "X", "X", "person", "confirmed-exists", claim=claims)
        return situation(Case(profile, KNOWN.roles["physician"], facts(offering, GRADED, at=AT))).span

    strong, weak, without = span(grades[min(one, other)]), span(grades[max(one, other)]), span("A", stated[1:])

    assert holds(weak, strong)
    if not stated or stated[0][0] not in ("audience_roles", "eligible_licences"):
        # Of these two the stronger counts, so that one stands in for the other.
        assert holds(without, span("A"))


def test_what_is_said_to_be_valued_somewhere_names_a_kind_of_employer_that_can_be_asked_for() -> None:
    named = {
        word
        for offering in KNOWN.offerings.values()
        for claim in offering.of("recognised_at")
        for word in claim.value
    }

    assert named <= set(SETTINGS)


def test_no_offering_and_no_provider_is_named_in_the_rules() -> None:
    folder = Path(rank.__code__.co_filename).parent
    names = {word for known in KNOWN.offerings.values() for word in (known.id, known.provider, known.name)}

    for file in ("rules.py", "complements.py", "counsel.py", "modules.py", "suppositions.py", "constants.py"):
        assert not [name for name in names if name in (folder / file).read_text()], file


def test_weights_of_a_question_sum_to_one_whatever_fires() -> None:
    for role in KNOWN.roles.values():
        for setting in ("", *SETTINGS):
            assert sum(weights_of(Profile(role.id, need="specialty", setting=setting), role).values()) == (
                pytest.approx(1)
            )
