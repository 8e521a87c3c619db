"""Gift sets and the ways of offers on the screens of a centre's manager."""

import uuid

import pytest
from django.urls import reverse

from marketplace.listings.models import Listing
from tests import factories, offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea(shops):
    return factories.listing(factories.certified("Trà Bí đao"), at=shops.centre, quantity=6)


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong Bảo Lộc"), at=shops.centre, quantity=4)


def typed(shops, *rows, **fields):
    values = {
        "client_key": uuid.uuid4(),
        "seller": shops.centre.operator.code,
        "name": "Giỏ quà Tết",
        "price": "250.000",
        "unit_name": "giỏ",
        "story": "",
        "part-TOTAL_FORMS": str(len(rows)),
        "part-INITIAL_FORMS": "0",
    }
    for at, (article, units) in enumerate(rows):
        values |= {f"part-{at}-article": article, f"part-{at}-units": units}
    return values | fields


def new(client, body):
    return client.post(reverse("console:gift_set_new"), body)


def page(client, listing):
    return client.get(reverse("console:listing", kwargs={"code": listing.code}))


def test_a_set_is_put_together_by_names_and_codes(manager, shops, tea, honey):
    rows = ("trà bí đao", "2"), (f"Mật ong Bảo Lộc · {honey.code}", "1"), ("", "")

    answer = new(manager, typed(shops, *rows))

    made = Listing.objects.get(is_gift_set=True)
    assert answer["Location"] == reverse("console:listing", kwargs={"code": made.code})
    assert list(made.parts.order_by("pk").values_list("part", "quantity")) == [
        (tea.pk, 2),
        (honey.pk, 1),
    ]
    listed = manager.get(reverse("console:gift_sets"))
    assert [(row["name"], row["price"], row["free"]) for row in listed.context["rows"]] == [
        ("Giỏ quà Tết", 250_000, 3)
    ]


def test_pressing_twice_makes_one_set(manager, shops, tea, honey):
    body = typed(shops, (tea.code, "1"), (honey.code, "1"))

    assert new(manager, body)["Location"] == new(manager, body)["Location"]
    assert Listing.objects.filter(is_gift_set=True).count() == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(manager, shops, tea):
    other = factories.listing(factories.certified("Trà Atiso"), at=shops.centre)
    rows = ("trà", "1"), ("không có", "2"), (tea.code, ""), (other.code, "x")

    answer = new(manager, typed(shops, *rows, price="rẻ"))

    content = answer.content.decode()
    assert answer.status_code == 422
    assert not Listing.objects.filter(is_gift_set=True).exists()
    errors = [row.errors for row in answer.context["rows"].forms]
    assert "Trà Atiso" in str(errors[0]["article"])
    assert "không có" in str(errors[1]["article"])
    assert "__all__" in errors[2]
    assert "units" in errors[3]
    assert "price" in answer.context["form"].errors
    for value in ("rẻ", "trà", "không có", tea.code, "Giỏ quà Tết"):
        assert f'value="{value}"' in content


def test_the_rules_problems_are_said_above(manager, shops, tea):
    answer = new(manager, typed(shops, (tea.code, "1")))

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_a_set_of_another_sellers_goods_is_refused(manager, shops, tea):
    foreign = factories.listing(at=factories.place(seller=factories.operator()))

    answer = new(manager, typed(shops, (tea.code, "1"), (foreign.code, "1")))

    assert answer.status_code == 422
    assert "article" in answer.context["rows"].forms[1].errors


def test_the_way_is_changed_on_the_offers_page(manager, tea):
    url = reverse("console:listing_way", kwargs={"code": tea.code})

    assert page(manager, tea).context["form"].initial == {"way": "parcel"}
    assert manager.post(url, {"way": "collect"}).status_code == 302
    assert Listing.objects.get(pk=tea.pk).way == "collect"
    refused = manager.post(url, {"way": "booking"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["way"]
    assert manager.post(url, {"way": "by air"}).status_code == 422


def test_an_offer_is_paused_with_its_sets_and_put_back(manager, tea, honey):
    gift = offers.gift_set((tea, 1), (honey, 1))
    url = reverse("console:listing_switch", kwargs={"code": tea.code})

    manager.post(url, {"to": "paused"})
    assert set(Listing.objects.filter(state="paused")) == {tea, gift}
    assert "Giỏ quà" in page(manager, tea).content.decode()
    again = reverse("console:listing_switch", kwargs={"code": gift.code})
    manager.post(again, {"to": "on_sale"})
    assert Listing.objects.get(pk=gift.pk).state == "paused"
    manager.post(url, {"to": "on_sale"})
    manager.post(again, {"to": "on_sale"})
    assert not Listing.objects.filter(state="paused").exists()
    assert manager.post(url, {"to": "gone"}).status_code == 302


def test_another_sellers_offer_is_not_there(manager, shops):
    foreign = factories.listing(at=factories.place(seller=factories.operator()))

    assert page(manager, foreign).status_code == 404
    for name, body in (("listing_way", {"way": "collect"}), ("listing_switch", {"to": "paused"})):
        url = reverse(f"console:{name}", kwargs={"code": foreign.code})
        assert manager.post(url, body).status_code == 404
    assert Listing.objects.get(pk=foreign.pk).state == "on_sale"


def test_the_list_costs_the_same_however_many_sets(manager, tea, honey, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    offers.gift_set((tea, 1), (honey, 1))
    manager.get(reverse("console:gift_sets"))
    with CaptureQueriesContext(connection) as few:
        manager.get(reverse("console:gift_sets"))
    for _again in range(4):
        offers.gift_set((tea, 1), (honey, 2))

    with django_assert_num_queries(len(few)):
        manager.get(reverse("console:gift_sets"))


def test_a_service_is_put_on_sale_without_goods(manager, shops):
    tour = factories.certified("Tham quan vườn", group="VI")
    url = reverse("console:publish", kwargs={"code": tour.code})
    assert manager.get(url).context["form"]["way"].value() == "booking"
    body = {
        "client_key": uuid.uuid4(),
        "price": "350.000",
        "unit_name": "khách",
        "way": "booking",
        "vat_rate": "8",
        "place": shops.centre.code,
    }

    refused = manager.post(url, body | {"quantity": "3"})
    assert refused.status_code == 422
    assert "quantity" in refused.context["form"].errors
    assert manager.post(url, body | {"way": "parcel"}).status_code == 422
    assert manager.post(url, body).status_code == 302
    assert Listing.objects.get().way == "booking"
