"""Where the nightly check of all orders keeps what it found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_orders", "0003_shipment_refused"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("counts", models.JSONField()),
                ("broken", models.JSONField()),
                ("broken_count", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["-started_at"], name="order_check_newest")],
            },
        ),
    ]
