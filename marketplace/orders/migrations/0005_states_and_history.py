"""Parcels that were there have a state of today, and an order's history is never changed."""

from django.conf import settings
from django.db import migrations, models

# What waited until now was confirmed by being placed.
STATES = """
UPDATE ocop_orders_parcel AS parcel
SET state = CASE parcel.state WHEN 'waiting' THEN 'confirmed' ELSE parcel.state END,
    state_at = COALESCE(parcel.ended_at, placed.placed_at)
FROM ocop_orders_shoporder AS placed WHERE placed.id = parcel.order_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
WAITING = """
UPDATE ocop_orders_parcel SET state = 'waiting' WHERE state = 'confirmed';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

KEPT = """
CREATE TRIGGER ocop_order_event_kept BEFORE UPDATE OR DELETE ON ocop_orders_orderevent
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_order_event_not_emptied BEFORE TRUNCATE ON ocop_orders_orderevent
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON ocop_orders_orderevent FROM "{role}";
"""
NOT_KEPT = """
GRANT UPDATE, DELETE ON ocop_orders_orderevent TO "{role}";
DROP TRIGGER ocop_order_event_kept ON ocop_orders_orderevent;
DROP TRIGGER ocop_order_event_not_emptied ON ocop_orders_orderevent;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_audit", "0002_append_only"),
        ("ocop_orders", "0004_orders_checked"),
    ]

    operations = [
        migrations.RunSQL(STATES, WAITING),
        migrations.AlterField(
            model_name="parcel",
            name="state_at",
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        (
                            "state__in",
                            ["to_confirm", "confirmed", "packed", "ready", "shipped", "refused"],
                        ),
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("state__in", ["delivered", "back", "cancelled", "lapsed"]),
                    ),
                    _connector="OR",
                ),
                name="parcel_ended_or_not",
            ),
        ),
        migrations.RunSQL(
            KEPT.format(role=settings.DATABASE_APP_ROLE),
            NOT_KEPT.format(role=settings.DATABASE_APP_ROLE),
        ),
    ]
