import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from assembly_banks import POSITIONS, bank
from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.assembly import (
    Cell,
    Form,
    Infeasible,
    ItemFacts,
    KeyBalance,
    OutOfTime,
    Specification,
    assemble,
    cells,
    form_document,
)
from testamur.assembly.assemble import recheck
from testamur.errors import DocumentError, Problem

BALANCED = KeyBalance(POSITIONS, 0.2, 0.3)
WEIGHTS = {"H1": 0.3, "H2": 0.25, "H3": 0.25, "H4": 0.2}


def ids(form: Form) -> set[str]:
    return {placed.id for placed in form.items}


def facts(form: Form, items: list[ItemFacts]) -> list[ItemFacts]:
    return [item for item in items if item.id in ids(form)]


def counts(form: Form, items: list[ItemFacts], fact: str) -> dict[str, int]:
    values = [getattr(item, fact) for item in facts(form, items)]
    return {value: values.count(value) for value in sorted(set(values))}


def test_two_forms_of_110_from_140_fill_every_area_and_balance_the_keys() -> None:
    items = bank(140, enemies=20)
    specification = Specification(110, cells(WEIGHTS, 110, slack=3), key_share=BALANCED)

    forms = assemble(specification, items, count=2, seed=1)

    assert [(form.number, form.count, len(ids(form))) for form in forms] == [(1, 2, 110), (2, 2, 110)]
    for form in forms:
        areas = counts(form, items, "area")
        assert all(abs(areas[area] - 110 * weight) <= 3.5 for area, weight in WEIGHTS.items())
        assert all(22 <= times <= 33 for times in counts(form, items, "key").values())


def test_five_forms_of_40_from_140_share_no_more_than_10_items() -> None:
    items = bank(140)
    specification = Specification(40, cells(WEIGHTS, 40), overlap_most=10, key_share=BALANCED)

    forms = assemble(specification, items, count=5, seed=1)

    assert max(len(ids(one) & ids(other)) for one, other in combinations(forms, 2)) <= 10
    assert all(counts(form, items, "area") == {"H1": 12, "H2": 10, "H3": 10, "H4": 8} for form in forms)


def test_enemies_never_stand_on_one_form_whichever_of_them_says_so() -> None:
    items = bank(60, enemies=30)

    forms = assemble(Specification(30), items, count=3, seed=5)

    for form in forms:
        assert not any(enemy in ids(form) for item in facts(form, items) for enemy in item.enemies)


def test_an_item_stands_on_no_more_forms_than_its_exposure() -> None:
    forms = assemble(Specification(20, exposure_most=2), bank(60), count=6, seed=3)

    on = [id_ for form in forms for id_ in ids(form)]
    assert {on.count(id_) for id_ in on} == {2}


def test_forms_without_overlap_share_nothing() -> None:
    one, other, third = assemble(Specification(20, overlap_most=0), bank(60), count=3, seed=3)

    assert len(ids(one) | ids(other) | ids(third)) == 60


def test_a_level_can_be_bounded_over_all_areas_and_a_kind_within_one() -> None:
    items = [*bank(40), *(ItemFacts(f"n{i}", "sha256:0", "H1", "apply", "numeric") for i in range(5))]
    asked = (Cell(None, "judge", 10, 10), Cell("H1", None, 3, 3, kind="numeric"))

    (form,) = assemble(Specification(20, asked), items, count=1, seed=2)

    assert counts(form, items, "level")["judge"] == 10
    assert counts(form, items, "kind") == {"choice": 17, "numeric": 3}


def test_the_time_of_a_form_is_kept_to_the_second() -> None:
    items = bank(40)

    (form,) = assemble(Specification(20, minutes=(22.5, 22.5)), items, count=1, seed=2)

    assert sum(item.minutes or 0 for item in facts(form, items)) == 22.5


def test_items_without_a_key_position_do_not_count_in_the_balance_of_keys() -> None:
    items = [*bank(40), *(ItemFacts(f"n{i}", "sha256:0", "H1") for i in range(20))]
    asked = (Cell(None, "", 20, 20),)

    (form,) = assemble(
        Specification(36, asked, key_share=KeyBalance(POSITIONS, 0.25, 0.25)), items, count=1, seed=2
    )

    keyed = [item.key for item in facts(form, items) if item.key]
    assert all(keyed.count(position) == 4 for position in POSITIONS)


