"""What an import changed is never rewritten, and no import is ever deleted: by the database."""

from django.db import migrations

KEPT = """
CREATE TRIGGER ocop_append_only BEFORE UPDATE OR DELETE ON ocop_sync_change
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only_truncate BEFORE TRUNCATE ON ocop_sync_change
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_kept_for_ever BEFORE DELETE ON ocop_sync_registerimport
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_kept_for_ever_truncate BEFORE TRUNCATE ON ocop_sync_registerimport
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ocop_sync", "0002_lifecycle"), ("ocop_audit", "0002_append_only")]
    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop)]
