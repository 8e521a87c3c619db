"""A delivery ends once and is kept as it ended; consigned goods come in by an agreement alone."""

from django.db import migrations, models
from django.db.models import Q

ENDS_ONCE = """
CREATE FUNCTION ocop_delivery_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'announced' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a delivery is kept as it ended: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ocop_delivery_ends_once BEFORE UPDATE OR DELETE ON ocop_inventory_delivery
    FOR EACH ROW EXECUTE FUNCTION ocop_delivery_ends_once();

CREATE FUNCTION ocop_delivery_line_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT FROM ocop_inventory_delivery WHERE id = OLD.delivery_id AND state = 'announced'
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a delivery is kept as it ended: % of a line refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ocop_delivery_line_ends_once BEFORE UPDATE OR DELETE
    ON ocop_inventory_deliveryline
    FOR EACH ROW EXECUTE FUNCTION ocop_delivery_line_ends_once();
"""

ENDS_AT_WILL = """
DROP TRIGGER ocop_delivery_line_ends_once ON ocop_inventory_deliveryline;
DROP FUNCTION ocop_delivery_line_ends_once();
DROP TRIGGER ocop_delivery_ends_once ON ocop_inventory_delivery;
DROP FUNCTION ocop_delivery_ends_once();
"""

BY_AGREEMENT = """
CREATE FUNCTION ocop_consigned_by_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    producer bigint;
BEGIN
    SELECT id INTO producer FROM ocop_producers_producer WHERE party_id = NEW.owner_id;
    IF FOUND AND NOT EXISTS (
        SELECT FROM ocop_inventory_consignmentagreement AS agreement
            JOIN ocop_places_place AS place ON place.operator_id = agreement.operator_id
            JOIN ocop_inventory_document AS document ON document.id = NEW.document_id
            WHERE agreement.producer_id = producer AND place.id = NEW.place_id
              AND daterange(agreement.since, agreement.until, '[]')
                  @> (document.business_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    ) THEN
        RAISE EXCEPTION 'consigned goods come in without an agreement in force'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ocop_consigned_by_agreement AFTER INSERT ON ocop_inventory_entry
    FOR EACH ROW WHEN (NEW.reason = 'received' AND NEW.place_id IS NOT NULL)
    EXECUTE FUNCTION ocop_consigned_by_agreement();
"""

BY_NOTHING = """
DROP TRIGGER ocop_consigned_by_agreement ON ocop_inventory_entry;
DROP FUNCTION ocop_consigned_by_agreement();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_inventory", "0008_closed_places_take_nothing"),
        ("ocop_producers", "0001_initial"),
    ]
    operations = [
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=["delivery", "adjustment", "sha256"],
                nulls_distinct=False,
                name="paper_once",
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                fields=["document"], condition=Q(virtual="loss"), name="entry_of_loss"
            ),
        ),
        migrations.RunSQL(ENDS_ONCE, ENDS_AT_WILL),
        migrations.RunSQL(BY_AGREEMENT, BY_NOTHING),
    ]
