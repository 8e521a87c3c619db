"""Complaints: written down with a day for the answer, answered once."""

from datetime import date

import pytest

from marketplace import clock
from marketplace.orders import ask_return, complaints
from marketplace.orders.models import OrderEvent, ShopOrder
from marketplace.orders.refused import OrderRefused
from tests import factories, money

pytestmark = pytest.mark.django_db
WORDS = "Hộp trà giao thiếu một gói so với đơn"


@pytest.fixture
def parcel(set_clock):
    set_clock("2026-11-20T16:00:00+07:00")  # a Friday
    return money.shipped(factories.listing())


def refused(call):
    with pytest.raises(OrderRefused) as said:
        call()
    return said.value.codes


@pytest.mark.parametrize(
    ("day", "many", "due"),
    [
        (date(2026, 11, 20), 7, date(2026, 12, 1)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_weekends_are_no_working_days(day, many, due):
    assert complaints.after_working_days(day, many) == due


def test_a_complaint_is_kept_with_its_day_and_once_a_key(parcel):
    one = complaints.complain(parcel.order.code, f" {WORDS} ", client_key="k")
    again = complaints.complain(parcel.order.code, WORDS, client_key="k")

    assert one == again
    assert (one.text, one.state, one.due_on) == (WORDS, "open", date(2026, 12, 1))
    event = OrderEvent.objects.get(kind="complaint")
    assert event.data == {"complaint": one.code, "due": "2026-12-01"}
    assert event.actor_id is None


@pytest.mark.parametrize("text", ["", "   ngắn   ", "x" * 2001])
def test_too_few_and_too_many_words_are_refused(parcel, text):
    assert refused(lambda: complaints.complain(parcel.order.code, text, client_key="k")) == [
        "bad_text"
    ]


def test_three_open_ones_are_enough(parcel):
    for key in "abc":
        last = complaints.complain(parcel.order.code, WORDS, client_key=key)
    assert refused(lambda: complaints.complain(parcel.order.code, WORDS, client_key="d")) == [
        "many_open"
    ]

    complaints.answer(last.code, "Chúng tôi gửi bù ngay hôm nay.", actor_id=3)
    assert complaints.complain(parcel.order.code, WORDS, client_key="d").state == "open"


def test_an_answer_is_given_once(parcel):
    one = money.complaint(parcel)
    words = "Chúng tôi gửi bù ngay hôm nay."

    assert refused(lambda: complaints.answer(one.code, "ngắn", actor_id=3)) == ["bad_text"]
    done = complaints.answer(one.code, words, actor_id=3)
    complaints.answer(one.code, words, actor_id=3)

    assert (done.state, done.answer, done.answered_by_id) == ("answered", words, 3)
    assert OrderEvent.objects.get(kind="answered").data == {"complaint": one.code}
    assert refused(lambda: complaints.answer(one.code, "Một câu trả lời khác.", actor_id=4)) == [
        "answered"
    ]


def test_an_order_whose_shopper_is_erased_takes_no_more_words(parcel):
    ShopOrder.objects.filter(pk=parcel.order_id).update(erased_at=clock.now())

    assert refused(lambda: complaints.complain(parcel.order.code, WORDS, client_key="k")) == [
        "not_found"
    ]
    asked = ask_return.Asked({}, "broken", WORDS, "r")
    assert refused(lambda: ask_return.ask(parcel.code, asked)) == ["not_found"]
