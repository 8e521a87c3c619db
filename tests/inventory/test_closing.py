"""A place closes when nothing stands there, nothing is promised there and nothing is on its way."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.audit.models import Line
from marketplace.inventory import receiving
from marketplace.inventory.models import Shelf, Transfer
from marketplace.inventory.receiving import Received, receive
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.stocktakes.cancel import cancel
from marketplace.orders.place_order import place_order
from marketplace.places.close_place import close_place, reopen_place
from marketplace.places.models import Place
from marketplace.places.refused import PlaceRefused
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db


def problems(place):
    with pytest.raises(PlaceRefused) as refused:
        close_place(place, actor_id=7)
    assert Place.objects.get(pk=place.pk).closed_on is None
    return {problem.code: problem for problem in refused.value.problems}


def test_an_empty_place_closes_at_once_and_keeps_its_past(set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    place = factories.place()

    closed = close_place(place, actor_id=7)

    assert closed.closed_on == date(2026, 11, 21)
    assert not Place.objects.open_on(clock.today()).filter(pk=place.pk).exists()
    assert close_place(place, actor_id=7).closed_on == closed.closed_on
    assert [line.data for line in Line.objects.filter(action="places.close")] == [
        {"last_day": "2026-11-21"}
    ]
    reopen_place(place, actor_id=7)
    assert Place.objects.open_on(clock.today()).get(pk=place.pk)
    assert Line.objects.get(action="places.reopen").data == {"was_closed_on": "2026-11-21"}


@pytest.mark.parametrize("opens", [date(2026, 11, 22), date(2026, 12, 1)])
def test_a_place_that_opens_today_or_later_takes_nothing_once_it_is_closed(set_clock, opens):
    set_clock("2026-11-22T09:00:00+07:00")
    place = factories.place()
    listing = factories.listing(at=factories.place("Nơi khác", seller=place.operator))
    Place.objects.filter(pk=place.pk).update(opened_on=opens)
    close_place(place, actor_id=7)
    set_clock("2026-11-22T09:00:01+07:00")
    place.refresh_from_db()
    goods = [Received(listing.variant_id, "L9", 4)]
    coming = {"owner_id": listing.producer.party_id, "actor_id": 7, "client_key": "late"}

    with pytest.raises(StockRefused) as refused:
        receive(place, goods, **coming)
    assert refused.value.codes == ["place_closed"]
    for day in (date(2026, 11, 22), opens):
        assert place not in Place.objects.open_on(day)


def test_goods_and_promises_stand_in_the_way_with_their_figures():
    place = factories.place()
    listing = factories.listing(at=place, quantity=10)
    factories.listing(at=place, quantity=5)
    place_order(factories.checkout(listing, quantity=3))

    found = problems(place)

    assert set(found) == {"goods_there", "units_held"}
    assert found["goods_there"].data == {"units": 15, "products": 2}
    assert found["units_held"].data == {"held": 3}
    assert "15" in found["goods_there"].sentence and "3" in found["units_held"].sentence


def test_transfers_under_way_to_and_from_it_stand_in_the_way():
    place, other = factories.place("Trung tâm"), factories.place("Điểm bán")
    for number, (origin, destination, state) in enumerate(
        [(place, other, "sent"), (other, place, "draft"), (other, place, "received")]
    ):
        Transfer.objects.create(
            code=f"T{number}",
            origin=origin,
            destination=destination,
            state=state,
            drafted_at=clock.now(),
            sent_at=clock.now() if state != "draft" else None,
            ended_at=clock.now() if state == "received" else None,
            client_key=f"k{number}",
        )

    found = problems(place)

    assert found["on_the_way"].data == {"count": 2, "codes": "T0, T1"}


def test_places_that_it_supplies_need_another_supplier_first():
    centre, point = factories.place("Trung tâm"), factories.place("Điểm bán")
    set_supplier(point, centre, actor_id=None)

    assert problems(centre)["supplies_others"].data == {"count": 1, "names": "Điểm bán"}
    set_supplier(point, None, actor_id=None)
    assert close_place(centre, actor_id=7).closed_on


def test_goods_never_come_to_a_closed_place(monkeypatch):
    place, listing = factories.place("Đã đóng"), factories.listing()
    close_place(place, actor_id=7)
    monkeypatch.setattr(receiving, "problems_of_place", lambda place: [])  # a check that forgot

    with pytest.raises(IntegrityError, match="has closed and takes no goods"), transaction.atomic():
        receive(
            place,
            [Received(listing.variant_id, "L9", 3)],
            owner_id=place.operator.party_id,
            actor_id=None,
            client_key="late",
        )

    assert not Shelf.objects.filter(place=place, on_hand__gt=0).exists()


def test_a_stocktake_under_way_stands_in_the_way():
    place = factories.place()
    stocktake = factories.stocktake(place)

    found = problems(place)

    assert found["being_counted"].data == {"count": 1, "codes": stocktake.code}
    cancel(stocktake, actor_id=7)
    assert close_place(place, actor_id=7).closed_on
