"""What each kind of message says."""

from datetime import timedelta

import pytest
from django.core import mail

from marketplace import clock
from marketplace.orders import complaints, decide_return, lapse, refunds, split
from marketplace.orders.cancel import cancel
from marketplace.orders.collect import collect
from marketplace.orders.deliver import deliver as deliver_parcel
from marketplace.orders.history import Kind, note
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refuse import refuse
from marketplace.places.hours import Stretch, set_hours
from tests import factories, handing, money
from tests.orders.messages_sent import MAIL, html, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(set_clock):
    set_clock("2026-11-23T09:00:00+07:00")


def ordered(quantity=1, **fields):
    listing = factories.listing(price=125_000)
    return place_order(factories.checkout(listing, quantity=quantity, email=MAIL, **fields))


def to_the_door(**fields):
    parcel = ordered(**fields).parcels.get()
    return handing.shipped(parcel, "VN123")


def at_the_door():
    return deliver_parcel(to_the_door().code, actor_id=None)


def only(do):
    _done, outbox = told(mail.outbox, do)
    (message,) = outbox
    assert message.to == [MAIL]
    return message


def says(message, *texts):
    for text in texts:
        assert text in message.body
        assert text in html(message)


def at_the_point(**fields):
    point = factories.place("Điểm bán", kind="sales_point", address="12 đường Thử")
    set_hours(point, [Stretch(1, 450, 690), Stretch(1, 780, 1020)], actor_id=None)
    checkout = factories.checkout(
        factories.listing(at=point), how="collection", point=point.code, email=MAIL, **fields
    )
    return place_order(checkout).parcels.get()


def test_ready_says_code_point_hours_and_until_when():
    parcel = at_the_point()

    message = only(lambda: ready(parcel.code, actor_id=1))

    digits = f"{parcel.pickup_code[:3]} {parcel.pickup_code[3:]}"
    assert message.subject == f"Đơn hàng {parcel.order.code}: có thể đến nhận"
    says(message, digits, "Điểm bán", "12 đường Thử", "125.000\u00a0₫", "mã QR trên trang đơn hàng")
    says(message, "Thứ hai: 07:30–11:30, 13:00–17:00", "hết ngày 26/11/2026")


def test_what_was_collected_meanwhile_is_not_announced_as_ready():
    parcel = at_the_point()

    def at_once():
        ready(parcel.code, actor_id=1)
        collect(parcel.code, parcel.pickup_code, actor_id=1)

    message = only(at_once)

    assert message.subject == f"Đơn hàng {parcel.order.code}: đã nhận hàng"


def test_on_the_way_says_with_whom_the_code_and_the_money():
    parcel = handing.packed(ordered().parcels.get())

    message = only(lambda: handing.ship(parcel.code, handing.rider(parcel), "VN123", actor_id=1))

    says(message, "Người giao của cửa hàng", "VN123", "155.000\u00a0₫")


def test_delivered_and_paid_are_one_message():
    parcel = to_the_door()

    message = only(lambda: deliver_parcel(parcel.code, actor_id=1))

    assert message.subject == f"Đơn hàng {parcel.order.code}: đã giao"
    says(message, "155.000\u00a0₫", "Đến hết ngày 30/11/2026")


def test_money_that_comes_before_the_goods_is_a_message_of_its_own():
    parcel = ordered().parcels.get()

    message = only(
        lambda: note(parcel.order_id, Kind.PAID, parcel_id=parcel.pk, data={"amount": 155_000})
    )

    assert message.subject == f"Đơn hàng {parcel.order.code}: đã thanh toán"
    says(message, "155.000\u00a0₫")


def test_refused_at_the_door():
    parcel = to_the_door()

    message = only(lambda: refuse(parcel.code, reason="Khách không nhận", actor_id=1))

    says(message, "giao thất bại", "Bạn không phải trả gì cho kiện này")


def test_cancelled_by_staff_says_why():
    parcel = ordered().parcels.get()

    message = only(lambda: cancel(parcel.code, actor_id=1, reason="Hàng bị ẩm"))

    says(message, "đã bị hủy", "Hàng bị ẩm")


@pytest.mark.parametrize(
    ("was", "words"),
    [
        ("to_confirm", "chưa gọi được cho bạn"),
        ("confirmed", "Chúng tôi xin lỗi"),  # nobody set the goods aside
        ("ready", "chưa có ai đến nhận hàng"),
    ],
)
def test_lapsed_says_which_time_was_over(set_clock, was, words):
    parcel = ordered().parcels.get() if was == "to_confirm" else at_the_point()
    if was == "ready":
        parcel = ready(parcel.code, actor_id=1)
    set_clock((parcel.held_until + timedelta(minutes=1)).isoformat())

    message = only(lambda: lapse.sweep())

    says(message, words)


def test_a_parcel_that_becomes_two():
    parcel = handing.confirmed(ordered(quantity=2).parcels.get())

    message = only(lambda: split.split(parcel.code, {parcel.lines.get().pk: 1}, actor_id=1))

    says(message, "giao thành hai kiện")


@pytest.mark.parametrize(
    ("decide", "words"),
    [("approve", "Bạn có thể trả lại hàng"), ("decline", "không được nhận lại")],
)
def test_a_return_that_is_decided(decide, words):
    one = money.asked(at_the_door())

    message = only(lambda: getattr(decide_return, decide)(one.code, "Gọi số 1800", actor_id=1))

    says(message, words, "Gọi số 1800")


def test_money_that_goes_back_is_promised_then_paid():
    parcel = at_the_door()

    refund, outbox = told(mail.outbox, lambda: money.refund(parcel, 10_000))
    says(outbox[0], "Bạn được hoàn 10.000\u00a0₫", "tiền mặt")

    says(only(lambda: refunds.pay(refund.code, actor_id=1)), "Đã hoàn 10.000\u00a0₫ cho bạn")


def test_a_complaint_is_received_and_answered():
    parcel = at_the_door()

    one, outbox = told(mail.outbox, lambda: money.complaint(parcel))
    says(outbox[0], f"chậm nhất ngày {one.due_on:%d/%m/%Y}")

    answer = "Chúng tôi xin lỗi và gửi bù <hộp> mới."
    message = only(lambda: complaints.answer(one.code, answer, actor_id=1))
    assert answer in message.body
    assert "&lt;hộp&gt;" in html(message)


def test_all_of_it_exists_in_english():
    parcel = to_the_door(language="en")

    message = only(lambda: deliver_parcel(parcel.code, actor_id=1))

    assert message.subject == f"Order {parcel.order.code}: delivered"
    assert "Until 30/11/2026 you can ask to bring goods back." in message.body
    assert clock.today().year == 2026
