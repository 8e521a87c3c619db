"""Collected at a point: no fee, a code, held there or where it comes from."""

from datetime import date, datetime

import pytest

from marketplace import clock
from marketplace.inventory.models import Hold, Shelf
from marketplace.orders.checkout import Invoice
from marketplace.orders.models import InvoiceRequest, OrderEvent
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from marketplace.saleor_bridge.models import Allocation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(set_clock):
    set_clock("2026-11-23T09:00:00+07:00")  # a Monday
    return factories.place("Trung tâm")


@pytest.fixture
def point(centre):
    made = factories.place(
        "Điểm bán", seller=centre.operator, kind=Place.Kind.SALES_POINT, ships=False
    )
    set_supplier(made, centre, actor_id=None)
    return made


def collected(*listings, at, **fields):
    return factories.checkout(*listings, how="collection", point=at.code, **fields)


def test_what_the_point_has_is_held_there_from_today(point):
    listing = factories.listing(at=point, price=125_000)

    order = place_order(collected(listing, at=point))

    parcel = order.parcels.get()
    assert (order.how, order.unit, order.address, order.fee_total) == ("collection", None, "", 0)
    assert (order.total, order.payment_method) == (125_000, "at_the_counter")
    assert (parcel.place, parcel.supplied_from, parcel.to_collect) == (point, None, 125_000)
    assert parcel.promised_from == parcel.promised_by == date(2026, 11, 23)
    assert len(parcel.pickup_code) == 6 and parcel.pickup_code.isdigit()
    assert parcel.state == "confirmed"  # nothing is on the road for somebody unknown
    hold = Hold.objects.get()
    assert hold.shelf == Shelf.objects.get(place=point)
    end_of_thursday = datetime(2026, 11, 27, tzinfo=clock.LOCAL)
    assert hold.until == parcel.held_until == end_of_thursday
    assert OrderEvent.objects.get().kind == "placed"


def test_what_the_centre_has_is_held_there_until_it_is_brought(centre, point):
    listing = factories.listing(at=centre)

    order = place_order(collected(listing, at=point))

    parcel = order.parcels.get()
    assert (parcel.place, parcel.supplied_from) == (point, centre)
    assert parcel.promised_from == date(2026, 11, 26)
    hold = Hold.objects.get()
    assert hold.shelf.place == centre
    allocation = Allocation.objects.get()
    assert allocation.stock.warehouse_id == centre.warehouse_id
    assert allocation.quantity_allocated == 1


def test_no_point_no_order(centre, point):
    listing = factories.listing(at=point)
    elsewhere = factories.place("Của người khác")

    def refused(place):
        with pytest.raises(OrderRefused) as error:
            place_order(collected(listing, at=place))
        return [(problem.code, problem.field) for problem in error.value.problems]

    assert refused(elsewhere) == [("bad_point", "point")]
    assert refused(centre) == [("bad_point", "point")]  # goods do not climb to the centre
    Place.objects.update(collects=False)
    assert refused(point) == [("no_point", "point")]


def test_paying_fits_the_way(point):
    listing = factories.listing(at=point)

    with pytest.raises(OrderRefused) as door:
        place_order(collected(listing, at=point, payment="cash_on_delivery"))
    with pytest.raises(OrderRefused) as unknown:
        place_order(collected(listing, at=point, payment="barter"))

    assert door.value.codes == ["no_payment"]
    assert unknown.value.codes == ["bad_payment"]


def test_another_day_than_agreed_is_asked_again(point, set_clock):
    checkout = collected(factories.listing(at=point), at=point)
    set_clock("2026-11-24T09:00:00+07:00")

    with pytest.raises(OrderRefused) as refused:
        place_order(checkout)

    assert refused.value.codes == ["promise_changed"]
    assert not Hold.objects.exists()


def test_the_company_of_an_invoice_is_kept_or_told_what_is_wrong(point):
    listing = factories.listing(at=point)
    company = Invoice(" 0100109106001 ", "Công ty  Mua thử", "12 Trần Phú", "ke.toan@example.com")

    order = place_order(collected(listing, at=point, invoice=company))

    kept = InvoiceRequest.objects.get()
    assert (kept.order, kept.tax_code, kept.company) == (order, "0100109106-001", "Công ty Mua thử")
    wrong = Invoice("123", "", "", "nobody@")
    with pytest.raises(OrderRefused) as refused:
        place_order(collected(listing, at=point, invoice=wrong))
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["tax_code", "company", "company_address", "company_email"]
    empty = Invoice(" ", "", "", "")
    place_order(collected(listing, at=point, invoice=empty))
    assert InvoiceRequest.objects.count() == 1
