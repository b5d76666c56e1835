"""`testamur calibration make`: calibrate an exam of this site from its closed sittings."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from testamur.cli import as_json, say, site, table
from testamur.cli.calibration import new_file, number

if TYPE_CHECKING:
    from testamur.site.records.measuring import FormReading, ItemReading, KeptCalibration
    from testamur.site.records.models import Calibration, ProgrammeEdition


@click.command("make")
@click.argument("programme")
@click.option("--organisation", metavar="ORGANISATION", help="Whose programme it is, if there are several.")
@click.option("--edition", metavar="EDITION", help="The newest, if none is named.")
@click.option(
    "--model",
    type=click.Choice(["auto", "rasch", "2pl", "3pl"]),
    default="auto",
    show_default=True,
    help="auto: Rasch below 200 people, the two-parameter model from there on.",
)
@click.option("--hold", is_flag=True, help="Hold the items of the signed calibration fixed.")
@click.option("--out", type=new_file, help="Keep the document in this file, too.")
@as_json
def make(
    programme: str,
    organisation: str | None,
    edition: str | None,
    model: str,
    hold: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Calibrate PROGRAMME's exam from the first attempts on this site, however many, and keep it as a draft.

    An owner of the programme signs it on the site.

    Exit 0: it is made and converged. 1: it did not, or there can be none; the reason is on the error stream, with
    every warning.
    """
    site()
    kept = _made(_edition(programme, organisation, edition), model=model, hold=hold)
    if kept is None:
        sys.exit(1)
    from testamur.site.records.measuring import form_readings, item_readings, read_kept  # noqa: PLC0415

    read = read_kept(kept.document)
    if out:
        out.write_text(kept.document + "\n", encoding="utf-8", newline="\n")
    for warning in read.warnings:
        click.echo(f"{programme}: {warning}", err=True)
    exam = kept.edition.programme.exam
    forms = form_readings(read, correct=exam.cut.correct) if exam else []
    if as_json:
        say(_told(kept, read, forms, item_readings(read)))
    else:
        _shown(kept, read, forms, item_readings(read))
    sys.exit(0 if kept.converged else 1)


def _edition(programme: str, organisation: str | None, edition: str | None) -> "ProgrammeEdition":
    from testamur.site.records.models import ProgrammeEdition  # noqa: PLC0415

    asked = {"identifier": programme, "organisation__slug": organisation, "edition": edition}
    found = ProgrammeEdition.objects.filter(**{name: value for name, value in asked.items() if value})
    if len(set(found.values_list("organisation", flat=True))) > 1:
        raise click.UsageError(f"several organisations have the programme {programme!r}; name one: --organisation")
    newest = found.order_by("published_at", "pk").last()
    if newest is None:
        raise click.UsageError(
            f"there is no programme {programme!r} here, or not of this organisation and edition"
        )
    return newest


def _made(edition: "ProgrammeEdition", *, model: str, hold: bool) -> "Calibration | None":
    from testamur.site.records.actions import calibrations  # noqa: PLC0415
    from testamur.site.records.models import Calibration  # noqa: PLC0415

    at = datetime.now(UTC)
    asked = calibrations.ask(edition=edition, model=model, is_anchored=hold, by=None, at=at)
    calibrations.make(request=asked, at=at)  # however many sittings there are
    asked.refresh_from_db()
    if asked.reason:
        click.echo(f"{edition.identifier}: {asked.reason}", err=True)
    return Calibration.objects.filter(request=asked).first()


def _told(
    kept: "Calibration", read: "KeptCalibration", forms: "list[FormReading]", items: "list[ItemReading]"
) -> dict[str, object]:
    return {
        "calibration": kept.pk,
        "programme": read.exam.programme,
        "edition": read.exam.edition,
        "digest": kept.digest,
        "data_sha256": kept.data_digest,
        "model": kept.model,
        "choice": read.exam.choice,
        "persons": kept.persons,
        "is_simulated": kept.is_simulated,
        "converged": kept.converged,
        "loglik": read.calibration.loglik,
        "populations": read.calibration.populations,
        "warnings": read.warnings,
        "forms": [_form_told(one) for one in forms],
        "items": [_item_told(one) for one in items],
        "left_out": read.exam.left_out,
    }


def _form_told(one: "FormReading") -> dict[str, object]:
    return {
        "form": one.form.name,
        "digest": one.form.digest,
        "persons": one.form.persons,
        "items": len(one.form.items),
        "cut": one.cut,
        "information": one.information,
        "error": one.error,
    }


def _item_told(one: "ItemReading") -> dict[str, object]:
    return {
        "title": one.column.title,
        "identifier": one.column.identifier,
        "digest": one.column.digest,
        "persons": one.column.persons,
        "correct": one.column.correct,
        "difficulty": one.item.difficulty,
        "difficulty_error": one.item.difficulty_error,
        "parameters": one.item.parameters,
        "standard_errors": one.item.standard_errors,
        "is_fixed": one.item.is_fixed,
        "infit": one.found.infit,
        "outfit": one.found.outfit,
        "chi_square": one.found.chi_square,
        "degrees": one.found.degrees,
        "p": one.found.p,
        "flags": one.flags,
    }


def _shown(
    kept: "Calibration", read: "KeptCalibration", forms: "list[FormReading]", items: "list[ItemReading]"
) -> None:
    names = [name for name in ("a", "c") if name in items[0].item.parameters]
    head = ("item", "people", "right", *_with_errors(["b", *names]), "infit", "outfit", "S-X2 p", "flags")
    table([head, *(_line(one, names) for one in items)])
    click.echo()
    head = ("form", "people", "items", "ability at pass mark", "error there", "digest")
    table(
        [
            head,
            *(
                (
                    one.form.name,
                    str(one.form.persons),
                    str(len(one.form.items)),
                    number(one.cut),
                    number(one.error),
                    one.form.digest,
                )
                for one in forms
            ),
        ]
    )
    click.echo()
    said = "converged" if kept.converged else "did not converge"
    simulated = ", all simulated" if kept.is_simulated else ""
    click.echo(f"{kept.persons} people{simulated}; {kept.model}: {read.exam.choice.why} It {said}.")
    click.echo(f"document {kept.digest}")
    click.echo(f"responses {kept.data_digest}")
    click.echo("It is a draft until an owner of the programme signs it.")


def _with_errors(names: list[str]) -> tuple[str, ...]:
    return tuple(cell for name in names for cell in (name, "error"))


def _line(one: "ItemReading", names: list[str]) -> tuple[str, ...]:
    item, found = one.item, one.found
    pairs = [(item.difficulty, item.difficulty_error)]
    pairs += [(item.parameters[name], item.standard_errors[name]) for name in names]
    return (
        one.column.identifier,
        str(one.column.persons),
        f"{one.column.correct:.2f}",
        *(number(value) for pair in pairs for value in pair),
        *(number(value) for value in (found.infit, found.outfit, found.p)),
        "; ".join(one.flags) or "none",
    )


VERB: Final = make
