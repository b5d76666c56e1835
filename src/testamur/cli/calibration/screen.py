"""`testamur calibration screen`: what is unusual enough in a CSV file of answers for people to look into."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import (
    KEY_FILE,
    Reading,
    chance,
    csv_file,
    gathers,
    heading,
    named,
    reads_answers,
)
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.ability import CalibratedForm, form_of_items
from testamur.psychometrics.answer_files import Answers, Scored
from testamur.psychometrics.calibration import Calibration, calibrate, responses
from testamur.psychometrics.calibration.choice import SLOPES_FROM
from testamur.psychometrics.calibration.files import LARGEST, population_of, read_calibration, read_responses
from testamur.psychometrics.forensics import (
    Growth,
    Possible,
    Screening,
    aberrant_times,
    all_of,
    answer_probabilities,
    coded_options,
    copying,
    near,
    option_probabilities,
    overlapping,
    preknowledge,
    retake_gains,
    same,
)
from testamur.psychometrics.scoring import FloatArray


@dataclass(frozen=True, slots=True)
class Asked:
    """What to screen for, and what is known of where and when people sat."""

    calibration: Path | None
    times: Path | None
    first: Path | None
    growth: tuple[float, float] | None
    seat: tuple[str, str] | None
    reach: float
    sat: tuple[str, str] | None
    same: tuple[str, ...]
    level: float

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that hold no answers."""
        return (*(self.seat or ()), *(self.sat or ()), *self.same)


@dataclass(frozen=True, slots=True)
class Exam:
    """Who answered what, under which calibration."""

    names: tuple[str, ...]
    items: tuple[str, ...]
    scores: FloatArray
    scored: Scored
    places: tuple[int, ...]
    form: CalibratedForm
    population: tuple[float, float]
    calibration: Calibration


@click.command("screen", epilog=KEY_FILE)
@click.argument("file", metavar="ANSWERS.csv", type=csv_file)
@click.option(
    "--calibration", type=csv_file, help="From earlier sittings; these answers are calibrated if absent."
)
@click.option(
    "--times", type=csv_file, metavar="TIMES.csv", help="The seconds that each person took on each item."
)
@click.option(
    "--first", type=csv_file, metavar="FIRST.csv", help="An earlier sitting of people who sit again here."
)
@click.option(
    "--growth", nargs=2, type=float, metavar="MEAN SD", help="Of ability between; learned from 30 or more."
)
@click.option("--seat", nargs=2, metavar="ROW PLACE", help="Two columns with the seat, as numbers.")
@click.option("--reach", type=float, default=1.5, show_default=True, help="Only who sat as near as this.")
@click.option("--sat", nargs=2, metavar="BEGAN ENDED", help="Two columns with times; only who sat at one time.")
@click.option(
    "--same", multiple=True, metavar="COLUMN", help="Only who shares this (network, room); may be repeated."
)
@click.option(
    "--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.01, show_default=True
)
@gathers(Asked, into="asked")
@reads_answers
@as_json
def screen(file: Path, reading: Reading, asked: Asked, as_json: bool) -> None:
    """List what is too unusual to pass over; never a verdict.

    ANSWERS.csv: one line a person, one column an item, as it was answered (--key) or as scores.

    Always: pairs whose answers agree more than their abilities explain. With --times: answers much faster or
    slower than the person's own speed. If the key says which items were exposed, and with a --calibration from
    before that: who did better on them than on the rest. With --first and a --calibration of both forms: who
    gained more than others who sat again.

    --level is the chance that anybody at all is listed though nobody did anything; the screenings share it. Fewer
    pairs leave more power: say where and when people sat, if you know it. An empty cell excludes nobody.

    Whoever is listed is to be looked at by people. Illness, a shared teacher, an interruption or chance may be
    behind it.

    Exit 0: done, whether somebody is listed or not. 1: a file is wrong, and all that is wrong is listed.
    """
    if asked.times and not reading.person:
        raise click.UsageError("--times needs --person: the column that names each person in both files")
    if asked.first and not (reading.person and asked.calibration):
        raise click.UsageError("--first needs --person, and a --calibration that has the items of both")
    answers, scored = reading.scored(file, columns=asked.columns)
    with named(file):
        exam = _exam(answers, scored, asked, file)
        wanted = _wanted(exam, answers, reading, asked, file)
        found = {name: compute(asked.level / len(wanted)) for name, compute in wanted.items()}
    for one in found.values():
        for warning in one.warnings:
            click.echo(f"{file}: {warning}", err=True)
    if as_json:
        say({"family_level": asked.level, "screenings": found})
    else:
        _shown(found, asked, exam)


