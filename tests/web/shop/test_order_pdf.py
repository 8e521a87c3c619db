"""The confirmation on paper, for who may read the order."""

from io import BytesIO

import pdfplumber
import pytest

from marketplace.orders.checkout import Invoice
from marketplace.orders.place_order import place_order
from tests import factories

PHONE = "0912 345 678"


@pytest.fixture
def order(shop):
    invoice = Invoice("0100109106", "Công ty Thử", "12 đường Thử", "ke.toan@example.com")
    return place_order(factories.checkout(shop.tea, quantity=2, phone=PHONE, invoice=invoice))


@pytest.fixture
def opened(client, order):
    client.post(f"/don-hang/{order.code}/", {"phone": PHONE})
    return client


def words(response):
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(response.content)) as book:
        return " ".join(" ".join((page.extract_text() or "").split()) for page in book.pages)


def test_it_says_who_sells_what_with_which_tax_and_the_terms(opened, order):
    text = words(opened.get(f"/don-hang/{order.code}/xac-nhan.pdf"))

    assert f"Xác nhận đơn hàng {order.code}" in text
    assert order.seller.name in text
    assert "2 hộp" in text
    assert "107.407" in text and "8%" in text and "116.000" in text  # net, rate, amount
    assert "30.000" in text and "146.000" in text
    assert "135.185" in text and "10.815" in text  # all net, all tax
    assert "Công ty Thử" in text and "0100109106" in text
    assert "trong vòng 7 ngày" in text
    assert "0912 345 678" in text


def test_it_speaks_english_too(opened, order):
    text = words(opened.get(f"/en/don-hang/{order.code}/xac-nhan.pdf"))

    assert f"Order confirmation {order.code}" in text
    assert "within 7 days" in text


def test_a_stranger_is_asked_for_the_number(client, order):
    answer = client.get(f"/don-hang/{order.code}/xac-nhan.pdf")

    assert answer.status_code == 302
    assert answer["Location"] == f"/don-hang/{order.code}/"


def test_no_such_order(client, db):
    assert client.get("/don-hang/2222222222/xac-nhan.pdf").status_code == 404


def test_it_is_kept_by_no_cache(opened, order):
    answer = opened.get(f"/don-hang/{order.code}/xac-nhan.pdf")

    assert "no-store" in answer["Cache-Control"]


def test_the_orders_page_leads_to_it(opened, order):
    page = opened.get(f"/don-hang/{order.code}/").content.decode()

    assert f'href="/don-hang/{order.code}/xac-nhan.pdf"' in page
