"""The ways to pay: when each can be chosen, what is owed, and that it is settled once."""

import pytest

from marketplace.orders.models import OrderEvent, Payment, ShopOrder
from marketplace.orders.payments import METHODS, Quote
from marketplace.orders.refused import OrderRefused
from tests import factories, money

pytestmark = pytest.mark.django_db
HOW = ShopOrder.How


@pytest.mark.parametrize(
    ("name", "how", "is_available"),
    [
        ("cash_on_delivery", HOW.DELIVERY, True),
        ("cash_on_delivery", HOW.COLLECTION, False),
        ("at_the_counter", HOW.COLLECTION, True),
        ("at_the_counter", HOW.DELIVERY, False),
    ],
)
def test_each_way_says_when_it_can_be_chosen(name, how, is_available):
    said = METHODS[name].available(Quote(how, 100_000))

    assert (said == "") == is_available
    assert is_available or said.endswith(".")


def test_every_method_goes_by_its_own_name():
    assert {name: method.name for name, method in METHODS.items()} == {
        "cash_on_delivery": "cash_on_delivery",
        "at_the_counter": "at_the_counter",
    }


def test_a_parcel_owes_what_is_to_be_collected_and_pays_it_once():
    parcel = money.shipped(factories.listing(), 2)
    method = METHODS["cash_on_delivery"]
    payment = Payment.objects.get(parcel=parcel)
    assert (payment.state, payment.amount) == ("due", parcel.to_collect)
    assert method.describe(payment).startswith("280.000\u00a0₫")

    method.confirm(parcel, actor_id=7, carrier=parcel.shipment.carrier)

    payment.refresh_from_db()
    assert (payment.state, payment.settled_by_id) == ("collected", 7)
    assert (payment.carrier, payment.remitted_at) == (parcel.shipment.carrier, None)
    event = OrderEvent.objects.get(kind="paid")
    assert event.data == {"amount": 280_000, "method": "cash_on_delivery"}
    for again in (method.confirm, method.fail):
        with pytest.raises(OrderRefused) as refused:
            again(parcel, actor_id=7)
        assert refused.value.codes == ["not_due"]


def test_what_will_not_come_is_owed_no_more():
    parcel = money.shipped(factories.listing())

    METHODS["cash_on_delivery"].fail(parcel, actor_id=None)

    payment = Payment.objects.get(parcel=parcel)
    assert (payment.state, payment.carrier) == ("void", None)
    assert METHODS["cash_on_delivery"].describe(payment) == "Không phải trả tiền."


def test_money_that_goes_back_is_told_beside_what_was_paid():
    parcel = money.delivered(factories.listing())
    money.refund(parcel, 25_000)

    said = METHODS["cash_on_delivery"].describe(Payment.objects.get(parcel=parcel))

    assert "155.000\u00a0₫" in said and "25.000\u00a0₫" in said
