"""What assembly returns keeps every limit, and what it refuses cannot be had: held against every possible form."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, combinations_with_replacement, groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.assembly import (
    Calibrated,
    CaseRule,
    Cell,
    Form,
    Infeasible,
    ItemFacts,
    KeyBalance,
    LimitKind,
    Specification,
    Target,
    assemble,
)
from testamur.assembly.bound import bound
from testamur.assembly.information import information_of

Items = tuple[ItemFacts, ...]
ABILITIES = (-0.5, 0.5)


@st.composite
def banks(draw: st.DrawFn) -> list[ItemFacts]:
    size = draw(st.integers(2, 8))
    names = [f"q{number}" for number in range(size)]
    return [
        ItemFacts(
            name,
            f"sha256:{name}",
            draw(st.sampled_from(["H1", "H2"])),
            draw(st.sampled_from(["recall", "judge"])),
            key=draw(st.sampled_from(["A", "B", None])),
            enemies=draw(st.sampled_from([(), (), (names[number - 1],)])),
            minutes=draw(st.sampled_from([1.0, 1.5, 2.0])),
            case=draw(st.sampled_from([None, "case 1", "case 2"])),
            calibrated=Calibrated("2pl", (draw(st.sampled_from([0.7, 1.0, 1.6])), draw(st.floats(-1, 1)))),
        )
        for number, name in enumerate(names)
    ]


@st.composite
def specifications(draw: st.DrawFn) -> Specification:
    size = draw(st.integers(1, 4))
    least = draw(st.integers(0, 2))
    cell = Cell("H1", draw(st.sampled_from([None, "judge"])), least, least + draw(st.integers(0, 2)))
    kind = draw(st.sampled_from(["parallel", "maximin", "curve", "curve", None]))
    curve = (draw(st.floats(0.1, 0.5)) * size, draw(st.floats(0.1, 0.5)) * size)
    band = draw(st.sampled_from([0.1, 0.3, 0.6]))
    return Specification(
        size,
        draw(st.sampled_from([(), (cell,)])),
        overlap_most=draw(st.sampled_from([None, None, 0, 1])),
        exposure_most=draw(st.sampled_from([None, None, 1])),
        key_share=draw(st.sampled_from([None, None, KeyBalance(("A", "B"), 0.3, 0.7)])),
        minutes=draw(st.sampled_from([None, None, (size * 1.0, size * 1.5)])),
        case_rule=draw(st.sampled_from([None, CaseRule(), CaseRule(2), CaseRule(1, 2)])),
        target=None
        if kind is None
        else Target(kind, ABILITIES, curve if kind == "curve" else None, band if kind == "curve" else None),
    )


def keeps(form: Items, asked: Specification, bank: list[ItemFacts]) -> bool:
    """Count by hand, sharing nothing with the code under test but what one item tells."""
    names = {item.id for item in form}
    if any(enemy in names for item in form for enemy in item.enemies):
        return False
    for cell in asked.cells:
        inside = [i for i in form if cell.area in (None, i.area) and cell.level in (None, i.level)]
        if not cell.least <= len(inside) <= cell.most:
            return False
    keys = [item.key for item in form if item.key]
    if asked.key_share and not all(3 * len(keys) <= 10 * keys.count(key) <= 7 * len(keys) for key in "AB"):
        return False
    if asked.minutes and not asked.minutes[0] <= sum(item.minutes or 0 for item in form) <= asked.minutes[1]:
        return False
    return keeps_cases(form, asked, bank) and keeps_band(form, asked)


def keeps_cases(form: Items, asked: Specification, bank: list[ItemFacts]) -> bool:
    if asked.case_rule is None:
        return True
    sizes = Counter(item.case for item in bank)
    counts = Counter(item.case for item in form if item.case)
    return all(
        (asked.case_rule.least or sizes[case]) <= found <= (asked.case_rule.most or sizes[case])
        for case, found in counts.items()
    )


def keeps_band(form: Items, asked: Specification) -> bool:
    if asked.target is None or asked.target.band is None or asked.target.information is None:
        return True
    sums = information_of(form, ABILITIES).sum(axis=0) / 1e6
    band = asked.target.band
    return all(
        (1 - band) * curve - 1e-6 <= own <= (1 + band) * curve + 1e-6
        for own, curve in zip(sums.tolist(), asked.target.information, strict=True)
    )


def possible(bank: list[ItemFacts], asked: Specification, count: int) -> Iterator[tuple[Items, ...]]:
    """Yield every way of filling one form, or two."""
    single = [form for form in combinations(bank, asked.items) if keeps(form, asked, bank)]
    if count == 1:
        yield from ((form,) for form in single)
        return
    for one, other in combinations_with_replacement(single, 2):
        shared = len({i.id for i in one} & {i.id for i in other})
        if asked.overlap_most is not None and shared > asked.overlap_most:
            continue
        if asked.exposure_most != 1 or not shared:
            yield one, other


def lowest(forms: tuple[Items, ...]) -> float:
    return min(float(information_of(form, ABILITIES).sum(axis=0).min()) for form in forms) / 1e6


def farthest(forms: tuple[Items, ...], curve: tuple[float, ...]) -> float:
    """How far the forms are off a curve at worst."""
    sums = [information_of(form, ABILITIES).sum(axis=0) / 1e6 for form in forms]
    return max(abs(own / asked - 1) for one in sums for own, asked in zip(one.tolist(), curve, strict=True))


def outcome(bank: list[ItemFacts], asked: Specification, count: int) -> tuple[Form, ...] | Infeasible:
    try:
        return assemble(asked, bank, count=count, seed=1)
    except Infeasible as refusal:
        return refusal


@settings(derandomize=True, max_examples=100, deadline=None)
@given(bank=banks(), asked=specifications(), count=st.integers(1, 2))
def test_what_is_returned_keeps_every_limit_and_what_is_refused_cannot_be_had(
    bank: list[ItemFacts], asked: Specification, count: int
) -> None:
    found = outcome(bank, asked, count)
    if isinstance(found, Infeasible):
        assert not any(True for _ in possible(bank, asked, count))
        assert found.shortfalls
        assert found.is_least
        assert not found.items or is_possible_relaxed(bank, asked, count, found)
        return
    by_id = {item.id: item for item in bank}
    chosen = tuple(tuple(by_id[placed.id] for placed in form.items) for form in found)
    assert all(keeps(form, asked, bank) for form in chosen)
    ordered = [tuple(sorted(form, key=lambda item: item.id)) for form in chosen]
    assert tuple(sorted(ordered, key=lambda form: [i.id for i in form])) in {
        tuple(sorted(ways, key=lambda form: [i.id for i in form])) for ways in possible(bank, asked, count)
    }
    for form in chosen:  # those of one case stand side by side
        runs = [case for case, _ in groupby(item.case for item in form) if case]
        assert len(runs) == len(set(runs))


def is_possible_relaxed(bank: list[ItemFacts], asked: Specification, count: int, refused: Infeasible) -> bool:
    """Whether relaxing what the refusal names makes forms possible."""
    by = {(shortfall.limit.kind, shortfall.limit.index): shortfall.short for shortfall in refused.shortfalls}
    kinds = {kind for kind, _ in by}
    least = asked.minutes and asked.minutes[0] - by.get((LimitKind.MINUTES_LEAST, 0), 0)
    most = asked.minutes and asked.minutes[1] + by.get((LimitKind.MINUTES_MOST, 0), 0)
    relaxed = replace(
        asked,
        items=refused.items,
        cells=tuple(
            replace(
                cell,
                least=cell.least - by.get((LimitKind.LEAST, i), 0),
                most=cell.most + by.get((LimitKind.MOST, i), 0),
            )
            for i, cell in enumerate(asked.cells)
        ),
        overlap_most=None if LimitKind.OVERLAP in kinds else asked.overlap_most,
        exposure_most=None if LimitKind.EXPOSURE in kinds else asked.exposure_most,
        key_share=None if kinds & {LimitKind.KEY_LEAST, LimitKind.KEY_MOST} else asked.key_share,
        minutes=None if least is None or most is None else (least, most),
        case_rule=None if kinds & {LimitKind.CASE_LEAST, LimitKind.CASE_MOST} else asked.case_rule,
        target=None if kinds & {LimitKind.INFORMATION_LEAST, LimitKind.INFORMATION_MOST} else asked.target,
    )
    return any(True for _ in possible(bank, relaxed, count))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(bank=banks(), asked=specifications(), count=st.integers(1, 2))
def test_no_forms_of_a_small_bank_better_the_bound(
    bank: list[ItemFacts], asked: Specification, count: int
) -> None:
    curve = (0.2 * asked.items, 0.3 * asked.items)
    ways = list(possible(bank, replace(asked, target=None), count))

    highest = bound(replace(asked, target=Target("maximin", ABILITIES)), bank, count=count)
    nearest = bound(replace(asked, target=Target("curve", ABILITIES, curve)), bank, count=count)

    if ways:
        assert highest is not None
        assert nearest is not None
        assert max(map(lowest, ways)) <= highest.value + 1e-6
        assert min(farthest(forms, curve) for forms in ways) >= nearest.value - 1e-6
