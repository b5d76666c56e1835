"""`testamur credential vc-api`: keys with which other programs may have credentials signed."""

from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import as_json, say, site


@click.group("vc-api")
def vc_api() -> None:
    """Keys for the VC-API; none of them signs awards. TESTAMUR_VC_API=on opens it."""


@vc_api.command("make")
@click.argument("organisation")
@click.argument("name")
@click.option("--suite", default="eddsa-rdfc-2022", show_default=True, help="The cryptosuite.")
@click.option("--kind", default="", help="Ed25519, P-256 or P-384; by itself the first that the suite takes.")
@click.option("--by-key", is_flag=True, help="Name it by its key (did:key) and not on this site (did:web).")
@click.option("--for", "full_name", default="", help="The full name of an organisation that is not there yet.")
@click.option("--status", is_flag=True, help="Keep a status list, so that what it signs can be withdrawn.")
@as_json
def make(
    *,
    organisation: str,
    name: str,
    suite: str,
    kind: str,
    by_key: bool,
    full_name: str,
    status: bool,
    as_json: bool,
) -> None:
    """Make a key NAME for ORGANISATION, and tell its token once."""
    site()
    from testamur.site.records.actions import api_issuers, memberships  # noqa: PLC0415
    from testamur.site.records.models import Organisation  # noqa: PLC0415

    at = datetime.now(UTC)
    owner = Organisation.objects.filter(slug=organisation).first()
    if owner is None and not full_name:
        raise click.UsageError(f"there is no organisation {organisation!r}; give its full name with --for")
    issuer, token = api_issuers.make(
        organisation=owner or memberships.establish(slug=organisation, name=full_name, by=None, at=at),
        name=name,
        suite=suite,
        kind=kind,
        by_key=by_key,
        keeps_status=status,
        by=None,
        at=at,
    )
    if as_json:
        say({"did": issuer.did, "suite": issuer.suite, "public": issuer.public, "token": token})
        return
    click.echo(f"{issuer.did} signs with {issuer.suite}.")
    click.echo(f"Its token, which is shown this once: {token}")


@vc_api.command("close")
@click.argument("organisation")
@click.argument("name")
@click.option("--compromised", is_flag=True, help="Others may know it: what it signed is to verify no longer.")
def close(*, organisation: str, name: str, compromised: bool) -> None:
    """Let the key NAME of ORGANISATION sign nothing more; what it signed keeps verifying."""
    site()
    from testamur.site.records.actions import api_issuers  # noqa: PLC0415
    from testamur.site.records.models import ApiIssuer  # noqa: PLC0415

    issuer = ApiIssuer.objects.filter(organisation__slug=organisation, name=name).first()
    if issuer is None:
        raise click.UsageError(f"{organisation!r} has no key {name!r} for the VC-API")
    end = api_issuers.disown if compromised else api_issuers.close
    end(issuer=issuer, by=None, at=datetime.now(UTC))
    click.echo(f"{issuer.did} signs nothing more.")


@vc_api.command("list")
@as_json
def list_(*, as_json: bool) -> None:
    """List the keys for the VC-API, never their secret halves or tokens."""
    site()
    from testamur.site.records.models import ApiIssuer  # noqa: PLC0415

    rows = [
        {
            "organisation": issuer.organisation.slug,
            "name": issuer.name,
            "did": issuer.did,
            "suite": issuer.suite,
            "made": issuer.made_at,
            "closed": issuer.closed_at,
        }
        for issuer in ApiIssuer.objects.select_related("organisation")
    ]
    if as_json:
        say(rows)
        return
    for row in rows:
        click.echo(
            f"{row['organisation']}  {row['name']}  {row['did']}  {row['suite']}  "
            f"{'closed' if row['closed'] else 'open'}"
        )


VERB: Final = vc_api
