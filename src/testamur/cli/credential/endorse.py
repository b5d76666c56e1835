"""`testamur credential endorse`: put an organisation's name under another's Statement."""

import uuid
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import site
from testamur.errors import Refused


@click.command("endorse")
@click.argument("statement", metavar="UUID", type=click.UUID)
@click.option("--organisation", required=True, metavar="ORGANISATION", help="Who endorses.")
@click.option("--comment", required=True, help="What was looked at, and what was found.")
@click.option("--by", required=True, metavar="EMAIL", help="The owner of that organisation who signs.")
def endorse(statement: uuid.UUID, organisation: str, comment: str, by: str) -> None:
    """Sign an endorsement of the Statement with this UUID, and print it."""
    site()
    from testamur.site.records.actions import statements  # noqa: PLC0415
    from testamur.site.records.models import Organisation, Person, Statement  # noqa: PLC0415
    from testamur.site.records.permissions import may  # noqa: PLC0415

    kept = Statement.objects.filter(identifier=statement).first()
    person = Person.objects.filter(email=by.lower()).first()
    endorser = Organisation.objects.filter(slug=organisation).first()
    if kept is None or person is None or endorser is None:
        raise click.UsageError("no such statement, organisation, or person with that e-mail address")
    if not may(person, "statement.endorse", endorser):
        raise Refused("permission", "Only an owner of the endorsing organisation can endorse.")
    at = datetime.now(UTC)
    made = statements.endorse(statement=kept, organisation=endorser, comment=comment, by=person, at=at)
    click.echo(made.document)


VERB: Final = endorse
