"""Every unit of stock: what batch it is, whose it is, where it stands, and how it came there.

`inventory/ledger.py` is the only writer of all but the lots.
"""

from django.db import models
from django.db.models import F, Q


class Condition(models.TextChoices):
    GOOD = "good"
    BLOCKED = "blocked"
    DAMAGED = "damaged"


class Virtual(models.TextChoices):
    """The four places that are no shelf: where goods come from and where they go."""

    PRODUCER = "producer"
    SHOPPER = "shopper"
    LOSS = "loss"
    ON_THE_WAY = "on_the_way"


class Lot(models.Model):
    """A production batch of one sales article."""

    variant = models.ForeignKey("product.ProductVariant", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    made_on = models.DateField(null=True)
    best_before = models.DateField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "code"], name="lot_once_a_variant"),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True)
                | Q(best_before__isnull=True)
                | Q(best_before__gte=F("made_on")),
                name="lot_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Document(models.Model):
    """What moved goods, as one act: its lines sum to zero for every lot.

    business_at: when it happened; recorded_at: when the ledger heard of it. client_key: the
    second time a person or a machine sends it, it is answered as the first time.
    """

    class Kind(models.TextChoices):
        RECEIVING = "receiving"  # phiếu nhập: producer → place
        SALE = "sale"  # place → shopper
        SENDING = "sending"  # điều chuyển: place → on the way
        ARRIVAL = "arrival"  # on the way → place, or → loss
        SENDING_BACK = "sending_back"  # a transfer cancelled before receipt: on the way → origin
        STOCKTAKE = "stocktake"  # kiểm kê: place ↔ loss
        ADJUSTMENT = "adjustment"  # hao hụt, hết hạn, hàng mẫu: place ↔ loss
        PRODUCER_RETURN = "producer_return"  # place → producer
        SHOPPER_RETURN = "shopper_return"  # shopper → place
        OWNER_CHANGE = "owner_change"  # consigned goods bought out, on the same shelf
        CONDITION_CHANGE = "condition_change"
        REVERSAL = "reversal"

    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    client_key = models.CharField(max_length=64, unique=True)
    reference = models.CharField(max_length=40, default="")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    note = models.CharField(max_length=500, default="")
    actor_id = models.BigIntegerField(null=True)
    business_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["reference"], name="document_reference"),
            models.Index(fields=["business_at"], name="document_business_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="document_reverses_what",
            ),
            # A transfer leaves once, and turns round once.
            models.UniqueConstraint(
                fields=["reference", "kind"],
                condition=Q(kind__in=["sending", "sending_back"]),
                name="document_of_transfer_once",
            ),
        ]


class Entry(models.Model):
    """One line of a document. Append-only.

    At a place or at one of the four virtual places, never both. Positive comes in, negative
    goes out.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="entries")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(
        "ocop_places.Place", models.PROTECT, null=True, related_name="+", db_index=False
    )
    virtual = models.CharField(max_length=10, choices=Virtual.choices, default="")
    owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    condition = models.CharField(max_length=8, choices=Condition.choices)
    quantity = models.BigIntegerField()
    reason = models.CharField(max_length=32)

    class Meta:
        indexes = [  # each a history that is read backwards from its end
            models.Index(fields=["place", "lot", "id"], name="entry_of_lot"),
            models.Index(fields=["place", "id"], name="entry_of_place"),
            models.Index(fields=["document"], condition=Q(virtual="loss"), name="entry_of_loss"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(place__isnull=True) & ~Q(virtual=""))
                | (Q(place__isnull=False) & Q(virtual="")),
                name="entry_at_one_place",
            ),
            models.CheckConstraint(condition=~Q(quantity=0), name="entry_moves_something"),
        ]


class Balance(models.Model):
    """The sum of the entries of one lot, owner and condition at one place. Never negative."""

    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances")
    owner = models.ForeignKey("ocop_places.Party", models.PROTECT, related_name="+")
    condition = models.CharField(max_length=8, choices=Condition.choices)
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "lot", "owner", "condition"], name="balance_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="balance_not_negative"),
        ]


class Shelf(models.Model):
    """One article at one place: the row that `locks.lock_stock()` locks.

    on_hand: all conditions, equal to Saleor's Stock.quantity; held: the sum of live holds.
    Neither says what can be sold: ask `inventory.availability`.
    """

    place = models.ForeignKey("ocop_places.Place", models.PROTECT, related_name="shelves")
    variant = models.ForeignKey("product.ProductVariant", models.PROTECT, related_name="+")
    on_hand = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "variant"], name="shelf_once"),
            models.CheckConstraint(
                condition=Q(held__gte=0, held__lte=F("on_hand")), name="shelf_held_on_hand"
            ),
        ]


class Hold(models.Model):
    """Units of a shelf promised to a parcel, until a moment or until it is handed over.

    A live hold past its moment promises nothing: readers leave it out, and the next writer under
    the shelf's lock ends it.
    """

    class State(models.TextChoices):
        LIVE = "live"
        TAKEN = "taken"  # the goods went out
        RELEASED = "released"

    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="holds")
    reference = models.CharField(max_length=40)
    quantity = models.BigIntegerField()
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["reference"], name="hold_reference"),
            models.Index(
                fields=["shelf"],
                include=["quantity"],
                name="hold_live",
                condition=Q(state="live"),
            ),
            models.Index(
                fields=["shelf", "until"],
                include=["quantity"],
                name="hold_that_ends",
                condition=Q(state="live", until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hold_positive"),
            models.CheckConstraint(
                condition=Q(state="live", ended_at__isnull=True)
                | (~Q(state="live") & Q(ended_at__isnull=False)),
                name="hold_ended_or_live",
            ),
        ]
