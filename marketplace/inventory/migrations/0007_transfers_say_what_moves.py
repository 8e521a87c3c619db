"""A transfer's line says in which condition; its moments fit its state; it leaves once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ocop_inventory", "0006_counts_are_kept"),
        ("ocop_places", "0002_supply_and_facts_of_places"),
        ("product", "0117_auto_20200423_0737"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="transferline",
            name="transfer_line_once",
        ),
        migrations.AddField(
            model_name="transferline",
            name="condition",
            field=models.CharField(
                choices=[("good", "Good"), ("blocked", "Blocked"), ("damaged", "Damaged")],
                default="good",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("sent_at__isnull", True), ("state", "draft")
                    ),
                    models.Q(
                        ("ended_at__isnull", True), ("sent_at__isnull", False), ("state", "sent")
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("sent_at__isnull", False),
                        ("state", "received"),
                    ),
                    models.Q(("ended_at__isnull", False), ("state", "cancelled")),
                    _connector="OR",
                ),
                name="transfer_moments_fit_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferline",
            constraint=models.UniqueConstraint(
                fields=("transfer", "variant", "lot", "condition"),
                name="transfer_line_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="transferline",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition", "good"), ("lot__isnull", False), _connector="OR"),
                name="transfer_line_names_what_is_not_good",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["sending", "sending_back"])),
                fields=("reference", "kind"),
                name="document_of_transfer_once",
            ),
        ),
    ]
