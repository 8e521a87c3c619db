"""Part of a parcel goes on its own; nothing is lost or made up on the way."""

import pytest
from django.db.models import Sum

from marketplace.inventory.models import Hold, Shelf
from marketplace.listings.models import GiftSetPart, Listing
from marketplace.orders.cancel import cancel
from marketplace.orders.models import OrderEvent, Parcel, ParcelLine, Payment
from marketplace.orders.pick import pick_list, waiting
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready
from marketplace.orders.refused import OrderRefused
from marketplace.orders.split import split
from marketplace.places.models import Place
from marketplace.pricing.amounts import net_of
from marketplace.saleor_bridge.models import Allocation
from tests import factories
from tests.handing import confirmed, packed, shipped
from tests.orders.true_orders import nothing_is_broken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def true_in_the_end(db):
    yield
    nothing_is_broken()


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def parcel(place):
    honey = factories.listing(factories.certified("Mật ong"), at=place, price=33_333)
    salt = factories.listing(factories.certified("Muối"), at=place)
    order = place_order(factories.checkout(honey, salt, quantity=3))
    return confirmed(order.parcels.get())


def lines(parcel):
    return {line.name: line for line in parcel.lines.all()}


def sums():
    found = ParcelLine.objects.aggregate(total=Sum("total"), net=Sum("net"), units=Sum("quantity"))
    found |= Parcel.objects.aggregate(due=Sum("to_collect"), fee=Sum("fee"))
    found |= Payment.objects.aggregate(owed=Sum("amount"))
    found["held"] = Hold.objects.filter(state="live").aggregate(held=Sum("quantity"))["held"]
    found["shelves"] = Shelf.objects.aggregate(held=Sum("held"))["held"]
    found["allocated"] = Allocation.objects.aggregate(n=Sum("quantity_allocated"))["n"]
    return found


def gift_set(place):
    """Two of honey and one of salt for less than both cost alone."""
    made = factories.listing(at=place, price=199_999)
    Listing.objects.filter(pk=made.pk).update(is_gift_set=True)
    for name, units in (("Mật ong", 2), ("Muối", 1)):
        part = factories.listing(factories.certified(f"{name} biếu"), at=place)
        GiftSetPart.objects.create(gift_set=made, part=part, quantity=units)
    made.refresh_from_db()
    return made


def codes_of(act, *arguments, **named):
    with pytest.raises(OrderRefused) as refused:
        act(*arguments, **named)
    return refused.value.codes


def test_both_parts_together_are_what_the_one_was(parcel):
    before, mine = sums(), lines(parcel)

    made = split(parcel.code, {mine["Mật ong"].pk: 1, mine["Muối"].pk: 3}, actor_id=7)

    assert sums() == before
    parcel.refresh_from_db()
    assert {name: line.quantity for name, line in lines(parcel).items()} == {"Mật ong": 2}
    theirs = lines(made)
    assert {name: line.quantity for name, line in theirs.items()} == {"Mật ong": 1, "Muối": 3}
    assert theirs["Mật ong"].net == net_of(33_333, theirs["Mật ong"].vat_rate)
    assert (made.fee, made.to_collect, made.state) == (0, 33_333 + 375_000, "confirmed")
    assert (made.split_from, made.held_until) == (parcel, parcel.held_until)
    for one in (parcel, made):
        assert one.payment.amount == one.to_collect
        held = {line.hold.reference for line in one.lines.select_related("hold")}
        assert held == {one.reference}
    assert OrderEvent.objects.get(kind="split").data == {"new": made.code, "units": 4}


def test_each_part_goes_its_own_way(parcel):
    made = split(parcel.code, {lines(parcel)["Mật ong"].pk: 1}, actor_id=7)

    shipped(made)
    cancel(parcel.code, actor_id=7, reason="Phần còn lại hết hàng")

    assert dict(Payment.objects.values_list("parcel", "state")) == {
        made.pk: "due",
        parcel.pk: "void",
    }
    assert sums()["held"] is None
    assert sums()["allocated"] is None
    saleor = made.order.order
    saleor.refresh_from_db()
    assert saleor.status == "fulfilled"
    fulfilled = list(
        saleor.lines.order_by("-quantity_fulfilled").values_list("quantity_fulfilled", flat=True)
    )
    assert fulfilled == [1, 0]


