"""Asking for a return and writing a complaint, as a guest on the order's pages."""

import pytest

from marketplace.inventory.models import Document
from marketplace.orders import complaints, decide_return, refunds
from marketplace.orders.models import Complaint, ReturnRequest
from tests import factories, money
from tests.web.shop import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(shop):
    return money.delivered(shop.tea, 2)


@pytest.fixture
def opened(client, parcel):
    """The client after it named the order's phone number."""
    client.post(f"/don-hang/{parcel.order.code}/", {"phone": parcel.order.phone})
    return client


def address(parcel):
    return f"/don-hang/kien/{parcel.code}/tra-hang/"


def form(**fields):
    return {"units-0": "1", "reason": "broken", "text": "Hộp bị móp", "client_key": "k"} | fields


def test_a_stranger_is_sent_to_prove_the_number(client, parcel):
    order = f"/don-hang/{parcel.order.code}/"

    for one in (address(parcel), f"{order}khieu-nai/"):
        assert client.get(one).url == order
        assert client.post(one, form()).url == order
    assert not ReturnRequest.objects.exists() and not Complaint.objects.exists()


def test_nothing_to_return_before_delivery_and_for_unknown_codes(opened, shop):
    waiting = money.shipped(shop.tea)

    for code in (waiting.code, "ZZZZZZZZZZ"):
        assert opened.get(f"/don-hang/kien/{code}/tra-hang/").status_code == 404


def test_a_return_is_asked_for_with_photos_and_its_state_is_seen(opened, parcel):
    body = form(photos=[money.photo("brown"), money.photo("teal")], pay_to="Ngân hàng Mẫu 0123")

    first = opened.post(address(parcel), body)
    opened.post(address(parcel), form())

    assert first.url == address(parcel)
    one = ReturnRequest.objects.get()
    assert (one.photos.count(), one.pay_to) == (2, "Ngân hàng Mẫu 0123")
    words = pages.main(opened.get(address(parcel)))
    assert "Chúng tôi đang xem và sẽ sớm trả lời." in words
    assert "1 × Trà Bí đao" in words and "Gửi yêu cầu trả hàng" not in words

    decide_return.decline(one.code, "Ảnh chưa rõ, mời gửi lại", actor_id=1)
    words = pages.main(opened.get(address(parcel)))
    assert "Ảnh chưa rõ, mời gửi lại" in words and "Gửi yêu cầu trả hàng" in words


def test_what_comes_of_it_in_money(opened, parcel):
    one = money.received(parcel, 1, refund=58_000)
    assert "Bạn sẽ được hoàn 58.000\u00a0₫" in pages.main(opened.get(address(parcel)))

    refunds.pay(one.refunds.get().code, actor_id=1)

    assert "Đã hoàn cho bạn 58.000\u00a0₫" in pages.main(opened.get(address(parcel)))


def test_every_problem_stands_beside_its_field_and_nothing_typed_is_lost(opened, parcel):
    body = {"units-0": "9", "reason": "", "text": "x", "pay_to": "y" * 121, "client_key": "k"}

    answer = opened.post(address(parcel), body)

    assert answer.status_code == 422
    source = answer.content.decode()
    assert source.count('aria-invalid="true"') == 4
    assert 'value="9"' in source and ">\nx</textarea>" in source and "y" * 121 in source
    assert "trả lại được nhiều nhất 2" in pages.main(answer)
    assert not ReturnRequest.objects.exists()


@pytest.mark.parametrize("typed", ["-1", "1.5", "một", "\0", "9" * 40])
def test_a_quantity_that_is_none_is_refused_in_words(opened, parcel, typed):
    answer = opened.post(address(parcel), form(**{"units-0": typed}))

    assert answer.status_code == 422


def test_a_file_that_is_no_photo_is_refused_and_the_rest_stays(opened, parcel):
    bad = money.photo()
    bad.seek(0)
    bad.truncate()
    bad.write(b"%PDF-1.7")
    bad.seek(0)

    answer = opened.post(address(parcel), form(photos=[bad], text="Hộp bị móp nặng"))

    assert answer.status_code == 422
    assert "Hộp bị móp nặng" in answer.content.decode()
    assert not ReturnRequest.objects.exists()


