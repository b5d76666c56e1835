"""Blueprint and bank to parallel forms."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from testamur.assembly.bank import ItemFacts, bank_problems
from testamur.assembly.form import Form, form_of
from testamur.assembly.infeasible import Case, OutOfTime, infeasible
from testamur.assembly.information import information_of, target_problems
from testamur.assembly.rows import Row, rows, size_rows, width, without_pairs
from testamur.assembly.rules import case_problems, problems, problems_together
from testamur.assembly.search import Search
from testamur.assembly.solver import Columns, FloatArray, solve
from testamur.assembly.specification import Specification, specification_problems
from testamur.assembly.telling import information_told
from testamur.errors import DocumentError, Problem

GAP: Final = 0.05
"""An answer within 5 % of the best draw will do: the costs are random, so the last percent buys nothing."""


def assemble(
    specification: Specification,
    bank: Sequence[ItemFacts],
    *,
    count: int,
    seed: int,
    section: str = "",
    seconds: float = 60.0,
) -> tuple[Form, ...]:
    """Return `count` forms that keep the specification, drawn at random from the bank.

    Every item has a random cost on every form, and the forms of least cost are looked for among all that keep
    the specification. Costs and order come from SHA-256 of the seed and the item's id, so the same seed gives
    the same forms whatever the order of the bank (under one version of HiGHS and numpy). Where there is a target,
    the forms are drawn and then brought towards it by annealed swaps that keep every limit. Afterwards every
    limit is counted again in whole numbers without solver and swaps.

    Parameters
    ----------
    specification : Specification
        What is asked of each form, and of the forms together.
    bank : sequence of ItemFacts
        The items to choose from, in any order.
    count : int
        Number of forms, >= 1.
    seed : int
        Of the draw.
    section : str
        Name of the section, if the exam has several.
    seconds : float
        Time allowed for each search by HiGHS, on the wall; as much again for finding out why there is no form.
        Swaps end after a fixed number of steps.

    Returns
    -------
    tuple of Form

    Raises
    ------
    DocumentError
        If the specification or the bank is wrong in itself; every problem is listed.
    Infeasible
        If there are no such forms; it names the fewest limits to relax.
    OutOfTime
        If forms were neither found nor ruled out in time. What was found by then is not used: it would depend
        on the machine.

    References
    ----------
    van der Linden (2005), Linear Models for Optimal Test Design (constraints as 0-1 programmes, several forms at
    once).

    Examples
    --------
    >>> from testamur.assembly import Cell, ItemFacts, Specification
    >>> bank = [ItemFacts(f"q{number}", "sha256:...", "H1") for number in range(4)]
    >>> one, other = assemble(Specification(2, overlap_most=0), bank, count=2, seed=1)
    >>> len({placed.id for placed in one.items + other.items})
    4
    """
    wrong = tuple(_problems(specification, bank, count=count))
    if wrong:
        raise DocumentError(wrong)
    drawn = sorted(bank, key=lambda item: _draw(seed, "column", item.id))
    search = Search(
        specification,
        drawn,
        count,
        lambda asked: _solved(asked, Case(specification, drawn, count, seconds), seed=seed),
        np.random.default_rng(int(_draw(seed, "swaps") * 2**48)),
    )
    found = search.found()
    chosen = [
        _ordered([drawn[place] for place in form], seed, str(number)) for number, form in enumerate(found.forms, 1)
    ]
    recheck(chosen, specification, bank)
    told = information_told(specification, chosen, bound=found.bound)
    return tuple(
        form_of(items, specification, number=number, count=count, seed=seed, section=section, information=one)
        for number, (items, one) in enumerate(zip(chosen, told, strict=True), start=1)
    )


def _ordered(items: Sequence[ItemFacts], seed: int, form: str) -> list[ItemFacts]:
    """Return the items of a form shuffled, those of one case side by side."""

    def place(item: ItemFacts) -> tuple[float, float]:
        own = _draw(seed, "order", form, item.id)
        return (own if item.case is None else _draw(seed, "order", form, "case", item.case)), own

    return sorted(items, key=place)


def recheck(
    chosen: Sequence[Sequence[ItemFacts]], specification: Specification, bank: Sequence[ItemFacts]
) -> None:
    """Count every limit again; a search that was wrong is a bug, not an answer."""
    found = [problem for items in chosen for problem in problems(items, specification)]
    found += [problem for items in chosen for problem in case_problems(items, bank, specification)]
    found += problems_together([[item.id for item in items] for items in chosen], specification)
    if found:
        raise RuntimeError(f"the forms found break the specification: {'; '.join(map(str, found))}")


def _problems(specification: Specification, bank: Sequence[ItemFacts], *, count: int) -> Iterator[Problem]:
    if count < 1:
        yield Problem("count", f"must be at least 1; it is {count}")
    if not bank:
        yield Problem("bank", "has no items")
    yield from specification_problems(specification)
    yield from bank_problems(bank)
    if specification.minutes is not None:
        for item in bank:
            if item.minutes is None:
                yield Problem(
                    f"bank.{item.id}", "it is not known what it takes, and the time of a form is limited"
                )
    if specification.target is not None and not any(target_problems(specification.target)):
        try:
            information_of(bank, specification.target.abilities)
        except DocumentError as error:
            yield from error.problems


def _solved(asked: Specification, case: Case, *, seed: int) -> list[list[int]]:
    """Return forms drawn at random among all that keep what is asked, by the places of their items in the bank.

    Where there are none, the refusal is about everything that was asked in the first place.
    """
    columns, every = formulation(asked, case.bank, count=case.count, seed=seed)
    answer = solve(columns, every, seed=seed, seconds=case.seconds, gap=GAP)
    if answer.outcome == "impossible":
        raise infeasible(replace(case, bank=sorted(case.bank, key=lambda item: item.id)))
    if answer.outcome == "out of time" or answer.values is None:
        raise OutOfTime(count=case.count, items=asked.items, seconds=case.seconds)
    placed = answer.values[: case.count * len(case.bank)].reshape(case.count, len(case.bank)) > 0.5
    return [np.flatnonzero(form).tolist() for form in placed]


def formulation(
    specification: Specification, bank: Sequence[ItemFacts], *, count: int, seed: int
) -> tuple[Columns, list[Row]]:
    """Return the columns and rows of the search for `count` forms, the items in the order of the bank."""
    lean = without_pairs(specification)
    size, placed = width(lean, bank, count=count), count * len(bank)
    costs: FloatArray = np.zeros(size)
    costs[:placed] = [_draw(seed, "cost", str(form), item.id) for form in range(count) for item in bank]
    columns = Columns(costs, np.ones(size), np.arange(size) < placed)
    return columns, rows(lean, bank, count=count) + size_rows(lean, bank, count=count)


def _draw(seed: int, *words: str) -> float:
    """Return a number between 0 and 1 that depends on the seed and the words alone."""
    text = "\x1f".join((str(seed), *words))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48
