"""What 0002 refuses, for half of the look-ups: they run at every commit, under the shelf's lock.

A change is compared with what it can break and with nothing else: a balance with its shelf, a hold
with what its shelf holds, Saleor's stock with its shelf, a shelf with whichever of its figures has
changed. Where a row stays on its shelf, OLD and NEW are one question, not two.
"""

import re
from importlib import import_module

from django.db import migrations


FIGURES = """
CREATE FUNCTION ocop_check_on_hand(of_place bigint, of_variant integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    shelf ocop_inventory_shelf;
    balances bigint;
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
END $$;

CREATE FUNCTION ocop_check_held(of_shelf bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    says bigint;
    promised bigint;
BEGIN
    SELECT held INTO says FROM ocop_inventory_shelf WHERE id = of_shelf;
    SELECT coalesce(sum(quantity), 0) INTO promised FROM ocop_inventory_hold
        WHERE shelf_id = of_shelf AND state = 'live';
    IF promised <> coalesce(says, 0) THEN
        RAISE EXCEPTION 'shelf % says % held, its live holds %', of_shelf, says, promised
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shelf_is_its_holds';
    END IF;
END $$;

CREATE FUNCTION ocop_check_saleor(of_place bigint, of_variant integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    shelf ocop_inventory_shelf;
    saleor bigint;
BEGIN
    SELECT * INTO shelf FROM ocop_inventory_shelf
        WHERE place_id = of_place AND variant_id = of_variant;
    SELECT coalesce(sum(s.quantity), 0) INTO saleor FROM warehouse_stock s
        JOIN ocop_places_place p ON p.warehouse_id = s.warehouse_id
        WHERE p.id = of_place AND s.product_variant_id = of_variant;
    IF saleor <> coalesce(shelf.on_hand, 0) THEN
        RAISE EXCEPTION 'shelf % has % on hand, the stock row of Saleor %',
            shelf.id, shelf.on_hand, saleor
            USING ERRCODE = 'check_violation', CONSTRAINT = 'saleor_stock_is_the_shelf';
    END IF;
END $$;
"""

CHANGES = """
CREATE OR REPLACE FUNCTION ocop_shelf_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stays CONSTANT boolean := TG_OP = 'UPDATE'
        AND (OLD.id, OLD.place_id, OLD.variant_id) = (NEW.id, NEW.place_id, NEW.variant_id);
BEGIN
    IF TG_OP <> 'INSERT' AND NOT stays THEN
        PERFORM ocop_check_on_hand(OLD.place_id, OLD.variant_id);
        PERFORM ocop_check_held(OLD.id);
        PERFORM ocop_check_saleor(OLD.place_id, OLD.variant_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NOT (stays AND OLD.on_hand = NEW.on_hand) THEN
            PERFORM ocop_check_on_hand(NEW.place_id, NEW.variant_id);
            PERFORM ocop_check_saleor(NEW.place_id, NEW.variant_id);
        END IF;
        IF NOT (stays AND OLD.held = NEW.held) THEN
            PERFORM ocop_check_held(NEW.id);
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ocop_balance_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND NOT (
        TG_OP = 'UPDATE' AND (OLD.place_id, OLD.lot_id) = (NEW.place_id, NEW.lot_id)
    ) THEN
        PERFORM ocop_check_on_hand(OLD.place_id, variant_id)
            FROM ocop_inventory_lot WHERE id = OLD.lot_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ocop_check_on_hand(NEW.place_id, variant_id)
            FROM ocop_inventory_lot WHERE id = NEW.lot_id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ocop_hold_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND NOT (TG_OP = 'UPDATE' AND OLD.shelf_id = NEW.shelf_id) THEN
        PERFORM ocop_check_held(OLD.shelf_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ocop_check_held(NEW.shelf_id);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ocop_saleor_stock_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND NOT (
        TG_OP = 'UPDATE' AND (OLD.warehouse_id, OLD.product_variant_id)
            = (NEW.warehouse_id, NEW.product_variant_id)
    ) THEN
        PERFORM ocop_check_saleor(id, OLD.product_variant_id)
            FROM ocop_places_place WHERE warehouse_id = OLD.warehouse_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM ocop_check_saleor(id, NEW.product_variant_id)
            FROM ocop_places_place WHERE warehouse_id = NEW.warehouse_id;
    END IF;
    RETURN NULL;
END $$;
DROP FUNCTION ocop_check_shelf(bigint, integer);
"""


FIRST = import_module("marketplace.inventory.migrations.0002_held_together").SHELF
AS_BEFORE = "".join(re.findall(r"CREATE FUNCTION .*?END \$\$;\n", FIRST, re.DOTALL)).replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
FORGOTTEN = """
DROP FUNCTION ocop_check_on_hand(bigint, integer);
DROP FUNCTION ocop_check_held(bigint);
DROP FUNCTION ocop_check_saleor(bigint, integer);
"""


class Migration(migrations.Migration):
    dependencies = [("ocop_inventory", "0010_holds_that_end")]
    operations = [migrations.RunSQL(FIGURES + CHANGES, AS_BEFORE + FORGOTTEN)]
