"""What a delivery costs is the seller's table of zones and weights, no longer a place's one fee.

Each seller that sent goods keeps its highest fee, for everywhere and any weight, until the staff
write the table.
"""

from django.db import migrations, models

from marketplace import codes

HEAVIEST = 1_000_000  # grams; no parcel of goods from a shelf weighs a tonne
DAYS = 2, 5


def write_zones(apps, schema_editor):
    places = apps.get_model("ocop_places", "Place")
    zones = apps.get_model("ocop_orders", "DeliveryZone")
    rates = apps.get_model("ocop_orders", "DeliveryRate")
    fees = places.objects.filter(ships=True).values("operator").order_by("operator")
    for row in fees.annotate(fee=models.Max("delivery_fee")):
        zone = zones.objects.create(
            code=codes.new_code(),
            operator_id=row["operator"],
            name="Toàn quốc",
            position=1,
            reach="everywhere",
            days_from=DAYS[0],
            days_to=DAYS[1],
        )
        rates.objects.create(zone=zone, up_to_grams=HEAVIEST, fee=row["fee"])
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_places", "0003_closed_before_its_first_day_ends"),
        ("ocop_orders", "0002_from_basket_to_hand"),
    ]
    operations = [
        migrations.RunPython(write_zones, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="place", name="ocop_places_place_fee_not_negative"),
        migrations.RemoveField(model_name="place", name="delivery_fee"),
    ]
