"""What was shown and what was decided by hand stays: triggers, and rights the app role lacks.

A line of history is closed once and is otherwise as it was written; a proposal changes only
while it waits. History begins with the periods of today, known since their certificate counted.
"""

from django.conf import settings
from django.db import migrations, models

from marketplace import codes

KEPT = """
CREATE FUNCTION ocop_shown_star_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.known_until IS NULL AND NEW.known_until IS NOT NULL
       AND to_jsonb(NEW) - 'known_until' = to_jsonb(OLD) - 'known_until' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ocop_shown_star_kept BEFORE UPDATE OR DELETE ON ocop_certification_shownstar
    FOR EACH ROW EXECUTE FUNCTION ocop_shown_star_kept();
CREATE TRIGGER ocop_shown_star_not_emptied BEFORE TRUNCATE ON ocop_certification_shownstar
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE UPDATE, DELETE, TRUNCATE ON ocop_certification_shownstar FROM "{role}";
GRANT UPDATE (known_until) ON ocop_certification_shownstar TO "{role}";

CREATE FUNCTION ocop_proposal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided CONSTANT text[] := ARRAY['state', 'certified_product_id', 'certificate_id',
                                     'decided_at', 'decided_by_id', 'refusal'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'waiting'
       AND to_jsonb(NEW) - decided = to_jsonb(OLD) - decided THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is kept as it was decided: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ocop_proposal_kept BEFORE UPDATE OR DELETE ON ocop_certification_proposal
    FOR EACH ROW EXECUTE FUNCTION ocop_proposal_kept();
CREATE TRIGGER ocop_proposal_not_emptied BEFORE TRUNCATE ON ocop_certification_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE DELETE, TRUNCATE ON ocop_certification_proposal FROM "{role}";
"""

HELD = """
INSERT INTO ocop_certification_shownstar
    (certified_product_id, certificate_id, stars, number, decided_on, authority, during,
     known_from)
SELECT period.certified_product_id, period.certificate_id, period.stars, certificate.number,
       certificate.decided_on, certificate.authority, period.during, certificate.confirmed_at
FROM ocop_certification_starperiod period
JOIN ocop_certification_certificate certificate ON certificate.id = period.certificate_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_audit", "0002_append_only"),
        ("ocop_certification", "0004_codes"),
    ]
    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="code",
            field=models.CharField(max_length=10, unique=True, default=codes.new_code),
        ),
        migrations.RunSQL(KEPT.format(role=settings.DATABASE_APP_ROLE), migrations.RunSQL.noop),
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
    ]
