"""Two records of the register that may be one, what was decided about them, and what that moved."""

from django.db import models
from django.db.models import F, Q

from marketplace import codes

PRODUCER, PRODUCT = "ocop_producers.Producer", "ocop_certification.CertifiedProduct"


class Kind(models.TextChoices):
    PRODUCER = "producer"
    PRODUCT = "product"


class NearMatch(models.Model):
    """Gộp hay tách? Two producers, or two products, whose names are near to each other.

    Asked once a pair, the older record first: what was decided is remembered, and apart is not
    asked again. score: 0 to 100, how near. found_by_import: key of the import that brought one
    of the two; None: found in the register as a whole.
    """

    class State(models.TextChoices):
        OPEN = "open"
        MERGED = "merged"
        APART = "apart"

    class Why(models.TextChoices):
        """How the names are near: what the person should look at first."""

        LEGAL_FORM = "legal_form"
        TYPO = "typo"
        WORD_ORDER = "word_order"
        SHORTENED = "shortened"
        BRANCH = "branch"
        FORMER_NAME = "former_name"

    code = models.CharField(max_length=10, unique=True, default=codes.new_code)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    first_producer = models.ForeignKey(PRODUCER, models.PROTECT, null=True, related_name="+")
    second_producer = models.ForeignKey(PRODUCER, models.PROTECT, null=True, related_name="+")
    first_product = models.ForeignKey(PRODUCT, models.PROTECT, null=True, related_name="+")
    second_product = models.ForeignKey(PRODUCT, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    why = models.CharField(max_length=11, choices=Why.choices)
    score = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    found_by_import = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [models.Index(fields=["state", "kind", "-score"], name="near_match_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="producer",
                    first_producer__lt=F("second_producer"),
                    first_product__isnull=True,
                    second_product__isnull=True,
                )
                | Q(
                    kind="product",
                    first_product__lt=F("second_product"),
                    first_producer__isnull=True,
                    second_producer__isnull=True,
                ),
                name="near_match_two_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["first_producer", "second_producer"], name="near_producers_once"
            ),
            models.UniqueConstraint(
                fields=["first_product", "second_product"], name="near_products_once"
            ),
            models.CheckConstraint(condition=Q(score__lte=100), name="near_match_score"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by_id__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False, decided_by_id__isnull=False)),
                name="near_match_decided_or_open",
            ),
        ]

    @property
    def first(self) -> models.Model:
        """The older of the two."""
        return getattr(self, f"first_{self.kind}")

    @property
    def second(self) -> models.Model:
        """The younger of the two."""
        return getattr(self, f"second_{self.kind}")


class Merge(models.Model):
    """One record of the register that became part of another, and all that moved with it.

    moved: kind of thing → keys and values as they were, enough to put everything back.
    part_of: the merge of two producers that made their products of one name one. Written once;
    only its undoing is added, by a trigger.
    """

    code = models.CharField(max_length=10, unique=True, default=codes.new_code)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    kept_producer = models.ForeignKey(PRODUCER, models.PROTECT, null=True, related_name="+")
    merged_producer = models.ForeignKey(PRODUCER, models.PROTECT, null=True, related_name="+")
    kept_product = models.ForeignKey(PRODUCT, models.PROTECT, null=True, related_name="+")
    merged_product = models.ForeignKey(PRODUCT, models.PROTECT, null=True, related_name="+")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    moved = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    merged_at = models.DateTimeField()
    merged_by_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    undone_reason = models.CharField(max_length=500, default="")

    class Meta:
        indexes = [models.Index(fields=["-merged_at"], name="merge_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="producer",
                    kept_producer__isnull=False,
                    merged_producer__isnull=False,
                    kept_product__isnull=True,
                    merged_product__isnull=True,
                )
                | Q(
                    kind="product",
                    kept_product__isnull=False,
                    merged_product__isnull=False,
                    kept_producer__isnull=True,
                    merged_producer__isnull=True,
                ),
                name="merge_two_of_a_kind",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by_id__isnull=True, undone_reason="")
                | (Q(undone_at__isnull=False, undone_by_id__isnull=False) & ~Q(undone_reason="")),
                name="merge_undone_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["merged_producer"],
                condition=Q(undone_at__isnull=True),
                name="producer_merged_once",
            ),
            models.UniqueConstraint(
                fields=["merged_product"],
                condition=Q(undone_at__isnull=True),
                name="product_merged_once",
            ),
        ]

    @property
    def kept(self) -> models.Model:
        """What it became part of."""
        return getattr(self, f"kept_{self.kind}")

    @property
    def merged(self) -> models.Model:
        """What became part of another."""
        return getattr(self, f"merged_{self.kind}")
