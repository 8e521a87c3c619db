"""Certificates that were recorded before they had codes get theirs."""

from django.db import migrations

from marketplace import codes


def give_codes(apps, schema_editor):
    certificates = apps.get_model("ocop_certification", "Certificate").objects
    rows = list(certificates.filter(code=None).only("pk"))
    for row in rows:
        row.code = codes.new_code()
    certificates.bulk_update(rows, ["code"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("ocop_certification", "0003_history_and_by_hand")]
    operations = [migrations.RunPython(give_codes, migrations.RunPython.noop)]
