"""Records made so far get an identifier, and belong to the organisation of their roster entry; entries know their last verdict."""

import uuid

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    records = apps.get_model("records", "VerificationRecord").objects.filter(identifier__isnull=True)
    entries = apps.get_model("records", "RosterEntry").objects
    # They come oldest first, so the last verdict of an entry is the one that stays.
    found = records.order_by("pk").values_list("pk", "entry", "entry__organisation", "verdict", "at")
    for pk, entry, organisation, verdict, at in list(found):
        records.filter(pk=pk).update(identifier=uuid.uuid4(), organisation=organisation)
        entries.filter(pk=entry).update(verdict_told=verdict, checked_at=at)


class Migration(migrations.Migration):
    dependencies = [("records", "0010_verification_records")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
