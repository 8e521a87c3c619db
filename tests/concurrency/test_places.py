"""Two people turn a ring of supply at once; goods come to a place that somebody closes."""

import threading

import pytest
from django.db import IntegrityError

from marketplace import events
from marketplace.inventory import ledger
from marketplace.inventory.models import Document, Shelf
from marketplace.inventory.receiving import Received, receive
from marketplace.places import close_place as closing
from marketplace.places import supply
from marketplace.places.events import PlaceCloses
from marketplace.places.models import Place
from marketplace.places.refused import PlaceRefused
from tests import factories
from tests.concurrency.buyers import PATIENCE, Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_places():
    seller = factories.operator()
    return [factories.place(name, seller=seller) for name in ("Một nơi", "Nơi kia")]


def each_supplies_the_other(places):
    one, other = places
    return at_once(
        lambda: supply.set_supplier(one, other, actor_id=None),
        lambda: supply.set_supplier(other, one, actor_id=None),
    )


def after_the_look(monkeypatch, pause):
    """A pause point between deciding that there is no ring and writing the supplier."""
    refuse = supply._refuse

    def refuse_and_pause(*given):
        refuse(*given)
        pause()

    monkeypatch.setattr(supply, "_refuse", refuse_and_pause)


def test_the_second_half_of_a_ring_waits_and_is_refused(two_places, monkeypatch):
    after_the_look(monkeypatch, until_someone_waits_for_a_lock)

    answers = each_supplies_the_other(two_places)

    assert [one.codes for one in answers if isinstance(one, PlaceRefused)] == [["supply_ring"]]
    assert Place.objects.filter(supplied_by__isnull=False).count() == 1


def test_without_the_lock_the_database_refuses_the_ring(two_places, monkeypatch):
    monkeypatch.setattr(supply, "_locked", lambda: Place.objects.order_by("pk"))
    after_the_look(monkeypatch, Meeting(2).wait)

    answers = each_supplies_the_other(two_places)

    broken = [one for one in answers if isinstance(one, IntegrityError)]
    assert len(broken) == 1 and "supply itself" in str(broken[0])
    assert Place.objects.filter(supplied_by__isnull=False).count() == 1


@pytest.fixture
def empty_place():
    """A place without goods, and how to bring it some."""
    listing = factories.listing(at=factories.place("Nơi khác"))
    place = factories.place("Sắp đóng")
    lines = [Received(listing.variant_id, "L9", 3)]
    owner = place.operator.party_id

    def bring():
        return receive(place, lines, owner_id=owner, actor_id=None, client_key="bring")

    return place, bring


def bring_then_close(place, bring, monkeypatch):
    """Somebody starts to close the place when goods are posted and not committed yet."""
    posted, post = threading.Event(), ledger.post

    def post_and_pause(*given):
        document = post(*given)
        posted.set()
        until_someone_waits_for_a_lock()
        return document

    def close():
        posted.wait(PATIENCE)
        return closing.close_place(place, actor_id=None)

    monkeypatch.setattr(ledger, "post", post_and_pause)
    return at_once(bring, close)


def close_then_bring(place, bring, monkeypatch, pause=until_someone_waits_for_a_lock):
    """Goods come when somebody has looked whether any are there and has not closed yet."""
    looked, publish = threading.Event(), events.publish

    def publish_and_pause(event):
        publish(event)
        if isinstance(event, PlaceCloses):
            looked.set()
            pause()

    def come():
        looked.wait(PATIENCE)
        return bring()

    monkeypatch.setattr(closing.events, "publish", publish_and_pause)
    return at_once(lambda: closing.close_place(place, actor_id=None), come)


def test_who_closes_waits_for_goods_on_their_way_in_and_sees_them(empty_place, monkeypatch):
    place, bring = empty_place

    received, refused = bring_then_close(place, bring, monkeypatch)

    assert isinstance(received, Document)
    assert refused.codes == ["goods_there"]
    assert Place.objects.get(pk=place.pk).closed_on is None


def test_goods_that_come_while_it_closes_wait_and_are_refused(empty_place, monkeypatch):
    place, bring = empty_place

    closed, refused = close_then_bring(place, bring, monkeypatch)

    assert closed.closed_on is not None
    assert isinstance(refused, IntegrityError) and "has closed and takes no goods" in str(refused)
    assert not Shelf.objects.filter(place=place, on_hand__gt=0).exists()


def test_without_its_lock_goods_would_be_shut_in(empty_place, monkeypatch):
    place, bring = empty_place
    brought = threading.Event()
    monkeypatch.setattr(closing, "_locked", lambda place: Place.objects.get(pk=place.pk))

    def bring_and_say():
        document = bring()
        brought.set()
        return document

    close_then_bring(place, bring_and_say, monkeypatch, lambda: brought.wait(PATIENCE))

    assert Place.objects.get(pk=place.pk).closed_on is not None
    assert Shelf.objects.get(place=place).on_hand == 3
