"""`testamur calibration score`: ability from responses, under a calibration that was kept."""

import csv
import io
import math
from pathlib import Path
from typing import Final

import click

from testamur.cli import as_json, say
from testamur.documents import read_bytes
from testamur.errors import Refused
from testamur.psychometrics.ability import estimate, form_from
from testamur.psychometrics.ability.estimate import WAYS, Method
from testamur.psychometrics.calibration import Calibration
from testamur.psychometrics.calibration.files import LARGEST, calibrated_places, read_calibration, read_responses


@click.command("score")
@click.argument("file", metavar="RESPONSES.csv", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("kept", metavar="CALIBRATION", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--method", type=click.Choice(list(WAYS)), default="eap", show_default=True)
@click.option("--person", default="", metavar="COLUMN", help="The column that names each person.")
@as_json
def score(file: Path, kept: Path, method: Method, person: str, as_json: bool) -> None:
    """Give the ability of every person of RESPONSES.csv, with its standard error, as CSV.

    CALIBRATION is a file that `testamur calibration fit --out` wrote; its items must be the columns. Where there
    is no finite estimate the cells are empty.
    """
    calibration = read_calibration(kept, name=str(kept))
    read = read_responses(read_bytes(file, limit=LARGEST), person=person, name=str(file))
    order = calibrated_places(read.items, calibration, name=str(file))
    mean, sd = _prior(calibration, method)
    found = estimate(form_from(calibration), read.scores[:, order], method=method, mean=mean, sd=sd)
    persons = read.persons or tuple(str(number) for number in range(1, len(found.theta) + 1))
    rows = [
        {"person": name, "theta": _told(theta), "error": _told(error)}
        for name, theta, error in zip(persons, found.theta.tolist(), found.errors.tolist(), strict=True)
    ]
    if as_json:
        say(rows)
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, ["person", "theta", "error"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(text.getvalue(), nl=False)


def _prior(calibration: Calibration, method: Method) -> tuple[float, float]:
    """Return mean and standard deviation of the population that a posterior begins from."""
    if calibration.populations:
        return calibration.populations[0].mean, calibration.populations[0].sd
    if method in ("eap", "map"):
        raise Refused(
            "no-population",
            f"A conditional calibration tells of no population, which {method} begins from; take ml, wle or "
            "jeffreys, or calibrate again with its items as anchors.",
        )
    return 0.0, 1.0


def _told(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


VERB: Final = score
