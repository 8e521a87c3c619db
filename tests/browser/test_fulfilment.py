"""Two parcels of one order on their way to the door, one refused; and a collection at the counter."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from marketplace import clock
from marketplace.accounts.models import Role
from marketplace.inventory.transfers import Came, receive
from marketplace.orders.carriers import keeping
from marketplace.orders.models import Parcel, Payment, Shipment
from marketplace.orders.place_order import place_order
from marketplace.orders.ready import ready as set_aside
from marketplace.orders.refuse import refuse
from marketplace.orders.ship import ask_carrier
from marketplace.orders.supply import send_to_point
from marketplace.orders.zones import Said, save
from marketplace.places.supply import set_supplier
from tests import factories
from tests.browser.screens import LANGUAGES, sign_in
from tests.handing import confirmed, packed, rider, shipped
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def shop(live_shop):
    """A centre that ships and supplies a point; honey at the centre, tea at a branch."""
    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    seller = factories.operator("Hợp tác xã Dịch vụ OCOP Lâm Đồng")
    centre = factories.place("Trung tâm OCOP tỉnh Lâm Đồng", seller=seller)
    branch = factories.place("Chi nhánh Đà Lạt", seller=seller, kind="district_centre")
    point = factories.place("Điểm bán Lạc Dương", seller=seller, kind="sales_point")
    set_supplier(point, centre, actor_id=None)
    set_supplier(branch, centre, actor_id=None)
    honey = factories.certified("Mật ong hoa cà phê Di Linh", stars=4)
    keeping.add(seller, "Bưu cục Lạc Dương", "own_rider", actor_id=None)
    make_person("kho", Role.CENTRE_MANAGER, place=centre)
    return SimpleNamespace(
        shop=live_shop,
        url=live_shop.url,
        centre=centre,
        point=point,
        seller=seller,
        honey=factories.listing(honey, at=centre, quantity=30),
        tea=factories.listing(factories.certified("Trà Bí đao"), at=branch, quantity=30),
    )


def delivery(shop, *listings, quantity=2, **fields):
    order = place_order(factories.checkout(*listings, quantity=quantity, **fields))
    return [confirmed(one) for one in order.parcels.order_by("pk")]


def collection(shop):
    checkout = factories.checkout(shop.honey, how="collection", point=shop.point.code)
    parcel = place_order(checkout).parcels.get()
    return confirmed(parcel) if parcel.state == "to_confirm" else parcel


def press(page, words, exact=False):
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=exact).click()


def go(page, words):
    with page.expect_navigation():
        page.get_by_role("link", name=words).first.click()


def scan(page, text):
    """As a keyboard scanner does: the letters, then Enter."""
    field = page.locator("[data-scan]")
    field.fill(text)
    with page.expect_navigation():
        field.press("Enter")


def open_order(page, shop, parcel):
    page.goto(f"{shop.url}quan-ly/don-hang/{parcel.code}/")


def test_two_parcels_to_the_door_of_which_one_is_refused(shop, page):
    honey, tea = delivery(shop, shop.honey, shop.tea)
    sign_in(page, shop, "kho")

    open_order(page, shop, honey)
    go(page, "Đóng gói")
    scan(page, shop.tea.code)
    assert page.get_by_text("không thuộc đơn này").first.is_visible()
    scan(page, shop.honey.code)
    scan(page, f"{shop.honey.code}/L1")
    page.get_by_label("Bưu cục Lạc Dương").check()
    page.get_by_label("Mã vận đơn").fill("VN123")
    press(page, "Bàn giao", exact=True)

    open_order(page, shop, tea)
    go(page, "Đóng gói")
    page.get_by_label("Trà Bí đao").fill("2")
    press(page, "Đóng gói không cần máy quét")
    page.get_by_label("Bưu cục Lạc Dương").check()
    press(page, "Bàn giao", exact=True)
    press(page, "Đã giao, đã thu tiền")

    open_order(page, shop, honey)
    page.get_by_text("Giao thất bại…").click()
    page.locator("#id_refuse_reason").fill("Khách không nghe máy")
    press(page, "Kiện quay về")
    page.goto(f"{shop.url}quan-ly/don-hang/hang-hoan/")
    scan(page, "VN123")
    page.get_by_label("Mật ong hoa cà phê Di Linh").fill("1")
    press(page, "Nhận kiện về")
    page.get_by_text(f"Kiện {honey.code} đã về").wait_for()

    states = dict(Parcel.objects.values_list("code", "state"))
    assert states == {honey.code: "back", tea.code: "delivered"}
    paid = dict(Payment.objects.values_list("parcel__code", "state"))
    assert paid == {honey.code: "void", tea.code: "collected"}


def test_a_collection_paid_at_the_counter(shop, page):
    parcel = collection(shop)
    sign_in(page, shop, "kho")

    page.goto(f"{shop.url}quan-ly/don-hang/gui-diem-ban/")
    press(page, "Lập và gửi phiếu điều chuyển")
    go(page, "Nhận hàng")
    page.locator("button[name=all]").click()
    page.get_by_text("Không còn hàng nào trên đường").wait_for()
    open_order(page, shop, parcel)
    press(page, "Đã soạn xong: sẵn sàng để nhận")
    go(page, "Khách đã đến: nhập mã nhận hàng")
    scan(page, parcel.pickup_code)
    assert page.get_by_text("125.000").first.is_visible()
    press(page, "Đã thu tiền và trao hàng")

    assert page.get_by_text(f"Đã trao kiện {parcel.code}").is_visible()
    assert Parcel.objects.get().state == "delivered"
    assert Payment.objects.get().state == "collected"


def world(shop):
    """Parcels in every state that has a screen of its own; their addresses by name."""
    waiting, _other = delivery(shop, shop.honey, shop.tea)
    [to_hand_over] = delivery(shop, shop.honey, note="Gọi trước khi giao, nhà cuối hẻm")
    packed(to_hand_over)
    [asked] = delivery(shop, shop.honey)
    ghn = keeping.add(shop.seller, "GHN", "ghn", actor_id=None)
    ask_carrier(packed(asked).code, ghn, actor_id=None)
    Shipment.objects.update(refused="Số điện thoại người nhận không hợp lệ")
    [on_the_way] = delivery(shop, shop.honey)
    shipped(on_the_way, "VN456")
    [refused] = delivery(shop, shop.honey)
    shipped(refused, "VN789")
    refuse(refused.code, reason="Khách không nghe máy", actor_id=None)
    to_send = collection(shop)
    ready = at_the_point(shop)
    rider(waiting)
    said = Said("Trong tỉnh", "same_province", 1, 2, 1, [(500, 15_000), (2_000, 25_000)])
    zone = save(shop.seller, None, said, actor_id=None)
    prefix = "quan-ly/don-hang/"
    shop.ready = ready
    return {
        "list": "",
        "list-state": "?state=packed",
        "list-none": "?code=ZZZ",
        "order": f"{waiting.code}/",
        "order-packed": f"{asked.code}/",
        "order-shipped": f"{on_the_way.code}/",
        "order-to-send": f"{to_send.code}/",
        "order-ready": f"{ready.code}/",
        "pick": "lay-hang/",
        "pack": f"{waiting.code}/dong-goi/",
        "split": f"{waiting.code}/tach/",
        "ship": f"{to_hand_over.code}/ban-giao/",
        "ship-refused": f"{asked.code}/ban-giao/",
        "coming-back": "hang-hoan/",
        "take-back": f"{refused.code}/hang-ve/",
        "supply": "gui-diem-ban/",
        "collect": "nhan-tai-diem/",
        "carriers": "van-chuyen/",
        "zones": "phi-van-chuyen/",
        "zone": f"phi-van-chuyen/{zone.code}/",
        "zone-new": "phi-van-chuyen/them/",
    } | {"prefix": prefix}


def at_the_point(shop):
    parcel = collection(shop)
    sent = send_to_point([parcel.code], actor_id=None, client_key="sent")
    row = sent.sent.get()
    receive(sent.code, [Came(row.pk, received=row.sent)], actor_id=None, client_key="came")
    return set_aside(parcel.code, actor_id=None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen(shop, walk, language):
    addresses = world(shop)
    prefix = addresses.pop("prefix")
    look = walk(shop, language, "fulfilment", by="kho")
    for name, address in addresses.items():
        look.open(prefix + address)
        look.at(name)
    look.open(prefix + "nhan-tai-diem/")
    look.page.locator("[data-scan]").fill(shop.ready.pickup_code)
    look.page.locator("[data-scan]").press("Enter")
    look.page.locator(".to-take").wait_for()
    look.at("collect-found")
    look.open(prefix + "nhan-tai-diem/")
    look.page.locator("[data-scan]").fill("12")
    look.page.locator("[data-scan]").press("Enter")
    look.page.locator(".field-error").first.wait_for()
    look.at("collect-wrong")

    assert look.wrong == []
