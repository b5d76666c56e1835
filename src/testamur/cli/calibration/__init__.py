"""`testamur calibration`: the psychometric engine on CSV files, one file per verb, each ending in its `VERB`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from testamur.cli import Found, calibration
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Problem
from testamur.psychometrics import Estimate
from testamur.psychometrics.answer_files import (
    BLANKS,
    Answers,
    Blank,
    KeyedItem,
    Scored,
    keyed_items,
    read_answers,
    read_key,
    scored_answers,
)
from testamur.psychometrics.calibration.files import LARGEST

NONE: Final = "–"
KEY_FILE: Final = """\b
KEY.csv has one line an item; only the column "item" must be there:
    item,key,domain,options
    q1,B,sepsis,A B C D
    q2,D,bias,A B C D
"""
csv_file: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
new_file: Final = click.Path(path_type=Path, dir_okay=False)
seed_option: Final = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Of everything that is drawn by chance.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the file of answers is to be read, as the options say."""

    key: Path | None
    points: int
    person: str
    weight: str
    leave_out: tuple[str, ...]
    blank: Blank | None

    def scored(
        self, file: Path, *, columns: Sequence[str] = (), refuse_flat: bool = False, is_bank: bool = False
    ) -> tuple[Answers, Scored]:
        """Return the answers of a file and their scores, and say on the error stream what was done with blanks.

        With `is_bank` the key may know more items than this file has.

        Raises
        ------
        DocumentError
            With everything that is wrong with the answers and with the key.
        """
        with every_problem() as problems:
            with problems.of(str(file)):
                answers = read_answers(
                    read_bytes(file, limit=LARGEST),
                    person=self.person,
                    count=self.weight,
                    columns=columns,
                    leave_out=self.leave_out,
                )
            with problems.of(str(self.key)):
                key = read_key(self.key) if self.key else ()
        if is_bank:
            key = tuple(item for item in key if item.item in answers.items)
        with named(file):
            found = scored_answers(
                answers,
                key or keyed_items(answers.items, points=self.points),
                blank=self.blank or ("wrong" if any(item.key for item in key) else "refuse"),
                refuse_flat=refuse_flat,
            )
        _notes(file, found)
        return answers, found


def _notes(file: Path, found: Scored) -> None:
    for warning in found.warnings:
        click.echo(f"{file}: {warning}", err=True)
    if found.left_out:
        click.echo(f"{file}: {found.left_out} persons who left an item blank are left out", err=True)
    if found.blanks:
        click.echo(f"{file}: {found.blanks} blanks count as 0 points", err=True)


def gathers(shape: type, *, into: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a verb take the options that the fields of a dataclass name as one value of it."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**told: Any) -> None:  # noqa: ANN401  (each option has its own type)
            value = shape(**{field.name: told.pop(field.name) for field in fields(shape)})
            command(**{into: value}, **told)

        return run

    return decorate


def reads_answers(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options that say how a file of answers is read; it gets them as one `reading`."""

    @click.option("--key", type=csv_file, help="One line an item: item, key, points, domain, options, exposed.")
    @click.option(
        "--points",
        type=click.IntRange(1, 99),
        default=1,
        show_default=True,
        help="What each item is worth, if there is no key and the file holds scores.",
    )
    @click.option("--person", default="", metavar="COLUMN", help="The column that names each person.")
    @click.option("--weight", default="", metavar="COLUMN", help="How many persons each line stands for.")
    @click.option(
        "--leave-out", multiple=True, metavar="COLUMN", help="A column that is no item; may be repeated."
    )
    @click.option(
        "--blank",
        type=click.Choice(BLANKS),
        help="What an empty cell means: wrong (as with a key), the person is left out, or the file is refused (as"
        " without a key).",
    )
    @gathers(Reading, into="reading")
    @wraps(command)
    def run(**told: Any) -> None:  # noqa: ANN401  (each option has its own type)
        command(**told)

    return run


class Problems:
    """What is wrong with several files, told together."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Keep what is wrong with one file, under its name; without one as it is."""
        try:
            yield
        except DocumentError as error:
            if not name:
                self.found += [Problem("", line) for line in error.lines()]
                return
            self.found += [
                Problem(f"{name}:{one.path}", one.sentence) if one.path else Problem("", f"{name}:{one.sentence}")
                for one in error.problems
            ]


@contextmanager
def every_problem() -> Iterator[Problems]:
    """Raise what was found wrong with all files, at once, at the end."""
    problems = Problems()
    yield problems
    if problems.found:
        raise DocumentError(problems.found)


@contextmanager
def named(file: Path) -> Iterator[None]:
    """Name the file in what is found wrong with its content."""
    try:
        yield
    except DocumentError as error:
        raise DocumentError(error.problems, name=error.name or str(file)) from None


def items_of(found: Scored) -> dict[str, KeyedItem]:
    """Return the items by their name."""
    return {item.item: item for item in found.items}


def number(value: float | None, decimals: int = 3) -> str:
    """Return a number in words, a dash if there is none."""
    return NONE if value is None or value != value else f"{value:.{decimals}f}"  # noqa: PLR0124  (not a number)


def chance(p: float | None) -> str:
    """Return a probability in words; a small one is not 0."""
    if p is None or p != p:  # noqa: PLR0124  (not a number)
        return NONE
    return f"{p:.4f}" if p >= 0.0001 else f"{p:.0e}"


def told(estimate: Estimate | None, decimals: int = 3) -> str:
    """Return an estimate with its interval, or why there is none."""
    if estimate is None:
        return NONE
    if estimate.value is None:
        return estimate.status
    if estimate.low == estimate.high:
        return number(estimate.value, decimals)
    inside = f"{number(estimate.low, decimals)} to {number(estimate.high, decimals)}"
    return f"{number(estimate.value, decimals)} ({inside})"


def heading(words: str) -> None:
    """Print what the next table is about, after an empty line."""
    click.echo(f"\n{words}")


COMMAND: Final = Found(
    "calibration", calibration, constant="VERB", help="The psychometric engine, on CSV files of responses."
)
