"""What a shopper brings back: asked for in time, decided, received, paid for."""

from datetime import timedelta

import pytest

from marketplace import clock, private_files
from marketplace.inventory.models import Balance, Document, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.orders import ask_return, decide_return, receive_return, returnable
from marketplace.orders.models import OrderEvent, Payment, Refund, ReturnRequest
from marketplace.orders.refused import OrderRefused
from tests import factories, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey():
    return factories.listing(quantity=10, price=125_000)


@pytest.fixture
def parcel(honey):
    """Three delivered and paid; seven stand on the shelf."""
    return money.delivered(honey, 3)


def refused(call, why=OrderRefused):
    with pytest.raises(why) as said:
        call()
    return said.value.codes


def test_a_request_is_written_with_its_lines_and_photos(parcel):
    one = money.asked(parcel, 2, photos=2, pay_to="  Ngân hàng   Mẫu 012 ")

    assert (one.state, one.pay_to) == ("asked", "Ngân hàng Mẫu 012")
    assert [line.quantity for line in one.lines.all()] == [2]
    kept = [private_files.read(ask_return.ROOM, photo.file) for photo in one.photos.all()]
    assert len(kept) == 2 and all(photo.startswith(b"\xff\xd8\xff") for photo in kept)
    event = OrderEvent.objects.get(kind="return_asked")
    assert event.data == {"return": one.code, "reason": "broken", "units": 2}
    assert Document.objects.filter(kind="shopper_return").count() == 0


def test_a_second_press_is_the_first_request(parcel):
    assert money.asked(parcel, client_key="k") == money.asked(parcel, client_key="k")
    assert OrderEvent.objects.filter(kind="return_asked").count() == 1


def test_one_request_at_a_time_and_no_unit_twice(parcel):
    one = money.asked(parcel, 2)
    assert refused(lambda: money.asked(parcel, 1)) == ["open_return"]

    decide_return.approve(one.code, "Mang đến quầy giúp nhé", actor_id=1)
    assert refused(lambda: money.asked(parcel, 1)) == ["open_return"]
    listing = parcel.lines.get().listing
    came = receive_return.Received([factories.picked(listing, 2)], 0)
    receive_return.receive(one.code, came, actor_id=1)

    assert refused(lambda: money.asked(parcel, 2)) == ["too_many_units"]
    assert money.asked(parcel, 1).state == "asked"


def test_what_was_declined_may_be_asked_for_again(parcel):
    one = money.asked(parcel, 3)
    decide_return.decline(one.code, "Ảnh không cho thấy lỗi", actor_id=1)

    assert sum(returnable.units_left(parcel).values()) == 3
    assert money.asked(parcel, 3).state == "asked"


def test_seven_days_to_the_end_of_the_last(honey, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")
    parcel = money.delivered(honey, 1)

    set_clock("2026-11-29T23:59:59+07:00")
    assert returnable.is_open_at(parcel, clock.now())
    set_clock("2026-11-30T00:00:00+07:00")
    assert refused(lambda: money.asked(parcel)) == ["too_late"]


def test_nothing_comes_back_before_it_was_delivered(honey):
    assert refused(lambda: money.asked(money.shipped(honey))) == ["not_delivered"]


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"units": {}}, ["nothing_picked"]),
        ({"units": {"line": 0}}, ["nothing_picked"]),
        ({"units": {"line": 4}}, ["too_many_units"]),
        ({"units": {"line": -1}}, ["too_many_units"]),
        ({"units": {0: 1}}, ["too_many_units"]),
        ({"reason": "mood"}, ["bad_reason"]),
        ({"text": " a "}, ["bad_text"]),
        ({"text": "x" * 1001, "pay_to": "x" * 121}, ["bad_text", "bad_account"]),
        ({"units": {}, "reason": "", "text": ""}, ["nothing_picked", "bad_reason", "bad_text"]),
    ],
)
def test_every_problem_is_told_at_once(parcel, fields, codes):
    line = parcel.lines.get().pk
    if "units" in fields:
        fields = fields | {
            "units": {line if k == "line" else k: n for k, n in fields["units"].items()}
        }

    assert refused(lambda: money.asked(parcel, **fields)) == codes


def test_photos_are_judged_by_what_they_hold():
    assert refused(lambda: ask_return.check_photos([money.photo(), b_file(b"%PDF-1.7")])) == [
        "bad_picture"
    ]
    assert refused(lambda: ask_return.check_photos(money.photo() for _ in range(6))) == ["too_many"]


def b_file(content):
    file = money.photo()
    file.seek(0)
    file.truncate()
    file.write(content)
    file.seek(0)
    return file


def test_a_decision_is_made_once_and_needs_words(parcel):
    one = money.asked(parcel)

    assert refused(lambda: decide_return.decline(one.code, " ", actor_id=1)) == ["bad_words"]
    decide_return.approve(one.code, "Mang đến quầy giúp nhé", actor_id=1)
    decide_return.approve(one.code, "Mang đến quầy giúp nhé", actor_id=1)
    assert refused(lambda: decide_return.decline(one.code, "Thôi không nhận", actor_id=1)) == [
        "decided"
    ]
    assert OrderEvent.objects.filter(kind="return_approved").count() == 1


