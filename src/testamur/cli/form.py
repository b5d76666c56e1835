"""`testamur form`: assemble parallel forms of an exam, and check one."""

import json
from pathlib import Path
from typing import Final

import click

from testamur import assembly, catalogue, items
from testamur.cli import as_json, say
from testamur.cli.programme import known
from testamur.documents import read_json
from testamur.programme import Exam, read_all


@click.group("form")
def form_group() -> None:
    """Exam forms."""


def exam_of(identifier: str) -> Exam:
    """Return the exam of one of our programmes."""
    folder = catalogue.content_folder()
    editions = read_all(folder / "programmes", known=known(folder))
    exam = editions[identifier].programme.exam if identifier in editions else None
    if exam is None:
        with_exam = ", ".join(name for name, edition in editions.items() if edition.programme.exam)
        raise click.UsageError(f"{identifier!r} is no programme with an exam; those are: {with_exam}")
    return exam


@form_group.command("assemble")
@click.argument("programme")
@click.option("--count", default=2, show_default=True, type=click.IntRange(1, 50), help="How many forms.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same forms.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@as_json
def assemble(programme: str, count: int, seed: int, out: Path, as_json: bool) -> None:
    """Assemble forms of PROGRAMME's exam from the bank, one JSON file each."""
    exam = exam_of(programme)
    bank = items.read_bank(catalogue.content_folder() / "items")
    asked = assembly.exam_specification(exam)
    forms = assembly.assemble(asked, assembly.facts_for(exam, bank.items.values()), count=count, seed=seed)
    out.mkdir(parents=True, exist_ok=True)
    for form in forms:
        text = json.dumps(assembly.form_document(form), indent=2, ensure_ascii=False)
        (out / f"{form.id}.json").write_text(text + "\n")
    if as_json:
        say([form.id for form in forms])
        return
    for form in forms:
        click.echo(f"{out / form.id}.json: {len(form.items)} items")


@form_group.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--programme", required=True, help="The programme whose blueprint the form must keep.")
def check(file: Path, programme: str) -> None:
    """Count every limit of the blueprint again on the form in FILE."""
    exam = exam_of(programme)
    bank = items.read_bank(catalogue.content_folder() / "items")
    asked = assembly.exam_specification(exam)
    problems = assembly.check_form(read_json(file), assembly.facts_for(exam, bank.items.values()), asked)
    for problem in problems:
        click.echo(f"{file}:{problem}", err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{file}: keeps every limit.")


COMMAND: Final = form_group
