"""`testamur credential record`: check a verification record, without asking anybody if one knows the key."""

import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import click

from testamur import credential
from testamur.cli import as_json, say
from testamur.documents import MAX_BYTES, read_bytes, read_json
from testamur.errors import DocumentError, Problem, Refused

SIGNS: Final = {"yes": "✓", "no": "✗", "cannot tell": "?"}


@click.command("record")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", multiple=True, metavar="Z...", help="A key that you know to be the verifier's.")
@click.option(
    "--did",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The verifier's DID document, as you kept it.",
)
@click.option(
    "--credential",
    "about",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The credential that the record should be about.",
)
@click.option("--loopback", is_flag=True, help="Also ask a verifier on this machine, for a trial site.")
@as_json
def record(
    file: Path, key: tuple[str, ...], did: Path | None, about: Path | None, loopback: bool, as_json: bool
) -> None:
    """Check a verification record, or a list of them: the JSON file, or the PDF file with it inside.

    With --key or --did nobody is asked, so it works without a network. Otherwise the keys that the verifier
    publishes are asked for. That a record is genuine means that this verifier signed exactly this; what it says
    is the verifier's word, of that day.

    Exit 0: every record is what its verifier signed. 1: one is not, and why.
    """
    try:
        text = credential.record_in(read_bytes(file, limit=MAX_BYTES))
        if text is None:
            raise DocumentError([Problem("", "holds no verification record")], name=str(file))
        records = credential.read_records(text)
        document = read_json(did) if did else None
        given = read_bytes(about, limit=credential.MAX_GIVEN_BYTES) if about else None
    except (DocumentError, Refused) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    network = credential.Network(loopback=loopback)
    ask = (lambda _: document) if document is not None else cache(network.resolve)
    at = datetime.now(UTC)
    checks = [credential.check_record(one, at=at, resolve=ask, keys=key, about=given) for one in records]
    if as_json:
        say([{"record": check.document.get("id"), "title": check.title, "steps": check.steps} for check in checks])
    else:
        for check in checks:
            _show(check)
    sys.exit(0 if all(check.is_good for check in checks) else 1)


def _show(check: credential.RecordCheck) -> None:
    click.echo(check.title)
    for step in check.steps:
        click.echo(f"  {SIGNS.get(str(step.answer), '·')} {step.name}: {step.sentence}")
    if check.is_good:
        said = check.document
        click.echo(f"  It says of {said['checkedAt']}: {said['sentence']}")


VERB: Final = record
