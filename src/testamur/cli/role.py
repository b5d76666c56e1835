"""`testamur role`: the roles, what one must be able to do in each, and what then counts."""

import json
from dataclasses import asdict
from typing import Final

import click

from testamur import catalogue
from testamur.catalogue.exchange.ctdl import role_as_ctdl
from testamur.cli import as_json, say, table
from testamur.fit import TITLES


@click.group("role")
def role_group() -> None:
    """The roles in health care that the guide knows."""


def _roles() -> dict[str, catalogue.Role]:
    return dict(catalogue.read_catalogue(catalogue.content_folder()).roles)


@role_group.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List the roles."""
    roles = _roles()
    if as_json:
        say(list(roles.values()))
        return
    table([(role.id, role.name, role.group) for role in roles.values()])


@role_group.command("show")
@click.argument("identifier", metavar="ID")
@as_json
def show(identifier: str, as_json: bool) -> None:
    """Show one role: its tasks, competencies, codes and weights."""
    roles = _roles()
    if identifier not in roles:
        raise click.UsageError(f"no role is called {identifier!r}; see `testamur role list`")
    if as_json:
        say(roles[identifier])
    else:
        _printed(roles[identifier])


def _printed(role: catalogue.Role) -> None:
    click.echo(f"{role.name} ({role.group}; {', '.join(role.archetypes)})\n\nMust be able to")
    for task in role.task:
        click.echo(f"  {task.does}")
    click.echo("\nTarget competencies")
    frameworks = catalogue.read_frameworks(catalogue.content_folder() / "frameworks").values()
    statements = {c.code: c.statement for framework in frameworks for c in framework.competencies}
    table([(f"  {t.code}", t.level, statements[t.code]) for t in role.target])
    click.echo("\nCodes")
    table([(f"  {c.scheme}", c.code, "to be verified" if c.verify else "") for c in role.code])
    click.echo("\nWhat counts in a credential")
    table([(f"  {weight:.0%}", TITLES[name]) for name, weight in asdict(role.weights).items()])
    click.echo(f"\n{role.weights_reason}")


@role_group.command("export")
@click.argument("identifiers", metavar="[ID]...", nargs=-1)
def export(identifiers: tuple[str, ...]) -> None:
    """Print roles as occupations of CTDL with their codes, one a line: the named ones, or all."""
    roles = _roles()
    for identifier in identifiers or roles:
        if identifier not in roles:
            raise click.UsageError(f"no role is called {identifier!r}; see `testamur role list`")
        click.echo(json.dumps(role_as_ctdl(roles[identifier]), ensure_ascii=False))


COMMAND: Final = role_group
