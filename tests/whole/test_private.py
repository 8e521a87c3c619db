"""Who a person is stands in the order and in the account, never in a log or an append-only line."""

import json
import logging
import re

import pytest
from django.core import mail
from django.core.cache import cache

from marketplace.accounts.models import Role
from marketplace.audit.models import Line
from marketplace.inventory.models import Document, Hold
from marketplace.orders.cancel import cancel
from marketplace.orders.models import ShopOrder
from marketplace.outbox import deliver, tasks
from marketplace.outbox.models import Message
from marketplace.outbox.queue import queue
from marketplace.saleor_bridge.models import Order
from tests import factories
from tests.staff import PASSWORD, make_person, make_shops

NAME, PHONE, EMAIL = "Hoàng Thị Thử Nghiệm", "0987 654 321", "thu.nghiem@example.com"
STREET, NOTE = "Ngõ 77 đường Thử", "Gọi chị Thử trước"
STAFF_PHONE, WRONG = "0977 123 456", "a wrong long secret"
# Any of these in a line gives the person away.
TELLTALE = re.compile(
    r"thử|th\\u1eed|nghi[eệ]m|987\W*654\W*321|977\W*123\W*456|wrong long|" + re.escape(PASSWORD),
    re.IGNORECASE,
)


@pytest.fixture
def logged(caplog, capfd, monkeypatch):
    """logged(): everything written to any logger at any level, to stdout and to stderr."""
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.disabled = False
        monkeypatch.setattr(logger, "propagate", True)  # to caplog, wherever its own handler writes

    def read():
        lines = [
            " ".join(
                [record.name, record.getMessage(), str(record.exc_text or record.exc_info or "")]
            )
            for record in caplog.records
            if record.name != "django.db.backends"  # SQL, kept in memory while DEBUG is on
        ]
        printed = capfd.readouterr()
        return "\n".join([*lines, printed.out, printed.err])

    cache.clear()
    yield read
    cache.clear()


@pytest.fixture
def shops(db):
    return make_shops()


def test_the_telltale_finds_what_it_has_to():
    for text in (
        NAME,
        PHONE,
        EMAIL,
        STREET,
        NOTE,
        STAFF_PHONE,
        WRONG,
        "+84987654321",
        "0977123456",
    ):
        assert TELLTALE.search(text)
        assert TELLTALE.search(json.dumps({"x": text})), text
    assert not TELLTALE.search("order.placed 7: attempt 1: ValueError 8QK4TD7M2X")


def buy(client, listing, **changed):
    client.post("/gio-hang/them/", {"listing": listing.code, "quantity": 1})
    page = client.get("/dat-hang/").content.decode()
    hidden = dict(re.findall(r'name="(client_key|agreed_total|agreed)" value="(.*?)"', page))
    typed = {
        "phone": PHONE,
        "name": NAME,
        "province": factories.province().code,
        "unit": factories.commune().code,
        "address": STREET,
        "email": EMAIL,
        "note": NOTE,
    }
    return client.post("/dat-hang/", {**hidden, **typed, **changed})


@pytest.mark.parametrize("mail_fails", [False, True])
def test_a_checkout_tells_the_log_nothing_about_the_person(
    shops, client, logged, monkeypatch, mail_fails
):
    listing = factories.listing(at=shops.centre)
    if mail_fails:

        def refuse(message, *args, **options):
            raise OSError(f"550 {EMAIL} unknown")

        monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)

    assert buy(client, listing, phone=PHONE + " 99").status_code == 422
    assert buy(client, listing).status_code == 302
    order = ShopOrder.objects.get()
    client.logout()
    address = f"/don-hang/{order.code}/"
    assert client.post(address, {"phone": STAFF_PHONE}).status_code == 422
    assert client.post(address, {"phone": PHONE}).status_code == 302
    assert NAME in client.get(address).content.decode()
    assert deliver.sweep() == (0 if mail_fails else 1)

    found = logged()
    assert not TELLTALE.search(found), TELLTALE.search(found)
    assert ("OSError" in found) == mail_fails


def test_an_error_on_a_page_is_logged_without_the_form(shops, client, logged, monkeypatch):
    """Django logs the exception with its traceback: code lines, no values."""
    listing = factories.listing(at=shops.centre)

    def fail(*args, **options):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("marketplace.orders.place_order.write_order", fail)
    client.raise_request_exception = False

    assert buy(client, listing).status_code == 500
    found = logged()
    assert "a fault of ours" in found
    assert not TELLTALE.search(found), TELLTALE.search(found)


def test_signing_in_tells_the_log_nothing_about_the_person(shops, client, logged):
    person = make_person("nguoi-kho", Role.CLERK, place=shops.centre)
    person.login.phone = "+84977123456"
    person.login.save()

    answers = [
        client.post("/quan-ly/dang-nhap/", {"username": STAFF_PHONE, "password": WRONG}).status_code
        for _ in range(11)
    ]
    assert (answers[0], answers[-1]) == (200, 429)
    cache.clear()  # the limit on wrong sign-ins
    right = {"username": STAFF_PHONE, "password": PASSWORD}
    assert client.post("/quan-ly/dang-nhap/", right).status_code == 302

    found = logged()
    assert not TELLTALE.search(found), TELLTALE.search(found)
    assert "nguoi-kho" not in found


def test_what_can_never_be_changed_holds_no_person(shops, client):
    """Erasing a person must be able to leave these lines as they are."""
    listing = factories.listing(at=shops.centre)
    for _ in range(2):
        assert buy(client, listing).status_code == 302
    first, second = ShopOrder.objects.order_by("pk")
    clerk = make_person("nguoi-kho", Role.CLERK, place=shops.centre)
    client.force_login(clerk)
    address = f"/quan-ly/don-hang/{first.parcels.get().code}/da-giao/"
    assert client.post(address, {"client_key": "0" * 32}).status_code == 302
    cancel(second.parcels.get().code, actor_id=clerk.pk, reason=f"{NAME} đổi ý")

    kept = [*Line.objects.values(), *Document.objects.values(), *Message.objects.values()]
    kept += Hold.objects.values()
    assert len(kept) > 10
    written = json.dumps(kept, default=str, ensure_ascii=False)
    assert not TELLTALE.search(written), TELLTALE.search(written)
    assert "nguoi-kho" not in written


def test_saleors_order_does_not_know_the_shopper(shops, client):
    assert buy(client, factories.listing(at=shops.centre)).status_code == 302

    order = Order.objects.get()
    assert (order.user, order.user_email) == (None, "")
    assert (order.shipping_address, order.billing_address, order.customer_note) == (None, None, "")


def test_a_broker_that_fails_is_logged_without_its_address(transactional_db, logged, monkeypatch):
    def refuse(*args, **options):
        raise ConnectionError(f"redis://:{WRONG}@10.0.0.1:6379")

    monkeypatch.setattr(tasks.deliver_one, "apply_async", refuse)
    queue("order.placed", {"order": 1})

    found = logged()
    assert "outbox nudge failed: ConnectionError" in found
    assert not TELLTALE.search(found), TELLTALE.search(found)
