import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import FIELDS, Claim, Offering, content_folder, read_catalogue
from testamur.documents import plain
from testamur.errors import DocumentError
from testamur.fit import (
    AT_ITS_WORD,
    CRITERIA,
    GRADED,
    NEEDS,
    Advice,
    Policy,
    Profile,
    Standing,
    glance,
    judged,
    rank,
    weights_for,
)
from testamur.fit.advice import confidence

KNOWN = read_catalogue(content_folder())
AT = date(2026, 11, 23)
PICKS = json.loads((Path(__file__).parents[1] / "vectors/fit/source-guide-picks.json").read_text())
# The role of each group that the source guide has in mind, and what it says that role needs.
ASKED = {
    "clinicians": (("physician", "cme"), ("registered-nurse", "cme")),
    "administrators-operations": (
        ("hospital-operations-manager", "capability"),
        ("healthcare-administrator", "capability"),
        ("nurse-leader", "capability"),
    ),
    "informatics-data": (("clinical-informatics-specialist", "capability"),),
}
quick = settings(derandomize=True, max_examples=20, deadline=None)


def ask(role: str, *, policy: Policy = GRADED, offerings: Any = None, draws: int = 500, **parts: Any) -> Advice:
    return rank(
        Profile(role, **parts),
        KNOWN.offerings.values() if offerings is None else offerings,
        role=KNOWN.roles[role],
        at=AT,
        rng=np.random.default_rng(1),
        policy=policy,
        draws=draws,
    )


def look(role: str, offerings: Iterable[Offering], **parts: Any) -> Advice:
    """Return the places and their cautions alone, which a glance has as the whole answer has them."""
    found = judged(Profile(role, **parts), offerings, role=KNOWN.roles[role], at=AT)
    return glance(found, rng=np.random.default_rng(1), draws=1)


def places(role: str, offerings: Iterable[Offering], **parts: Any) -> dict[str, int]:
    return {fit.offering: fit.place for fit in look(role, offerings, **parts).fits}


def with_claims(name: str, *claims: Claim) -> list[Offering]:
    """Return one offering with some claims more, among every fourth of the others."""
    changed = replace(KNOWN.offerings[name], claim=(*KNOWN.offerings[name].claim, *claims))
    return [changed, *(offering for offering in list(KNOWN.offerings.values())[::4] if offering.id != name)]


@pytest.mark.parametrize("pick", PICKS, ids=lambda pick: pick["id"])
def test_the_source_guide_at_its_word_gives_its_own_first_picks(pick: dict[str, Any]) -> None:
    for role, need in ASKED[pick["group"]]:
        advice = ask(role, need=need, policy=AT_ITS_WORD)

        assert advice.fits[0].offering == pick["first"]
        assert advice.confidence == "clear"


def test_the_source_guide_at_its_word_speaks_only_of_its_six_programmes() -> None:
    advice = ask("physician", policy=AT_ITS_WORD)

    assert {fit.offering for fit in advice.fits} == {o.id for o in KNOWN.offerings.values() if o.in_source_guide}
    assert len(advice.set_aside) == 38
    # Taken at its word, the only doubt left is an interval that it states itself: Harvard's 60 to 75 hours.
    doubtful = {fit.offering for fit in advice.fits if fit.value.high - fit.value.low > 1e-9}
    assert doubtful == {"harvard-ai-health-care"}


def test_no_provider_is_named_in_the_code() -> None:
    room = Path(rank.__code__.co_filename).parent
    names = {word for known in KNOWN.offerings.values() for word in (known.id, known.provider)}

    for file in room.glob("*.py"):
        assert not [name for name in names if name in file.read_text()], file.name


def test_things_for_organisations_are_never_offered_to_a_person() -> None:
    for role in KNOWN.roles:
        advice = ask(role, draws=10)
        aside = {one.offering: one for one in advice.set_aside}
        assert not {"jc-ruaih", "urac-health-ai"} & {fit.offering for fit in advice.fits}
        assert aside["jc-ruaih"].because == ("It certifies an organisation, not a person.",)


def test_nothing_is_dropped_in_silence() -> None:
    advice = ask("physician", need="cme", budget=100, hours_per_week=1, weeks=4, programming_ok=False)

    named = [fit.offering for fit in advice.fits] + [one.offering for one in advice.set_aside]

    assert sorted(named) == sorted(KNOWN.offerings)
    assert all(one.because for one in advice.set_aside)
    assert all(one.missing for one in advice.set_aside if one.standing is Standing.CANNOT_TELL)


def test_a_generic_credential_is_set_aside_and_says_so() -> None:
    aside = {one.offering: one for one in ask("clinical-data-analyst").set_aside}

    assert aside["artiba-aie"].because == ("It is generic, not made for health care.",)


