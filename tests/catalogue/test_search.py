from datetime import UTC, date, datetime

import pytest

from marketplace import clock, events
from marketplace.catalogue import cards
from marketplace.catalogue.models import Card
from marketplace.catalogue.search import Search, card_by_code, of_producer, search
from marketplace.certification.events import CertificatesChanged
from tests import factories

pytestmark = pytest.mark.django_db

LAST_DAY = datetime(2029, 8, 5, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Viet Nam
OVER = datetime(2029, 8, 5, 17, 0, 1, tzinfo=UTC)


def names(found):
    return [card.name for card in found.cards]


@pytest.fixture
def shop():
    place = factories.place()
    tea = factories.certified("Trà Bí đao", stars=3, group="II")
    nuts = factories.certified("Hạt Điều rang muối", stars=4, group="I")
    honey = factories.certified("Mật ong Bảo Lộc", stars=3, group="I")
    factories.listing(tea, at=place, price=58_000)
    factories.listing(nuts, at=place, price=145_000)
    events.publish(CertificatesChanged(frozenset([honey.pk])))
    return {"tea": tea, "nuts": nuts, "honey": honey}


def test_offers_come_first_then_more_stars(shop):
    found = search(Search(), clock.now())

    assert names(found) == ["Hạt Điều rang muối", "Trà Bí đao", "Mật ong Bảo Lộc"]
    assert [card.stars for card in found.cards] == [4, 3, 3]
    assert [card.free for card in found.cards] == [10, 10, None]
    assert found.facets == {
        "shelf": {"I": 2, "II": 1},
        "province": {"68": 3},
        "stars": {3: 2, 4: 1},
    }


def test_each_count_is_what_its_choice_would_give(shop):
    found = search(Search(shelf="I", stars=3), clock.now())

    assert names(found) == ["Mật ong Bảo Lộc"]
    assert found.facets["shelf"] == {"I": 1, "II": 1}
    assert found.facets["stars"] == {3: 1, 4: 1}


@pytest.mark.parametrize("typed", ["hat dieu", "HẠT ĐIỀU", "điêu rang", "dieu  muoi"])
def test_words_are_found_without_diacritics(shop, typed):
    found = search(Search(text=typed), clock.now())

    assert names(found) == ["Hạt Điều rang muối"]
    assert not found.corrected


def test_a_slip_finds_what_was_meant(shop):
    found = search(Search(text="mat onk bao loc"), clock.now())

    assert names(found) == ["Mật ong Bảo Lộc"]
    assert found.corrected


def test_nothing_is_found_where_nothing_is_near(shop):
    found = search(Search(text="xe máy"), clock.now())

    assert (found.total, found.pages, found.facets["stars"]) == (0, 1, {})


def test_filters_and_orders(shop):
    moment = clock.now()

    assert names(search(Search(on_sale=True), moment)) == ["Hạt Điều rang muối", "Trà Bí đao"]
    assert names(search(Search(order="price"), moment))[0] == "Trà Bí đao"
    assert names(search(Search(order="-price"), moment))[0] == "Hạt Điều rang muối"
    assert names(search(Search(order="name"), moment)) == [
        "Hạt Điều rang muối",
        "Mật ong Bảo Lộc",
        "Trà Bí đao",
    ]
    assert search(Search(province="01"), moment).total == 0


def test_the_star_goes_at_midnight_without_anybody_doing_anything(shop):
    before = search(Search(), LAST_DAY)
    after = search(Search(), OVER)

    assert [card.stars for card in before.cards] == [4, 3, 3]
    assert names(after) == ["Hạt Điều rang muối", "Trà Bí đao"]  # offers stay on sale, starless
    assert [card.stars for card in after.cards] == [None, None]
    assert after.facets["stars"] == {}
    assert search(Search(stars=4), OVER).total == 0
    assert card_by_code(shop["honey"].code, OVER).stars is None


def test_sold_out_is_not_in_stock(shop):
    place = factories.place()
    soon_over = factories.listing(
        factories.certified("Nấm tươi"), at=place, best_before=date(2026, 12, 1)
    )
    in_december = datetime(2026, 12, 2, tzinfo=UTC)

    found = search(Search(in_stock=True), in_december)

    assert names(found) == ["Hạt Điều rang muối", "Trà Bí đao"]
    assert card_by_code(soon_over.code, in_december).free == 0


def test_a_product_put_on_sale_has_one_card(shop):
    listing = factories.listing(shop["honey"])

    mine = Card.objects.filter(certified_product=shop["honey"])
    assert [card.code for card in mine] == [listing.code]
    assert [card.name for card in of_producer(shop["honey"].producer_id, clock.now())] == [
        "Mật ong Bảo Lộc"
    ]


def test_no_more_of_a_producer_is_read_than_is_asked_for(shop):
    producer = shop["honey"].producer
    for name in ("Mật ong rừng", "Mật ong nhãn", "Mật ong vải"):
        factories.listing(factories.certified(name, of=producer))

    everything = of_producer(producer.pk, clock.now())

    assert len(everything) == 4
    assert of_producer(producer.pk, clock.now(), 2) == everything[:2]


def test_rebuilding_writes_the_same_cards(shop):
    fields = ["code", "name", "search", "price", "shelf", "province_code", "sort_key"]
    before = list(Card.objects.order_by("code").values_list(*fields))

    assert cards.rebuild() == 3
    assert list(Card.objects.order_by("code").values_list(*fields)) == before


def test_a_page_takes_the_same_queries_however_many_cards(shop, django_assert_num_queries):
    moment = clock.now()
    for _ in range(30):
        factories.listing()

    with django_assert_num_queries(8):
        found = search(Search(), moment)

    assert (len(found.cards), found.total, found.pages) == (24, 33, 2)
    assert len(search(Search(page=2), moment).cards) == 9
    assert search(Search(page=99), moment).page == 2


def test_what_never_had_a_star_has_no_card(shop):
    below = factories.certified("Trà hai sao", stars=2)

    events.publish(CertificatesChanged(frozenset([below.pk])))

    assert card_by_code(below.code, clock.now()) is None
    assert search(Search(text="hai sao"), clock.now()).total == 0
