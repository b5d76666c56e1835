"""What must be known before trusting a place: each caution where it is due, and only there."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from testamur.catalogue import Claim, Offering, content_folder, read_catalogue
from testamur.fit import NEEDS, Advice, Profile, glance, judged, weights_of

KNOWN = read_catalogue(content_folder())
AT = date(2026, 11, 23)


def look(role: str, offerings: Any = None, **parts: Any) -> Advice:
    """Return the places and their cautions, which a glance has as the whole answer has them."""
    listed = KNOWN.offerings.values() if offerings is None else offerings
    found = judged(Profile(role, **parts), listed, role=KNOWN.roles[role], at=AT)
    return glance(found, rng=np.random.default_rng(1), draws=200)


@pytest.mark.parametrize("role", sorted(KNOWN.roles))
@pytest.mark.parametrize("need", list(NEEDS))
def test_no_first_place_rests_on_weak_evidence_without_a_caution(role: str, need: Any) -> None:
    first = look(role, need=need).fits[0]
    weights = weights_of(Profile(role, need=need), KNOWN.roles[role])

    weak = sum(
        weights[v.criterion] * (v.span.low + (v.span.high - v.span.low) / 3)
        for v in first.values
        if v.grade in ("D", "E", "U")
    )

    assert (weak > first.expected / 2) == ("weak-evidence" in {caution.kind for caution in first.cautions})


def test_the_first_place_says_who_would_hold_it_without_weak_facts() -> None:
    advice = look("hospital-operations-manager")
    weak = [caution for caution in advice.cautions if caution.kind == "first-place-on-weak-evidence"]
    grades = {claim.grade for value in advice.fits[0].values for claim in value.claims}

    assert advice.fits[0].offering == "iabac-ai-healthcare"
    assert "D" in grades
    assert len(weak) == 1
    assert "would be first" in weak[0].sentence


def test_that_other_is_indeed_first_when_weak_claims_are_taken_away() -> None:
    advice = look("hospital-operations-manager")
    named = {fit.name: fit.offering for fit in advice.fits}
    ranked = {fit.offering for fit in advice.fits}
    sentence = next(c.sentence for c in advice.cautions if c.kind == "first-place-on-weak-evidence")
    other = next(offering for name, offering in named.items() if name in sentence)
    confirmed = [
        replace(o, claim=tuple(c for c in o.claim if c.grade in "ABC"))
        for o in KNOWN.offerings.values()
        if o.id in ranked
    ]

    again = look("hospital-operations-manager", confirmed)

    assert again.fits[0].offering == other


def test_cautions_on_boards_and_mixed_interests() -> None:
    fits = {fit.offering: {caution.kind for caution in fit.cautions} for fit in look("physician").fits}

    assert {"teaches-and-certifies", "board-by-own-word"} <= fits["abaim-certification"]
    assert {"board-by-own-word", "single-source"} <= fits["abnai-nursing-ai"]
    assert "board-by-own-word" not in fits["abpm-clinical-informatics"]


def cautions_on(*claims: Claim, note: str = "") -> dict[str, str]:
    offering = Offering("x", "Health X", "X", "person", "confirmed-exists", note=note, claim=claims)
    return {caution.kind: caution.sentence for caution in look("physician", [offering]).fits[0].cautions}


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        # 90 days before the day of the question is fresh, 91 is not.
        ("2026-08-25", None),
        ("2026-08-24", "Read or dated too long ago: price of the whole. Ask again before you pay."),
        ("", "Of an age that nobody states: price of the whole. Ask again before you pay."),
    ],
)
def test_a_price_that_is_too_old_or_undated_is_said_to_be(seen: str, said: str | None) -> None:
    price = Claim("price", "https://example.org", "B", 900, unit="USD", seen=seen)

    assert cautions_on(price).get("stale") == said


def test_what_is_simulated_is_said_to_be() -> None:
    price = Claim("price", "https://example.org", "B", 900, unit="USD")

    assert "simulated" in cautions_on(price, note="Simulated: nobody offers it.")
    assert "simulated" in cautions_on(replace(price, note="From a simulated run."))
    assert "simulated" not in cautions_on(price)


def test_no_first_place_is_called_clear_that_rests_on_weak_evidence() -> None:
    for role in KNOWN.roles:
        for need in ("cme", "hire", "specialty"):
            advice = look(role, need=need)
            weak = "weak-evidence" in {caution.kind for caution in advice.cautions}
            assert not (weak and advice.confidence == "clear"), (role, need)
