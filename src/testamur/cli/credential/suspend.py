"""`testamur credential suspend`: let an award not count for the time being."""

import uuid
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli.credential.revoke import BY, GROUND, REASON, found


@click.command("suspend")
@click.argument("identifier", metavar="UUID", type=click.UUID)
@REASON
@GROUND
@BY
def suspend(identifier: uuid.UUID, reason: str, ground: str, by: str) -> None:
    """Suspend the award of a credential of this site until it is reinstated, and publish its status list.

    Only where the programme's file provides for it (can_be_suspended). A suspended award is not renewed.
    """
    row, person = found(identifier, by)
    from testamur.site.records.actions import suspensions  # noqa: PLC0415

    suspensions.suspend(award=row.award, reason=reason, ground=ground, by=person, at=datetime.now(UTC))
    click.echo(f"The award of {identifier} is suspended.")


VERB: Final = suspend
