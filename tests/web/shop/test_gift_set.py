"""A gift set in the shop: its page, its card, its way through the basket into an order."""

import pytest

from marketplace import clock
from marketplace.inventory import availability
from marketplace.orders.models import OrderedSet, ParcelLine
from marketplace.orders.place_order import place_order
from marketplace.orders.refused import OrderRefused
from tests import factories, offers
from tests.web.shop.pages import card_names, main, structured

pytestmark = pytest.mark.django_db


@pytest.fixture
def gift(shop):
    return offers.gift_set(
        (shop.tea, 2), (shop.nuts, 1), price=240_000, name="Giỏ quà Tết Lạc Dương"
    )


def test_its_page_says_what_is_in_it_and_shows_stars_at_the_parts_alone(client, shop, gift):
    page = client.get(shop.address(gift))

    said = main(page)
    content = page.content.decode()
    assert page.status_code == 200
    assert "2 × Trà Bí đao" in said
    assert "1 × Hạt Điều rang muối" in said
    assert "OCOP 3 sao" in said
    assert "OCOP 4 sao" in said
    head, parts = content.split('<ul class="short-lines">', 1)
    assert "plaque" not in head[head.index("<main") :]
    assert "/ocop/" not in content[content.index("<main") : content.index("</main>")]
    assert f'href="{shop.address(shop.tea)}"' in parts
    assert "Hợp tác xã Chè Lạc Dương" in said
    data = structured(page)
    assert data["brand"]["name"] == gift.seller.name
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert "/gio-hang/them/" in content


def test_its_card_names_who_puts_it_together_and_wears_no_star(client, shop, gift):
    page = client.get("/san-pham/?q=giỏ+quà")

    assert card_names(page) == ["Giỏ quà Tết Lạc Dương"]
    content = page.content.decode()
    card = content[content.index('<article class="card">') :]
    card = card[: card.index("</article>")]
    assert gift.seller.name in card
    assert "plaque" not in card
    assert "tag-warn" not in card


def test_it_is_sold_out_when_a_part_is(client, shop):
    large = offers.gift_set((shop.tea, 11), (shop.nuts, 1), name="Giỏ quà lớn")

    page = client.get(shop.address(large))

    assert structured(page)["offers"]["availability"] == "https://schema.org/OutOfStock"
    assert "/gio-hang/them/" not in page.content.decode()
    assert "tag-warn" in client.get("/san-pham/?q=giỏ+quà+lớn").content.decode()
    assert "Giỏ quà lớn" not in card_names(client.get("/san-pham/?ban=con-hang"))


def test_an_order_of_it_holds_its_parts(shop, gift):
    order = place_order(factories.checkout(gift, quantity=3))

    day, place = clock.today(), shop.place.pk
    keys = [(place, shop.tea.variant_id), (place, shop.nuts.variant_id)]
    assert availability.free(keys, day) == {keys[0]: 4, keys[1]: 7}
    ordered = OrderedSet.objects.get(order=order)
    assert (ordered.quantity, ordered.unit_price, ordered.total) == (3, 240_000, 720_000)
    lines = ParcelLine.objects.filter(gift_set=ordered).order_by("pk")
    assert [(line.listing, line.quantity) for line in lines] == [(shop.tea, 6), (shop.nuts, 3)]
    assert sum(line.total for line in lines) == 720_000
    assert all(0 < line.net < line.total for line in lines)


def test_no_more_sets_are_ordered_than_its_parts_fill(shop, gift):
    place_order(factories.checkout(shop.tea, quantity=5))

    with pytest.raises(OrderRefused) as refused:
        place_order(factories.checkout(gift, quantity=3))

    assert refused.value.codes == ["not_enough"]
    assert place_order(factories.checkout(gift, quantity=2)).goods_total == 480_000


def test_its_page_costs_the_same_queries_however_many_parts(
    client, shop, gift, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(shop.address(gift))
    with CaptureQueriesContext(connection) as few:
        client.get(shop.address(gift))
    parts = [(factories.listing(at=shop.place), 1) for _again in range(6)]
    large = offers.gift_set(*parts)

    with django_assert_num_queries(len(few)):
        client.get(shop.address(large))
