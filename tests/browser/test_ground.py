"""From the annex to the hand-over, and the night on which the star goes: walked in a browser."""

from datetime import datetime
from io import StringIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from marketplace import clock
from marketplace.accounts.demo import make_people
from marketplace.accounts.people import find_person
from marketplace.certification.models import CertifiedProduct
from marketplace.inventory import availability
from marketplace.inventory.models import Entry, Hold, Shelf
from marketplace.orders.carriers import keeping
from marketplace.orders.models import Parcel
from marketplace.places.demo import make_places
from tests import factories
from tests.handing import confirmed

pytestmark = pytest.mark.browser

PASSWORD = "một mật khẩu dài"
PRODUCT = "Hạt Điều rang muối"
RIDER = "Người giao của cửa hàng"
FILES = ("858-2025.xlsx", "1887-2025.xlsx", "768-2025.xlsx", "3981-2026.xlsx")
# Decision 858/QĐ-UBND of 19/6/2025: 36 months later, one second past midnight.
STAR_GONE = datetime(2028, 6, 20, 0, 0, 1, tzinfo=clock.LOCAL)
LAST_SECOND = datetime(2028, 6, 19, 23, 59, 59, tzinfo=clock.LOCAL)


@pytest.fixture
def shop(shop_with_units):
    """Places and people; nothing certified, nothing on sale."""
    shop_with_units.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    places = list(make_places().values())
    make_people(places, lambda name: PASSWORD)
    for seller in {place.operator for place in places}:
        factories.zone(seller)
        keeping.add(seller, RIDER, "own_rider", actor_id=None)
    return shop_with_units


def import_annexes():
    data = Path(apps.get_app_config("ocop_sync").path) / "data"
    for name in FILES:
        call_command("ocop_import", str(data / name), by="admin", stdout=StringIO())


def sign_in(page, shop, name):
    page.goto(f"{shop.url}quan-ly/dang-nhap/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{shop.url}quan-ly/")


def put_on_sale(page, shop, code):
    page.goto(f"{shop.url}quan-ly/san-pham/{code}/dua-len-ban/")
    page.fill("[name=price]", "145.000")
    page.fill("[name=unit_name]", "hộp")
    page.fill("[name=net_weight_g]", "450")
    page.select_option("[name=vat_rate]", "8")
    page.select_option("[name=place]", label="Trung tâm OCOP tỉnh Lâm Đồng")
    page.fill("[name=quantity]", "10")
    page.fill("[name=lot_code]", "L7")
    page.fill("[name=commission]", "12,5")
    page.fill("[name=payment_days]", "15")
    page.select_option("[name=loss_bearer]", "producer")
    page.get_by_role("button", name="Đưa lên bán").click()
    page.wait_for_load_state()


def buy(page, shop):
    """As a guest, by the search box, on a phone."""
    page.goto(shop.url)
    page.get_by_role("combobox", name="Tìm sản phẩm").fill("hat dieu")
    page.get_by_role("combobox", name="Tìm sản phẩm").press("Enter")
    page.get_by_role("link", name=PRODUCT).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == PRODUCT
    assert page.get_by_text("OCOP 4 sao").first.is_visible()
    assert page.get_by_text("145.000\u00a0₫").first.is_visible()
    page.get_by_role("button", name="Thêm vào giỏ").click()
    page.goto(f"{shop.url}gio-hang/")
    page.get_by_role("link", name="Đặt hàng").first.click()
    page.fill("[name=phone]", "0912 345 678")
    page.fill("[name=name]", "Người mua hàng")
    page.select_option("[name=province]", "68")
    page.wait_for_load_state()
    choose_commune(page)
    page.fill("[name=address]", "Thôn 2")
    page.get_by_role("button", name="Đặt hàng").click()
    page.wait_for_url("**/don-hang/*/")


def press(page, words, *, exact=False):
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=exact).click()


def choose_commune(page):
    visible = page.locator("[name=unit]:visible")
    if visible.count():
        visible.select_option(label="Xã Lạc Dương")
        return
    box = page.get_by_role("combobox", name="Xã, phường")
    box.fill("lac duong")
    page.get_by_role("option", name="Xã Lạc Dương").first.click()


