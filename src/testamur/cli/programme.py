"""`testamur programme`: list, show and check the programmes that we run."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, get_args

import click

from testamur import catalogue, labs
from testamur.cli import as_json, say, site, table
from testamur.cli.calibration import new_file
from testamur.cli.calibration.report import SUFFIXES, write_report
from testamur.errors import DocumentError, Refused
from testamur.programme import Known, programme, read, read_all, text
from testamur.psychometrics.report import Audience, technical_report


@click.group("programme")
def programme_group() -> None:
    """The programmes that run here."""


def known(folder: Path) -> Known:
    """Return what a programme may refer to, by the content of `folder`."""
    frameworks = catalogue.read_frameworks(folder / "frameworks")
    return Known(
        competencies=frozenset(c.code for f in frameworks.values() for c in f.competencies),
        roles=frozenset(catalogue.read_roles(folder / "roles")),
        texts=frozenset(text.read_texts(folder / "modules", quizzes=folder / "quizzes")),
        labs=frozenset(labs.FAMILIES),
        offerings=frozenset(catalogue.read_offerings(folder / "offerings")),
    )


@programme_group.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Say everything that is wrong with programme FILES, all at once."""
    may_name = known(catalogue.content_folder())
    lines: list[str] = []
    for file in files:
        try:
            edition = read(file, known=may_name, name=str(file))
        except DocumentError as error:
            lines += error.lines()
        else:
            click.echo(f"{file}: {edition.programme.title}, edition {edition.programme.edition}, is in order.")
    for line in lines:
        click.echo(line, err=True)
    if lines:
        raise SystemExit(1)


@programme_group.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List the programmes."""
    folder = catalogue.content_folder()
    editions = read_all(folder / "programmes", known=known(folder))
    if as_json:
        say([edition.programme for edition in editions.values()])
        return
    table([(e.programme.id, e.programme.title, e.programme.award.kind) for e in editions.values()])


@programme_group.command("show")
@click.argument("identifier", metavar="ID")
@as_json
def show(identifier: str, as_json: bool) -> None:
    """Show one programme: what is done in it, and what the award asks for."""
    folder = catalogue.content_folder()
    editions = read_all(folder / "programmes", known=known(folder))
    if identifier not in editions:
        raise click.UsageError(f"no programme is called {identifier!r}; see `testamur programme list`")
    shown = editions[identifier].programme
    if as_json:
        say(shown)
    else:
        _printed(shown)


@programme_group.command("report")
@click.argument("identifier", metavar="PROGRAMME")
@click.option("--out", required=True, type=new_file, help="A .html or .pdf file.")
@click.option("--year", type=click.IntRange(2000, 2999), help="The year that it is about; this one if absent.")
@click.option("--organisation", metavar="ORGANISATION", help="The one of this organisation.")
@click.option("--edition", metavar="EDITION", help="This edition; otherwise the newest.")
@click.option("--audience", type=click.Choice(get_args(Audience)), default="public", show_default=True)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Of the report; today if absent.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True)
def report(
    identifier: str,
    out: Path,
    year: int | None,
    organisation: str | None,
    edition: str | None,
    audience: Audience,
    on: datetime | None,
    seed: int,
) -> None:
    """Write the technical report of PROGRAMME over a year, from the sittings of this site.

    Nothing is stored; the staff desk makes reports that are kept. Exit 0: written. 1: nobody sat.
    """
    if out.suffix not in SUFFIXES:
        raise click.UsageError(f"--out must end in {' or '.join(SUFFIXES)}")
    site()
    from testamur.site.records.report_data import Period, report_data  # noqa: PLC0415  (settings come first)
    from testamur.site.records.running import edition_named  # noqa: PLC0415

    at = datetime.now(UTC)
    today = on.date() if on else at.date()
    days = Period(date(year or today.year, 1, 1), date(year or today.year, 12, 31))
    try:
        kept = edition_named(identifier, organisation=organisation, edition=edition)
    except Refused as refused:
        raise click.UsageError(refused.reason) from None
    data = report_data(kept, period=days, on=today, at=at)
    write_report(technical_report(replace(data, seed=seed), audience=audience), out)
    click.echo(f"{out}: {data.n:,} sittings, {len(data.forms)} forms, data SHA-256 {data.digest()}")


def _printed(shown: programme.Programme) -> None:
    click.echo(f"{shown.title} (edition {shown.edition})\n{shown.summary}\n")
    for component in shown.component:
        click.echo(f"  week {component.week:>2}  {component.kind:<10}  {component.title}")
    click.echo(f"\n{shown.award.title}: {shown.award.criteria}")
    months = shown.award.validity_months
    click.echo(f"Holds for {months} months." if months else "Does not end.")
    for note in shown.notes:
        click.echo(f"Note: {note}")


COMMAND: Final = programme_group
