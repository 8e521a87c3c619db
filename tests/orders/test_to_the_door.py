"""Delivery: packed, shipped, delivered or refused, back on the shelf."""

import pytest

from marketplace.inventory.models import Balance, Document, Hold, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.orders.deliver import deliver
from marketplace.orders.history import Kind
from marketplace.orders.models import Carrier, OrderEvent, Payment, Shipment
from marketplace.orders.pack import pack_counted, scan_in, start_again
from marketplace.orders.place_order import place_order
from marketplace.orders.refuse import refuse
from marketplace.orders.refused import OrderRefused
from marketplace.orders.ship import ship
from marketplace.orders.take_back import find_outside, take_back
from marketplace.places.models import Place
from marketplace.saleor_bridge.models import Fulfillment, OrderLine
from tests import factories
from tests.handing import confirmed, packed, rider, shipped
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
def listing(place):
    return factories.listing(at=place, quantity=10)


@pytest.fixture
def parcel(listing):
    return confirmed(place_order(factories.checkout(listing, quantity=2)).parcels.get())


def codes_of(act, *arguments, **named):
    with pytest.raises((OrderRefused, StockRefused)) as refused:
        act(*arguments, **named)
    return refused.value.codes


def kinds(parcel):
    return list(
        OrderEvent.objects.filter(parcel=parcel).order_by("pk").values_list("kind", flat=True)
    )


def test_a_parcel_is_packed_when_all_of_it_was_scanned(parcel, listing):
    half = scan_in(parcel.code, listing.code, seen=0, actor_id=7)
    whole = scan_in(parcel.code, f"{listing.code}/L1", seen=1, actor_id=7)

    assert (half.state, whole.state) == ("confirmed", "packed")
    assert parcel.lines.get().packed == 2
    assert kinds(parcel)[-1] == Kind.PACKED


def test_the_wrong_article_and_one_too_many_are_refused_and_change_nothing(parcel, listing, place):
    other = factories.listing(at=place)

    assert codes_of(scan_in, parcel.code, other.code, seen=0, actor_id=7) == ["wrong_article"]
    assert codes_of(scan_in, parcel.code, listing.code, seen=0, actor_id=7, units=3) == ["too_many"]
    assert codes_of(scan_in, parcel.code, "8930000000000", seen=0, actor_id=7) == ["bad_barcode"]
    assert parcel.lines.get().packed == 0


def test_a_second_press_of_one_scan_is_told_so(parcel, listing):
    scan_in(parcel.code, listing.code, seen=0, actor_id=7)

    assert codes_of(scan_in, parcel.code, listing.code, seen=0, actor_id=7) == ["changed_meanwhile"]
    assert parcel.lines.get().packed == 1


def test_what_was_scanned_can_be_scanned_again_from_the_start(parcel, listing):
    scan_in(parcel.code, listing.code, seen=0, actor_id=7)
    start_again(parcel.code, actor_id=7)

    assert parcel.lines.get().packed == 0


def test_without_a_scanner_every_line_is_counted(parcel):
    line = parcel.lines.get()

    assert codes_of(pack_counted, parcel.code, {line.pk: 1}, actor_id=7) == ["miscounted"]
    assert codes_of(pack_counted, parcel.code, {}, actor_id=7) == ["miscounted"]
    assert pack_counted(parcel.code, {line.pk: 2}, actor_id=7).state == "packed"
    assert pack_counted(parcel.code, {}, actor_id=7).state == "packed"  # a second press


def test_shipping_sells_the_goods_and_leaves_the_money_due(parcel):
    packed(parcel)
    carrier = rider(parcel)

    gone = ship(parcel.code, carrier, " GHN 1 ", actor_id=7, carrier_fee=21_000)
    again = ship(parcel.code, carrier, "GHN 1", actor_id=7)

    assert (gone.state, again.state) == ("shipped", "shipped")
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.held) == (8, 0)
    assert Hold.objects.get().state == "taken"
    document = Document.objects.get(kind="sale")
    assert (document.reference, document.actor_id) == (parcel.reference, 7)
    assert Payment.objects.get().state == "due"
    shipment = Shipment.objects.get()
    assert (shipment.tracking_code, shipment.carrier_fee) == ("GHN 1", 21_000)
    fulfilment = Fulfillment.objects.get()
    assert (fulfilment.tracking_number, fulfilment.status) == ("GHN 1", "fulfilled")
    assert OrderLine.objects.get().quantity_fulfilled == 2
    assert fulfilment.order.status == "fulfilled"
    assert kinds(parcel)[-1] == Kind.SHIPPED


