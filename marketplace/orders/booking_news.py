"""What guests are told about their booking: by mail, or by short message where they gave none."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.orders import mail
from marketplace.orders.models import Booking
from marketplace.outbox import sms
from marketplace.outbox.deliver import handler
from marketplace.outbox.queue import queue

State = Booking.State
TOLD = "booking.news"


def tell(booking: Booking) -> None:
    """Promise the news of the state it is in, in the caller's transaction."""
    queue(TOLD, {"booking": booking.pk, "state": str(booking.state)})


@handler(TOLD)
def send(payload: dict[str, Any]) -> None:
    """In the language it was asked in; nothing to who was erased, nothing that is no longer so."""
    booking = Booking.objects.select_related("listing__product", "listing__seller").get(
        pk=payload["booking"]
    )
    if booking.state != payload["state"]:
        return
    with translation.override(booking.language):
        address = settings.SITE_URL + reverse("shop:booking", args=[booking.code])
        words = _words(booking)
        if booking.email:
            _mail(booking, words, address)
        elif booking.phone and booking.state != State.CANCELLED:
            sms.send(booking.phone, f"{words} {address}")


def _words(booking: Booking) -> str:
    sentences: dict[Any, str] = {
        State.ASKED: _("%(name)s, %(day)s: your booking %(code)s was asked for. The host answers."),
        State.CONFIRMED: _("%(name)s, %(day)s: your booking %(code)s is confirmed."),
        State.DECLINED: _("%(name)s, %(day)s: your booking %(code)s was declined."),
        State.CANCELLED: _("%(name)s, %(day)s: your booking %(code)s is cancelled."),
    }
    return sentences[State(booking.state)] % {
        "name": booking.listing.product.name,
        "day": f"{booking.day:%d/%m/%Y}",
        "code": booking.code,
    }


def _mail(booking: Booking, words: str, address: str) -> None:
    context = {
        "booking": booking,
        "words": words,
        "address": address,
        "total": booking.unit_price * booking.guests,
    }
    subject = _("Booking %(code)s") % {"code": booking.code}
    about = f"{booking.code}-{booking.state}"
    mail.send("booking", subject, booking.email, context, about=about)
