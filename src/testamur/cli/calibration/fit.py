"""`testamur calibration fit`: estimate the items of a CSV file of responses."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import click

from testamur.cli import as_json, say, table
from testamur.cli.calibration import number
from testamur.documents import read_bytes
from testamur.errors import DocumentError
from testamur.psychometrics.calibration import (
    ITEM_MODELS,
    Calibration,
    calibrate,
    calibrate_conditionally,
)
from testamur.psychometrics.calibration.files import (
    LARGEST,
    digest,
    document,
    read_calibration,
    read_to_calibrate,
)
from testamur.psychometrics.calibration.shards import holder, open_shards
from testamur.psychometrics.calibration.shards.cluster import connected


@click.command("fit")
@click.argument(
    "file",
    metavar="[RESPONSES.csv]",
    required=False,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option("--model", type=click.Choice(list(ITEM_MODELS)), default="rasch", show_default=True)
@click.option(
    "--method",
    type=click.Choice(["marginal", "conditional"]),
    default="marginal",
    show_default=True,
    help="Conditional on the total scores: rasch and pcm, without a word on how ability is distributed.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Keep the calibration in this file.")
@click.option("--person", default="", metavar="COLUMN", help="The column that names each person.")
@click.option("--group", default="", metavar="COLUMN", help="Each group gets a mean and spread of its own.")
@click.option("--weight", default="", metavar="COLUMN", help="How many persons each row stands for.")
@click.option(
    "--anchors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An earlier calibration, whose items keep their parameters.",
)
@click.option(
    "--start",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An earlier calibration, such as yesterday's, to begin from.",
)
@click.option(
    "--shards",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of Parquet files instead of RESPONSES.csv; see `testamur calibration shards`.",
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, help="Processes that hold the shards.")
@click.option("--scheduler", default="", metavar="ADDRESS", help="Of a Dask cluster that is to hold them instead.")
@as_json
def fit(  # noqa: PLR0913, PLR0917  (one argument an option)
    file: Path | None,
    model: str,
    method: str,
    out: Path | None,
    person: str,
    group: str,
    weight: str,
    anchors: Path | None,
    start: Path | None,
    shards: Path | None,
    workers: int,
    scheduler: str,
    as_json: bool,
) -> None:
    """Estimate the parameters of every item of RESPONSES.csv, or of shards, by maximum likelihood.

    The first line names the columns; every other line is a person, with the score on each item, and nothing where
    an item was not given.

    Exit 0: it converged. 1: it did not, or the file is wrong. Warnings are on the error stream.
    """
    if (file is None) == (shards is None):
        raise click.UsageError("give RESPONSES.csv or --shards, and not both")
    if method == "conditional" and (anchors or group or start):
        raise click.UsageError("--anchors, --group and --start tell of populations; --method conditional has none")
    earlier = read_calibration(start, name=str(start)) if start else None
    if shards:
        if person or group or weight or method == "conditional":
            raise click.UsageError("--person, --group, --weight and --method conditional are for RESPONSES.csv")
        source, (found, data) = shards, _of_shards(shards, model, anchors, earlier, workers, scheduler)
    elif file:
        columns = {"person": person, "group": group, "weight": weight}
        source, (found, data) = file, _of_file(file, model, method, anchors, earlier, columns)
    kept = document(found, data=data)
    if out:
        out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8", newline="\n")
    for warning in found.warnings:
        click.echo(f"{source}: {warning}", err=True)
    if as_json:
        say(kept)
    else:
        _shown(found)
    sys.exit(0 if found.converged else 1)


def _of_file(
    file: Path, model: str, method: str, anchors: Path | None, earlier: Calibration | None, columns: dict[str, str]
) -> tuple[Calibration, str]:
    """Return the calibration of a CSV file, and the digest of the file."""
    data = read_bytes(file, limit=LARGEST)
    given = read_to_calibrate(data, **columns, name=str(file), most_categories=ITEM_MODELS[model].most_categories)
    if method == "conditional":
        return calibrate_conditionally(given, model=model), digest(data)
    return calibrate(given, model=model, start=earlier, anchors=_anchors(anchors, given.items)), digest(data)


def _of_shards(
    folder: Path, model: str, anchors: Path | None, earlier: Calibration | None, workers: int, scheduler: str
) -> tuple[Calibration, str]:
    """Return the calibration of all shards of a folder, and the digest of their digests."""
    files = sorted(file.absolute() for file in folder.glob("*.parquet") if not file.name.startswith("."))
    with connected(scheduler) if scheduler else closing(holder(workers)) as where:
        try:
            given = open_shards(files, where)
        except DocumentError as error:
            raise DocumentError(error.problems, name=str(folder)) from None
        if given.is_simulated:
            click.echo(f"{folder}: The people of these shards are simulated.", err=True)
        found = calibrate(given, model=model, start=earlier, anchors=_anchors(anchors, given.items))
        return found, given.digest


def _anchors(file: Path | None, items: Sequence[str]) -> dict[str, list[float]]:
    """Return the parameters of the items of an earlier calibration that are here too."""
    if file is None:
        return {}
    earlier = read_calibration(file, name=str(file))
    return {item.item: list(item.parameters.values()) for item in earlier.items if item.item in items}


def _shown(found: Calibration) -> None:
    names = list(dict.fromkeys(name for item in found.items for name in item.parameters))
    head = ("item", *(cell for name in names for cell in (name, "error")))
    rows = [
        (
            item.item,
            *(
                cell
                for name in names
                for cell in (number(item.parameters.get(name), 4), number(item.standard_errors.get(name), 4))
            ),
        )
        for item in found.items
    ]
    table([head, *rows])
    for population in found.populations:
        spread = f"mean {population.mean:.3f}, sd {population.sd:.3f}"
        click.echo(f"{population.group}: {population.persons:g} persons, {spread}")
    said = "conditional log-likelihood" if found.method == "conditional" else "log-likelihood"
    click.echo(f"{said} {found.loglik:.4f}, AIC {found.aic:.2f}, BIC {found.bic:.2f}")
    said = "converged" if found.converged else "did not converge"
    click.echo(f"{said} after {len(found.history)} steps; steepest gradient {found.steepness:.1e}")


VERB: Final = fit
