"""Mails about an order, sent from the outbox."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.orders.models import ShopOrder
from marketplace.outbox.deliver import handler


@handler("order.placed")
def send_confirmation(payload: dict[str, Any]) -> None:
    """Confirm the order by mail, in the language it was placed in, where an address was given."""
    order = (
        ShopOrder.objects.select_related("seller", "unit__parent")
        .prefetch_related("parcels__lines", "parcels__place")
        .get(pk=payload["order"])
    )
    if not order.email:
        return
    with translation.override(order.language):
        context = {
            "order": order,
            "address": settings.SITE_URL + reverse("shop:order", args=[order.code]),
        }
        message = EmailMultiAlternatives(
            subject=_("Order %(code)s: we have it") % {"code": order.code},
            body=render_to_string("mail/order_placed.txt", context),
            to=[order.email],
        )
        message.attach_alternative(render_to_string("mail/order_placed.html", context), "text/html")
        message.send()
