"""`testamur credential verify`: check one from a file or an address."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypedDict

import click

from testamur import credential
from testamur.cli import as_json, say
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Refused
from testamur.programme.criteria import Assessed, assessed

SIGNS: Final = {"yes": "✓", "no": "✗", "warning": "!", "cannot tell": "?", "not asked": "–"}


class Asked(TypedDict):
    """What is asked of a credential, however it came."""

    at: datetime
    known_issuers: tuple[str, ...]
    holder: str


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
    document = _fetched(source, network)
    published = credential.Published(resolve=network.resolve, fetch_status=network.fetch, fetch=network.fetch)
    asked: Asked = {"at": datetime.now(UTC), "known_issuers": known, "holder": email}
    if credential.is_kit(document):
        published = credential.kit_published(credential.read_kit(document), keys=key)
        verification = credential.verify_kit(credential.read_kit(document), keys=key, **asked)
    elif key:
        raise click.UsageError("--key is for an offline kit; other credentials are checked by what is published")
    else:
        given = credential.Given(document, network.fetch)
        verification = credential.verify(given, resolve=network.resolve, fetch_status=network.fetch, **asked)
    _answer(verification, _assessed(verification, published), as_json=as_json)
    is_theirs = not email.strip() or verification.step("holder").answer is credential.Answer.YES
    sys.exit(0 if verification.is_good and is_theirs else 1)


def _fetched(source: str, network: credential.Network) -> bytes:
    """Return what stands in a file or under an address; end with 1 if nothing is to be had."""
    try:
        if source.startswith(("https://", "http://")):
            return network.fetch(source)
        return read_bytes(Path(source), limit=credential.MAX_GIVEN_BYTES)
    except (Refused, DocumentError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _answer(verification: credential.Verification, statements: list[Assessed], *, as_json: bool) -> None:
    if as_json:
        told = {name: getattr(verification, name) for name in ("verdict", "title", "at", "steps")}
        say({**told, "statements": statements})
        return
    click.echo(verification.title)
    for step in verification.steps:
        click.echo(f"  {SIGNS.get(str(step.answer), '·')} {step.name}: {step.sentence}")
    for statement in statements:
        _tell(statement)


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
