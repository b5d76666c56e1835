"""`testamur credential reinstate`: let a suspended award count again."""

import uuid
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli.credential.revoke import BY, REASON, found


@click.command("reinstate")
@click.argument("identifier", metavar="UUID", type=click.UUID)
@REASON
@BY
def reinstate(identifier: uuid.UUID, reason: str, by: str) -> None:
    """End the suspension of the award of a credential of this site, and publish its status list."""
    row, person = found(identifier, by)
    from testamur.site.records.actions import suspensions  # noqa: PLC0415

    suspensions.reinstate(award=row.award, reason=reason, by=person, at=datetime.now(UTC))
    click.echo(f"The award of {identifier} is reinstated.")


VERB: Final = reinstate
