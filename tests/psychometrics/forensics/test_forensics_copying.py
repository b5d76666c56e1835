"""Answers that agree too well: the exact tail against brute force, error rates and power by simulation."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from testamur.errors import DocumentError
from testamur.psychometrics.ability import form_of
from testamur.psychometrics.forensics import (
    all_of,
    answer_probabilities,
    any_of,
    copying,
    distribution,
    near,
    option_probabilities,
    overlapping,
    same,
    upper_tail,
)

chances = st.lists(st.floats(0, 1), min_size=1, max_size=7)


@settings(derandomize=True, max_examples=40)
@given(p=chances)
def test_the_generalised_binomial_is_every_way_it_can_happen_summed(p):
    found = distribution(np.array([p]))[0]

    brute = np.zeros(len(p) + 1)
    for ways in product((0, 1), repeat=len(p)):
        brute[sum(ways)] += np.prod([one if happens else 1 - one for one, happens in zip(p, ways, strict=True)])
    np.testing.assert_allclose(found, brute, atol=1e-12)
    assert found.sum() == pytest.approx(1, abs=1e-12)


def test_equal_chances_are_binomial_far_into_the_tail():
    p, least = np.full((4, 110), 0.6), np.array([66, 90, 100, 110])

    np.testing.assert_allclose(upper_tail(p, least), binom.sf(least - 1, 110, 0.6), rtol=1e-10)


def sat(rng, persons, items, *, options=4):
    """Return a form, who is right, and the option each took (0 the key), of persons who work apart."""
    a, b = rng.lognormal(0, 0.3, items), rng.normal(-0.3, 1, items)
    p = 1 / (1 + np.exp(-a * (rng.normal(size=persons)[:, None] - b)))
    right = rng.random(p.shape) < p
    wrong = np.cumsum(rng.dirichlet(np.full(options - 1, 2.0), items), axis=1)
    drawn = 1 + (rng.random((persons, items, 1)) > wrong).sum(axis=2)
    return form_of("2pl", np.column_stack([a, -a * b]).tolist()), np.where(right, 0, drawn)


def chances_of(form, taken):
    right = answer_probabilities(form, np.where(taken < 0, -1, taken == 0))[:, :, 1]
    return option_probabilities(right, taken, np.zeros(taken.shape[1], dtype=int))


def exhaustive(taken, p, level):
    """Return the pairs whose exact tail, in either direction, is at most the level, looking at every one."""
    found = set()
    for copier, source in product(range(len(taken)), repeat=2):
        both = np.flatnonzero((taken[copier] >= 0) & (taken[source] >= 0))
        of_source = p[copier, both, taken[source, both]]
        alike = int((taken[copier, both] == taken[source, both]).sum())
        if copier != source and distribution(of_source[np.newaxis])[0, alike:].sum() <= level:
            found.add((min(copier, source), max(copier, source)))
    return found


@pytest.mark.parametrize(("options", "left_out"), [(2, 0.0), (4, 0.0), (4, 0.1), (2, 0.1)])
def test_the_screening_loses_no_pair_that_an_exhaustive_search_finds(options, left_out):
    rng = np.random.default_rng(8)
    form, taken = sat(rng, 50, 40, options=options)
    for pair in range(6):
        copied = rng.random(40) < 0.8
        taken[2 * pair, copied] = taken[2 * pair + 1, copied]
    taken[rng.random(taken.shape) < left_out] = -1
    p = chances_of(form, taken)

    found = copying(taken, p, family_level=0.5)

    pairs = {tuple(int(name) - 1 for name in one.persons) for one in found.for_review}
    assert pairs == exhaustive(taken, p, found.level)
    assert pairs
    assert found.level == pytest.approx(0.5 / (50 * 49))


@settings(derandomize=True, max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_persons_and_of_items_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    form, taken = sat(rng, 12, 15)
    taken[0] = taken[1]
    p, persons, items = chances_of(form, taken), rng.permutation(12), rng.permutation(15)

    one = copying(taken, p, persons=list("abcdefghijkl"), family_level=0.9)
    other = copying(
        taken[persons][:, items],
        p[persons][:, items],
        persons=list(np.array(list("abcdefghijkl"))[persons]),
        family_level=0.9,
    )

    tails = [{frozenset(found.persons): found.p for found in screened.for_review} for screened in (one, other)]
    assert tails[0] == pytest.approx(tails[1], rel=1e-4)


def test_who_works_apart_is_seldom_found_and_never_more_often_than_said():
    rng, exams = np.random.default_rng(1997), 60

    some = 0
    for _ in range(exams):
        form, taken = sat(rng, 60, 40)
        some += bool(copying(taken, chances_of(form, taken), family_level=0.05).for_review)

    assert some <= binom.isf(0.001, exams, 0.05)


def test_neighbours_who_copied_are_found_more_often_if_only_neighbours_are_looked_at():
    rng = np.random.default_rng(2006)
    form, taken = sat(rng, 600, 60)
    for pair in range(30):
        copied = rng.random(60) < 0.5
        taken[2 * pair, copied] = taken[2 * pair + 1, copied]
    p, seats = chances_of(form, taken), np.column_stack([np.arange(600) // 2, np.arange(600) % 2 * 0.5])

    everywhere, neighbours = copying(taken, p), copying(taken, p, possible=near(seats, reach=0.6))

    planted = {(str(2 * pair + 1), str(2 * pair + 2)) for pair in range(30)}
    hits = [len(planted & {one.persons for one in found.for_review}) for found in (everywhere, neighbours)]
    assert neighbours.tests == 600
    assert hits[1] > hits[0] + 4
    assert hits[1] >= 20
    assert all(one.persons in planted for found in (everywhere, neighbours) for one in found.for_review)


def test_a_pair_for_review_has_its_evidence_and_no_verdict():
    rng = np.random.default_rng(3)
    form, taken = sat(rng, 40, 80)
    taken[7] = taken[9]

    (found,) = copying(taken, chances_of(form, taken)).for_review

    values = {one.name: one.value for one in found.evidence}
    assert found.persons == ("8", "10")
    assert values["answers alike"] == 80
    assert values["expected alike"] < 65
    assert 0 <= values["generalised binomial test"] < 1e-3
    assert found.words.startswith("8 and 10 gave 80 of 80 answers alike; ")
    assert "do not say how it came about, nor who took from whom" in found.words


def test_pairs_are_possible_by_seat_time_and_network_and_unknown_excludes_nobody():
    everybody = slice(0, 4)
    seats = near([[1, 1], [1, 2], [9, 9], [np.nan, np.nan]], reach=1.5)
    times = overlapping([0, 50, 120, np.nan], [100, 200, 220, np.nan])
    networks = same(["a", "b", "a", ""])

    by_seat, by_time, by_network = (way(everybody).astype(int) for way in (seats, times, networks))

    assert by_seat.tolist() == [[1, 1, 0, 1], [1, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]]
    assert by_time.tolist() == [[1, 1, 0, 1], [1, 1, 1, 1], [0, 1, 1, 1], [1, 1, 1, 1]]
    assert by_network.tolist() == [[1, 0, 1, 1], [0, 1, 0, 1], [1, 0, 1, 1], [1, 1, 1, 1]]
    both = all_of(any_of(seats, networks), times)(everybody).astype(int)
    assert both.tolist() == (by_time & (by_seat | by_network)).tolist()


def test_options_share_what_is_not_right_as_the_wrong_answers_do():
    p = option_probabilities([[0.6], [0.2], [0.2]], [[0], [1], [1]], [0])

    # Of the wrong, half a person added to each: option 1 had 2.5, and there is no other.
    np.testing.assert_allclose(p[:, 0], [[0.6, 0.4], [0.2, 0.8], [0.2, 0.8]])


def test_an_answer_that_is_missing_is_the_same_by_either_sign():
    form, taken = sat(np.random.default_rng(2), 30, 20)
    taken[3] = taken[4]
    taken[:, 5] = -1
    p = chances_of(form, taken)

    found = copying(np.where(taken < 0, np.nan, taken), p, family_level=0.9)

    assert found == copying(taken, p, family_level=0.9)
    assert found.for_review[0].evidence[0].value == 19


def test_everything_wrong_is_said_at_once():
    with pytest.raises(DocumentError) as error:
        copying([[0, 3], [1, 0]], np.full((2, 2, 2), 0.5), persons=["a", "a"], family_level=5)

    assert error.value.lines() == [
        "family_level: must be between 0 and 1; it is 5",
        "persons: a name stands twice",
        "responses: must be whole numbers from 0 to 1, or -1 where there is none",
    ]
