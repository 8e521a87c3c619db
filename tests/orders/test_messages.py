import pytest
from django.core import mail

from marketplace.orders.place_order import place_order
from marketplace.outbox import deliver
from tests import factories

pytestmark = pytest.mark.django_db


def sent(**fields):
    order = place_order(factories.checkout(factories.listing(price=125_000), **fields))
    deliver.sweep()
    return order, mail.outbox


def test_the_confirmation_says_what_was_ordered_and_what_is_to_be_paid():
    order, outbox = sent(email="nguoi.mua@example.com", language="vi")

    (message,) = outbox
    assert message.to == ["nguoi.mua@example.com"]
    assert message.subject == f"Đã nhận đơn hàng {order.code}"
    html = message.alternatives[0][0]
    for text in (message.body, html):
        assert order.parcels.get().lines.get().name in text
        assert "155.000\u00a0₫" in text
        assert f"/don-hang/{order.code}/" in text
        assert "Hàng đã được giữ cho bạn" in text


def test_it_speaks_the_language_of_the_order():
    order, outbox = sent(email="buyer@example.com", language="en")

    assert outbox[0].subject == f"Order {order.code}: we have it"
    assert f"/en/don-hang/{order.code}/" in outbox[0].body


def test_no_address_no_mail_and_the_promise_is_kept():
    _order, outbox = sent(email="")

    assert outbox == []
    assert deliver.sweep() == 0


def test_a_name_cannot_bring_its_own_html():
    _order, outbox = sent(email="a@example.com", name="<b>Ai đó</b>")

    assert "<b>Ai" not in outbox[0].alternatives[0][0]
    assert "<b>Ai đó</b>" in outbox[0].body
