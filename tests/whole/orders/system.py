"""What goes out, and the other systems that are told: the administrator's, of no place."""

import uuid

from marketplace.outbox import webhook_endpoints, webhooks
from marketplace.outbox.queue import queue
from tests.whole.access_lines import ANY, Line

READS = (302, 403, 200, 403, 403, 403)
ACTS = (302, 403, 302, 403, 403, 403)
PRESSED = ("outbox_try", "outbox_try_failed", "webhook_add", "webhook_switch", "webhook_renew")
LINES = [
    Line("outbox", ANY, "get", READS),
    Line("webhooks", ANY, "get", READS),
    Line("webhook", ANY, "get", READS),
    *(Line(name, ANY, "post", ACTS) for name in ("webhook", *PRESSED, "webhook_replay")),
]
TYPED = {"name": "Kho của xã", "url": "https://kho.example/", "kinds": ["order.placed"]}


def _endpoint(place):
    made = webhook_endpoints.add(**TYPED, actor_id=None)
    event = uuid.uuid4()
    webhooks.tell("order.placed", {"order": "ABC"}, event_id=event)
    return {"code": made.code}, TYPED | {"turn": "1", "event": str(event)}


SUBJECTS = {
    "outbox_try": lambda place: ({}, {"message": queue("order.event", {"event": 0}).pk}),
    "outbox_try_failed": lambda place: ({}, {"kind": ""}),
    "webhook_add": lambda place: ({}, TYPED),
    **dict.fromkeys(("webhook", "webhook_switch", "webhook_renew", "webhook_replay"), _endpoint),
}
ASKED = {
    "outbox": ["", "?state=failed", "?state=x&kind=%00", "?page=99", "?as=xlsx"],
    "webhooks": ["", "?as=xlsx"],
    "webhook": ["", "?kind=order.paid&open=on", "?kind=x", "?page=99", "?as=xlsx"],
}
POST_ONLY = (*PRESSED, "webhook_replay")
