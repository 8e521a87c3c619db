"""Xóa tài khoản: a shopper's account and all that says who they are in their orders is emptied.

Luật 91/2025/QH15. What the law on accounting and tax wants kept stays: what was sold when, for how
much, and the invoice data of a company that asked for an invoice; none of it names the person.
"""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from marketplace import clock, private_files
from marketplace.accounts.erase import erase_account, lock_person, staff_problems
from marketplace.accounts.set_password import wrong_password
from marketplace.audit.record import record
from marketplace.orders.ask_return import ROOM as RETURN_PHOTOS
from marketplace.orders.models import (
    HELD,
    OUTSIDE,
    Booking,
    Complaint,
    Parcel,
    Refund,
    ReturnPhoto,
    ReturnRequest,
    ShopOrder,
)
from marketplace.orders.refused import OrderRefused
from marketplace.orders.returnable import OPEN as RETURN_OPEN
from marketplace.refusal import Problem

MOST_NAMED = 5  # codes in a sentence
BOOKED = (Booking.State.ASKED, Booking.State.CONFIRMED)


def erase_shopper(user_id: int, password: str) -> None:
    """Empty the account, and name, phone, address and words of all its orders and bookings.

    Raises OrderRefused with every problem: wrong_password, is_staff, open_orders, open_bookings,
    money_due, open_questions. Locks: the person, their orders, their bookings.
    """
    with transaction.atomic():
        user = lock_person(user_id)
        orders = list(ShopOrder.objects.select_for_update().filter(user=user).order_by("pk"))
        bookings = list(Booking.objects.select_for_update().filter(user=user).order_by("pk"))
        problems = [*staff_problems(user), *in_the_way(user)]
        if not check_password(password, user.password):
            problems.insert(0, wrong_password("password"))
        if problems:
            raise OrderRefused(problems)
        _empty_orders([order.pk for order in orders])
        _empty_bookings([booking.pk for booking in bookings])
        erase_account(user)
        record(
            "accounts.erase",
            actor_id=user.pk,
            subject=f"user:{user.pk}",
            data={"orders": len(orders), "bookings": len(bookings)},
        )


def in_the_way(user: Any) -> list[Problem]:
    """Why the account cannot be erased yet: what is still under way for it. A query a reason."""
    orders = ShopOrder.objects.filter(user=user)
    parcels = Parcel.objects.filter(order=OuterRef("pk"))
    still_held = Q(state__in=HELD) & (Q(held_until=None) | Q(held_until__gt=clock.now()))
    is_open = Exists(parcels.filter(still_held | Q(state__in=OUTSIDE)))
    promised = Refund.objects.filter(
        payment__parcel__order=OuterRef("pk"), state=Refund.State.PROMISED
    )
    returned = ReturnRequest.objects.filter(parcel__order=OuterRef("pk"), state__in=RETURN_OPEN)
    complaints = Complaint.objects.filter(order=OuterRef("pk"), state=Complaint.State.OPEN)
    booked = Booking.objects.filter(user=user, state__in=BOOKED, day__gte=clock.today())
    reasons = [
        (
            "open_orders",
            orders.filter(is_open),
            _("These orders are still under way: %(codes)s. Wait until they are over."),
        ),
        (
            "money_due",
            orders.filter(Exists(promised)),
            _("Money is still to be paid back to you for: %(codes)s."),
        ),
        (
            "open_questions",
            orders.filter(Exists(returned) | Exists(complaints)),
            _("A return or a complaint waits for its answer: %(codes)s."),
        ),
        (
            "open_bookings",
            booked,
            _("These bookings are still to come: %(codes)s. Cancel them, or wait."),
        ),
    ]
    return [
        Problem(code, sentence % {"codes": named}, data={"codes": named})
        for code, rows, sentence in reasons
        if (named := _named(rows))
    ]


def _named(rows: QuerySet) -> str:
    codes = list(rows.order_by("pk").values_list("code", flat=True)[: MOST_NAMED + 1])
    return ", ".join(codes[:MOST_NAMED]) + ("…" if len(codes) > MOST_NAMED else "")


def _empty_orders(ids: list[int]) -> None:
    """The free words about them too: anybody may have written a name there."""
    ShopOrder.objects.filter(pk__in=ids).update(
        name="", phone="", email="", address="", note="", device="", erased_at=clock.now()
    )
    Parcel.objects.filter(order__in=ids).exclude(end_reason="").update(end_reason="")
    Complaint.objects.filter(order__in=ids).update(text="", answer="")
    Refund.objects.filter(payment__parcel__order__in=ids).update(pay_to="")
    requests = ReturnRequest.objects.filter(parcel__order__in=ids)
    requests.update(text="", pay_to="", decision="")
    photos = ReturnPhoto.objects.filter(request__in=requests)
    files = set(photos.values_list("file", flat=True))
    photos.delete()
    files -= set(ReturnPhoto.objects.filter(file__in=files).values_list("file", flat=True))
    transaction.on_commit(lambda: _forget(files))


def _empty_bookings(ids: list[int]) -> None:
    Booking.objects.filter(pk__in=ids).update(name="", phone="", email="", note="", reason="")


def _forget(files: set[str]) -> None:
    for file in files:
        private_files.forget(RETURN_PHOTOS, file)
