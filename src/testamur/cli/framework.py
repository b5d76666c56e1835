"""`testamur framework`: the frameworks of competencies, kept and given out as CASE 1.1."""

import json
from typing import Final

import click

from testamur import catalogue
from testamur.cli import as_json, say, table


@click.group("framework")
def framework_group() -> None:
    """The frameworks of competencies."""


def _framework(identifier: str) -> catalogue.Framework:
    frameworks = catalogue.read_frameworks(catalogue.content_folder() / "frameworks")
    if identifier not in frameworks:
        raise click.UsageError(f"no framework is called {identifier!r}; see `testamur framework list`")
    return frameworks[identifier]


@framework_group.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List the frameworks."""
    frameworks = catalogue.read_frameworks(catalogue.content_folder() / "frameworks").values()
    if as_json:
        say([catalogue.as_case(f)["CFDocument"] for f in frameworks])
        return
    table([(f.id, f.title, f.version, f"{len(f.competencies)} competencies and groups") for f in frameworks])


@framework_group.command("show")
@click.argument("identifier", metavar="ID")
@as_json
def show(identifier: str, as_json: bool) -> None:
    """Show one framework: its groups, competencies and licence."""
    framework = _framework(identifier)
    if as_json:
        say(catalogue.as_case(framework))
        return
    click.echo(f"{framework.title}\n{framework.version}, {framework.status}\n{framework.licence_note}\n")
    table([(c.code, c.level, c.name or c.statement) for c in framework.competencies])
    for note in framework.notes:
        click.echo(f"Note: {note}")


@framework_group.command("export")
@click.argument("identifier", metavar="ID")
def export(identifier: str) -> None:
    """Print one framework as a CASE 1.1 package."""
    click.echo(json.dumps(catalogue.as_case(_framework(identifier)), indent=2, ensure_ascii=False))


COMMAND: Final = framework_group
