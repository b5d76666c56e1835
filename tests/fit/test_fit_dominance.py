"""What cannot be first: worked by hand, and its laws."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.catalogue import content_folder, read_catalogue
from testamur.fit import AT_ITS_WORD, Advice, Profile, rank
from testamur.fit.dominance import dominates, dominators

KNOWN = read_catalogue(content_folder())
quick = settings(derandomize=True, max_examples=60, deadline=None)
matrices = st.integers(2, 6).flatmap(
    lambda n: st.tuples(
        *[
            st.lists(
                st.lists(st.sampled_from([0.0, 0.3, 0.5, 1.0]), min_size=3, max_size=3), min_size=n, max_size=n
            )
        ]
        * 2
    )
)


def ends(pair: Any) -> tuple[Any, Any]:
    one, other = (np.array(part) for part in pair)
    return np.minimum(one, other), np.maximum(one, other)


def ask(role: str, *, without: frozenset[str] = frozenset()) -> Advice:
    return rank(
        Profile(role),
        [offering for offering in KNOWN.offerings.values() if offering.id not in without],
        role=KNOWN.roles[role],
        at=date(2026, 11, 30),
        rng=np.random.default_rng(1),
        policy=AT_ITS_WORD,
        draws=300,
    )


def test_one_dominates_if_its_low_ends_reach_the_others_high_ends_and_exceed_one() -> None:
    low = np.array([[0.6, 0.5], [0.1, 0.2], [0.6, 0.5], [0.0, 0.6]])
    high = np.array([[0.9, 0.5], [0.6, 0.4], [0.6, 0.5], [0.5, 0.7]])

    # The first: over the second (0.6 >= 0.6, 0.5 > 0.4), not over the third (equal at its best), not the fourth.
    assert dominates(low, high).tolist() == [
        [False, True, False, False],
        [False, False, False, False],
        [False, True, False, False],
        [False, False, False, False],
    ]
    assert dominators(low, high, [2, 0, 3, 1]) == [None, 2, None, None]


@quick
@given(matrices, st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
def test_what_is_dominated_is_never_above_whatever_counts_and_whatever_is_true(pair: Any, counted: Any) -> None:
    low, high = ends(pair)
    weights = np.array(counted)

    for i, j in np.argwhere(dominates(low, high)):
        assert (low[i] * weights).sum() > (high[j] * weights).sum() - 1e-12


@quick
@given(matrices)
def test_it_is_an_order_and_the_best_are_free(pair: Any) -> None:
    low, high = ends(pair)
    above = dominates(low, high)

    assert not above.diagonal().any()
    assert not (above & above.T).any()
    assert not ((above.astype(int) @ above.astype(int) > 0) & ~above).any()
    found = dominators(low, high, list(range(len(low))))
    assert None in found
    assert all(found[other] is None for other in found if other is not None)


@pytest.mark.parametrize("role", ["hospital-operations-manager", "physician", "clinical-informatics-specialist"])
def test_what_is_dominated_has_no_share_in_the_first_place_and_names_a_free_one_before_it(role: str) -> None:
    fits = {fit.offering: fit for fit in ask(role).fits}
    dominated = [fit for fit in fits.values() if fit.dominated_by]

    assert dominated
    for fit in dominated:
        other = fits[fit.dominated_by]
        assert fit.rank_shares == (0.0, 0.0, 0.0)
        assert fit.central_weights is None
        assert not other.dominated_by
        assert other.place < fit.place


@pytest.mark.parametrize("role", ["hospital-operations-manager", "physician", "clinical-informatics-specialist"])
def test_taking_the_dominated_away_changes_nothing_for_the_others(role: str) -> None:
    before = ask(role)
    dominated = frozenset(fit.offering for fit in before.fits if fit.dominated_by)

    after = ask(role, without=dominated)

    def left(advice: Advice) -> list[Any]:
        # A reason is a criterion in which those that are left differ; everything else must be the same.
        return [replace(f, place=0, reasons=()) for f in advice.fits if f.offering not in dominated]

    assert left(after) == left(before)
    assert (after.confidence, after.confidence_factor) == (before.confidence, before.confidence_factor)
