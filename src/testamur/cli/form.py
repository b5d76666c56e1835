"""`testamur form`: assemble parallel forms of an exam, and check one."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from testamur import assembly, catalogue, items
from testamur.assembly import CaseRule, Form, ItemFacts, Specification, Target
from testamur.cli import as_json, say
from testamur.cli.calibration import gathers
from testamur.cli.programme import known
from testamur.documents import read_json
from testamur.errors import Problem
from testamur.programme import Exam, read_all
from testamur.psychometrics.calibration.files import read_calibration

ABILITIES: Final = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Where forms are compared if nothing else is said: most people are there, on the scale of a calibration."""


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


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of forms beyond the programme's exam."""

    calibration: Path | None
    target: str
    like: Path | None
    band: float | None
    ability: tuple[float, ...]
    whole_cases: bool


def wishes(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what is asked beyond the programme's exam; the verb gets them as one `wanted`."""
    file = click.Path(path_type=Path, exists=True, dir_okay=False)
    described = gathers(Wishes, into="wanted")(command)
    for option in (
        click.option("--whole-cases", is_flag=True, help="All items of a case stand on a form, or none."),
        click.option("--ability", type=float, multiple=True, help="Where information counts; may be repeated."),
        click.option("--band", type=float, help="With --like: the farthest a form may be off, such as 0.02."),
        click.option("--like", type=file, help="An earlier form whose information the forms are to have."),
        click.option(
            "--target",
            type=click.Choice(["parallel", "maximin"]),
            default="parallel",
            show_default=True,
            help="With --calibration: forms as near each other as can be, or as informative as can be.",
        ),
        click.option("--calibration", type=file, help="What is known of the items, from `calibration fit --out`."),
    ):
        described = option(described)
    return described


@form_group.command("assemble")
@click.argument("programme")
@click.option("--count", default=2, show_default=True, type=click.IntRange(1, 50), help="How many forms.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same forms.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
@wishes
@as_json
def assemble(programme: str, count: int, seed: int, out: Path, wanted: Wishes, as_json: bool) -> None:
    """Assemble forms of PROGRAMME's exam from the bank, one JSON file each."""
    asked, bank, calibration = _asked(exam_of(programme), wanted)
    forms = assembly.assemble(asked, bank, count=count, seed=seed)
    if calibration:
        forms = tuple(assembly.made_by(form, calibration) for form in forms)
    out.mkdir(parents=True, exist_ok=True)
    for form in forms:
        text = json.dumps(assembly.form_document(form), indent=2, ensure_ascii=False)
        (out / f"{form.id}.json").write_text(text + "\n")
    if as_json:
        say([form.id for form in forms])
        return
    for form in forms:
        off = f", {form.information.deviation:.3%} off" if form.information else ""
        click.echo(f"{out / form.id}.json: {len(form.items)} items{off}")
    _tell(forms[0])


def _tell(form: Form) -> None:
    """Print how far the forms are off, and what no forms could better."""
    told = form.information
    if told is None:
        return
    click.echo(f"The forms are at most {told.worst:.3%} off at the abilities {_listed(told.abilities)}.")
    if told.lowest is not None and told.bound is not None:
        gap = 1 - told.lowest / told.bound
        click.echo(
            f"Lowest information {told.lowest:.4f}; no forms have more than {told.bound:.4f} ({gap:.2%} more)."
        )
    elif told.bound is not None:
        click.echo(f"No forms are nearer than {told.bound:.3%}.")


def _listed(abilities: tuple[float, ...]) -> str:
    return ", ".join(f"{ability:g}" for ability in abilities)


@form_group.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--programme", required=True, help="The programme whose blueprint the form must keep.")
@wishes
def check(file: Path, programme: str, wanted: Wishes) -> None:
    """Count every limit of the blueprint again on the form in FILE, and what it tells if that was asked for."""
    document = read_json(file)
    asked, bank, calibration = _asked(exam_of(programme), wanted)
    problems = list(assembly.check_form(document, bank, asked))
    by = document.get("calibration") if isinstance(document, dict) else None
    if by is not None and by != calibration:
        hint = "give the calibration and the target that it was assembled for"
        problems.append(Problem("calibration", f"is {by}, by which the form is not counted here; {hint}"))
    for problem in problems:
        click.echo(f"{file}:{problem}", err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{file}: keeps every limit.")


def _asked(exam: Exam, wanted: Wishes) -> tuple[Specification, list[ItemFacts], str | None]:
    """Return what is asked, the items to choose from, and the digest of the calibration."""
    asked = assembly.exam_specification(exam)
    bank = assembly.facts_for(exam, items.read_bank(catalogue.content_folder() / "items").items.values())
    if wanted.whole_cases:
        asked = replace(asked, case_rule=CaseRule())
    if wanted.calibration is None:
        if wanted.like or wanted.band is not None or wanted.ability or wanted.target != "parallel":
            raise click.UsageError("--target, --like, --band and --ability need a --calibration")
        return asked, bank, None
    data = wanted.calibration.read_bytes()
    calibration = read_calibration(data, name=str(wanted.calibration))
    known_of = [item for item in assembly.calibrated(bank, calibration) if item.calibrated]
    if len(known_of) < len(bank):
        left = f"{len(bank) - len(known_of)} of {len(bank)} items"
        click.echo(f"{left} of the bank are not in the calibration and are left out.", err=True)
    return replace(asked, target=_target(wanted, known_of)), known_of, hashlib.sha256(data).hexdigest()


def _target(wanted: Wishes, bank: list[ItemFacts]) -> Target:
    abilities = wanted.ability or ABILITIES
    if wanted.like is None:
        if wanted.band is not None:
            raise click.UsageError("--band needs --like, a form to be like")
        if wanted.target == "maximin":
            return Target("maximin", abilities)
        return Target("parallel", abilities)
    earlier = assembly.read_form(read_json(wanted.like), name=str(wanted.like))
    by_id = {item.id: item for item in bank}
    own = [by_id[placed.id] for placed in earlier.items if placed.id in by_id]
    if len(own) < len(earlier.items):
        raise click.UsageError(f"{len(earlier.items) - len(own)} items of {wanted.like} are not calibrated")
    sums = assembly.information_of(own, abilities).sum(axis=0)
    return Target("curve", abilities, tuple(float(value) / 1e6 for value in sums), wanted.band)


COMMAND: Final = form_group
