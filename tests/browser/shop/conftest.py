"""A live shop with a little in it: two offers, one certified product that nobody sells."""

from dataclasses import dataclass
from typing import Any

import pytest


@dataclass
class Open:
    """url: without the last slash."""

    live: Any
    place: Any
    url: str
    tea: Any
    nuts: Any
    honey: Any

    def address(self, listing) -> str:
        return f"{self.url}/san-pham/{listing.slug}-{listing.code}/"


@pytest.fixture
def shop(live_shop):
    from django.db import transaction

    from marketplace import events
    from marketplace.certification.events import CertificatesChanged
    from marketplace.places.models import Unit
    from tests import factories

    place = factories.place("Trung tâm OCOP tỉnh Lâm Đồng")
    # As load_units writes them: own names, then former ones.
    Unit.objects.filter(pk=place.unit_id).update(
        search_names=" xa lac duong lam dong thi tran lac duong"
    )
    factories.commune("24781", "Đơn Dương")
    tea = factories.certified("Trà Bí đao", stars=3, group="II")
    nuts = factories.certified("Hạt Điều rang muối", stars=4, group="I")
    honey = factories.certified("Mật ong Bảo Lộc", stars=5, group="I")
    with transaction.atomic():
        events.publish(CertificatesChanged(frozenset([honey.pk])))
    return Open(
        live=live_shop,
        place=place,
        url=live_shop.url.rstrip("/"),
        tea=factories.listing(tea, at=place, price=58_000),
        nuts=factories.listing(nuts, at=place, price=145_000),
        honey=honey,
    )


def put_in_basket(page, shop, listing) -> None:
    page.goto(shop.address(listing))
    page.get_by_role("button", name="Thêm vào giỏ").click()
    page.get_by_text("Đã thêm vào giỏ").wait_for()


def write_who_and_where(page) -> None:
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.get_by_label("Họ và tên người nhận").fill("Người mua hàng")
    page.get_by_label("Số nhà, đường").fill("Thôn 2")
