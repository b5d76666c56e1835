"""Publish an edition of a programme."""

from datetime import datetime

from django.db import transaction

from testamur.errors import Refused
from testamur.programme import Edition
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import Organisation, Person, ProgrammeEdition
from testamur.site.records.panels.naming import refuse_unset


@transaction.atomic
def publish(*, organisation: Organisation, edition: Edition, by: Person | None, at: datetime) -> ProgrammeEdition:
    """Keep the text of an edition whole; an edition once published never changes.

    Raises
    ------
    Refused
        If another text was published under the same edition.
    DocumentError
        If its pass mark names a panel's record that does not stand behind it.
    """
    programme = edition.programme
    refuse_unset(organisation, programme)
    kept, is_new = ProgrammeEdition.objects.get_or_create(
        organisation=organisation,
        identifier=programme.id,
        edition=programme.edition,
        defaults={"text": edition.text, "digest": edition.digest, "published_at": at},
    )
    if kept.digest != edition.digest:
        raise Refused("edition-published", f"Edition {programme.edition} is published; give the change a new one.")
    if is_new:
        audit("programme.publish", kept, by=by, at=at, digest=edition.digest)
    return kept
