import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("warehouse", "0009_remove_invalid_allocation"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("operator", "Operator"), ("producer", "Producer")], max_length=8
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["operator", "producer"])),
                        name="ocop_places_party_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Operator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("tax_code", models.CharField(blank=True, max_length=14)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("bank_name", models.CharField(blank=True, max_length=100)),
                ("bank_account", models.CharField(blank=True, max_length=30)),
                ("bank_holder", models.CharField(blank=True, max_length=200)),
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operator",
                        to="ocop_places.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scheme",
                    models.CharField(choices=[("gso", "Gso"), ("qd19", "Qd19")], max_length=4),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "Province"),
                            ("district", "District"),
                            ("commune", "Commune"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "code",
                    models.CharField(help_text="Zero-padded text: 2, 3 or 5 digits.", max_length=5),
                ),
                ("name", models.CharField(help_text="Without its kind: Đắk Song.", max_length=80)),
                ("kind", models.CharField(help_text="xã, phường, tỉnh…", max_length=20)),
                (
                    "full_name",
                    models.CharField(help_text="With its kind: Huyện Đắk Song.", max_length=100),
                ),
                (
                    "folded",
                    models.CharField(
                        help_text="full_name as text.fold() makes it.", max_length=100
                    ),
                ),
                (
                    "sort_key",
                    models.CharField(help_text="name in Vietnamese order.", max_length=400),
                ),
                (
                    "aliases",
                    models.TextField(
                        blank=True,
                        help_text="Units it took in earlier: folded names without blanks.",
                    ),
                ),
                (
                    "search_names",
                    models.TextField(
                        blank=True, help_text="Current communes: own and former names, folded."
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, help_text="Empty: not known.", null=True),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="Last day. Empty: still valid.", null=True
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="ocop_places.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, unique=True)),
                ("slug", models.SlugField(max_length=120)),
                ("name", models.CharField(max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("provincial_centre", "Provincial centre"),
                            ("district_centre", "District centre"),
                            ("sales_point", "Sales point"),
                            ("fair_booth", "Fair booth"),
                        ],
                        max_length=20,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=20)),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
                ),
                ("sells_online", models.BooleanField(default=False)),
                ("collects", models.BooleanField(default=False)),
                ("ships", models.BooleanField(default=False)),
                ("delivery_fee", models.BigIntegerField(default=0, help_text="đồng, tax included")),
                ("opened_on", models.DateField()),
                (
                    "closed_on",
                    models.DateField(blank=True, help_text="Last day. Empty: open.", null=True),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="ocop_places.operator",
                    ),
                ),
                (
                    "warehouse",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="place",
                        to="warehouse.warehouse",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="ocop_places.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_default", models.BooleanField(default=False)),
                ("source", models.CharField(max_length=200)),
                ("confirmed_by_id", models.BigIntegerField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessions",
                        to="ocop_places.unit",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="ocop_places.unit",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="operator",
            constraint=models.UniqueConstraint(
                condition=models.Q(("tax_code", ""), _negated=True),
                fields=("tax_code",),
                name="ocop_places_operator_tax_code_once",
            ),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["parent", "sort_key"], name="ocop_unit_parent_order"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    models.F("search_names"), name="gin_trgm_ops"
                ),
                name="ocop_unit_names_trgm",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                fields=("scheme", "level", "code", "valid_from"),
                name="ocop_places_unit_once_per_start",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_until__isnull", True)),
                fields=("scheme", "level", "code"),
                name="ocop_places_unit_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("code__regex", "^[0-9]{2}$"),
                        ("level", "province"),
                        ("parent__isnull", True),
                    ),
                    models.Q(
                        ("code__regex", "^[0-9]{3}$"),
                        ("level", "district"),
                        ("parent__isnull", False),
                    ),
                    models.Q(
                        ("code__regex", "^[0-9]{5}$"),
                        ("level", "commune"),
                        ("parent__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ocop_places_unit_code_fits_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("level", "district"), ("scheme", "qd19"), _negated=True),
                name="ocop_places_unit_no_new_district",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_until__isnull", True),
                    ("valid_until__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="ocop_places_unit_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (6, 24)),
                        ("longitude__isnull", False),
                        ("longitude__range", (102, 118)),
                    ),
                    _connector="OR",
                ),
                name="ocop_places_unit_in_viet_nam",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["provincial_centre", "district_centre", "sales_point", "fair_booth"],
                    )
                ),
                name="ocop_places_place_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery_fee__gte", 0)),
                name="ocop_places_place_fee_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("closed_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="ocop_places_place_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (6, 24)),
                        ("longitude__isnull", False),
                        ("longitude__range", (102, 118)),
                    ),
                    _connector="OR",
                ),
                name="ocop_places_place_in_viet_nam",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitsuccession",
            constraint=models.UniqueConstraint(
                fields=("old", "new"), name="ocop_places_succession_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitsuccession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("old",),
                name="ocop_places_succession_one_default",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitsuccession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", False)),
                fields=("old",),
                name="ocop_places_succession_one_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitsuccession",
            constraint=models.CheckConstraint(
                condition=models.Q(("old", models.F("new")), _negated=True),
                name="ocop_places_succession_not_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitsuccession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by_id__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by_id__isnull", False)),
                    _connector="OR",
                ),
                name="ocop_places_succession_confirmed_by_someone",
            ),
        ),
    ]
