from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.inventory.receiving import Received, receive
from marketplace.orders.place_order import place_order
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey(shops):
    return factories.listing(factories.certified("Mật ong"), at=shops.centre, quantity=10)


def more(place, listing, lot_code, quantity):
    receive(
        place,
        [Received(listing.variant_id, lot_code, quantity)],
        owner_id=listing.producer.party_id,
        actor_id=None,
        client_key=f"{place.pk}:{lot_code}",
    )


def test_an_article_shows_lots_holds_and_what_moved(signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    more(shops.centre, honey, "LO-2", 4)
    place_order(factories.checkout(honey, quantity=3))

    response = clerk.get(reverse("console:stock_article", args=[honey.code]))

    assert response.context["free"] == 11
    assert [row["balance"].quantity for row in response.context["balances"]] == [10, 4]
    assert [line.change for line in response.context["events"]] == [4, 10]
    assert [hold.quantity for hold in response.context["holds"]] == [3]
    assert "+4" in response.content.decode()


def test_what_stands_elsewhere_is_not_shown(signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    more(shops.foreign, honey, "LO-9", 7)

    response = clerk.get(reverse("console:stock_article", args=[honey.code]))

    assert "LO-9" not in response.content.decode()
    assert [line.change for line in response.context["events"]] == [10]
    lot = reverse("console:stock_lot", args=[honey.code, "LO-9"])
    assert clerk.get(lot).status_code == 404


def test_a_lot_code_may_hold_any_sign(signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    more(shops.centre, honey, "L/2026 #7", 4)

    response = clerk.get(reverse("console:stock_lot", args=[honey.code, "L/2026 #7"]))

    assert [line.change for line in response.context["events"]] == [4]


def test_a_place_tells_what_moved_and_takes_it_along(signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    address = reverse("console:place_history", args=[shops.centre.code])

    shown = clerk.get(address)
    book = load_workbook(BytesIO(clerk.get(address, {"as": "xlsx"}).content))

    assert [line.product for line in shown.context["events"]] == ["Mật ong"]
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][3] == "Mật ong"
    assert rows[1][6] == 10


def test_a_tampered_page_mark_shows_the_newest(signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    address = reverse("console:place_history", args=[shops.centre.code])

    response = clerk.get(address, {"before": "1:abc"})

    assert [line.change for line in response.context["events"]] == [10]


def test_an_article_tells_who_changed_its_barcodes(signed_in, shops, honey):
    clerk = signed_in(Role.CLERK, place=shops.centre)
    code = {"gtin": "8934567890120"}
    clerk.post(reverse("console:barcode_add", args=[honey.code]), code)
    clerk.post(reverse("console:barcode_remove", args=[honey.code]), code)

    page = clerk.get(reverse("console:stock_article", args=[honey.code]))

    told = [(line.words, line.person) for line in page.context["lines"]]
    assert told[:2] == [
        ("Đã bỏ mã vạch 8934567890120.", "nguoi-clerk"),
        ("Đã thêm mã vạch 8934567890120.", "nguoi-clerk"),
    ]
    assert "Đã bỏ mã vạch" in page.content.decode()
