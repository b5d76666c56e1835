"""`testamur item`: check, lint, show, score and exchange QTI 3 items."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from testamur import items
from testamur.cli import as_json, say
from testamur.documents import read_json
from testamur.errors import DocumentError, Problem, Refused

paths = click.argument("sources", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group("item")
def item_group() -> None:
    """Exam items in QTI 3."""


def _files(sources: tuple[Path, ...]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            yield from sorted(source.rglob("*.xml"))
        else:
            yield source


def _read(sources: tuple[Path, ...]) -> tuple[list[tuple[Path, items.Item]], list[str]]:
    found, lines = [], []
    for file in _files(sources):
        try:
            found.append((file, items.read(file, name=str(file))))
        except DocumentError as error:
            lines += error.lines()
    return found, lines


def _end(lines: list[str], *, good: str) -> None:
    for line in lines:
        click.echo(line, err=True)
    if lines:
        raise SystemExit(1)
    click.echo(good)


@item_group.command("check")
@paths
def check(sources: tuple[Path, ...]) -> None:
    """Say everything that is wrong with item files, or with all in a folder."""
    found, lines = _read(sources)
    _end(lines, good=f"{len(found)} items are in order.")


@item_group.command("lint")
@paths
def lint(sources: tuple[Path, ...]) -> None:
    """Say where items break the rules of item writing, each alone and all together."""
    found, lines = _read(sources)
    for file, item in found:
        lines += [f"{file}:{problem}" for problem in items.lint(item)]
    lines += [f"bank:{problem}" for problem in items.bank_problems(item for _, item in found)]
    _end(lines, good=f"{len(found)} items break no rule that a program can see.")


@item_group.command("show")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--key", is_flag=True, help="With the key and the rationales, for examiners.")
def show(file: Path, key: bool) -> None:
    """Show an item as HTML, as a candidate sees it."""
    item = items.read(file)
    click.echo(items.render_review(item) if key else items.render(item))


@item_group.command("score")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.argument("responses", type=click.Path(path_type=Path, exists=True))
@as_json
def score(file: Path, responses: Path, as_json: bool) -> None:
    """Score the RESPONSES (a JSON table from identifier to value) to the item in FILE."""
    given = read_json(responses)
    if not isinstance(given, dict):
        raise DocumentError(
            [Problem("", "must be a table from response identifier to value")], name=str(responses)
        )
    try:
        outcomes = items.score(items.read(file), given)
    except Refused as error:
        raise DocumentError([Problem("", error.reason)], name=str(responses)) from None
    if as_json:
        say(outcomes)
        return
    for name, value in outcomes.items():
        click.echo(f"{name}: {value}")


@item_group.command("export")
@paths
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The package to write."
)
def export(sources: tuple[Path, ...], out: Path) -> None:
    """Write items as one QTI 3 package."""
    found, lines = _read(sources)
    if lines:
        _end(lines, good="")
    out.write_bytes(items.write_package({f"items/{item.identifier}.xml": item for _, item in found}))
    click.echo(f"{out}: {len(found)} items")


@item_group.command("import")
@click.argument("package", type=click.Path(path_type=Path, exists=True))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
def import_(package: Path, out: Path) -> None:
    """Unpack the items of a QTI 3 PACKAGE; nothing is written if one of them cannot be taken."""
    held = items.read_package(package)
    lines = [f"{package}:{path}:{p}" for path, problems in held.refused.items() for p in problems]
    if not lines:
        out.mkdir(parents=True, exist_ok=True)
        for path, item in held.items.items():
            (out / f"{item.identifier}.xml").write_bytes(held.files[path])
    _end(lines, good=f"{len(held.items)} items are in {out}.")


COMMAND: Final = item_group
