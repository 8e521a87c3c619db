"""A star period says what its certificate says, or the transaction does not commit.

Checked whenever either is written: the same product and stars; a certificate that was confirmed
and is active, superseded or revoked; from 00:00 of its first day, at most until 24:00 of its
last (or of the last it was extended to), and no longer than its revocation. Days are meant in
Viet Nam.
"""

from django.db import migrations

TRUE = """
CREATE FUNCTION ocop_check_star(of_certificate bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    star ocop_certification_starperiod;
    paper ocop_certification_certificate;
    zone CONSTANT text := 'Asia/Ho_Chi_Minh';
BEGIN
    SELECT * INTO star FROM ocop_certification_starperiod WHERE certificate_id = of_certificate;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO paper FROM ocop_certification_certificate WHERE id = of_certificate;
    IF star.certified_product_id <> paper.certified_product_id
        OR star.stars <> paper.stars
        OR paper.confirmed_at IS NULL
        OR paper.state NOT IN ('active', 'superseded', 'revoked')
        OR lower(star.during) IS DISTINCT FROM paper.first_day::timestamp AT TIME ZONE zone
        OR upper(star.during) IS NULL
        OR upper(star.during) >
            (coalesce(paper.extended_until, paper.last_day) + 1)::timestamp AT TIME ZONE zone
        OR upper(star.during) > coalesce(paper.revoked_at, 'infinity')
    THEN
        RAISE EXCEPTION 'star period % is not what certificate % says', star.id, paper.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'star_is_its_certificate';
    END IF;
END $$;

CREATE FUNCTION ocop_star_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ocop_check_star(NEW.certificate_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER star_is_its_certificate AFTER INSERT OR UPDATE
    ON ocop_certification_starperiod
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ocop_star_changed();

CREATE FUNCTION ocop_certificate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ocop_check_star(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER star_is_its_certificate AFTER UPDATE ON ocop_certification_certificate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ocop_certificate_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("ocop_certification", "0005_kept_for_ever")]
    operations = [migrations.RunSQL(TRUE, migrations.RunSQL.noop)]
