"""Đặt hàng: a basket becomes an order whose goods are held at once."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory import availability
from marketplace.inventory.locks import ShelfKey, lock_stock
from marketplace.inventory.models import Shelf
from marketplace.listings.models import Listing
from marketplace.orders.allocate import Allocation, allocate
from marketplace.orders.checkout import Checkout, cleaned
from marketplace.orders.models import Basket, BasketLine, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.orders.view_basket import shipping_places
from marketplace.orders.write_order import price_of, write_order
from marketplace.pricing import amounts
from marketplace.refusal import Problem


def place_order(checkout: Checkout) -> ShopOrder:
    """Place the order, hold its goods and empty the basket: all of it or nothing.

    The same client key answers with the first order. Raises OrderRefused with every problem.
    Locks: the basket, then the shelves that could give the goods.
    """
    checkout, problems = cleaned(checkout)
    with transaction.atomic():
        basket = Basket.objects.select_for_update().filter(token=checkout.basket_token).first()
        before = ShopOrder.objects.filter(client_key=checkout.client_key).first()
        if before is not None:
            return before
        lines = _lines(basket)
        problems += _basket_problems(lines)
        if problems:
            raise OrderRefused(problems)
        allocation, locked = _allocate(lines)
        _refuse_missing(lines, allocation)
        _refuse_total(lines, allocation, checkout.agreed_total)
        order = write_order(checkout, [line.listing for line in lines], allocation, locked)
        basket.lines.all().delete()
        return order


def _lines(basket: Basket | None) -> list[BasketLine]:
    if basket is None:
        return []
    return list(basket.lines.select_related("listing__product", "listing__variant").order_by("pk"))


def _basket_problems(lines: list[BasketLine]) -> list[Problem]:
    if not lines:
        return [Problem("empty", _("Your basket is empty."), "basket")]
    problems = [
        Problem(
            "not_for_sale",
            _("%(name)s is no longer on sale. Take it out to order the rest.")
            % {"name": line.listing.product.name},
            "basket",
        )
        for line in lines
        if line.listing.state != Listing.State.ON_SALE
    ]
    if len({line.listing.seller_id for line in lines}) > 1:
        problems.append(
            Problem("other_seller", _("Order the goods of each seller separately."), "basket")
        )
    return problems


def _allocate(lines: list[BasketLine]) -> tuple[Allocation, Mapping[ShelfKey, Shelf]]:
    wanted = {line.listing.variant_id: line.quantity for line in lines}
    places = shipping_places(lines[0].listing.seller_id)
    today = clock.today()
    # Which shelves are worth locking is guessed without the lock; what they can give is not.
    guess = availability.free([(p.pk, variant) for p in places for variant in wanted], today)
    locked = lock_stock(key for key, quantity in guess.items() if quantity > 0)
    free = availability.free(locked, today)
    return allocate(wanted, places, free), locked


def _refuse_missing(lines: list[BasketLine], allocation: Allocation) -> None:
    problems = []
    for line in lines:
        missing = allocation.missing.get(line.listing.variant_id, 0)
        if not missing:
            continue
        left, name = line.quantity - missing, line.listing.product.name
        if left:
            sentence = _("Sorry, only %(left)d of %(name)s are left. Lower the quantity.")
        else:
            sentence = _("Sorry, the last of %(name)s has just been sold.")
        problems.append(
            Problem(
                "not_enough",
                sentence % {"left": left, "name": name},
                "basket",
                {"listing": line.listing.code, "left": left},
            )
        )
    if problems:
        raise OrderRefused(problems)


def _goods_total(lines: list[BasketLine]) -> int:
    return sum(amounts.line_total(price_of(line.listing), line.quantity) for line in lines)


def _refuse_total(lines: list[BasketLine], allocation: Allocation, agreed: int) -> None:
    total = _goods_total(lines) + allocation.fee
    if total > amounts.MOST:
        raise OrderRefused(
            Problem(
                "too_large", _("An order can come to 9.999.999.999 ₫ at most. Split it."), "basket"
            )
        )
    if total != agreed:
        raise OrderRefused(
            Problem(
                "total_changed",
                _("Prices or delivery have changed. Look at the new total and order again."),
                "basket",
                {"agreed": agreed, "total": total},
            )
        )
