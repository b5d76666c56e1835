"""The command `testamur <noun> <verb>`: one file per noun, thin over the functions of the rooms.

Exit 0: yes. 1: the answer is no, or a file is wrong (every problem on stderr as ``file:path: sentence``).
2: used wrongly.
"""

import hashlib
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Final, TypeVar

import click

from testamur import cli, registry
from testamur.documents import plain
from testamur.errors import DocumentError, Refused

Thing = TypeVar("Thing")
as_json: Final = click.option("--json", "as_json", is_flag=True, help="Answer for machines, as JSON.")


def say(value: object) -> None:
    """Print a value as JSON; a number that there is not is null."""
    click.echo(json.dumps(_ready(plain(value)), indent=2, ensure_ascii=False, default=str))


def _ready(value: object) -> object:
    """Return arrays as lists, and what is not a number as None: JSON has neither."""
    if isinstance(value, dict):
        return {key: _ready(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_ready(one) for one in value]
    if callable(listed := getattr(value, "tolist", None)):
        return _ready(listed())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def site() -> None:
    """Make this site's records ready to be asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.site.settings")
    import django  # noqa: PLC0415  (settings are read from the environment first)

    django.setup()


def table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in aligned columns."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))] if rows else []
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


class Progress:
    """How far a long file has been read: a bar on a terminal, a line now and then elsewhere; both on stderr."""

    def __init__(self, file: Path, *, every: int = 25) -> None:
        self.file, self.every, self.ticks = file, every, 0
        digest, self.lines, self.line = hashlib.sha256(), 0, 0
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
                self.lines += block.count(b"\n")
        self.digest = digest.hexdigest()
        self.bar = click.progressbar(length=self.lines, file=sys.stderr) if sys.stderr.isatty() else None

    def watched(self, entries: Iterable[Thing], *, place: Callable[[Thing], str]) -> Iterator[Thing]:
        """Pass entries on, and keep in mind the line that the last one stands on."""
        for entry in entries:
            line = place(entry).removeprefix("line ")
            self.line = int(line) if line.isdecimal() else self.line + 1
            yield entry

    def tick(self, said: str) -> None:
        """Show how far it is."""
        self.ticks += 1
        if self.bar is not None:
            self.bar.update(max(0, self.line - self.bar.pos))
        elif self.ticks % self.every == 0:
            click.echo(said, err=True)

    def complain(self, sentence: str) -> None:
        """Say what is wrong at a place of the file."""
        click.echo(f"{self.file}:{sentence}", err=True)

    def close(self) -> None:
        """Leave the bar as it is, and begin a new line."""
        if self.bar is not None:
            self.bar.render_finish()


class Found(click.Group):
    """A group of the commands that the modules of a package end in; only the one that is asked for is imported."""

    def __init__(self, name: str, package: ModuleType, *, constant: str, help: str) -> None:
        super().__init__(name, help=help)
        self.package, self.constant = package, constant

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Return the name of every command: a module's name, with hyphens."""
        return [name.replace("_", "-") for name in registry.modules(self.package)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command; None if there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        return registry.constant_of(self.package, name, constant=self.constant, kind=click.Command)


def command() -> click.Group:
    """Return the whole command, with every noun that has a file here."""
    return Found("testamur", cli, constant="COMMAND", help="Choose, earn and prove credentials in clinical AI.")


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
