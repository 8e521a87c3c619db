from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db.models import Count, Q

from marketplace import clock
from marketplace.places.load_units import Loaded, load
from marketplace.places.models import Unit, UnitSuccession
from marketplace.places.package_units import read_package, split_kind

pytestmark = pytest.mark.slow


def test_every_unit_of_both_times_is_there(units):
    counted = Unit.objects.values_list("scheme", "level").annotate(Count("pk"))

    assert {(scheme, level): rows for scheme, level, rows in counted} == {
        ("gso", "province"): 63,
        ("gso", "district"): 696,
        ("gso", "commune"): 10_035,
        ("qd19", "province"): 35,
        ("qd19", "commune"): 3_321,
    }
    assert Unit.objects.valid_on(date(2025, 6, 30)).filter(level="province").count() == 63
    assert Unit.objects.valid_on(date(2025, 7, 1)).filter(level="province").count() == 34
    assert Unit.objects.valid_on(date(2026, 11, 22)).filter(level="province").count() == 34


def test_new_communes_are_of_the_kinds_the_law_made(units):
    kinds = Unit.objects.filter(scheme="qd19", level="commune").values_list("kind")

    assert dict(kinds.annotate(Count("pk"))) == {"xã": 2621, "phường": 687, "đặc khu": 13}


def test_a_second_load_writes_nothing(units, django_assert_num_queries):
    with django_assert_num_queries(5) as ran:  # savepoint, units, successions, release
        done = load()

    assert done == Loaded(0, 0, 14_150, 0, 0, 10_638)
    assert not [q for q in ran if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_first_load_takes_few_queries_and_one_transaction(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        done = load()

    assert (done.units_made, done.successions_made) == (14_150, 10_638)


def test_what_was_changed_by_hand_is_set_right_and_what_was_confirmed_stays(units):
    Unit.objects.filter(scheme="qd19", code="24848").update(
        name="Lac Duong", latitude=None, longitude=None
    )
    line = UnitSuccession.objects.filter(is_default=False).first()
    line.confirmed_by_id, line.confirmed_at, line.source = 7, clock.now(), "?"
    line.save()

    done = load()

    assert (done.units_changed, done.successions_changed) == (1, 1)
    commune = Unit.objects.get(scheme="qd19", code="24848")
    assert (commune.name, commune.latitude) == ("Lạc Dương", Decimal("12.128800"))
    line.refresh_from_db()
    assert (line.confirmed_by_id, line.source) == (7, "vietnamadminunits 1.0.4")


def test_the_command_says_what_it_did(units, capsys):
    call_command("load_units")

    assert capsys.readouterr().out == (
        "units: 0 made, 0 changed, 14150 as they were; "
        "successions: 0 made, 0 changed, 10638 as they were\n"
    )


def test_codes_are_zero_padded_text_and_belong_to_their_scheme(units):
    assert Unit.objects.get(scheme="qd19", level="province", code="01").name == "Hà Nội"
    assert (
        Unit.objects.get(scheme="qd19", level="commune", code="00004").full_name == "Phường Ba Đình"
    )
    # 82 was Tiền Giang's and is Đồng Tháp's, whose own was 87.
    named = Unit.objects.filter(level="province", code="82").values_list("scheme", "name")
    assert dict(named) == {"gso": "Tiền Giang", "qd19": "Đồng Tháp"}
    assert Unit.objects.get(scheme="gso", level="province", code="87").name == "Đồng Tháp"
    # The same five digits, another commune.
    named = Unit.objects.filter(level="commune", code="25138").values_list("scheme", "full_name")
    assert dict(named) == {"gso": "Xã Quảng Trị", "qd19": "Xã Đạ Tẻh 2"}


def test_dong_nai_is_a_city_since_30_april_2026(units):
    rows = Unit.objects.filter(scheme="qd19", level="province", code="75").order_by("valid_from")

    assert list(rows.values_list("full_name", "valid_from", "valid_until")) == [
        ("Tỉnh Đồng Nai", date(2025, 7, 1), date(2026, 4, 29)),
        ("Thành phố Đồng Nai", date(2026, 4, 30), None),
    ]
    assert list(rows[0].successions.values_list("new_id", "source")) == [
        (rows[1].pk, "30/2026/QH16")
    ]
    assert rows[1].children.count() == 95


def test_former_districts_became_the_communes_the_register_of_laws_says(units):
    def became(province, district):
        return (
            UnitSuccession.objects.filter(
                old__parent__full_name=district, old__parent__parent__name=province
            )
            .values("new")
            .distinct()
            .count()
        )

    assert became("Đồng Tháp", "Thành phố Sa Đéc") == 2
    assert became("Đồng Tháp", "Huyện Tháp Mười") == 6
    assert became("Quảng Nam", "Thành phố Hội An") == 4
    assert became("Thanh Hóa", "Huyện Quảng Xương") == 8


def test_every_old_commune_has_successors_and_split_ones_stay_open(units):
    old = Unit.objects.filter(scheme="gso", level="commune").annotate(
        rows=Count("successions"),
        defaults=Count("successions", filter=Q(successions__is_default=True)),
    )

    assert old.filter(rows=0).count() == 0
    assert old.exclude(defaults=1).count() == 0
    assert old.filter(rows__gt=1).count() == 445
    assert UnitSuccession.objects.filter(confirmed_at__isnull=False).count() == 0


def test_no_commune_has_the_successor_of_a_far_away_namesake(units):
    ward = Unit.objects.get(
        scheme="gso", full_name="Phường 4", parent__full_name="Thành phố Mỹ Tho"
    )

    assert [line.new.full_name for line in ward.successions.all()] == ["Phường Đạo Thạnh"]


def test_the_successors_of_lam_dong_name_their_resolution(units):
    line = UnitSuccession.objects.get(
        old__full_name="Xã Thuận Hà", old__parent__name="Đắk Song", old__scheme="gso"
    )

    assert line.source == "vietnamadminunits 1.0.4; 1671/NQ-UBTVQH15"
    assert line.new.full_name == "Xã Thuận Hạnh"


def test_kinds_come_from_the_name_because_the_type_column_errs(units):
    of_city = Unit.objects.filter(scheme="qd19", level="commune", name="Phong Điền")

    assert sorted(of_city.values_list("parent__name", "kind")) == [
        ("Cần Thơ", "xã"),
        ("Huế", "phường"),
    ]
    assert split_kind("Thị Trấn Năm Căn") == ("thị trấn", "Năm Căn")
    assert split_kind("Thị xã Kỳ Anh") == ("thị xã", "Kỳ Anh")


def test_reading_the_package_does_not_import_it():
    import sys

    read_package()

    assert "vietnamadminunits" not in sys.modules
