"""Orders and a booking of the demo, each left where somebody has something to do with it.

They go through the same operations as everybody's. Nobody is invented: the shoppers are numbered, and
their phones are one made-up series.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from marketplace import clock
from marketplace.demo.selling import SET_NAME, TOUR
from marketplace.demo.shipping import CARRIERS
from marketplace.listings.models import Listing
from marketplace.orders import basket as baskets
from marketplace.orders import view_basket
from marketplace.orders.book import Wish, book
from marketplace.orders.cancel import cancel
from marketplace.orders.checkout import Checkout
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.deliver import deliver
from marketplace.orders.models import Carrier, Parcel, ShopOrder
from marketplace.orders.pack import pack_counted
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refuse import refuse
from marketplace.orders.ship import ship
from marketplace.places.models import Place

State = Parcel.State
RIDER, POST = CARRIERS
CASHEW, TEA, FRUIT, PEPPER = (
    *("Hạt Điều rang muối", "Trà Bí đao", "Trái cây sấy thăng hoa", "Tiêu xanh sấy thăng hoa"),
)


@dataclass(frozen=True)
class DemoOrder:
    """goods: units by product name; to: key of a place, whose commune it goes to or where it is
    collected; until: the state in which it is left."""

    goods: dict[str, int]
    to: str
    until: str
    how: str = "delivery"
    carrier: str = RIDER
    tracking: str = field(default="")


ORDERS = (
    DemoOrder({TEA: 2, FRUIT: 1}, "bao_loc", State.TO_CONFIRM),
    DemoOrder({CASHEW: 2}, "phan_thiet", State.CONFIRMED),
    DemoOrder({SET_NAME: 1}, "gia_nghia", State.CONFIRMED),
    DemoOrder({PEPPER: 3, TEA: 1}, "mui_ne", State.PACKED),
    DemoOrder({CASHEW: 1, FRUIT: 2}, "gia_nghia", State.SHIPPED, carrier=POST, tracking="BT0001"),
    DemoOrder({FRUIT: 3}, "da_lat", State.DELIVERED),
    DemoOrder({TEA: 4}, "phan_thiet", State.REFUSED, carrier=POST, tracking="BT0002"),
    DemoOrder({PEPPER: 1}, "da_lat", State.CANCELLED),
    DemoOrder({CASHEW: 1, TEA: 1}, "da_lat", State.READY, how="collection"),
    DemoOrder({FRUIT: 2}, "bao_loc", State.CONFIRMED, how="collection"),
)


def order(places: dict[str, Place], actor_id: int) -> int:
    """Place each once and bring it as far as it says; returns how many were placed.

    An order of goods that are not on sale is left out.
    """
    listings = {one.product.name: one for one in Listing.objects.select_related("product")}
    placed = 0
    for number, wanted in enumerate(ORDERS, start=1):
        key = f"demo-order-{number}"
        is_there = ShopOrder.objects.filter(client_key=key).exists()
        if is_there or not wanted.goods.keys() <= listings.keys():
            continue
        for parcel in _place(wanted, number, key, places, listings).parcels.order_by("pk"):
            _bring(parcel, wanted, actor_id)
        placed += 1
    if TOUR in listings:
        _book(listings[TOUR], len(ORDERS) + 1)
    return placed


def _place(
    wanted: DemoOrder,
    number: int,
    key: str,
    places: dict[str, Place],
    listings: dict[str, Listing],
) -> ShopOrder:
    basket = baskets.open_basket(None)
    for name, units in wanted.goods.items():
        baskets.add(basket, listings[name].code, units)
    place = places[wanted.to]
    is_delivery = wanted.how == ShopOrder.How.DELIVERY
    seen = view_basket.view(basket, place.unit, wanted.how, place.code)
    checkout = Checkout(
        basket_token=basket.token,
        name=f"Người mua thử {number}",
        phone=_phone(number),
        unit_id=place.unit_id if is_delivery else None,
        address="Địa chỉ minh họa" if is_delivery else "",
        client_key=key,
        agreed_total=seen.total or 0,
        agreed=seen.plan.digest,
        how=wanted.how,
        point="" if is_delivery else place.code,
    )
    return place_order(checkout)


def _bring(parcel: Parcel, wanted: DemoOrder, actor_id: int) -> None:
    """Step by step to where it is left."""
    until, code = wanted.until, parcel.code
    if until == State.TO_CONFIRM:
        return
    if parcel.state == State.TO_CONFIRM:
        confirm_by_phone(code, actor_id=actor_id)
    if until == State.CANCELLED:
        cancel(code, actor_id=actor_id, reason="Người mua thử đổi ý")
    if until == State.READY:
        ready(code, actor_id=actor_id)
    if until in (State.PACKED, State.SHIPPED, State.DELIVERED, State.REFUSED):
        counts = dict(parcel.lines.values_list("pk", "quantity"))
        pack_counted(code, counts, actor_id=actor_id)
    if until in (State.SHIPPED, State.DELIVERED, State.REFUSED):
        carrier = Carrier.objects.get(operator=parcel.place.operator_id, name=wanted.carrier)
        ship(code, carrier, wanted.tracking, actor_id=actor_id)
    if until == State.DELIVERED:
        deliver(code, actor_id=actor_id)
    if until == State.REFUSED:
        refuse(code, reason="Không liên lạc được", actor_id=actor_id)


def _book(tour: Listing, number: int) -> None:
    book(
        Wish(
            listing_code=tour.code,
            day=clock.today() + timedelta(days=14),
            guests=6,
            name=f"Người mua thử {number}",
            phone=_phone(number),
            client_key="demo-booking",
            note="Có hai trẻ nhỏ",
        )
    )


def _phone(number: int) -> str:
    return f"0900 000 {number:03d}"
