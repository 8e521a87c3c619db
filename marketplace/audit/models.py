from django.db import models


class Line(models.Model):
    """One act. Append-only: a trigger refuses every change, and the app role may not try.

    Holds the person's id, never a name or a phone: erasing a person blanks the person and
    leaves the line true.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=80)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="audit_line_subject")]
