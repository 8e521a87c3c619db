import pytest

from marketplace.inventory import history
from marketplace.inventory.models import Lot
from marketplace.inventory.receiving import Received, receive
from marketplace.places.models import Place
from tests import factories

pytestmark = pytest.mark.django_db


def received(place, listing, lot_code, *quantities):
    for quantity in quantities:
        receive(
            place,
            [Received(listing.variant_id, lot_code, quantity)],
            owner_id=listing.producer.party_id,
            actor_id=None,
            client_key=f"{place.pk}:{lot_code}:{quantity}",
        )
    return Lot.objects.get(variant=listing.variant_id, code=lot_code)


def changes(past):
    return [(entry.lot.code, entry.quantity) for entry in past.entries]


@pytest.fixture
def here():
    return factories.place()


@pytest.fixture
def listing(here):
    return factories.listing(at=here, quantity=5)


def test_a_lot_tells_what_happened_newest_first(here, listing):
    lot = received(here, listing, "A1", 3, 4)
    received(here, listing, "A2", 9)

    past = history.of_lot(lot.pk, Place.objects.all())

    assert changes(past) == [("A1", 4), ("A1", 3)]
    assert past.before is None


def test_an_article_tells_of_all_its_lots_and_of_no_other(here, listing):
    received(here, listing, "A1", 3)
    received(here, listing, "A2", 9)
    factories.listing(at=here)
    first = factories.lot_of(listing).variant_id

    past = history.of_article(first, Place.objects.all())

    assert changes(past)[:2] == [("A2", 9), ("A1", 3)]
    assert [change for _lot, change in changes(past)] == [9, 3, 5]


def test_only_the_places_asked_for_speak(here, listing):
    there = factories.place("Nơi khác", seller=here.operator)
    lot = received(here, listing, "A1", 3)
    received(there, listing, "A1", 8)

    assert changes(history.of_lot(lot.pk, Place.objects.filter(pk=there.pk))) == [("A1", 8)]
    assert changes(history.of_place(there)) == [("A1", 8)]
    assert changes(history.of_lot(lot.pk, Place.objects.none())) == []


def test_pages_follow_one_another_without_gap_or_repetition(here, listing):
    lot = received(here, listing, "A1", *range(1, 8))

    seen, before = [], None
    while True:
        past = history.of_lot(lot.pk, Place.objects.all(), before=before, rows=3)
        seen += [entry.quantity for entry in past.entries]
        before = past.before
        if before is None:
            break

    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_the_last_full_page_promises_nothing_more(here, listing):
    lot = received(here, listing, "A1", 1, 2, 3)

    assert history.of_lot(lot.pk, Place.objects.all(), rows=3).before is None
    assert history.of_place(here, rows=3).before is not None  # the first five came before


@pytest.mark.parametrize(("times", "queries"), [(1, 3), (12, 3)])
def test_queries_do_not_grow_with_what_happened(
    here, listing, times, queries, django_assert_num_queries
):
    lot = received(here, listing, "A1", *range(1, times + 1))

    with django_assert_num_queries(queries):
        past = history.of_lot(lot.pk, Place.objects.all())
        for entry in past.entries:
            assert entry.owner.producer.name
            assert entry.lot.variant.product.name
            assert entry.place.name
            assert entry.document.code
