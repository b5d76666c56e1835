"""`testamur credential key-external`: sign with a key that another machine keeps, a KMS or an HSM."""

from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import site


@click.command("key-external")
@click.argument("organisation", metavar="ORGANISATION")
@click.option("--public", required=True, metavar="Z...", help="The public key, as Multikey text.")
def key_external(organisation: str, public: str) -> None:
    """Let ORGANISATION sign with a key that another machine keeps; its keys before keep verifying.

    The command that asks that machine is set in TESTAMUR_SIGNERS, a JSON object of public keys with the program
    and its arguments: {"zDna...": ["/usr/local/bin/sign-with-kms", "--key", "issuer"]}. It reads the bytes to sign
    on its input (P-256: a SHA-256 digest of 32 bytes; Ed25519: the message) and writes the signature, as DER or r
    and s, bare or in Base64. The key signs once now, to show that it can; every signature is checked before use.
    """
    site()
    from testamur.site.records.actions import credentials  # noqa: PLC0415
    from testamur.site.records.models import Organisation  # noqa: PLC0415

    found = Organisation.objects.filter(slug=organisation).first()
    if found is None:
        raise click.UsageError(f"there is no organisation {organisation!r}")
    kept = credentials.use_external_key(organisation=found, public=public, by=None, at=datetime.now(UTC))
    click.echo(f"{kept.name} signs for {organisation} from now on.")


VERB: Final = key_external
