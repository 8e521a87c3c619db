"""Carriers and delivery fees, which whoever manages a place of the seller sets."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from marketplace.accounts.models import Role
from marketplace.audit.models import Line
from marketplace.orders.carriers import keeping
from marketplace.orders.models import Carrier, DeliveryZone
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(signed_in, shops):
    DeliveryZone.objects.all().delete()
    return signed_in(Role.CENTRE_MANAGER, place=shops.centre)


def zone_body(shops, **changes):
    body = {
        "operator": shops.centre.operator.code,
        "name": "Trong tỉnh",
        "position": "1",
        "reach": "same_province",
        "units": "",
        "days_from": "1",
        "days_to": "2",
        "rate-TOTAL_FORMS": "3",
        "rate-INITIAL_FORMS": "0",
        "rate-0-up_to": "0,5 kg",
        "rate-0-fee": "15.000",
        "rate-1-up_to": "2.000",
        "rate-1-fee": "25.000 ₫",
    }
    return body | changes


def new(client, body):
    return client.post(reverse("console:zone_new"), body)


def rates(zone):
    return list(zone.rates.values_list("up_to_grams", "fee"))


def test_a_carrier_is_added_and_switched_off_and_on(manager, shops):
    body = {"operator": shops.centre.operator.code, "name": "Bưu cục xã", "adapter": "own_rider"}

    added = manager.post(reverse("console:carrier_add"), body)
    carrier = Carrier.objects.get()
    switch = reverse("console:carrier_switch", kwargs={"code": carrier.code})
    manager.post(switch)
    off = Carrier.objects.get().is_active
    page = manager.get(reverse("console:carriers")).content.decode()
    manager.post(switch, {"on": "1"})

    assert added.url == reverse("console:carriers")
    assert (off, Carrier.objects.get().is_active) == (False, True)
    assert "đã ngừng" in page
    done = Line.objects.filter(action__in=["orders.add_carrier", "orders.switch_carrier"])
    assert done.count() == 3


def test_what_is_wrong_with_a_carrier_stands_beside_its_field(manager, shops):
    body = {"operator": shops.centre.operator.code, "name": "x", "adapter": "own_rider"}

    response = manager.post(reverse("console:carrier_add"), body)

    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    assert 'value="x"' in response.content.decode()
    assert not Carrier.objects.exists()


def test_a_carrier_without_its_access_data_says_so(manager, shops, settings):
    settings.GHN_TOKEN = ""
    keeping.add(shops.centre.operator, "GHN", "ghn", actor_id=None)

    assert "thiếu dữ liệu kết nối" in manager.get(reverse("console:carriers")).content.decode()


def test_a_zone_with_its_table_of_weights(manager, shops):
    assert new(manager, zone_body(shops)).url == reverse("console:zones")

    zone = DeliveryZone.objects.get()
    assert rates(zone) == [(500, 15_000), (2_000, 25_000)]
    edit = reverse("console:zone", kwargs={"code": zone.code})
    page = manager.get(edit).content.decode()
    assert 'value="15.000"' in page
    changed = zone_body(shops, name="Gần", **{"rate-0-up_to": "", "rate-0-fee": ""})
    manager.post(edit, changed)

    zone.refresh_from_db()
    assert (zone.name, rates(zone)) == ("Gần", [(2_000, 25_000)])
    book = manager.get(reverse("console:zones"), {"as": "xlsx"})
    rows = list(load_workbook(BytesIO(book.content)).active.values)
    assert rows[1][1:] == ("Gần", "Cùng tỉnh với nơi xuất hàng", "1–2", 2_000, 25_000)
    manager.post(reverse("console:zone_remove", kwargs={"code": zone.code}))
    assert not DeliveryZone.objects.exists()


def test_a_zone_of_named_units(manager, shops):
    commune = factories.commune("24850", "Đam Rông")
    commune.search_names = " xa dam rong lam dong "
    commune.save(update_fields=["search_names"])
    body = zone_body(shops, reach="units", units="Đà Nẵng\nXã Đam Rông, Lâm Đồng\n")

    new(manager, body)
    zone = DeliveryZone.objects.get()
    page = manager.get(reverse("console:zone", kwargs={"code": zone.code}))
    written = page.context["form"].initial["units"]
    again = manager.post(
        reverse("console:zone", kwargs={"code": zone.code}),
        zone_body(shops, reach="units", units=written),
    )

    assert again.status_code == 302
    assert sorted(written.splitlines()) == ["Tỉnh Đà Nẵng", "Xã Đam Rông, Tỉnh Lâm Đồng"]
    named = zone.units.order_by("unit__code")
    assert [row.unit.name for row in named] == ["Đam Rông", "Đà Nẵng"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reach": "units"}, "units"),
        ({"reach": "units", "units": "Xã Không Có, Lâm Đồng"}, "units"),
        ({"days_from": "3"}, "days_to"),
        ({"rate-1-up_to": "500"}, "__all__"),
        ({"rate-0-up_to": "", "rate-0-fee": "", "rate-1-up_to": "", "rate-1-fee": ""}, "__all__"),
        ({"name": "x"}, "name"),
    ],
)
def test_what_is_wrong_with_a_zone_is_said_and_nothing_is_lost(manager, shops, changes, field):
    response = new(manager, zone_body(shops, **changes))

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not DeliveryZone.objects.exists()


def test_half_a_row_is_told_beside_it(manager, shops):
    response = new(manager, zone_body(shops, **{"rate-0-fee": ""}))

    assert response.status_code == 422
    assert "cả khối lượng và phí" in response.content.decode()
    assert 'value="0,5 kg"' in response.content.decode()


def test_everywhere_else_is_one_zone(manager, shops):
    new(manager, zone_body(shops, name="Mọi nơi", reach="everywhere"))

    response = new(manager, zone_body(shops, name="Nữa", reach="everywhere"))

    assert response.context["form"].errors["reach"]
    assert new(manager, zone_body(shops, name="Mọi nơi")).context["form"].errors["name"]


def test_a_seller_without_a_zone_is_told(manager, shops):
    assert "không giao tận nơi được" in manager.get(reverse("console:zones")).content.decode()


def test_many_zones_cost_the_same(manager, shops, django_assert_num_queries):
    new(manager, zone_body(shops))
    manager.get(reverse("console:zones"))
    with CaptureQueriesContext(connection) as captured:
        manager.get(reverse("console:zones"))
    few = len(captured)  # before another request empties the list
    for name in ("Hai", "Ba"):
        new(manager, zone_body(shops, name=name))

    with django_assert_num_queries(few):
        manager.get(reverse("console:zones"))