def test_after_a_week_only_a_complaint_is_left(opened, parcel, set_clock):
    set_clock("2031-01-01T10:00:00+07:00")
    opened.post(f"/don-hang/{parcel.order.code}/", {"phone": parcel.order.phone})

    words = pages.main(opened.get(address(parcel)))
    late = opened.post(address(parcel), form())

    assert "Gửi yêu cầu trả hàng" not in words and "Gửi khiếu nại" in words
    assert late.status_code == 422
    assert Document.objects.filter(kind="shopper_return").count() == 0


def test_a_complaint_is_written_promised_a_day_and_answered(opened, parcel):
    page = f"/don-hang/{parcel.order.code}/khieu-nai/"
    body = {"text": "Giao thiếu một gói trà", "client_key": "k"}

    sent = opened.post(page, body, follow=True)
    opened.post(page, body)

    one = Complaint.objects.get()
    assert f"chậm nhất ngày {one.due_on:%d/%m/%Y}" in pages.main(sent)
    complaints.answer(one.code, "Chúng tôi gửi bù ngay hôm nay.", actor_id=1)
    words = pages.main(opened.get(page))
    assert "Giao thiếu một gói trà" in words and "Chúng tôi gửi bù ngay hôm nay." in words


def test_too_few_words_are_no_complaint(opened, parcel):
    answer = opened.post(f"/don-hang/{parcel.order.code}/khieu-nai/", {"text": "tệ"})

    assert answer.status_code == 422
    assert "10 đến 2.000 ký tự" in pages.main(answer)
    assert ">\ntệ</textarea>" in answer.content.decode()


def test_both_pages_speak_english(opened, parcel):
    back = pages.main(opened.get(f"/en{address(parcel)}"))
    complaint = pages.main(opened.get(f"/en/don-hang/{parcel.order.code}/khieu-nai/"))

    assert "Ask for the return" in back and "Broken or leaking" in back
    assert "Send the complaint" in complaint


def test_a_parcel_with_nothing_left_is_asked_nothing(opened, parcel):
    money.received(parcel, 2, refund=0)

    assert "Gửi yêu cầu trả hàng" not in pages.main(opened.get(address(parcel)))


def test_the_page_costs_the_same_queries_however_many_lines(
    client, shop, django_assert_max_num_queries
):
    parcel = money.delivered(factories.listing(at=shop.place), 1)
    client.post(f"/don-hang/{parcel.order.code}/", {"phone": parcel.order.phone})

    with django_assert_max_num_queries(16):
        client.get(address(parcel))


def test_picking_nothing_is_told_beside_the_first_line(opened, parcel):
    answer = opened.post(address(parcel), form(**{"units-0": "0"}))

    assert answer.status_code == 422
    assert 'id="units-0-error">Ghi số lượng muốn trả lại.' in answer.content.decode()


def test_the_order_leads_to_the_answer_after_the_last_day_too(opened, parcel, set_clock):
    order, link = f"/don-hang/{parcel.order.code}/", address(parcel)
    one = money.asked(parcel)
    set_clock("2031-01-01T10:00:00+07:00")
    decide_return.approve(one.code, "Mang đến quầy giúp nhé", actor_id=1)
    opened.post(order, {"phone": parcel.order.phone})

    assert link in opened.get(order).content.decode()
    assert "Mang đến quầy giúp nhé" in pages.main(opened.get(link))


def test_the_order_leads_nowhere_when_the_days_are_over(opened, parcel, set_clock):
    order = f"/don-hang/{parcel.order.code}/"
    assert address(parcel) in opened.get(order).content.decode()
    set_clock("2031-01-01T10:00:00+07:00")
    opened.post(order, {"phone": parcel.order.phone})

    assert address(parcel) not in opened.get(order).content.decode()
