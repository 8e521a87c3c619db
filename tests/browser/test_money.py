"""Money and returns in a browser: a guest brings goods back, staff decide and pay; a statement is read."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from marketplace import clock
from marketplace.orders import complaints, decide_return, refunds
from marketplace.orders.models import CarrierStatement, Payment, Refund
from tests import factories, money
from tests.browser.screens import LANGUAGES, sign_in
from tests.staff import make_person

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def sold(live_shop):
    """A centre with a manager, honey that was delivered by post and by the own rider."""
    from marketplace.accounts.models import Role

    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    seller = factories.operator("Hợp tác xã Dịch vụ OCOP Lâm Đồng")
    centre = factories.place("Trung tâm OCOP tỉnh Lâm Đồng", seller=seller)
    make_person("an", Role.CENTRE_MANAGER, place=centre)
    honey = factories.listing(
        factories.certified("Mật ong hoa cà phê Bảo Lộc"), at=centre, quantity=40, price=125_000
    )
    post = money.carrier(seller, "Bưu điện tỉnh Lâm Đồng")
    rider = money.carrier(seller, "Người giao của trung tâm")
    parcels = [
        money.delivered(honey, 3, by=post, tracking="EM123456789VN"),
        money.delivered(honey, 1, by=post, tracking="EM123456790VN"),
        money.delivered(honey, 2, by=rider, tracking="CHUYEN-01"),
    ]
    under_way = money.shipped(honey, 1, by=post, tracking="EM123456791VN")
    return SimpleNamespace(
        shop=live_shop, url=live_shop.url, honey=honey, post=post, rider=rider, parcels=parcels,
        under_way=under_way,
    )  # fmt: skip


def open_order(page, sold, parcel):
    """As a guest does who has the code and the phone."""
    page.goto(f"{sold.url}don-hang/{parcel.order.code}/")
    page.fill("[name=phone]", parcel.order.phone)
    page.get_by_role("button", name="Xem đơn hàng").click()
    page.get_by_text(parcel.order.code).first.wait_for()


def statement_file(sold):
    return {
        "name": "EMS-ky-47-2026.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": money.xlsx(
            ("EM123456789VN", 405_000, 32_000),
            ("EM123456790VN", 150_000, 25_000),
            ("EM123456791VN", 155_000, 25_000),
            ("EM999999999VN", 90_000, 25_000),
        ),
    }


def test_a_guest_brings_goods_back_and_gets_the_money(sold, page):
    parcel = sold.parcels[0]
    open_order(page, sold, parcel)
    page.goto(f"{sold.url}don-hang/kien/{parcel.code}/tra-hang/")
    page.get_by_role("button", name="Gửi yêu cầu trả hàng").click()
    assert page.get_by_text("Ghi số lượng muốn trả lại").first.is_visible()
    page.locator("#units-0").fill("2")
    page.select_option("[name=reason]", "broken")
    page.fill("[name=text]", "Hai hũ bị nứt nắp, mật chảy ra hộp")
    photo = {"name": "nap.png", "mimeType": "image/png", "buffer": money.photo().getvalue()}
    page.set_input_files("[name=photos]", [photo])
    page.get_by_role("button", name="Gửi yêu cầu trả hàng").click()
    page.get_by_text("Chúng tôi đang xem").wait_for()
    page.context.clear_cookies()

    sign_in(page, sold.shop, "an")
    page.get_by_role("link", name="yêu cầu trả hàng chờ quyết định").click()
    page.locator("table.rows a.code").click()
    sent = page.request.get(sold.url[:-1] + page.locator("ul.photos img").get_attribute("src"))
    assert sent.headers["content-type"] == "image/jpeg" and len(sent.body()) > 100
    page.fill("[name=decision]", "Mời anh chị mang hai hũ đến quầy trước thứ Sáu")
    page.get_by_role("button", name="Đồng ý").click()
    page.get_by_label("Bán lại được").fill("1")
    page.get_by_label("Hư hỏng").fill("1")
    assert page.input_value("[name=refund]") == "250.000"
    page.get_by_role("button", name="Nhận lại số hàng này").click()
    page.get_by_role("link", name="250.000").click()
    page.get_by_role("button", name="Đã hoàn 250.000").click()
    page.get_by_text("Đã hoàn tiền").first.wait_for()
    assert Refund.objects.get().state == "paid"
    page.context.clear_cookies()

    open_order(page, sold, parcel)
    page.goto(f"{sold.url}don-hang/kien/{parcel.code}/tra-hang/")
    assert page.get_by_text("Đã hoàn cho bạn 250.000").is_visible()


def test_a_statement_is_read_taken_in_and_its_difference_settled(sold, page):
    sign_in(page, sold.shop, "an")
    page.goto(f"{sold.url}quan-ly/thu-ho/")
    page.get_by_role("link", name="Đọc bảng đối soát").click()
    page.select_option("[name=carrier]", sold.post.code)
    page.set_input_files("[name=file]", [statement_file(sold)])
    page.get_by_role("button", name="Đọc bảng này").click()
    page.get_by_text("Chưa có gì được ghi").wait_for()
    page.get_by_role("button", name="Nhận 4 dòng").click()
    page.get_by_text("3 dòng chờ người xử lý").wait_for()
    page.get_by_role("link", name="Lệch số tiền").click()
    page.get_by_text("Xử lý…").click()
    page.get_by_label("Kết quả xử lý").fill("Khách trả thiếu 5.000 đ, trung tâm chịu")
    page.get_by_label("không còn nợ tiền kiện này").check()
    page.get_by_role("button", name="Xử lý xong").click()
    page.get_by_text("2 dòng chờ người xử lý").wait_for()
    remitted = Payment.objects.exclude(remitted_at=None)
    assert {one.parcel for one in remitted} == set(sold.parcels[:2])

    page.goto(f"{sold.url}quan-ly/thu-ho/{sold.rider.code}/")
    page.get_by_role("button", name="Đã nhận tiền mặt: 280.000").click()
    page.get_by_text("không còn nợ: tiền thu hộ đã nộp đủ").wait_for()


def test_a_guest_complains_and_reads_the_answer(sold, page):
    parcel = sold.parcels[1]
    open_order(page, sold, parcel)
    page.get_by_role("link", name="khiếu nại").first.click()
    page.fill("[name=text]", "Giao trễ ba ngày so với hẹn, không ai gọi")
    page.get_by_role("button", name="Gửi khiếu nại").click()
    page.get_by_text("chậm nhất ngày 01/12/2026").first.wait_for()

    one = parcel.order.complaints.get()
    complaints.answer(one.code, "Xin lỗi anh chị, chúng tôi hoàn phí giao.", actor_id=None)
    page.reload()
    assert page.get_by_text("chúng tôi hoàn phí giao").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_staff(sold, walk, language):
    first, second, third = sold.parcels
    content = statement_file(sold)["buffer"]
    statement = money.statement(sold.post, content, "EMS-ky-47-2026.xlsx")
    asked = money.asked(first, 2, photos=2, text="Hai hũ bị nứt nắp, mật chảy ra hộp")
    approved = money.approved(second, 1)
    received = money.received(third, 1, refund=125_000, pay_to="Ngân hàng Mẫu 0123 456 789")
    refund = received.refunds.get()
    late, answered = money.complaint(first), money.complaint(second)
    complaints.answer(answered.code, "Chúng tôi gửi bù ngay hôm nay.", actor_id=1)
    bad = money.csv(("EM1", "một trăm", 0), ("", 155_000, 0), ("EM2", 155_000, 25_000))
    sold.shop.move_clock(datetime(2026, 12, 5, 9, 0, tzinfo=clock.LOCAL))
    look = walk(sold.shop, language, "money", by="an")
    for name, address in {
        "home": "quan-ly/",
        "cod": "quan-ly/thu-ho/",
        "cod-carrier": f"quan-ly/thu-ho/{sold.rider.code}/",
        "cod-nothing": f"quan-ly/thu-ho/{sold.post.code}/",
        "statements": "quan-ly/doi-soat/",
        "statement": f"quan-ly/doi-soat/{statement.code}/",
        "statement-none": f"quan-ly/doi-soat/{statement.code}/?which=twice",
        "statement-new": f"quan-ly/doi-soat/moi/?carrier={sold.post.code}",
        "returns": "quan-ly/yeu-cau-tra/",
        "returns-none": "quan-ly/yeu-cau-tra/?state=declined",
        "return-asked": f"quan-ly/yeu-cau-tra/{asked.code}/",
        "return-approved": f"quan-ly/yeu-cau-tra/{approved.code}/",
        "return-received": f"quan-ly/yeu-cau-tra/{received.code}/",
        "refunds": "quan-ly/hoan-tien/",
        "refund": f"quan-ly/hoan-tien/{refund.code}/",
        "refund-new": f"quan-ly/hoan-tien/kien/{first.code}/",
        "complaints": "quan-ly/khieu-nai/",
        "complaint": f"quan-ly/khieu-nai/{late.code}/",
        "complaint-answered": f"quan-ly/khieu-nai/{answered.code}/",
    }.items():
        look.open(address)
        look.at(name)
    look.open(f"quan-ly/doi-soat/moi/?carrier={sold.post.code}")
    file = {"name": "EMS-ky-48.csv", "mimeType": "text/csv", "buffer": bad}
    look.page.set_input_files("[name=file]", [file])
    look.page.locator("main form button.button-main").click()
    look.page.locator("caption").first.wait_for(state="attached")
    look.at("statement-preview")
    look.open(f"quan-ly/doi-soat/{statement.code}/?which=open")
    look.page.locator("details.act > summary").first.click()
    look.page.locator("details.act[open] button.button").first.click()
    look.page.locator(".field-error").first.wait_for()
    look.at("statement-settle")

    assert look.wrong == []
    assert CarrierStatement.objects.count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_shopper(sold, walk, language):
    first, second, third = sold.parcels
    declined = money.asked(second, 1)
    decide_return.decline(declined.code, "Ảnh chưa cho thấy lỗi, mời gửi lại.", actor_id=1)
    paid = money.received(third, 1, refund=125_000)
    refunds.pay(paid.refunds.get().code, actor_id=1)
    answered = money.complaint(second)
    complaints.answer(answered.code, "Chúng tôi gửi bù ngay hôm nay.", actor_id=1)
    money.complaint(second, "Hộp đựng bị ướt khi nhận hàng")
    look = walk(sold.shop, language, "money")
    for parcel in sold.parcels:
        look.open(f"don-hang/{parcel.order.code}/")
        look.page.fill("[name=phone]", parcel.order.phone)
        look.page.locator("main form button").click()
        look.page.get_by_text(parcel.order.code).first.wait_for()
    for name, address in {
        "shop-return": f"don-hang/kien/{first.code}/tra-hang/",
        "shop-return-declined": f"don-hang/kien/{second.code}/tra-hang/",
        "shop-return-paid": f"don-hang/kien/{third.code}/tra-hang/",
        "shop-complaint": f"don-hang/{first.order.code}/khieu-nai/",
        "shop-complaint-answered": f"don-hang/{second.order.code}/khieu-nai/",
    }.items():
        look.open(address)
        look.at(name)
    for name, address in {
        "shop-return-refused": f"don-hang/kien/{first.code}/tra-hang/",
        "shop-complaint-refused": f"don-hang/{first.order.code}/khieu-nai/",
    }.items():
        look.open(address)
        look.page.locator("main form button.button-main").click()
        look.page.locator(".field-error").first.wait_for()
        look.at(name)

    assert look.wrong == []
