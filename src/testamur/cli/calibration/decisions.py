"""`testamur calibration decisions`: how often pass and fail are right, of a CSV file of answers or scores."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import (
    KEY_FILE,
    Reading,
    csv_file,
    gathers,
    heading,
    named,
    reads_answers,
    seed_option,
    told,
)
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import form_from
from testamur.psychometrics.answer_files import Scored
from testamur.psychometrics.calibration.files import calibrated_places, population_of, read_calibration
from testamur.psychometrics.decisions import Decided, Decisions, decisions, decisions_from_totals

FIGURES: Final = {
    "accuracy": "accuracy: decided on as the true score asks",
    "consistency": "consistency: a second sitting decides alike",
    "kappa": "kappa: that beyond chance",
    "false_positive": "of all: pass, and should not",
    "false_negative": "of all: fail, and should not",
    "error": "standard error of measurement at the cut",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The cut, and what is known beside the file."""

    cut: float
    calibration: Path | None
    maximum: int | None
    reliability: float | None
    seed: int


@click.command("decisions", epilog=KEY_FILE)
@click.argument("file", metavar="RESPONSES.csv", type=csv_file)
@click.option("--cut", type=float, required=True, help="The lowest total that passes, in points.")
@click.option(
    "--calibration", type=csv_file, help="A file that `calibration fit --out` wrote: then Lee and Rudner."
)
@click.option("--maximum", type=click.IntRange(min=1), help="The file has one column, of totals up to this.")
@click.option("--reliability", type=float, help="Of those totals, from elsewhere.")
@seed_option
@gathers(Asked, into="asked")
@reads_answers
@as_json
def decisions_verb(file: Path, reading: Reading, asked: Asked, as_json: bool) -> None:
    """Tell how often pass and fail are right, and would be repeated.

    RESPONSES.csv: the first line names the columns, every other line is a person, with the score on each item, or
    with --key the answers. The method is chosen by what is known: Lee (2010) and Rudner with a calibration;
    Livingston and Lewis (1995) from 200 persons on; Huynh and Subkoviak with fewer. If you have totals only, say
    what can be had (--maximum) and how reliable they are (--reliability): Livingston and Lewis.

    Numbers in brackets are 95 % intervals, from 500 draws of persons.

    Exit 0: done, warnings are on the error stream. 1: the file is wrong, and all that is wrong is listed; or
    nothing can be told.
    """
    points = _points_of_totals(asked)
    _, scored = (replace(reading, key=None, points=points) if points else reading).scored(file)
    with named(file):
        found = _of_totals(scored, asked) if points else _of_items(scored, asked)
    for warning in found.warnings:
        click.echo(f"{file}: {warning}", err=True)
    if as_json:
        say({"seed": asked.seed, "decisions": found})
    else:
        _shown(found, seed=asked.seed)
    sys.exit(0 if found.chosen.consistency.status == "ok" else 1)


def _points_of_totals(asked: Asked) -> int | None:
    """Return what totals can reach at most, or None if the file holds items."""
    if (asked.maximum is None) != (asked.reliability is None):
        raise click.UsageError("--maximum and --reliability go together: both, for a file of totals")
    if asked.maximum and asked.calibration:
        raise click.UsageError("totals cannot be held against a calibration; it needs the scores on items")
    return asked.maximum


def _of_totals(scored: Scored, asked: Asked) -> Decisions:
    if len(scored.items) != 1:
        raise DocumentError([Problem("line 1", f"has {len(scored.items)} columns; leave out all but the totals")])
    return decisions_from_totals(
        scored.scores[:, 0],
        cut=asked.cut,
        maximum=asked.maximum or 0,
        reliability=asked.reliability or 0,
        rng=np.random.default_rng(asked.seed),
    )


def _of_items(scored: Scored, asked: Asked) -> Decisions:
    rng = np.random.default_rng(asked.seed)
    if asked.calibration is None:
        return decisions(scored.scores, cut=asked.cut, rng=rng, maximum=float(sum(scored.maxima)))
    calibration = read_calibration(asked.calibration, name=str(asked.calibration))
    order = calibrated_places(scored.names, calibration)
    population = population_of(calibration, name=str(asked.calibration))
    return decisions(
        scored.scores[:, order], cut=asked.cut, rng=rng, form=form_from(calibration), population=population
    )


def _shown(found: Decisions, *, seed: int) -> None:
    click.echo(f"{found.n} persons; {found.cut} points pass; passed: {told(found.passing)}")
    click.echo(found.why)
    for one in (found.chosen, *found.others):
        _way_shown(one)
    click.echo(f"\nDraws of persons: seed {seed}.")


def _way_shown(found: Decided) -> None:
    heading(found.method)
    unit = f", in {found.unit}" if found.unit else ""
    rows = [
        (words + (unit if name == "error" else ""), told(getattr(found, name))) for name, words in FIGURES.items()
    ]
    table(rows)


VERB: Final = decisions_verb
