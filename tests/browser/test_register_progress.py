"""Bringing a list by hand and by drop, and seeing how far the worker is, with and without JavaScript."""

from datetime import datetime

import pytest
from django.core.cache.backends.redis import RedisCache

from marketplace import clock
from marketplace.accounts.demo import make_people
from marketplace.places.demo import make_places
from plugins.ocop_sync import progress
from plugins.ocop_sync.models import RegisterImport
from tests.browser.screens import looked_at_everywhere, sign_in
from tests.chromium import DESK, PHONE
from tests.plugins.ocop_sync import files
from tests.staff import PASSWORD

pytestmark = pytest.mark.browser

UPLOAD = "quan-ly/nhap-danh-sach/tai-len/"
WAITS_FOR_A_SECOND = "Chờ người thứ hai xác nhận"


@pytest.fixture
def shop(shop_with_units):
    shop_with_units.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    make_people(list(make_places().values()), lambda name: PASSWORD)
    return shop_with_units


@pytest.fixture
def annex(tmp_path):
    file = tmp_path / "phụ lục.xlsx"
    file.write_bytes(files.annex([files.award("Trà Bí đao", stars="4 sao")]))
    return file


def send(page):
    page.select_option("[name=source_level]", "C")
    page.get_by_role("button", name="Đọc danh sách").click()
    page.wait_for_url("**/nhap-danh-sach/*/")


def test_a_file_is_dropped_on_the_field(shop, page, annex):
    page.set_viewport_size(DESK)
    sign_in(page, shop, "canbo")
    page.goto(shop.url + UPLOAD)

    drop(page, page.locator("[name=file]"), annex)
    send(page)

    one = RegisterImport.objects.get()
    assert (one.file_name, one.size) == ("phụ lục.xlsx", annex.stat().st_size)


def test_a_list_is_brought_from_a_phone_and_the_page_left(shop, page, annex):
    assert page.viewport_size == PHONE
    shop.start_worker()
    sign_in(page, shop, "canbo")
    page.goto(shop.url + UPLOAD)
    page.set_input_files("[name=file]", annex)
    send(page)
    here = page.url
    page.goto(f"{shop.url}quan-ly/")

    page.goto(here)

    page.get_by_text(WAITS_FOR_A_SECOND).wait_for(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_javascript_the_page_asks_again_by_itself(shop, browser, annex):
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, shop, "canbo")
    page.goto(shop.url + UPLOAD)
    page.set_input_files("[name=file]", annex)
    send(page)
    assert page.get_by_text("Đang chờ đến lượt").is_visible()

    shop.start_worker()

    page.get_by_text(WAITS_FOR_A_SECOND).wait_for(timeout=60_000)
    context.close()


@pytest.mark.parametrize(
    ("state", "step", "said"),
    [
        ("reading", "comparing", "Đang so với sổ đăng ký"),
        ("undoing", "undoing", "6.400 trên 20.000 giấy chứng nhận"),
    ],
)
def test_half_way_the_bar_says_how_far(shop, page, axe, state, step, said):
    one = RegisterImport.objects.create(
        state=state,
        file_name="phụ lục.xlsx",
        sha256="a" * 64,
        size=2048,
        kept_as="",
        source_level="A",
        uploaded_by_id=1,
        confirmed_by_id=2,
        confirmed_at=clock.now(),
        applied_at=clock.now(),
        ended_by_id=2 if state == "undoing" else None,
        ended_at=clock.now(),
        ended_reason="Nhầm phụ lục" if state == "undoing" else "",
    )
    told = RedisCache(shop._valkey.url, {})
    told.set(progress._key(one), (step, 6_400, 20_000), 3600)
    sign_in(page, shop, "canbo")
    here = f"{shop.url}quan-ly/nhap-danh-sach/{one.code}/"
    page.goto(here)

    assert page.get_by_text(said).is_visible()
    assert page.locator("progress").get_attribute("value") == "32"
    looked_at_everywhere(page, axe, here, f"import-{step}")
    told.set(progress._key(one), (step, 12_800, 20_000), 3600)
    page.locator("progress[value='64']").wait_for()


def drop(page, target, file):
    """A file carried from the desktop and let go over the element, as the browser itself sees it."""
    box = target.bounding_box()
    to = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    carried = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    hand = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": kind, **to, "data": carried})
