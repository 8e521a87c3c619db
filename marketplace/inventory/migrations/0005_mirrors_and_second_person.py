"""A second person for what is written off; what was bought out and recalled; mirrors by the database.

Checked at commit: a reversal has exactly the lines of the document that it names, negated, and
is never taken back itself; a change of owner or condition leaves each place as many units of a
lot as it had, in the same condition or of the same owner.
"""

import django.db.models.deletion
from django.db import migrations, models

MIRROR = """
CREATE FUNCTION ocop_reversal_mirrors_its_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT kind FROM ocop_inventory_document WHERE id = NEW.reverses_id) = 'reversal' THEN
        RAISE EXCEPTION 'document %: a reversal is not reversed', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_of_a_reversal';
    END IF;
    IF (SELECT count(*) FILTER (WHERE document_id = NEW.id)
            <> count(*) FILTER (WHERE document_id = NEW.reverses_id)
        FROM ocop_inventory_entry WHERE document_id IN (NEW.id, NEW.reverses_id))
        OR EXISTS (
            SELECT lot_id, place_id, virtual, owner_id, condition, -quantity
            FROM ocop_inventory_entry WHERE document_id = NEW.reverses_id
            EXCEPT ALL
            SELECT lot_id, place_id, virtual, owner_id, condition, quantity
            FROM ocop_inventory_entry WHERE document_id = NEW.id
        ) THEN
        RAISE EXCEPTION 'document % is no mirror of document %', NEW.id, NEW.reverses_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reversal_mirrors_its_first';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER reversal_mirrors_its_first AFTER INSERT ON ocop_inventory_document
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'reversal')
    EXECUTE FUNCTION ocop_reversal_mirrors_its_first();
"""

STAYS = """
CREATE FUNCTION ocop_change_stays_in_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM ocop_inventory_entry WHERE document_id = NEW.id
        GROUP BY place_id, virtual, lot_id,
            CASE NEW.kind WHEN 'owner_change' THEN condition ELSE owner_id::text END
        HAVING sum(quantity) <> 0 OR virtual <> ''
    ) THEN
        RAISE EXCEPTION 'document % changes more than it says', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'change_stays_in_place';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER change_stays_in_place AFTER INSERT ON ocop_inventory_document
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind IN ('owner_change', 'condition_change'))
    EXECUTE FUNCTION ocop_change_stays_in_place();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_inventory", "0004_documents_of_every_kind"),
        ("ocop_places", "0002_supply_and_facts_of_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoughtOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_cost", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Recall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("note", models.CharField(max_length=500)),
                ("recalled_at", models.DateTimeField()),
                ("recalled_by_id", models.BigIntegerField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by_id", models.BigIntegerField(null=True)),
                ("client_key", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "refused"),
                    models.Q(("decided_by_id", models.F("asked_by_id")), _negated=True),
                    _connector="OR",
                ),
                name="adjustment_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by_id__isnull", False),
                        ("state", "posted"),
                    ),
                    models.Q(
                        ("decided_at", models.F("asked_at")),
                        ("decided_by_id__isnull", True),
                        ("state", "posted"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by_id__isnull", False),
                        ("state", "refused"),
                    ),
                    _connector="OR",
                ),
                name="adjustment_decided_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="boughtout",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bought_out",
                to="ocop_inventory.document",
            ),
        ),
        migrations.AddField(
            model_name="boughtout",
            name="former_owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ocop_places.party",
            ),
        ),
        migrations.AddField(
            model_name="boughtout",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ocop_places.party",
            ),
        ),
        migrations.AddField(
            model_name="boughtout",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ocop_inventory.lot",
            ),
        ),
        migrations.AddField(
            model_name="recall",
            name="document",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recall",
                to="ocop_inventory.document",
            ),
        ),
        migrations.AddField(
            model_name="recall",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recalls",
                to="ocop_inventory.lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="boughtout",
            constraint=models.UniqueConstraint(
                fields=("document", "lot", "former_owner"), name="bought_out_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="boughtout",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_cost__gt", 0)), name="bought_out_for_a_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="recall",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("lot",),
                name="recall_one_at_a_time",
            ),
        ),
        migrations.RunSQL(MIRROR, migrations.RunSQL.noop),
        migrations.RunSQL(STAYS, migrations.RunSQL.noop),
    ]