@settings(derandomize=True, max_examples=10, deadline=None)
@given(order=st.permutations(bank(40, enemies=6)), seed=st.integers(0, 10**9))
def test_the_same_seed_gives_the_same_bytes_whatever_the_order_of_the_bank(
    order: list[ItemFacts], seed: int
) -> None:
    specification = Specification(15, cells(WEIGHTS, 15), overlap_most=6, key_share=BALANCED)

    before = assemble(specification, bank(40, enemies=6), count=2, seed=seed)
    after = assemble(specification, order, count=2, seed=seed)

    assert json.dumps([form_document(f) for f in before]) == json.dumps([form_document(f) for f in after])


def test_another_seed_gives_other_forms() -> None:
    items, specification = bank(140), Specification(40, cells(WEIGHTS, 40))

    one, other = (assemble(specification, items, count=1, seed=seed)[0] for seed in (1, 2))

    assert len(ids(one) & ids(other)) < 25


def test_every_item_has_its_chance() -> None:
    items = bank(40)

    drawn = [ids(form) for seed in range(40) for form in assemble(Specification(20), items, count=1, seed=seed)]

    times = [sum(item.id in form for form in drawn) for item in items]
    assert min(times) >= 8
    assert max(times) <= 32


def test_the_items_are_shuffled_and_not_in_the_order_of_the_bank() -> None:
    (form,) = assemble(Specification(40), bank(40), count=1, seed=1)

    order = [placed.id for placed in form.items]
    assert order != sorted(order)
    assert sorted(order) == [item.id for item in bank(40)]


def keeps(forms: tuple[tuple[ItemFacts, ...], ...], asked: Specification) -> bool:
    """Count by hand, sharing nothing with the code under test."""
    for form in forms:
        names = {item.id for item in form}
        if any(enemy in names for item in form for enemy in item.enemies):
            return False
        for cell in asked.cells:
            inside = [i for i in form if cell.area in (None, i.area) and cell.level in (None, i.level)]
            if not cell.least <= len(inside) <= cell.most:
                return False
    pairs = [len({i.id for i in one} & {i.id for i in other}) for one, other in combinations(forms, 2)]
    if asked.overlap_most is not None and any(shared > asked.overlap_most for shared in pairs):
        return False
    every = [item.id for form in forms for item in form]
    return asked.exposure_most is None or all(every.count(name) <= asked.exposure_most for name in every)


def is_possible(items: list[ItemFacts], asked: Specification, count: int) -> bool:
    """Try every way of filling one form, or two."""
    single = [(form,) for form in combinations(items, asked.items) if keeps((form,), asked)]
    if count == 1:
        return bool(single)
    return any(keeps((one, other), asked) for (one,) in single for (other,) in single)


@st.composite
def small_banks(draw: st.DrawFn) -> list[ItemFacts]:
    size = draw(st.integers(1, 6))
    names = [f"q{number}" for number in range(size)]
    return [
        ItemFacts(
            name,
            f"sha256:{name}",
            draw(st.sampled_from(["H1", "H2"])),
            draw(st.sampled_from(["recall", "judge"])),
            enemies=tuple(draw(st.lists(st.sampled_from([n for n in names if n != name]), max_size=1)))
            if size > 1
            else (),
        )
        for name in names
    ]


@st.composite
def small_specifications(draw: st.DrawFn) -> Specification:
    size = draw(st.integers(1, 4))
    asked = []
    for _ in range(draw(st.integers(0, 2))):
        least = draw(st.integers(0, 3))
        area, level = draw(st.sampled_from([("H1", None), ("H2", None), (None, "judge"), ("H1", "recall")]))
        asked.append(Cell(area, level, least, least + draw(st.integers(0, 2))))
    overlap, exposure = draw(st.sampled_from([None, 0, 1, 2])), draw(st.sampled_from([None, 1, 2]))
    return Specification(size, tuple(asked), overlap_most=overlap, exposure_most=exposure)


def relaxed_in_one_limit(asked: Specification) -> Iterator[Specification]:
    """Yield every way of relaxing one limit; a cell filled less may shorten the form by as much."""
    yield replace(asked, overlap_most=None)
    yield replace(asked, exposure_most=None)
    yield from (replace(asked, items=size) for size in range(1, asked.items))
    for index, cell in enumerate(asked.cells):
        yield replace(asked, cells=swapped(asked.cells, index, replace(cell, most=99)))
        for least in range(cell.least):
            yield replace(asked, cells=swapped(asked.cells, index, replace(cell, least=least)))
            for shorter in range(1, min(cell.least - least, asked.items - 1) + 1):
                thin = replace(cell, least=least, most=min(cell.most, cell.least - shorter))
                yield replace(asked, items=asked.items - shorter, cells=swapped(asked.cells, index, thin))


