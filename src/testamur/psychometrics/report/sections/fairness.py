"""Section 8: whether items and pass rates are alike for groups of people."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np

from testamur.psychometrics.fairness import (
    Compared,
    Differences,
    compared,
    impact_ratio,
    logistic,
    mantel_haenszel,
)
from testamur.psychometrics.report import figures
from testamur.psychometrics.report.document import Block, Figure, NotDone, Note, Paragraph, Table
from testamur.psychometrics.report.findings import Findings, FormFindings, Reason, tried
from testamur.psychometrics.report.groups import HIDDEN, Grouping, by_trait, few_enough, pass_rate
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import name_of, stated
from testamur.psychometrics.report.wording import count, estimate, figure, listed, probability, share

MOST_IN_FOREST: Final = 30
NOT_COMPARED: Final = frozenset({"route"})
"""Traits that are no group of people: a route is chosen."""


def _blocks(found: Findings) -> Iterator[Block]:
    traits = [trait for trait in found.data.traits if trait not in NOT_COMPARED and few_enough(found, trait)]
    if not traits:
        yield NotDone("Differential item functioning and adverse impact", "no groups are among the data")
    for trait in traits:
        of = by_trait(found, trait)
        if len(of.known) < 2:
            yield NotDone(f"Groups by {trait}", "there are not two groups")
            continue
        yield _pass_rates(found, trait, of)
        for form in found.forms:
            for focal in of.known[1:]:
                yield from _items(found, form, trait, (of.known[0], focal), of)
    yield NotDone(
        "Likelihood-ratio test of each item under the item model",
        "it takes one calibration an item and group, and is no part of this report",
    )
    yield stated((("Review of items for fairness", found.data.about.fairness_review),))
    yield Note(
        "Mantel-Haenszel with the classes of the Educational Testing Service, matched by the score without"
        " items of class C (purified); logistic regression with the change of Nagelkerke's R²; both with 100"
        " persons in each group and 500 in all, or not at all. Below four fifths (29 CFR 1607.4(D)) a ratio"
        " of pass rates asks for a closer look. The largest group is the reference."
    )


def _pass_rates(found: Findings, trait: str, of: Grouping) -> Table:
    limits, groups = found.limits, of.known
    reference = (of.passed(groups[0]), of.size(groups[0]))
    rows = []
    for name in groups:
        if of.is_hidden(name):
            rows.append((name, HIDDEN, HIDDEN, HIDDEN))
            continue
        ratio = "reference"
        if name != groups[0]:
            found_ratio = impact_ratio(of.passed(name), of.size(name), reference=reference)
            ratio = HIDDEN if of.is_hidden(groups[0]) else estimate(found_ratio)
        rate = estimate(pass_rate(of.passed(name), of.size(name), least=limits.means), percent=True)
        rows.append((name, count(of.size(name)), rate, ratio))
    return Table(
        f"Pass rates by {trait}",
        (trait.capitalize(), "Sittings", "Passed (95 % interval)", "Ratio to the reference"),
        tuple(rows),
        (1, 2, 3),
        (0.3, 0.14, 0.28, 0.28),
    )


def _items(
    found: Findings, form: FormFindings, trait: str, groups: tuple[str, str], of: Grouping
) -> Iterator[Block]:
    reference, focal = groups
    what = name_of(found, form, f"Items, {focal} against {reference}")
    mine = np.array(form.form.traits.get(trait, ("",) * form.n))
    kept = np.isin(mine, groups)
    is_focal = mine[kept] == focal
    if not is_focal.any() or is_focal.all():
        yield NotDone(what, "one of the two groups has nobody on this form")
        return
    if not form.is_binary:
        yield NotDone(what, "items are worth several points; the comparison is for items scored 0 and 1")
        return
    scores = form.scores[kept]
    varies = np.ptp(scores, axis=0) > 0
    if not varies.any():
        yield NotDone(what, "everybody answered every item alike")
        return
    names = [item.item for item, one in zip(form.items, varies, strict=True) if one]
    given = tried(lambda: compared(scores[:, varies], is_focal, items=names))
    if isinstance(given, Reason):
        yield NotDone(what, given.text)
        return
    is_hidden = any(of.is_hidden(group, form=form.number) for group in groups)
    if given.why_not():
        yield NotDone(what, "not testable, the groups are too small" if is_hidden else given.why_not())
        return
    sizes = "sizes hidden" if is_hidden else f"n = {given.sizes[1]:,} and {given.sizes[0]:,}"
    yield from _differences(name_of(found, form, ""), given, groups, sizes)
    left = [item.item for item, one in zip(form.items, varies, strict=True) if not one]
    if left:
        yield Paragraph(f"Answered alike by everybody, and not compared: {listed(left)}.")


def _differences(name: str, given: Compared, groups: tuple[str, str], sizes: str) -> Iterator[Block]:
    reference, focal = groups
    what = f"Items, {focal} against {reference}{name}"
    found, regressions = mantel_haenszel(given), logistic(given)
    largest = sorted(found.items, key=lambda one: (-abs(np.nan_to_num(one.delta)), one.item))[:MOST_IN_FOREST]
    defined = [one for one in largest if np.isfinite(one.delta) and np.isfinite(one.delta_error)]
    if defined:
        yield Figure(figures.forest(defined, name=name, focal=focal, reference=reference, sizes=sizes))
    yield Paragraph(_counted(found, what, sizes))
    beside = {one.item: one for one in regressions.items}
    named = [one for one in found.items if one.klass != "A" or beside[one.item].size != "negligible"]
    if named:
        yield Table(
            f"{what}: items to look at",
            ("Item", "Class", "Delta", "p", "P-DIF", "R² change", "Size", "Power"),
            tuple(
                (
                    one.item,
                    one.klass,
                    figure(one.delta),
                    probability(one.p),
                    figure(one.standardised, 3),
                    figure(beside[one.item].r2_change, 3),
                    beside[one.item].size,
                    share(one.power, 0),
                )
                for one in named
            ),
            (2, 3, 4, 5, 7),
        )


def _counted(found: Differences, what: str, sizes: str) -> str:
    classes = Counter(one.klass for one in found.items)
    power = float(np.nanmedian([one.power for one in found.items]))
    return (
        f"{what}: {classes['A']} items of class A, {classes['B']} of B, {classes['C']} of C; {sizes}."
        f" The chance to find a difference of size C is {share(power, 0)} for the median item."
    )


SECTION: Final = SectionMaker("fairness", 8, "Fairness", _blocks)
