"""The call: confirmed, nobody answered, or not wanted."""

from datetime import UTC, datetime

import pytest

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.inventory.models import Hold, Shelf
from marketplace.orders import to_confirm
from marketplace.orders.cancel import cancel, cancel_by_shopper, cancel_unconfirmed
from marketplace.orders.confirm import confirm_by_phone, could_not_reach
from marketplace.orders.lapse import lapse, sweep
from marketplace.orders.models import OrderEvent, Parcel, Payment
from marketplace.orders.order_check.check import check as check_orders
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.outbox.models import Message
from marketplace.places.models import Place
from tests import factories
from tests.handing import confirmed, hand_over, packed, shipped

pytestmark = pytest.mark.django_db

PLACED = "2026-11-22T10:00:00+07:00"
A_DAY_LATER = "2026-11-23T10:00:00+07:00"


@pytest.fixture
def place(set_clock):
    set_clock(PLACED)
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10)


@pytest.fixture
def parcel(listing):
    return place_order(factories.checkout(listing, quantity=2)).parcels.get()


@pytest.fixture
def two_parcels(place, listing):
    other = factories.place("Chi nhánh", seller=place.operator)
    order = place_order(factories.checkout(listing, factories.listing(at=other)))
    return list(order.parcels.order_by("pk"))


def refused_codes(act, *arguments, **named):
    with pytest.raises(OrderRefused) as refused:
        act(*arguments, **named)
    return refused.value.codes


def states(parcels):
    return [Parcel.objects.get(pk=one.pk).state for one in parcels]


def kinds(order_id):
    return list(
        OrderEvent.objects.filter(order=order_id).order_by("pk").values_list("kind", flat=True)
    )


def test_confirmed_goods_are_held_until_they_are_handed_over(parcel, set_clock):
    (done,) = confirm_by_phone(parcel.code, actor_id=7)

    assert (done.state, done.held_until) == ("confirmed", None)
    assert Hold.objects.get().until is None
    assert kinds(parcel.order_id) == ["placed", "confirmed"]
    assert Message.objects.filter(kind="order.event").count() == 2
    assert Line.objects.get(action="orders.confirm").actor_id == 7
    set_clock("2027-11-23T10:00:00+07:00")
    assert sweep() == 0


def test_one_call_confirms_all_parcels_and_a_second_press_nothing(two_parcels):
    assert len(confirm_by_phone(two_parcels[1].code, actor_id=7)) == 2
    assert confirm_by_phone(two_parcels[0].code, actor_id=8) == []

    assert states(two_parcels) == ["confirmed", "confirmed"]
    assert kinds(two_parcels[0].order_id).count("confirmed") == 2


def test_a_confirmed_collection_waits_until_it_was_to_be_collected(place, listing):
    checkout = factories.checkout(
        listing, quantity=9, how="collection", point=place.code, payment="at_the_counter"
    )
    parcel = place_order(checkout).parcels.get()  # 1,125,000 đồng: somebody is called
    assert parcel.held_until == datetime(2026, 11, 23, 3, tzinfo=UTC)

    (done,) = confirm_by_phone(parcel.code, actor_id=7)

    assert done.held_until == clock.day_end(
        done.promised_from.replace(day=done.promised_from.day + 3)
    )
    assert done.held_until == Hold.objects.get().until


def test_too_late_is_said_in_a_sentence(parcel, set_clock):
    set_clock(A_DAY_LATER)
    assert refused_codes(confirm_by_phone, parcel.code, actor_id=7) == ["lapsed"]
    assert refused_codes(could_not_reach, parcel.code, seen=0, actor_id=7) == ["lapsed"]
    assert refused_codes(cancel, parcel.code, actor_id=7, reason="khách đổi ý") == ["lapsed"]
    assert refused_codes(cancel_by_shopper, parcel.order.code) == ["lapsed"]
    assert refused_codes(cancel_unconfirmed, parcel.code, actor_id=7, reason="thôi mà") == [
        "lapsed"
    ]
    assert states([parcel]) == ["to_confirm"]


def test_a_cancelled_order_cannot_be_confirmed(parcel):
    cancel(parcel.code, actor_id=7, reason="khách đổi ý")

    assert refused_codes(confirm_by_phone, parcel.code, actor_id=7) == ["not_waiting"]


def test_calls_that_nobody_answers_are_counted_once_a_press(parcel):
    assert could_not_reach(parcel.code, seen=0, actor_id=7) == 1
    assert could_not_reach(parcel.code, seen=0, actor_id=7) == 1
    assert could_not_reach(parcel.code, seen=1, actor_id=8) == 2

    assert kinds(parcel.order_id) == ["placed", "not_reached", "not_reached"]
    (waiting,) = to_confirm.waiting(Place.objects.all())
    assert waiting.tries == 2
    assert states([parcel]) == ["to_confirm"]


def test_the_queue_has_the_oldest_first_and_nothing_past(listing, set_clock):
    first = place_order(factories.checkout(listing, phone="0912 345 678"))
    set_clock("2026-11-22T11:00:00+07:00")
    second = place_order(factories.checkout(listing, phone="0912 345 678"))
    confirmed(place_order(factories.checkout(listing)).parcels.get())

    assert list(to_confirm.waiting(Place.objects.all())) == [first, second]
    assert list(to_confirm.waiting(Place.objects.none())) == []
    set_clock(A_DAY_LATER)
    assert list(to_confirm.waiting(Place.objects.all())) == [second]


