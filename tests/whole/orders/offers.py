"""Offers, gift sets and bookings: the seller's, so that a place of the same seller is never foreign."""

from datetime import timedelta

from marketplace import clock
from marketplace.orders.book import Wish, book
from tests import factories, offers
from tests.whole.access_lines import ANY, Line

LINES = [
    Line("bookings", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("booking", ANY, "get", (302, 403, 200, 403, 200, 403)),
    Line("booking_confirm", ANY, "post", (302, 403, 302, 403, 302, 403)),
    Line("booking_decline", ANY, "post", (302, 403, 302, 403, 302, 403)),
    Line("gift_sets", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("gift_set_new", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("gift_set_new", ANY, "post", (302, 403, 422, 422, 422, 403)),
    Line("listing", ANY, "get", (302, 403, 200, 200, 200, 403)),
    Line("listing_way", ANY, "post", (302, 403, 302, 302, 302, 403)),
    Line("listing_switch", ANY, "post", (302, 403, 302, 302, 302, 403)),
]


def _booking(place, key):
    wish = Wish(
        listing_code=offers.service(at=place).code,
        day=clock.today() + timedelta(days=3),
        guests=2,
        name="Người mua thử",
        phone="0912345678",
        client_key=key,
    )
    return book(wish)


def _asked(place):
    return {"code": _booking(place, "one form").code}, {"reason": "Hết chỗ ngày đó"}


def _set(place):
    parts = [(factories.listing(at=place), 1) for _two in range(2)]
    return {"code": offers.gift_set(*parts).code}, {"way": "collect", "to": "paused"}


def in_the_shop(place):
    """A gift set, a service, and a booking of it."""
    parts = [(factories.listing(at=place), 1) for _two in range(2)]
    return offers.gift_set(*parts), offers.service(at=place), _booking(place, "in the shop")


SUBJECTS = {
    "booking": _asked,
    "booking_confirm": _asked,
    "booking_decline": _asked,
    "gift_set_new": lambda place: ({}, {"name": "Giỏ quà Tết"}),
    "listing": _set,
    "listing_way": _set,
    "listing_switch": _set,
}
ASKED = {
    "bookings": ["", "?state=asked", "?days=past", "?state=x&days=all", "?page=99", "?as=xlsx"],
    "gift_sets": ["", "?page=99", "?as=xlsx"],
}
POST_ONLY = ("booking_confirm", "booking_decline", "listing_way", "listing_switch")
