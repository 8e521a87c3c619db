"""Which goods a stocktake is about, and the lock on the stocktake itself."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.inventory.models import Balance, Count, Entry, Stocktake
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.saleor_bridge.models import ProductVariant
from marketplace.saleor_bridge.products import category_slug

Key = tuple[int, int, str]  # lot id, owner id, condition


def standing(stocktake: Stocktake) -> QuerySet[Balance]:
    """What the books say stands there now and is to be counted. Not a lock."""
    articles = Q()
    if stocktake.group:
        articles = Q(lot__variant__product__category__slug=category_slug(stocktake.group))
    return Balance.objects.filter(articles, place=stocktake.place_id, quantity__gt=0)


def covers(stocktake: Stocktake, variant_id: int) -> bool:
    """Whether the article is to be counted in it. One query where it is about a group."""
    if not stocktake.group:
        return True
    slug = category_slug(stocktake.group)
    return ProductVariant.objects.filter(pk=variant_id, product__category__slug=slug).exists()


def newest_entry(place: Place) -> int:
    """The place's position in the ledger, 0 before its first entry."""
    newest = Entry.objects.filter(place=place).order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


def locked(stocktake: Stocktake) -> Stocktake:
    """The stocktake's row as it is now, locked until the transaction ends, before any shelf.

    Without the document joined: whoever waited for the lock would see it as it was before.
    """
    return _for_update(Stocktake.objects.filter(pk=stocktake.pk)).get()


def refuse_ended(stocktake: Stocktake) -> None:
    """Raise StockRefused already_posted or cancelled where nothing is counted any more."""
    if stocktake.state == Stocktake.State.POSTED:
        raise StockRefused(
            Problem(
                "already_posted",
                _("This stocktake was posted already. What is found now belongs to a new one."),
            )
        )
    if stocktake.state == Stocktake.State.CANCELLED:
        raise StockRefused(
            Problem("cancelled", _("This stocktake was cancelled. Start a new one to count."))
        )


def total(stocktake: Stocktake, key: Key) -> int:
    """Sales units counted so far of a lot, owner and condition. One query."""
    lot_id, owner_id, condition = key
    counts = Count.objects.filter(
        stocktake=stocktake, lot=lot_id, owner=owner_id, condition=condition
    )
    return sum(counts.values_list("quantity", flat=True))


def _for_update(rows: QuerySet[Stocktake]) -> QuerySet[Stocktake]:
    """Its own function so that the concurrency tests can show what happens without it."""
    return rows.select_for_update(no_key=True)
