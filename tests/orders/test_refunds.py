"""Money goes back: never more than was paid, each refund paid once, accounts forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.orders import refunds
from marketplace.orders.forget_accounts import forget_accounts
from marketplace.orders.models import OrderEvent, Payment, Refund, ReturnRequest
from marketplace.orders.payments.interface import Back
from marketplace.orders.refused import OrderRefused
from tests import factories, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel():
    """Paid: 125.000 for the goods and 30.000 for the way."""
    return money.delivered(factories.listing(price=125_000))


def promise(parcel, amount, key="k", **fields):
    back = Back(amount, fields.pop("reason", "Thiếu một hộp"), key, **fields)
    return refunds.promise(parcel.code, back, actor_id=9)


def refused(call):
    with pytest.raises(OrderRefused) as why:
        call()
    return why.value.codes


def test_a_promise_stands_in_the_history_and_once_a_key(parcel):
    first = promise(parcel, 25_000)
    again = promise(parcel, 25_000)

    assert (first, first.state, first.amount) == (again, "promised", 25_000)
    assert Payment.objects.get(parcel=parcel).refunded == 25_000
    event = OrderEvent.objects.get(kind="refund_promised")
    assert (event.parcel_id, event.actor_id) == (parcel.pk, 9)
    assert event.data == {"refund": first.code, "amount": 25_000}
    assert Line.objects.get(action="orders.refund").data == event.data


def test_all_refunds_together_stay_within_what_was_paid(parcel):
    promise(parcel, 100_000, "a")

    assert refused(lambda: promise(parcel, 55_001, "b")) == ["too_much"]
    promise(parcel, 55_000, "c")
    assert refused(lambda: promise(parcel, 1, "d")) == ["too_much"]
    assert Payment.objects.get(parcel=parcel).refunded == 155_000


def test_the_database_itself_holds_the_sum(parcel):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(parcel=parcel).update(refunded=155_001)


def test_every_problem_is_told_at_once(parcel):
    assert refused(lambda: promise(parcel, 0, reason=" ", pay_to="x" * 121)) == [
        *("bad_amount", "bad_reason", "bad_account")
    ]


def test_what_was_not_paid_does_not_go_back():
    parcel = money.shipped(factories.listing())

    assert refused(lambda: promise(parcel, 1_000)) == ["not_paid"]


def test_cash_is_paid_back_with_one_press_and_counts_once(parcel):
    one = promise(parcel, 25_000)

    paid = refunds.pay(one.code, actor_id=8)
    refunds.pay(one.code, actor_id=8)

    assert (paid.state, paid.paid_by_id) == ("paid", 8)
    [event] = OrderEvent.objects.filter(kind="refunded")
    assert event.data == {"refund": one.code, "amount": 25_000, "reference": ""}


@pytest.mark.parametrize("reference", ["", "FT", "Nguyễn Văn A", "chuyển cho chị Hoa", "x" * 41])
def test_a_transfer_wants_the_banks_code_and_no_words(parcel, reference):
    one = promise(parcel, 25_000, pay_to="Ngân hàng Mẫu 0123456789")

    assert refused(lambda: refunds.pay(one.code, reference=reference, actor_id=8)) == [
        "bad_reference"
    ]
    assert Refund.objects.get().state == "promised"


def test_a_transfer_keeps_its_reference_in_the_history(parcel):
    one = promise(parcel, 25_000, pay_to="Ngân hàng Mẫu 0123456789")

    refunds.pay(one.code, reference=" ft26326-889 ", actor_id=8)

    data = OrderEvent.objects.get(kind="refunded").data
    assert data["reference"] == "FT26326-889"
    assert "0123456789" not in str(list(OrderEvent.objects.values_list("data", flat=True)))


def test_accounts_are_forgotten_thirty_days_after_the_money_went(parcel, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")
    account = "Ngân hàng Mẫu 0123456789"
    one = money.received(parcel, refund=25_000, pay_to=account)
    waiting = promise(parcel, 1_000, "other", pay_to=account)
    refunds.pay(one.refunds.get().code, reference="FT1234", actor_id=8)

    set_clock((clock.now() + timedelta(days=30, seconds=-1)).isoformat())
    assert forget_accounts() == 0
    set_clock((clock.now() + timedelta(seconds=1)).isoformat())
    assert forget_accounts() == 2

    assert one.refunds.get().pay_to == ""
    assert ReturnRequest.objects.get().pay_to == ""
    assert Refund.objects.get(pk=waiting.pk).pay_to == account
    assert forget_accounts() == 0
