"""What an import changed stands in its changes, one by one: a list of ids beside them grew with the
file and said the same."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ocop_sync", "0005_undoing")]
    operations = [migrations.RemoveField(model_name="registerimport", name="certificate_ids")]
