"""One event on its way to one endpoint: signed, tried until it is taken, sent again when asked."""

import json
from typing import Any

import requests
from django.conf import settings
from django.db import transaction

from marketplace import clock, open_internet
from marketplace.audit.record import record
from marketplace.outbox import again
from marketplace.outbox.deliver import handler
from marketplace.outbox.models import WebhookDelivery
from marketplace.outbox.webhook_secret import secret, signature
from marketplace.outbox.webhooks import SEND, promise

CONNECT_SECONDS, READ_SECONDS = 5, 10


class NotTaken(Exception):
    """The other side answered, and not with a status of 200 to 299."""


@handler(SEND)
def send(payload: dict[str, Any]) -> None:
    """POST the event; it may come twice, under one event id. Raises NotTaken, or what failed.

    To an endpoint that was switched off meanwhile nothing is sent.
    """
    delivery = WebhookDelivery.objects.select_related("endpoint").get(pk=payload["delivery"])
    if delivery.delivered_at is not None or not delivery.endpoint.is_active:
        return
    delivery.last_tried_at = clock.now()
    delivery.status = 0
    try:
        delivery.status = _post(delivery)
    finally:
        if 200 <= delivery.status < 300:
            delivery.delivered_at = clock.now()
        delivery.save(update_fields=["last_tried_at", "status", "delivered_at"])
    if delivery.delivered_at is None:
        raise NotTaken


def replay(delivery: WebhookDelivery, *, actor_id: int | None) -> None:
    """Send it (again) now, under the same event id. Locks: the delivery."""
    with transaction.atomic():
        held = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        if held.message is None or not again.hasten(held.message):
            WebhookDelivery.objects.filter(pk=held.pk).update(delivered_at=None)
            promise(held.pk)
        record(
            "outbox.replay",
            actor_id=actor_id,
            subject=f"webhook:{held.endpoint.code}",
            data={"event": str(held.event_id)},
        )


def content(delivery: WebhookDelivery) -> bytes:
    """What is sent: the same bytes at every try."""
    said = {
        "id": str(delivery.event_id),
        "kind": delivery.kind,
        "at": clock.local(delivery.made_at).isoformat(),
        "data": delivery.body,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def _post(delivery: WebhookDelivery) -> int:
    """The status of the answer; its body is not read."""
    endpoint, body = delivery.endpoint, content(delivery)
    headers = {
        "Content-Type": "application/json",
        "Ocop-Event-Id": str(delivery.event_id),
        "Ocop-Signature": signature(secret(endpoint), int(clock.now().timestamp()), body),
        "User-Agent": "ocop-webhooks/1",
    }
    own = requests.Session if settings.WEBHOOKS_MAY_BE_LOCAL else open_internet.session
    with (
        own() as session,
        session.post(
            endpoint.url,
            data=body,
            headers=headers,
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response,
    ):
        return response.status_code
