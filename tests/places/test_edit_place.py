from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.storage import default_storage

from marketplace import clock, pictures
from marketplace.audit.models import Line
from marketplace.places.edit_place import PHOTOS, edit_place, set_photo
from marketplace.places.models import Place, Unit
from marketplace.places.recognise import end_recognition, recognise
from marketplace.places.refused import PlaceRefused
from marketplace.places.service_area import MOST_UNITS, set_served
from marketplace.saleor_bridge.models import Warehouse
from tests import factories
from tests.listings.photos import SECRET, camera_photo

pytestmark = pytest.mark.django_db


def said(**changes):
    values = {
        "name": "Điểm bán hàng mới",
        "address": "12 Trần Phú",
        "phone": "0912 345 678",
        "latitude": Decimal("11.9404"),
        "longitude": Decimal("108.4583"),
        "sells_online": False,
        "collects": True,
        "ships": False,
        "actor_id": 7,
    }
    return values | changes


def test_what_is_said_of_a_place_is_kept_and_its_warehouse_follows():
    place = edit_place(factories.place(), **said())

    kept = Place.objects.get(pk=place.pk)
    assert (kept.name, kept.slug, kept.phone) == (
        "Điểm bán hàng mới",
        "diem-ban-hang-moi",
        "+84912345678",
    )
    warehouse = Warehouse.objects.select_related("address").get(pk=kept.warehouse_id)
    assert warehouse.name == "Điểm bán hàng mới"
    assert (warehouse.address.street_address_1, str(warehouse.address.phone)) == (
        "12 Trần Phú",
        "+84912345678",
    )
    line = Line.objects.get(action="places.edit")
    assert line.actor_id == 7
    assert "0912" not in str(line.data) and "phone" in line.data["changed"]


def test_saying_the_same_writes_nothing():
    place = edit_place(factories.place(), **said())
    before = Line.objects.count()

    edit_place(place, **said(phone="+84 912 345 678"))

    assert Line.objects.count() == before


def test_everything_that_is_wrong_is_said_at_once():
    place = factories.place()

    with pytest.raises(PlaceRefused) as refused:
        edit_place(place, **said(name="A", phone="12", latitude=Decimal(50)))

    assert refused.value.codes == ["bad_name", "bad_phone", "bad_coordinates"]
    assert Place.objects.get(pk=place.pk).name == place.name


def test_without_a_position_it_stands_where_its_commune_does():
    place = factories.place()
    Unit.objects.filter(pk=place.unit_id).update(latitude="12.01", longitude="108.4")

    kept = edit_place(place, **said(latitude=None, longitude=None))

    assert (kept.latitude, kept.longitude) == (Decimal("12.01"), Decimal("108.4"))


def test_a_photo_is_kept_without_what_the_camera_wrote():
    place = set_photo(factories.place(), pictures.read(camera_photo("JPEG")), actor_id=7)

    with default_storage.open(pictures.path(PHOTOS, place.photo_stem, 480, "jpg")) as file:
        content = file.read()
    assert SECRET not in content
    assert pictures.read(BytesIO(content)).size[0] == place.photo_width
    assert set_photo(place, None, actor_id=7).photo_stem == ""


def test_decisions_stay_as_history_and_one_can_be_ended():
    place = factories.place()
    day = clock.today()
    values = {"decided_on": day, "authority": "UBND tỉnh Lâm Đồng", "actor_id": 7}
    first = recognise(place, number="1/QĐ-UBND", **values)
    recognise(place, number="2/QĐ-UBND", **values)

    end_recognition(first, day, actor_id=7)

    kept = {row.number: row.valid_until for row in place.recognitions.all()}
    assert kept == {"1/QĐ-UBND": day, "2/QĐ-UBND": None}
    assert (
        recognise(place, number="2/QĐ-UBND", **values).pk
        == place.recognitions.get(number="2/QĐ-UBND").pk
    )
    with pytest.raises(PlaceRefused) as refused:
        recognise(place, number="2/QĐ-UBND", **values | {"authority": "Sở Công Thương"})
    assert refused.value.codes == ["recognised_already"]


def test_a_decision_that_cannot_be_is_refused_with_every_reason(set_clock):
    set_clock("2026-11-22T09:00:00+07:00")
    day = clock.today()

    with pytest.raises(PlaceRefused) as refused:
        recognise(
            factories.place(),
            number=" ",
            decided_on=day.replace(year=2027),
            authority="",
            valid_from=day,
            valid_until=day.replace(year=2025),
            actor_id=7,
        )

    assert refused.value.codes == [
        "bad_number",
        "bad_authority",
        "decided_later",
        "begins_before_decision",
        "ends_before_it_begins",
    ]


def test_a_recognition_holds_from_its_first_to_its_last_day():
    day = clock.today()
    row = recognise(
        factories.place(),
        number="1/QĐ",
        decided_on=day.replace(year=2024),
        authority="UBND tỉnh",
        valid_from=day.replace(year=2025),
        valid_until=day,
        actor_id=None,
    )

    assert [row.holds_on(one) for one in (day.replace(year=2024), day.replace(year=2025), day)] == [
        False,
        True,
        True,
    ]
    assert not row.holds_on(clock.day_end(day).date().replace(year=day.year + 1))


def test_the_units_served_are_these_and_no_others():
    place = factories.place()
    first, second = factories.commune("24781", "Đà Lạt"), factories.province()

    set_served(place, [first, second, first], actor_id=7)
    set_served(place, [second], actor_id=7)

    assert [row.unit for row in place.served.all()] == [second]
    with pytest.raises(PlaceRefused) as refused:
        set_served(place, [Unit(pk=number) for number in range(MOST_UNITS + 1)], actor_id=7)
    assert refused.value.codes == ["too_many_units"]
