"""The app role, what it may do by default, and that audit lines never change.

The app role (DATABASE_APP_ROLE) reads and writes rows; the owner alone changes the schema. A
trigger refuses changes to append-only tables to everybody; taking the rights away says so
earlier, and holds even for a trigger that someone disabled.
"""

from django.conf import settings
from django.db import migrations

ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE "{role}" NOLOGIN;
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO "{role}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{role}";
"""

APPEND_ONLY = """
CREATE FUNCTION ocop_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ocop_append_only BEFORE UPDATE OR DELETE ON ocop_audit_line
    FOR EACH ROW EXECUTE FUNCTION ocop_append_only();
CREATE TRIGGER ocop_append_only_truncate BEFORE TRUNCATE ON ocop_audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON ocop_audit_line FROM "{role}";
"""


class Migration(migrations.Migration):
    dependencies = [("ocop_audit", "0001_initial")]
    operations = [
        migrations.RunSQL(ROLE.format(role=settings.DATABASE_APP_ROLE), migrations.RunSQL.noop),
        migrations.RunSQL(
            APPEND_ONLY.format(role=settings.DATABASE_APP_ROLE), migrations.RunSQL.noop
        ),
    ]
