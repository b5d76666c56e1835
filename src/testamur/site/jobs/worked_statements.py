"""Statements of the worked example: a newer one that rests on simulated sittings, endorsed by a society."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from testamur.site.records.actions import credentials, statements
from testamur.site.records.models import Membership, Organisation, Person, ProgrammeEdition

SOCIETY: Final = "northbank-society"


def keep_statement(
    *, edition: ProgrammeEdition, owner: Person, person: Callable[[str], Person], at: datetime
) -> None:
    """Sign what the sittings of an edition have shown, and let a society endorse it an hour later."""
    kept = statements.sign(edition=edition, by=owner, at=at)
    society = Organisation.objects.create(
        slug=SOCIETY, name="Northbank Society of Assessment (simulated)", url=settings.URL, is_simulated=True
    )
    secretary = person("Sonja Society")
    Membership.objects.create(organisation=society, person=secretary, duty=Membership.Duty.OWNER)
    credentials.make_key(organisation=society, by=secretary, at=at)
    statements.endorse(
        statement=kept,
        organisation=society,
        comment="We looked at the blueprint and the statistics of form exam-1; they are as stated (simulated).",
        by=secretary,
        at=at + timedelta(hours=1),
    )
