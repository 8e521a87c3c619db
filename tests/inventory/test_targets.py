from datetime import date

import pytest

from marketplace.inventory import targets, transfers
from marketplace.inventory.models import Sent, StockTarget, TransferLine
from marketplace.inventory.refused import StockRefused
from marketplace.inventory.targets import Wanted, needs, set_targets
from marketplace.orders.place_order import place_order
from marketplace.places.models import Place
from marketplace.places.supply import set_supplier
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def centre():
    return factories.place("Trung tâm")


@pytest.fixture
def point(centre):
    place = factories.place("Điểm bán", seller=centre.operator, kind=Place.Kind.SALES_POINT)
    return set_supplier(place, centre, actor_id=None)


def need(place):
    [found] = needs(Place.objects.filter(pk=place.pk), TODAY)
    return found


def test_a_shelf_below_its_minimum_asks_for_what_the_supplier_can_spare(set_clock, centre, point):
    set_clock("2026-11-22T12:00:00+07:00")
    listing = factories.listing(at=centre, quantity=10)
    set_targets(point, [Wanted(listing.variant_id, 3, 8)], actor_id=None)

    assert (need(point).short, need(point).can_send) == (8, 8)

    place_order(factories.checkout(listing, quantity=4))  # the centre holds them

    assert (need(point).supplier_free, need(point).can_send) == (6, 6)

    set_targets(centre, [Wanted(listing.variant_id, 5, 9)], actor_id=None)

    assert (need(point).short, need(point).can_send) == (8, 1)


def test_at_the_minimum_nothing_is_asked_for(centre, point):
    listing = factories.listing(at=point, quantity=3)

    set_targets(point, [Wanted(listing.variant_id, 3, 8)], actor_id=None)
    assert need(point).short == 0

    set_targets(point, [Wanted(listing.variant_id, 4, 8)], actor_id=None)
    assert need(point).short == 5


def test_a_place_without_supplier_is_short_and_nobody_sends(centre):
    listing = factories.listing(at=centre, quantity=1)
    set_targets(centre, [Wanted(listing.variant_id, 3, 8)], actor_id=None)

    assert (need(centre).short, need(centre).can_send, need(centre).supplier) == (7, 0, None)


@pytest.mark.parametrize(("minimum", "target"), [(-1, 4), (5, 4), (0, -1), (1, 1_000_001)])
def test_figures_out_of_order_are_refused_and_none_is_kept(centre, minimum, target):
    listing, good = factories.listing(at=centre), factories.listing(at=centre)
    wanted = [Wanted(good.variant_id, 1, 2), Wanted(listing.variant_id, minimum, target)]

    with pytest.raises(StockRefused) as refused:
        set_targets(centre, wanted, actor_id=None)

    assert refused.value.codes == ["bad_target"]
    assert not StockTarget.objects.exists()


def test_two_zeros_end_a_target(centre):
    listing = factories.listing(at=centre)
    set_targets(centre, [Wanted(listing.variant_id, 1, 2)], actor_id=None)

    set_targets(centre, [Wanted(listing.variant_id, 0, 0)], actor_id=None)

    assert needs(Place.objects.all(), TODAY) == []


@pytest.mark.parametrize("number", [1, 6])
def test_queries_do_not_grow_with_the_shelves(centre, point, number, django_assert_num_queries):
    for _one in range(number):
        listing = factories.listing(at=centre)
        set_targets(point, [Wanted(listing.variant_id, 3, 8)], actor_id=None)

    with django_assert_num_queries(7):
        found = targets.needs(Place.objects.all(), TODAY)
        names = {(one.target.place.name, one.target.variant.product.name) for one in found}

    assert len(names) == number


def test_what_cannot_be_sold_neither_comes_nor_is_asked_for(set_clock, centre, point):
    set_clock("2026-11-22T12:00:00+07:00")
    tea = factories.listing(at=centre, quantity=10, best_before=date(2026, 11, 24))
    set_targets(point, [Wanted(tea.variant_id, 3, 8)], actor_id=None)
    factories.transfer(centre, point, tea, quantity=4, sent=True)
    lot = factories.lot_of(tea)
    expired = transfers.Asked(tea.variant_id, 2, lot.pk)
    transfers.draft(centre, point, [expired], actor_id=None, client_key="expired")
    assert (need(point).coming, need(point).asked, need(point).supplier_free) == (4, 2, 4)

    [later] = needs(Place.objects.filter(pk=point.pk), date(2026, 11, 25))

    assert (later.coming, later.asked, later.supplier_free, later.short) == (0, 0, 0, 8)
    Sent.objects.update(condition="blocked")
    TransferLine.objects.filter(lot=lot).update(condition="blocked")
    assert (need(point).coming, need(point).asked, need(point).supplier_free) == (0, 0, 6)
