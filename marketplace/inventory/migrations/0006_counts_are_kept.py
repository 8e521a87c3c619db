"""Counts and variances are append-only; a stocktake changes once, when it ends.

Two stocktakes that run at one place never overlap: the whole place overlaps each of its groups.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

ONE_RUNNING = """
ALTER TABLE ocop_inventory_stocktake ADD CONSTRAINT stocktake_one_running EXCLUDE USING gist (
    place_id WITH =,
    int4range(
        array_position(ARRAY['I', 'II', 'III', 'IV', 'V', 'VI'], "group"::text),
        array_position(ARRAY['I', 'II', 'III', 'IV', 'V', 'VI'], "group"::text),
        '[]'
    ) WITH &&
) WHERE (state = 'counting');
"""

KEPT = """
CREATE TRIGGER ocop_append_only BEFORE UPDATE OR DELETE ON ocop_inventory_count
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only_truncate BEFORE TRUNCATE ON ocop_inventory_count
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only BEFORE UPDATE OR DELETE ON ocop_inventory_variance
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only_truncate BEFORE TRUNCATE ON ocop_inventory_variance
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON ocop_inventory_count, ocop_inventory_variance FROM "{role}";

CREATE FUNCTION ocop_stocktake_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending CONSTANT text[] := ARRAY['state', 'ended_at', 'ended_by_id', 'document_id'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'counting'
       AND to_jsonb(NEW) - ending = to_jsonb(OLD) - ending THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is kept as it ended: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ocop_stocktake_ends_once BEFORE UPDATE OR DELETE ON ocop_inventory_stocktake
    FOR EACH ROW EXECUTE FUNCTION ocop_stocktake_ends_once();
CREATE TRIGGER ocop_stocktake_not_emptied BEFORE TRUNCATE ON ocop_inventory_stocktake
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE DELETE, TRUNCATE ON ocop_inventory_stocktake FROM "{role}";
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_inventory", "0005_mirrors_and_second_person"),
        ("ocop_audit", "0002_append_only"),
    ]
    operations = [
        migrations.RemoveConstraint(model_name="count", name="count_says_some"),
        migrations.RemoveConstraint(model_name="stocktake", name="stocktake_one_running"),
        migrations.AddField(
            model_name="stocktake",
            name="ledger_at",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="variance",
            name="difference",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="stocktake",
            index=models.Index(fields=["place", "-started_at"], name="stocktake_of_place"),
        ),
        migrations.AddConstraint(
            model_name="stocktake",
            constraint=models.CheckConstraint(
                condition=Q(state="counting", ended_at__isnull=True, document__isnull=True)
                | Q(state="posted", ended_at__isnull=False, document__isnull=False)
                | Q(state="cancelled", ended_at__isnull=False, document__isnull=True),
                name="stocktake_ended_or_counting",
            ),
        ),
        migrations.AddConstraint(
            model_name="variance",
            constraint=models.CheckConstraint(
                condition=Q(
                    difference__gte=Least(F("counted") - F("expected"), 0),
                    difference__lte=Greatest(F("counted") - F("expected"), 0),
                ),
                name="variance_within_what_differs",
            ),
        ),
        migrations.RunSQL(ONE_RUNNING, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT.format(role=settings.DATABASE_APP_ROLE), migrations.RunSQL.noop),
    ]
