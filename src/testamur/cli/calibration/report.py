"""`testamur calibration report`: the technical report of an examination, from CSV files, as HTML or PDF."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, get_args

import click

from testamur.cli import site
from testamur.cli.calibration import KEY_FILE, csv_file, every_problem, named, new_file, seed_option
from testamur.documents import read_bytes
from testamur.psychometrics.answer_files import KeyedItem, keyed_items, read_answers, read_key
from testamur.psychometrics.calibration import ITEM_MODELS
from testamur.psychometrics.calibration.files import LARGEST, read_calibration
from testamur.psychometrics.report import (
    About,
    Audience,
    FormSittings,
    ReportData,
    TechnicalReport,
    page,
    technical_report,
)
from testamur.psychometrics.report.files import read_about, read_ratings, read_seconds
from testamur.psychometrics.report.form_files import Columns, SittingsRead, report_forms

DATA: Final = "TESTAMUR_DATA"
SUFFIXES: Final = (".html", ".pdf")
STYLES: Final = ("tokens.css", "document.css", "evidence.css", "plot.css", "report.css", "print.css")
FACE: Final = re.compile(r"@font-face \{[^}]*url\([^}]*\}\n?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say."""

    cut: int | None
    key: Path | None
    points: int
    about: Path | None
    ratings: Path | None
    seconds: Path | None
    earlier: Path | None
    person: str
    form: str
    attempt: str
    group: tuple[str, ...]
    leave_out: tuple[str, ...]
    model: str | None
    random_groups: bool
    simulated: bool
    on: datetime | None
    draws: int
    seed: int

    @property
    def columns(self) -> Columns:
        """The columns that are no items."""
        return Columns(self.form, self.attempt, self.group)

    def sources(self, answers: Path) -> tuple[tuple[str, str], ...]:
        """Return the name and the SHA-256 of every file that was read."""
        read = (answers, self.key, self.about, self.ratings, self.seconds, self.earlier)
        return tuple(
            (file.name, hashlib.sha256(read_bytes(file, limit=LARGEST)).hexdigest()) for file in read if file
        )


@click.command("report", epilog=KEY_FILE)
@click.argument("file", metavar="RESPONSES.csv", type=csv_file)
@click.option("--out", required=True, type=new_file, help="Where to write it: a name that ends in .html or .pdf.")
@click.option(
    "--cut", type=click.IntRange(min=1), help="Points that pass, of forms that ABOUT.toml does not name."
)
@click.option("--key", type=csv_file, help="One line an item: item, key, points, domain, options, exposed.")
@click.option("--points", type=click.IntRange(1, 99), default=1, show_default=True, help="Of items without a key.")
@click.option("--about", type=csv_file, metavar="ABOUT.toml", help="What responses cannot say; see the reference.")
@click.option("--ratings", type=csv_file, help="Of the panel: judge, round, and one column an item, 0 to 1.")
@click.option("--seconds", type=csv_file, help="The time of each answer: lines and columns as in RESPONSES.csv.")
@click.option("--earlier", type=csv_file, help="An earlier calibration, to see which items have drifted.")
@click.option("--person", default="", metavar="COLUMN", help="The column that names each sitting.")
@click.option("--form", default="", metavar="COLUMN", help="The form; others are equated to the first.")
@click.option("--attempt", default="", metavar="COLUMN", help="Which attempt of the person it is, from 1.")
@click.option(
    "--group", multiple=True, metavar="COLUMN", help="A trait to report by: route, language; repeatable."
)
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="A column that is no item; may be repeated.")
@click.option(
    "--model", type=click.Choice(list(ITEM_MODELS)), help="Item model; by the number of sittings if absent."
)
@click.option("--random-groups", is_flag=True, help="Forms were given at random: equate without common items.")
@click.option("--simulated", is_flag=True, help="Nobody real sat; every page will say so.")
@click.option("--audience", type=click.Choice(get_args(Audience)), default="public", show_default=True)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Of the report; today if absent.")
@click.option(
    "--draws", type=click.IntRange(min=2), default=500, show_default=True, help="For intervals by draws."
)
@seed_option
def report(file: Path, out: Path, audience: Audience, **told: Any) -> None:  # noqa: ANN401  (each has its own type)
    """Write the technical report of an examination: twelve sections with tables and plots, and a clause map.

    RESPONSES.csv: the first line names the columns, every other line is a sitting that counts. Cells are
    scores, or answers if --key says what is right; an empty cell is an answer that is missing, and scores 0.
    With several forms leave the cells of items that a form does not have empty.

    What few candidates cannot bear is withheld, and says so: the public report shows reliability and decisions
    from 100 sittings on, the internal one from 30. The same files, date and seed give the same report, to the
    byte.

    Exit 0: written. 1: a file is wrong, and all that is wrong is listed; nothing is written.
    """
    if out.suffix not in SUFFIXES:
        raise click.UsageError(f"--out must end in {' or '.join(SUFFIXES)}")
    data = _data(file, Asked(**told))
    with named(file):
        found = technical_report(data, audience=audience)
    with of_no_site():
        write_report(found, out)
    click.echo(f"{out}: {data.n:,} sittings, {len(data.forms)} forms, data SHA-256 {data.digest()}")


