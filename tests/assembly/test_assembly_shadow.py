from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, groupby

import numpy as np
import pytest
from assembly_banks import POSITIONS, bank
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.assembly import Calibrated, CaseRule, Cell, Infeasible, ItemFacts, KeyBalance, Specification, Target
from testamur.assembly.exposure import Eligibility
from testamur.assembly.rules import case_problems, problems
from testamur.assembly.shadow import ShadowBank, ShadowRules, ShadowTest
from testamur.assembly.shadow_simulation import simulate_shadow
from testamur.errors import DocumentError, Problem, Refused
from testamur.psychometrics.adaptive import Rules, next_item


def calibrated_bank(size: int, *, seed: int = 1, cases: int = 0, enemies: int = 0) -> list[ItemFacts]:
    """Return items with parameters drawn from a seed; the first three times `cases` stand in cases of three."""
    rng = np.random.default_rng(seed)
    return [
        replace(
            item,
            calibrated=Calibrated("2pl", (float(rng.lognormal(0, 0.3)), float(rng.normal()))),
            case=f"case {number // 3}" if number < 3 * cases else None,
        )
        for number, item in enumerate(bank(size, enemies=enemies))
    ]


ASKED = Specification(
    4,
    (Cell("H1", None, 1, 1), Cell(None, "judge", 1, 2)),
    key_share=KeyBalance(POSITIONS, 0.0, 0.5),
    minutes=(4, 5.5),
)


def answered(test: ShadowTest, answers: Iterator[int]) -> list[int]:
    while (place := test.next()) is not None:
        test.learn(place, next(answers))
    return test.taken


@settings(derandomize=True, max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    answers=st.lists(st.integers(0, 1), min_size=4, max_size=4),
    rule=st.sampled_from([None, CaseRule(), CaseRule(2, 2), CaseRule(1)]),
)
def test_each_shadow_test_is_the_best_of_all_forms_that_hold_what_was_taken(
    seed: int, answers: list[int], rule: CaseRule | None
) -> None:
    """Every form of 4 of 13 items is tried."""
    items = calibrated_bank(13, seed=seed, cases=2, enemies=3)
    asked = replace(ASKED, case_rule=rule)
    ready = ShadowBank(asked, items)
    every = [
        form
        for form in combinations(range(13), 4)
        if not any(problems([ready.items[place] for place in form], asked))
        and not any(p for p in case_problems(in_order(form, ready), items, asked))
    ]
    test = ShadowTest(ready, np.random.default_rng(0))

    for score in answers:
        information = ready.information(test.theta)
        begun = list(test.taken)
        place = test.next()
        assert place is not None
        assert test.shadow is not None
        assert set(begun) < set(test.shadow.places)
        possible = [form for form in every if set(begun) <= set(form) and not returns(form, begun, test)]
        best = max(information[list(form)].sum() for form in possible)
        assert information[list(test.shadow.places)].sum() == pytest.approx(best, rel=1e-6)
        test.learn(place, score)

    assert test.next() is None
    assert not any(problems([ready.items[one] for one in test.taken], asked))


def in_order(form: tuple[int, ...], ready: ShadowBank) -> list[ItemFacts]:
    return sorted((ready.items[place] for place in form), key=lambda item: (item.case or "", item.id))


def returns(form: tuple[int, ...], begun: list[int], test: ShadowTest) -> bool:
    """Whether a form needs an item of a case that the person has left."""
    if test.bank.specification.case_rule is None:
        return False
    cases = [test.bank.items[place].case for place in begun]
    left = {case for case in cases[:-1] if case and case != cases[-1]}
    return any(test.bank.items[place].case in left and place not in begun for place in form)


def test_with_nothing_asked_but_the_length_it_is_the_adaptive_test_without_shadow_tests() -> None:
    items = calibrated_bank(60)
    ready = ShadowBank(Specification(15), items)
    answers = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0]

    taken = answered(ShadowTest(ready, np.random.default_rng(0)), iter(answers))

    given: list[tuple[int, int]] = []
    for score in answers:
        place = next_item(ready.engine.bank, Rules(longest=15), given, np.random.default_rng(0))
        assert place is not None
        given.append((place, score))
    assert taken == [place for place, _ in given]


def test_a_persons_test_depends_on_nothing_but_the_answers() -> None:
    items = calibrated_bank(80, cases=5, enemies=10)
    asked = Specification(
        12, (Cell("H1", None, 3, 3),), key_share=KeyBalance(POSITIONS, 0.1, 0.4), case_rule=CaseRule()
    )
    answers = [1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1]
    ready = ShadowBank(asked, items)

    alone = answered(ShadowTest(ready, np.random.default_rng(0)), iter(answers))
    answered(ShadowTest(ready, np.random.default_rng(0)), iter([0] * 12))
    later = answered(ShadowTest(ready, np.random.default_rng(0)), iter(answers))
    turned = answered(ShadowTest(ShadowBank(asked, items[::-1]), np.random.default_rng(0)), iter(answers))

    assert alone == later == turned


