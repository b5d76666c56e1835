"""`testamur calibration fit`: estimate the items of a CSV file of responses."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from testamur.cli import as_json, say, table
from testamur.documents import read_bytes
from testamur.psychometrics.calibration import (
    ITEM_MODELS,
    Calibration,
    calibrate,
    calibrate_conditionally,
    responses,
)
from testamur.psychometrics.calibration.files import (
    LARGEST,
    digest,
    document,
    read_calibration,
    read_responses,
)


@click.command("fit")
@click.argument("file", metavar="RESPONSES.csv", type=click.Path(path_type=Path, exists=True, dir_okay=False))
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
@as_json
def fit(  # noqa: PLR0913, PLR0917  (one argument an option)
    file: Path,
    model: str,
    method: str,
    out: Path | None,
    person: str,
    group: str,
    weight: str,
    anchors: Path | None,
    as_json: bool,
) -> None:
    """Estimate the parameters of every item of RESPONSES.csv, by maximum likelihood.

    The first line names the columns; every other line is a person, with the score on each item, and nothing where
    an item was not given.

    Exit 0: it converged. 1: it did not, or the file is wrong. Warnings are on the error stream.
    """
    if method == "conditional" and (anchors or group):
        raise click.UsageError("--anchors and --group tell of populations; --method conditional has none")
    data = read_bytes(file, limit=LARGEST)
    read = read_responses(data, person=person, group=group, weight=weight, name=str(file))
    given = responses(
        read.scores,
        items=read.items,
        persons=read.persons,
        groups=read.groups,
        weights=read.weights,
        most_categories=ITEM_MODELS[model].most_categories,
    )
    found = (
        calibrate_conditionally(given, model=model)
        if method == "conditional"
        else calibrate(given, model=model, anchors=_anchors(anchors, read.items))
    )
    kept = document(found, data=digest(data))
    if out:
        out.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8", newline="\n")
    for warning in found.warnings:
        click.echo(f"{file}: {warning}", err=True)
    if as_json:
        say(kept)
    else:
        _shown(found)
    sys.exit(0 if found.converged else 1)


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
                for cell in (_number(item.parameters.get(name)), _number(item.standard_errors.get(name)))
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


def _number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.4f}"  # noqa: PLR0124  (not a number)


VERB: Final = fit
