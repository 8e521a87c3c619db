from django.db import models


class RegisterImport(models.Model):
    """One file that was applied: the file itself, what it was, who brought it, what came of it.

    kept_as: its path below the private files. report: counts, decision and rejected rows as
    codes and figures (report.stored), so that sentences are made in the reader's language.
    certificate_ids: all it created, updated or revoked.
    """

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kept_as = models.CharField(max_length=120)
    source_level = models.CharField(max_length=2)
    number = models.CharField(max_length=120, default="")
    decided_on = models.DateField(null=True)
    authority = models.CharField(max_length=200, default="")
    uploaded_by_id = models.BigIntegerField()
    confirmed_via = models.CharField(max_length=40)
    report = models.JSONField()
    certificate_ids = models.JSONField()
    applied_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], name="register_import_sha256"),
            models.Index(fields=["applied_at"], name="register_import_applied"),
        ]

    def __str__(self) -> str:
        return self.file_name