def _exam(answers: Answers, scored: Scored, asked: Asked, file: Path) -> Exam:
    if heavy := [item.item for item in scored.items if item.points > 1]:
        problem = f"is worth more than a point; only items worth one can be screened: {', '.join(heavy[:5])}"
        raise DocumentError([Problem("points", problem)])
    varied = tuple(np.flatnonzero(np.ptp(scored.scores, axis=0) > 0).tolist())
    if asked.calibration:
        varied = tuple(range(len(scored.items)))
    items, scores = tuple(scored.names[place] for place in varied), scored.scores[:, varied]
    if asked.calibration:
        calibration = read_calibration(asked.calibration, name=str(asked.calibration))
    else:
        calibration = calibrate(
            responses(scores, items=items), model="2pl" if len(scores) >= SLOPES_FROM else "rasch"
        )
        click.echo(
            f"{file}: the items are calibrated on these answers, by the {calibration.model} model", err=True
        )
        for warning in calibration.warnings:
            click.echo(f"{file}: {warning}", err=True)
    names = answers.persons or tuple(f"line {line}" for line in answers.lines.tolist())
    return Exam(
        tuple(names[place] for place in scored.kept),
        items,
        scores,
        scored,
        varied,
        form_of_items(calibration, items),
        population_of(calibration),
        calibration,
    )


def _wanted(
    exam: Exam, answers: Answers, reading: Reading, asked: Asked, file: Path
) -> dict[str, Callable[[float], Screening]]:
    """Return the screenings that were asked for, each to be done at its own level."""
    possible = _possible(answers, exam.scored, asked)
    wanted: dict[str, Callable[[float], Screening]] = {
        "answers that agree": lambda level: _agreement(exam, possible, level)
    }
    if asked.times:
        seconds = _seconds(exam, asked.times, reading)
        wanted["response times"] = lambda level: aberrant_times(seconds, persons=exam.names, family_level=level)
    exposed = np.array([exam.scored.items[place].is_exposed for place in exam.places])
    if exposed.any() and asked.calibration:
        wanted["exposed items"] = lambda level: preknowledge(
            exam.form, exam.scores, exposed, persons=exam.names, population=exam.population, family_level=level
        )
    elif exposed.any():
        click.echo(f"{file}: exposed items need a --calibration from before they were exposed", err=True)
    if asked.first:
        wanted["retakes"] = _retakes(exam, asked, asked.first, reading)
    return wanted


def _agreement(exam: Exam, possible: Possible | None, level: float) -> Screening:
    chances, given = answer_probabilities(exam.form, exam.scores, population=exam.population), exam.scores
    keyed = [exam.scored.items[place] for place in exam.places]
    if all(item.key for item in keyed):
        codes, right = coded_options(
            exam.scored.answers[:, exam.places],
            [item.key for item in keyed],
            options=[item.options for item in keyed],
        )
        chances, given = option_probabilities(chances[:, :, 1], codes, right), codes.astype(np.float64)
    return copying(given, chances, persons=exam.names, possible=possible, family_level=level)


