"""The screens on which goods go back to their producer, or come back from a shopper."""

import uuid

import pytest
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.inventory.models import Balance, Document
from marketplace.orders.place_order import place_order
from tests import factories
from tests.handing import hand_over
from tests.web.console.picked_pages import beside, post, said
from tests.whole.goods.changes import picked_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in, shops):
    return signed_in(Role.CLERK, place=shops.centre)


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre, price=100_000)


def test_goods_go_back_to_their_producer(clerk, shops, honey):
    response = post(clerk, "producer_return", picked_body(shops.centre, honey, units="4"))

    document = Document.objects.get(kind="producer_return")
    assert response.url == reverse("console:document", kwargs={"code": document.code})
    assert document.reference == honey.producer.code
    page = clerk.get(response.url).content.decode()
    assert "Mật ong" in page
    assert honey.producer.name in page


def test_one_producer_at_a_time(clerk, shops, honey):
    other = picked_body(shops.centre, factories.listing(at=shops.centre))
    body = picked_body(shops.centre, honey) | {
        "row-TOTAL_FORMS": "2",
        "row-1-key": other["row-0-key"],
        "row-1-units": "1",
    }

    response = post(clerk, "producer_return", body)

    assert response.status_code == 422
    assert not Document.objects.filter(kind="producer_return").exists()


def test_a_shopper_brings_back_what_the_order_took(clerk, shops, honey):
    parcel = place_order(factories.checkout(honey, quantity=3)).parcels.get()
    hand_over(parcel.code, actor_id=7, client_key="sold")
    order = reverse("console:order", kwargs={"code": parcel.code})
    link = f"{reverse('console:shopper_return')}?place={shops.centre.code}&amp;order={parcel.code}"
    assert link in clerk.get(order).content.decode()

    asked = {"place": shops.centre.code, "order": parcel.code}
    page = clerk.get(reverse("console:shopper_return"), asked)
    assert [row.goods.there for row in page.context["picking"].rows.forms] == [3]
    body = picked_body(shops.centre, honey, units="2", order=parcel.code, note="")
    response = post(clerk, "shopper_return", body | {"row-0-taken_as": "damaged"})

    assert response.status_code == 302
    assert Balance.objects.get(condition="damaged").quantity == 2
    more = picked_body(shops.centre, honey, units="2", order=parcel.code, note="")
    assert len(beside(post(clerk, "shopper_return", more | {"row-0-taken_as": "good"}))) == 1


def test_what_went_back_meanwhile_stops_the_rest(clerk, shops, honey):
    tea = factories.listing(factories.certified("Trà"), at=shops.centre)
    parcel = place_order(factories.checkout(honey, tea, quantity=2)).parcels.get()
    hand_over(parcel.code, actor_id=7, client_key="sold")
    first = picked_body(shops.centre, honey, units="2", order=parcel.code, note="")
    other = picked_body(shops.centre, tea)
    both = first | {
        "row-TOTAL_FORMS": "2",
        "row-1-key": other["row-0-key"],
        "row-1-units": "1",
        "client_key": uuid.uuid4(),
    }
    for number in (0, 1):
        both[f"row-{number}-taken_as"] = first[f"row-{number}-taken_as"] = "good"

    answers = [post(clerk, "shopper_return", first) for _press in range(2)]
    stopped = post(clerk, "shopper_return", both)

    assert answers[0].url == answers[1].url
    assert stopped.status_code == 422
    assert "chưa ghi sổ gì" in stopped.context["picking"].problem
    assert Document.objects.filter(kind="shopper_return").count() == 1


def test_a_second_press_says_how_many_came_back(clerk, shops, honey):
    parcel = place_order(factories.checkout(honey, quantity=3)).parcels.get()
    hand_over(parcel.code, actor_id=7, client_key="sold")
    body = picked_body(shops.centre, honey, units="3", order=parcel.code, note="")

    for _press in range(2):
        address = reverse("console:shopper_return")
        page = clerk.post(address, body | {"row-0-taken_as": "good"}, follow=True)
        assert [str(one) for one in page.context["messages"]] == ["Đã nhận lại 3 đơn vị."]


def test_a_return_of_nothing_says_what_is_missing(clerk, shops, honey):
    response = post(clerk, "producer_return", picked_body(shops.centre, honey, units=""))

    assert response.status_code == 422
    assert said(response) == ["Hãy ghi số lượng bên cạnh ít nhất một lô."]


def test_an_order_of_nobodys_is_said(clerk, shops, honey):
    body = picked_body(shops.centre, honey, order="NOSUCHCODE")

    response = post(clerk, "shopper_return", body | {"row-0-taken_as": "good"})

    assert response.status_code == 422
    assert response.context["order_problem"]
