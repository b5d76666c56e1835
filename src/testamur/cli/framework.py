"""`testamur framework`: the frameworks of competencies, kept and given out as CASE 1.1."""

import json
import os
from pathlib import Path
from typing import Final

import click

from testamur import catalogue
from testamur.catalogue.exchange.shelf import keep_framework
from testamur.cli import as_json, say, table

content = click.option(
    "--content",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of your own content; that of TESTAMUR_CONTENT otherwise.",
)


@click.group("framework")
def framework_group() -> None:
    """The frameworks of competencies."""


def _own(content: Path | None) -> Path | None:
    named = os.environ.get("TESTAMUR_CONTENT")
    return content or (Path(named) if named else None)


def _ours() -> dict[str, catalogue.Framework]:
    return catalogue.read_frameworks(catalogue.content_folder() / "frameworks")


def _frameworks(content: Path | None) -> dict[str, catalogue.Framework]:
    """Return the frameworks that come with the software, and then those of one's own content."""
    ours, folder = _ours(), _own(content)
    return ours | (catalogue.read_frameworks(folder / "frameworks", beside=ours) if folder else {})


def _framework(identifier: str, content: Path | None) -> catalogue.Framework:
    frameworks = _frameworks(content)
    if identifier not in frameworks:
        raise click.UsageError(f"no framework is called {identifier!r}; see `testamur framework list`")
    return frameworks[identifier]


@framework_group.command("list")
@content
@as_json
def list_(content: Path | None, as_json: bool) -> None:
    """List the frameworks."""
    frameworks = _frameworks(content).values()
    if as_json:
        say([catalogue.as_case(f)["CFDocument"] for f in frameworks])
        return
    table([(f.id, f.title, f.version, f"{len(f.competencies)} competencies and groups") for f in frameworks])


@framework_group.command("show")
@click.argument("identifier", metavar="ID")
@content
@as_json
def show(identifier: str, content: Path | None, as_json: bool) -> None:
    """Show one framework: its groups, competencies and licence."""
    framework = _framework(identifier, content)
    if as_json:
        say(catalogue.as_case(framework))
        return
    click.echo(f"{framework.title}\n{framework.version}, {framework.status}\n{framework.licence_note}\n")
    table([(c.code, c.level, c.name or c.statement) for c in framework.competencies])
    for note in framework.notes:
        click.echo(f"Note: {note}")


@framework_group.command("export")
@click.argument("identifier", metavar="ID")
@content
def export(identifier: str, content: Path | None) -> None:
    """Print one framework as a CASE 1.1 package."""
    click.echo(json.dumps(catalogue.as_case(_framework(identifier, content)), indent=2, ensure_ascii=False))


@framework_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@content
def import_(file: Path, content: Path | None) -> None:
    """Take the framework of FILE, a CASE 1.1 package, into the folder of your own content."""
    folder = _own(content)
    if folder is None:
        raise click.UsageError("say where your own content lies, with --content or TESTAMUR_CONTENT")
    kept = keep_framework(file, folder=folder / "frameworks", ours=_ours())
    framework = kept.framework
    if not kept.changed:
        click.echo(f"{framework.id} is here already, as it is in {file.name}. Nothing was changed.")
        return
    click.echo(f"{framework.id}: {framework.title}, {len(framework.competencies)} competencies and groups")
    click.echo(f"It lies in {kept.path}.")


COMMAND: Final = framework_group
