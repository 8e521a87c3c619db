"""What may be held without money."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from marketplace.orders import limits, to_confirm
from marketplace.orders.cancel import cancel
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.lapse import sweep
from marketplace.orders.limits import Record
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refuse import refuse
from marketplace.orders.refused import OrderRefused
from marketplace.places.models import Place
from tests import factories
from tests.handing import hand_over, shipped

pytestmark = pytest.mark.django_db

PHONE = "0912 345 678"


@pytest.fixture
def listing():
    return factories.listing(quantity=50, price=125_000)


def order(listing, phone=PHONE, **fields):
    return place_order(factories.checkout(listing, phone=phone, **fields))


def record(phone="+84912345678", device=""):
    with transaction.atomic():
        return limits.lock_shopper(phone, device)


def refused_codes(listing, **fields):
    with pytest.raises(OrderRefused) as refused:
        order(listing, **fields)
    return refused.value.codes


def test_the_first_order_of_a_phone_waits_a_day_for_a_call(listing, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")

    parcel = order(listing).parcels.get()

    assert parcel.state == "to_confirm"
    assert parcel.held_until == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert parcel.lines.get().hold.until == parcel.held_until


def test_the_fourth_that_nobody_has_confirmed_is_refused_in_whatever_spelling(listing):
    spelled = ["0912345678", "+84 912 345 678", "84912345678"]
    first = [order(listing, phone=phone) for phone in spelled][0]

    assert refused_codes(listing, phone="0912.345.678") == ["too_many_open"]
    order(listing, phone="0987 654 321")  # another phone's
    confirm_by_phone(first.parcels.get().code, actor_id=7)
    assert order(listing)


def test_a_cancelled_or_past_one_makes_room(listing, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")
    first = [order(listing) for _number in range(3)][0]
    assert refused_codes(listing) == ["too_many_open"]
    cancel(first.parcels.get().code, actor_id=7, reason="khách đổi ý")
    assert order(listing)
    assert refused_codes(listing) == ["too_many_open"]

    set_clock("2026-11-23T10:00:00+07:00")  # at that second, with no job running
    assert order(listing)


def test_one_browser_with_many_phones_is_one_shopper(listing):
    for number in range(3):
        order(listing, phone=f"0912 000 00{number}", device="a" * 32)

    assert refused_codes(listing, phone="0912 000 009", device="a" * 32) == ["too_many_open"]
    assert order(listing, phone="0912 000 009", device="b" * 32)
    assert order(listing, phone="0912 000 008")  # no mark, no limit by it


def test_who_took_and_paid_is_not_called_below_a_million(listing, settings):
    hand_over(order(listing).parcels.get().code, actor_id=7)
    assert record().is_known

    assert order(listing).parcels.get().state == "confirmed"
    assert order(listing, quantity=8).parcels.get().state == "to_confirm"  # 1,030,000 đồng


def test_nor_when_too_much_is_under_way(listing):
    hand_over(order(listing).parcels.get().code, actor_id=7)

    states = [order(listing).parcels.get().state for _number in range(4)]

    assert states == ["confirmed", "confirmed", "confirmed", "to_confirm"]


def test_who_refused_once_is_called_again_and_twice_pays_at_the_counter(listing):
    hand_over(order(listing).parcels.get().code, actor_id=7)
    for _time in range(2):
        parcel = order(listing).parcels.get()
        refuse(shipped(parcel).code, reason="không nghe máy", actor_id=7)
        assert not record().is_known

    assert refused_codes(listing) == ["not_at_the_door"]
    assert record().refused == 2


def test_refusals_are_forgotten_after_180_days(listing, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")
    for _time in range(2):
        refuse(shipped(order(listing).parcels.get()).code, reason="không nghe máy", actor_id=7)

    set_clock("2027-05-21T10:00:00+07:00")
    assert record().refused == 2
    set_clock("2027-05-21T10:00:01+07:00")
    assert record() == Record()


def test_an_order_to_be_paid_at_the_door_has_a_highest_value(listing):
    assert refused_codes(listing, quantity=40) == ["too_much_at_the_door"]  # 5,030,000 đồng
    assert order(listing, quantity=39)  # 4,905,000


def test_every_problem_is_told_at_once(settings):
    record = Record(waiting=3, refused=2)

    found = limits.problems(record, settings.COD_MOST + 1, "delivery")

    codes = [problem.code for problem in found]
    assert codes == ["too_many_open", "not_at_the_door", "too_much_at_the_door"]
    collecting = limits.problems(record, settings.COD_MOST + 1, "collection")
    assert [problem.code for problem in collecting] == ["too_many_open"]


@pytest.mark.parametrize(
    ("record", "how", "total", "is_confirmed"),
    [
        (Record(), "delivery", 1, False),
        (Record(delivered=1), "delivery", 999_999, True),
        (Record(delivered=1), "delivery", 1_000_000, False),
        (Record(delivered=1, lapsed=1), "delivery", 1, False),
        (Record(delivered=1, refused=1), "delivery", 1, False),
        (Record(), "collection", 999_999, True),
        (Record(), "collection", 1_000_000, False),
        (Record(lapsed=1), "collection", 1, False),
        (Record(delivered=9, underway=3), "collection", 1, False),
    ],
)
def test_who_is_called(record, how, total, is_confirmed):
    assert limits.standing(record, total, how).is_confirmed == is_confirmed


def test_collections_wait_until_the_end_of_the_third_day(settings):
    from datetime import date

    assert limits.collection_until(date(2026, 11, 23)) == datetime(2026, 11, 26, 17, tzinfo=UTC)


def test_the_same_press_is_answered_before_the_limit(listing):
    checkout = factories.checkout(listing, phone=PHONE)
    first = place_order(checkout)
    order(listing), order(listing)

    assert place_order(checkout) == first


def test_it_asks_once_whatever_the_shopper_has(listing, django_assert_num_queries):
    for _number in range(3):
        order(listing)

    with transaction.atomic(), django_assert_num_queries(1):
        limits.lock_shopper("+84912345678", "a" * 32)


def test_what_the_place_never_set_aside_is_not_the_shoppers_fault(listing, set_clock):
    set_clock("2026-11-22T10:00:00+07:00")
    point = Place.objects.get().code
    collect = {"how": "collection", "point": point, "payment": "at_the_counter"}
    forgotten, waited = (order(listing, **collect).parcels.get() for _number in range(2))
    ready(waited.code, actor_id=7)
    assert (forgotten.state, record().lapsed) == ("confirmed", 0)

    set_clock("2026-12-22T10:00:00+07:00")
    assert record().lapsed == 1  # whether or not the job has run
    assert sweep() == 2

    assert record().lapsed == 1
    new = order(listing)
    assert to_confirm.known([new])["+84912345678"].lapsed == 1
