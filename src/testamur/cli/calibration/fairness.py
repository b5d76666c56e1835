"""`testamur calibration fairness`: whether items work alike for the groups that a column of a CSV file names."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import NONE, Reading, chance, csv_file, gathers, heading, number, reads_answers
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.answer_files import Answers, Scored
from testamur.psychometrics.fairness import (
    Compared,
    Differences,
    Ratios,
    Regressions,
    compared,
    focal_needed,
    likelihood_ratios,
    logistic,
    mantel_haenszel,
)

METHODS: Final = ("mantel-haenszel", "logistic", "irt")
MODELS: Final = ("rasch", "2pl", "3pl")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which groups are compared, and how."""

    group: str
    reference: str
    focal: tuple[str, ...]
    match: str
    methods: tuple[str, ...]
    purify: bool
    model: str


@dataclass(frozen=True, slots=True)
class GroupFound:
    """One focal group beside the reference group; `why_not` if they could not be compared."""

    focal_group: str
    reference: int
    focal: int
    why_not: str
    mantel_haenszel: Differences | None = None
    logistic: Regressions | None = None
    irt: Ratios | None = None


@click.command("fairness")
@click.argument("file", metavar="RESPONSES.csv", type=csv_file)
@click.option("--group", required=True, metavar="COLUMN", help="The column that says which group a person is of.")
@click.option("--reference", required=True, metavar="X", help="The group that the others are compared with.")
@click.option(
    "--focal", multiple=True, metavar="Y", help="Compare only this group; may be repeated. All if absent."
)
@click.option("--match", default="", metavar="COLUMN", help="Match people by this in place of their total score.")
@click.option("--method", "methods", type=click.Choice(METHODS), multiple=True, help="All three if absent.")
@click.option("--purify/--no-purify", default=True, help="Leave items of class C out of the matching score.")
@click.option("--model", type=click.Choice(MODELS), default="2pl", show_default=True, help="Of the method irt.")
@gathers(Asked, into="asked")
@reads_answers
@as_json
def fairness(file: Path, reading: Reading, asked: Asked, as_json: bool) -> None:
    """Compare groups item by item, among people of the same ability.

    An item that is harder for one group than for another *of the same ability* asks something else beside what the
    exam is about. Whether that is unfair is for people to say who read the item; the figures say where to look.

    Class (Educational Testing Service): A negligible, B middling, C large. A delta below 0, and an odds ratio
    above 1, mean that the item is harder for the focal group. P values are of one item each: of 20 fair items one
    lies below 0.05 by chance. Fewer than 100 people in a group, or 500 in all, are not compared: "not testable".
    Who has an empty cell in the group's column is left out.

    Exit 0: done. 1: the file is wrong (all that is wrong is listed), or no group is large enough.
    """
    answers, scored = reading.scored(file, columns=[c for c in (asked.group, asked.match) if c], refuse_flat=True)
    groups = np.array(answers.columns[asked.group], dtype=np.str_)[scored.kept]
    others = _others(groups.tolist(), asked, name=str(file))
    if unknown := int((groups == "").sum()):
        click.echo(f"{file}: {unknown} persons of no known group are left out", err=True)
    found = list(_compared(answers, scored, groups.tolist(), others, asked, name=str(file)))
    if as_json:
        say({"group": asked.group, "reference_group": asked.reference, "comparisons": found})
    else:
        for one in found:
            _shown(one, asked)
    sys.exit(1 if all(one.why_not for one in found) else 0)


def _others(groups: Sequence[str], asked: Asked, *, name: str) -> list[str]:
    there = sorted(set(groups) - {""})
    problems = [
        Problem(asked.group, f"nobody is of the group {group!r}; there are {', '.join(there) or 'none'}")
        for group in (asked.reference, *asked.focal)
        if group not in there
    ]
    others = list(asked.focal) or [group for group in there if group != asked.reference]
    if asked.reference in asked.focal:
        problems.append(Problem(asked.group, f"{asked.reference!r} cannot be compared with itself"))
    if not others:
        problems.append(Problem(asked.group, "there is only one group; there is nothing to compare"))
    if problems:
        raise DocumentError(problems, name=name)
    return others