def test_the_second_opinion_may_name_another_and_changes_no_place() -> None:
    # Price counts 0.8 and hours 0.2. Values: cheap (0.6, 0), quick (0.4, 0.87), slight (0, 1); sums: 0.48, 0.494,
    # 0.2. Weighted: (0.48, 0), (0.32, 0.174), (0, 0.2); best (0.48, 0.2), worst (0, 0). Nearness of cheap:
    # 0.48 / (0.48 + 0.2) = 0.706; of quick: 0.364 / (0.364 + 0.162) = 0.692.
    def costing(name: str, price: float, hours: float) -> Offering:
        return Offering(name, f"Health {name}", name, "person", "confirmed-exists", claim=(
            Claim("price", "https://example.org", "A", price, unit="USD"),
            Claim("hours", "https://example.org", "A", hours, unit="hours"),
        ))  # fmt: skip

    offerings = [costing("cheap", 2000, 120), costing("quick", 3000, 15.6), costing("slight", 5000, 0)]
    found = judged(Profile("physician"), offerings, role=KNOWN.roles["physician"], at=AT)
    advice = glance(found, rng=np.random.default_rng(1), draws=10, weights={"cost": 0.8, "time": 0.2})

    assert [fit.offering for fit in advice.fits] == ["quick", "cheap", "slight"]
    assert advice.second_opinion == "cheap"


@pytest.mark.parametrize("policy", [GRADED, AT_ITS_WORD], ids=lambda policy: policy.name)
def test_reasons_stand_on_claims_and_name_their_sources(policy: Policy) -> None:
    for fit in ask("physician", need="cme", policy=policy).fits:
        spans = {value.criterion: value.span for value in fit.values}
        for reason in fit.reasons:
            assert reason.sources
            surely = (
                spans[reason.criterion].low >= 0.5
                if reason.direction == "for"
                else spans[reason.criterion].high <= 0.5
            )
            assert surely


def test_what_to_confirm_begins_with_what_a_constraint_misses() -> None:
    fits = {fit.offering: fit for fit in ask("physician", need="cme", budget=3000).fits}

    assert fits["stanford-ai-healthcare"].confirm[:2] == (
        "an outline that shows at least three uses in care",
        "the price of the whole",
    )
    assert fits["abaim-certification"].confirm[:4] == (
        "an outline that shows at least three uses in care",
        "who may enrol",
        "whether it carries credit for your licence, how much, and until when",
        "the price of the whole",
    )


def test_the_value_lies_between_its_ends_and_places_follow_the_expected_value() -> None:
    advice = ask("clinical-informatics-specialist")
    worth = [fit.expected for fit in advice.fits]

    assert worth == sorted(worth, reverse=True)
    assert [fit.place for fit in advice.fits] == list(range(1, len(advice.fits) + 1))
    assert all(fit.value.low - 1e-12 <= fit.expected <= fit.value.high + 1e-12 for fit in advice.fits)
    assert sum(fit.first_share for fit in advice.fits) == pytest.approx(1)


@cache
def whole_answer(role: str) -> bytes:
    return as_bytes(ask(role, draws=50))


def as_bytes(advice: Advice) -> bytes:
    return json.dumps(plain(advice), ensure_ascii=False).encode()


@settings(derandomize=True, max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(KNOWN.roles)))
def test_the_order_of_the_offerings_changes_no_byte(random: Any, role: str) -> None:
    listed = list(KNOWN.offerings.values())
    mixed = random.sample(listed, len(listed))

    assert as_bytes(ask(role, offerings=mixed, draws=50)) == whole_answer(role)


@quick
@given(st.sampled_from(sorted(KNOWN.offerings)), st.integers(0, 5000), st.integers(0, 5000))
def test_a_lower_price_never_lowers_the_place(name: str, one: int, other: int) -> None:
    def place(price: int) -> int | None:
        priced = Claim("price", "https://example.org", "B", price, unit="USD")
        return places("physician", with_claims(name, priced)).get(name)

    dear, cheap = place(max(one, other)), place(min(one, other))

    assert dear == cheap is None or (dear is not None and cheap is not None and cheap <= dear)


GOOD = ["signal.exam", "signal.s8", "signal.s11", "portability.p2", "portability.p5", "ce", "domain.ehr-data"]


@quick
@given(st.sampled_from(sorted(KNOWN.offerings)), st.sampled_from(GOOD))
def test_what_speaks_for_an_offering_never_lowers_its_place_against_its_denial(name: str, field: str) -> None:
    def place(*, holds: bool) -> int:
        shown = Claim(field, "https://example.org", "B" if FIELDS[field].controlled else "A", holds)
        return places("physician", with_claims(name, shown)).get(name, 99)

    assert place(holds=True) <= place(holds=False)


