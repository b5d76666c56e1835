"""`testamur calibration plan`: which bank and which length decisions at a cut need."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import csv_file, gathers, number, seed_option
from testamur.documents import plain
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import CalibratedForm, ability_at, form_from
from testamur.psychometrics.adaptive import Missing, Outlook, Plan, Rules, bank, plan
from testamur.psychometrics.adaptive.plan import MOST_NEW
from testamur.psychometrics.calibration import Calibration
from testamur.psychometrics.calibration.files import read_calibration

CALLED: Final = {"fixed": "one form", "random": "on the fly", "information": "adaptive"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted."""

    cut: float | None
    cut_share: float | None
    accuracy: float
    lengths: str
    longest: int | None
    among: int
    exposure: float | None
    persons: int
    seed: int


@click.command("plan")
@click.argument("file", metavar="BANK.json", type=csv_file)
@click.option("--cut", type=float, help="The ability that passes, on the scale of the calibration.")
@click.option(
    "--cut-share", type=float, help="Or the share of the bank's points that it is expected to get, as 0.64."
)
@click.option(
    "--accuracy", type=float, default=0.9, show_default=True, help="The share of right decisions wanted."
)
@click.option("--lengths", default="", metavar="N,N,...", help="To be told of; 20,40,60,80,110 if not given.")
@click.option("--longest", type=click.IntRange(min=1), help="The longest test thought of; 150 if not given.")
@click.option(
    "--among",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Adaptive: draw each item among so many of the best.",
)
@click.option("--exposure", type=float, help="No item should be shown to a larger share of persons than this.")
@click.option("--persons", type=int, default=10_000, show_default=True, help="Simulated persons.")
@seed_option
@gathers(Asked, into="asked")
@as_json
def plan_verb(file: Path, asked: Asked, as_json: bool) -> None:
    """Tell which length decides rightly often enough, and what is missing if none does.

    BANK.json is a file that `testamur calibration fit --out` wrote. One form (the most informative items at the
    cut), tests on the fly and adaptive tests are simulated from it, with its first population: the answer is as
    right as the calibration is. Who passes is whose estimate, the mean of the posterior, is at or above the cut.

    Exit 0: at least one design is good enough. 1: none is, or the file is wrong.
    """
    calibration = read_calibration(file, name=str(file))
    form, population = form_from(calibration), calibration.populations[0]
    try:
        found = plan(
            bank(form, mean=population.mean, sd=population.sd),
            Rules(among=asked.among),
            cut=_cut(form, asked),
            accuracy=asked.accuracy,
            lengths=_lengths(asked.lengths),
            longest=asked.longest,
            persons=asked.persons,
            seed=asked.seed,
        )
    except DocumentError as error:
        raise DocumentError(error.problems, name=str(file)) from None
    words = list(_words(found, calibration, asked))
    if as_json:
        say({"simulated": True, **plain(found), "in_words": words})
    else:
        _shown(found, words)
    sys.exit(0 if any(one.outlook for one in found.least) else 1)


def _cut(form: CalibratedForm, asked: Asked) -> float:
    if (asked.cut is None) == (asked.cut_share is None):
        raise click.UsageError("give --cut or --cut-share, and not both")
    if asked.cut_share is None:
        return float(asked.cut or 0.0)
    points = asked.cut_share * float((form.categories - 1).sum())
    found = float(ability_at(form, np.array([points]))[0]) if np.isfinite(points) else np.nan
    if np.isnan(found):
        raise DocumentError(
            [Problem("--cut-share", f"no ability is expected to get {asked.cut_share:g} of the points")]
        )
    return found


def _lengths(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",")] if text else []
    except ValueError:
        raise click.UsageError("--lengths takes whole numbers, parted by commas") from None


def _shown(found: Plan, words: list[str]) -> None:
    for sentence in words:
        click.echo(sentence)
    click.echo()
    head = ("items", "design", "right", "95 % interval", "pass wrongly", "fail wrongly", "consistent")
    rows = [(*head, "reliability", "error at cut", "most shown")]
    rows += [
        (
            str(one.length),
            CALLED[one.choice],
            _percent(one.accuracy),
            f"{_percent(one.low)} to {_percent(one.high)}",
            _percent(one.false_pass),
            _percent(one.false_fail),
            _percent(one.consistency),
            number(one.reliability),
            number(one.error_at_cut),
            _percent(one.highest_exposure),
        )
        for one in found.outlooks
    ]
    table(rows)


def _words(found: Plan, calibration: Calibration, asked: Asked) -> Iterator[str]:
    yield (
        f"Simulated: {found.persons:,} persons from the bank's own parameters ({found.size} items), "
        f"cut at ability {found.cut:.3f}, seed {found.seed}."
    )
    for least in found.least:
        name = CALLED[least.choice]
        if least.outlook is None:
            wanted = _percent(found.accuracy)
            yield f"{name.capitalize()}: no length up to {found.longest} items decides rightly on {wanted}."
            continue
        yield f"{name.capitalize()}: {least.outlook.length} items are enough: {_told(least.outlook)}."
        if asked.exposure is not None:
            yield from _exposed(least.outlook, found.size, asked.exposure)
    if found.whole is not None:
        yield f"All {found.size} items as one form: {_told(found.whole)}."
    if found.missing is not None:
        yield from _lacking(found.missing, found, calibration)


def _told(one: Outlook) -> str:
    return (
        f"{_percent(one.accuracy)} of decisions right (95 % interval {_percent(one.low)} to "
        f"{_percent(one.high)}), {_percent(one.consistency)} the same at a second test, reliability "
        f"{number(one.reliability)}, standard error at the cut {number(one.error_at_cut)}"
    )


def _exposed(one: Outlook, size: int, most: float) -> Iterator[str]:
    """Say whether items are shown too often: a test of n items needs n / share of them to draw from."""
    if one.highest_exposure <= most:
        return
    needed = int(np.ceil(one.length / most)) if most > 0 else 0
    yield f"  Its most shown item is shown to {_percent(one.highest_exposure)}; {_percent(most)} were allowed."
    if one.choice == "fixed" and needed > one.length:
        yield f"  One form shows all its items to everybody: {-(-needed // one.length)} parallel forms are needed."
    elif needed > size:
        yield f"  So few items cannot do it: {needed} are needed at least, {needed - size} more."
    elif one.choice == "information":
        yield "  Draw among more of the best (--among)."


def _lacking(missing: Missing, found: Plan, calibration: Calibration) -> Iterator[str]:
    many = f"more than {MOST_NEW}" if missing.items is None else str(missing.items)
    yield (
        f"The bank is too small: {many} more items are needed for {_percent(found.accuracy)} as one form, each as "
        f"informative as item {calibration.items[missing.like].item}, the middling one here, and telling most "
        f"at the cut ({missing.difficulty:.2f}); between {missing.low:.2f} and {missing.high:.2f} "
        "they tell 90 % as much."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


VERB: Final = plan_verb