def _compared(
    answers: Answers, scored: Scored, groups: Sequence[str], others: Sequence[str], asked: Asked, *, name: str
) -> Iterator[GroupFound]:
    everyone, methods = np.array(groups, dtype=np.str_), asked.methods or METHODS
    for other in others:
        who = (everyone == asked.reference) | (everyone == other)
        given = Compared(scored.scores[who], everyone[who] == other, scored.names)
        reference, focal = given.sizes
        if reason := given.why_not():
            yield GroupFound(other, reference, focal, reason)
            continue
        try:
            given = compared(given.scores, given.is_focal, items=given.items)
        except DocumentError as error:
            place = f"{asked.group} {asked.reference} and {other}"
            raise DocumentError(
                [Problem(f"{place}, {p.path}", p.sentence) for p in error.problems], name=name
            ) from None
        match = None
        if asked.match:
            match = np.array(answers.columns[asked.match], dtype=np.str_)[scored.kept][who].tolist()
        yield GroupFound(
            other,
            reference,
            focal,
            "",
            mantel_haenszel(given, purify=asked.purify, matched_by=match) if METHODS[0] in methods else None,
            logistic(given) if METHODS[1] in asked.methods and not match else None,
            likelihood_ratios(given, model=asked.model) if METHODS[2] in asked.methods and not match else None,
        )


def _shown(found: GroupFound, asked: Asked) -> None:
    heading(
        f"{asked.group} {found.focal_group} (focal, n = {found.focal}) beside {asked.reference} (reference,"
        f" n = {found.reference})"
    )
    if found.why_not:
        click.echo(found.why_not)
        return
    if found.mantel_haenszel:
        _differences_shown(found, found.mantel_haenszel, asked)
    if found.logistic:
        _regressions_shown(found.logistic)
    if found.irt:
        _ratios_shown(found.irt)


def _differences_shown(found: GroupFound, differences: Differences, asked: Asked) -> None:
    matched = f"matched by {asked.match}" if asked.match else "matched by total score"
    out = [item.item for item in differences.items if item.is_purified]
    left = f", without {', '.join(out)}" if out else ""
    heading(f"Mantel-Haenszel, {matched}{left}")
    rows = [("item", "class", "odds ratio", "chi2", "p", "delta", "error", "P-DIF", "power")]
    rows += [
        (
            item.item,
            item.klass,
            f"{number(item.odds_ratio)} ({number(item.low)} to {number(item.high)})",
            number(item.chi2, 4),
            chance(item.p),
            number(item.delta),
            number(item.delta_error),
            number(item.standardised),
            number(item.power, 2),
        )
        for item in differences.items
    ]
    table(rows)
    known = [item for item in differences.items if item.delta_error == item.delta_error]
    if known:
        weakest = max(known, key=lambda item: item.delta_error)
        needed = focal_needed(weakest.delta_error, reference=found.reference, focal=found.focal)
        enough = (
            f"{needed} in the focal group" if needed else "no focal group is large enough beside this reference"
        )
        click.echo(
            f"Power to find a difference of class C: at least {weakest.power:.2f} (least: {weakest.item});"
            f" needed for 0.80 on every item: {enough}."
        )


def _regressions_shown(found: Regressions) -> None:
    heading("Logistic regression on total score; size by Jodoin and Gierl")
    rows = [("item", "size", "R2 change", "chi2 both", "p", "p uniform", "p non-uniform")]
    rows += [
        (
            item.item,
            item.size,
            number(item.r2_change, 4),
            number(item.both),
            chance(item.p_both),
            chance(item.p_uniform),
            chance(item.p_non_uniform),
        )
        for item in found.items
    ]
    table(rows)


def _ratios_shown(found: Ratios) -> None:
    heading(
        f"Likelihood ratio under the {found.model} model; ability of the focal group: mean {found.focal_mean:.3f},"
        f" sd {found.focal_sd:.3f} (the reference group's: 0 and 1)"
    )
    rows = [("item", "chi2", "df", "p", "")]
    rows += [
        (
            item.item,
            number(item.chi2),
            str(item.degrees),
            chance(item.p),
            "" if item.converged else "not converged",
        )
        for item in found.items
    ]
    table(rows or [(NONE,)])


VERB: Final = fairness
