"""`testamur credential`: verify one from a file or an address; issue, revoke and list keys on this site."""

import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from testamur import credential
from testamur.cli import as_json, say
from testamur.documents import read_bytes
from testamur.errors import DocumentError, Refused

SIGNS: Final = {"yes": "✓", "no": "✗", "warning": "!", "cannot tell": "?"}


@click.group("credential")
def credential_group() -> None:
    """Signed credentials."""


@credential_group.command("verify")
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--loopback", is_flag=True, help="Also ask issuers on this machine, for a trial site.")
@click.option("--known", multiple=True, metavar="DID", help="An issuer that you know; may be repeated.")
@click.option("--key", multiple=True, metavar="Z...", help="A key that you know to be the issuer's, for a kit.")
@as_json
def verify(source: str, loopback: bool, known: tuple[str, ...], key: tuple[str, ...], as_json: bool) -> None:
    """Check a credential, step by step: JSON, a token (VC-JWT), a badge picture (PNG, SVG), or its address.

    An offline kit is checked without a network; it takes --key, because its own word for the key does not count.

    Exit 0: genuine and current. 1: not, and why.
    """
    network = credential.Network(loopback=loopback)
    try:
        web = source.startswith(("https://", "http://"))
        document = network.fetch(source) if web else read_bytes(Path(source), limit=credential.MAX_GIVEN_BYTES)
    except (Refused, DocumentError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    at = datetime.now(UTC)
    if credential.is_kit(document):
        kit = credential.read_kit(document)
        verification = credential.verify_kit(kit, at=at, keys=key, known_issuers=known)
    elif key:
        raise click.UsageError("--key is for an offline kit; other credentials are checked by what is published")
    else:
        verification = credential.verify(
            document, resolve=network.resolve, fetch_status=network.fetch, at=at, known_issuers=known
        )
    if as_json:
        say(
            {
                "verdict": verification.verdict,
                "title": verification.title,
                "at": verification.at,
                "steps": verification.steps,
            }
        )
    else:
        click.echo(verification.title)
        for step in verification.steps:
            click.echo(f"  {SIGNS.get(str(step.answer), '·')} {step.name}: {step.sentence}")
    sys.exit(0 if verification.is_good else 1)


def _site() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.site.settings")
    import django  # noqa: PLC0415  (settings are read from the environment first)

    django.setup()


@credential_group.command("issue")
@click.argument("what", metavar="AWARD|PROGRAMME")
@click.option("--all", "every", is_flag=True, help="Sign all awards of PROGRAMME that have no credential yet.")
@click.option("--organisation", metavar="ORGANISATION", help="Only those of this organisation.")
@click.option("--edition", metavar="EDITION", help="Only those of this edition.")
def issue(what: str, every: bool, organisation: str | None, edition: str | None) -> None:
    """Sign the credential of AWARD, a number of this site's register, anew; or those of a PROGRAMME.

    With --all it may be stopped at any moment and called again: it goes on where it stopped, and nothing is issued
    twice. Without --all it says how many awards wait. Exit 0: none waits any more. 1: some do.
    """
    _site()
    if what.isdecimal() and not every:
        _issue_one(int(what))
        return
    from testamur.site.records.actions import batch_issue  # noqa: PLC0415
    from testamur.site.records.models import ProgrammeEdition  # noqa: PLC0415

    asked = {"identifier": what, "organisation__slug": organisation, "edition": edition}
    editions = list(ProgrammeEdition.objects.filter(**{name: value for name, value in asked.items() if value}))
    if not editions:
        raise click.UsageError(f"there is no programme {what!r} here, or not of this organisation and edition")
    count = sum(batch_issue.waiting(one).count() for one in editions)
    if not every:
        click.echo(f"{count:,} awards wait for a credential. To sign them, add --all.")
        sys.exit(1 if count else 0)
    counted = _Counted(count)
    for one in editions:
        batch_issue.issue_all(edition=one, by=None, at=datetime.now(UTC), said=counted.more)
    counted.close()
    click.echo(f"{counted.done:,} credentials are signed and kept.")


class _Counted:
    """How many are done: a bar on a terminal, a line for each tenth elsewhere; both on stderr."""

    def __init__(self, count: int) -> None:
        self.count, self.done = count, 0
        self.bar = click.progressbar(length=count, file=sys.stderr, show_pos=True) if sys.stderr.isatty() else None

    def more(self, number: int) -> None:
        """Show that so many more are done."""
        before, self.done = self.done, self.done + number
        if self.bar is not None:
            self.bar.update(number)
        elif before * 10 // (self.count or 1) < self.done * 10 // (self.count or 1):
            click.echo(f"{self.done:,} of {self.count:,}", err=True)

    def close(self) -> None:
        """Leave the bar as it is, and begin a new line."""
        if self.bar is not None:
            self.bar.render_finish()


def _issue_one(number: int) -> None:
    from testamur.site.records.actions import credentials  # noqa: PLC0415
    from testamur.site.records.models import Award  # noqa: PLC0415

    award = Award.objects.filter(pk=number).first()
    if award is None:
        raise click.UsageError(f"there is no award {number}")
    click.echo(credentials.issue(award=award, by=None, at=datetime.now(UTC)).document)


@credential_group.command("revoke")
@click.argument("identifier", metavar="UUID", type=click.UUID)
@click.option("--reason", required=True)
@click.option("--by", required=True, metavar="EMAIL", help="The programme owner who revokes.")
def revoke(identifier: uuid.UUID, reason: str, by: str) -> None:
    """Revoke a credential of this site for good, and publish its status list."""
    _site()
    from testamur.site.records.actions import credentials  # noqa: PLC0415
    from testamur.site.records.models import Credential, Person  # noqa: PLC0415
    from testamur.site.records.permissions import may  # noqa: PLC0415

    person = Person.objects.filter(email=by.lower()).first()
    row = Credential.objects.filter(identifier=identifier).first()
    if row is None or person is None:
        raise click.UsageError("no such credential, or nobody with that e-mail address")
    if not may(person, "credential.revoke", row.award.enrolment.edition.organisation):
        raise Refused("permission", "Only an owner of the issuing organisation can revoke.")
    credentials.revoke(row=row, reason=reason, by=person, at=datetime.now(UTC))
    click.echo(f"{identifier} is revoked.")


@credential_group.command("keys")
@click.option(
    "--rotate", metavar="ORGANISATION", help="Make a new key for this organisation; old ones keep verifying."
)
@as_json
def keys(rotate: str | None, as_json: bool) -> None:
    """List the issuers' keys, never their secret halves."""
    _site()
    from testamur.site.records.actions import credentials  # noqa: PLC0415
    from testamur.site.records.models import IssuerKey, Organisation  # noqa: PLC0415

    if rotate:
        organisation = Organisation.objects.filter(slug=rotate).first()
        if organisation is None:
            raise click.UsageError(f"there is no organisation {rotate!r}")
        credentials.make_key(organisation=organisation, by=None, at=datetime.now(UTC))
    rows = [
        {
            "organisation": key.organisation.slug,
            "name": key.name,
            "public": key.public,
            "made": key.made_at,
            "retired": key.retired_at,
        }
        for key in IssuerKey.objects.select_related("organisation")
    ]
    if as_json:
        say(rows)
        return
    for row in rows:
        click.echo(
            f"{row['organisation']}  {row['name']}  {row['public']}  {'retired' if row['retired'] else 'signs'}"
        )


COMMAND: Final = credential_group
