"""`testamur status`: publish this site's status lists."""

from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import site


@click.group("status")
def status_group() -> None:
    """Status lists."""


@status_group.command("publish")
def publish() -> None:
    """Sign anew every status list whose time is half over. Doing it twice changes nothing."""
    site()
    from testamur.site.records.actions import credentials  # noqa: PLC0415

    click.echo(f"{credentials.publish_status(at=datetime.now(UTC))} lists published.")


COMMAND: Final = status_group
