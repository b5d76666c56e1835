"""`testamur credential key-compromised`: take a key back that others may know, and sign anew what it signed."""

import sys
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import site
from testamur.cli.credential.issue import Counted
from testamur.errors import Refused


@click.command("key-compromised")
@click.argument("organisation", metavar="ORGANISATION")
@click.argument("name", metavar="KEY")
@click.option("--reason", required=True, help="Why others may know it; kept, and not published.")
@click.option("--by", required=True, metavar="EMAIL", help="The owner of the organisation who takes it back.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def key_compromised(organisation: str, name: str, reason: str, by: str, yes: bool) -> None:
    """Take back KEY of ORGANISATION, because others may know it, and sign anew what it signed and still holds.

    At once: the key leaves the published DID document, so that nothing signed with it verifies any more; if it was
    the one that signs, a new one is made; the status lists are signed with the good key. Then every credential of
    the key that is neither revoked nor expired is signed anew, with its dates, score and standing, and its holder
    is told. The page of each old one leads to the new one.

    It may be stopped at any moment and called again: it goes on where it stopped, and nothing is signed twice.
    """
    site()
    from testamur.site.records.actions import compromise  # noqa: PLC0415
    from testamur.site.records.models import Compromise, IssuerKey, Person  # noqa: PLC0415
    from testamur.site.records.permissions import may  # noqa: PLC0415

    key = IssuerKey.objects.filter(organisation__slug=organisation, name=name).first()
    person = Person.objects.filter(email=by.lower()).first()
    if key is None or person is None:
        raise click.UsageError("no such organisation or key, or nobody with that e-mail address")
    if not may(person, "credential.revoke", key.organisation):
        raise Refused("permission", "Only an owner of the organisation can take its key back.")
    at = datetime.now(UTC)
    count = compromise.waiting(key, at=at).count()
    declared = Compromise.objects.filter(key=key).first()
    if declared is None:
        _ask(key.name, count, yes=yes)
        declared = compromise.declare(key=key, reason=reason, by=person, at=at)
        click.echo(f"{name} is taken back: nothing signed with it verifies any more.")
    counted = Counted(count)
    compromise.reissue_all(declared=declared, by=person, at=at, said=counted.more)
    counted.close()
    click.echo(f"{counted.done:,} credentials are signed anew and kept.")


def _ask(name: str, count: int, *, yes: bool) -> None:
    question = (
        f"Take back {name}? {count:,} credentials stop verifying now, and are signed anew. There is no way back"
    )
    if not yes and not click.confirm(question, err=True):
        sys.exit(1)


VERB: Final = key_compromised
