"""`testamur credential key-passphrase`: keep the issuers' keys under another passphrase."""

import os
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import site

NEW: Final = "TESTAMUR_NEW_PASSPHRASE"


@click.command("key-passphrase")
def key_passphrase() -> None:
    """Encrypt all keys of this site with a new passphrase, in one transaction.

    The old one is read as the site reads it; the new one from TESTAMUR_NEW_PASSPHRASE, or asked for. Stop the site
    before, set TESTAMUR_PASSPHRASE to the new one afterwards where you set it, and start the site again. Where the
    site keeps the passphrase in its own folder, the new one is put there. Backups stay under the old one.
    """
    site()
    from django.conf import settings  # noqa: PLC0415

    from testamur.site.records.actions import passphrase  # noqa: PLC0415

    new_passphrase = os.environ.get(NEW) or click.prompt(
        "New passphrase", hide_input=True, confirmation_prompt=True, err=True
    )
    is_set = bool(os.environ.get("TESTAMUR_PASSPHRASE"))
    place = settings.DATA / "passphrase"
    draft = settings.DATA / "passphrase.new"
    if not is_set:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(new_passphrase)
    try:
        count = passphrase.change(
            passphrase=settings.KEY_PASSPHRASE, new_passphrase=new_passphrase, by=None, at=datetime.now(UTC)
        )
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if not is_set:
        draft.replace(place)
    click.echo(f"{count} keys are kept under the new passphrase.")
    click.echo("Set TESTAMUR_PASSPHRASE to it and start the site again." if is_set else "Start the site again.")


VERB: Final = key_passphrase
