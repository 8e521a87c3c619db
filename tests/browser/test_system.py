"""What goes out, the systems that are told and the invoices, at every size, in both languages and schemes."""

import uuid
from datetime import datetime, timedelta

import pytest

from marketplace import clock
from marketplace.orders.checkout import Invoice
from marketplace.orders.place_order import place_order
from marketplace.outbox import webhook_endpoints, webhooks
from marketplace.outbox.models import Message, WebhookDelivery
from marketplace.outbox.queue import queue
from tests import factories, handing
from tests.browser.screens import LANGUAGES
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def system(live_shop):
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    make_person("an", Role.ADMINISTRATOR)
    endpoint = webhook_endpoints.add(
        "Phần mềm kế toán của hợp tác xã",
        "https://ke-toan.example/ocop/su-kien",
        ["order.placed", "order.paid", "stock.changed"],
        actor_id=None,
    )
    for _event in range(3):
        webhooks.tell("order.placed", {"order": "ABC"}, event_id=uuid.uuid4())
    now = clock.now()
    taken, refused, given_up = WebhookDelivery.objects.order_by("pk")
    for one, status, state in (
        (taken, 204, "done"),
        (refused, 500, "waiting"),
        (given_up, 0, "failed"),
    ):
        WebhookDelivery.objects.filter(pk=one.pk).update(
            status=status, last_tried_at=now, delivered_at=now if state == "done" else None
        )
        Message.objects.filter(pk=one.message_id).update(
            state=state,
            attempts={"done": 1, "waiting": 3, "failed": 16}[state],
            last_error="" if state == "done" else "NotTaken",
            done_at=now if state == "done" else None,
            due_at=now + timedelta(minutes=2),
        )
    later = queue("order.event", {"event": 0})
    Message.objects.filter(pk=later.pk).update(
        attempts=2, last_error="ConnectionRefusedError", due_at=now + timedelta(hours=1)
    )
    seller = factories.operator("Hợp tác xã Dịch vụ OCOP Lâm Đồng")
    centre = factories.place("Trung tâm OCOP tỉnh Lâm Đồng", seller=seller)
    honey = factories.listing(at=centre, price=125_000)
    firm = Invoice("0100109106", "Công ty Cổ phần Quà tặng Thử", "12 đường Thử", "kt@example.com")
    for invoice in (firm, None):
        order = place_order(factories.checkout(honey, quantity=2, invoice=invoice))
        handing.hand_over(order.parcels.get().code, actor_id=None)
    live_shop.endpoint = endpoint
    return live_shop


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(system, walk, language):
    look = walk(system, language, "system", by="an")
    page = f"quan-ly/he-thong/webhook/{system.endpoint.code}/"
    addresses = {"outbox": "quan-ly/he-thong/", "systems": "quan-ly/he-thong/webhook/", "one": page}
    addresses |= {"invoices": "quan-ly/hoa-don/"}
    for name, address in addresses.items():
        look.open(address)
        look.at(name)
    look.open(page)
    look.page.locator("details summary").last.click()
    look.page.fill("[name=url]", "http://ke-toan.example/")
    look.page.locator("main form.sheet .button-main").click()
    look.page.locator(".field-error").wait_for()
    look.at("refused")

    assert look.wrong == []
