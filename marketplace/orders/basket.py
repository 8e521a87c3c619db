"""The basket: what a shopper has gathered, and what has changed since."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import bulk, clock
from marketplace.listings.models import Listing
from marketplace.orders.models import Basket, BasketLine
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem
from marketplace.saleor_bridge.money import to_dong

MOST_UNITS = 999  # of one article
MOST_LINES = 50


def find(token: str | None) -> Basket | None:
    """The basket with this token, None where there is none (any more)."""
    return Basket.objects.filter(token=token).first() if token else None


def open_basket(token: str | None) -> Basket:
    """The basket with this token, or a new one with a token of its own."""
    now = clock.now()
    return find(token) or Basket.objects.create(
        token=secrets.token_urlsafe(32), made_at=now, touched_at=now
    )


def add(basket: Basket, listing_code: str, quantity: int) -> BasketLine:
    """Put so many units more into the basket.

    Raises OrderRefused: unknown_listing, not_for_sale, booked, bad_quantity, other_seller.
    Locks: the basket.
    """
    with transaction.atomic():
        _lock(basket)
        listing = _listing(listing_code)
        lines = {line.listing_id: line for line in basket.lines.select_related("listing")}
        if any(line.listing.seller_id != listing.seller_id for line in lines.values()):
            raise OrderRefused(_other_seller())
        line = lines.get(listing.pk)
        already = line.quantity if line else 0
        _refuse_quantity(quantity, quantity + already)
        if line is None and len(lines) >= MOST_LINES:
            raise OrderRefused(
                Problem("bad_quantity", _("A basket holds at most 50 different products."))
            )
        return _write(basket, listing, line, quantity + already)


def set_quantity(basket: Basket, listing_code: str, quantity: int) -> None:
    """Make it so many units; 0 takes the line out. Raises OrderRefused as add() does."""
    with transaction.atomic():
        _lock(basket)
        if quantity == 0:
            basket.lines.filter(listing__code=listing_code).delete()
            return
        _refuse_quantity(quantity, quantity)
        line = basket.lines.filter(listing__code=listing_code).select_related("listing").first()
        if line is None:
            raise OrderRefused(_unknown())
        line.quantity = quantity
        line.save(update_fields=["quantity"])


def accept_changes(basket: Basket) -> None:
    """The shopper has seen today's prices."""
    lines = list(basket.lines.select_related("listing__product"))
    for line in lines:
        line.seen_price = to_dong(line.listing.product.price_amount)
    BasketLine.objects.bulk_update(lines, ["seen_price"])


def count(token: str | None) -> int:
    """How many different articles are in the basket; for the sign on every page. One query."""
    return BasketLine.objects.filter(basket__token=token).count() if token else 0


def _lock(basket: Basket) -> None:
    Basket.objects.filter(pk=basket.pk).update(touched_at=clock.now())  # which locks its row


def _listing(code: str) -> Listing:
    listing = Listing.objects.select_related("product").filter(code=code).first()
    if listing is None:
        raise OrderRefused(_unknown())
    if listing.state != Listing.State.ON_SALE:
        raise OrderRefused(
            Problem("not_for_sale", _("%(name)s is not on sale now.") % {"name": listing.product})
        )
    if listing.way == Listing.Way.BOOKING:
        sentence = _("%(name)s is booked for a day, on its own page.")
        raise OrderRefused(Problem("booked", sentence % {"name": listing.product}))
    return listing


def _other_seller() -> Problem:
    return Problem(
        "other_seller",
        _("Your basket holds goods of another seller. Order those first, then this one."),
    )


def _refuse_quantity(asked: int, altogether: int) -> None:
    if asked < 1 or altogether > MOST_UNITS:
        raise OrderRefused(
            Problem("bad_quantity", _("Choose a quantity from 1 to 999."), "quantity")
        )


def _write(basket: Basket, listing: Listing, line: BasketLine | None, quantity: int) -> BasketLine:
    if line is None:
        price = to_dong(listing.product.price_amount)
        line = BasketLine(basket=basket, listing=listing, quantity=quantity, seen_price=price)
        bulk.add(BasketLine, [line])
        return line
    line.quantity, line.listing = quantity, listing
    line.save(update_fields=["quantity"])
    return line


def _unknown() -> Problem:
    return Problem("unknown_listing", _("This product is not in the shop."))