@contextmanager
def of_no_site() -> Iterator[None]:
    """Give the site's settings, which paper needs, a folder that goes: no site has data here."""
    if DATA in os.environ:
        yield
        return
    with TemporaryDirectory() as folder:
        os.environ[DATA] = folder
        try:
            yield
        finally:
            del os.environ[DATA]


def write_report(found: TechnicalReport, out: Path) -> None:
    """Write a report as HTML that fetches nothing, or as PDF, by the name of the file."""
    if out.suffix == ".html":
        out.write_text(page(found, style=report_style()), encoding="utf-8", newline="\n")
        return
    site()
    from testamur.site.records.report_paper import report_paper  # noqa: PLC0415  (settings must be known first)

    out.write_bytes(report_paper(found))


def report_style() -> str:
    """Return the site's style sheets for a page by itself: without its fonts, which would have to be fetched."""
    static = files("testamur.site").joinpath("static", "testamur")
    return FACE.sub("", "\n".join(static.joinpath(name).read_text(encoding="utf-8") for name in STYLES))


def _data(file: Path, asked: Asked) -> ReportData:
    """Read every file; what is wrong with any of them is told at once."""
    about, ratings, earlier = About(), None, None
    key: tuple[KeyedItem, ...] = ()
    forms: tuple[FormSittings, ...] = ()
    with every_problem() as problems:
        with problems.of(str(asked.about)):
            about = read_about(asked.about) if asked.about else about
        with problems.of(str(asked.ratings)):
            ratings = read_ratings(read_bytes(asked.ratings, limit=LARGEST)) if asked.ratings else None
        with problems.of(str(asked.earlier)):
            earlier = read_calibration(asked.earlier) if asked.earlier else None
        with problems.of(str(asked.key)):
            key = read_key(asked.key) if asked.key else ()
        with problems.of(str(file)):
            forms = _forms(file, asked, key, about)
    return ReportData(
        forms=forms,
        about=about,
        on=asked.on.date() if asked.on else date.today(),  # noqa: DTZ011  (the day where it is made)
        is_simulated=asked.simulated,
        seed=asked.seed,
        draws=asked.draws,
        groups_are_random=asked.random_groups,
        model=asked.model or "",
        ratings=ratings,
        earlier=earlier,
        sources=asked.sources(file),
    )


def _forms(file: Path, asked: Asked, key: tuple[KeyedItem, ...], about: About) -> tuple[FormSittings, ...]:
    answers = read_answers(
        read_bytes(file, limit=LARGEST),
        person=asked.person,
        columns=asked.columns.all(),
        leave_out=asked.leave_out,
    )
    seconds = None
    if asked.seconds:
        with named(asked.seconds):
            given = read_bytes(asked.seconds, limit=LARGEST)
            seconds = read_seconds(given, answers, person=asked.person, leave_out=asked.columns.all())
    items = key or keyed_items(answers.items, points=asked.points)
    return report_forms(SittingsRead(answers, items, about, asked.columns, asked.cut, seconds))


VERB: Final = report
