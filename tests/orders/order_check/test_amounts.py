"""Each figure of money is broken past triggers and constraints: the check names that row."""

import pytest

from marketplace import codes
from marketplace.orders.models import Payment
from tests.handing import hand_over
from tests.orders.order_check.looking import broken, of

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_that_is_not_its_lines(parcel, owner):
    owner(
        "ocop_orders_shoporder",
        "UPDATE ocop_orders_shoporder SET goods_total = goods_total + 5, total = total + 5",
    )

    key = {"order": parcel.order.code}
    assert broken() == {
        "order_is_its_lines": (key, 200_005, 200_000),
        "order_is_its_parcels": (key, 230_005, 230_000),
        "saleor_is_the_order": (key, 230_000, 230_005),
    }


def test_a_parcel_that_is_not_its_lines(parcel, owner):
    owner("ocop_orders_parcel", "UPDATE ocop_orders_parcel SET to_collect = 230001")

    assert broken() == {
        "order_is_its_parcels": ({"order": parcel.order.code}, 230_000, 230_001),
        "parcel_is_its_lines": (of(parcel), 230_001, 230_000),
        "payment_is_its_parcel": (of(parcel), 230_000, 230_001),
    }


def test_a_gift_set_that_is_not_its_parts(parcel, listing, owner):
    owner(
        "ocop_orders_orderedset",
        "INSERT INTO ocop_orders_orderedset"
        " (order_id, order_line_id, listing_id, name, quantity, unit_price, total)"
        " VALUES (%s, %s, %s, 'Giỏ quà', 1, 500000, 500000)",
        parcel.order_id,
        parcel.lines.get().order_line_id,
        listing.pk,
    )

    assert broken() == {"set_is_its_parts": ({"order": parcel.order.code}, 500_000, 0)}


def test_a_payment_that_is_missing(parcel, owner):
    owner("ocop_orders_payment", "DELETE FROM ocop_orders_payment")

    assert broken() == {"payment_is_its_parcel": (of(parcel), 0, 230_000)}


@pytest.mark.parametrize("state", ["void", "collected"])
def test_money_that_does_not_fit_its_parcel(parcel, owner, state):
    owner(
        "ocop_orders_payment",
        "UPDATE ocop_orders_payment SET state = %s, settled_at = '2026-11-22T00:00Z'",
        state,
    )

    assert broken() == {"payment_fits_its_parcel": (of(parcel, state="to_confirm"), 0, 1)}


def test_money_that_is_still_due_after_delivery(parcel, owner):
    hand_over(parcel.code, actor_id=7)
    owner("ocop_orders_payment", "UPDATE ocop_orders_payment SET state = 'due', settled_at = NULL")

    assert broken()["payment_fits_its_parcel"] == (of(parcel, state="delivered"), 0, 1)


def test_refunds_that_are_not_what_was_refunded(parcel, owner):
    hand_over(parcel.code, actor_id=7)
    owner("ocop_orders_payment", "UPDATE ocop_orders_payment SET refunded = 1000")

    assert broken() == {"refunded_is_its_refunds": (of(parcel), 1_000, 0)}


def test_more_given_back_than_was_paid(parcel, owner):
    owner(
        "ocop_orders_refund",
        "INSERT INTO ocop_orders_refund (payment_id, code, client_key, amount, pay_to, reason,"
        " state, promised_at) VALUES (%s, %s, 'x', 1, '', 'x', 'promised', '2026-11-22T00:00Z')",
        Payment.objects.get().pk,
        codes.new_code(),
    )

    assert broken() == {
        "refunded_is_its_refunds": (of(parcel), 0, 1),
        "no_more_refunded_than_paid": (of(parcel), 1, 0),
    }
