"""A place may be closed on the day it opened, or before: then yesterday was its last day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ocop_places", "0002_supply_and_facts_of_places")]
    operations = [
        migrations.RemoveConstraint(
            model_name="place",
            name="ocop_places_place_dates_in_order",
        ),
        migrations.AlterField(
            model_name="place",
            name="closed_on",
            field=models.DateField(
                blank=True,
                help_text="Last day. Empty: open. Before opened_on: it was not open for a whole day.",
                null=True,
            ),
        ),
    ]
