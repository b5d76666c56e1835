"""`testamur calibration shards`: responses of a CSV file or of an exam to Parquet files of so many persons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say, site
from testamur.cli.calibration import csv_file, gathers
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.calibration.files import LARGEST, Table, read_responses
from testamur.psychometrics.calibration.responses import MOST_CATEGORIES, NOT_GIVEN, SCORES, doubles
from testamur.psychometrics.calibration.shards import write_shard

SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose responses."""

    person: str
    programme: str
    organisation: str
    edition: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """Scores (n_persons, n_items), -1 where an item was not given."""

    scores: SCORES
    items: Sequence[str]
    is_simulated: bool


@click.command("shards")
@click.argument("file", metavar="[RESPONSES.csv]", required=False, type=csv_file)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder for them."
)
@click.option("--person", default="", metavar="COLUMN", help="The column that names each person; it is not kept.")
@click.option("--programme", default="", metavar="ID", help="Instead of a file: first attempts at its exam here.")
@click.option("--organisation", default="", help="The programme of this organisation.")
@click.option("--edition", default="", help="This edition of the programme; otherwise the newest.")
@click.option("--since", type=click.DateTime(), help="Only those measured after this time (UTC).")
@click.option(
    "--each", type=click.IntRange(1, 1_000_000), default=250_000, show_default=True, help="Persons a file."
)
@click.option(
    "--name", default="", help="How the files are called; as RESPONSES.csv or the programme if not given."
)
@gathers(Asked, into="asked")
@as_json
def shards(file: Path | None, out: Path, each: int, name: str, asked: Asked, as_json: bool) -> None:
    """Write responses as shards, which `testamur calibration fit --shards` takes.

    RESPONSES.csv: the first line names the columns; every other line is a person, with the score on each item, and
    nothing where an item was not given. A file of the same name is not written over: a shard that was calibrated
    stays. Nothing says who the persons are.
    """
    if (file is None) == (not asked.programme):
        raise click.UsageError("give RESPONSES.csv or --programme, and not both")
    found = _of_exam(asked) if file is None else _of_file(file, asked.person)
    told = _written(found, out, name or (file.stem if file else asked.programme), each)
    if as_json:
        say(told)
        return
    for one in told:
        click.echo(f"{one['file']}: {one['persons']} {'simulated ' if found.is_simulated else ''}persons")


def _written(found: Found, out: Path, name: str, each: int) -> list[dict[str, object]]:
    count = -(-len(found.scores) // each)
    files = [out / f"{name}-{number:04}.parquet" for number in range(1, count + 1)]
    if there := [one for one in files if one.exists()]:
        raise DocumentError(Problem(str(one), "is already there") for one in there[:SHOWN])
    out.mkdir(parents=True, exist_ok=True)
    told: list[dict[str, object]] = []
    for number, target in enumerate(files):
        rows = found.scores[number * each : (number + 1) * each]
        given = rows != NOT_GIVEN
        starts = np.concatenate([[0], given.sum(axis=1).cumsum()])
        places = np.nonzero(given)[1]
        write_shard(target, starts, places, rows[given], items=found.items, is_simulated=found.is_simulated)
        told.append({"file": str(target), "persons": len(rows), "simulated": found.is_simulated})
    return told


def _of_file(file: Path, person: str) -> Found:
    read = read_responses(read_bytes(file, limit=LARGEST), person=person, name=str(file))
    if problems := list(_problems(read)):
        raise DocumentError(problems, name=str(file))
    return Found(np.where(np.isnan(read.scores), NOT_GIVEN, read.scores).astype(np.int8), read.items, False)


def _problems(read: Table) -> Iterator[Problem]:
    yield from doubles("persons", read.persons or ())
    scores = np.where(np.isnan(read.scores), 0, read.scores)
    wrong = (scores < 0) | (scores >= MOST_CATEGORIES) | (scores != np.floor(scores))
    for row, column in np.argwhere(wrong)[:SHOWN].tolist():
        said = f"{read.scores[row, column]:g} is no whole score from 0 to {MOST_CATEGORIES - 1}"
        yield Problem(f"line {row + 2}, {read.items[column]}", said)
    if (more := int(wrong.sum()) - SHOWN) > 0:
        yield Problem("", f"{more} more cells are no such scores")


def _of_exam(asked: Asked) -> Found:
    """Return the first attempts at the exam of a programme of this site."""
    site()
    from testamur.site.records.measuring import exam_responses  # noqa: PLC0415  (settings are read first)
    from testamur.site.records.models import ProgrammeEdition  # noqa: PLC0415

    wanted = {"identifier": asked.programme, "organisation__slug": asked.organisation, "edition": asked.edition}
    editions = ProgrammeEdition.objects.filter(**{name: value for name, value in wanted.items() if value})
    edition = editions.order_by("published_at", "pk").last()
    if edition is None or len({one.organisation_id for one in editions}) > 1:
        raise click.UsageError(f"there is not one programme {asked.programme!r} here; is --organisation missing?")
    now = exam_responses(edition, at=datetime.now(UTC))
    if not asked.since:
        return Found(now.scores, [item.name for item in now.items], now.is_simulated)
    before = exam_responses(edition, at=asked.since.replace(tzinfo=UTC))
    if before.n and before.is_simulated != now.is_simulated:
        before = exam_responses(edition, at=datetime.min.replace(tzinfo=UTC))
    is_new = ~np.isin(np.array(now.sittings, dtype=np.int64), np.array(before.sittings, dtype=np.int64))
    return Found(now.scores[is_new], [item.name for item in now.items], now.is_simulated)


VERB: Final = shards
