"""How an article reaches its shopper, and sets of several."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_certification", "0008_merged_own_nothing"),
        ("ocop_listings", "0001_initial"),
        ("ocop_places", "0003_closed_before_its_first_day_ends"),
        ("ocop_producers", "0002_merged_into"),
        ("product", "0117_auto_20200423_0737"),
    ]

    operations = [
        migrations.CreateModel(
            name="GiftSetPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="listing",
            name="is_gift_set",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="listing",
            name="way",
            field=models.CharField(
                choices=[("parcel", "Parcel"), ("collect", "Collect"), ("booking", "Booking")],
                default="parcel",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_gift_set", False),
                    models.Q(("way", "booking"), _negated=True),
                    _connector="OR",
                ),
                name="listing_set_has_stock",
            ),
        ),
        migrations.AddField(
            model_name="giftsetpart",
            name="gift_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="ocop_listings.listing",
            ),
        ),
        migrations.AddField(
            model_name="giftsetpart",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ocop_listings.listing",
            ),
        ),
        migrations.AddConstraint(
            model_name="giftsetpart",
            constraint=models.UniqueConstraint(
                fields=("gift_set", "part"), name="gift_set_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="giftsetpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__gt", 0), models.Q(("part", models.F("gift_set")), _negated=True)
                ),
                name="gift_set_part_positive",
            ),
        ),
    ]
