"""An address that a split commune leaves open, settled by an officer."""

from datetime import datetime

import pytest

from marketplace import clock
from marketplace.accounts.demo import make_people
from marketplace.places.demo import make_places
from marketplace.producers.models import Producer
from tests import factories
from tests.browser.screens import looked_at_everywhere, sign_in
from tests.staff import PASSWORD

pytestmark = pytest.mark.browser

PRINTED = "Thôn Hồng Lâm, xã Hòa Thắng, huyện Bắc Bình, tỉnh Bình Thuận"


def test_the_officer_says_which_commune_it_is_today(shop_with_units, page, axe):
    shop_with_units.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    make_people(list(make_places().values()), lambda name: PASSWORD)
    one = factories.certified("Nước mắm", of=factories.producer("Hộ kinh doanh Mẫu")).producer
    Producer.objects.filter(pk=one.pk).update(
        address=PRINTED, address_remark="split", unit=None, province=factories.province()
    )
    sign_in(page, shop_with_units, "canbo")

    page.get_by_role("link", name="chủ thể cần xác định xã").click()
    looked_at_everywhere(page, axe, page.url, "addresses")
    page.get_by_role("link", name=one.name).click()
    looked_at_everywhere(page, axe, page.url, "address")
    assert page.get_by_text("Xã được in đã bị chia tách").is_visible()
    page.get_by_label("Xã / phường / đặc khu hiện nay").select_option(label="Xã Hồng Thái")
    page.get_by_role("button", name="Thuộc xã này").click()

    page.get_by_text("Đã xác định nơi của chủ thể").wait_for()
    one.refresh_from_db()
    assert (one.unit.full_name, one.address_remark) == ("Xã Hồng Thái", "")
    page.goto(f"{shop_with_units.url}quan-ly/dia-chi/{one.code}/")
    assert page.get_by_text("canbo: Xã Hồng Thái").is_visible()
    looked_at_everywhere(page, axe, page.url, "address-settled")
