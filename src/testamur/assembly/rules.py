"""Whether forms keep their specification: plain counting in whole numbers, with no solver in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby

from testamur.assembly.bank import ItemFacts, enemy_pairs
from testamur.assembly.information import MILLIONTHS, Target, information_of
from testamur.assembly.specification import KeyBalance, Specification
from testamur.errors import Problem


def problems(items: Sequence[ItemFacts], specification: Specification) -> Iterator[Problem]:
    """Say everything in which one form breaks its specification."""
    if len(items) != specification.items:
        yield Problem("items", f"the form asks for {specification.items} items; it has {len(items)}")
    for id_, times in Counter(item.id for item in items).items():
        if times > 1:
            yield Problem("items", f"the item {id_} stands on the form {times} times")
    for index, cell in enumerate(specification.cells):
        found = sum(cell.holds(item) for item in items)
        if not cell.least <= found <= cell.most:
            asked = f"{cell.least} to {cell.most} items"
            yield Problem(f"cells[{index}]", f"the cell {cell.name} asks for {asked}; the form has {found}")
    for one, other in enemy_pairs(items):
        yield Problem("items", f"the items {items[one].id} and {items[other].id} may not stand on one form")
    if specification.key_share is not None:
        yield from _key_problems(items, specification.key_share)
    if specification.seconds is not None:
        yield from _time_problems(items, *specification.seconds)
    if specification.target is not None and specification.target.limits():
        yield from _information_problems(items, specification.target)


def problems_together(forms: Sequence[Sequence[str]], specification: Specification) -> Iterator[Problem]:
    """Say everything in which forms, given as the ids of their items, break the specification as a set."""
    sets = [set(form) for form in forms]
    if specification.overlap_most is not None:
        for (one, first), (other, second) in combinations(enumerate(sets, start=1), 2):
            shared = len(first & second)
            if shared > specification.overlap_most:
                sentence = (
                    f"forms {one} and {other} share {shared} items; {specification.overlap_most} are allowed"
                )
                yield Problem("overlap_most", sentence)
    if specification.exposure_most is not None:
        for id_, times in sorted(Counter(id_ for form in sets for id_ in form).items()):
            if times > specification.exposure_most:
                sentence = f"the item {id_} stands on {times} forms; {specification.exposure_most} are allowed"
                yield Problem("exposure_most", sentence)


def _key_problems(items: Sequence[ItemFacts], balance: KeyBalance) -> Iterator[Problem]:
    counts = Counter(item.key for item in items if item.key in balance.positions)
    keyed = sum(counts.values())
    least, most = balance.shares()
    for position in balance.positions:
        if not least * keyed <= counts[position] <= most * keyed:
            asked = f"{balance.least:.0%} to {balance.most:.0%}"
            sentence = f"the key is at {position} in {counts[position]} of {keyed} items; {asked} are asked for"
            yield Problem("key_share", sentence)


def _time_problems(items: Sequence[ItemFacts], least: int, most: int) -> Iterator[Problem]:
    times = [item.seconds for item in items]
    if None in times:
        yield Problem("minutes", f"it is not known what {times.count(None)} items take")
        return
    total = sum(seconds for seconds in times if seconds is not None)
    if not least <= total <= most:
        asked = f"{least / 60:g} to {most / 60:g} minutes"
        yield Problem("minutes", f"the form takes {total / 60:g} minutes; {asked} are asked for")


def case_problems(
    items: Sequence[ItemFacts], bank: Iterable[ItemFacts], specification: Specification
) -> Iterator[Problem]:
    """Say where a form, its items in order, breaks the rule of cases; `bank` says how large each case is."""
    if specification.case_rule is None:
        return
    sizes = Counter(item.case for item in bank if item.case is not None)
    counts = Counter(item.case for item in items if item.case is not None)
    runs = Counter(case for case, _ in groupby(item.case for item in items) if case is not None)
    for case, found in sorted(counts.items()):
        least, most = specification.case_rule.of(sizes[case])
        if not least <= found <= most:
            asked = f"{least}" if least == most else f"{least} to {most}"
            yield Problem("case_rule", f"the form has {found} items of the case {case}; {asked} are asked for")
        if runs[case] > 1:
            yield Problem("case_rule", f"the items of the case {case} do not stand side by side")


def _information_problems(items: Sequence[ItemFacts], target: Target) -> Iterator[Problem]:
    unknown = sum(item.calibrated is None for item in items)
    if unknown:
        yield Problem("target", f"it is not known what {unknown} items tell about ability")
        return
    sums = [sum(column) for column in information_of(items, target.abilities).T.tolist()]
    for ability, found, (least, most) in zip(target.abilities, sums, target.limits(), strict=True):
        if not least <= found <= most:
            asked = f"{least / MILLIONTHS:.6f} to {most / MILLIONTHS:.6f} are asked for"
            yield Problem("target", f"the information at {ability:g} is {found / MILLIONTHS:.6f}; {asked}")
