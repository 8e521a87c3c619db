"""Telling other systems what happens: which events there are, and the promise to each endpoint."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.outbox.models import WebhookDelivery, WebhookEndpoint
from marketplace.outbox.queue import queue

SEND = "webhook"  # the outbox's kind of message; its payload: {"delivery": key}
KINDS: dict[str, Any] = {
    "order.placed": _("An order was placed"),
    "order.paid": _("A parcel was paid"),
    "order.shipped": _("A parcel is on its way"),
    "certificate.changed": _("A certificate or a star changed"),
    "stock.changed": _("What can be sold changed"),
}
# How long a process may believe what it knows of the endpoints: the hot ways ask no database.
KNOWN_FOR = timedelta(seconds=15)

DELIVERIES = """
INSERT INTO ocop_outbox_webhookdelivery
    (endpoint_id, event_id, kind, body, made_at, status)
SELECT id, %(event_id)s, %(kind)s, %(body)s::jsonb, %(now)s, 0
FROM ocop_outbox_webhookendpoint
WHERE is_active AND kinds ? %(kind)s
ON CONFLICT (endpoint_id, event_id) DO NOTHING
RETURNING id
"""


class _Known:
    """The kinds that some endpoint asked for when this process last looked."""

    kinds: frozenset[str] = frozenset()
    until: datetime | None = None


def is_wanted(kind: str) -> bool:
    """Whether some endpoint asks for the kind, as known for KNOWN_FOR at most."""
    now = clock.now()
    if _Known.until is None or not now < _Known.until <= now + KNOWN_FOR:
        rows = WebhookEndpoint.objects.filter(is_active=True).values_list("kinds", flat=True)
        _Known.kinds = frozenset(kind for kinds in rows for kind in kinds)
        _Known.until = now + KNOWN_FOR
    return kind in _Known.kinds


def forget() -> None:
    """Look anew when next asked; after an endpoint was written, in this process."""
    _Known.until = None


def tell(kind: str, body: dict[str, Any], *, event_id: UUID) -> list[int]:
    """Promise the event to every active endpoint that asks for its kind; keys of the deliveries.

    One statement where nobody asks. Telling the same event again promises nothing twice. body:
    codes and figures, nothing personal.
    """
    with transaction.atomic():
        asked = {"kind": kind, "body": _json(body), "event_id": event_id, "now": clock.now()}
        with connection.cursor() as cursor:
            cursor.execute(DELIVERIES, asked)
            made = [key for (key,) in cursor.fetchall()]
        for key in made:
            promise(key)
    return made


def promise(delivery_id: int) -> None:
    """Put the delivery on its way, in the caller's transaction."""
    message = queue(SEND, {"delivery": delivery_id})
    WebhookDelivery.objects.filter(pk=delivery_id).update(message=message)


def _json(body: dict[str, Any]) -> str:
    field = WebhookDelivery._meta.get_field("body")
    return field.get_db_prep_save(body, connection).dumps(body)
