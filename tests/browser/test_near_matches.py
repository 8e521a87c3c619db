"""Gộp hay tách? in a browser: compared on a phone, merged, found by the old address, parted again."""

from datetime import date, datetime

import pytest

from marketplace import clock
from marketplace.catalogue import cards
from marketplace.certification import near_queue
from marketplace.certification.merging import Deciding
from marketplace.certification.models import Certificate, NearMatch
from marketplace.certification.near_register import ask_all
from marketplace.certification.settle import settle
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.chromium import PHONE
from tests.staff import make_person
from tests.whole.lists import imported

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAIRS = (
    ("CTCP Hạt Vàng Đà Lạt", "Công ty Cổ phần Hạt Vàng Đà Lạt"),
    ("HTX DVNN Cầu Đất", "Hợp tác xã Nông nghiệp Cầu Đất"),
)


@pytest.fixture
def office(live_shop):
    """An officer, two pairs of producers and one of products, and one that was kept apart."""
    from django.db import transaction

    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    make_person("thu", Role.OFFICER, unit=factories.province())
    for number, pair in enumerate(PAIRS):
        for name in pair:
            factories.certified(f"Trà {number}", of=factories.producer(name))
    maker = factories.producer("Hộ kinh doanh Mẫu")
    for day, name in ((5, "Mắc ca sấy nứt vỏ"), (6, "Macca sấy nứt vỏ"), (7, "Mắc ca nứt vỏ sấy")):
        factories.certified(name, of=maker, stars=day - 2, decided_on=date(2026, 1, day))
    with transaction.atomic():
        settle(Certificate.objects.values_list("certified_product", flat=True))
        cards.rebuild()
    ask_all()
    third = NearMatch.objects.get(why="word_order")
    near_queue.keep_apart(third.code, Deciding(actor_id=1, reason="Hai bao bì khác nhau"))
    return live_shop, NearMatch.objects.get(
        first_product__name="Mắc ca sấy nứt vỏ", second_product__name="Macca sấy nứt vỏ"
    )


def test_two_products_are_merged_and_parted_again_on_a_phone(office, browser):
    shop, pair = office
    kept, merged = pair.first, pair.second
    context = browser.new_context(
        viewport=PHONE, java_script_enabled=False, locale="vi-VN", bypass_csp=True
    )
    page = context.new_page()
    sign_in(page, shop, "thu")
    page.get_by_role("link", name="gộp hay tách").click()
    page.get_by_role("link", name=f"{kept.name} ↔ {merged.name}").click()

    page.get_by_role("button", name="Gộp vào bên trái").click()
    assert page.locator(".field-error").first.is_visible()  # no reason was given
    page.fill("[name=reason]", "Đã gọi cho chủ thể")
    page.get_by_role("button", name="Gộp vào bên trái").click()

    page.get_by_text("Đã gộp. Có thể tách lại").wait_for()
    page.goto(f"{shop.url}ocop/{merged.code}/")
    assert page.url.endswith(f"/ocop/{kept.code}/")
    page.goto(f"{shop.url}san-pham/{merged.slug}-{merged.code}/")
    assert kept.code in page.url
    page.goto(f"{shop.url}quan-ly/chung-nhan/gop-hay-tach/?state=merged")
    page.get_by_role("link", name=f"{kept.name} ↔ {merged.name}").click()
    page.get_by_text("Tách lại…").click()
    page.fill("[name=reason]", "Hai sản phẩm thật")
    page.get_by_role("button", name="Tách lại").click()

    assert page.get_by_text("mọi thứ trở về như trước khi gộp").is_visible()
    page.goto(f"{shop.url}ocop/{merged.code}/")
    assert page.url.endswith(f"/ocop/{merged.code}/")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(office, walk, language):
    shop, pair = office
    one = imported()
    near = {
        "kind": "producer",
        "names": list(PAIRS[0]),
        "why": "legal_form",
        "score": 100,
    }
    one.report = {"counts": {"rows": 2, "created": 2}, "near": {"count": 2, "pairs": [near, near]}}
    one.save()
    producers = NearMatch.objects.filter(kind="producer").first()
    apart = NearMatch.objects.get(state="apart")
    addresses = {
        "home": "",
        "queue": "chung-nhan/gop-hay-tach/",
        "queue-none": "chung-nhan/gop-hay-tach/?state=merged",
        "queue-decided": "chung-nhan/gop-hay-tach/?state=decided",
        "products": f"chung-nhan/gop-hay-tach/{pair.code}/",
        "producers": f"chung-nhan/gop-hay-tach/{producers.code}/",
        "apart": f"chung-nhan/gop-hay-tach/{apart.code}/",
        "import": f"nhap-danh-sach/{one.code}/",
    }
    look = walk(shop, language, "near", by="thu")
    for name, address in addresses.items():
        look.open(f"quan-ly/{address}")
        look.at(name)

    assert look.wrong == []