def test_an_approved_return_whose_goods_never_come_is_closed(parcel, honey):
    one = money.asked(parcel, 2)
    assert refused(lambda: decide_return.close(one.code, "Khách không mang đến", actor_id=1)) == [
        "not_approved"
    ]
    decide_return.approve(one.code, "Mang đến quầy giúp nhé", actor_id=1)

    for _press in range(2):
        done = decide_return.close(one.code, "Khách không mang đến", actor_id=1)

    assert (done.state, done.decision) == ("declined", "Khách không mang đến")
    assert OrderEvent.objects.filter(kind="return_declined").count() == 1
    came = receive_return.Received([factories.picked(honey, 2)], 0)
    assert refused(lambda: receive_return.receive(one.code, came, actor_id=9)) == ["not_approved"]
    assert money.asked(parcel, 3).state == "asked"


def test_goods_come_back_to_the_shelf_or_as_damaged_and_the_money_is_promised(parcel, honey):
    one = money.approved(parcel, 3, pay_to="Ngân hàng Mẫu 012")
    goods = [factories.picked(honey, 2), factories.picked(honey, 1, condition="damaged")]
    came = receive_return.Received(goods, 405_000)

    receive_return.receive(one.code, came, actor_id=9)
    receive_return.receive(one.code, came, actor_id=9)

    document = Document.objects.get(kind="shopper_return")
    assert document.reference == parcel.reference
    balances = dict(Balance.objects.values_list("condition", "quantity"))
    assert (balances["good"], balances["damaged"]) == (9, 1)
    assert Shelf.objects.get().on_hand == 10
    one.refresh_from_db()
    assert (one.state, one.received_by_id) == ("received", 9)
    data = OrderEvent.objects.get(kind="return_received").data
    assert data == {"return": one.code, "document": document.code, "good": 2, "damaged": 1}
    back = Refund.objects.get()
    assert (back.amount, back.pay_to, back.request) == (405_000, "Ngân hàng Mẫu 012", one)


def test_nothing_moves_when_the_refund_is_refused(parcel, honey):
    one = money.approved(parcel, 1)
    came = receive_return.Received([factories.picked(honey, 1)], 405_001)

    assert refused(
        lambda: receive_return.receive(one.code, came, actor_id=9, may_give_more=True)
    ) == ["too_much"]

    assert Document.objects.filter(kind="shopper_return").count() == 0
    assert ReturnRequest.objects.get().state == "approved"
    assert Payment.objects.get().refunded == 0


def test_what_did_not_come_can_be_asked_for_again(parcel, honey):
    one = money.approved(parcel, 3)
    came = receive_return.Received([factories.picked(honey, 1)], 125_000)

    receive_return.receive(one.code, came, actor_id=9)

    assert [line.quantity for line in one.lines.all()] == [1]
    assert receive_return.worth(one) == 125_000
    assert refused(lambda: money.asked(parcel, 3)) == ["too_many_units"]
    assert money.asked(parcel, 2).state == "asked"


def test_more_than_what_came_is_worth_is_for_whoever_decides_on_refunds(parcel, honey):
    one = money.approved(parcel, 3)
    goods = [factories.picked(honey, 1)]

    def receive(refund, **may):
        came = receive_return.Received(goods, refund)
        return receive_return.receive(one.code, came, actor_id=9, **may)

    assert refused(lambda: receive(155_001)) == ["more_than_worth"]
    assert Document.objects.filter(kind="shopper_return").count() == 0
    assert [line.quantity for line in one.lines.all()] == [3]
    receive(155_001, may_give_more=True)

    assert Refund.objects.get().amount == 155_001


def test_no_more_comes_back_than_was_asked_and_only_what_went_out(parcel, honey):
    one = money.approved(parcel, 1)
    two = receive_return.Received([factories.picked(honey, 2)], 0)
    tea = receive_return.Received([factories.picked(factories.listing(at=parcel.place), 1)], 0)
    none = receive_return.Received([], 0)

    assert refused(lambda: receive_return.receive(one.code, two, actor_id=9)) == ["more_than_asked"]
    assert refused(lambda: receive_return.receive(one.code, tea, actor_id=9)) == ["more_than_asked"]
    assert refused(lambda: receive_return.receive(one.code, none, actor_id=9), StockRefused) == [
        "nothing_picked"
    ]


def test_only_an_approved_return_is_received(parcel, honey):
    one = money.asked(parcel)
    came = receive_return.Received([factories.picked(honey)], 0)

    assert refused(lambda: receive_return.receive(one.code, came, actor_id=9)) == ["not_approved"]


def test_it_is_worth_what_was_paid_for_the_goods(parcel):
    assert receive_return.worth(money.asked(parcel, 2)) == 250_000


def test_a_request_made_now_ends_its_parcels_days(parcel, set_clock):
    """Asked on the last day, it is decided and received later."""
    one = money.asked(parcel)
    set_clock((clock.now() + timedelta(days=20)).isoformat())

    decide_return.approve(one.code, "Mang đến quầy giúp nhé", actor_id=1)

    assert ReturnRequest.objects.get().state == "approved"
