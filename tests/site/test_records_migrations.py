"""Checks from before records were signed get an identifier and an organisation; entries know their verdict."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from people import AT

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, AFTER = "0010_verification_records", "0012_records_always_of_an_organisation"


def migrated(*target):
    executor = MigrationExecutor(connection)
    executor.migrate(list(target))
    return MigrationExecutor(connection).loader.project_state(list(target)).apps


@pytest.fixture
def before():
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("records")
    yield migrated(("records", BEFORE))
    migrated(*newest)


def test_checks_of_before_belong_to_the_organisation_of_their_entry(before):
    organisation = before.get_model("records", "Organisation").objects.create(slug="academy", name="Academy")
    person = before.get_model("records", "Person").objects.create(email="max@people.example")
    entry = before.get_model("records", "RosterEntry").objects.create(
        organisation=organisation, label="Nina", document="{}", added_at=AT, added_by=person
    )
    old = before.get_model("records", "VerificationRecord").objects
    for verdict in ("genuine and current", "revoked"):
        old.create(entry=entry, verdict=verdict, steps=[], at=AT, by=person)

    after = migrated(("records", AFTER))

    kept = after.get_model("records", "VerificationRecord").objects.order_by("pk")
    assert [(record.organisation_id, record.verdict) for record in kept] == [
        (organisation.pk, "genuine and current"),
        (organisation.pk, "revoked"),
    ]
    assert len({record.identifier for record in kept}) == 2
    found = after.get_model("records", "RosterEntry").objects.get()
    assert (found.verdict_told, found.checked_at) == ("revoked", AT)
