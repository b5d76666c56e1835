"""An operator gives and takes duties from the command line; each stands in the audit."""

import pytest
from django.core.management import CommandError, call_command
from people import AT

from testamur.errors import Refused
from testamur.site.records.actions import memberships
from testamur.site.records.models import AuditEntry, Membership, Organisation
from testamur.site.records.permissions import may

pytestmark = pytest.mark.django_db


def test_an_editor_is_appointed_and_dismissed(candidate, capsys):
    call_command("appoint", candidate.email.upper(), "editor", "guide", "--name", "The Guide")
    guide = Organisation.objects.get(slug="guide")
    assert may(candidate, "catalogue.edit", guide)

    call_command("appoint", candidate.email, "editor", "guide", "--remove")

    assert not may(candidate, "catalogue.edit", guide)
    assert capsys.readouterr().out.count("editor of The Guide.") == 2
    entries = AuditEntry.objects.filter(organisation=guide).order_by("pk")
    assert [(one.action, one.detail) for one in entries] == [
        ("organisation.add", {}),
        ("membership.add", {"duty": "editor"}),
        ("membership.remove", {"duty": "editor"}),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody@people.example", "editor", "academy"], "Nobody has an account"),
        (["nina.nurse@people.example", "editor", "nowhere"], "give its full name with --name"),
        (["nina.nurse@people.example", "editor", "academy", "--remove"], "does not have that duty"),
        (["nina.nurse@people.example", "editor", "new", "--name", "New", "--remove"], "does not have that duty"),
        (["nina.nurse@people.example", "editor", "no/slug", "--name", "None"], "letters, figures, hyphens"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(candidate, academy, arguments, words):
    before = Membership.objects.count(), Organisation.objects.count()

    with pytest.raises(CommandError, match=words):
        call_command("appoint", *arguments)
    assert (Membership.objects.count(), Organisation.objects.count()) == before


def test_a_duty_is_given_once_and_only_to_an_open_account(candidate, academy):
    given = {"person": candidate, "organisation": academy, "by": None, "at": AT}
    memberships.appoint(**given, duty="clerk")

    with pytest.raises(Refused, match="already"):
        memberships.appoint(**given, duty="clerk")
    with pytest.raises(Refused, match="already"):
        memberships.establish(slug="academy", name="Another", by=None, at=AT)
    with pytest.raises(Refused, match="There is no duty"):
        memberships.appoint(**given, duty="king")
    candidate.is_active = False
    candidate.save()
    with pytest.raises(Refused, match="closed"):
        memberships.appoint(**given, duty="editor")
