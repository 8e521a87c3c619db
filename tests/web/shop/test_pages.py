"""What every page has: an answer, a title of its own, both languages, headers, no third party."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404, HttpResponse

from marketplace.web.shop.errors import not_found
from marketplace.web.shop.headers import POLICY, ContentSecurityPolicy
from marketplace.web.shop.robots import robots
from tests.web.shop import pages

MOST_BYTES = 60_000


def addresses(shop):
    maker = shop.maker
    return {
        "home": "/",
        "list": "/san-pham/",
        "product": shop.address(shop.tea),
        "not sold": f"/san-pham/{shop.honey.slug}-{shop.honey.code}/",
        "producer": f"/nha-san-xuat/{maker.slug}-{maker.code}/",
        "places": "/diem-ban/",
        "place": f"/diem-ban/{shop.place.slug}-{shop.place.code}/",
        "basket": "/gio-hang/",
        "verification": f"/ocop/{shop.honey.code}/",
        "look-up": "/don-hang/",
        "sign-in": "/tai-khoan/dang-nhap/",
        "sign-up": "/tai-khoan/dang-ky/",
        "forgotten": "/tai-khoan/quen-mat-khau/",
        "code": "/tai-khoan/ma/",
    }


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_answers_with_a_title_of_its_own(shop, client, prefix):
    titles = {}
    for name, address in addresses(shop).items():
        answer = client.get(prefix + address)
        assert answer.status_code == 200, name
        assert f'<html lang="{"en" if prefix else "vi"}">' in answer.content.decode()
        titles[name] = pages.attribute(answer, "<title>(.*?) · Chợ OCOP</title>")
        assert len(pages.attribute(answer, '<meta name="description" content="(.*?)"')) > 30

    assert len(set(titles.values())) == len(titles), titles


def test_the_page_names_itself_and_its_other_language(shop, client):
    address = shop.address(shop.tea)
    vietnamese, english = client.get(address), client.get(f"/en{address}")

    site = settings.SITE_URL
    assert pages.attribute(vietnamese, '<link rel="canonical" href="(.*?)"') == site + address
    assert pages.attribute(english, '<link rel="canonical" href="(.*?)"') == f"{site}/en{address}"
    for answer in (vietnamese, english):
        assert pages.attribute(answer, 'hreflang="vi" href="(http.*?)"') == site + address
        assert pages.attribute(answer, 'hreflang="en" href="(http.*?)"') == f"{site}/en{address}"
    assert "English" not in pages.words(vietnamese)


def test_no_page_with_a_star_may_be_kept_without_asking(shop, client):
    for name, address in addresses(shop).items():
        answer = client.get(address)
        kept = {word.strip() for word in answer["Cache-Control"].split(",")}
        assert {"no-cache", "private"} <= kept, name


def test_nothing_inline_and_nothing_from_elsewhere(shop, client):
    """The policy forbids both, and a page that needs them would be broken."""
    for address in addresses(shop).values():
        source = client.get(address).content.decode()
        assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", source) == []
        assert re.findall(r"\son\w+=", source) == []
        assert re.findall(r"\sstyle=", source) == []
        loaded = re.findall(
            r'<(?:script|img|source|link rel="stylesheet")[^>]*(?:src|href)="([^"]+)"', source
        )
        assert [one for one in loaded if not one.startswith("/")] == []


def test_the_policy_stands_on_every_answer(rf):
    answer = ContentSecurityPolicy(lambda request: HttpResponse("x"))(rf.get("/"))

    assert answer["Content-Security-Policy"] == POLICY
    assert "default-src 'self'" in POLICY
    assert "unsafe" not in POLICY


def test_a_page_with_its_style_and_script_weighs_less_than_60_kb(shop, client, settings):
    for name, address in addresses(shop).items():
        source = client.get(address).content
        loaded = re.findall(rb'(?:src|href)="/static/([^"]+\.(?:css|js))"', source)
        assert len(loaded) == 5, name
        files = [Path(settings.STATIC_ROOT, one.decode()).read_bytes() for one in loaded]
        weight = sum(len(gzip.compress(one)) for one in [source, *files])
        assert weight < MOST_BYTES, (name, weight)


def test_a_wrong_address_says_what_to_do(shop, client):
    answer = client.get("/khong-co-trang-nay/")

    assert answer.status_code == 404
    assert "Trang này không có ở đây" in pages.main(answer)


def test_a_wrong_address_has_no_address_of_its_own(shop, client, rf):
    request = rf.get("/khong-co-trang-nay/")
    request.session, request._messages = client.session, []

    answer = not_found(request, Http404())

    assert answer.status_code == 404
    assert "canonical" not in answer.content.decode()
    assert shop.tea.seller.name in pages.words(answer)


def test_search_engines_are_kept_from_baskets_and_orders(rf):
    lines = robots(rf.get("/robots.txt")).content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /gio-hang/", "Disallow: /en/don-hang/"} <= set(lines)
    assert "Disallow: /" not in lines


def test_the_trial_wears_its_ribbon(shop, client, settings):
    assert "bản thử" in pages.words(client.get("/"))

    settings.DEMO = False
    assert "bản thử" not in pages.words(client.get("/"))


def test_the_footer_says_whose_shop_it_is(shop, client):
    seller = shop.tea.seller
    seller.tax_code, seller.address = "5800000001", "1 Trần Phú, Đà Lạt"
    seller.save()

    words = pages.words(client.get("/"))

    assert seller.name in words
    assert "Mã số thuế: 5800000001" in words
    assert "1 Trần Phú, Đà Lạt" in words