def test_what_is_known_of_a_phone(listing):
    phone = "0912 345 678"
    hand_over(place_order(factories.checkout(listing, phone=phone)).parcels.get().code, actor_id=7)
    shipped(place_order(factories.checkout(listing, phone=phone, quantity=2)).parcels.get())
    new = place_order(factories.checkout(listing, phone=phone))

    known = to_confirm.known([new])

    assert known == {"+84912345678": to_confirm.Known(delivered=1, open=1)}
    assert to_confirm.Known().is_first


def test_cancelling_frees_the_goods_and_voids_what_is_owed(parcel):
    done = cancel(parcel.code, actor_id=7, reason="  khách   đổi ý ")
    again = cancel(parcel.code, actor_id=8, reason="khách đổi ý")

    assert (done.state, done.end_reason, again.ended_by_id) == ("cancelled", "khách đổi ý", 7)
    assert (Shelf.objects.get().held, Hold.objects.get().state) == (0, "released")
    assert Payment.objects.get().state == "void"
    parcel.order.order.refresh_from_db()
    assert parcel.order.order.status == "canceled"
    assert kinds(parcel.order_id) == ["placed", "cancelled"]
    assert refused_codes(cancel, parcel.code, actor_id=7, reason="x") == ["bad_reason"]
    assert check_orders().broken == []


def test_staff_cancel_what_is_packed_but_not_what_has_left(listing, parcel):
    other = packed(place_order(factories.checkout(listing)).parcels.get())
    cancel(other.code, actor_id=7, reason="hàng hỏng")
    shipped(parcel)

    assert refused_codes(cancel, parcel.code, actor_id=7, reason="quá muộn") == ["not_waiting"]
    assert states([other, parcel]) == ["cancelled", "shipped"]
    assert check_orders().broken == []


def test_one_parcel_of_two_is_cancelled_alone(two_parcels):
    cancel(two_parcels[0].code, actor_id=7, reason="hết hàng thật")

    assert states(two_parcels) == ["cancelled", "to_confirm"]
    assert check_orders().broken == []


def test_the_shopper_cancels_all_of_it_before_packing(two_parcels):
    order = two_parcels[0].order

    done = cancel_by_shopper(order.code, reason="Tôi đặt nhầm")

    assert [one.end_reason for one in done] == ["Tôi đặt nhầm"] * 2
    assert states(two_parcels) == ["cancelled", "cancelled"]
    assert cancel_by_shopper(order.code) == []
    for line in Line.objects.all():
        assert "nhầm" not in str(line.data)
    for event in OrderEvent.objects.all():
        assert "nhầm" not in str(event.data)
    assert check_orders().broken == []


def test_the_shopper_comes_too_late_when_one_is_packed(two_parcels):
    packed(two_parcels[1])

    assert refused_codes(cancel_by_shopper, two_parcels[0].order.code) == ["not_waiting"]
    assert states(two_parcels) == ["confirmed", "packed"]


def test_what_is_over_does_not_keep_the_shopper_from_cancelling_the_rest(two_parcels):
    first, second = two_parcels
    hand_over(first.code, actor_id=7)

    assert [one.pk for one in cancel_by_shopper(first.order.code)] == [second.pk]
    assert states(two_parcels) == ["delivered", "cancelled"]
    assert cancel_by_shopper(first.order.code) == []


def test_on_the_phone_the_whole_order_is_not_wanted(two_parcels):
    done = cancel_unconfirmed(two_parcels[0].code, actor_id=7, reason="khách không đặt")

    assert len(done) == 2
    assert states(two_parcels) == ["cancelled", "cancelled"]
    assert cancel_unconfirmed(two_parcels[0].code, actor_id=7, reason="khách không đặt") == []


def test_what_nobody_confirmed_lapses(parcel, listing, set_clock):
    wanted = confirmed(place_order(factories.checkout(listing)).parcels.get())
    assert not lapse(parcel.code)
    set_clock(A_DAY_LATER)

    assert sweep() == 1
    assert sweep() == 0

    assert states([parcel, wanted]) == ["lapsed", "confirmed"]
    assert Payment.objects.get(parcel=parcel).state == "void"
    assert Hold.objects.get(reference=parcel.reference).state == "released"
    event = OrderEvent.objects.get(kind="lapsed")
    assert (event.parcel_id, event.data, event.actor_id) == (parcel.pk, {"was": "to_confirm"}, None)
    parcel.order.order.refresh_from_db()
    assert parcel.order.order.status == "canceled"
    assert refused_codes(cancel, parcel.code, actor_id=7, reason="khách đổi ý") == ["not_waiting"]
    assert check_orders().broken == []


def test_a_parcel_whose_goods_were_taken_meanwhile_lapses_too(parcel, listing, set_clock):
    set_clock(A_DAY_LATER)
    place_order(factories.checkout(listing, quantity=10))
    assert Hold.objects.get(reference=parcel.reference).state == "released"

    assert lapse(parcel.code)

    assert Shelf.objects.get().held == 10
    assert check_orders().broken == []


def test_one_that_cannot_lapse_keeps_no_other_from_it(listing, set_clock, monkeypatch, caplog):
    from marketplace.orders import lapse as lapsing

    parcels = [place_order(factories.checkout(listing)).parcels.get() for _number in range(2)]
    set_clock(A_DAY_LATER)
    right = lapsing.lapse

    def broken(code):
        if code == parcels[0].code:
            raise RuntimeError("secret words")
        return right(code)

    monkeypatch.setattr(lapsing, "lapse", broken)
    assert sweep() == 1

    assert states(parcels) == ["to_confirm", "lapsed"]
    assert "secret words" not in caplog.text
