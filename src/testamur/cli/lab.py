"""`testamur lab`: make a case of an applied assignment, and grade the answers to it."""

import json
from pathlib import Path
from typing import Final

import click

from testamur.cli import as_json, say, table
from testamur.documents import read_json
from testamur.errors import DocumentError, Refused
from testamur.labs import FAMILIES, Case, Grade, from_document, markdown
from testamur.labs import grade as graded

CASE: Final = "case.json"


@click.group("lab")
def lab_group() -> None:
    """Applied assignments on simulated clinical data."""


@lab_group.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List the families of cases."""
    families = FAMILIES.values()
    if as_json:
        say([{"name": f.name, "version": f.version, "title": f.title, "summary": f.summary} for f in families])
    else:
        table([(family.name, str(family.version), family.title) for family in families])


@lab_group.command("make")
@click.argument("family", type=click.Choice(sorted(FAMILIES)))
@click.option("--seed", required=True, help="1 to 64 of the digits 0-9 and a-f; the key follows from it.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="A folder.")
@click.option("--with-key", is_flag=True, help="Also write key.json, to read beside the questions.")
def make(family: str, seed: str, out: Path, with_key: bool) -> None:
    """Make one case: case.json for the examiner, and the folder candidate/ for the candidate."""
    case = FAMILIES[family].make(seed)
    if (out / CASE).exists():
        raise Refused("lab-exists", f"{out / CASE} is there already; a case is written once.")
    for path, text in _files(case, with_key=with_key).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text, encoding="utf-8", newline="\n")
        click.echo(out / path)


def _files(case: Case, *, with_key: bool) -> dict[str, str]:
    """Return what is written, by path; the examiner's file last, so that it stands for the whole."""
    document = case.document()
    files = {
        "candidate/case.csv": case.data,
        "candidate/claim-sheet.md": markdown(case.sheet),
        "candidate/questions.json": _text(case.public()),
    }
    if with_key:
        files["key.json"] = _text(document["keys"])
    return files | {CASE: _text(document)}


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@lab_group.command("grade")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.argument("answers", metavar="ANSWERS.json", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--pass-share", type=click.FloatRange(0, 1), help="The share of the points that passes.")
@as_json
def grade(folder: Path, answers: Path, pass_share: float | None, as_json: bool) -> None:
    """Grade ANSWERS.json, a table from question part to answer, against the case that `make` wrote to DIR.

    Exit 1 if an answer is unsafe, or the share lies below --pass-share.
    """
    case = from_document(read_json(folder / CASE), name=str(folder / CASE))
    try:
        result = graded(case, read_json(answers))
    except DocumentError as error:
        raise DocumentError(error.problems, name=str(answers)) from None
    if as_json:
        say(result)
    else:
        _printed(result)
    if not result.passes(pass_share or 0.0):
        raise SystemExit(1)


def _printed(result: Grade) -> None:
    for mark in result.marks:
        click.echo(f"{mark.part}: {mark.outcome}, {mark.points:g} of {mark.out_of}")
        for sentence in mark.feedback:
            click.echo(f"  {sentence}")
    for sentence in result.unsafe:
        click.echo(sentence)
    click.echo(f"{result.points:g} of {result.out_of} points, {result.share:.1%}")


COMMAND: Final = lab_group
