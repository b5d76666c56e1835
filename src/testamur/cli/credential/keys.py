"""`testamur credential keys`: list the keys, or make a new one."""

from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import as_json, say, site


@click.command("keys")
@click.option(
    "--rotate", metavar="ORGANISATION", help="Make a new key for this organisation; old ones keep verifying."
)
@click.option("--rotate-verifier", is_flag=True, help="Make a new key for this site as verifier.")
@as_json
def keys(rotate: str | None, rotate_verifier: bool, as_json: bool) -> None:
    """List the keys of the issuers and of this site as verifier, never their secret halves."""
    site()
    from testamur.site.records.actions import credentials, verifications  # noqa: PLC0415
    from testamur.site.records.models import Organisation  # noqa: PLC0415

    if rotate:
        organisation = Organisation.objects.filter(slug=rotate).first()
        if organisation is None:
            raise click.UsageError(f"there is no organisation {rotate!r}")
        credentials.make_key(organisation=organisation, by=None, at=datetime.now(UTC))
    if rotate_verifier:
        verifications.make_key(by=None, at=datetime.now(UTC))
    rows = _kept()
    if as_json:
        say(rows)
        return
    for row in rows:
        standing = "taken back" if row["compromised"] else "retired" if row["retired"] else "signs"
        click.echo(f"{row['organisation']}  {row['name']}  {row['public']}  {standing}")


def _kept() -> list[dict[str, object]]:
    from testamur.site.records.models import IssuerKey, VerifierKey  # noqa: PLC0415

    issuers: list[dict[str, object]] = [
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
    verifiers: list[dict[str, object]] = [
        {
            "organisation": "(verifier)",
            "name": key.name,
            "public": key.public,
            "made": key.made_at,
            "retired": key.retired_at,
            "compromised": None,
        }
        for key in VerifierKey.objects.all()
    ]
    return issuers + verifiers


VERB: Final = keys