def test_what_is_better_in_every_claim_is_placed_before() -> None:
    plainly = Offering("b", "Health B", "B", "person", "confirmed-exists", claim=(
        Claim("price", "https://example.org", "B", 900, unit="USD"),
        Claim("covers", "https://example.org", "B", ("H1",)),
    ))  # fmt: skip
    better = replace(plainly, id="z", claim=(
        Claim("price", "https://example.org", "B", 800, unit="USD"),
        Claim("covers", "https://example.org", "B", ("H1", "H3")),
    ))  # fmt: skip

    assert [fit.offering for fit in ask("physician", offerings=[plainly, better]).fits] == ["z", "b"]


def test_the_same_seed_gives_the_same_answer_and_another_the_same_order() -> None:
    one, same = (plain(ask("physician")) for _ in range(2))
    other = rank(
        Profile("physician"),
        KNOWN.offerings.values(),
        role=KNOWN.roles["physician"],
        at=AT,
        rng=np.random.default_rng(2),
    )

    assert one == same
    assert [fit["offering"] for fit in one["fits"]] == [fit.offering for fit in other.fits]


def test_first_place_shares_do_not_depend_much_on_the_number_of_draws() -> None:
    few = {fit.offering: fit.first_share for fit in ask("physician", draws=5_000).fits}
    many = {fit.offering: fit.first_share for fit in ask("physician", draws=60_000).fits}

    assert max(abs(few[name] - many[name]) for name in few) < 0.02


@pytest.mark.parametrize("role", sorted(KNOWN.roles))
@pytest.mark.parametrize("need", list(NEEDS))
def test_weights_sum_to_one_and_a_need_moves_them(role: str, need: Any) -> None:
    weights = weights_for(KNOWN.roles[role], need)

    assert list(weights) == list(CRITERIA)
    assert sum(weights.values()) == pytest.approx(1)
    assert min(weights.values()) > 0


def test_the_need_for_credit_makes_credit_weigh_more() -> None:
    role = KNOWN.roles["physician"]

    assert weights_for(role, "cme")["ce"] > weights_for(role, "capability")["ce"]


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([], "none"),
        ([1.0], "clear"),
        ([0.6, 0.4], "clear"),
        ([0.59, 0.41], "leaning"),
        ([0.4, 0.35, 0.25], "leaning"),
        ([0.39, 0.31, 0.3], "open"),
        ([0.45, 0.5, 0.05], "open"),
    ],
)
def test_how_sure_the_first_place_is(shares: list[float], said: str) -> None:
    assert confidence(shares) == said


def test_what_all_have_alike_is_no_reason() -> None:
    price = Claim("price", "https://example.org", "B", 900, unit="USD")
    one = Offering("a", "Health A", "A", "person", "confirmed-exists", claim=(price,))
    other = replace(
        one, id="b", claim=(price, Claim("covers", "https://example.org", "B", ("H1", "H2", "H3", "H4")))
    )

    found = {
        fit.offering: [r.criterion for r in fit.reasons] for fit in ask("physician", offerings=[one, other]).fits
    }

    assert found == {"a": [], "b": ["coverage"]}


def test_nothing_to_choose_from_is_an_answer() -> None:
    advice = ask("physician", offerings=[])

    assert (advice.fits, advice.set_aside, advice.confidence, advice.cautions) == ((), (), "none", ())


def test_one_to_choose_from_is_clear() -> None:
    advice = ask("physician", offerings=[KNOWN.offerings["stanford-ai-healthcare"]])

    assert (advice.confidence, advice.fits[0].first_share) == ("clear", 1)


def test_a_wrong_profile_is_refused_with_everything_wrong() -> None:
    with pytest.raises(DocumentError) as refusal:
        ask("physician", country="usa", budget=-1, hours_per_week=200, weeks=0)

    assert refusal.value.lines() == [
        "profile:country: must be a country code such as US; it is 'usa'",
        "profile:budget: must be finite and not negative",
        "profile:hours_per_week: must be above 0 and at most 168",
        "profile:weeks: must be finite and above 0",
    ]


def test_wrong_arguments_are_errors() -> None:
    twice = [KNOWN.offerings["jc-ruaih"]] * 2
    with pytest.raises(ValueError, match="given twice"):
        ask("physician", offerings=twice)
    with pytest.raises(ValueError, match="draws must be 1 or more"):
        ask("physician", draws=0)
    with pytest.raises(ValueError, match="the profile names the role 'physician'"):
        rank(Profile("physician"), [], role=KNOWN.roles["nurse-leader"], at=AT, rng=np.random.default_rng(1))
