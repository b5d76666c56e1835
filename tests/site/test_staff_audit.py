"""The audit: each organisation reads its own, by action and by day."""

from operator import attrgetter

import pytest
from django.apps import apps
from django.urls import reverse

from testamur.site.records.actions import credentials
from testamur.site.records.actions.audit import OWNER
from testamur.site.records.models import AuditEntry, Organisation
from testamur.site.staff.queries import audit_of

pytestmark = pytest.mark.django_db

NOBODYS = {
    *("accommodation", "auditentry", "organisation", "person", "plan"),
    *("contribution", "offeringversion", "catalogueimport"),
    *("endorsement", "endorsementwithdrawal", "statuschange", "verifierkey", "watch"),
}
"""Records that belong to a person or to nobody; their writes name the organisation or none."""
WITHOUT_WRITES_OF_THEIR_OWN = {
    *("formitem", "itemversion", "nameconsent", "responseevent", "sittingevent", "planstep", "groupanswer"),
    *("searchentry", "searchword", "notice", "rating"),
}
"""Records that are written with another one, which carries the audit row."""


def test_every_record_has_an_owner_or_is_nobodys():
    records = {model._meta.model_name for model in apps.get_app_config("records").get_models()}

    assert set(OWNER) | NOBODYS | WITHOUT_WRITES_OF_THEIR_OWN == records


@pytest.mark.parametrize("kind", OWNER)
def test_the_way_to_the_owner_leads_to_an_organisation(kind):
    model = apps.get_model("records", kind)

    for step in OWNER[kind].split("."):
        model = model._meta.get_field(step).related_model

    assert model is Organisation


def test_an_entry_stands_in_the_books_of_its_organisation(academy, other_academy, held):
    entry = AuditEntry.objects.get(action="credential.issue")

    assert attrgetter(OWNER["credential"])(held) == entry.organisation == academy
    assert {one.organisation for one in audit_of(academy)} == {academy}
    assert "credential.issue" not in {one.action for one in audit_of(other_academy)}


def test_the_list_is_narrowed_by_action_and_days(client, academy, owner, held, now, at):
    credentials.make_key(organisation=academy, by=owner, at=now)
    client.force_login(owner)
    url = reverse("staff:audit", args=["academy"])

    def shown(**given):
        return [row.cells[0].text for row in client.get(url, given).context["rows"]]

    assert shown(action="key.make") == ["key.make", "key.make"]
    assert shown(action="key.make", since=now.date().isoformat()) == ["key.make"]
    assert shown(action="key.make", until=at.date().isoformat()) == ["key.make"]
    assert shown(since="2030-01-01") == []


def test_a_filter_that_makes_no_sense_is_said_and_narrows_nothing(client, owner, held):
    client.force_login(owner)

    page = client.get(reverse("staff:audit", args=["academy"]), {"action": "none", "since": "yesterday"})

    assert set(page.context["input"].errors) == {"action", "since"}
    assert len(page.context["rows"]) == AuditEntry.objects.filter(organisation__slug="academy").count()


def test_the_filter_is_kept_from_page_to_page(client, owner, held):
    client.force_login(owner)

    page = client.get(reverse("staff:audit", args=["academy"]), {"action": "key.make", "since": "2026-01-01"})

    assert page.context["query"] == "action=key.make&since=2026-01-01"
