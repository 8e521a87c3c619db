"""The basket as it stands at this moment: prices, stock, delivery, and what has changed."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.inventory import availability
from marketplace.listings.models import Listing
from marketplace.orders.allocate import Allocation, allocate
from marketplace.orders.models import Basket, BasketLine
from marketplace.places.models import Operator, Place
from marketplace.pricing.amounts import line_total
from marketplace.saleor_bridge.money import to_dong


@dataclass
class Line:
    """price, total: đồng; quantity, free: sales units; changed_from: the price seen before."""

    listing: Listing
    name: str
    unit_name: str
    price: int
    quantity: int
    free: int
    changed_from: int | None = None
    problem: str = ""

    @property
    def total(self) -> int:
        return line_total(self.price, self.quantity)


@dataclass
class View:
    """Amounts in đồng, tax included. allocation: where it would ship from right now."""

    lines: list[Line] = field(default_factory=list)
    allocation: Allocation = field(default_factory=lambda: Allocation([], {}))
    seller: Operator | None = None

    @property
    def goods_total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def fee(self) -> int:
        return self.allocation.fee

    @property
    def total(self) -> int:
        return self.goods_total + self.fee

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


def view(basket: Basket | None) -> View:
    """A fixed number of queries. Nothing is written, nothing is promised."""
    if basket is None:
        return View()
    rows = list(
        basket.lines.select_related(
            "listing__product", "listing__seller", "listing__certified_product__group"
        )
        .prefetch_related("listing__pictures")
        .order_by("pk")
    )
    if not rows:
        return View()
    places = shipping_places(rows[0].listing.seller_id)
    wanted = {row.listing.variant_id: row.quantity for row in rows}
    free = availability.free(
        [(place.pk, variant) for place in places for variant in wanted], clock.today()
    )
    anywhere = {variant: sum(free[place.pk, variant] for place in places) for variant in wanted}
    return View(
        lines=[_line(row, anywhere[row.listing.variant_id]) for row in rows],
        allocation=allocate(wanted, places, free),
        seller=rows[0].listing.seller,
    )


def shipping_places(seller_id: int) -> list[Place]:
    """The seller's open places that sell online and ship."""
    return list(
        Place.objects.open_on(clock.today())
        .filter(operator_id=seller_id, sells_online=True, ships=True)
        .select_related("operator")
        .order_by("pk")
    )


def _line(row: BasketLine, free: int) -> Line:
    listing = row.listing
    price = to_dong(listing.product.price_amount)
    line = Line(
        listing=listing,
        name=listing.product.name,
        unit_name=listing.unit_name,
        price=price,
        quantity=row.quantity,
        free=free,
        changed_from=row.seen_price if row.seen_price != price else None,
    )
    if listing.state != Listing.State.ON_SALE:
        line.problem = _("No longer on sale. Take it out to order the rest.")
    elif free == 0:
        line.problem = _("Sold out. Take it out to order the rest.")
    elif free < row.quantity:
        line.problem = _("Only %(free)d left. Lower the quantity.") % {"free": free}
    return line
