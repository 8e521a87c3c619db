"""Goods never come to a place that has closed, not even at the same moment.

Whoever closes a place holds its row FOR UPDATE while it looks for goods there. An entry that
brings some asks for the row too: it waits, and then sees that the place has closed; or it was
first, and whoever closes sees the goods.
"""

from django.db import migrations

TAKES_NOTHING = """
CREATE FUNCTION ocop_closed_place_takes_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_day date;
BEGIN
    SELECT closed_on INTO last_day FROM ocop_places_place WHERE id = NEW.place_id FOR KEY SHARE;
    IF last_day < (SELECT (recorded_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                   FROM ocop_inventory_document WHERE id = NEW.document_id) THEN
        RAISE EXCEPTION 'place % has closed and takes no goods', NEW.place_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ocop_closed_place_takes_nothing AFTER INSERT ON ocop_inventory_entry
    FOR EACH ROW WHEN (NEW.place_id IS NOT NULL AND NEW.quantity > 0)
    EXECUTE FUNCTION ocop_closed_place_takes_nothing();
"""
AND_NO_MORE = """
DROP TRIGGER ocop_closed_place_takes_nothing ON ocop_inventory_entry;
DROP FUNCTION ocop_closed_place_takes_nothing();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_inventory", "0007_transfers_say_what_moves"),
        ("ocop_places", "0002_supply_and_facts_of_places"),
    ]
    operations = [migrations.RunSQL(TAKES_NOTHING, AND_NO_MORE)]
