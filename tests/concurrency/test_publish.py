"""Two presses of "Đưa lên bán" are one listing; without the lock, the database refuses."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from marketplace.inventory.models import Document, Shelf
from marketplace.listings import publish as publishing
from marketplace.listings.models import Listing
from marketplace.listings.publish import Offer, publish
from marketplace.saleor_bridge.models import Product
from tests import factories
from tests.concurrency.buyers import Meeting, at_once, until_someone_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


def offer(product, place, key):
    factories.agreement(product.producer, place.operator)
    return Offer(
        certified_product=product,
        place=place,
        price=125_000,
        net_weight_g=500,
        unit_name="hộp",
        vat_rate=Decimal(8),
        quantity=12,
        lot_code="L1",
        client_key=key,
    )


@pytest.fixture
def pressed_twice():
    return offer(factories.certified(), factories.place(), "one form")


def after_the_check(monkeypatch, pause):
    """A pause point in each press, between deciding that the offer is good and writing it."""
    check = publishing._refuse

    def check_and_pause(offer):
        check(offer)
        pause()

    monkeypatch.setattr(publishing, "_refuse", check_and_pause)


def test_the_second_press_waits_and_gets_the_first_listing(pressed_twice, monkeypatch):
    after_the_check(monkeypatch, until_someone_waits_for_a_lock)

    answers = at_once(*[lambda: publish(pressed_twice, actor_id=7)] * 2)

    assert answers == [Listing.objects.get()] * 2
    assert (Product.objects.count(), Document.objects.count()) == (1, 1)
    assert Shelf.objects.get().on_hand == 12


def test_without_the_lock_the_database_refuses(pressed_twice, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    after_the_check(monkeypatch, Meeting(2).wait)

    answers = at_once(*[lambda: publish(pressed_twice, actor_id=7)] * 2)

    (broken,) = [answer for answer in answers if isinstance(answer, Exception)]
    assert isinstance(broken, IntegrityError)
    assert "client_key" in str(broken)
    assert Listing.objects.count() == Product.objects.count() == 1
    assert Shelf.objects.get().on_hand == 12


def test_two_products_go_on_sale_at_the_same_moment(monkeypatch):
    """The first two of all: both want the product type and the category that nobody made yet."""
    place = factories.place()
    offers = [offer(factories.certified(), place, key) for key in ("one", "two")]
    after_the_check(monkeypatch, Meeting(2).wait)

    answers = at_once(*(lambda o=one: publish(o, actor_id=7) for one in offers))

    assert {answer.client_key for answer in answers} == {"one", "two"}
    assert Listing.objects.count() == Shelf.objects.filter(on_hand=12).count() == 2