@pytest.mark.parametrize("rule", [CaseRule(), CaseRule(2, 2), CaseRule(1)])
def test_items_of_a_case_come_one_after_another_and_nobody_goes_back(rule: CaseRule) -> None:
    items = calibrated_bank(40, cases=10)
    asked = Specification(9, (Cell("H1", None, 2, 3),), case_rule=rule)
    rng = np.random.default_rng(2)

    found = simulate_shadow(ShadowBank(asked, items), rng.normal(size=8), rng)

    by_place = sorted(items, key=lambda item: item.id)
    for taken in found.simulated.items.tolist():
        runs = [case for case, _ in groupby(by_place[place].case for place in taken) if case]
        assert runs
        assert len(runs) == len(set(runs))
    assert found.broken == 0


def test_simulated_persons_keep_everything_and_exposure_is_held_down() -> None:
    items = calibrated_bank(60, enemies=8)
    asked = Specification(
        8,
        (Cell("H1", None, 2, 2), Cell("H2", None, 2, 2), Cell(None, "judge", 2, 8)),
        key_share=KeyBalance(POSITIONS, 0.1, 0.5),
        minutes=(9.0, 11.0),
    )
    ready = ShadowBank(asked, items, rules=ShadowRules(near=0.005))
    theta = np.random.default_rng(1).normal(size=60)

    free = simulate_shadow(ready, theta, np.random.default_rng(2))
    held = simulate_shadow(ready, theta, np.random.default_rng(2), eligibility=Eligibility(60, 0.3))

    assert free.broken == held.broken == 0
    assert free.simulated.exposure.max() == 1.0  # everyone begins with the same item
    assert held.simulated.exposure.max() < 0.5
    assert held.simulated.exposure.sum() == pytest.approx(8)
    assert sum(held.ways.values()) == 60 * 8
    assert np.corrcoef(free.simulated.theta, theta)[0, 1] > 0.75


def test_a_test_may_end_once_its_error_is_small_enough_and_could_still_be_completed() -> None:
    items = calibrated_bank(60, cases=6)
    asked = Specification(12, (Cell("H1", None, 3, 3), Cell("H4", None, 3, 3)), case_rule=CaseRule())
    ready = ShadowBank(asked, items, rules=ShadowRules(error=0.6, shortest=4))
    rng = np.random.default_rng(3)

    found = simulate_shadow(ready, rng.normal(size=10), rng)

    lengths, errors = found.simulated.lengths, found.simulated.errors
    assert found.broken == 0
    assert 4 <= lengths.min() < lengths.max() <= 12
    assert all(error <= 0.6 for error, length in zip(errors, lengths, strict=True) if length < 12)
    assert (found.simulated.items == -1).sum() == sum(lengths.max() - lengths)


def test_an_item_is_drawn_among_the_best_of_the_shadow_test() -> None:
    ready = ShadowBank(Specification(6), calibrated_bank(40), rules=ShadowRules(among=5))

    first = [ShadowTest(ready, np.random.default_rng(seed)).next() for seed in range(40)]

    best = np.argsort(-ready.information(0.0))[:5]
    assert set(first) == set(best.tolist())


def test_the_probability_to_be_eligible_is_worked_by_hand() -> None:
    """Of 4 persons an item was eligible for 4 and taken by 2: 0.25 * 4 / 2 = 0.5; another never taken: 1."""
    kept = Eligibility(3, 0.25)

    for taken in ([0], [0], [2], [2]):
        kept.record(np.array([True, True, False]), taken)

    assert kept.eligible.tolist() == [4, 4, 2]  # taken although it was not eligible: then it was, after all
    assert kept.probabilities().tolist() == [0.5, 1.0, 0.25]
    assert Eligibility(3, 0.5).draw(np.random.default_rng(0)).all()
    with pytest.raises(Refused, match="above 0, at most 1"):
        Eligibility(3, 0.0)


def test_items_that_are_not_eligible_are_taken_only_where_nothing_else_keeps_the_specification() -> None:
    items = calibrated_bank(20)
    ready = ShadowBank(Specification(6, (Cell("H1", None, 2, 2),)), items)
    eligible = np.array([item.area != "H1" for item in ready.items])
    eligible[:10] = False

    taken = answered(ShadowTest(ready, np.random.default_rng(0), eligible=eligible), iter([1, 0, 1, 0, 1, 0]))

    against = [place for place in taken if not eligible[place]]
    assert len(against) == 2
    assert all(ready.items[place].area == "H1" for place in against)


def test_a_specification_that_no_test_keeps_is_refused_as_in_assembly() -> None:
    with pytest.raises(Infeasible, match="The cell H9 asks for 2 items; the bank has 0"):
        ShadowBank(Specification(4, (Cell("H9", None, 2, 2),)), calibrated_bank(10))


def test_every_fault_of_the_input_is_listed_at_once() -> None:
    items = [replace(item, calibrated=None, minutes=None) for item in bank(1)]

    with pytest.raises(DocumentError) as caught:
        ShadowBank(
            Specification(0, minutes=(1, 2), target=Target("maximin", (0.0,))),
            items,
            rules=ShadowRules(among=0, near=2),
        )

    assert [problem.path for problem in caught.value.problems] == [
        "among",
        "near",
        "items",
        "bank.q000",
        "bank.q000",
    ]
    with pytest.raises(DocumentError) as caught:
        ShadowBank(Specification(1), [])
    assert caught.value.problems == (Problem("bank", "has no items"),)
