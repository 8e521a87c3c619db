"""Stock in đồng: whose, how old, what was lost, what is held. One query a list."""

from datetime import date, timedelta

import pytest

from marketplace import clock
from marketplace.inventory import deliveries, ledger, transfers, worth
from marketplace.inventory.deliveries import Announcement, Batch
from marketplace.inventory.locks import lock_stock
from marketplace.inventory.models import Condition, Document, Lot, Virtual
from marketplace.inventory.reasons import Reason
from marketplace.inventory.value import unit_values
from marketplace.orders.place_order import place_order
from marketplace.places.models import Place
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(set_clock):
    set_clock("2026-11-22T09:00:00+07:00")


@pytest.fixture
def place():
    return factories.place()


@pytest.fixture
def listing(place):
    return factories.listing(at=place, quantity=10, price=100_000)


@pytest.fixture
def places(place):
    return Place.objects.all()


def buy(place, listing, quantity, cost, key="b"):
    batch = Batch(listing.variant_id, "B1", quantity, unit_cost=cost)
    what = Announcement(place, listing.producer, is_consigned=False, batches=[batch])
    return deliveries.receive_now(what, actor_id=None, client_key=key)


def lose(place, lot, owner_id, quantity, reason=Reason.BROKEN, reference=""):
    lines = ledger.moving(
        lot, quantity, owner_id=owner_id, condition=Condition.GOOD, reason=reason,
        origin=place.pk, target=Virtual.LOSS,
    )  # fmt: skip
    posting = ledger.Posting(
        Document.Kind.ADJUSTMENT, f"lose-{Document.objects.count()}", None, reference
    )
    return ledger.post(posting, lines, lock_stock([(place.pk, lot.variant_id)]))


def test_own_goods_at_cost_and_consigned_goods_at_their_price(
    place, listing, places, django_assert_num_queries
):
    buy(place, listing, 4, 60_000)

    with django_assert_num_queries(1):
        rows = {row["owner"]: (row["units"], row["value"]) for row in worth.by_owner(places)}

    assert rows == {
        listing.producer.party_id: (10, 1_000_000),
        place.operator.party_id: (4, 240_000),
    }


def test_the_list_and_unit_values_agree(place, listing, places):
    buy(place, listing, 4, 60_000, key="a")
    buy(place, listing, 1, 70_000, key="b")  # the same lot again, at another cost

    lot = Lot.objects.get(code="B1")
    pair = lot.pk, place.operator.party_id
    row = worth.by_owner(places).get(owner=pair[1])
    assert unit_values([pair]) == {pair: 70_000}
    assert row["value"] == 5 * 70_000


@pytest.fixture
def point(place, listing):
    """Three units came there by transfer, of four that were sent; one was lost on the way."""
    point = factories.place("Điểm bán", seller=place.operator)
    sent = factories.transfer(place, point, listing, quantity=4, sent=True)
    came = transfers.Came(sent.sent.get().pk, received=3, lost=1, loss_reason="lost_on_the_way")
    transfers.receive(sent.code, [came], actor_id=None, client_key="came")
    return point


def test_an_owners_goods_stand_by_place(place, point):
    rows = {row["place"]: row["units"] for row in worth.by_owner(Place.objects.all())}
    only = worth.by_owner(Place.objects.filter(pk=point.pk))

    assert rows == {place.pk: 6, point.pk: 3}
    assert [(row["place__name"], row["value"]) for row in only] == [("Điểm bán", 300_000)]


def test_goods_keep_their_age_where_they_are_sent(place, listing, point, set_clock):
    set_clock("2026-12-30T09:00:00+07:00")

    rows = worth.consigned(Place.objects.filter(pk=point.pk), clock.today())

    assert [(row["units"], clock.local(row["since"]).date()) for row in rows] == [(3, TODAY)]


def test_what_is_lost_on_the_way_counts_where_it_was_sent_from(place, listing, point):
    rows = list(worth.losses(Place.objects.all(), TODAY, TODAY))

    assert [(row["at"], row["reason"], row["bearer"], row["units"]) for row in rows] == [
        (place.pk, "lost_on_the_way", "producer", 1)
    ]
    assert list(worth.losses(Place.objects.filter(pk=point.pk), TODAY, TODAY)) == []


@pytest.mark.parametrize(
    ("days", "bucket"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (800, 3)]
)
def test_the_age_of_consigned_goods(place, listing, places, set_clock, days, bucket):
    later = clock.day_start(TODAY + timedelta(days=days))
    set_clock(later.isoformat())

    ages = worth.ages(places, clock.today())

    assert [one.units for one in ages] == [10 if one.number == bucket else 0 for one in ages]
    assert ages[bucket].value == 1_000_000
    assert [row["units"] for row in worth.consigned(places, clock.today(), bucket)] == [10]
    assert worth.consigned(places, clock.today(), (bucket + 1) % 4).count() == 0


def test_own_goods_have_no_age_of_consignment(place, listing, places, django_assert_num_queries):
    buy(place, listing, 4, 60_000)

    with django_assert_num_queries(1):
        rows = list(worth.consigned(places, TODAY))

    assert [(row["owner"], row["units"]) for row in rows] == [(listing.producer.party_id, 10)]
    assert clock.local(rows[0]["since"]).date() == TODAY


@pytest.mark.parametrize("bearer", ["producer", "operator"])
def test_a_loss_is_borne_as_the_agreement_says(place, places, bearer, django_assert_num_queries):
    product = factories.certified()
    factories.agreement(product.producer, place.operator, loss_bearer=bearer)
    listing = factories.listing(product, at=place, price=100_000)
    buy(place, listing, 4, 60_000)
    lose(place, Lot.objects.get(code="L1"), product.producer.party_id, 2)
    lose(place, Lot.objects.get(code="B1"), place.operator.party_id, 1)

    with django_assert_num_queries(1):
        rows = list(worth.losses(places, TODAY, TODAY))

    told = {
        (row["owner"], row["reason"]): (row["bearer"], row["units"], row["value"]) for row in rows
    }
    assert told == {
        (product.producer.party_id, "broken"): (bearer, 2, 200_000),
        (place.operator.party_id, "broken"): ("operator", 1, 60_000),
    }
    assert [row["place_name"] for row in rows] == [place.name] * 2
    assert list(worth.losses(places, TODAY - timedelta(days=9), TODAY - timedelta(days=1))) == []
    assert list(worth.losses(places.exclude(pk=place.pk), TODAY, TODAY)) == []


def test_what_orders_hold(place, listing, places, django_assert_num_queries):
    order = place_order(factories.checkout(listing, quantity=3))

    with django_assert_num_queries(1):
        held = [
            (hold.reference, hold.shelf.place.name, hold.shelf.variant.product.name, hold.quantity)
            for hold in worth.blocked(places)
        ]

    parcel = order.parcels.get()
    name = listing.product.name
    assert held == [(f"{order.code}/{parcel.code}", place.name, name, 3)]
