"""A shopper with everything that could name them, and the scan of every table for it."""

import re
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from marketplace import clock, codes
from marketplace.accounts import address_book, consent, send_code
from marketplace.accounts.receiver import Receiver
from marketplace.orders import complaints, mine
from marketplace.orders.ask_return import Asked, ask
from marketplace.orders.cancel import cancel
from marketplace.orders.decide_return import decline
from marketplace.orders.models import Booking
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over

NAME, PHONE, EMAIL = "Hoàng Thị Thử Nghiệm", "+84987654321", "thu.nghiem@example.com"
STREET, WORDS = "Ngõ 77 đường Thử", "Gọi chị Thử Nghiệm trước"
TELLTALE = re.compile(r"thử|thu\.nghiem|987654321", re.IGNORECASE)


def bought(person, place, **fields):
    """An order of the person's account, with everything in it that could name them."""
    written = {"name": NAME, "phone": PHONE, "email": EMAIL, "address": STREET, "note": WORDS}
    listing = factories.listing(at=place)
    order = place_order(factories.checkout(listing, quantity=2, **written | fields))
    return mine.join(person.pk, order.code)


def delivered(person, place):
    order = bought(person, place)
    hand_over(order.parcels.get().code, actor_id=None)
    return order


def booking(person, listing, **fields):
    return Booking.objects.create(
        **{
            "listing": listing,
            "user": person,
            "code": codes.new_code(),
            "client_key": codes.new_code(),
            "language": "vi",
            "name": NAME,
            "phone": PHONE,
            "email": EMAIL,
            "day": clock.today(),
            "guests": 2,
            "note": WORDS,
            "unit_price": 100_000,
            "asked_at": clock.now(),
        }
        | fields
    )


def texts():
    """(table, column, value) of every text that the tables hold, Saleor's and Django's too."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        columns = [
            field.column
            for field in model._meta.local_concrete_fields
            if (field.db_type(connection) or "").split("(")[0]
            in {"varchar", "text", "jsonb", "citext"}
        ]
        if not columns:
            continue
        quoted = ", ".join(f'"{column}"::text' for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {quoted} FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield model._meta.db_table, column, value or ""


def telling():
    return sorted(
        {(table, column) for table, column, value in texts() if TELLTALE.search(readable(value))}
    )


def readable(value):
    """JSON may write its letters as numbers."""
    return value.encode().decode("unicode_escape", "ignore") if "\\u" in value else value


def a_life(person, place):
    """Everything of a person that is over: a delivered order with a declined return, a photo, an
    answered complaint; a cancelled one; a booking that has been; addresses and consents."""
    order = delivered(person, place)
    parcel = order.parcels.get()
    asked = Asked(
        units={parcel.lines.get().pk: 1},
        reason="broken",
        text=WORDS,
        client_key="return-1",
        pay_to=f"{NAME} 0123",
        photos=[b"a photo"],
    )
    request = ask(parcel.code, asked)
    decline(request.code, f"{NAME}: không phải", actor_id=None)
    complaint = complaints.complain(order.code, f"{WORDS} {PHONE}", client_key="complaint-1")
    complaints.answer(complaint.code, f"Chào {NAME}, cảm ơn", actor_id=None)
    cancelled = bought(person, place)
    cancel(cancelled.parcels.get().code, actor_id=None, reason=f"{NAME} đổi ý")
    listing = parcel.lines.get().listing
    booking(person, listing, day=clock.today().replace(year=2025), reason=WORDS)
    receiver = Receiver(NAME, PHONE, factories.commune().pk, STREET)
    address_book.save(person.pk, receiver)
    consent.set_consents(person.pk, {"news": True})
    send_code.send_code(PHONE, purpose="password", address="10.0.0.1")
    send_code.send_code(EMAIL, purpose="password", address="10.0.0.1")
    return SimpleNamespace(order=order, cancelled=cancelled, request=request)
