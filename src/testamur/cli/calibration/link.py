"""`testamur calibration link`: two calibrations put on one scale of ability, and their forms equated."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from testamur.cli import as_json, say, table
from testamur.cli.calibration import csv_file, every_problem, gathers, heading, named, new_file, number
from testamur.cli.calibration.equate import conversion_shown, written
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration import Calibration, parameter_covariance, responses
from testamur.psychometrics.calibration.files import LARGEST, calibrated_places, read_calibration, read_responses
from testamur.psychometrics.equating import (
    LINKS,
    Covariances,
    DriftRule,
    LinkedForms,
    conversion_table,
    equated_cut,
    link_calibrations,
)
from testamur.psychometrics.equating.calibrations import ScoreKind
from testamur.psychometrics.scoring import FloatArray


@dataclass(frozen=True, slots=True)
class Asked:
    """How to link and equate, and where the responses are from which the parameters were estimated."""

    method: str
    score: ScoreKind
    z: float
    displacement: float | None
    new_responses: Path | None
    old_responses: Path | None
    person: str
    weight: str


@click.command("link")
@click.argument("new", metavar="NEW.json", type=csv_file)
@click.argument("old", metavar="OLD.json", type=csv_file)
@click.option("--method", type=click.Choice(list(LINKS)), default="stocking-lord", show_default=True)
@click.option(
    "--score", type=click.Choice(("true", "observed")), default="true", show_default=True, help="Equated."
)
@click.option(
    "--z", type=click.FloatRange(min=0), default=2.7, show_default=True, help="Beyond it an item is out."
)
@click.option("--displacement", type=float, help="Take an item out only if it moved by more than this as well.")
@click.option(
    "--new-responses", type=csv_file, help="The CSV file that NEW.json was made of, for standard errors."
)
@click.option("--old-responses", type=csv_file, help="The same of OLD.json.")
@click.option("--person", default="", metavar="COLUMN", help="The column in them that names each person.")
@click.option("--weight", default="", metavar="COLUMN", help="How many persons each line of them stands for.")
@click.option("--cut", type=click.IntRange(min=1), help="A pass mark of the old form, to be found on the new one.")
@click.option("--out", type=new_file, metavar="TABLE.csv", help="Write the conversion table to this file.")
@gathers(Asked, into="asked")
@as_json
def link(new: Path, old: Path, asked: Asked, cut: int | None, out: Path | None, as_json: bool) -> None:
    """Put a new calibration on the scale of an old one, and equate their forms.

    NEW.json and OLD.json: what `calibration fit --out` wrote. Items are the same if their names are; common items
    that have changed are taken out, one by one (|z| above --z), a fifth of them at most. If the new items were
    calibrated with the old ones as --anchors, they are on one scale already.

    You get the link (old = slope x new + intercept) with its errors, the common items and how far each has moved,
    and the conversion table of the two forms. Its standard errors need the responses (--new-responses,
    --old-responses): they carry the errors of all parameters, those of the link included.

    Exit 0: done, warnings are on the error stream. 1: a file is wrong, and all that is wrong is listed.
    """
    if (asked.new_responses is None) != (asked.old_responses is None):
        raise click.UsageError("--new-responses and --old-responses go together: errors come from both")
    one, two, covariances = _given(new, old, asked)
    with named(new):
        found = link_calibrations(
            one,
            two,
            method=asked.method,
            score=asked.score,
            rule=DriftRule(z=asked.z, displacement=asked.displacement),
            covariances=covariances,
        )
    for warning in (*found.screening.warnings, *found.conversion.warnings):
        click.echo(f"{new}: {warning}", err=True)
    rows = conversion_table(found.conversion)
    if out:
        out.write_text(written(rows), encoding="utf-8", newline="\n")
    if as_json:
        say({"linked": found, "table": rows, "cut": equated_cut(found.conversion, cut) if cut else None})
    else:
        _shown(found)
        conversion_shown(found.conversion, rows, cut=cut)


def _given(new: Path, old: Path, asked: Asked) -> tuple[Calibration, Calibration, Covariances | None]:
    with every_problem() as problems:
        with problems.of(str(new)):
            one = read_calibration(new)
        with problems.of(str(old)):
            two = read_calibration(old)
    if asked.new_responses is None or asked.old_responses is None:
        return one, two, None
    with every_problem() as problems:
        with problems.of(str(asked.new_responses)):
            first = _covariance(one, asked.new_responses, asked)
        with problems.of(str(asked.old_responses)):
            second = _covariance(two, asked.old_responses, asked)
    return one, two, Covariances(first, second)


def _covariance(calibration: Calibration, file: Path, asked: Asked) -> FloatArray:
    read = read_responses(read_bytes(file, limit=LARGEST), person=asked.person, weight=asked.weight)
    order = calibrated_places(read.items, calibration)
    given = responses(
        read.scores[:, order],
        items=[read.items[place] for place in order],
        persons=read.persons,
        weights=read.weights,
    )
    found = parameter_covariance(given, calibration)
    if found is None:
        raise DocumentError([Problem("", "does not tell all parameters apart; there are no standard errors")])
    return found


def _shown(found: LinkedForms) -> None:
    link_, errors = found.screening.link, found.by_sampling
    click.echo(f"{link_.method}, {link_.items} common items")
    rows = [("old = slope x new + intercept", "value", "error by choice of items", "error by sampling")]
    rows += [
        (name, number(value, 4), number(found.by_choice[place], 4), number(errors[place] if errors else None, 4))
        for place, (name, value) in enumerate((("slope", link_.slope), ("intercept", link_.intercept)))
    ]
    table(rows)
    heading("The common items: how far each has moved on the old scale, and in robust standard deviations (z)")
    lines = [("item", "moved", "z", "slope ratio", "z", "")]
    lines += [
        (
            item.item,
            number(item.displacement),
            number(item.displacement_z, 2),
            number(item.slope_ratio),
            number(item.slope_z, 2),
            "" if item.removed_in is None else "taken out",
        )
        for item in found.screening.items
    ]
    table(lines)


VERB: Final = link
