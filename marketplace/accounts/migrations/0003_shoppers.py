"""Shoppers with an account: address book, consents, codes that show whose a phone is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KEPT = """
CREATE TRIGGER ocop_consent_kept BEFORE UPDATE OR DELETE ON ocop_accounts_consent
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_consent_not_emptied BEFORE TRUNCATE ON ocop_accounts_consent
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON ocop_accounts_consent FROM "{role}";
"""
NOT_KEPT = """
GRANT UPDATE, DELETE ON ocop_accounts_consent TO "{role}";
DROP TRIGGER ocop_consent_kept ON ocop_accounts_consent;
DROP TRIGGER ocop_consent_not_emptied ON ocop_accounts_consent;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_accounts", "0002_clerks_are_lent"),
        ("ocop_audit", "0002_append_only"),
        ("ocop_places", "0003_closed_before_its_first_day_ends"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignUpCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=43, unique=True)),
                ("purpose", models.CharField(max_length=10)),
                ("target", models.CharField(max_length=254)),
                ("digest", models.CharField(max_length=64)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("wording", models.CharField(max_length=10)),
                ("is_given", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("phone", models.CharField(max_length=16)),
                ("address", models.CharField(max_length=300)),
                ("is_default", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ocop_places.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-is_default", "-saved_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("user",),
                        name="ocop_address_one_default",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            KEPT.format(role=settings.DATABASE_APP_ROLE),
            NOT_KEPT.format(role=settings.DATABASE_APP_ROLE),
        ),
    ]