def test_nothing_ships_before_it_is_packed_or_with_a_carrier_of_somebody_else(parcel):
    carrier = rider(parcel)
    assert codes_of(ship, parcel.code, carrier, "", actor_id=7) == ["not_waiting"]
    packed(parcel)
    foreign = Carrier.objects.create(
        operator=factories.operator("Khác"), code="X" * 10, name="Khác", adapter="own_rider"
    )
    carrier.is_active = False

    assert codes_of(ship, parcel.code, foreign, "", actor_id=7) == ["foreign_carrier"]
    assert codes_of(ship, parcel.code, carrier, "", actor_id=7) == ["foreign_carrier"]


def test_a_tracking_code_belongs_to_one_parcel(parcel, listing):
    other = confirmed(place_order(factories.checkout(listing)).parcels.get())
    shipped(parcel, "ABC")
    packed(other)

    assert codes_of(ship, other.code, rider(other), "ABC", actor_id=7) == ["tracking_used"]


def test_goods_that_expired_in_the_parcel_do_not_go_out(place, set_clock):
    from datetime import date

    listing = factories.listing(at=place, quantity=3, best_before=date(2026, 11, 23))
    set_clock("2026-11-22T10:00:00+07:00")
    parcel = confirmed(place_order(factories.checkout(listing)).parcels.get())
    packed(parcel)

    set_clock("2026-11-24T00:00:00+07:00")

    assert codes_of(ship, parcel.code, rider(parcel), "", actor_id=7) == ["not_enough"]
    assert Hold.objects.get().state == "live"


def test_a_delivered_parcel_is_paid_and_its_carrier_has_the_money(parcel):
    shipped(parcel)

    done = deliver(parcel.code, actor_id=7)
    deliver(parcel.code, actor_id=7)

    payment = Payment.objects.get()
    assert (done.state, done.ended_by_id) == ("delivered", 7)
    assert (payment.state, payment.carrier) == ("collected", rider(parcel))
    assert kinds(parcel)[-2:] == [Kind.DELIVERED, Kind.PAID]
    assert codes_of(refuse, parcel.code, reason="Khách không nhận", actor_id=7) == ["not_waiting"]


def test_a_refused_parcel_comes_back_line_by_line(parcel, place):
    shipped(parcel, "VN1")

    refuse(parcel.code, reason=" Khách  không nghe máy ", actor_id=7)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.end_reason, parcel.ended_at) == (
        "refused",
        "Khách không nghe máy",
        None,
    )
    assert Payment.objects.get().state == "void"
    assert Shelf.objects.get().on_hand == 8
    mine = Place.objects.filter(pk=place.pk)
    assert find_outside(" vn1", mine) is None  # a carrier's code is read as it is written
    assert find_outside("VN1", mine) == find_outside(parcel.code.lower(), mine) == parcel

    line = parcel.lines.get()
    assert codes_of(take_back, parcel.code, {line.pk: 3}, actor_id=7) == ["bad_damaged"]
    take_back(parcel.code, {line.pk: 1}, actor_id=7)
    take_back(parcel.code, {line.pk: 1}, actor_id=7)

    parcel.refresh_from_db()
    assert parcel.state == "back"
    assert Shelf.objects.get().on_hand == 10
    standing = Balance.objects.filter(quantity__gt=0).values_list("condition", "quantity")
    assert set(standing) == {("good", 9), ("damaged", 1)}
    assert Document.objects.get(kind="shopper_return").reference == parcel.reference
    fulfilment = Fulfillment.objects.get()
    assert (fulfilment.status, fulfilment.order.status) == ("canceled", "canceled")
    assert OrderLine.objects.get().quantity_fulfilled == 0
    assert kinds(parcel)[-2:] == [Kind.REFUSED, Kind.BACK]


def test_the_refusal_of_one_parcel_leaves_the_others(place, listing):
    second = factories.listing(at=factories.place("Chi nhánh", seller=place.operator))
    order = place_order(factories.checkout(listing, second))
    first, last = (confirmed(one) for one in order.parcels.order_by("pk"))
    shipped(first)
    shipped(last)

    refuse(first.code, reason="Khách không nhận", actor_id=7)
    take_back(first.code, {}, actor_id=7)
    deliver(last.code, actor_id=7)

    states = dict(order.parcels.values_list("code", "state"))
    assert states == {first.code: "back", last.code: "delivered"}
    paid = dict(Payment.objects.values_list("parcel__code", "state"))
    assert paid == {first.code: "void", last.code: "collected"}
    assert Fulfillment.objects.first().order.status == "fulfilled"
