from django.db import models
from django.db.models import F, Q

from marketplace import clock, codes

COMMAND_LINE = "command line"


class RegisterImport(models.Model):
    """One file: what it is, who brought it, who stands behind it, what came of it. Kept for ever.

    kept_as, scan_kept_as: paths below the private files. report: counts and decision
    (report.stored); what is said of each row stands in `lines`, of a list from the command line
    only of the rejected ones. Reports of before 22/11/2026 hold those themselves, as "rejected".
    error: {"code", "data"} of why it failed, of why it waits once more, or of why its undo was not possible. beside: what it wrote besides
    certificates, for the undo.
    """

    class State(models.TextChoices):
        READING = "reading"  # the worker makes the plan
        WAITING = "waiting"  # for the second person
        CONFIRMED = "confirmed"  # the worker writes
        APPLIED = "applied"
        FAILED = "failed"  # could not be read or written; nothing of it is in the register
        REFUSED = "refused"  # a person said no; nothing of it is in the register
        UNDOING = "undoing"  # somebody asked for the undo; the worker does it
        UNDONE = "undone"

    code = models.CharField(max_length=10, unique=True, default=codes.new_code)
    state = models.CharField(max_length=10, choices=State.choices)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kept_as = models.CharField(max_length=120)

    source_level = models.CharField(max_length=2)
    source_url = models.CharField(max_length=500, default="")
    source_text = models.CharField(max_length=500, default="")
    scan_name = models.CharField(max_length=255, default="")
    scan_kept_as = models.CharField(max_length=120, default="")

    number = models.CharField(max_length=120, default="")
    decided_on = models.DateField(null=True)
    authority = models.CharField(max_length=200, default="")

    uploaded_by_id = models.BigIntegerField()
    uploaded_at = models.DateTimeField(default=clock.now)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_via = models.CharField(max_length=40, default="")
    ended_by_id = models.BigIntegerField(null=True)  # who refused it or asked for the undo
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, default="")

    plan_digest = models.CharField(max_length=64, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    beside = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], name="register_import_sha256"),
            models.Index(fields=["applied_at"], name="register_import_applied"),
            models.Index(
                fields=["id"],
                name="register_import_for_worker",
                condition=Q(state__in=["reading", "confirmed", "undoing"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True) | ~Q(confirmed_by_id=F("uploaded_by_id")),
                name="register_import_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reading", "waiting", "failed", "refused"])
                | Q(confirmed_by_id__isnull=False)
                | Q(confirmed_via=COMMAND_LINE),
                name="register_import_confirmed_before_written",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undoing", "undone"])
                | Q(applied_at__isnull=False),
                name="register_import_applied_at",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class PlannedLine(models.Model):
    """What the plan says about one row of the file, as the second person reads it.

    position: of the row among all rows of the file, from 0.

    data: product, producer, stars, changes {field: [old, new]}, problems [{code, column, value,
    data}], by report.lines(). Written anew with every plan; after the writing, what was done.
    """

    register_import = models.ForeignKey(RegisterImport, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)  # planned.Outcome, or "rejected"
    sheet = models.CharField(max_length=100, default="")
    row = models.PositiveIntegerField()
    data = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register_import", "position"], name="planned_line_position"
            )
        ]
        indexes = [
            models.Index(
                fields=["register_import", "outcome", "position"], name="planned_line_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.outcome}"


class Change(models.Model):
    """One certificate before and after an import: whole rows, by the names of their columns.

    before is empty for a certificate the import made. The ids are no foreign keys: what an undo
    has taken out of the register is still told here.
    """

    register_import = models.ForeignKey(RegisterImport, models.PROTECT, related_name="changes")
    certificate_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register_import", "certificate_id"], name="change_once_an_import"
            )
        ]
        indexes = [models.Index(fields=["certificate_id"], name="change_certificate")]

    def __str__(self) -> str:
        return f"{self.register_import_id}: {self.certificate_id}"


class ScheduledSource(models.Model):
    """A registry that is asked for its list from time to time.

    What it gives is brought as the person's who added it, and waits for a second one like any
    list. error: {"code", "data"} of the last try, if it failed.
    """

    class Result(models.TextChoices):
        NEW = "new"
        UNCHANGED = "unchanged"
        FAILED = "failed"

    code = models.CharField(max_length=10, unique=True, default=codes.new_code)
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=500, unique=True)
    source_level = models.CharField(max_length=2)
    every_hours = models.PositiveSmallIntegerField()
    is_on = models.BooleanField(default=True)
    added_by_id = models.BigIntegerField()
    added_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)  # when it last gave a list
    result = models.CharField(max_length=9, choices=Result.choices, default="")
    error = models.JSONField(default=dict)
    last_import = models.ForeignKey(
        RegisterImport, models.PROTECT, null=True, related_name="sources"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every_hours__gte=1), name="source_every_hours")
        ]

    def __str__(self) -> str:
        return self.name
