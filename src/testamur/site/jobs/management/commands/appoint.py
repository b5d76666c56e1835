"""`testamur manage appoint`: give a person a duty in an organisation, or take it away."""

import argparse
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from testamur.errors import Refused
from testamur.site.records.actions import memberships
from testamur.site.records.models import Membership, Organisation, Person


class Command(BaseCommand):
    """Appoint somebody who has an account, in an organisation that is there or named for the first time."""

    help = "Give a person a duty in an organisation, or take it away. The person needs an account first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take whom, to what and where."""
        parser.add_argument("email", help="the person's e-mail address")
        parser.add_argument("duty", choices=Membership.Duty.values)
        parser.add_argument("organisation", help="the organisation, by the name in its addresses")
        parser.add_argument("--name", default="", help="the full name of an organisation that is not there yet")
        parser.add_argument("--remove", action="store_true", help="take the duty away")

    def handle(
        self, *_: object, email: str, duty: str, organisation: str, name: str, remove: bool, **__: object
    ) -> None:
        """Appoint or dismiss."""
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has an account with the address {email}.")
        act = memberships.dismiss if remove else memberships.appoint
        at = timezone.now()
        try:
            with transaction.atomic():
                where = _organisation(organisation, name, at=at)
                act(person=person, organisation=where, duty=duty, by=None, at=at)
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        self.stdout.write(f"{email} is {'no longer' if remove else 'now'} {duty} of {where}.")


def _organisation(slug: str, name: str, *, at: datetime) -> Organisation:
    found = Organisation.objects.filter(slug=slug).first()
    if found is None and not name:
        raise CommandError(f"No organisation is called {slug!r}; give its full name with --name to set it up.")
    return found or memberships.establish(slug=slug, name=name, by=None, at=at)
