"""Returns, refunds and complaints on the staff's side."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.inventory.models import Balance
from marketplace.orders.models import Complaint, Refund, ReturnRequest
from tests import factories, money
from tests.web.shop.pages import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(signed_in, shops):
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


@pytest.fixture
def parcel(shops):
    return money.delivered(factories.listing(at=shops.centre, price=125_000), 3)


def url(name, **arguments):
    return reverse(f"console:{name}", kwargs=arguments)


def test_a_request_is_read_with_its_photos_and_approved_in_words(manager, parcel):
    one = money.asked(parcel, 2, photos=2)
    address = url("return_asked", code=one.code)

    page = manager.get(address)
    photo = manager.get(url("return_photo", code=one.code, number=2))

    assert "Vỡ hoặc rò rỉ" in main(page) and "Nắp bị nứt" in main(page)
    assert page.content.decode().count("<img") == 2
    assert (photo.status_code, photo["Content-Type"]) == (200, "image/jpeg")
    for number in (0, 3):
        assert manager.get(url("return_photo", code=one.code, number=number)).status_code == 404
    decide = url("return_decide", code=one.code)
    without = manager.post(decide, {"approve": "1", "decision": ""})
    assert without.status_code == 422 and "Viết cho khách biết quyết định" in main(without)
    done = manager.post(decide, {"approve": "1", "decision": "Mang đến quầy trước thứ Sáu"})
    assert done.status_code == 302
    assert ReturnRequest.objects.get().state == "approved"
    assert "Mang đến quầy trước thứ Sáu" in main(manager.get(address))


def test_a_request_is_declined_by_the_other_button(manager, parcel):
    one = money.asked(parcel)

    manager.post(url("return_decide", code=one.code), {"decline": "1", "decision": "Đã mở dùng"})

    assert ReturnRequest.objects.get().state == "declined"


def test_goods_are_received_by_lot_and_the_refund_is_promised(manager, parcel):
    one = money.approved(parcel, 2)
    page = manager.get(url("return_asked", code=one.code))
    assert 'value="250.000"' in page.content.decode()
    receive = url("return_receive", code=one.code)

    wrong = manager.post(receive, {"good-0": "1", "damaged-0": "hai", "refund": "250.000"})
    assert wrong.status_code == 422 and 'value="hai"' in wrong.content.decode()
    none = manager.post(receive, {"good-0": "", "damaged-0": "", "refund": "0"})
    assert none.status_code == 422
    more = manager.post(receive, {"good-0": "3", "refund": "250.000"})
    assert more.status_code == 422 and "khách chỉ xin trả 2" in main(more)
    dear = manager.post(receive, {"good-0": "2", "refund": "9.999.000"})
    assert dear.status_code == 422 and "Chỉ hoàn được tối đa 405.000" in main(dear)
    done = manager.post(receive, {"good-0": "1", "damaged-0": "1", "refund": "250.000"})

    assert done.status_code == 302
    balances = dict(Balance.objects.values_list("condition", "quantity"))
    assert (balances["good"], balances["damaged"]) == (8, 1)
    assert Refund.objects.get().amount == 250_000
    assert "Hoàn tiền" in main(manager.get(done.url))


def test_an_approved_return_is_closed_when_its_goods_do_not_come(manager, parcel):
    one = money.approved(parcel)
    address, decide = url("return_asked", code=one.code), url("return_decide", code=one.code)
    assert "Hàng không về" in main(manager.get(address))

    short = manager.post(decide, {"close": "1", "decision": "?"})
    done = manager.post(decide, {"close": "1", "decision": "Khách giữ lại hàng"})

    assert (short.status_code, done.status_code) == (422, 302)
    assert ReturnRequest.objects.get().state == "declined"
    assert "Khách giữ lại hàng" in main(manager.get(address))


def test_what_was_suggested_for_all_of_it_is_not_promised_for_a_part(manager, parcel):
    one = money.approved(parcel, 3)
    receive = url("return_receive", code=one.code)

    asked_for_all = manager.post(receive, {"good-0": "1", "refund": "375.000"})
    done = manager.post(receive, {"good-0": "1", "refund": "200.000"})

    assert asked_for_all.status_code == 422 and "155.000" in main(asked_for_all)
    assert (done.status_code, Refund.objects.get().amount) == (302, 200_000)


def test_a_clerk_promises_no_more_than_the_goods_are_worth(signed_in, shops, parcel):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    receive = url("return_receive", code=money.approved(parcel, 3).code)

    dear = clerk.post(receive, {"good-0": "1", "refund": "155.001"})
    done = clerk.post(receive, {"good-0": "1", "refund": "155.000"})

    assert dear.status_code == 422 and "155.000" in main(dear)
    assert (done.status_code, Refund.objects.get().amount) == (302, 155_000)


def test_a_clerk_receives_but_does_not_decide(signed_in, shops, parcel):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    asked = money.asked(parcel)

    page = main(clerk.get(url("return_asked", code=asked.code)))

    assert "Đồng ý" not in page and "Không nhận" not in page
    assert clerk.post(url("return_decide", code=asked.code)).status_code == 403


def test_a_refund_in_cash_and_one_by_transfer(manager, parcel):
    cash, transfer = money.refund(parcel), money.refund(parcel, pay_to="Ngân hàng Mẫu 0123")
    assert "tiền mặt tại quầy" in main(manager.get(url("refund", code=cash.code)))
    assert "Ngân hàng Mẫu 0123" in main(manager.get(url("refund", code=transfer.code)))

    assert manager.post(url("refund", code=cash.code), {}).status_code == 302
    words = manager.post(url("refund", code=transfer.code), {"reference": "gửi chị Hoa"})
    assert words.status_code == 422 and "gửi chị Hoa" in words.content.decode()
    assert manager.post(url("refund", code=transfer.code), {"reference": "FT26"}).status_code == 302

    assert set(Refund.objects.values_list("state", flat=True)) == {"paid"}
    assert "Đã hoàn tiền" in main(manager.get(url("refunds")))


def test_money_goes_back_without_a_return(manager, parcel):
    address = url("refund_new", code=parcel.code)
    key = re.search(r'name="client_key" value="([^"]+)"', manager.get(address).content.decode())[1]
    body = {"client_key": key, "amount": "405.001", "reason": "Giao trễ"}

    dear = manager.post(address, body)
    assert dear.status_code == 422 and "Chỉ hoàn được tối đa 405.000" in main(dear)
    assert "Giao trễ" in dear.content.decode()
    for _press in range(2):
        done = manager.post(address, body | {"amount": "30.000"})

    one = Refund.objects.get()
    assert (one.amount, one.reason) == (30_000, "Giao trễ")
    assert done.url == url("refund", code=one.code)


def test_what_was_not_paid_has_no_such_page(manager, shops):
    parcel = money.shipped(factories.listing(at=shops.centre))

    assert manager.get(url("refund_new", code=parcel.code)).status_code == 404


def test_late_complaints_are_marked_and_answered(manager, parcel, set_clock):
    one = money.complaint(parcel)
    set_clock("2030-01-02T10:00:00+07:00")
    assert "Trễ hạn" in main(manager.get(url("complaints") + "?state=late"))
    address = url("complaint", code=one.code)

    short = manager.post(address, {"answer": "Vâng"})
    assert short.status_code == 422 and "Vâng" in short.content.decode()
    assert manager.post(address, {"answer": "Chúng tôi gửi bù hôm nay."}).status_code == 302

    assert Complaint.objects.get().state == "answered"
    assert "Chúng tôi gửi bù hôm nay." in main(manager.get(address))
    assert "Trễ hạn" not in main(manager.get(address))


def test_the_home_says_what_waits(manager, parcel):
    money.asked(parcel)
    money.refund(parcel)
    money.complaint(parcel)

    words = main(manager.get(reverse("console:home")))

    assert "1 yêu cầu trả hàng chờ quyết định" in words
    assert "1 khoản hoàn tiền chờ chi" in words
    assert "1 khiếu nại chờ trả lời" in words
    assert "còn phải nộp 405.000" in words


def test_the_lists_cost_the_same_queries_however_long(manager, shops):
    honey = factories.listing(at=shops.centre, quantity=50)
    addresses = [url(name) for name in ("returns_asked", "refunds", "complaints")]

    def counted():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert manager.get(address).status_code == 200
            found.append(len(captured))
        return found

    def more(many):
        for _ in range(many):
            parcel = money.delivered(honey)
            money.asked(parcel)
            money.refund(parcel)
            money.complaint(parcel)

    more(1)
    few = counted()
    more(4)
    assert counted() == few