def stock_of(product):
    variant = product.listings.get().variant_id
    shelf = Shelf.objects.get(variant_id=variant)
    free = availability.free_anywhere([variant], clock.today())
    return shelf.on_hand, shelf.held, sum(row.quantity for row in free)


def test_from_the_annex_to_the_hand_over(shop, page):
    import_annexes()
    product = CertifiedProduct.objects.get(name=PRODUCT)
    sign_in(page, shop, "quanly")
    put_on_sale(page, shop, product.code)
    assert stock_of(product) == (10, 0, 10)
    page.context.clear_cookies()

    buy(page, shop)

    parcel = Parcel.objects.get()
    assert stock_of(product) == (10, 1, 9)
    assert Hold.objects.get().reference == f"{parcel.order.code}/{parcel.code}"
    assert list(Entry.objects.values_list("quantity", flat=True).order_by("quantity")) == [-10, 10]
    assert page.get_by_text(parcel.order.code).first.is_visible()
    assert page.get_by_text("175.000\u00a0₫").first.is_visible()  # 145.000 and the delivery

    page.context.clear_cookies()
    sign_in(page, shop, "nhanvien")
    confirmed(parcel)  # somebody has called
    page.goto(f"{shop.url}quan-ly/don-hang/{parcel.code}/")
    page.get_by_role("link", name="Đóng gói").first.click()
    page.get_by_label(PRODUCT).fill("1")
    press(page, "Đóng gói không cần máy quét")
    page.get_by_label(RIDER).check()
    press(page, "Bàn giao", exact=True)
    press(page, "Đã giao, đã thu tiền")

    assert stock_of(product) == (9, 0, 9)
    out = Entry.objects.select_related("document", "lot").get(
        document__kind="sale", place=parcel.place
    )
    assert (out.quantity, out.lot.code) == (-1, "L7")
    assert out.document.reference == f"{parcel.order.code}/{parcel.code}"
    assert out.document.actor_id == find_person("nhanvien").pk
    assert page.get_by_text("Đã giao").first.is_visible()

    refuse_what_the_database_must_refuse()


def refuse_what_the_database_must_refuse():
    with pytest.raises(IntegrityError, match="stock row of Saleor"):
        run("UPDATE warehouse_stock SET quantity = quantity + 1")
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("UPDATE ocop_inventory_entry SET quantity = 5")
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("DELETE FROM ocop_inventory_entry")


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_star_is_gone_at_midnight_with_the_worker_stopped(shop, page):
    shop.start_worker()
    import_annexes()
    product = CertifiedProduct.objects.get(name=PRODUCT)
    sign_in(page, shop, "quanly")
    put_on_sale(page, shop, product.code)
    listing = product.listings.get()
    page.context.clear_cookies()
    addresses = {
        "list": f"{shop.url}san-pham/",
        "search": f"{shop.url}san-pham/?q=hat+dieu",
        "product": f"{shop.url}san-pham/{listing.slug}-{listing.code}/",
        "producer": f"{shop.url}nha-san-xuat/{product.producer.slug}-{product.producer.code}/",
        "verification": f"{shop.url}ocop/{product.code}/",
        "home": shop.url,
    }
    picture = f"{shop.url}ocop/{product.code}/badge.svg"
    shop.stop_worker()

    shop.move_clock(LAST_SECOND)
    for name, address in addresses.items():
        page.goto(address)
        assert page.get_by_text("OCOP 4 sao").count() > 0, name
    page.goto(addresses["list"])
    # The count beside the filter's choice: the five of decision 858.
    assert page.locator("#sao-4 .count").text_content() == "5"
    assert "OCOP 4 sao" in urlopen(picture).read().decode()

    shop.move_clock(STAR_GONE)
    for name, address in addresses.items():
        page.goto(address)
        assert page.get_by_text("OCOP 4 sao").count() == 0, name
    page.goto(addresses["search"])
    assert page.get_by_role("link", name=PRODUCT).count() > 0  # on sale still, without a star
    page.goto(addresses["verification"])
    assert page.get_by_text("Đã hết hạn").first.is_visible()
    drawn = urlopen(picture).read().decode()
    assert "OCOP 4 sao" not in drawn
    assert "Không có chứng nhận OCOP còn hiệu lực" in drawn
