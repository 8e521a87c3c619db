"""What a person asks to change in the register by hand."""

from django.db import models
from django.db.models import F, Q

from marketplace import codes


class Proposal(models.Model):
    """A change of the register by hand: what, why, who asks, and who else stands behind it.

    before, after: field → value as text, of the certificate it concerns; for a new one `after`
    also names product, producer, address and group where the product is not known yet. A
    revocation takes effect at once; all else waits for a second person. Nothing that was
    decided changes any more, by a trigger.
    """

    class Kind(models.TextChoices):
        AWARD = "award"
        CORRECT = "correct"
        EXTEND = "extend"
        REVOKE = "revoke"
        RESTORE = "restore"

    class State(models.TextChoices):
        WAITING = "waiting"
        APPLIED = "applied"
        REFUSED = "refused"

    code = models.CharField(max_length=10, unique=True, default=codes.new_code)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    certified_product = models.ForeignKey(
        "ocop_certification.CertifiedProduct", models.PROTECT, null=True, related_name="+"
    )
    certificate = models.ForeignKey(
        "ocop_certification.Certificate", models.PROTECT, null=True, related_name="+"
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    proposed_at = models.DateTimeField()
    proposed_by_id = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    refusal = models.CharField(max_length=500, default="")
    client_key = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["state", "proposed_at"], name="proposal_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True, decided_by_id__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by_id__isnull=False)),
                name="proposal_decided_or_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied")
                | Q(kind="revoke")
                | ~Q(decided_by_id=F("proposed_by_id")),
                name="proposal_applied_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(state="waiting"),
                name="one_proposal_waits_a_certificate",
            ),
        ]
