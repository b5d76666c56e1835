"""`testamur credential statement`: how an edition is assessed: what is signed, what has changed, sign it."""

import sys
import uuid
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import as_json, say, site
from testamur.errors import Refused


@click.command("statement")
@click.argument("programme")
@click.option("--organisation", metavar="ORGANISATION", help="The one of this organisation.")
@click.option("--edition", metavar="EDITION", help="This edition; otherwise the newest.")
@click.option("--sign", "is_signed", is_flag=True, help="Sign what is so now.")
@as_json
def statement(
    programme: str, organisation: str | None, edition: str | None, is_signed: bool, as_json: bool
) -> None:
    """Show what a Statement of PROGRAMME would say now and what has changed since the signed one; sign it.

    Exit 0: the signed one says what is so. 1: none is signed, or a newer one would say something else.
    """
    site()
    from testamur.programme.criteria import criteria_of  # noqa: PLC0415  (reads the rubric)
    from testamur.site.records import issuers  # noqa: PLC0415
    from testamur.site.records.actions import statements  # noqa: PLC0415
    from testamur.site.records.running import edition_named  # noqa: PLC0415

    try:
        kept_edition = edition_named(programme, organisation=organisation, edition=edition)
    except Refused as refused:
        raise click.UsageError(refused.reason) from None
    at = datetime.now(UTC)
    if is_signed:
        statements.sign(edition=kept_edition, by=None, at=at)
    kept = statements.newest(kept_edition)
    draft = statements.composed(kept_edition, identifier=uuid.uuid4(), at=at)
    changed = statements.changes(statements.said_by(kept), draft) if kept else []
    is_current = kept is not None and statements.is_same(draft, kept)
    address = issuers.statement_url(kept) if kept else ""
    if as_json:
        pairs = [{"before": before, "after": after} for before, after in changed]
        say({"address": address, "is_current": is_current, "changed": pairs, "facts": draft.facts})
    else:
        click.echo(f"Signed: {address or 'nothing yet'}")
        for criterion in criteria_of(draft):
            click.echo(f"{criterion.title}: {criterion.figure}. {criterion.sentence}")
        for before, after in changed:
            one = after or before
            click.echo(f"  changed: {one.title if one else ''}: {after.sentence if after else 'no longer said'}")
    sys.exit(0 if is_current else 1)


VERB: Final = statement
