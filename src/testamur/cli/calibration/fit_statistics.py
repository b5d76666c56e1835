"""`testamur calibration fit-statistics`: whether an item model holds for a CSV file of scores."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import (
    chance,
    csv_file,
    every_problem,
    heading,
    named,
    new_file,
    number,
    seed_option,
    told,
)
from testamur.documents import read_bytes
from testamur.errors import Refused
from testamur.psychometrics.calibration import responses
from testamur.psychometrics.calibration.files import LARGEST, calibrated_places, read_calibration, read_responses
from testamur.psychometrics.estimate import TOO_FEW
from testamur.psychometrics.fit_statistics import (
    ChiSquare,
    Fitted,
    ItemFit,
    LocalDependence,
    MeanSquares,
    ModelFit,
    ParallelAnalysis,
    PersonFit,
    fitted,
    item_fit,
    item_mean_squares,
    local_dependence,
    model_fit,
    parallel_analysis,
    person_fit,
    person_mean_squares,
)

UNUSUAL: Final = -1.645
"""Where 5 % of lz* lie below if the model holds."""

SHOWN: Final = 10
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found; a sentence in place of what these responses do not allow."""

    model: ModelFit | str
    items: tuple[ItemFit, ...] | str
    squares: MeanSquares
    pairs: LocalDependence
    dimensions: ParallelAnalysis | str
    persons: PersonFit
    person_squares: MeanSquares


@click.command("fit-statistics")
@click.argument("file", metavar="RESPONSES.csv", type=csv_file)
@click.argument("kept", metavar="CALIBRATION", type=csv_file)
@click.option("--person", default="", metavar="COLUMN", help="The column that names each person.")
@click.option("--weight", default="", metavar="COLUMN", help="How many persons each line stands for.")
@click.option("--persons", type=new_file, metavar="OUT.csv", help="Write the fit of every person to this file.")
@seed_option
@as_json
def fit_statistics(
    file: Path, kept: Path, person: str, weight: str, persons: Path | None, seed: int, as_json: bool
) -> None:
    """Ask whether the item model holds for responses.

    RESPONSES.csv: the scores that were calibrated, one line a person; CALIBRATION: what `calibration fit --out`
    wrote of them.

    You get: for the model M2, RMSEA with its 90 % interval, SRMSR, CFI and TLI, and how many things the items
    measure (parallel analysis); for each item S-X2, infit and outfit; the pairs of items that have more in common
    than they should (Q3); the persons whose answers are the most unlikely (lz*). With many persons every model is
    rejected, with few none is: look at the sizes beside the probabilities.

    What needs everybody to have taken every item says so where they did not.

    Exit 0: done, warnings are on the error stream. 1: a file is wrong, and all that is wrong is listed.
    """
    found, names = _read(file, kept, person=person, weight=weight)
    for warning in found.warnings:
        click.echo(f"{kept}: {warning}", err=True)
    answer = _found(found, seed=seed)
    if persons:
        persons.write_text(_persons(answer, names), encoding="utf-8", newline="\n")
    if as_json:
        say(_document(answer, found, seed=seed))
    else:
        _shown(answer, found, names, seed=seed)


def _read(file: Path, kept: Path, *, person: str, weight: str) -> tuple[Fitted, tuple[str, ...]]:
    with every_problem() as problems:
        with problems.of(str(kept)):
            calibration = read_calibration(kept)
        with problems.of(str(file)):
            read = read_responses(read_bytes(file, limit=LARGEST), person=person, weight=weight)
    with named(file):
        order = calibrated_places(read.items, calibration)
        given = responses(
            read.scores[:, order],
            items=[read.items[place] for place in order],
            persons=read.persons,
            weights=read.weights,
        )
        found = fitted(calibration, given)
    return found, read.persons or tuple(str(row) for row in range(1, len(given.scores) + 1))


def _found(fit: Fitted, *, seed: int) -> Found:
    return Found(
        model=_or_why_not(lambda: model_fit(fit)),
        items=_or_why_not(lambda: item_fit(fit)),
        squares=item_mean_squares(fit),
        pairs=local_dependence(fit),
        dimensions=_or_why_not(lambda: _dimensions(fit, seed=seed)),
        persons=person_fit(fit),
        person_squares=person_mean_squares(fit),
    )


def _or_why_not(compute: Callable[[], Answer]) -> Answer | str:
    try:
        return compute()
    except Refused as refusal:
        return refusal.reason


def _dimensions(fit: Fitted, *, seed: int) -> ParallelAnalysis:
    fit.require_complete("Parallel analysis")
    if (fit.weights != np.floor(fit.weights)).any():
        raise Refused("fit-weights", "Parallel analysis needs whole numbers of persons.")
    everyone = np.repeat(fit.scores, fit.weights.astype(np.intp), axis=0)
    return parallel_analysis(everyone, rng=np.random.default_rng(seed))


