"""The numbers that scanners read off an article: the producer's own, or one of our internal range."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory import gtin
from marketplace.inventory.models import Barcode
from marketplace.inventory.refused import StockRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge.models import ProductVariant

INTERNAL = "20"  # GS1 leaves 20–29 to whoever uses them inside; all of ours begin so


def add(variant: ProductVariant, number: str, *, actor_id: int | None) -> Barcode:
    """Keep the producer's GTIN-13 of this article, and the audit line of it.

    Adding what it has already changes nothing. Raises StockRefused: bad_barcode (thirteen digits,
    check digit), internal_barcode (20–29 mean another thing in every shop), barcode_taken.
    """
    digits = number.replace(" ", "").replace("-", "")
    if not gtin.is_gtin13(digits):
        raise _refused(
            "bad_barcode",
            _("A barcode has 13 digits, and the last one checks the others: look at it again."),
        )
    if digits.startswith("2"):
        raise _refused(
            "internal_barcode",
            _("Numbers that begin with 2 are used inside shops, by each for something else."),
        )
    return _keep(variant, digits, internal=False, actor_id=actor_id)


def make_internal(variant: ProductVariant, *, actor_id: int | None) -> Barcode:
    """A number of our own for an article whose producer has none; the same one when asked again."""
    body = f"{INTERNAL}{variant.pk:010d}"
    return _keep(variant, body + gtin.check_digit(body), internal=True, actor_id=actor_id)


def remove(variant: ProductVariant, number: str, *, actor_id: int | None) -> None:
    """Forget a number of this article, and keep the audit line of it.

    One that it has not, or no longer, changes nothing.
    """
    with transaction.atomic():
        gone, _models = Barcode.objects.filter(variant=variant, gtin=number).delete()
        if gone:
            record(
                "inventory.barcode_removed",
                actor_id=actor_id,
                subject=f"article:{variant.sku}",
                data={"gtin": number},
            )


def _keep(variant: ProductVariant, digits: str, *, internal: bool, actor_id: int | None) -> Barcode:
    try:
        with transaction.atomic():
            kept, made = Barcode.objects.get_or_create(
                gtin=digits,
                defaults={
                    "variant": variant,
                    "internal": internal,
                    "added_at": clock.now(),
                    "added_by_id": actor_id,
                },
            )
            if made:
                record(
                    "inventory.barcode",
                    actor_id=actor_id,
                    subject=f"article:{variant.sku}",
                    data={"gtin": digits, "internal": internal},
                )
    except IntegrityError:  # an internal number was made by somebody else at this moment
        kept = Barcode.objects.get(variant=variant, internal=True)
    if kept.variant_id != variant.pk:
        raise _refused(
            "barcode_taken",
            _("This barcode belongs to another article: %(product)s.")
            % {"product": kept.variant.product.name},
        )
    return kept


def _refused(code: str, sentence: str) -> StockRefused:
    return StockRefused(Problem(code, sentence, "gtin"))
