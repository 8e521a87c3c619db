"""What may be held without money: cash on delivery is not a way to empty the shop.

A phone, and a browser, can have only so many orders at a time that nobody has been called about
or that wait to be collected; a parcel to be paid at the door has a highest value; who has refused
parcels collects and pays at the counter.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from marketplace import clock, text
from marketplace.orders.models import ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem

LOOKED_BACK = timedelta(days=180)
REFUSED_ENOUGH = 2  # parcels; from here on nothing more is sent to be paid at the door

PHONE, DEVICE = 0x0C0B01, 0x0C0B02  # kinds of advisory locks, always taken in this order
# The concurrency tests empty it, to show what happens without it.
_LOCK = """
SELECT pg_advisory_xact_lock(%(kind)s, %(phone_hash)s);
SELECT pg_advisory_xact_lock(%(device_kind)s, %(device_hash)s) WHERE %(device)s <> '';
"""
# Held: not over, not with a carrier, its time not passed. Waiting: held with nobody's word for it.
# Lapsed: by the shopper. Goods that were confirmed and that nobody set aside in time are our fault.
_COUNT = """
WITH mine AS (
    SELECT shop_order.id, shop_order.how, shop_order.phone = %(phone)s AS by_phone,
           shop_order.device <> '' AND shop_order.device = %(device)s AS by_device
    FROM ocop_orders_shoporder AS shop_order
    WHERE (shop_order.phone = %(phone)s
           OR (shop_order.device <> '' AND shop_order.device = %(device)s))
      AND shop_order.placed_at >= %(since)s
), parcels AS (
    SELECT mine.*, parcel.state,
           parcel.state IN ('to_confirm', 'confirmed', 'packed', 'ready')
           AND coalesce(parcel.held_until > %(now)s, true) AS held,
           parcel.state = 'to_confirm' OR mine.how = 'collection' AS unconfirmed,
           parcel.state = 'lapsed' AND NOT EXISTS (
               SELECT FROM ocop_orders_orderevent AS event
               WHERE event.order_id = mine.id AND event.parcel_id = parcel.id
                 AND event.kind = 'lapsed' AND event.data->>'was' = 'confirmed'
           ) AS lapsed
    FROM mine JOIN ocop_orders_parcel AS parcel ON parcel.order_id = mine.id
)
SELECT count(DISTINCT id) FILTER (WHERE by_phone AND held AND unconfirmed),
       count(DISTINCT id) FILTER (WHERE by_device AND held AND unconfirmed),
       count(DISTINCT id) FILTER (WHERE by_phone AND (held OR state = 'shipped')),
       count(*) FILTER (WHERE by_phone AND state = 'delivered'),
       count(*) FILTER (WHERE by_phone AND state IN ('refused', 'back')),
       count(*) FILTER (
           WHERE by_phone AND (lapsed OR NOT held AND state IN ('to_confirm', 'ready')))
FROM parcels
"""


@dataclass(frozen=True)
class Record:
    """What is known of a shopper from the last 180 days.

    waiting, waiting_on_device: orders that hold goods and wait for a call or to be collected;
    underway: orders that hold goods or are with a carrier; the others count parcels. lapsed: the
    shopper could not be reached or did not come; not what the place never set aside.
    """

    waiting: int = 0
    waiting_on_device: int = 0
    underway: int = 0
    delivered: int = 0
    refused: int = 0
    lapsed: int = 0

    @property
    def is_known(self) -> bool:
        """Has taken and paid what was ordered, and let nothing go back or lapse."""
        return self.delivered > 0 and self.refused == 0 and self.lapsed == 0


@dataclass(frozen=True)
class Standing:
    """How a new order begins. until: until when it waits for a call; None when confirmed."""

    is_confirmed: bool
    until: datetime | None


def lock_shopper(phone: str, device: str) -> Record:
    """The shopper's record, which nobody else can add to before this transaction ends.

    The first lock of place_order, before the basket's: two orders at once by one phone or from
    one browser come one after the other. phone: E.164; device: "" where the browser has no mark.
    One round trip. Locks: the phone, then the device (advisory, by their hashes).
    """
    now = clock.now()
    values = {
        "kind": PHONE,
        "phone": phone,
        "phone_hash": _hash(phone),
        "device_kind": DEVICE,
        "device": device,
        "device_hash": _hash(device),
        "now": now,
        "since": now - LOOKED_BACK,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK + _COUNT, values)  # each statement sees what is committed by then
        return Record(*cursor.fetchone())


def standing(record: Record, total: int, how: str) -> Standing:
    """How the order begins that comes to so many đồng. Raises OrderRefused: see problems().

    A known shopper's order is confirmed at once, and so is a collection, as long as it is below
    COD_UNCALLED and not too many others are under way; all else waits for a call.
    """
    found = problems(record, total, how)
    if found:
        raise OrderRefused(found)
    trusted = record.is_known or (
        how == ShopOrder.How.COLLECTION and not record.refused and not record.lapsed
    )
    few = record.underway < settings.COD_OPEN_ORDERS
    if trusted and few and total < settings.COD_UNCALLED:
        return Standing(True, None)
    return Standing(False, clock.now() + timedelta(hours=settings.COD_CONFIRM_HOURS))


def problems(record: Record, total: int, how: str) -> list[Problem]:
    """What stands against such an order: too_many_open, too_much_at_the_door, not_at_the_door."""
    found = []
    if (
        record.waiting >= settings.COD_OPEN_ORDERS
        or record.waiting_on_device >= settings.COD_OPEN_PER_DEVICE
    ):
        found.append(
            Problem(
                "too_many_open",
                _(
                    "%(open)d of your orders still wait to be confirmed or collected. We call you "
                    "about them; after that you can order more."
                )
                % {"open": max(record.waiting, record.waiting_on_device)},
                data={"open": record.waiting, "on_device": record.waiting_on_device},
            )
        )
    if how == ShopOrder.How.COLLECTION:
        return found
    if record.refused >= REFUSED_ENOUGH:
        found.append(
            Problem(
                "not_at_the_door",
                _(
                    "%(refused)d parcels to this number came back, so we do not send another one "
                    "to be paid on delivery. Collect at a sales point and pay at the counter."
                )
                % {"refused": record.refused},
                "how",
                {"refused": record.refused},
            )
        )
    if total > settings.COD_MOST:
        found.append(
            Problem(
                "too_much_at_the_door",
                _(
                    "Cash on delivery goes up to %(most)s an order. Order less, or collect at a "
                    "sales point and pay at the counter."
                )
                % {"most": text.dong(settings.COD_MOST)},
                "how",
                {"most": settings.COD_MOST, "total": total},
            )
        )
    return found


def collection_until(day: date) -> datetime:
    """Until when goods wait that can be collected from that day on: 24:00, COLLECT_DAYS later."""
    return clock.day_end(day + timedelta(days=settings.COLLECT_DAYS))


def _hash(what: str) -> int:
    """A signed number of 32 bits; two phones with the same one only wait for each other."""
    return int.from_bytes(blake2b(what.encode(), digest_size=4).digest(), "big", signed=True)
