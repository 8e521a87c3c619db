from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.inventory import barcodes
from marketplace.inventory.models import Barcode
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in, shops, set_clock):
    set_clock("2026-11-22T12:00:00+07:00")
    return signed_in(Role.CLERK, place=shops.centre)


@pytest.fixture
def honey(clerk, shops):
    product = factories.certified("Mật ong rừng", stars=4, decided_on=date(2026, 8, 5))
    return factories.listing(product, at=shops.centre, price=125_000, best_before=date(2027, 5, 1))


def printed(response):
    """(size in mm, text) of each page."""
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(response.content)) as book:
        return [
            ((round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)), page.extract_text())
            for page in book.pages
        ]


def ask(clerk, shops, **asked):
    return clerk.get(reverse("console:labels_pdf", args=[shops.centre.code]), asked)


def test_a_shelf_label_names_price_star_and_its_last_day(clerk, shops, honey):
    pages = printed(ask(clerk, shops, kind="shelf", paper="roll", **{f"n-{honey.code}": "2"}))

    assert [size for size, _text in pages] == [(40, 30), (40, 30)]
    text = pages[0][1]
    assert "Mật ong rừng" in text
    assert "125.000" in text
    assert "OCOP 4 sao" in text
    assert "05/08/2029" in text


def test_no_star_is_printed_after_its_last_day(clerk, shops, honey, set_clock):
    set_clock("2029-08-06T00:00:00+07:00")

    [(_size, text)] = printed(ask(clerk, shops, kind="shelf", **{f"n-{honey.code}": "1"}))

    assert "Mật ong rừng" in text
    assert "sao" not in text


def test_a_lot_label_names_lot_and_date(clerk, shops, honey):
    [(_size, text)] = printed(
        ask(clerk, shops, kind="lot", paper="roll", **{f"n-{honey.code}/L1": "1"})
    )

    assert "L1" in text
    assert "01/05/2027" in text


def test_an_article_label_carries_the_barcode_in_digits_too(clerk, shops, honey):
    number = barcodes.make_internal(honey.variant, actor_id=7).gtin

    [(_size, text)] = printed(ask(clerk, shops, kind="article", **{f"n-{honey.code}": "1"}))

    assert number[1:7] in text.replace(" ", "")


def test_a_sheet_holds_24(clerk, shops, honey):
    pages = printed(ask(clerk, shops, paper="sheet", **{f"n-{honey.code}": "25"}))

    assert [size for size, _text in pages] == [(210, 297), (210, 297)]
    assert pages[0][1].count("125.000") == 24
    assert pages[1][1].count("125.000") == 1


@pytest.mark.parametrize("typed", ["", "0", "1001", "1,5", "-2", "nhiều"])
def test_a_figure_that_cannot_be_is_answered_in_words(clerk, shops, honey, typed):
    response = ask(clerk, shops, **{f"n-{honey.code}": typed})

    assert response.status_code == 422
    assert response.context["problem"]


def test_without_figures_there_is_one_of_each(clerk, shops, honey):
    factories.listing(factories.certified("Cà phê"), at=shops.centre)

    assert len(printed(ask(clerk, shops))) == 2


def test_what_does_not_stand_here_gets_no_label(clerk, shops, honey):
    there = factories.listing(factories.certified("Cà phê"), at=shops.foreign)

    pages = printed(ask(clerk, shops, **{f"n-{honey.code}": "1", f"n-{there.code}": "5"}))

    assert len(pages) == 1


def test_a_number_is_removed_on_the_articles_page(clerk, shops, honey):
    barcodes.add(honey.variant, "8936012345674", actor_id=7)
    page = reverse("console:stock_article", args=[honey.code])
    remove = reverse("console:barcode_remove", args=[honey.code])
    assert remove in clerk.get(page).content.decode()

    response = clerk.post(remove, {"gtin": "8936012345674"})

    assert response.url == page
    assert not Barcode.objects.exists()


def test_an_article_that_never_was_here_keeps_its_numbers(clerk, shops):
    there = factories.listing(factories.certified("Cà phê"), at=shops.foreign)
    barcodes.add(there.variant, "8936012345674", actor_id=7)
    page = clerk.get(reverse("console:stock_article", args=[there.code]))
    assert not page.context["may_change_codes"]

    for name in ("barcode_add", "barcode_remove"):
        address = reverse(f"console:{name}", args=[there.code])
        body = {"gtin": "8936012345674", "do": "internal"}
        assert clerk.post(address, body).status_code == 404
    assert Barcode.objects.count() == 1


def test_a_scanned_number_is_kept_and_a_wrong_one_said(clerk, shops, honey):
    address = reverse("console:barcode_add", args=[honey.code])

    assert (
        "8936012345674"
        in clerk.post(address, {"gtin": "8936012345674"}, follow=True).content.decode()
    )
    wrong = clerk.post(address, {"gtin": "8936012345675"}, follow=True)
    assert "notice-bad" in wrong.content.decode()
