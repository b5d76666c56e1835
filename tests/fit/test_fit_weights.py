"""The reader's own weights, and what the need and the situation make of the role's."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from testamur.catalogue import Claim, Offering, Weights, content_folder, read_catalogue
from testamur.errors import DocumentError
from testamur.fit import CRITERIA, SITUATION, Advice, Profile, own_weights, rank, weights_for

KNOWN = read_catalogue(content_folder())
ROLE = KNOWN.roles["physician"]


def ask(weights: Any = None, *, offerings: Any = None, **parts: Any) -> Advice:
    return rank(
        Profile("physician", **parts),
        KNOWN.offerings.values() if offerings is None else offerings,
        role=ROLE,
        at=date(2026, 11, 30),
        rng=np.random.default_rng(1),
        draws=50,
        weights=weights,
    )


def test_own_weights_are_brought_to_sum_one_and_what_is_left_out_is_nothing() -> None:
    advice = ask({"cost": 3, "coverage": 1})

    assert advice.weights == {name: {"cost": 0.75, "coverage": 0.25}.get(name, 0.0) for name in CRITERIA}
    assert advice.fits[0].central_weights is not None
    assert advice.fits[0].central_weights["rigour"] == 0


def test_the_roles_own_weights_given_back_change_nothing() -> None:
    role = ask()

    own = ask(weights_for(ROLE, "capability"))

    assert [fit.offering for fit in own.fits] == [fit.offering for fit in role.fits]
    assert [fit.expected for fit in own.fits] == pytest.approx([fit.expected for fit in role.fits])


def test_weights_of_a_role_are_taken_as_they_are() -> None:
    assert ask(ROLE.weights).weights == pytest.approx({name: getattr(ROLE.weights, name) for name in CRITERIA})
    assert own_weights(Weights(*(1.0,) * 9), Profile("physician"), ROLE)["cost"] == pytest.approx(1 / 9)


def test_weights_of_any_size_are_taken() -> None:
    assert ask({"cost": 1e308, "time": 1e308}).weights["time"] == 0.5
    assert ask({"cost": 5e-324}).weights["cost"] == 1.0


def test_a_weight_too_small_for_the_arithmetic_leaves_two_level() -> None:
    def offering(name: str, hours: float) -> Offering:
        return Offering(name, f"Health {name}", name, "person", "confirmed-exists", claim=(
            Claim("price", "https://example.org", "A", 900, unit="USD"),
            Claim("hours", "https://example.org", "A", hours, unit="hours"),
        ))  # fmt: skip

    # b is better in hours, which count for nearly nothing, so that a goes first by its key.
    advice = ask({"cost": 1, "time": 1e-300}, offerings=[offering("a", 50), offering("b", 40)])

    assert [fit.offering for fit in advice.fits] == ["a", "b"]
    assert [fit.dominated_by for fit in advice.fits] == ["", ""]


def test_only_what_counts_places() -> None:
    advice = ask({"cost": 1})
    values = [next(v.span for v in fit.values if v.criterion == "cost") for fit in advice.fits]
    middles = [span.low + (span.high - span.low) / 3 for span in values]

    assert middles == sorted(middles, reverse=True)
    assert [fit.expected for fit in advice.fits] == pytest.approx(middles)


def test_the_weight_of_the_situation_counts_only_where_a_rule_asks() -> None:
    assert SITUATION not in ask({"cost": 1, SITUATION: 1}).weights
    assert ask({"cost": 1, SITUATION: 1}, setting="multinational").weights[SITUATION] == 0.5
    assert ask({"cost": 1}, setting="multinational").weights[SITUATION] == 0


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"fame": 1}, ["weights:weights.fame: no criterion is called so"]),
        ({"cost": -1, "time": float("nan")}, [
            "weights:weights.cost: must be finite and not negative",
            "weights:weights.time: must be finite and not negative",
        ]),
        ({"cost": 0}, ["weights:weights: must not all be 0"]),
        ({SITUATION: 1}, ["weights:weights: must not all be 0"]),
    ],
)  # fmt: skip
def test_wrong_weights_are_refused_with_everything_wrong(weights: Any, said: list[str]) -> None:
    with pytest.raises(DocumentError) as refusal:
        ask(weights)

    assert refusal.value.lines() == said
