"""A list goes its whole way in a browser: brought, planned, confirmed by another, written, undone."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.demo import make_people
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.places.demo import make_places
from plugins.ocop_sync import sources
from plugins.ocop_sync.models import RegisterImport
from tests.browser.screens import looked_at_everywhere, sign_in
from tests.plugins.ocop_sync import files
from tests.staff import PASSWORD

pytestmark = pytest.mark.browser

ROWS = [
    files.award("Trà Bí đao", stars="4 sao"),
    files.award("Mật ong <b>rừng</b>", stars="3 sao"),
    files.award("=1+1", stars="6 sao"),
]


@pytest.fixture
def shop(shop_with_units):
    shop_with_units.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    make_people(list(make_places().values()), lambda name: PASSWORD)
    shop_with_units.start_worker()
    return shop_with_units


def bring(page, shop, path, level="A"):
    page.goto(f"{shop.url}quan-ly/nhap-danh-sach/")
    page.get_by_role("link", name="Đưa danh sách lên").click()
    page.set_input_files("[name=file]", path)
    page.select_option("[name=source_level]", level)
    page.fill("[name=source_url]", "https://lamdong.gov.vn/quyet-dinh-100")
    page.get_by_role("button", name="Đọc danh sách").click()
    page.get_by_text("Chờ người thứ hai xác nhận").wait_for(timeout=60_000)


def test_brought_confirmed_by_another_written_and_undone(shop, page, axe, tmp_path):
    file = tmp_path / "phụ lục.xlsx"
    file.write_bytes(files.annex(ROWS))

    sign_in(page, shop, "canbo")
    bring(page, shop, file)
    here = page.url
    assert page.get_by_text("3 dòng: 2 mới, 0 thay đổi, 0 giữ nguyên, 0 thu hồi, 1 bị loại").count()
    assert page.get_by_text("Mật ong <b>rừng</b>").is_visible()
    assert page.get_by_text("Phải có người khác xác nhận").is_visible()
    assert page.get_by_role("button", name="Xác nhận").count() == 0
    assert Certificate.objects.count() == 0
    looked_at_everywhere(page, axe, here, "import-own")

    page.context.clear_cookies()
    sign_in(page, shop, "admin")
    page.get_by_role("link", name="danh sách chờ bạn xác nhận").click()
    page.get_by_role("link", name="phụ lục.xlsx").click()
    looked_at_everywhere(page, axe, here, "import-plan")
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_text("Đã ghi", exact=True).wait_for(timeout=60_000)

    assert sorted(StarPeriod.objects.values_list("stars", flat=True)) == [3, 4]
    one = RegisterImport.objects.get()
    assert one.uploaded_by_id != one.confirmed_by_id
    assert page.get_by_text("Đã làm gì").is_visible()
    product = CertifiedProduct.objects.get(name="Trà Bí đao")
    assert shows_four_stars(page, shop, product)
    page.goto(here)
    looked_at_everywhere(page, axe, here, "import-report")
    with page.expect_download() as download:
        page.get_by_role("link", name="Có thêm cột “Lỗi”").click()
    assert errors_in(Path(download.value.path()).read_bytes()) == ["Lỗi", "Hạng sao"]

    page.goto(here)
    page.get_by_text("Hoàn tác cả lần nhập…").click()
    page.get_by_label("Lý do").last.fill("Nhầm phụ lục")
    page.get_by_role("button", name="Hoàn tác", exact=True).click()
    page.get_by_text("Đã hoàn tác", exact=True).wait_for(timeout=60_000)

    assert StarPeriod.objects.count() == 0
    assert set(Certificate.objects.values_list("state", flat=True)) == {"undone"}
    assert not shows_four_stars(page, shop, product)
    looked_at_everywhere(page, axe, here, "import-undone")
    looked_at_everywhere(page, axe, f"{shop.url}quan-ly/nhap-danh-sach/", "imports")
    looked_at_everywhere(page, axe, f"{shop.url}quan-ly/nhap-danh-sach/tai-len/", "import-upload")
    sources.switch(
        sources.add(
            "Sổ OCOP tỉnh", "https://ocop.example.vn/danh-sach.json", "A", 24, actor_id=1
        ).code,
        on=False,
        actor_id=1,
    )
    looked_at_everywhere(page, axe, f"{shop.url}quan-ly/nhap-danh-sach/nguon/", "sources")


def test_what_is_no_list_is_told_in_a_sentence(shop, page, axe, tmp_path):
    file = tmp_path / "danh-sach.xlsx"
    file.write_bytes(b"<html><table><tr><td>1</td></tr></table></html>")
    sign_in(page, shop, "canbo")
    page.goto(f"{shop.url}quan-ly/nhap-danh-sach/tai-len/")
    page.set_input_files("[name=file]", file)
    page.select_option("[name=source_level]", "C")
    page.get_by_role("button", name="Đọc danh sách").click()
    page.get_by_text("Không thành").wait_for(timeout=60_000)

    assert page.get_by_role("alert").inner_text()
    assert RegisterImport.objects.get().error["code"]
    looked_at_everywhere(page, axe, page.url, "import-failed")


def shows_four_stars(page, shop, product) -> bool:
    page.goto(f"{shop.url}ocop/{product.code}/")
    return page.get_by_text("OCOP 4 sao").count() > 0


def errors_in(content: bytes) -> list[str]:
    """The head of the last column, and the column its one sentence names."""
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    said = [row[-1].value for row in sheet.iter_rows() if row[-1].value]
    assert sheet.max_column == len(files.HEADER) + 1
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == [] and any(cell.value == "=1+1" for row in sheet.iter_rows() for cell in row)
    assert len(said) == 2
    return [said[0], said[1].split("”")[0].removeprefix("“")]
