"""`testamur calibration shards`: responses from a CSV file to Parquet files of so many persons each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.files import LARGEST, Table, read_responses
from testamur.psychometrics.calibration.responses import MOST_CATEGORIES, NOT_GIVEN, doubles
from testamur.psychometrics.calibration.shards import write_shard

SHOWN: Final = 20


@click.command("shards")
@click.argument("file", metavar="RESPONSES.csv", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder to write them to."
)
@click.option("--person", default="", metavar="COLUMN", help="The column that names each person; it is not kept.")
@click.option(
    "--each", type=click.IntRange(1, 1_000_000), default=250_000, show_default=True, help="Persons a file."
)
@click.option(
    "--name", default="", metavar="NAME", help="How the files are called; as RESPONSES.csv if not given."
)
@as_json
def shards(file: Path, out: Path, person: str, each: int, name: str, as_json: bool) -> None:
    """Write the responses of RESPONSES.csv as shards, which `testamur calibration fit --shards` takes.

    The first line names the columns; every other line is a person, with the score on each item, and nothing where
    an item was not given. A file of the same name is not written over: a shard that was calibrated stays.
    """
    read = read_responses(read_bytes(file, limit=LARGEST), person=person, name=str(file))
    if problems := list(_problems(read)):
        raise DocumentError(problems, name=str(file))
    count = -(-len(read.scores) // each)
    files = [out / f"{name or file.stem}-{number:04}.parquet" for number in range(1, count + 1)]
    if there := [one for one in files if one.exists()]:
        raise DocumentError([Problem("", f"{one} is already there") for one in there[:SHOWN]], name=str(file))
    out.mkdir(parents=True, exist_ok=True)
    for number, target in enumerate(files):
        rows = read.scores[number * each : (number + 1) * each]
        given = ~np.isnan(rows)
        starts = np.concatenate([[0], given.sum(axis=1).cumsum()])
        write_shard(target, starts, np.nonzero(given)[1], rows[given].astype(np.uint8), items=read.items)
    told = [
        {"file": str(one), "persons": min(each, len(read.scores) - place * each)}
        for place, one in enumerate(files)
    ]
    if as_json:
        say(told)
        return
    for one in told:
        click.echo(f"{one['file']}: {one['persons']} persons")


def _problems(read: Table) -> Iterator[Problem]:
    yield from doubles("persons", read.persons or ())
    scores = np.where(np.isnan(read.scores), NOT_GIVEN, read.scores)
    wrong = ((scores < 0) | (scores >= MOST_CATEGORIES) | (scores != np.floor(scores))) & ~np.isnan(read.scores)
    for row, column in np.argwhere(wrong)[:SHOWN].tolist():
        said = f"{read.scores[row, column]:g} is no whole score from 0 to {MOST_CATEGORIES - 1}"
        yield Problem(f"line {row + 2}, {read.items[column]}", said)
    if (more := int(wrong.sum()) - SHOWN) > 0:
        yield Problem("", f"{more} more cells are no such scores")


VERB: Final = shards
