from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.models import Listing
from marketplace.orders.place_order import place_order
from tests import factories
from tests.web.shop import pages


def test_an_offer_says_all_in_order(shop, client):
    words = pages.main(client.get(shop.address(shop.nuts)))

    told = [
        "Hạt Điều rang muối",
        "OCOP 4 sao",
        "UBND tỉnh Lâm Đồng công nhận",
        "ngày 05/08/2026",
        "Có giá trị đến 05/08/2029",
        "Chủ thể: Hợp tác xã",
        "145.000\u00a0₫ / hộp",
        "Có hàng tại Trung tâm OCOP tỉnh Lâm Đồng",
        "Giao tận nơi:",
        "phí 30.000\u00a0₫",
        "Nhận tại Trung tâm OCOP tỉnh Lâm Đồng : từ hôm nay",
        "Thêm vào giỏ",
        "500 g",
    ]
    places = [words.index(one, words.index("Hạt Điều")) for one in told]
    assert places == sorted(places)


def test_the_badge_leads_to_the_verification_page(shop, client):
    source = client.get(shop.address(shop.nuts)).content.decode()

    code = shop.nuts.certified_product.code
    assert f'<a class="certificate" href="/ocop/{code}/">' in source


def test_english_leaves_no_vietnamese_around_the_goods(shop, client):
    words = pages.main(client.get(f"/en{shop.address(shop.nuts)}"))

    assert "OCOP 4 stars" in words
    assert "Add to basket" in words
    assert "sao" not in words


def test_search_engines_get_the_price_and_no_rating(shop, client):
    answer = client.get(shop.address(shop.nuts))

    data = pages.structured(answer)
    assert data["offers"]["price"] == 145_000
    assert data["offers"]["priceCurrency"] == "VND"
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert "ating" not in str(data) and "sao" not in str(data) and "star" not in str(data)


def test_a_certified_product_nobody_sells_has_its_page(shop, client):
    answer = client.get(f"/san-pham/{shop.honey.slug}-{shop.honey.code}/")

    words = pages.main(answer)
    assert "OCOP 3 sao" in words
    assert "Chưa bán trực tuyến" in words
    assert "Thêm vào giỏ" not in words
    assert "offers" not in pages.structured(answer)


def test_a_certified_code_leads_to_its_offer(shop, client):
    certified = shop.tea.certified_product

    answer = client.get(f"/san-pham/{certified.slug}-{certified.code}/")

    assert answer.status_code == 302
    assert answer["Location"] == shop.address(shop.tea)


def test_another_slug_or_case_leads_to_the_one_address(shop, client):
    answer = client.get(f"/san-pham/cu-{shop.tea.code.lower()}/")

    assert answer["Location"] == shop.address(shop.tea)
    assert client.get("/san-pham/x-ZZZZZZZZZZ/").status_code == 404


def test_nothing_left_says_so_and_takes_no_order(shop, client):
    listing = factories.listing(at=shop.place, quantity=1)
    place_order(factories.checkout(listing))

    words = pages.main(client.get(shop.address(listing)))
    assert "Tạm hết hàng" in words
    assert "Thêm vào giỏ" not in words


def test_a_paused_offer_stays_without_a_price(shop, client):
    Listing.objects.filter(pk=shop.tea.pk).update(state=Listing.State.PAUSED)

    answer = client.get(shop.address(shop.tea))

    words = pages.main(answer)
    assert "offers" not in pages.structured(answer)
    assert "Tạm ngừng bán" in words
    assert "58.000" not in words
    assert "Thêm vào giỏ" not in words


def test_the_star_ends_and_the_offer_stays(shop, client, set_clock):
    set_clock("2029-08-06T00:00:00+07:00")

    answer = client.get(shop.address(shop.nuts))

    words = pages.main(answer)
    assert "OCOP 4 sao" not in words
    assert "không có hạng sao OCOP nào còn hiệu lực" in words
    assert "145.000\u00a0₫" in words
    assert 'class="stars"' not in answer.content.decode()


def test_a_name_cannot_become_markup(shop, client):
    maker = factories.producer('HTX </script><img src=x onerror="1">')
    listing = factories.listing(
        factories.certified("Mắm <b>ngon</b> & 'thơm'", of=maker), at=shop.place
    )

    source = client.get(shop.address(listing)).content.decode()

    assert "<b>ngon" not in source
    assert "<img src=x" not in source
    assert "</script><img" not in source


def test_the_producers_other_products_stand_below(shop, client):
    assert pages.card_names(client.get(shop.address(shop.tea))) == ["Mật ong Bảo Lộc"]


def test_the_product_page_costs_the_same_however_much_the_producer_has(shop, client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(shop.address(shop.tea))
        return len(captured)

    few = queries()
    for _ in range(6):
        factories.listing(factories.certified(of=shop.maker), at=shop.place)

    assert queries() == few
    assert few <= 14


def test_the_producers_page_shows_all_of_theirs(shop, client):
    answer = client.get(f"/nha-san-xuat/{shop.maker.slug}-{shop.maker.code}/")

    assert pages.card_names(answer) == ["Trà Bí đao", "Mật ong Bảo Lộc"]
    assert "Xã Lạc Dương, Lâm Đồng" in pages.main(answer)
    assert client.get(f"/nha-san-xuat/khac-{shop.maker.code}/").status_code == 302
    assert client.get("/nha-san-xuat/khac-ZZZZZZZZZZ/").status_code == 404
