"""`testamur credential verify`: check one from a file or an address."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from testamur import credential
from testamur.cli import as_json, say
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Refused
from testamur.programme.criteria import Assessed, assessed

SIGNS: Final = {"yes": "✓", "no": "✗", "warning": "!", "cannot tell": "?", "not asked": "–"}


@click.command("verify")
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--loopback", is_flag=True, help="Also ask issuers on this machine, for a trial site.")
@click.option("--known", multiple=True, metavar="DID", help="An issuer that you know; may be repeated.")
@click.option("--key", multiple=True, metavar="Z...", help="A key that you know to be the issuer's, for a kit.")
@click.option("--email", default="", metavar="ADDRESS", help="Whose it is said to be; or another identity, a DID.")
@as_json
def verify(
    source: str, loopback: bool, known: tuple[str, ...], key: tuple[str, ...], email: str, as_json: bool
) -> None:
    """Check a credential, step by step: a file or its address.

    A file is JSON, a token (VC-JWT), a badge picture (PNG, SVG), a PDF with the credential inside, or a picture of
    its QR code (PNG, JPEG); what the code leads to is asked for like an address that you give.

    An offline kit is checked without a network; it takes --key, because its own word for the key does not count.

    Exit 0: genuine and current, and theirs if --email asks that. 1: not, and why.
    """
    network = credential.Network(loopback=loopback)
    try:
        web = source.startswith(("https://", "http://"))
        document = network.fetch(source) if web else read_bytes(Path(source), limit=credential.MAX_GIVEN_BYTES)
    except (Refused, DocumentError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    at = datetime.now(UTC)
    published = credential.Published(resolve=network.resolve, fetch_status=network.fetch, fetch=network.fetch)
    if credential.is_kit(document):
        kit = credential.read_kit(document)
        published = credential.kit_published(kit, keys=key)
        verification = credential.verify_kit(kit, at=at, keys=key, known_issuers=known, holder=email)
    elif key:
        raise click.UsageError("--key is for an offline kit; other credentials are checked by what is published")
    else:
        verification = credential.verify(
            credential.Given(document, network.fetch),
            resolve=network.resolve,
            fetch_status=network.fetch,
            at=at,
            known_issuers=known,
            holder=email,
        )
    statements = _assessed(verification, published)
    if as_json:
        say(
            {
                "verdict": verification.verdict,
                "title": verification.title,
                "at": verification.at,
                "steps": verification.steps,
                "statements": statements,
            }
        )
    else:
        click.echo(verification.title)
        for step in verification.steps:
            click.echo(f"  {SIGNS.get(str(step.answer), '·')} {step.name}: {step.sentence}")
        for statement in statements:
            _tell(statement)
    is_theirs = not email.strip() or verification.step("holder").answer is credential.Answer.YES
    sys.exit(0 if verification.is_good and is_theirs else 1)


def _assessed(verification: credential.Verification, published: credential.Published) -> list[Assessed]:
    """Return the statements of how it was assessed, if the credential itself is proven."""
    if verification.credential is None:
        return []
    readings = credential.read_statements(verification.credential, network=published, at=verification.at)
    return [assessed(reading) for reading in readings]


def _tell(statement: Assessed) -> None:
    click.echo(f"  {SIGNS[statement.answer]} statement: {statement.sentence}")
    for criterion in statement.criteria:
        click.echo(f"      {criterion.title}: {criterion.figure}. {criterion.sentence}")
        for fact in criterion.facts:
            state = "" if fact.state == "value" else f" [{fact.state}]"
            click.echo(f"        {fact.title}{state}: {fact.sentence}")
        for check in criterion.open:
            click.echo(f"        ? nobody can tell: {check}")


VERB: Final = verify
