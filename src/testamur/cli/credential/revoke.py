"""`testamur credential revoke`: take one back for good."""

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from testamur.cli import site
from testamur.errors import Refused

if TYPE_CHECKING:
    from testamur.site.records.models import Credential, Person

GROUNDS: Final = ("other", "review", "requirements", "rules", "error", "holder")
REASON: Final = click.option("--reason", required=True, help="Read by the holder and the staff, never published.")
GROUND: Final = click.option(
    "--ground",
    type=click.Choice(GROUNDS),
    default="other",
    show_default=True,
    help="The class of the reason, which the credential's public page shows; other: not published.",
)
BY: Final = click.option("--by", required=True, metavar="EMAIL", help="The programme owner who does it.")


def found(identifier: uuid.UUID, by: str) -> "tuple[Credential, Person]":
    """Return a credential of this site and the owner of its issuer with that address.

    Raises
    ------
    UsageError
        If there is no such credential, or nobody with that address.
    Refused
        If that person is no owner of the issuing organisation.
    """
    site()
    from testamur.site.records.models import Credential, Person  # noqa: PLC0415
    from testamur.site.records.permissions import may  # noqa: PLC0415

    person = Person.objects.filter(email=by.lower()).first()
    row = Credential.objects.filter(identifier=identifier).first()
    if row is None or person is None:
        raise click.UsageError("no such credential, or nobody with that e-mail address")
    if not may(person, "credential.revoke", row.award.enrolment.edition.organisation):
        raise Refused("permission", "Only an owner of the issuing organisation can do this.")
    return row, person


@click.command("revoke")
@click.argument("identifier", metavar="UUID", type=click.UUID)
@REASON
@GROUND
@BY
def revoke(identifier: uuid.UUID, reason: str, ground: str, by: str) -> None:
    """Revoke a credential of this site for good, and publish its status list."""
    row, person = found(identifier, by)
    from testamur.site.records.actions import credentials  # noqa: PLC0415

    credentials.revoke(row=row, reason=reason, ground=ground, by=person, at=datetime.now(UTC))
    click.echo(f"{identifier} is revoked.")


VERB: Final = revoke
