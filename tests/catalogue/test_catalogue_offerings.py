import json
from pathlib import Path
from typing import Any

import pytest

from testamur.catalogue import (
    Catalogue,
    Claim,
    Interval,
    content_folder,
    read_catalogue,
    readings,
    shown,
)

VECTORS = Path(__file__).parents[1] / "vectors/catalogue"
PROGRAMMES = json.loads((VECTORS / "programmes.json").read_text())
FACTS = json.loads((VECTORS / "source-guide-facts.json").read_text())
EXAMPLES = json.loads((VECTORS / "worked-examples.json").read_text())
GUIDE = {
    "P1": "iabac-ai-healthcare",
    "P2": "harvard-ai-health-care",
    "P3": "jhu-ai-healthcare",
    "P4": "cedars-applied-ai",
    "P5": "stanford-ai-healthcare",
    "P6": "abaim-certification",
}
# Each worked example and the offering it is about.
WORKED = {
    "AMIA AHIC": "amia-ahic",
    "ANCC NI-BC": "ancc-ni-bc",
    "ABII CIIP": "abii-ciip",
    "HIMSS CPHIMS": "himss-cphims",
    "RSNA Imaging AI Foundational": "rsna-imaging-ai-foundational",
    "Stanford specialization": "stanford-ai-healthcare",
    "Harvard (source guide)": "harvard-ai-health-care",
    "Johns Hopkins (source guide)": "jhu-ai-healthcare",
    "Cedars-Sinai (source guide)": "cedars-applied-ai",
    "IABAC (source guide + own policy page)": "iabac-ai-healthcare",
    "ABAIM (source guide)": "abaim-certification",
    "Joint Commission RUAIH": "jc-ruaih",
    "NHS Fellowship": "nhs-fellowship-clinical-ai",
}


# What was pinned down after the draft: the credential that was meant, and whom it certifies.
PINNED_DOWN = {
    "bcs-ai": {"name": "Foundation Certificate in Artificial Intelligence"},
    "certnexus-caip": {},
    "deeplearningai-medicine": {"name": "AI for Medicine Specialization", "jurisdiction": "online"},
    "eit-health-ai": {"name": "HelloAI Professional", "jurisdiction": "Europe, online"},
    "ieee-ai": {"holder": "organisation"},
    "nhs-digital-academy": {"name": "Digital Health Leadership Programme", "jurisdiction": "England"},
}
# What nobody found a usable word about.
STUBS = {"aapc-ai", "duke-ai-health", "google-coursera", "mayo-ai"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(content_folder())


def test_all_44_offerings_are_there(catalogue: Catalogue) -> None:
    assert len(PROGRAMMES) == 44
    for drafted in PROGRAMMES:
        known = {**drafted, **PINNED_DOWN.get(drafted["id"], {})}
        if known["id"] in PINNED_DOWN:
            assert drafted["status"] == "unconfirmed"
            known["status"] = "confirmed-exists"
        found = catalogue.offerings[known["id"]]
        assert (found.name, found.provider, found.holder) == (known["name"], known["provider"], known["holder"])
        assert (found.status, found.in_source_guide) == (known["status"], known["inSourceGuide"])
        assert list(found.role_groups) == known["roleGroups"]
        assert found.jurisdiction == (known["jurisdiction"] or "")
    assert set(catalogue.offerings) == {known["id"] for known in PROGRAMMES}


def says(claim: Claim, fact: dict[str, Any]) -> bool:
    """Say whether a claim states the fact."""
    if fact["asOf"] != "unknown" and claim.as_of != fact["asOf"]:
        return False
    value = fact["value"]
    if isinstance(value, list):
        return (claim.low, claim.high) == tuple(value)
    if value is True:
        return claim.field in {"existence", "ce", "signal.e1"}
    return bool(claim.value == value)


# Facts that stand here in other words: the claims that took their place.
REWORDED = {
    ("iabac-ai-healthcare", "framework"): "framework",
    ("iabac-ai-healthcare", "frameworkStatus"): "framework_status",
    ("cedars-applied-ai", "issuerContext"): "issuer_context",
    ("stanford-ai-healthcare", "level"): "level",
    ("stanford-ai-healthcare", "duration"): "hours",
    ("abaim-certification", "body"): "body",
    ("abaim-certification", "teaching"): "teaching",
    ("abaim-certification", "abms"): "board_recognition",
    ("abii-ciip", "maintenance"): "maintenance",
    ("abii-ciip", "eligibility"): "eligibility",
    ("abpm-clinical-informatics", "history"): "history",
    ("ahima-rhia", "eligibility"): "eligibility",
    ("ama-ed-hub-ai", "exists"): "existence",
    ("amia-ahic", "class"): "class",
    ("amia-ahic", "eligibility"): "eligibility",
    ("amia-ahic", "maintenance"): "maintenance",
    ("ancc-ni-bc", "accreditation"): "accreditation",
    ("ancc-ni-bc", "eligibility"): "eligibility",
    ("artiba-aie", "domain"): "domain_claim",
    ("chamberlain-walden-micro", "effect"): "effect",
    ("himss-cahims", "maintenance"): "maintenance",
    ("himss-cpdhts", "maintenance"): "maintenance",
    ("himss-cphims", "maintenance"): "maintenance",
    ("jc-ruaih", "areas"): "areas",
    ("jc-ruaih", "holder"): "holder",
    ("nhs-fellowship-clinical-ai", "dates"): "dates",
    ("nhs-fellowship-clinical-ai", "evaluation"): "evaluation",
    ("nhs-fellowship-clinical-ai", "requirement"): "requirement",
    ("nhs-fellowship-clinical-ai", "time"): "time",
    ("rsna-imaging-ai-foundational", "effect"): "effect",
    ("yale-medical-software-ai", "launch"): "launch",
}


@pytest.mark.parametrize("known", PROGRAMMES, ids=lambda known: known["id"])
def test_every_fact_has_a_claim_with_its_source_and_grade(catalogue: Catalogue, known: dict[str, Any]) -> None:
    offering = catalogue.offerings[known["id"]]
    # What the source guide says is checked by its own ids below.
    for fact in (fact for fact in known["facts"] if fact["source"] != "source-guide"):
        reworded = REWORDED.get((known["id"], fact["field"]))
        # The one date that the draft put into a source's name is the claim's own here.
        source = fact["source"].removesuffix(" (2025-01)")
        stands = [
            claim
            for claim in offering.claim
            if (claim.source, claim.grade) == (source, fact["grade"])
            and (claim.field == reworded or (not reworded and says(claim, fact)))
        ]
        assert stands, fact


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["id"])
def test_every_statement_of_the_source_guide_is_kept(catalogue: Catalogue, fact: dict[str, Any]) -> None:
    offering = catalogue.offerings[GUIDE[fact["id"][:2]]]
    claims = [claim for claim in offering.claim if fact["id"] in claim.fact_ids]

    if fact["noneStated"]:
        assert fact["id"] in offering.unknown_facts
        assert not claims
        assert offering.unknown
    else:
        assert claims
        assert all((claim.source, claim.grade) == ("source-guide", "D") for claim in claims)


