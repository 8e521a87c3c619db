from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from marketplace import clock
from marketplace.places.models import Unit, UnitSuccession


def a_province(**fields):
    values = {
        "scheme": "qd19",
        "level": "province",
        "code": "99",
        "name": "Thử",
        "kind": "tỉnh",
        "full_name": "Tỉnh Thử",
        "folded": "tinh thu",
        "sort_key": "0",
        "valid_from": date(2025, 7, 1),
    }
    return Unit.objects.create(**(values | fields))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"code": "9"}, "code_fits_level"),
        ({"code": "999"}, "code_fits_level"),
        ({"level": "commune", "code": "99999"}, "code_fits_level"),  # without a parent
        ({"level": "district", "code": "999"}, "code_fits_level|no_new_district"),
        ({"valid_until": date(2025, 6, 30)}, "dates_in_order"),
        ({"latitude": "10.9"}, "in_viet_nam"),
        ({"latitude": "108.2", "longitude": "10.9"}, "in_viet_nam"),
    ],
)
def test_units_that_cannot_be(db, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        a_province(**fields)


def test_a_code_is_open_once_and_starts_once_a_day(db):
    a_province()

    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        a_province(valid_from=date(2026, 1, 1))
    with pytest.raises(IntegrityError, match="once_per_start"), transaction.atomic():
        a_province(valid_until=date(2026, 1, 1))
    a_province(scheme="gso", valid_from=None, valid_until=date(2025, 6, 30))
    with pytest.raises(IntegrityError, match="once_per_start"), transaction.atomic():
        a_province(scheme="gso", valid_from=None, valid_until=date(2025, 6, 30))


@pytest.fixture
def line(db):
    old = a_province(scheme="gso", code="98", valid_from=None, valid_until=date(2025, 6, 30))
    return UnitSuccession.objects.create(old=old, new=a_province(), is_default=True, source="?")


def test_a_unit_has_one_default_and_one_confirmed_successor(line):
    other = UnitSuccession.objects.create(old=line.old, new=a_province(code="97"), source="?")
    UnitSuccession.objects.filter(pk=line.pk).update(confirmed_by_id=1, confirmed_at=clock.now())

    with pytest.raises(IntegrityError, match="one_default"), transaction.atomic():
        UnitSuccession.objects.filter(pk=other.pk).update(is_default=True)
    with pytest.raises(IntegrityError, match="one_confirmed"), transaction.atomic():
        UnitSuccession.objects.filter(pk=other.pk).update(
            confirmed_by_id=1, confirmed_at=clock.now()
        )


def test_a_confirmation_says_who_and_nothing_succeeds_itself(line):
    with pytest.raises(IntegrityError, match="confirmed_by_someone"), transaction.atomic():
        UnitSuccession.objects.filter(pk=line.pk).update(confirmed_at=clock.now())
    with pytest.raises(IntegrityError, match="not_self"), transaction.atomic():
        UnitSuccession.objects.filter(pk=line.pk).update(new=F("old"))
