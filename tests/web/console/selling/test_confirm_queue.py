"""The phone queue on the screen."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.orders.models import OrderEvent, Parcel
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over

pytestmark = pytest.mark.django_db

QUEUE = "console:confirm_queue"
PHONE = "0912 345 678"


@pytest.fixture
def clerk(signed_in, shops):
    return signed_in(Role.CLERK, place=shops.centre)


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=50)


def order(listing, **fields):
    return place_order(factories.checkout(listing, phone=PHONE, **fields))


def parcel_of(order):
    return order.parcels.get()


def act(clerk, name, parcel, **body):
    return clerk.post(reverse(f"console:{name}", kwargs={"code": parcel.code}), body, follow=True)


def text(response):
    return response.content.decode()


def codes(response):
    return [row["order"].code for row in response.context["rows"]]


def test_who_what_how_much_and_since_when(clerk, honey):
    hand_over(parcel_of(order(honey)).code, actor_id=7)
    waits = place_order(factories.checkout(honey, quantity=9, phone=PHONE, name="Người mua thử 1"))

    page = text(clerk.get(reverse(QUEUE)))

    for part in (
        "Người mua thử 1",
        'href="tel:+84912345678"',
        "0912 345 678",
        waits.code,
        "9 hộp · Mật ong",
        "1.155.000\u00a0₫",
        "1 kiện đã giao trước đây",
    ):
        assert part in page, part


def test_the_oldest_stands_first_and_only_my_places(clerk, honey, shops):
    first, second = order(honey), order(honey)
    place_order(factories.checkout(factories.listing(at=shops.foreign)))

    assert codes(clerk.get(reverse(QUEUE))) == [first.code, second.code]


def test_confirmed_by_one_press_and_a_second_says_so(clerk, honey):
    parcel = parcel_of(order(honey))

    done = act(clerk, "confirm_order", parcel)
    again = act(clerk, "confirm_order", parcel)

    assert "đã được xác nhận" in text(done)
    assert "Đã có người xác nhận đơn này" in text(again)
    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.CONFIRMED
    assert OrderEvent.objects.get(kind="confirmed").actor_id == clerk.person.pk
    assert codes(done) == []


def test_nobody_answered_counts_and_keeps_it_in_the_queue(clerk, honey):
    parcel = parcel_of(order(honey))

    for _press in range(2):
        answer = act(clerk, "confirm_not_reached", parcel, seen="0")

    assert "1 lần gọi không nghe máy" in text(answer)
    assert codes(answer) == [parcel.order.code]
    assert act(clerk, "confirm_not_reached", parcel, seen="x").status_code == 200
    assert OrderEvent.objects.filter(kind="not_reached").count() == 1


def test_a_cancellation_wants_a_reason_beside_its_field(clerk, honey):
    parcel, other = parcel_of(order(honey)), parcel_of(order(honey))

    without = act(clerk, "confirm_cancel", parcel, reason=" ")
    short = act(clerk, "confirm_cancel", parcel, reason="x")

    assert (without.status_code, short.status_code) == (422, 422)
    forms = {row["order"].code: row["cancel_form"] for row in short.context["rows"]}
    assert list(forms[parcel.order.code].errors) == ["reason"]
    assert not forms[other.order.code].is_bound
    assert 'value="x"' in text(short)
    assert "đã hủy" in text(act(clerk, "confirm_cancel", parcel, reason="Khách đổi ý"))
    assert "đã bị hủy trước đó" in text(act(clerk, "confirm_cancel", parcel, reason="Khách đổi ý"))
    parcel.refresh_from_db()
    assert (parcel.state, parcel.end_reason) == ("cancelled", "Khách đổi ý")


def test_what_somebody_else_did_first_is_said(clerk, honey):
    parcel = parcel_of(order(honey))
    hand_over(parcel.code, actor_id=7)

    for name in ("confirm_order", "confirm_not_reached"):
        assert "không có gì thay đổi" in text(act(clerk, name, parcel, seen="0")).lower()
    refused = act(clerk, "confirm_cancel", parcel, reason="Khách đổi ý")
    assert refused.status_code == 200  # it stands in no list any more: a message says why
    assert "không có gì thay đổi" in text(refused).lower()


def test_the_filter_stays_after_a_press(signed_in, shops, honey):
    manager = signed_in(Role.ADMINISTRATOR)
    parcel = parcel_of(order(honey))
    place_order(factories.checkout(factories.listing(at=shops.foreign)))

    answer = act(manager, "confirm_not_reached", parcel, seen="0", place=shops.centre.code)

    assert answer.redirect_chain[0][0].endswith(f"?place={shops.centre.code}")
    assert codes(answer) == [parcel.order.code]
    hostile = act(manager, "confirm_not_reached", parcel, seen="1", place="//evil.example")
    assert hostile.redirect_chain[0][0] == reverse(QUEUE)


def test_the_list_goes_to_excel(clerk, honey):
    one = order(honey, quantity=2)

    answer = clerk.get(reverse(QUEUE), {"as": "xlsx"})

    heading, row = load_workbook(BytesIO(answer.content)).active.values
    assert (row[0], row[5], row[7], len(heading)) == (one.code, "+84912345678", one.total, len(row))
    assert row[6] == "2 × Mật ong"


def test_an_empty_queue_says_what_comes_here(clerk, signed_in, shops):
    assert "Không có đơn nào chờ gọi" in text(clerk.get(reverse(QUEUE)))
    filtered = clerk.get(reverse(QUEUE), {"place": shops.centre.code})
    assert "ở địa điểm này" in text(filtered)


def test_it_asks_as_often_for_ten_orders_as_for_one(clerk, honey):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert clerk.get(reverse(QUEUE)).status_code == 200
        return len(captured)

    place_order(factories.checkout(honey))
    one = count()
    for _number in range(9):
        place_order(factories.checkout(honey))

    assert count() == one
