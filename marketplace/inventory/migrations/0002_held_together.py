"""What holds the stock records together, whoever writes them.

Checked at commit, so that one operation may pass through states that do not add up:
the lines of a document sum to zero for every lot; a shelf holds what its balances hold, and has
promised what its live holds promise; Saleor's stock is what the shelf has. Entries and
documents are append-only. How the triggers are told apart in an error: their constraint name.
"""

from django.conf import settings
from django.db import migrations

APPEND_ONLY = """
CREATE TRIGGER ocop_append_only BEFORE UPDATE OR DELETE ON ocop_inventory_entry
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only_truncate BEFORE TRUNCATE ON ocop_inventory_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only BEFORE UPDATE OR DELETE ON ocop_inventory_document
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only_truncate BEFORE TRUNCATE ON ocop_inventory_document
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON ocop_inventory_entry, ocop_inventory_document FROM "{role}";
"""

ZERO_SUM = """
CREATE FUNCTION ocop_document_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(quantity) FROM ocop_inventory_entry
        WHERE document_id = NEW.document_id AND lot_id = NEW.lot_id) <> 0 THEN
        RAISE EXCEPTION 'document %: the lines of lot % do not sum to zero',
            NEW.document_id, NEW.lot_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_sums_to_zero';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER document_sums_to_zero AFTER INSERT ON ocop_inventory_entry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ocop_document_sums_to_zero();
"""

SHELF = """
CREATE FUNCTION ocop_check_shelf(of_place bigint, of_variant integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    shelf ocop_inventory_shelf;
    saleor bigint;
    balances bigint;
    promised bigint;
BEGIN
    SELECT * INTO shelf FROM ocop_inventory_shelf
        WHERE place_id = of_place AND variant_id = of_variant;
    SELECT coalesce(sum(b.quantity), 0) INTO balances FROM ocop_inventory_balance b
        JOIN ocop_inventory_lot l ON l.id = b.lot_id
        WHERE b.place_id = of_place AND l.variant_id = of_variant;
    IF balances <> coalesce(shelf.on_hand, 0) THEN
        RAISE EXCEPTION 'shelf % has % on hand, its balances %',
            shelf.id, shelf.on_hand, balances
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shelf_is_its_balances';
    END IF;
    SELECT coalesce(sum(quantity), 0) INTO promised FROM ocop_inventory_hold
        WHERE shelf_id = shelf.id AND state = 'live';
    IF promised <> coalesce(shelf.held, 0) THEN
        RAISE EXCEPTION 'shelf % says % held, its live holds %', shelf.id, shelf.held, promised
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shelf_is_its_holds';
    END IF;
    SELECT coalesce(sum(s.quantity), 0) INTO saleor FROM warehouse_stock s
        JOIN ocop_places_place p ON p.warehouse_id = s.warehouse_id
        WHERE p.id = of_place AND s.product_variant_id = of_variant;
    IF saleor <> coalesce(shelf.on_hand, 0) THEN
        RAISE EXCEPTION 'shelf % has % on hand, the stock row of Saleor %',
            shelf.id, shelf.on_hand, saleor
            USING ERRCODE = 'check_violation', CONSTRAINT = 'saleor_stock_is_the_shelf';
    END IF;
END $$;

CREATE FUNCTION ocop_shelf_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM ocop_check_shelf(OLD.place_id, OLD.variant_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ocop_check_shelf(NEW.place_id, NEW.variant_id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER shelf_adds_up AFTER INSERT OR UPDATE OR DELETE ON ocop_inventory_shelf
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ocop_shelf_changed();

CREATE FUNCTION ocop_balance_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM ocop_check_shelf(OLD.place_id, variant_id)
            FROM ocop_inventory_lot WHERE id = OLD.lot_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ocop_check_shelf(NEW.place_id, variant_id)
            FROM ocop_inventory_lot WHERE id = NEW.lot_id;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER shelf_adds_up AFTER INSERT OR UPDATE OR DELETE
    ON ocop_inventory_balance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ocop_balance_changed();

CREATE FUNCTION ocop_hold_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM ocop_check_shelf(place_id, variant_id)
            FROM ocop_inventory_shelf WHERE id = OLD.shelf_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ocop_check_shelf(place_id, variant_id)
            FROM ocop_inventory_shelf WHERE id = NEW.shelf_id;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER shelf_adds_up AFTER INSERT OR UPDATE OR DELETE ON ocop_inventory_hold
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ocop_hold_changed();

CREATE FUNCTION ocop_saleor_stock_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM ocop_check_shelf(id, OLD.product_variant_id)
            FROM ocop_places_place WHERE warehouse_id = OLD.warehouse_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ocop_check_shelf(id, NEW.product_variant_id)
            FROM ocop_places_place WHERE warehouse_id = NEW.warehouse_id;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stock_is_the_shelf AFTER INSERT OR UPDATE OR DELETE ON warehouse_stock
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ocop_saleor_stock_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_inventory", "0001_initial"),
        ("ocop_audit", "0002_append_only"),
        ("ocop_places", "0001_initial"),
        ("warehouse", "0009_remove_invalid_allocation"),
    ]
    operations = [
        migrations.RunSQL(
            APPEND_ONLY.format(role=settings.DATABASE_APP_ROLE), migrations.RunSQL.noop
        ),
        migrations.RunSQL(ZERO_SUM, migrations.RunSQL.noop),
        migrations.RunSQL(SHELF, migrations.RunSQL.noop),
    ]
