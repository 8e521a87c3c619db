"""What shoppers are told of their order: by mail, or by short message where they gave no address.

Follows from the order's history (history.note) by the outbox, after commit. What a message says
is in news.py. Webhooks follow from the same line.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from marketplace.accounts import consent
from marketplace.orders import mail, webhook_news
from marketplace.orders.history import TOLD, Kind, public_id
from marketplace.orders.models import OrderEvent, ShopOrder
from marketplace.orders.news import News, news_of
from marketplace.outbox import sms
from marketplace.outbox.deliver import handler

# What a short message is sent for besides the mail, to who asked for it (consent.ORDER_SMS).
BESIDES_MAIL = frozenset({Kind.PLACED, Kind.READY, Kind.SHIPPED})
SENT = "sent"  # in the payload: the channels that have it already


@handler(TOLD)
def tell(payload: dict[str, Any]) -> None:
    """Tell other systems and the shopper that one line of history; a line without news is no more.

    What was sent by one channel is not sent again when the other has to be tried again. An order
    whose shopper was erased tells nobody. Raises what a mail server or a gateway fails with.
    """
    event = OrderEvent.objects.select_related("order__seller", "parcel__place").get(
        pk=payload["event"]
    )
    webhook_news.tell(event)
    if event.order.erased_at is not None:
        return
    with translation.override(event.order.language):
        news = news_of(event)
        if news is None:
            return
        done = payload.setdefault(SENT, [])
        for channel, send in _channels(event):
            if channel not in done:
                send(event, news)
                done.append(channel)


def _channels(event: OrderEvent) -> Iterator[tuple[str, Callable[[OrderEvent, News], None]]]:
    order = event.order
    if order.email:
        yield "mail", _mail
    if order.phone and (not order.email or _wants_both(event)):
        yield "sms", _sms


def _wants_both(event: OrderEvent) -> bool:
    user_id = event.order.user_id
    if user_id is None or event.kind not in BESIDES_MAIL:
        return False
    return consent.given_by(user_id)[consent.ORDER_SMS.name]


def _mail(event: OrderEvent, news: News) -> None:
    order = event.order
    context = {"order": order, "news": news, "address": _address(order), **news.more}
    mail.send(news.template, news.subject, order.email, context, about=str(public_id(event)))


def _sms(event: OrderEvent, news: News) -> None:
    sms.send(event.order.phone, f"Chợ OCOP: {news.short} {_address(event.order)}")


def _address(order: ShopOrder) -> str:
    return settings.SITE_URL + reverse("shop:order", kwargs={"code": order.code})
