"""The steps of an order, each ready to be taken: place, expire, cancel, pay, ship.

Each is a call that starts one operation on a parcel of its own; all parcels stand on one shelf.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from marketplace import clock
from marketplace.inventory import holds
from marketplace.inventory.models import Shelf
from marketplace.listings.models import Listing
from marketplace.orders.cancel import cancel
from marketplace.orders.collect import collect
from marketplace.orders.lapse import lapse
from marketplace.orders.models import Parcel
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.ship import ship
from marketplace.places.models import Place
from tests import factories
from tests.handing import confirmed, packed, rider

Step = Callable[[], object]
_own = threading.local()


def each_thread_its_clock(monkeypatch) -> None:
    """From here on at(moment, step) runs a step at another time than the others."""
    usual = clock.now

    def now() -> datetime:
        return getattr(_own, "moment", None) or usual()

    monkeypatch.setattr(clock, "now", now)


def at(moment: datetime, step: Step) -> Step:
    def taken() -> object:
        _own.moment = moment
        try:
            return step()
        finally:
            _own.moment = None

    return taken


def to_confirm(listing: Listing) -> Parcel:
    return place_order(factories.checkout(listing)).parcels.get()


def to_ship(listing: Listing) -> Parcel:
    return packed(to_confirm(listing))


def to_collect(listing: Listing) -> Parcel:
    """Ready at its place, until a moment."""
    checkout = factories.checkout(
        listing, how="collection", point=Place.objects.get().code, payment="at_the_counter"
    )
    parcel = place_order(checkout).parcels.get()
    if parcel.state == Parcel.State.TO_CONFIRM:
        confirmed(parcel)
    return ready(parcel.code, actor_id=None)


def place(listing: Listing) -> Step:
    checkout = factories.checkout(listing)
    return lambda: place_order(checkout)


def expire(listing: Listing, parcel: Parcel | None = None) -> Step:
    """The clock's step: a second after the parcel's time."""
    parcel = parcel or to_confirm(listing)
    return at(parcel.held_until + timedelta(seconds=1), lambda: lapse(parcel.code))


def call_off(listing: Listing, parcel: Parcel | None = None) -> Step:
    parcel = parcel or to_confirm(listing)
    return lambda: cancel(parcel.code, actor_id=7, reason="khách đổi ý")


def pay(listing: Listing, parcel: Parcel | None = None) -> Step:
    """At the counter: the goods go over it."""
    parcel = parcel or to_collect(listing)
    return lambda: collect(parcel.code, parcel.pickup_code, actor_id=7)


def send(listing: Listing, parcel: Parcel | None = None) -> Step:
    parcel = parcel or to_ship(listing)
    carrier = rider(parcel)
    return lambda: ship(parcel.code, carrier, "", actor_id=7)


STEPS = {"place": place, "expire": expire, "cancel": call_off, "pay": pay, "ship": send}


class Decisions:
    """Watches each step between its lock and its first write.

    stale: how many steps decided on a shelf that was no longer as they had read it.
    """

    def __init__(self, monkeypatch, pause: Callable[[], None]):
        self.stale = 0
        self._pause = pause
        for name, locked in (("_refuse_more_than_free", 1), ("end", 2)):
            monkeypatch.setattr(holds, name, self._watched(getattr(holds, name), locked))

    def _watched(self, rule: Callable, locked: int) -> Callable:
        def watched(*arguments):
            if name_of_thread() != "MainThread":
                self._pause()
                read = {
                    shelf.pk: (shelf.on_hand, shelf.held) for shelf in arguments[locked].values()
                }
                true = Shelf.objects.in_bulk(read)
                self.stale += any(
                    (true[key].on_hand, true[key].held) != figures for key, figures in read.items()
                )
            return rule(*arguments)

        return watched


def name_of_thread() -> str:
    return threading.current_thread().name
