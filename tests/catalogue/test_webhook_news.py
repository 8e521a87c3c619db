"""Certificates and stock are told of once a transaction, with what stands there then."""

import pytest
from django.db import transaction

from marketplace import events
from marketplace.certification.events import CertificatesChanged
from marketplace.inventory.events import StockChanged
from marketplace.orders.place_order import place_order
from marketplace.outbox import deliver, webhook_endpoints, webhooks
from marketplace.outbox.models import Message, WebhookDelivery
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """asked(*kinds): an endpoint for these, known at once."""

    def ask(*kinds):
        made = webhook_endpoints.add("Kho", "https://example.com/", kinds, actor_id=None)
        webhooks.forget()
        return made

    webhooks.forget()
    yield ask
    webhooks.forget()


def promised(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def told(kind):
    for message in promised(kind):
        deliver.deliver(message.pk)
    return [one.body for one in WebhookDelivery.objects.filter(kind=kind).order_by("pk")]


def test_nobody_asks_and_nothing_is_promised(asked):
    place_order(factories.checkout(factories.listing()))

    assert promised("stock.changed") == promised("certificate.changed") == []


def test_an_order_tells_the_units_that_are_left(asked):
    listing = factories.listing(quantity=10)
    asked("stock.changed")

    place_order(factories.checkout(listing, quantity=3))

    place = listing.seller.places.get()
    assert told("stock.changed") == [
        {"products": [{"code": listing.code, "free": 7, "places": {place.code: 7}}]}
    ]


def test_what_changes_twice_in_a_transaction_is_one_event(asked):
    tea, honey = factories.listing(), factories.listing()
    asked("stock.changed")

    with transaction.atomic():
        for one in (tea, honey, tea):
            events.publish(StockChanged(frozenset({one.variant_id})))

    (message,) = promised("stock.changed")
    assert message.payload["keys"] == sorted([tea.variant_id, honey.variant_id])
    (body,) = told("stock.changed")
    assert {row["code"] for row in body["products"]} == {tea.code, honey.code}


@pytest.mark.django_db(transaction=True)
def test_two_transactions_are_two_events_and_one_that_failed_is_none(asked):
    listing = factories.listing()
    asked("stock.changed")
    change = StockChanged(frozenset({listing.variant_id}))

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.publish(change)
        raise ZeroDivisionError
    assert promised("stock.changed") == []
    for _time in range(2):
        with transaction.atomic():
            events.publish(change)

    assert len(promised("stock.changed")) == 2


def test_a_certificate_tells_the_star_of_now(asked, set_clock):
    product = factories.certified(stars=4)
    asked("certificate.changed")
    with transaction.atomic():
        events.publish(CertificatesChanged(frozenset({product.pk})))

    assert told("certificate.changed") == [
        {"products": [{"code": product.code, "stars": 4, "valid_until": "2029-08-05"}]}
    ]


def test_many_products_come_in_several_events_and_once_each(asked, monkeypatch):
    monkeypatch.setattr("marketplace.catalogue.webhook_news.PAGE", 2)
    products = [factories.certified() for _ in range(3)]
    asked("certificate.changed")
    with transaction.atomic():
        events.publish(CertificatesChanged(frozenset(one.pk for one in products)))

    bodies = told("certificate.changed")
    Message.objects.filter(kind="certificate.changed").update(state="waiting")
    assert told("certificate.changed") == bodies
    assert [len(body["products"]) for body in bodies] == [2, 1]
