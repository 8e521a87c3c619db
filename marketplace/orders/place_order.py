"""Placing an order: decided once, under the lock, on what the basket and the shelves are then."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.erase import open_account
from marketplace.inventory import best_before
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.refused import StockRefused
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.orders import limits
from marketplace.orders.basket_rows import empty_basket, take_basket
from marketplace.orders.checkout import Checkout, cleaned
from marketplace.orders.collection import collection_plan, points
from marketplace.orders.demand import Demand, demand_of, parts_of
from marketplace.orders.models import BasketLine, ShopOrder
from marketplace.orders.ordered import OrderedShare, ordered, price_of
from marketplace.orders.payments import METHODS, Quote
from marketplace.orders.plan import Plan, PlannedParcel, delivery_plan
from marketplace.orders.refused import OrderRefused
from marketplace.orders.stores import Stores, load
from marketplace.orders.write_order import Decided, write_order
from marketplace.places.models import Unit
from marketplace.pricing import amounts
from marketplace.refusal import Problem

How = ShopOrder.How


def place_order(checkout: Checkout) -> ShopOrder:
    """Place the order, hold its goods and empty the basket: all of it or nothing.

    The same client key answers with the first order. What was agreed to is placed and nothing
    else: where prices, places or days are others by now, it is asked again. Raises OrderRefused
    with every problem. Locks: the person who is signed in, phone and device (advisory), the
    basket, then the shelves that the goods come from.
    """
    checkout, commune, problems = cleaned(checkout)
    with transaction.atomic():
        checkout = replace(checkout, user_id=open_account(checkout.user_id))
        is_known = not any(problem.field == "phone" for problem in problems)
        record = limits.lock_shopper(checkout.phone, checkout.device) if is_known else None
        before, lines = take_basket(checkout.basket_token, checkout.client_key)
        if before is not None:
            return ShopOrder.objects.get(pk=before)
        problems += _basket_problems(lines)
        if problems or record is None:
            raise OrderRefused(problems)
        listings = [line.listing for line in lines]
        parts = parts_of(listings)
        demands = [
            demand_of(line.listing, line.quantity, parts.get(line.listing_id, ())) for line in lines
        ]
        stores = load(listings[0].seller_id, demands)
        plan = _plan(checkout, demands, stores, commune, listings)
        _refuse_missing(lines, plan)
        total = _refuse_other_than_agreed(checkout, lines, plan)
        standing = limits.standing(record, total, checkout.how)
        decided = Decided(
            listings[0].seller_id,
            [(parcel, _priced(parcel, listings, parts)) for parcel in plan.parcels],
            standing,
            best_before.earliest(_shelves(plan), stores.day),
        )
        try:
            order = write_order(checkout, decided, lock_stock(_shelves(plan)))
        except StockRefused as refused:
            # Somebody was faster since the plan was made: tell what is there now.
            stores = load(listings[0].seller_id, demands)
            plan = _plan(checkout, demands, stores, commune, listings)
            _refuse_missing(lines, plan)
            raise OrderRefused(_promise_changed(plan)) from refused
        empty_basket(lines[0].basket_id)
        return order


def _basket_problems(lines: Sequence[BasketLine]) -> list[Problem]:
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
        if line.listing.state != Listing.State.ON_SALE or line.listing.way == Listing.Way.BOOKING
    ]
    if len({line.listing.seller_id for line in lines}) > 1:
        problems.append(
            Problem("other_seller", _("Order the goods of each seller separately."), "basket")
        )
    return problems


def _plan(
    checkout: Checkout,
    demands: Sequence[Demand],
    stores: Stores,
    commune: Unit | None,
    listings: Sequence[Listing],
) -> Plan:
    if checkout.how == How.DELIVERY:
        return delivery_plan(demands, stores, commune, listings)
    handing = points(demands, stores, None)
    chosen = next((point for point in handing if point.place.code == checkout.point), None)
    return collection_plan(demands, stores, chosen, any(point.day for point in handing))


def _priced(
    parcel: PlannedParcel,
    listings: Sequence[Listing],
    parts: Mapping[int, Sequence[GiftSetPart]],
) -> list[OrderedShare]:
    by_id = {listing.pk: listing for listing in listings}
    return [ordered(share, by_id, parts) for share in parcel.shares]


def _shelves(plan: Plan) -> set:
    return {key for parcel in plan.parcels for key in parcel.shelves}


def _refuse_missing(lines: Sequence[BasketLine], plan: Plan) -> None:
    problems = []
    for line in lines:
        missing = plan.missing.get(line.listing_id, 0)
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
    if problems or plan.problems:
        raise OrderRefused([*problems, *plan.problems])


def _refuse_other_than_agreed(checkout: Checkout, lines: Sequence[BasketLine], plan: Plan) -> int:
    """đồng of the order. Refuses: too_large, total_changed, promise_changed, no_payment."""
    goods = sum(amounts.line_total(price_of(line.listing), line.quantity) for line in lines)
    total = goods + (plan.fee or 0)
    if total > amounts.MOST:
        raise OrderRefused(
            Problem(
                "too_large", _("An order can come to 9.999.999.999 ₫ at most. Split it."), "basket"
            )
        )
    if total != checkout.agreed_total:
        raise OrderRefused(
            Problem(
                "total_changed",
                _("Prices or delivery have changed. Look at the new total and order again."),
                "basket",
                {"agreed": checkout.agreed_total, "total": total},
            )
        )
    if plan.digest != checkout.agreed:
        raise OrderRefused(_promise_changed(plan))
    why_not = METHODS[checkout.payment].available(Quote(How(checkout.how), total))
    if why_not:
        raise OrderRefused(Problem("no_payment", why_not, "payment"))
    return total


def _promise_changed(plan: Plan) -> Problem:
    sentence = _("Where your goods come from, or when, has changed. Look at it and order again.")
    places = [parcel.place.code for parcel in plan.parcels]
    return Problem("promise_changed", sentence, "basket", {"places": places})
