"""Everything that is said to change the first place is made so, and the whole ranking done again."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from testamur.catalogue import Claim, Offering, content_folder, read_catalogue
from testamur.fit import (
    AT_ITS_WORD,
    GRADED,
    POLICIES,
    Advice,
    Change,
    Profile,
    glance,
    judged,
    rank,
    weights_of,
)
from testamur.fit.constants import constant

KNOWN = read_catalogue(content_folder())
AT = date(2026, 11, 30)
QUESTIONS = (
    Profile("physician", need="cme", country="US", budget=3000),
    Profile("physician", need="specialty", board_certified=False),
    Profile("registered-nurse", need="cme", budget=200, hours_per_week=1, weeks=4, country="GB"),
    Profile("hospital-operations-manager", setting="health-system", programming_ok=False),
    Profile("healthcare-administrator", need="leadership", budget=1000),
    Profile("clinical-informatics-specialist", need="hire", pacing="self-paced"),
    Profile("nurse-leader", need="internal-credentialing", setting="academic-medical-centre"),
)


def ask(profile: Profile, *, policy: str = "graded", offerings: Any = None, weights: Any = None) -> Advice:
    return rank(
        profile,
        KNOWN.offerings.values() if offerings is None else offerings,
        role=KNOWN.roles[profile.role],
        at=AT,
        rng=np.random.default_rng(1),
        policy=POLICIES[policy],
        draws=20,
        weights=weights,
    )


@cache
def asked(profile: Profile, policy: str) -> Advice:
    return ask(profile, policy=policy)


def with_claims(offering: Offering, claims: tuple[Claim, ...]) -> Offering:
    fields = {claim.field for claim in claims}
    return replace(offering, claim=(*(c for c in offering.claim if c.field not in fields), *claims))


def again(advice: Advice, change: Change) -> Advice:
    """Judge and rank the whole catalogue again, as changed; only what would change that in turn is left out."""
    changed = [
        with_claims(offering, change.claims) if offering.id == change.offering else offering
        for offering in KNOWN.offerings.values()
    ]
    role, policy = KNOWN.roles[advice.profile.role], POLICIES[advice.policy]
    found = judged(advice.profile, changed, role=role, at=AT, policy=policy)
    return glance(found, rng=np.random.default_rng(1), draws=1, weights=change.weights or advice.weights)


@pytest.mark.parametrize("policy", list(POLICIES))
@pytest.mark.parametrize("profile", QUESTIONS, ids=lambda profile: f"{profile.role}-{profile.need}")
def test_every_change_that_is_named_puts_the_other_first_when_it_is_made(profile: Profile, policy: str) -> None:
    advice = asked(profile, policy)

    for change in advice.changes:
        fits = again(advice, change).fits
        assert (fits[0].offering if fits else "") == change.first, change.sentence
        assert change.first != advice.fits[0].offering


def test_changes_of_both_kinds_are_named_and_of_prices_too() -> None:
    changes = [c for profile in QUESTIONS for policy in POLICIES for c in asked(profile, policy).changes]

    assert {change.kind for change in changes} == {"weight", "fact"}
    assert {"price", "covers", "audience_roles"} <= {change.what for change in changes}
    assert any(change.what.startswith("signal.") for change in changes)


def made_up(name: str, *covers: str, price: int | None = None, claims: tuple[Claim, ...] = ()) -> Offering:
    claims = (*claims, Claim("health_domain", "https://example.org", "A", value=True))
    if covers:
        claims = (*claims, Claim("covers", "https://example.org", "A", covers))
    if price is not None:
        claims = (*claims, Claim("price", "https://example.org", "A", price, unit="USD"))
    return Offering(name, f"Health {name}", name, "person", "confirmed-exists", claim=claims)


def test_the_smallest_weight_is_where_the_two_lines_cross() -> None:
    # Only coverage and cost count, 0.6 and 0.4. One covers 12 of 16 competencies at 4000 USD, the other 8 at 2000:
    # coverage low n/16, high (n + (16 - n)/2)/16, expected (n + (16 - n)/6)/16; cost 1 - price/5000 at grade A.
    twelve, eight = (n / 16 + (1 - n / 16) / 6 for n in (12, 8))
    # w * (twelve - eight) = (1 - w) * (0.6 - 0.2)
    crossing = 0.4 / (0.4 + twelve - eight)
    codes = [target.code for target in KNOWN.roles["physician"].target]
    offerings = [made_up("much", *codes[:12], price=4000), made_up("little", *codes[:8], price=2000)]

    advice = ask(Profile("physician"), offerings=offerings, weights={"coverage": 0.6, "cost": 0.4})

    assert advice.fits[0].offering == "little"
    moved = {change.what: change for change in advice.changes if change.kind == "weight"}
    assert moved["coverage"].weights is not None
    assert crossing < moved["coverage"].weights["coverage"] <= crossing + 0.01
    assert moved["coverage"].first == "much"
    assert f"were {moved['coverage'].weights['coverage']:.0%} instead of 60.0%" in moved["coverage"].sentence


def test_what_is_best_in_everything_can_be_moved_by_no_weight() -> None:
    codes = [target.code for target in KNOWN.roles["physician"].target]
    offerings = [made_up("best", *codes, price=100), made_up("worse", *codes[:4], price=900)]

    advice = ask(Profile("physician"), offerings=offerings, weights={"coverage": 0.5, "cost": 0.5})

    assert [change for change in advice.changes if change.kind == "weight"] == []


def test_a_price_in_doubt_is_named_to_the_nearest_fifty_dollars() -> None:
    # Alike but for the price: 1000 for sure, and unknown (expected at 1/3). Alike worth at 1 - p/5000 = 0.8.
    offerings = [made_up("known", "H1", price=1000), made_up("unknown", "H1")]

    advice = ask(Profile("physician"), offerings=offerings, weights={"cost": 1.0})

    (change,) = [change for change in advice.changes if change.what == "price"]
    assert (change.offering, change.first) == ("unknown", "unknown")
    assert change.claims[0].value == 950
    assert "if it cost 950 USD or less, Health unknown would be first" in change.sentence


def test_what_is_known_well_is_not_supposed_otherwise() -> None:
    for profile in QUESTIONS:
        for change in asked(profile, "graded").changes:
            for claim in change.claims:
                stated = KNOWN.offerings[change.offering].as_known_on(AT).of(claim.field)
                holding = [one.grade for one in stated if one.holds(AT)]
                agreed = len({repr(one.value) for one in stated if one.grade == min(holding)}) == 1
                assert not holding or min(holding) in "DEU" or not agreed


def test_credit_for_a_licence_is_supposed_with_credit_at_all() -> None:
    # Only credit counts. It is known of one for physicians, by grade C, and of the other nobody says anything.
    known = made_up("known", claims=(
        Claim("ce", "https://example.org", "C", value=True),
        Claim("ce_for", "https://example.org", "C", ("physician",)),
    ))  # fmt: skip

    advice = ask(Profile("physician"), offerings=[known, made_up("silent")], weights={"ce": 1.0})

    (change,) = [change for change in advice.changes if change.offering == "silent"]
    assert {claim.field: claim.value for claim in change.claims} == {"ce_for": ("physician",), "ce": True}
    assert change.sentence == "Health silent: if it carried credit for your licence, Health silent would be first."


def test_few_changes_are_named_and_the_smallest_weight_first() -> None:
    for profile in QUESTIONS:
        advice = asked(profile, "graded")
        moves = [
            abs(change.weights[change.what] - advice.weights[change.what])
            for change in advice.changes
            if change.weights is not None
        ]
        facts = [change for change in advice.changes if change.kind == "fact" and change.what != "price"]

        assert moves == sorted(moves)
        assert len(moves) <= constant("changes.weights")
        assert len(facts) <= constant("changes.facts")


def test_a_first_place_that_is_called_clear_stands_when_the_weights_move_by_a_tenth() -> None:
    rng = np.random.default_rng(2)
    for role in KNOWN.roles.values():
        for need in ("cme", "specialty", "hire"):
            profile = Profile(role.id, need=need)
            found = judged(profile, KNOWN.offerings.values(), role=role, at=AT)
            if glance(found, rng=np.random.default_rng(1), draws=500).confidence != "clear":
                continue
            weights = weights_of(profile, role)
            placing = found.placed(weights)
            moves = rng.uniform(0.9, 1.1, size=(100, len(weights)))
            moved = [
                placing.under({name: weights[name] * by for name, by in zip(weights, row, strict=True)})
                for row in moves
            ]
            assert sum(other.first == placing.first for other in moved) >= 90, (role.id, need)


@pytest.mark.parametrize("policy", [GRADED, AT_ITS_WORD], ids=lambda policy: policy.name)
def test_why_not_names_the_next_few_with_the_share_in_which_they_win(policy: Any) -> None:
    advice = asked(QUESTIONS[0], policy.name)
    fits = {fit.offering: fit for fit in advice.fits}

    assert [one.offering for one in advice.against] == [fit.offering for fit in advice.fits[1:5]]
    for one in advice.against:
        assert one.win_rate == fits[one.offering].win_rate
        assert advice.fits[0].name in one.sentences[0]
        dominated = fits[one.offering].dominated_by == advice.fits[0].offering
        assert dominated == any("surely no better" in sentence for sentence in one.sentences)
    assert advice.fits[0].win_rate == pytest.approx(0.5)
