"""`testamur credential keys`: list the issuers' keys, or make a new one."""

from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import as_json, say, site


@click.command("keys")
@click.option(
    "--rotate", metavar="ORGANISATION", help="Make a new key for this organisation; old ones keep verifying."
)
@as_json
def keys(rotate: str | None, as_json: bool) -> None:
    """List the issuers' keys, never their secret halves."""
    site()
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
            "external": not key.encrypted,
            "compromised": key.compromise.at if hasattr(key, "compromise") else None,
        }
        for key in IssuerKey.objects.select_related("organisation", "compromise")
    ]
    if as_json:
        say(rows)
        return
    for row in rows:
        standing = "taken back" if row["compromised"] else "retired" if row["retired"] else "signs"
        click.echo(f"{row['organisation']}  {row['name']}  {row['public']}  {standing}")


VERB: Final = keys
