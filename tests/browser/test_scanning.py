"""Codes from the camera: read by the browser, or from a photo by the server, with and without a script."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from marketplace import clock
from marketplace.inventory import barcodes
from marketplace.inventory.models import Barcode, Count
from tests import factories
from tests.browser.screens import looked_at, shoot, sign_in
from tests.chromium import PHONE
from tests.staff import make_person
from tests.web.console.test_photographed import GTIN, WITH_BARS, file_of, photo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A camera that films a canvas, and a reader that sees what the test says is before it.
CAMERA = """
window.before = "";
window.stopped = 0;
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["ean_13", "qr_code"]); }
  detect() { return Promise.resolve(window.before ? [{ rawValue: window.before }] : []); }
};
navigator.mediaDevices.getUserMedia = async () => {
  if (window.refuses) throw new DOMException("no", "NotAllowedError");
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 10, 10);
  const stream = canvas.captureStream(5);
  for (const track of stream.getTracks()) {
    const stop = track.stop.bind(track);
    track.stop = () => { window.stopped += 1; stop(); };
  }
  return stream;
};
"""


@pytest.fixture
def centre(live_shop):
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    place = factories.place("Trung tâm OCOP tỉnh Lâm Đồng")
    honey = factories.listing(factories.certified("Mật ong hoa cà phê"), at=place)
    tea = factories.listing(factories.certified("Trà Bí đao túi lọc"), at=place)
    make_person("thu", Role.CENTRE_MANAGER, place=place)
    return SimpleNamespace(shop=live_shop, url=live_shop.url, place=place, honey=honey, tea=tea)


# wait_for_function() evaluates text, which the pages' policy forbids.
SOON = "() => new Promise((d) => { const f = () => (%s) ? d() : requestAnimationFrame(f); f(); })"


def scanner(page):
    return page.get_by_role("button", name="Quét bằng máy ảnh")


def test_the_camera_fills_the_form_and_is_switched_off(centre, page, axe):
    page.add_init_script(CAMERA)
    sign_in(page, centre.shop, "thu")
    page.goto(f"{centre.url}quan-ly/ton-kho/{centre.honey.code}/")
    scanner(page).click()
    box = page.get_by_role("dialog", name="Quét bằng máy ảnh")
    box.wait_for()
    page.evaluate(SOON % "document.querySelector('video').srcObject")
    shoot(page, "scanning-camera")
    box.get_by_role("button", name="Đóng").click()
    page.evaluate(SOON % "window.stopped === 1")
    assert box.count() == 0

    scanner(page).click()
    with page.expect_navigation():
        page.evaluate(f"window.before = '{GTIN}'")

    page.get_by_text(f"Đã lưu mã vạch {GTIN}").wait_for()
    assert Barcode.objects.get().variant_id == centre.honey.variant_id


def test_counting_goes_on_scanning_and_counts_a_code_in_sight_once(centre, page):
    barcodes.add(centre.honey.variant, GTIN, actor_id=None)
    count = factories.stocktake(centre.place)
    page.add_init_script(CAMERA)
    sign_in(page, centre.shop, "thu")
    page.goto(f"{centre.url}quan-ly/kiem-ke/{count.code}/dem/")
    scanner(page).click()
    counted = page.locator("#counted .latest-one")
    page.evaluate(f"window.before = '{GTIN}'")
    counted.filter(has_text="Mật ong").wait_for()
    page.evaluate(f"window.before = '{centre.tea.code}'")
    counted.filter(has_text="Trà").wait_for()

    assert page.get_by_role("dialog").is_visible()
    assert page.evaluate("window.stopped") == 0
    assert sorted(Count.objects.values_list("lot__variant", "quantity")) == sorted(
        [(centre.honey.variant_id, 1), (centre.tea.variant_id, 1)]
    )


def test_without_leave_for_the_camera_a_photo_is_asked_for(centre, page, tmp_path):
    page.add_init_script(CAMERA + "window.refuses = true;")
    sign_in(page, centre.shop, "thu")
    page.goto(f"{centre.url}quan-ly/ton-kho/{centre.honey.code}/")
    scanner(page).click()

    page.get_by_text("Không mở được máy ảnh").wait_for()
    assert page.locator("[name=photo]").is_visible()
    assert page.locator("dialog").count() == 0


def photo_at(folder, image):
    path = folder / "photo.jpg"
    path.write_bytes(file_of(image).getvalue())
    return path


def test_a_browser_that_reads_no_codes_sends_the_photo(centre, page, tmp_path, axe):
    page.add_init_script("delete window.BarcodeDetector;")
    sign_in(page, centre.shop, "thu")
    page.goto(f"{centre.url}quan-ly/ton-kho/{centre.honey.code}/")
    page.get_by_text("Quét bằng máy ảnh").first.click()
    page.set_input_files("[name=photo]", photo_at(tmp_path, photo(WITH_BARS, blurred=14)))
    page.get_by_text("Không đọc được mã nào").wait_for()
    shoot(page, "scanning-photo")
    with page.expect_navigation():
        page.set_input_files("[name=photo]", photo_at(tmp_path, photo(WITH_BARS)))

    page.get_by_text(f"Đã lưu mã vạch {GTIN}").wait_for()


def test_without_a_script_the_photo_goes_with_the_form(centre, browser, tmp_path):
    barcodes.add(centre.honey.variant, GTIN, actor_id=None)
    context = browser.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, centre.shop, "thu")
    page.goto(f"{centre.url}quan-ly/nhap-hang/them/")
    page.fill("[name=note]", "Xe đến lúc chín giờ")
    page.get_by_text("Quét bằng máy ảnh").first.click()
    page.set_input_files("[name=photo]", photo_at(tmp_path, photo(WITH_BARS)))
    page.get_by_role("button", name="Thêm").first.click()

    assert page.locator("fieldset.batch").filter(has_text="Mật ong hoa cà phê").is_visible()
    assert page.input_value("[name=note]") == "Xe đến lúc chín giờ"
    context.close()


@pytest.mark.parametrize("script", ["", CAMERA], ids=["photo", "camera"])
def test_the_forms_that_scan(centre, browser, axe, script):
    draft = factories.transfer(
        centre.place, factories.place("Điểm bán", seller=centre.place.operator)
    )
    count = factories.stocktake(centre.place)
    addresses = {
        "article": f"ton-kho/{centre.honey.code}/",
        "count": f"kiem-ke/{count.code}/dem/",
        "transfer": f"dieu-chuyen/{draft.code}/hang/",
        "delivery": "nhap-hang/them/",
        "write-off": "hao-hut/moi/",
    }
    wrong = []
    context = browser.new_context(viewport=PHONE, locale="vi-VN", bypass_csp=True)
    page = context.new_page()
    page.add_init_script(script)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    sign_in(page, centre.shop, "thu")
    for name, address in addresses.items():
        page.goto(f"{centre.url}quan-ly/{address}")
        where = f"{name}-{'camera' if script else 'photo'}"
        if script:
            scanner(page).wait_for()
        else:
            page.locator(".photo summary").click()
        wrong += [(where, one) for one in looked_at(page, axe)]
        shoot(page, f"scanning-{where}")
    context.close()

    assert wrong == []
