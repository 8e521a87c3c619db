"""All that is stored about a shopper, in a file for them: JSON for programs, a page for people."""

import io
import json
import zipfile
from typing import Any

from django.db.models import Prefetch
from django.template.loader import render_to_string

from marketplace import clock, private_files
from marketplace.accounts.stored import stored_about
from marketplace.audit.record import record
from marketplace.orders.ask_return import ROOM as RETURN_PHOTOS
from marketplace.orders.models import Booking, Parcel, ReturnRequest, ShopOrder

PHOTOS = "photos"  # the folder in the file


def export(user: Any) -> bytes:
    """A ZIP of data.json, data.html and the photos of returns. Leaves an audit line.

    A fixed number of queries, whatever there is.
    """
    orders = _orders(user)
    data = {
        "made_at": clock.now().isoformat(),
        **stored_about(user),
        "orders": [_order(order) for order in orders],
        "bookings": [_booking(one) for one in Booking.objects.filter(user=user).order_by("pk")],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        file.writestr("data.html", render_to_string("personal_data.html", {"data": data}))
        for name in sorted(_photos(orders)):
            file.writestr(f"{PHOTOS}/{_photo(name)}", private_files.read(RETURN_PHOTOS, name))
    record("accounts.export", actor_id=user.pk, subject=f"user:{user.pk}", data={})
    return packed.getvalue()


def _orders(user: Any) -> list[ShopOrder]:
    returns = ReturnRequest.objects.order_by("pk").prefetch_related("photos")
    parcels = (
        Parcel.objects.select_related("place", "payment")
        .prefetch_related("lines", Prefetch("returns", queryset=returns), "payment__refunds")
        .order_by("pk")
    )
    return list(
        ShopOrder.objects.filter(user=user)
        .select_related("seller", "unit__parent", "invoice")
        .prefetch_related(Prefetch("parcels", queryset=parcels), "events", "complaints")
        .order_by("placed_at", "pk")
    )


def _order(order: ShopOrder) -> dict[str, Any]:
    invoice = getattr(order, "invoice", None)
    return {
        "code": order.code,
        "placed_at": order.placed_at.isoformat(),
        "seller": order.seller.name,
        "how": order.how,
        "name": order.name,
        "phone": order.phone,
        "email": order.email,
        "address": order.address,
        "commune": order.unit.full_name if order.unit else "",
        "province": order.unit.parent.name if order.unit and order.unit.parent else "",
        "note": order.note,
        "browser_mark": order.device,
        "payment_method": order.payment_method,
        "total": order.total,
        "invoice": invoice
        and {
            "tax_code": invoice.tax_code,
            "company": invoice.company,
            "address": invoice.address,
            "email": invoice.email,
        },
        "parcels": [_parcel(parcel) for parcel in order.parcels.all()],
        "history": [
            {"at": event.at.isoformat(), "what": event.kind} for event in order.events.all()
        ],
        "complaints": [
            {"text": one.text, "answer": one.answer, "opened_at": one.opened_at.isoformat()}
            for one in order.complaints.all()
        ],
    }


def _parcel(parcel: Parcel) -> dict[str, Any]:
    payment = getattr(parcel, "payment", None)
    return {
        "code": parcel.code,
        "from": parcel.place.name,
        "state": parcel.state,
        "reason": parcel.end_reason,
        "fee": parcel.fee,
        "lines": [
            {"name": line.name, "quantity": line.quantity, "total": line.total}
            for line in parcel.lines.all()
        ],
        "payment": payment
        and {
            "method": payment.method,
            "amount": payment.amount,
            "state": payment.state,
            "refunds": [
                {"amount": one.amount, "pay_to": one.pay_to, "state": one.state}
                for one in payment.refunds.all()
            ],
        },
        "returns": [
            {
                "reason": one.reason,
                "text": one.text,
                "pay_to": one.pay_to,
                "state": one.state,
                "answer": one.decision,
                "photos": [f"{PHOTOS}/{_photo(photo.file)}" for photo in one.photos.all()],
            }
            for one in parcel.returns.all()
        ],
    }


def _booking(booking: Booking) -> dict[str, Any]:
    return {
        "code": booking.code,
        "name": booking.name,
        "phone": booking.phone,
        "email": booking.email,
        "day": booking.day.isoformat(),
        "guests": booking.guests,
        "note": booking.note,
        "state": booking.state,
    }


def _photos(orders: list[ShopOrder]) -> set[str]:
    return {
        photo.file
        for order in orders
        for parcel in order.parcels.all()
        for one in parcel.returns.all()
        for photo in one.photos.all()
    }


def _photo(kept_as: str) -> str:
    """The name in the file: photos are JPEG, kept under their hash."""
    return f"{kept_as.rpartition('/')[2][:16]}.jpg"
