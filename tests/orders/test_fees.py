from datetime import date

import pytest

from marketplace import codes
from marketplace.orders.fees import delivery, lowest, working_days_after, zones_of
from marketplace.orders.models import DeliveryRate, DeliveryZone, ZoneUnit
from tests import factories

MONDAY, SATURDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)


@pytest.fixture
def place(db):
    return factories.place(delivery_fee=50_000)


def zone(place, position, reach, rates, units=(), days=(1, 2)):
    made = DeliveryZone.objects.create(
        code=codes.new_code(),
        operator=place.operator,
        name=f"Vùng {position}",
        position=position,
        reach=reach,
        days_from=days[0],
        days_to=days[1],
    )
    for grams, fee in rates:
        DeliveryRate.objects.create(zone=made, up_to_grams=grams, fee=fee)
    for unit in units:
        ZoneUnit.objects.create(zone=made, unit=unit)
    return made


def fee(place, commune, grams=500):
    found = delivery(zones_of(place.operator_id), place, commune, grams)
    return found.fee if found else None


@pytest.fixture
def da_nang():
    return factories.province("48", "Đà Nẵng")


def test_the_first_zone_that_fits_counts(place, da_nang):
    near = factories.commune("24781", "Xuân Hương")
    far = factories.commune("20194", "Hải Châu", da_nang)
    named = factories.commune("20200", "Hòa Xuân", da_nang)
    zone(place, 1, "same_province", [(5_000, 20_000)])
    zone(place, 2, "units", [(5_000, 25_000)], [named])

    assert [fee(place, one) for one in (near, named, far)] == [20_000, 25_000, 50_000]


def test_a_zone_names_a_whole_province_too(place, da_nang):
    zone(place, 1, "units", [(5_000, 25_000)], [da_nang])

    assert fee(place, factories.commune("20194", "Hải Châu", da_nang)) == 25_000


def test_the_fee_follows_the_weight_and_ends_with_the_table(place):
    zone(place, 1, "same_province", [(1_000, 20_000), (5_000, 35_000)])
    here = factories.commune()

    grams = (0, 1_000, 1_001, 5_000, 5_001)
    assert [fee(place, here, one) for one in grams] == [20_000, 20_000, 35_000, 35_000, None]


def test_without_a_commune_only_what_is_the_same_everywhere(place):
    assert fee(place, None) == 50_000
    zone(place, 1, "same_province", [(1_000, 20_000)])

    assert fee(place, None) is None
    assert lowest(zones_of(place.operator_id), 500) == 20_000


def test_no_zone_no_delivery(place):
    DeliveryRate.objects.all().delete()

    assert fee(place, factories.commune()) is None
    assert lowest(zones_of(place.operator_id), 500) is None


@pytest.mark.parametrize(
    ("day", "number", "last"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 1, date(2026, 11, 24)),
        (MONDAY, 5, SATURDAY),
        (MONDAY, 6, date(2026, 11, 30)),
        (SATURDAY, 1, date(2026, 11, 30)),
        (SUNDAY, 0, date(2026, 11, 30)),
        (SUNDAY, 1, date(2026, 11, 30)),
        (SUNDAY, 2, date(2026, 12, 1)),
    ],
)
def test_sundays_do_not_count(day, number, last):
    assert working_days_after(day, number) == last


def test_zones_come_in_one_query(place, django_assert_num_queries):
    for position in range(1, 6):
        zone(place, position, "units", [(1_000, 1), (2_000, 2)], [factories.commune()])

    with django_assert_num_queries(1):
        found = zones_of(place.operator_id)
    assert [one.reach for one in found] == ["units"] * 5 + ["everywhere"]
