"""Set up an organisation; give a person a duty in it, and take it away."""

from datetime import datetime

from django.core.validators import slug_re
from django.db import transaction

from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import Membership, Organisation, Person


@transaction.atomic
def establish(*, slug: str, name: str, by: Person | None, at: datetime) -> Organisation:
    """Set up an organisation.

    Raises
    ------
    Refused
        If the name in its addresses is none, or taken.
    """
    if not slug_re.fullmatch(slug):
        raise Refused(
            "organisation-slug", "The name in its addresses has letters, figures, hyphens, underscores only."
        )
    if Organisation.objects.filter(slug=slug).exists():
        raise Refused("organisation-once", f"{slug} is an organisation already.")
    made = Organisation.objects.create(slug=slug, name=name)
    audit("organisation.add", made, by=by, at=at, organisation=made)
    return made


@transaction.atomic
def appoint(
    *, person: Person, organisation: Organisation, duty: str, by: Person | None, at: datetime
) -> Membership:
    """Give a person a duty.

    Raises
    ------
    Refused
        If there is no such duty, the account is closed, or the person has the duty already.
    """
    if duty not in Membership.Duty.values:
        raise Refused("duty-unknown", f"There is no duty {duty!r}; there are {', '.join(Membership.Duty.values)}.")
    if not person.is_active:
        raise Refused("duty-closed", "The account of this person is closed.")
    made, is_new = Membership.objects.get_or_create(person=person, organisation=organisation, duty=duty)
    if not is_new:
        raise Refused("duty-once", f"This person is {made} already.")
    audit("membership.add", made, by=by, at=at, duty=duty)
    return made


@transaction.atomic
def dismiss(*, person: Person, organisation: Organisation, duty: str, by: Person | None, at: datetime) -> None:
    """Take a duty away from a person.

    Raises
    ------
    Refused
        If the person does not have it.
    """
    held = Membership.objects.filter(person=person, organisation=organisation, duty=duty).first()
    if held is None:
        raise Refused("duty-none", "This person does not have that duty there.")
    audit("membership.remove", held, by=by, at=at, duty=duty)
    held.delete()
