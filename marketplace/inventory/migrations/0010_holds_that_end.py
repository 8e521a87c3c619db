"""Holds past their moment are found without reading all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_inventory", "0009_deliveries_end_once"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("state", "live"), ("until__isnull", False)),
                fields=["shelf", "until"],
                include=("quantity",),
                name="hold_that_ends",
            ),
        ),
    ]
