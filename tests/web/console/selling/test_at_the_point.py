"""Collections on the screens: sent to the point, set aside, handed over by the code."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.inventory.models import Shelf, Transfer
from marketplace.orders.models import Parcel, Payment
from marketplace.orders.place_order import place_order
from marketplace.places.supply import set_supplier
from tests import factories
from tests.handing import confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def shops(shops):
    set_supplier(shops.point, shops.centre, actor_id=None)
    return shops


@pytest.fixture
def manager(signed_in, shops):
    """Of the centre, and so of the point that it supplies."""
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


@pytest.fixture
def listing(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre)


@pytest.fixture
def parcel(listing, shops):
    checkout = factories.checkout(listing, quantity=2, how="collection", point=shops.point.code)
    made = place_order(checkout).parcels.get()
    return confirmed(made) if made.state == "to_confirm" else made


def url(name, parcel):
    return reverse(f"console:{name}", kwargs={"code": parcel.code})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def send(client, *parcels, key=None):
    body = {"client_key": key or uuid.uuid4(), "parcels": [one.code for one in parcels]}
    return client.post(reverse("console:supply"), body)


def receive(client, transfer):
    page = reverse("console:transfer_receive", kwargs={"code": transfer.code})
    seen = client.get(page).context["seen"]
    return client.post(page, {"client_key": uuid.uuid4(), "seen": seen, "all": "1"})


def find(client, typed):
    return client.post(reverse("console:collect"), {"typed": typed})


def test_one_press_sends_what_shoppers_collect_elsewhere(manager, shops, parcel):
    page = manager.get(reverse("console:supply"))
    key = uuid.uuid4()

    sent, again = send(manager, parcel, key=key), send(manager, parcel, key=key)

    [(origin, destination, parcels, _key)] = page.context["ways"]
    assert (origin, destination, parcels) == (shops.centre, shops.point, [parcel])
    transfer = Transfer.objects.get()
    assert (transfer.state, transfer.destination) == ("sent", shops.point)
    assert sent.url == again.url == reverse("console:transfer", kwargs={"code": transfer.code})
    assert Shelf.objects.get(place=shops.centre).held == 0
    assert manager.get(reverse("console:supply")).context["ways"] == []


def test_nothing_ticked_and_parcels_of_others_are_refused(manager, parcel, shops):
    nothing = send(manager)
    Parcel.objects.update(supplied_from=shops.foreign)
    foreign = send(manager, parcel)

    assert (nothing.status_code, foreign.status_code) == (422, 422)
    assert not Transfer.objects.exists()


def test_from_the_centre_into_the_shoppers_hands(manager, shops, parcel):
    cache.clear()
    assert "Chờ gửi đến điểm bán" in manager.get(url("order", parcel)).content.decode()
    send(manager, parcel)
    early = manager.post(url("ready", parcel))
    receive(manager, Transfer.objects.get())

    done = manager.post(url("ready", parcel))
    unknown = find(manager, "abc")
    page = find(manager, parcel.pickup_code)
    wrong = manager.post(url("collect_paid", parcel), {"typed": "nothing"})
    paid = manager.post(url("collect_paid", parcel), {"typed": parcel.pickup_code})
    again = manager.post(url("collect_paid", parcel), {"typed": parcel.pickup_code})

    assert "chưa có ở Điểm bán" in said(early)[-1]
    assert "nhận được đến" in said(done)[-1]
    assert unknown.status_code == 422
    html = page.content.decode()
    for words in (parcel.order.name, "2 hộp", "250.000\u00a0₫", url("collect_paid", parcel)):
        assert words in html
    assert "không phải mã" in said(wrong)[-1]
    assert paid.url == again.url == reverse("console:collect")
    assert Parcel.objects.get().state == "delivered"
    assert Payment.objects.get().state == "collected"
    assert Shelf.objects.get(place=shops.point).on_hand == 0


def test_goods_that_are_not_set_aside_are_shown_and_not_handed_over(manager, parcel):
    cache.clear()
    send(manager, parcel)

    page = find(manager, parcel.pickup_code)

    assert page.status_code == 200
    assert url("collect_paid", parcel) not in page.content.decode()


def test_a_clerk_elsewhere_does_not_find_it(signed_in, shops, parcel):
    cache.clear()
    clerk = signed_in(Role.CLERK, place=shops.foreign)

    assert find(clerk, parcel.pickup_code).status_code == 422
    assert clerk.get(url("order", parcel)).status_code == 404
