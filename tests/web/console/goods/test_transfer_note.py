from io import BytesIO

import pdfplumber
import pytest

from marketplace.accounts.models import Role
from tests import factories
from tests.web.console.goods.transfer_pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def transfer(stocked):
    return factories.transfer(stocked.centre, stocked.point, stocked.honey, quantity=5, sent=True)


def text_of(response):
    with pdfplumber.open(BytesIO(response.content)) as read:
        return "\n".join(page.extract_text() for page in read.pages)


def cells_of(response):
    """The rows of the largest table."""
    with pdfplumber.open(BytesIO(response.content)) as read:
        table = max(read.pages[0].extract_tables(), key=len)
    return [[(cell or "").replace("\n", " ") for cell in row] for row in table]


def test_the_note_says_what_goes_from_where_to_where(signed_in, stocked, transfer):
    clerk = signed_in(Role.CLERK, place=stocked.point)

    response = clerk.get(url("transfer_note_pdf", transfer))

    assert response["Content-Type"] == "application/pdf"
    text = text_of(response)
    for said in (transfer.code, "Trung tâm", "Điểm bán", "PHIẾU XUẤT KHO"):
        assert said in text
    goods = cells_of(response)[1]
    assert (goods[0], goods[2], goods[4], goods[5]) == ("1", "L1", stocked.honey.producer.name, "5")
    assert goods[1].startswith("Mật ong")


def test_the_page_has_the_same_and_a_code_to_scan(signed_in, stocked, transfer):
    clerk = signed_in(Role.CLERK, place=stocked.point)

    page = clerk.get(url("transfer_note", transfer))

    content = page.content.decode()
    assert page.context["address"].endswith(url("transfer", transfer))
    assert '<div class="note-qr"' in content and "<svg" in content
    assert "Mật ong" in content and "<style" not in content


def test_it_speaks_english(signed_in, stocked, transfer):
    clerk = signed_in(Role.CLERK, place=stocked.point)

    response = clerk.get(f"/en{url('transfer_note_pdf', transfer)}")

    assert "Delivery note for an internal transfer" in text_of(response)


def test_a_draft_has_no_note(signed_in, stocked):
    clerk = signed_in(Role.CLERK, place=stocked.centre)
    draft = factories.transfer(stocked.centre, stocked.point, stocked.honey)

    assert clerk.get(url("transfer_note", draft)).status_code == 404
    assert clerk.get(url("transfer_note_pdf", draft)).status_code == 404


def test_a_long_transfer_has_a_note_of_several_pages(signed_in, stocked):
    listings = [
        factories.listing(factories.certified(f"Hàng <{n}> & bạn"), at=stocked.centre)
        for n in range(40)
    ]
    long = factories.transfer(stocked.centre, stocked.point, *listings, sent=True)

    response = signed_in(Role.CLERK, place=stocked.centre).get(url("transfer_note_pdf", long))

    with pdfplumber.open(BytesIO(response.content)) as read:
        assert len(read.pages) > 1
        assert f"{len(read.pages)}" in read.pages[0].extract_text().splitlines()[-1]
        assert "Hàng <39> & bạn" in "".join(page.extract_text() for page in read.pages)
