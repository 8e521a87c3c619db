"""The basket as it stands at this moment: prices, stock, the way to the shopper, what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from marketplace import text
from marketplace.inventory import best_before
from marketplace.inventory.locks import ShelfKey
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.listings.set_stock import whole
from marketplace.orders.collection import Point, collection_plan
from marketplace.orders.demand import Demand, demand_of, parts_of
from marketplace.orders.models import Basket, BasketLine, ShopOrder
from marketplace.orders.plan import Plan
from marketplace.orders.promise import Promise, promise_of
from marketplace.orders.stores import Stores, load
from marketplace.places.models import Operator, Unit
from marketplace.pricing.amounts import line_total
from marketplace.saleor_bridge.money import to_dong

How = ShopOrder.How


@dataclass
class Line:
    """price, total: đồng; quantity, free: sales units; changed_from: the price seen before.

    best_before: the first day that could go out; parts: what is in a gift set.
    """

    listing: Listing
    name: str
    unit_name: str
    price: int
    quantity: int
    free: int
    changed_from: int | None = None
    problem: str = ""
    best_before: date | None = None
    parts: Sequence[GiftSetPart] = ()

    @property
    def total(self) -> int:
        return line_total(self.price, self.quantity)


@dataclass
class View:
    """Amounts in đồng, tax included. plan: what would be promised right now, the way `how` says."""

    lines: list[Line] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)
    promise: Promise = field(default_factory=Promise)
    how: str = How.DELIVERY
    point: Point | None = None
    seller: Operator | None = None

    @property
    def goods_total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def fee(self) -> int | None:
        """None while it depends on a commune that is not known."""
        return self.plan.fee

    @property
    def total(self) -> int | None:
        return None if self.fee is None else self.goods_total + self.fee

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def can_order(self) -> bool:
        return bool(self.lines) and not any(line.problem for line in self.lines)

    @property
    def changes(self) -> list[str]:
        """What the shopper has to see before ordering, a sentence each."""
        return [
            _("%(name)s now costs %(new)s instead of %(old)s.")
            % {"name": row.name, "new": text.dong(row.price), "old": text.dong(row.changed_from)}
            for row in self.lines
            if row.changed_from is not None
        ]


def view(
    basket: Basket | None, commune: Unit | None = None, how: str = "", point_code: str = ""
) -> View:
    """A fixed number of queries. Nothing is written, nothing is promised.

    commune: the shopper's, where it is known; how: one of ShopOrder.How, or "" for what goes best;
    point_code: the place where it is collected, "" where none was named yet.
    """
    rows = _rows(basket)
    if not rows:
        return View()
    listings = [row.listing for row in rows]
    parts = parts_of(listings)
    demands = [demand_of(row.listing, row.quantity, parts.get(row.listing_id, ())) for row in rows]
    stores = load(listings[0].seller_id, demands)
    promise = promise_of(demands, stores, commune, listings)
    how = how or _best_way(promise)
    point = _chosen(promise, point_code)
    plan = promise.plan
    if how == How.COLLECTION:
        plan = collection_plan(demands, stores, point, bool(promise.collected_at))
    days = best_before.earliest(
        {key for parcel in plan.parcels for key in parcel.shelves}, stores.day
    )
    lines = [
        _line(row, demand, stores, plan.missing, _first_day(demand, plan, days), parts)
        for row, demand in zip(rows, demands, strict=True)
    ]
    return View(lines, plan, promise, how, point, listings[0].seller)


def _rows(basket: Basket | None) -> list[BasketLine]:
    if basket is None:
        return []
    return list(
        basket.lines.select_related(
            "listing__product", "listing__seller", "listing__certified_product__group"
        )
        .prefetch_related("listing__pictures")
        .order_by("pk")
    )


def _best_way(promise: Promise) -> str:
    return How.COLLECTION if promise.plan.problems and promise.collected_at else How.DELIVERY


def _chosen(promise: Promise, point_code: str) -> Point | None:
    """The point of that code; the only one that can hand it over, where none was named."""
    if not point_code:
        only = promise.collected_at
        return only[0] if len(only) == 1 else None
    return next((one for one in promise.points if one.place.code == point_code), None)


def _first_day(demand: Demand, plan: Plan, days: Mapping[ShelfKey, date]) -> date | None:
    places = {
        parcel.shelf_place.pk
        for parcel in plan.parcels
        for share in parcel.shares
        if share.demand == demand
    }
    found = [days.get((place, variant)) for place in places for variant in demand.units]
    return min((day for day in found if day is not None), default=None)


def _line(
    row: BasketLine,
    demand: Demand,
    stores: Stores,
    missing: Mapping[int, int],
    first_day: date | None,
    parts: Mapping[int, Sequence[GiftSetPart]],
) -> Line:
    listing = row.listing
    price = to_dong(listing.product.price_amount)
    anywhere = sum(whole(demand.units, stores.free, place.pk) for place in stores.places)
    left = row.quantity - missing.get(listing.pk, 0)
    line = Line(
        listing=listing,
        name=listing.product.name,
        unit_name=listing.unit_name,
        price=price,
        quantity=row.quantity,
        free=anywhere,
        changed_from=row.seen_price if row.seen_price != price else None,
        best_before=first_day,
        parts=parts.get(listing.pk, ()),
    )
    if listing.state != Listing.State.ON_SALE:
        line.problem = _("No longer on sale. Take it out to order the rest.")
    elif anywhere == 0:
        line.problem = _("Sold out. Take it out to order the rest.")
    elif anywhere < row.quantity:
        line.problem = _("Only %(free)d left. Lower the quantity.") % {"free": anywhere}
    elif left < row.quantity:
        line.problem = _("Only %(free)d can be delivered. Lower the quantity, or collect it.") % {
            "free": left
        }
    return line
