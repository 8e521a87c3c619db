import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ocop_places", "0001_initial"),
        ("ocop_producers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Login",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=32, null=True, unique=True)),
                ("phone", models.CharField(max_length=16, null=True, unique=True)),
                ("phone_verified_at", models.DateTimeField(null=True)),
                ("email", models.EmailField(max_length=254, null=True, unique=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="login",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("name__isnull", True),
                            ("name__regex", "^[a-z][a-z0-9._-]+$"),
                            _connector="OR",
                        ),
                        name="ocop_login_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone__isnull", True),
                            ("phone__regex", "^\\+[1-9][0-9]{6,14}$"),
                            _connector="OR",
                        ),
                        name="ocop_login_phone_e164",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone_verified_at__isnull", True),
                            ("phone__isnull", False),
                            _connector="OR",
                        ),
                        name="ocop_login_verified_phone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrator"),
                            ("officer", "Provincial OCOP officer"),
                            ("centre_manager", "Centre manager"),
                            ("clerk", "Sales clerk"),
                        ],
                        max_length=16,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ocop_places.place",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ocop_producers.producer",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ocop_places.unit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("place__isnull", True),
                                ("producer__isnull", True),
                                ("role", "administrator"),
                                ("unit__isnull", True),
                            ),
                            models.Q(
                                ("place__isnull", True),
                                ("producer__isnull", True),
                                ("role", "officer"),
                                ("unit__isnull", False),
                            ),
                            models.Q(
                                ("place__isnull", False),
                                ("producer__isnull", True),
                                ("role__in", ["centre_manager", "clerk"]),
                                ("unit__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="ocop_membership_scope_fits_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="ocop_membership_days_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("user", "role", "place", "unit", "producer"),
                        name="ocop_membership_one_open",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        fields=("user", "role", "place", "unit", "producer", "since"),
                        name="ocop_membership_once_per_start",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
    ]