def test_no_statement_of_the_source_guide_is_made_up(catalogue: Catalogue) -> None:
    known = {fact["id"] for fact in FACTS} | {"G-04"}
    used = {i for o in catalogue.offerings.values() for c in o.claim for i in c.fact_ids}

    assert used | {i for o in catalogue.offerings.values() for i in o.unknown_facts} == known


def test_only_the_source_guide_speaks_with_fact_ids(catalogue: Catalogue) -> None:
    for offering in catalogue.offerings.values():
        for claim in offering.claim:
            assert bool(claim.fact_ids) == (claim.source == "source-guide")
            assert claim.source != "source-guide" or (claim.stated_by and claim.interest)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["programme"])
def test_the_signals_of_the_worked_examples_are_stored(catalogue: Catalogue, example: dict[str, Any]) -> None:
    offering = catalogue.offerings[WORKED[example["programme"]]]

    found = {name: shown(offering, f"signal.{name}").value for name in example["signals"]}

    assert found == example["signals"]


def test_totals_are_computed_as_the_draft_computed_them(catalogue: Catalogue) -> None:
    harvard = readings(catalogue.offerings["harvard-ai-health-care"])

    assert (harvard.price.interval, harvard.price.unit, harvard.price.grade) == (Interval(4800, 4800), "USD", "D")
    assert harvard.hours.interval == Interval(60, 75)


def test_abaims_pass_mark_is_a_count(catalogue: Catalogue) -> None:
    abaim = readings(catalogue.offerings["abaim-certification"])

    assert abaim.pass_correct.interval == Interval(70, 70)
    assert abaim.pass_share.interval == pytest.approx((0.636, 0.636), abs=5e-4)
    assert abaim.validity.interval == Interval(24, 24)


def test_the_disputed_length_of_the_stanford_specialization_is_shown_as_disputed(catalogue: Catalogue) -> None:
    stanford = catalogue.offerings["stanford-ai-healthcare"]

    found = shown(stanford, "length")

    assert (found.grade, {claim.grade for claim in found.conflicts}) == ("C", {"E"})
    assert found.interval == pytest.approx((13.04, 26.09), abs=0.01)
    assert sorted((c.value, c.unit) for c in found.conflicts) == [(4, "weeks"), (8, "months")]
    assert readings(stanford).hours.interval == Interval(40, None)


def test_the_status_of_edison_contradicts_the_source_guide(catalogue: Catalogue) -> None:
    found = shown(catalogue.offerings["iabac-ai-healthcare"], "framework_status")

    assert (found.grade, [claim.fact_ids for claim in found.conflicts]) == ("A", [("P1-08",)])


def test_a_day_of_seeing_stands_only_where_a_copy_was_read(catalogue: Catalogue) -> None:
    seen = [claim for o in catalogue.offerings.values() for claim in o.claim if claim.seen]

    assert seen
    for claim in seen:
        assert claim.source.startswith(("http://", "https://")), claim
        assert "stored copy" in claim.note, claim


def test_a_pinned_down_offering_stands_on_facts_with_a_source(catalogue: Catalogue) -> None:
    for key in PINNED_DOWN:
        offering = catalogue.offerings[key]
        assert "everything" not in offering.unknown
        assert offering.unknown
        assert offering.claim
        assert all(claim.source.startswith("https://") and claim.grade != "U" for claim in offering.claim)


def test_what_is_only_heard_of_says_that_everything_is_missing(catalogue: Catalogue) -> None:
    stubs = {key: o for key, o in catalogue.offerings.items() if o.status == "unconfirmed"}

    assert set(stubs) == STUBS
    assert all((stub.unknown, stub.claim) == (("everything",), ()) for stub in stubs.values())


def test_the_offerings_of_harvard_are_told_apart(catalogue: Catalogue) -> None:
    harvard = [o for o in catalogue.offerings.values() if "harvard" in f"{o.provider} {o.page}".lower()]

    assert len(harvard) == 4
    assert len({o.identity for o in harvard}) == 4
    assert len({o.name.casefold() for o in harvard}) == 4


def test_a_page_is_the_offerings_own_and_no_others(catalogue: Catalogue) -> None:
    pages = [o.page for o in catalogue.offerings.values() if o.page]

    assert len(pages) == len(set(pages))
