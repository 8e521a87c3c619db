"""Mua lại: what an order held goes into the basket once more, as far as it is still on sale."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.listings.models import Listing
from marketplace.orders.basket import MOST_LINES, MOST_UNITS
from marketplace.orders.models import Basket, BasketLine, OrderedSet, ParcelLine, ShopOrder
from marketplace.saleor_bridge.money import to_dong


@dataclass
class Reordered:
    """added: how many different articles are in the basket now; left_out: a sentence for each that
    is not."""

    added: int = 0
    left_out: list[str] = field(default_factory=list)


def reorder(order: ShopOrder, basket: Basket) -> Reordered:
    """Put the order's articles into the basket, each at least in the quantity ordered.

    What is no longer on sale, belongs to another seller's basket or finds no room is left out in
    a sentence; stock and price are the basket's to tell. Pressing twice changes nothing more. A
    fixed number of queries. Locks: the basket.
    """
    with transaction.atomic():
        Basket.objects.select_for_update().get(pk=basket.pk)
        there = {
            line.listing_id: line for line in basket.lines.select_related("listing").order_by("pk")
        }
        sellers = {line.listing.seller_id for line in there.values()} or {order.seller_id}
        done = Reordered()
        fresh: list[BasketLine] = []
        raised: list[BasketLine] = []
        for listing, quantity in _ordered(order):
            line = there.get(listing.pk)
            problem = _problem(listing, sellers, is_full=len(there) + len(fresh) >= MOST_LINES)
            if line is None and problem:
                done.left_out.append(problem % {"name": listing.product.name})
                continue
            done.added += 1
            if line is None:
                price = to_dong(listing.product.price_amount)
                fresh.append(
                    BasketLine(basket=basket, listing=listing, quantity=quantity, seen_price=price)
                )
            elif line.quantity < quantity:
                line.quantity = quantity
                raised.append(line)
        BasketLine.objects.bulk_create(fresh)
        BasketLine.objects.bulk_update(raised, ["quantity"])
        Basket.objects.filter(pk=basket.pk).update(touched_at=clock.now())
        return done


def _ordered(order: ShopOrder) -> list[tuple[Listing, int]]:
    """Each listing once, as it was bought: a gift set as a set, not as its parts. Three queries."""
    quantities: dict[int, int] = {}
    sets = OrderedSet.objects.filter(order=order)
    alone = ParcelLine.objects.filter(parcel__order=order, gift_set=None)
    for rows in (sets, alone):
        for listing_id, quantity in rows.order_by("pk").values_list("listing", "quantity"):
            quantities[listing_id] = quantities.get(listing_id, 0) + quantity
    listings = Listing.objects.select_related("product").in_bulk(quantities)
    return [(listings[pk], min(units, MOST_UNITS)) for pk, units in quantities.items()]


def _problem(listing: Listing, sellers: set[int], *, is_full: bool) -> str:
    """What stands against it, "" for nothing; with %(name)s in it."""
    if listing.state != Listing.State.ON_SALE:
        return _("%(name)s is not on sale now.")
    if listing.seller_id not in sellers:
        return _("%(name)s is another seller's than what your basket holds. Order that first.")
    if is_full:
        return _("%(name)s found no room: a basket holds at most 50 different products.")
    return ""
