"""An address that a split commune leaves open, settled by an officer."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from marketplace import clock
from marketplace.accounts.demo import make_people
from marketplace.places.demo import make_places
from marketplace.producers.models import Producer
from tests import factories
from tests.browser.shop.test_screens import axe  # noqa: F401
from tests.browser.test_ground import PASSWORD, sign_in
from tests.browser.test_register_upload import screens

pytestmark = pytest.mark.browser

PRINTED = "Thôn Hồng Lâm, xã Hòa Thắng, huyện Bắc Bình, tỉnh Bình Thuận"


def test_the_officer_says_which_commune_it_is_today(live_shop, page, axe):  # noqa: F811
    live_shop.move_clock(datetime(2026, 11, 22, 9, 0, tzinfo=clock.LOCAL))
    call_command("load_units", stdout=StringIO())
    make_people(list(make_places().values()), lambda name: PASSWORD)
    one = factories.certified("Nước mắm", of=factories.producer("Hộ kinh doanh Mẫu")).producer
    Producer.objects.filter(pk=one.pk).update(
        address=PRINTED, address_remark="split", unit=None, province=factories.province()
    )
    sign_in(page, live_shop, "canbo")

    page.get_by_role("link", name="chủ thể cần xác định xã").click()
    screens(page, axe, page.url, "addresses")
    page.get_by_role("link", name=one.name).click()
    screens(page, axe, page.url, "address")
    assert page.get_by_text("Xã được in đã bị chia tách").is_visible()
    page.get_by_label("Xã / phường / đặc khu hiện nay").select_option(label="Xã Hồng Thái")
    page.get_by_role("button", name="Thuộc xã này").click()

    page.get_by_text("Đã xác định nơi của chủ thể").wait_for()
    one.refresh_from_db()
    assert (one.unit.full_name, one.address_remark) == ("Xã Hồng Thái", "")
    page.goto(f"{live_shop.url}quan-ly/dia-chi/{one.code}/")
    assert page.get_by_text("canbo: Xã Hồng Thái").is_visible()
    screens(page, axe, page.url, "address-settled")