def swapped(asked: tuple[Cell, ...], index: int, cell: Cell) -> tuple[Cell, ...]:
    return (*asked[:index], cell, *asked[index + 1 :])


def outcome(items: list[ItemFacts], asked: Specification, count: int) -> tuple[Form, ...] | Infeasible:
    try:
        return assemble(asked, items, count=count, seed=1)
    except Infeasible as refusal:
        return refusal


def relaxed(asked: Specification, refusal: Infeasible) -> Specification:
    """Return the specification with every limit relaxed as the refusal says."""
    by = {(shortfall.limit.kind.value, shortfall.limit.index): shortfall.short for shortfall in refusal.shortfalls}
    return Specification(
        refusal.items,
        tuple(
            Cell(c.area, c.level, c.least - by.get(("least", i), 0), c.most + by.get(("most", i), 0))
            for i, c in enumerate(asked.cells)
        ),
        overlap_most=None if asked.overlap_most is None else asked.overlap_most + by.get(("overlap", 0), 0),
        exposure_most=None if asked.exposure_most is None else asked.exposure_most + by.get(("exposure", 0), 0),
    )


@settings(derandomize=True, max_examples=100, deadline=None)
@given(items=small_banks(), asked=small_specifications(), count=st.integers(1, 2))
def test_forms_are_found_exactly_if_trying_every_way_finds_them(
    items: list[ItemFacts], asked: Specification, count: int
) -> None:
    found = outcome(items, asked, count)

    if isinstance(found, Infeasible):
        assert not is_possible(items, asked, count)
        assert found.shortfalls
        assert found.is_least
        assert not found.items or is_possible(items, relaxed(asked, found), count)
        assert len(found.shortfalls) == 1 or not any(
            is_possible(items, other, count) for other in relaxed_in_one_limit(asked)
        )
    else:
        chosen = tuple(tuple(facts(form, items)) for form in found)
        assert keeps(chosen, asked)
        assert {len(form) for form in chosen} == {asked.items}


def test_every_fault_of_the_input_is_listed_at_once() -> None:
    wrong = [
        ItemFacts("q1", "sha256:1", "H1", enemies=("q1",)),
        ItemFacts("q1", "", "H1", minutes=-2.0),
    ]
    asked = Specification(
        0,
        (Cell("H1", None, 3, 2),),
        overlap_most=-1,
        exposure_most=0,
        key_share=KeyBalance(("A", "B"), 0.6, 0.9),
        minutes=(5, 4),
    )

    with pytest.raises(DocumentError) as caught:
        assemble(asked, wrong, count=0, seed=1)

    assert [problem.path for problem in caught.value.problems] == [
        "count",
        "items",
        "cells[0]",
        "overlap_most",
        "exposure_most",
        "key_share",
        "minutes",
        "bank.q1",
        "bank.q1",
        "bank.q1",
        "bank.q1",
        "bank.q1",
    ]


def test_an_empty_bank_and_key_positions_named_twice_are_refused() -> None:
    asked = Specification(1, key_share=KeyBalance(("A", "A"), 0.2, 0.3))

    with pytest.raises(DocumentError) as caught:
        assemble(asked, [], count=1, seed=1)

    assert caught.value.problems == (
        Problem("bank", "has no items"),
        Problem("key_share.positions", "must name each position once, and at least one"),
    )


def test_no_time_is_said_to_be_no_time_and_nothing_half_found_is_used() -> None:
    specification = Specification(40, cells(WEIGHTS, 40), overlap_most=6, key_share=BALANCED)

    with pytest.raises(OutOfTime, match="could not be found within 0 seconds, nor ruled out") as caught:
        assemble(specification, bank(140), count=5, seed=1, seconds=0.0)

    assert caught.value.rule == "assembly-time"


def test_forms_that_break_the_specification_are_never_handed_out() -> None:
    items = bank(8)

    with pytest.raises(RuntimeError, match=r"asks for 4 items; it has 3.*share 3 items; 2 are allowed"):
        recheck([items[:3], items[:4]], Specification(4, overlap_most=2), items)
