"""A balance moves by an entry and by nothing else.

The trigger writes it, as the owner of the tables; the app role may only read balances. So the
sum of the entries is the balance by construction, whoever inserts an entry, and stock cannot
move without a line that says who, why and when. An entry belongs to a document of its own
transaction: nothing is added to what was posted before.
"""

from django.conf import settings
from django.db import migrations

MOVES = """
CREATE FUNCTION ocop_entry_moves_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.place_id IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE ocop_inventory_balance SET quantity = quantity + NEW.quantity
        WHERE place_id = NEW.place_id AND lot_id = NEW.lot_id
        AND owner_id = NEW.owner_id AND condition = NEW.condition;
    IF NOT FOUND THEN
        INSERT INTO ocop_inventory_balance (place_id, lot_id, owner_id, condition, quantity)
            VALUES (NEW.place_id, NEW.lot_id, NEW.owner_id, NEW.condition, NEW.quantity);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ocop_entry_moves_balance AFTER INSERT ON ocop_inventory_entry
    FOR EACH ROW EXECUTE FUNCTION ocop_entry_moves_balance();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ocop_inventory_balance FROM "{role}";
"""

OWN_TRANSACTION = """
ALTER TABLE ocop_inventory_document ADD COLUMN posted_in xid8 NOT NULL
    DEFAULT pg_current_xact_id();
CREATE FUNCTION ocop_entry_in_its_own_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT posted_in FROM ocop_inventory_document WHERE id = NEW.document_id)
        IS DISTINCT FROM pg_current_xact_id() THEN
        RAISE EXCEPTION 'document % was posted before: nothing is added to it', NEW.document_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ocop_entry_in_its_own_transaction BEFORE INSERT ON ocop_inventory_entry
    FOR EACH ROW EXECUTE FUNCTION ocop_entry_in_its_own_transaction();
"""


class Migration(migrations.Migration):
    dependencies = [("ocop_inventory", "0002_held_together")]
    operations = [
        migrations.RunSQL(MOVES.format(role=settings.DATABASE_APP_ROLE), migrations.RunSQL.noop),
        migrations.RunSQL(OWN_TRANSACTION, migrations.RunSQL.noop),
    ]
