"""`testamur calibration equate`: which score on a new form is worth what on an old one, of two CSV files."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final, Literal

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import (
    Reading,
    csv_file,
    every_problem,
    gathers,
    heading,
    named,
    new_file,
    number,
    reads_answers,
    seed_option,
)
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.answer_files import Scored, read_totals
from testamur.psychometrics.calibration.files import LARGEST
from testamur.psychometrics.equating import (
    ANCHORED,
    RANDOM,
    SMOOTHED,
    AnchorDistribution,
    Conversion,
    ConversionRow,
    ScoreDistribution,
    Settings,
    anchor_distribution,
    changed_scores,
    conversion_table,
    degrees_by_data,
    equate_by_anchor,
    equate_random_groups,
    equated_cut,
    recommended,
    recommended_method,
    score_distribution,
)
from testamur.psychometrics.scoring import FloatArray

METHODS: Final = tuple(dict.fromkeys([*RANDOM, *ANCHORED]))
BY_DATA: Final = "by-data"
Group = ScoreDistribution | AnchorDistribution


@dataclass(frozen=True, slots=True)
class Forms:
    """Where totals stand, if the files do not hold the scores on items."""

    total: str
    anchor: str
    maximum: int | None
    anchor_maximum: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """How to equate."""

    design: Literal["random", "anchor"]
    method: str | None
    smooth: str
    external: bool
    population: float
    samples: int | None
    seed: int


@dataclass(frozen=True, slots=True)
class Given:
    """One form: totals and scores on the anchor of everybody, and what can be had of each."""

    totals: FloatArray
    anchors: FloatArray | None
    maximum: int
    anchor_maximum: int


@click.command("equate")
@click.argument("new", metavar="NEW.csv", type=csv_file)
@click.argument("old", metavar="OLD.csv", type=csv_file)
@click.option("--design", type=click.Choice(("random", "anchor")), required=True, help="Who took which form.")
@click.option("--method", type=click.Choice(METHODS), help="What is recommended for so many persons, if absent.")
@click.option(
    "--smooth", default=BY_DATA, metavar="DEGREES", show_default=True, help="no, or degrees as 6,6 or 6,6,1."
)
@click.option("--external", is_flag=True, help="The totals do not include the anchor.")
@click.option("--population", type=click.FloatRange(0, 1), default=1.0, help="Part of the new form's group in it.")
@click.option("--samples", type=click.IntRange(min=0), help="Bootstrap samples; 0: errors by formula or none.")
@click.option("--total", default="", metavar="COLUMN", help="The files hold totals, in this column.")
@click.option("--anchor", default="", metavar="COLUMN", help="And the score on the common items in this one.")
@click.option("--maximum", type=click.IntRange(min=1), help="What a total can reach.")
@click.option("--anchor-maximum", type=click.IntRange(min=1), help="What the score on the common items can reach.")
@click.option("--cut", type=click.IntRange(min=1), help="A pass mark of the old form, to be found on the new one.")
@click.option("--out", type=new_file, metavar="TABLE.csv", help="Write the conversion table to this file.")
@seed_option
@gathers(Asked, into="asked")
@gathers(Forms, into="forms")
@reads_answers
@as_json
def equate(
    new: Path,
    old: Path,
    reading: Reading,
    asked: Asked,
    forms: Forms,
    cut: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Tell which score on a new form is worth what on an old one.

    NEW.csv and OLD.csv: who took the new and the old form, one line a person, one column an item (--key names the
    items of both forms). Or totals alone: --total COLUMN --maximum N.

    With --design random both groups were drawn at random from the same people; with --design anchor they differ,
    and the items that both files name alike were taken by both.

    You get the conversion table with its standard errors, the method and why it is recommended for so many people,
    and with --cut the pass mark on the new form. Who has two calibrations takes `calibration link`.

    Exit 0: done, warnings are on the error stream. 1: a file is wrong, and all that is wrong is listed.
    """
    one, two = _given(new, old, reading, forms, asked)
    with named(new):
        found = _equated(*_groups(one, two, asked), asked)
    for warning in found.warnings:
        click.echo(f"{new}: {warning}", err=True)
    rows = conversion_table(found)
    if out:
        out.write_text(written(rows), encoding="utf-8", newline="\n")
    if as_json:
        say(
            {
                "seed": asked.seed,
                "conversion": found,
                "table": rows,
                "cut": equated_cut(found, cut) if cut else None,
            }
        )
    else:
        _shown(found, rows, asked, cut=cut)


def _given(new: Path, old: Path, reading: Reading, forms: Forms, asked: Asked) -> tuple[Given, Given]:
    if forms.total:
        if forms.maximum is None:
            raise click.UsageError("--total needs --maximum: what a total can reach")
        if asked.design == "anchor" and not (forms.anchor and forms.anchor_maximum):
            raise click.UsageError("--total with --design anchor needs --anchor and --anchor-maximum")
        with every_problem() as problems:
            with problems.of(str(new)):
                one = _of_totals(new, reading, forms)
            with problems.of(str(old)):
                two = _of_totals(old, reading, forms)
        return one, two
    with every_problem() as problems:
        with problems.of(""):
            first = reading.scored(new, is_bank=True)[1]
        with problems.of(""):
            second = reading.scored(old, is_bank=True)[1]
    common = set(first.names) & set(second.names)
    return _of_items(first, common), _of_items(second, common)


