"""Domain alignment: the twelve checks, the gate, and the share that counts for a role."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.catalogue import FIELDS, GRADES, Claim, Offering, content_folder, read_catalogue
from testamur.catalogue.rubric import (
    EVIDENCE,
    LEAST_CHECKS,
    TOPICS,
    check_weights,
    domain_of,
    domain_score,
)

PUBLISHED = json.loads((Path(__file__).parents[1] / "vectors/catalogue/rubric.json").read_text())[
    "domainAlignment"
]
CHECKS = PUBLISHED["checks"]
KNOWN = read_catalogue(content_folder())


def claim(field: str, value: Any = True, grade: Any = "B") -> Claim:  # noqa: FBT002  (most claims here are flags)
    return Claim(field, "https://example.org", grade, value)


def offering(*claims: Claim, name: str = "AI in Nursing") -> Offering:
    return Offering("x", name, "X", "person", "confirmed-exists", claim=claims)


def uses(*names: str, value: bool = True, grade: Any = "B") -> tuple[Claim, ...]:
    return tuple(claim(f"domain.{name}", value, grade) for name in names)


def test_the_checks_are_the_twelve_that_are_published() -> None:
    assert list(EVIDENCE) == list(TOPICS) == CHECKS
    assert all(f"domain.{name}" in FIELDS for name in CHECKS)
    assert f">= {LEAST_CHECKS} checks true AND health is in the title" in PUBLISHED["gate"]


def test_every_code_that_shows_a_check_is_a_competency_of_the_framework() -> None:
    codes = {competency.code for competency in KNOWN.frameworks["healthcare-ai"].competencies}

    assert {code for evidence in EVIDENCE.values() for code in evidence.codes} <= codes
    assert all(len(evidence.because) > 20 for evidence in EVIDENCE.values())


def test_three_uses_in_a_published_outline_pass() -> None:
    found = domain_of(offering(*uses("ehr-data", "patient-safety", "diagnostic-imaging")))

    assert found.gate is True
    assert [check.topic for check in found.shown] == [
        "data of health records",
        "diagnostic imaging",
        "patient safety",
    ]


@pytest.mark.parametrize("grade", ["D", "E", "U"])
def test_a_topic_that_is_only_advertised_is_unknown(grade: Any) -> None:
    advertised = uses("ehr-data", "patient-safety", "diagnostic-imaging", grade=grade)

    found = domain_of(offering(*advertised, claim("covers", ("H4", "H5", "H8"), grade)))

    assert {check.holds for check in found.checks} == {None}
    assert found.gate is None


def test_competencies_that_the_outline_covers_show_a_use() -> None:
    found = domain_of(offering(claim("covers", ("H5", "H8.5", "H3.3"))))

    assert [check.name for check in found.shown] == [
        "clinical-decision-support",
        "patient-safety",
        "governance-policy-law",
        "workflow-integration",
    ]
    assert found.gate is True


def test_what_is_denied_outright_is_not_shown_by_a_competency() -> None:
    found = domain_of(offering(claim("covers", ("H5.2",)), *uses("operations-and-flow", value=False)))

    assert found.shown == ()
    assert [check.name for check in found.checks if check.holds is False] == ["operations-and-flow"]


def test_health_must_be_the_subject_too() -> None:
    three = uses("ehr-data", "patient-safety", "diagnostic-imaging")

    assert domain_of(offering(*three, name="AI for all")).gate is None
    assert domain_of(offering(*three, claim("audience_roles", ("nurse-leader",)), name="AI for all")).gate is True
    assert domain_of(offering(*three, claim("audience_roles", ("nurse-leader",), "D"), name="AI")).gate is None
    assert domain_of(offering(*three, claim("health_domain"), name="AI for all")).gate is True


def test_a_generic_credential_stays_out_whatever_its_title() -> None:
    three = uses("ehr-data", "patient-safety", "diagnostic-imaging")

    assert domain_of(offering(*three, claim("health_domain", value=False))).gate is False
    assert domain_of(offering(claim("health_domain", value=False, grade="D"))).gate is None


def test_it_stays_out_if_three_uses_cannot_be_reached_any_more() -> None:
    assert domain_of(offering(*uses(*CHECKS[:9], value=False))).gate is None
    assert domain_of(offering(*uses(*CHECKS[:10], value=False))).gate is False


def test_the_score_is_the_share_shown_to_the_share_not_denied() -> None:
    found = domain_of(offering(*uses("ehr-data", "patient-safety"), *uses("diagnostic-imaging", value=False)))

    assert domain_score(found) == pytest.approx((2 / 12, 11 / 12))


def test_a_role_weighs_the_checks_by_its_targets() -> None:
    # The nurse leader's targets: H1.1 H1.2 H1.3 H2.1 H3.2 H3.4 H4.1 H5.1 H6.1 H6.2 H7.1 H7.2 H8.3 H8.4 H8.6. By
    # the table: equity 1 (H2.1), safety 2 (H3.2, H6.2), workflow 1 (H5.1), procurement 2 (H7.1, H7.2), rules 1
    # (H8.3), privacy 1 (H8.4): 8 in all.
    leader = KNOWN.roles["nurse-leader"]

    assert {name: weight for name, weight in check_weights(leader).items() if weight} == {
        "equity-bias-in-care": 1 / 8,
        "patient-safety": 2 / 8,
        "workflow-integration": 1 / 8,
        "procurement-vendor": 2 / 8,
        "governance-policy-law": 1 / 8,
        "privacy-health-law": 1 / 8,
    }
    found = domain_of(offering(*uses("patient-safety", "ehr-data"), *uses("privacy-health-law", value=False)))
    assert domain_score(found, leader) == pytest.approx((2 / 8, 7 / 8))


@pytest.mark.parametrize("role", KNOWN.roles.values(), ids=KNOWN.roles)
def test_the_weights_of_every_role_sum_to_one(role: Any) -> None:
    assert sum(check_weights(role).values()) == pytest.approx(1)


one_claim = st.one_of(
    st.builds(claim, st.sampled_from([f"domain.{name}" for name in CHECKS]), st.booleans(), st.sampled_from("AB")),
    st.builds(claim, st.just("covers"), st.sampled_from([("H1.4",), ("H4", "H5", "H8"), ("H3.3",)])),
    st.builds(claim, st.just("health_domain"), st.booleans()),
)
several = st.lists(one_claim, max_size=14, unique_by=lambda made: made.field)


@given(several)
def test_a_fact_more_never_takes_an_answer_back(claims: list[Claim]) -> None:
    for last in range(len(claims)):
        without = domain_of(offering(*claims[:last], *claims[last + 1 :], name="AI"))
        whole = domain_of(offering(*claims, name="AI"))

        if without.gate is not None and claims[last].field != "health_domain":
            assert whole.gate is without.gate or claims[last].value is False


@given(several, st.sampled_from(list(GRADES)))
def test_weaker_evidence_never_decides_what_better_evidence_left_open(claims: list[Claim], grade: Any) -> None:
    weak = [claim(made.field, made.value, grade) for made in claims]

    assert domain_of(offering(*weak)).gate in (None, domain_of(offering(*claims)).gate)
