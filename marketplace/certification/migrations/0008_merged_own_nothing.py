"""What was merged owns nothing, nothing is merged into what was merged, and merges are kept.

Checked after each statement over the rows it wrote: an import of many rows pays one join.
"""

from django.conf import settings
from django.db import migrations

OWNS_NOTHING = """
CREATE FUNCTION ocop_refuse_merged(is_wrong boolean, rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF is_wrong THEN
        RAISE EXCEPTION 'the register refuses: %', rule
            USING ERRCODE = 'check_violation', CONSTRAINT = rule;
    END IF;
END $$;

CREATE FUNCTION ocop_certificates_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ocop_refuse_merged(EXISTS (
        SELECT FROM fresh JOIN ocop_certification_certifiedproduct AS product
            ON product.id = fresh.certified_product_id
        WHERE product.merged_into_id IS NOT NULL AND fresh.state <> 'undone'
    ), 'merged_product_owns_nothing');
    RETURN NULL;
END $$;
CREATE TRIGGER merged_product_owns_nothing AFTER INSERT ON ocop_certification_certificate
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ocop_certificates_written();
CREATE TRIGGER merged_product_owns_nothing_still AFTER UPDATE ON ocop_certification_certificate
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ocop_certificates_written();

CREATE FUNCTION ocop_products_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ocop_refuse_merged(EXISTS (
        SELECT FROM fresh JOIN ocop_producers_producer AS producer
            ON producer.id = fresh.producer_id
        WHERE fresh.merged_into_id IS NULL AND producer.merged_into_id IS NOT NULL
    ), 'merged_producer_owns_nothing');
    IF EXISTS (SELECT FROM fresh WHERE merged_into_id IS NOT NULL) THEN
        PERFORM ocop_refuse_merged(EXISTS (
            SELECT FROM fresh JOIN ocop_certification_certificate AS held
                ON held.certified_product_id = fresh.id
            WHERE fresh.merged_into_id IS NOT NULL AND held.state <> 'undone'
        ), 'merged_product_owns_nothing');
        PERFORM ocop_refuse_merged(EXISTS (
            SELECT FROM fresh JOIN ocop_certification_certifiedproduct AS other
                ON other.id = fresh.merged_into_id OR other.merged_into_id = fresh.id
            WHERE fresh.merged_into_id IS NOT NULL
                AND other.merged_into_id IS NOT NULL
        ), 'merged_products_in_no_chain');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER merged_owns_nothing AFTER INSERT ON ocop_certification_certifiedproduct
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ocop_products_written();
CREATE TRIGGER merged_owns_nothing_still AFTER UPDATE ON ocop_certification_certifiedproduct
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ocop_products_written();

CREATE FUNCTION ocop_producers_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh WHERE merged_into_id IS NOT NULL) THEN
        PERFORM ocop_refuse_merged(EXISTS (
            SELECT FROM fresh JOIN ocop_certification_certifiedproduct AS product
                ON product.producer_id = fresh.id
            WHERE fresh.merged_into_id IS NOT NULL AND product.merged_into_id IS NULL
        ), 'merged_producer_owns_nothing');
        PERFORM ocop_refuse_merged(EXISTS (
            SELECT FROM fresh JOIN ocop_producers_producer AS other
                ON other.id = fresh.merged_into_id OR other.merged_into_id = fresh.id
            WHERE fresh.merged_into_id IS NOT NULL
                AND other.merged_into_id IS NOT NULL
        ), 'merged_producers_in_no_chain');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER merged_producer_owns_nothing AFTER UPDATE ON ocop_producers_producer
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ocop_producers_written();
"""

KEPT = """
CREATE FUNCTION ocop_merge_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    undoing CONSTANT text[] := ARRAY['undone_at', 'undone_by_id', 'undone_reason'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.undone_at IS NULL
       AND to_jsonb(NEW) - undoing = to_jsonb(OLD) - undoing THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is kept as it was written: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ocop_merge_kept BEFORE UPDATE OR DELETE ON ocop_certification_merge
    FOR EACH ROW EXECUTE FUNCTION ocop_merge_kept();
CREATE TRIGGER ocop_merge_not_emptied BEFORE TRUNCATE ON ocop_certification_merge
    FOR EACH STATEMENT EXECUTE FUNCTION ocop_append_only();
REVOKE DELETE, TRUNCATE ON ocop_certification_merge, ocop_certification_nearmatch FROM "{role}";
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_audit", "0002_append_only"),
        ("ocop_certification", "0007_near_matches"),
        ("ocop_producers", "0002_merged_into"),
    ]
    operations = [
        migrations.RunSQL(OWNS_NOTHING, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT.format(role=settings.DATABASE_APP_ROLE), migrations.RunSQL.noop),
    ]
