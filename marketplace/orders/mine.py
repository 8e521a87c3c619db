"""The orders of an account: which they are, and how one that was placed as a guest joins them."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from marketplace.accounts.erase import lock_person
from marketplace.audit.record import record
from marketplace.orders import known_by_phone
from marketplace.orders.models import Booking, ShopOrder
from marketplace.orders.refused import OrderRefused


def orders_of(user_id: int) -> QuerySet[ShopOrder]:
    """Newest first, their parcels with place and lines fetched beside. Four queries when read."""
    return (
        ShopOrder.objects.filter(user=user_id)
        .select_related("seller")
        .prefetch_related("parcels__lines", "parcels__place", "gift_sets")
        .order_by("-placed_at", "-pk")
    )


def bookings_of(user_id: int) -> QuerySet[Booking]:
    """The day furthest ahead first, with what is booked. One query when read."""
    return (
        Booking.objects.filter(user=user_id)
        .select_related("listing__product")
        .order_by("-day", "-pk")
    )


def is_of(code: str, user_id: int) -> bool:
    """Whether the order is the account's. One query."""
    return ShopOrder.objects.filter(code=code, user=user_id).exists()


def add_order(user_id: int, code: str, phone: str, *, address: str) -> ShopOrder:
    """An order placed without signing in belongs to the account from now on.

    Raises OrderRefused as known_by_phone.find() and join() do. Locks: the person, the order.
    """
    return join(user_id, known_by_phone.find(code, phone, address=address).code)


def join(user_id: int, code: str) -> ShopOrder:
    """The same where whose it is has been proved: this browser placed it or named its phone.

    Joining what is there already changes nothing. Raises OrderRefused not_found for somebody
    else's. Locks: the person, the order.
    """
    with transaction.atomic():
        user = lock_person(user_id)
        order = _for_update(ShopOrder.objects.all()).filter(code=code).first()
        if order is None:
            raise OrderRefused(known_by_phone.not_found())
        _refuse_foreign(order, user)
        if order.user_id is None:
            order.user = user
            order.save(update_fields=["user"])
            record("orders.join_account", actor_id=user.pk, subject=f"order:{code}", data={})
        return order


def _refuse_foreign(order: ShopOrder, user: Any) -> None:
    if order.user_id not in (None, user.pk) or order.erased_at or not user.is_active:
        raise OrderRefused(known_by_phone.not_found())


def _for_update(rows: QuerySet[ShopOrder]) -> QuerySet[ShopOrder]:
    return rows.select_for_update()