def _document(answer: Found, fit: Fitted, *, seed: int) -> dict[str, object]:
    items = {}
    if not isinstance(answer.items, str):
        items = {
            one.item: {"s_x2": one.joined, "p": one.joined.p, "apart": one.apart, "p_apart": one.apart.p}
            for one in answer.items
        }
    return {
        "seed": seed,
        "persons": fit.persons,
        "model": answer.model,
        "model_p": None if isinstance(answer.model, str) else answer.model.m2.p,
        "items": items or answer.items,
        "names": fit.items,
        "mean_squares": answer.squares,
        "pairs": {"average_q3": answer.pairs.average, "q3": answer.pairs.q3, "flagged": answer.pairs.flagged()},
        "parallel_analysis": answer.dimensions,
        "person_fit": answer.persons,
        "person_mean_squares": answer.person_squares,
    }


def _persons(answer: Found, names: tuple[str, ...]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["person", "theta", "lz_star", "infit", "outfit", "items"])
    columns = (
        answer.persons.theta,
        answer.persons.lz_star,
        answer.person_squares.infit,
        answer.person_squares.outfit,
    )
    for name, values, items in zip(names, np.stack(columns, axis=1), answer.person_squares.n, strict=True):
        writer.writerow([name, *("" if np.isnan(one) else f"{one:.6g}" for one in values), int(items)])
    return text.getvalue()


def _shown(answer: Found, fit: Fitted, names: tuple[str, ...], *, seed: int) -> None:
    click.echo(f"{fit.persons:g} persons, {len(fit.items)} items")
    heading("The model as a whole")
    if isinstance(answer.model, str):
        click.echo(answer.model)
    else:
        _model_shown(answer.model, fit)
    heading(f"How many things the items measure (parallel analysis, seed {seed})")
    if isinstance(answer.dimensions, str):
        click.echo(answer.dimensions)
    else:
        _dimensions_shown(answer.dimensions)
    _items_shown(answer, fit)
    _pairs_shown(answer.pairs)
    _persons_shown(answer.persons, fit, names)


def _model_shown(found: ModelFit, fit: Fitted) -> None:
    rows = [("figure", "value"), (found.kind, _squared(found.m2)), ("RMSEA (90 %)", told(found.rmsea, 4))]
    rows += [("SRMSR", number(found.srmsr, 4)), ("CFI", number(found.cfi, 4)), ("TLI", number(found.tli, 4))]
    table(rows)
    if found.forms > 1 or found.persons < fit.persons:
        said = "one set" if found.forms == 1 else f"{found.forms} sets"
        click.echo(f"{found.persons:g} of {fit.persons:g} persons, who took {said} of items; sets that fewer than")
        click.echo(f"{TOO_FEW} persons took are left out, here and in S-X2.")


def _squared(found: ChiSquare) -> str:
    return f"{found.statistic:.3f}, df {found.degrees}, p {chance(found.p)}"


def _dimensions_shown(found: ParallelAnalysis) -> None:
    last = min(len(found.eigenvalues), found.dimensions + 3)
    rows = [("", "eigenvalue", f"{found.percentile:g} % of shuffled scores lie below")]
    rows += [
        (str(place + 1), number(found.eigenvalues[place]), number(found.reference[place])) for place in range(last)
    ]
    table(rows)
    click.echo(f"Eigenvalues above those of chance: {found.dimensions}.")


def _items_shown(answer: Found, fit: Fitted) -> None:
    heading("The items: S-X2 of item and total score; infit and outfit, about 1 where the model holds")
    squares, fits = answer.squares, answer.items
    if isinstance(fits, str):
        click.echo(fits)
    rows = [("item", "S-X2", "df", "p", "infit", "z", "outfit", "z", "persons")]
    for place, item in enumerate(fit.items):
        one = None if isinstance(fits, str) else fits[place].joined
        rows.append(
            (
                item,
                number(one.statistic if one else None),
                str(one.degrees) if one else number(None),
                chance(one.p if one else None),
                number(squares.infit[place]),
                number(squares.infit_standardised[place], 2),
                number(squares.outfit[place]),
                number(squares.outfit_standardised[place], 2),
                f"{squares.n[place]:g}",
            )
        )
    table(rows)


def _pairs_shown(found: LocalDependence) -> None:
    pairs = found.flagged()
    heading(f"Pairs of items with more in common: Q3 more than 0.2 above the average of {number(found.average)}")
    if not pairs:
        click.echo("none")
        return
    rows = [("items", "", "Q3", "above the average", "LD-X2", "df")]
    rows += [
        (one.first, one.second, number(one.q3), number(one.above_average), number(one.ld_x2), str(one.degrees))
        for one in pairs
    ]
    table(rows)


def _persons_shown(found: PersonFit, fit: Fitted, names: tuple[str, ...]) -> None:
    known = np.flatnonzero(np.isfinite(found.lz_star))
    low = [place for place in known if found.lz_star[place] < UNUSUAL]
    persons, all_of_them = fit.weights[low].sum(), fit.weights[known].sum()
    heading("Persons: lz*, far below 0 for who was right where wrong was due, and the reverse")
    share = f", {persons / all_of_them:.1%}; 5 % are due" if all_of_them else ""
    click.echo(f"below {UNUSUAL}: {persons:g} of {all_of_them:g} whose ability has an estimate{share}")
    first = sorted(low, key=lambda place: found.lz_star[place])[:SHOWN]
    if first:
        rows = [("the lowest", "ability", "lz*")]
        rows += [(names[place], number(found.theta[place]), number(found.lz_star[place], 2)) for place in first]
        table(rows)


VERB: Final = fit_statistics