def _possible(answers: Answers, scored: Scored, asked: Asked) -> Possible | None:
    def column(name: str) -> list[str]:
        return [answers.columns[name][place] for place in scored.kept]

    ways: list[Possible] = [same(column(name)) for name in asked.same]
    problems: list[Problem] = []
    if asked.seat:
        seats = [_numbers(column(name), name, problems, _as_number) for name in asked.seat]
        ways.append(near(np.column_stack(seats), reach=asked.reach))
    if asked.sat:
        ways.append(overlapping(*(_numbers(column(name), name, problems, _as_time) for name in asked.sat)))
    if problems:
        raise DocumentError(problems)
    return all_of(*ways) if ways else None


def _numbers(cells: list[str], name: str, problems: list[Problem], read: Callable[[str], float]) -> FloatArray:
    found = np.full(len(cells), np.nan)
    wrong = []
    for place, cell in enumerate(cells):
        try:
            found[place] = read(cell) if cell else np.nan
        except ValueError:
            wrong.append(cell)
    if wrong:
        examples = ", ".join(repr(cell[:20]) for cell in dict.fromkeys(wrong[:5]))
        problems.append(Problem(name, f"{len(wrong)} cells are no numbers or times: {examples}"))
    return found


def _as_number(cell: str) -> float:
    value = float(cell)
    if not np.isfinite(value):
        raise ValueError(cell)
    return value


def _as_time(cell: str) -> float:
    try:
        return _as_number(cell)
    except ValueError:
        return datetime.fromisoformat(cell).timestamp()


def _seconds(exam: Exam, file: Path, reading: Reading) -> FloatArray:
    """Return the seconds of the same persons on the same items, NaN where there are none."""
    read = read_responses(read_bytes(file, limit=LARGEST), person=reading.person, name=str(file))
    rows = {person: row for row, person in enumerate(read.persons or ())}
    problems = [
        Problem("line 1", f"the item {item!r} is missing") for item in exam.items if item not in read.items
    ]
    if missing := [name for name in exam.names if name not in rows]:
        told = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        problems.append(Problem(reading.person, f"has no times of {told}"))
    if problems:
        raise DocumentError(problems, name=str(file))
    columns = [read.items.index(item) for item in exam.items]
    return read.scores[np.ix_([rows[name] for name in exam.names], columns)]


def _retakes(exam: Exam, asked: Asked, file: Path, reading: Reading) -> Callable[[float], Screening]:
    """Return the screening of those who stand in both files."""
    answers, scored = reading.scored(file, is_bank=True)
    with named(file):
        before = form_of_items(exam.calibration, scored.names)
    persons = answers.persons or ()
    rows = {persons[place]: row for row, place in enumerate(scored.kept.tolist())}
    again = [row for row, name in enumerate(exam.names) if name in rows]
    if not again:
        raise DocumentError([Problem(reading.person, "names nobody of the other file")], name=str(file))
    earlier = scored.scores[[rows[exam.names[row]] for row in again]]
    return lambda level: retake_gains(
        (before, earlier),
        (exam.form, exam.scores[again]),
        growth=Growth(*asked.growth) if asked.growth else None,
        persons=[exam.names[row] for row in again],
        population=exam.population,
        family_level=level,
    )


def _shown(found: dict[str, Screening], asked: Asked, exam: Exam) -> None:
    click.echo(
        f"{len(exam.names)} persons, {len(exam.items)} items. If nobody did anything, the chance that anybody is"
        f" listed is at most {asked.level:g}, over {len(found)} screening{'s' if len(found) > 1 else ''}."
    )
    click.echo("This is a list of what to look into. It says of nobody that they did anything.")
    for name, one in found.items():
        heading(f"{name}: {one.tests} tests, each at {chance(one.level)} ({one.method})")
        if not one.for_review:
            click.echo("nobody")
        for case in one.for_review:
            click.echo(f"{' and '.join(case.persons)}: chance {chance(case.p)} or less\n  {case.words}")
            table([("  " + proof.name, f"{proof.value:.3g}", proof.meaning) for proof in case.evidence])


VERB: Final = screen