def _of_totals(file: Path, reading: Reading, forms: Forms) -> Given:
    data = read_bytes(file, limit=LARGEST)
    read = read_totals(data, total=forms.total, anchor=forms.anchor, count=reading.weight)
    return Given(read.totals, read.anchors, forms.maximum or 0, forms.anchor_maximum or 0)


def _of_items(scored: Scored, common: set[str]) -> Given:
    is_common = np.array([name in common for name in scored.names])
    points = np.array(scored.maxima)
    return Given(
        scored.scores.sum(axis=1),
        scored.scores[:, is_common].sum(axis=1),
        int(points.sum()),
        int(points[is_common].sum()),
    )


def _groups(new: Given, old: Given, asked: Asked) -> tuple[Group, Group]:
    if asked.design == "random":
        return score_distribution(new.totals, maximum=new.maximum), score_distribution(
            old.totals, maximum=old.maximum
        )
    if not new.anchor_maximum or not old.anchor_maximum:
        raise DocumentError([Problem("line 1", "the two files have no item in common; there is no anchor")])
    return _with_anchor(new), _with_anchor(old)


def _with_anchor(given: Given) -> AnchorDistribution:
    anchors = np.zeros(0) if given.anchors is None else given.anchors
    return anchor_distribution(given.totals, anchors, maximum=given.maximum, anchor_maximum=given.anchor_maximum)


def _equated(new: Group, old: Group, asked: Asked) -> Conversion:
    design: Literal["random groups", "anchor"] = "random groups" if asked.design == "random" else "anchor"
    method = asked.method or recommended_method(min(new.n, old.n), design=design)
    settings = Settings(
        asked.population, "external" if asked.external else "internal", _degrees(new, old, method, asked)
    )
    rng = np.random.default_rng(asked.seed)
    if isinstance(new, AnchorDistribution) and isinstance(old, AnchorDistribution):
        return equate_by_anchor(new, old, method=method, settings=settings, rng=rng, samples=asked.samples)
    if isinstance(new, ScoreDistribution) and isinstance(old, ScoreDistribution):
        return equate_random_groups(new, old, method=method, settings=settings, rng=rng, samples=asked.samples)
    raise TypeError("both groups are of one kind")


def _degrees(new: Group, old: Group, method: str, asked: Asked) -> tuple[int, ...] | None:
    if asked.smooth == BY_DATA:
        return degrees_by_data(new, old) if method in SMOOTHED else None
    if asked.smooth == "no":
        return None
    parts = asked.smooth.split(",")
    if not all(part.strip().isdecimal() and len(part) < 4 for part in parts):
        raise click.UsageError(f"--smooth is no, {BY_DATA}, or degrees as 6,6 or 6,6,1; not {asked.smooth!r}")
    return tuple(int(part) for part in parts)


def written(rows: Iterable[ConversionRow]) -> str:
    """Return a conversion table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(ConversionRow)])
    writer.writerows(["" if one is None else f"{one:.6g}" for one in astuple(row)] for row in rows)
    return text.getvalue()


def _shown(found: Conversion, rows: tuple[ConversionRow, ...], asked: Asked, *, cut: int | None) -> None:
    rule = recommended(min(found.n), design="random groups" if asked.design == "random" else "anchor")
    click.echo(f"new form: {found.n[0]} persons, 0 to {len(found.scores) - 1} points")
    click.echo(f"old form: {found.n[1]} persons, 0 to {found.maximum} points")
    click.echo(f"recommended for so many: {', '.join(rule.methods)}. {rule.reason} ({rule.source})")
    conversion_shown(found, rows, cut=cut)
    click.echo(f"Drawn by chance: seed {asked.seed}.")


def conversion_shown(found: Conversion, rows: tuple[ConversionRow, ...], *, cut: int | None) -> None:
    """Print a conversion table, what it changes, and the pass mark."""
    heading(found.method + (f"; errors: {found.error_method}" if found.error_method else "; without errors"))
    if found.line:
        click.echo(f"old = {found.line.intercept:.4f} + {found.line.slope:.4f} x new")
    lines = [("new", "old", "error", "95 % interval", "reported")]
    lines += [
        (
            str(row.score),
            number(row.equivalent, 4),
            number(row.error, 4),
            number(None) if row.low is None else f"{number(row.low, 2)} to {number(row.high, 2)}",
            f"{row.reported:g}",
        )
        for row in rows
    ]
    table(lines)
    changed = changed_scores(found)
    click.echo(
        f"Half a point or more away from the score itself: {', '.join(map(str, changed))}."
        if changed
        else "No score is half a point away from itself: leaving scores as they are is as good, and simpler."
    )
    if cut:
        reached = equated_cut(found, cut)
        click.echo(
            f"{cut} on the old form: " + (f"{reached} on the new one" if reached else "no score of the new one")
        )


VERB: Final = equate
