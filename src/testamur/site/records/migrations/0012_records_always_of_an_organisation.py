import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0011_records_of_organisations")]

    operations = [
        migrations.AlterField(
            model_name="verificationrecord",
            name="identifier",
            field=models.UUIDField(default=uuid.uuid4, unique=True),
        ),
        migrations.AlterField(
            model_name="verificationrecord",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="verification_records",
                to="records.organisation",
            ),
        ),
    ]
