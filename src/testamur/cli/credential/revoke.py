"""`testamur credential revoke`: take one back for good."""

import uuid
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import site
from testamur.errors import Refused


@click.command("revoke")
@click.argument("identifier", metavar="UUID", type=click.UUID)
@click.option("--reason", required=True)
@click.option("--by", required=True, metavar="EMAIL", help="The programme owner who revokes.")
def revoke(identifier: uuid.UUID, reason: str, by: str) -> None:
    """Revoke a credential of this site for good, and publish its status list."""
    site()
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


VERB: Final = revoke