def test_something_goes_and_something_stays(parcel):
    honey, salt = lines(parcel)["Mật ong"].pk, lines(parcel)["Muối"].pk

    assert codes_of(split, parcel.code, {}, actor_id=7) == ["bad_split"]
    assert codes_of(split, parcel.code, {honey: 0}, actor_id=7) == ["bad_split"]
    assert codes_of(split, parcel.code, {honey: 3, salt: 3}, actor_id=7) == ["bad_split"]
    assert codes_of(split, parcel.code, {honey: 4, salt: -1}, actor_id=7) == ["bad_split"] * 2
    packed(parcel)
    assert codes_of(split, parcel.code, {honey: 1}, actor_id=7) == ["not_waiting"]


def test_a_second_press_splits_nothing_more_off(parcel):
    honey = {lines(parcel)["Mật ong"].pk: 1}

    split(parcel.code, honey, seen=6, actor_id=7)
    assert codes_of(split, parcel.code, honey, seen=6, actor_id=7) == ["changed_meanwhile"]

    assert Parcel.objects.count() == 2


def test_a_gift_set_goes_whole_or_stays(parcel, place):
    tea = factories.listing(factories.certified("Trà"), at=place)
    order = place_order(factories.checkout(gift_set(place), tea))
    mine = confirmed(order.parcels.get())
    parts = {line.name: line for line in mine.lines.filter(gift_set__isnull=False)}
    first, *others = parts.values()

    torn = codes_of(split, mine.code, {first.pk: first.quantity}, actor_id=7)
    made = split(mine.code, {one.pk: one.quantity for one in parts.values()}, actor_id=7)

    assert others
    assert torn == ["whole_set"]
    assert set(lines(made)) == set(parts)
    assert made.to_collect == sum(one.total for one in parts.values())


def test_the_pick_list_adds_up_by_shelf_and_takes_the_first_to_expire(place):
    from datetime import date

    from marketplace.inventory.receiving import Received, receive

    honey = factories.listing(
        factories.certified("Mật ong"), at=place, quantity=4, best_before=date(2028, 6, 1)
    )
    early = Received(honey.variant_id, "L0", 3, best_before=date(2027, 12, 1))
    party = honey.producer.party_id
    receive(place, [early], owner_id=party, actor_id=None, client_key="more")
    parcels = [
        confirmed(place_order(factories.checkout(honey, quantity=2)).parcels.get()) for _n in "ab"
    ]
    place_order(factories.checkout(honey, quantity=1))  # nobody has called yet

    found = list(waiting(Place.objects.all()))
    takes = pick_list(found)

    assert found == parcels
    assert [(one.lot_code, one.units, one.short) for one in takes] == [
        ("L0", 3, False),
        ("L1", 1, False),
    ]
    assert set(takes[0].parcels) == {one.code for one in parcels}


def test_what_is_packed_or_set_aside_is_not_picked_again(place, set_clock):
    from datetime import date

    from marketplace.inventory.receiving import Received, receive

    set_clock("2026-11-22T10:00:00+07:00")
    honey = factories.listing(
        factories.certified("Mật ong"), at=place, quantity=9, best_before=date(2028, 6, 1)
    )
    early = Received(honey.variant_id, "L0", 5, best_before=date(2027, 12, 1))
    party = honey.producer.party_id
    receive(place, [early], owner_id=party, actor_id=None, client_key="more")
    first = packed(confirmed(place_order(factories.checkout(honey, quantity=4)).parcels.get()))
    counter = factories.checkout(
        honey, quantity=2, how="collection", point=place.code, payment="at_the_counter"
    )
    ready(place_order(counter).parcels.get().code, actor_id=7)
    second = confirmed(place_order(factories.checkout(honey, quantity=3)).parcels.get())

    def listed(*parcels):
        return [(one.lot_code, one.units, one.short) for one in pick_list(parcels)]

    assert listed(second) == [("L1", 3, False)]
    assert listed(first) == [("L0", 4, False)]  # on its slip: what it will be posted with


def test_the_pick_list_names_what_is_not_there(place, set_clock):
    from datetime import date

    honey = factories.listing(at=place, quantity=3, best_before=date(2026, 11, 23))
    set_clock("2026-11-22T10:00:00+07:00")
    confirmed(place_order(factories.checkout(honey, quantity=2)).parcels.get())

    set_clock("2026-11-24T10:00:00+07:00")
    [take] = pick_list(list(waiting(Place.objects.all())))

    assert (take.short, take.units) == (True, 2)


def test_a_long_pick_list_costs_the_same(place, django_assert_num_queries):
    listings = [factories.listing(at=place) for _number in range(4)]
    parcels = [
        confirmed(place_order(factories.checkout(one)).parcels.get()) for one in listings[:3]
    ]
    with django_assert_num_queries(3):
        pick_list(parcels[:1])
    with django_assert_num_queries(3):
        pick_list(parcels)
