from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from marketplace import clock, codes
from marketplace.audit.models import Line
from marketplace.places.demo import OPERATOR_NAME, make_places
from marketplace.places.models import Operator, Party, Place, Unit
from marketplace.places.open_place import open_place
from marketplace.places.refused import PlaceRefused
from marketplace.places.units import commune
from marketplace.saleor_bridge.models import Warehouse
from tests.saleor_tables_guard import guard


@pytest.fixture
def operator(units):
    party = Party.objects.create(code=codes.new_code(), kind=Party.Kind.OPERATOR)
    return Operator.objects.create(party=party, code=codes.new_code(), name="Đơn vị bán thử")


@pytest.fixture
def opened(operator):
    return open_place(
        operator=operator,
        name="  Điểm bán hàng  OCOP Mũi Né ",
        kind=Place.Kind.SALES_POINT,
        unit=commune("22918"),
        address="Số 1 Nguyễn Đình Chiểu",
        phone="0252 3847 121",
        collects=True,
        actor_id=3,
    )


def test_a_place_stands_where_its_commune_does_and_has_one_warehouse(opened):
    assert codes.is_code(opened.code)
    assert opened.name == "Điểm bán hàng OCOP Mũi Né"
    assert opened.slug == "diem-ban-hang-ocop-mui-ne"
    assert (opened.latitude, opened.longitude) == (Decimal("10.979100"), Decimal("108.263000"))
    assert (opened.sells_online, opened.collects, opened.ships) == (False, True, False)
    assert opened.opened_on == clock.today()

    warehouse = Warehouse.objects.get(place=opened)
    assert warehouse.slug == f"diem-ban-hang-ocop-mui-ne-{opened.code.lower()}"
    assert warehouse.company_name == "Đơn vị bán thử"
    assert warehouse.countries == {"VN"}
    address = warehouse.address
    assert (address.street_address_1, address.city, address.country_area) == (
        "Số 1 Nguyễn Đình Chiểu",
        "Phường Mũi Né",
        "Tỉnh Lâm Đồng",
    )
    assert (address.country.code, address.phone.as_e164) == ("VN", "+842523847121")


def test_it_is_written_down_who_opened_it(opened):
    line = Line.objects.get(action="places.open")

    assert (line.actor_id, line.subject) == (3, f"place:{opened.code}")
    assert line.data == {
        "kind": "sales_point",
        "unit": "22918",
        "operator": opened.operator.code,
    }


def test_all_places_share_one_shipping_zone(opened, operator):
    second = open_place(
        operator=operator, name="Gian hàng", kind="fair_booth", unit=commune("24781")
    )

    assert second.warehouse.shipping_zones.get() == opened.warehouse.shipping_zones.get()


def test_only_the_bridge_writes_saleors_tables(operator):
    with guard(connection):
        open_place(operator=operator, name="Gian hàng", kind="fair_booth", unit=commune("24781"))


def test_every_problem_is_told_at_once_and_nothing_written(operator):
    old = Unit.objects.get(scheme="gso", level="commune", code="24958")

    with pytest.raises(PlaceRefused) as refused:
        open_place(
            operator=operator,
            name=" x ",
            kind="shop",
            unit=old,
            address="a" * 251,
            phone="12",
            latitude=Decimal("108.2"),
            longitude=Decimal("10.9"),
        )

    assert refused.value.codes == [
        "bad_name",
        "bad_kind",
        "bad_unit",
        "bad_address",
        "bad_phone",
        "bad_coordinates",
    ]
    assert (Place.objects.count(), Warehouse.objects.count(), Line.objects.count()) == (0, 0, 0)


def test_no_warehouse_stays_when_the_place_cannot_be_written(operator, monkeypatch):
    def fails(*args, **kwargs):
        raise DatabaseError("no more room")

    monkeypatch.setattr(Place.objects, "create", fails)

    with pytest.raises(DatabaseError, match="no more room"):
        open_place(operator=operator, name="Gian hàng", kind="fair_booth", unit=commune("24781"))

    assert Warehouse.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"latitude": Decimal("108.2")}, "in_viet_nam"),
        ({"longitude": None}, "in_viet_nam"),
        ({"kind": "shop"}, "place_kind"),
    ],
)
def test_the_database_refuses_what_cannot_be(opened, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Place.objects.filter(pk=opened.pk).update(**change)


def test_a_code_is_there_once_and_a_warehouse_serves_one_place(opened, operator):
    other = open_place(
        operator=operator, name="Gian hàng", kind="fair_booth", unit=commune("24781")
    )

    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        Place.objects.filter(pk=other.pk).update(code=opened.code)
    with pytest.raises(IntegrityError, match="warehouse"), transaction.atomic():
        Place.objects.filter(pk=other.pk).update(warehouse=opened.warehouse)


def test_the_warehouse_and_the_unit_of_a_place_cannot_go(opened):
    with pytest.raises(ProtectedError):
        Warehouse.objects.filter(pk=opened.warehouse_id).delete()
    with pytest.raises(ProtectedError):
        opened.unit.delete()


def test_which_places_are_open(opened):
    Place.objects.filter(pk=opened.pk).update(
        opened_on=date(2026, 5, 1), closed_on=date(2026, 5, 31)
    )

    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [Place.objects.open_on(day).exists() for day in days] == [False, True, True, False]


def test_two_operators_cannot_have_one_tax_code(operator):
    party = Party.objects.create(code=codes.new_code(), kind=Party.Kind.OPERATOR)
    second = Operator.objects.create(party=party, code=codes.new_code(), name="Đơn vị thứ hai")
    Operator.objects.filter(pk=operator.pk).update(tax_code="5800000000")

    with pytest.raises(IntegrityError, match="tax_code"), transaction.atomic():
        Operator.objects.filter(pk=second.pk).update(tax_code="5800000000")


def test_the_demo_has_a_centre_two_district_centres_and_four_points(units):
    places = make_places()

    assert [(key, place.kind, place.unit.full_name) for key, place in places.items()] == [
        ("da_lat", "provincial_centre", "Phường Xuân Hương - Đà Lạt"),
        ("dak_song", "district_centre", "Xã Đức An"),
        ("duc_trong", "district_centre", "Xã Đức Trọng"),
        ("phan_thiet", "sales_point", "Phường Phan Thiết"),
        ("mui_ne", "sales_point", "Phường Mũi Né"),
        ("gia_nghia", "sales_point", "Phường Bắc Gia Nghĩa"),
        ("bao_loc", "sales_point", "Phường 1 Bảo Lộc"),
    ]
    assert {place.operator.name for place in places.values()} == {OPERATOR_NAME}
    assert all(place.collects and place.sells_online for place in places.values())
    assert [key for key, place in places.items() if place.ships] == [
        "da_lat",
        "dak_song",
        "duc_trong",
    ]
    for place in places.values():
        assert (place.latitude, place.longitude) == (place.unit.latitude, place.unit.longitude)
        assert place.unit.parent.name == "Lâm Đồng"


def test_making_the_demo_places_again_makes_nothing(units):
    first = make_places()

    again = make_places()

    assert {key: place.pk for key, place in again.items()} == {
        key: place.pk for key, place in first.items()
    }
    assert (Place.objects.count(), Operator.objects.count(), Warehouse.objects.count()) == (7, 1, 7)


def test_the_demo_needs_the_units(db):
    with pytest.raises(LookupError, match="load_units"):
        make_places()
