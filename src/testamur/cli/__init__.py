"""The command `testamur <noun> <verb>`: one file per noun, thin over the functions of the rooms.

Exit 0: yes. 1: the answer is no, or a file is wrong (every problem on stderr as ``file:path: sentence``).
2: used wrongly.
"""

import json
import sys
from typing import Final

import click

from testamur import cli, registry
from testamur.documents import plain
from testamur.errors import DocumentError, Refused

as_json: Final = click.option("--json", "as_json", is_flag=True, help="Answer for machines, as JSON.")


def say(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(plain(value), indent=2, ensure_ascii=False, default=str))


def table(rows: list[tuple[str, ...]]) -> None:
    """Print rows in aligned columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def command() -> click.Group:
    """Return the whole command, with every noun that has a file here."""
    group = click.Group("testamur", help="Choose, earn and prove credentials in clinical AI.")
    for name, noun in registry.collect(cli, constant="COMMAND", kind=click.Command).items():
        group.add_command(noun, name)
    return group


def main() -> None:
    """Run the command line."""
    try:
        command()(standalone_mode=True)
    except DocumentError as error:
        click.echo("\n".join(error.lines()), err=True)
        sys.exit(1)
    except Refused as error:
        click.echo(error.reason, err=True)
        sys.exit(1)
