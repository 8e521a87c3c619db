from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace import clock
from marketplace.places.addresses import Resolver, may_lie_in, resolve
from marketplace.places.models import Unit
from marketplace.places.unit_index import UnitIndex, unit_index
from tests import factories

# Every address of the annexes and the list in shared/data/registry, with the commune of today by
# 1671/NQ-UBTVQH15.
PRINTED = [
    ("Thôn 3, xã Thuận Hà, huyện Đắk Song, tỉnh Đắk Nông", "Xã Thuận Hạnh"),
    ("Thôn Thuận Thành, xã Thuận Hạnh, huyện Đắk Song, tỉnh Đắk Nông", "Xã Thuận Hạnh"),
    ("Tổ dân phố 2, thị trấn Đức An, huyện Đắk Song, tỉnh Đắk Nông", "Xã Đức An"),
    ("Thôn 11, xã Nam Bình, huyện Đắk Song, tỉnh Đắk Nông", "Xã Đức An"),
    ("Thôn 6, xã Thuận Hà, huyện Đắk Song, tỉnh Đắk Nông", "Xã Thuận Hạnh"),
    ("Số 08 Nguyễn Trãi, phường Phan Thiết, tỉnh Lâm Đồng", "Phường Phan Thiết"),
    ("Thôn Kinh tế mới, xã Ninh Gia, tỉnh Lâm Đồng", "Xã Ninh Gia"),
    ("Thôn 10, xã Trường Xuân, tỉnh Lâm Đồng", "Xã Trường Xuân"),
    ("Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng", "Xã Lạc Dương"),
    ("Thôn 2, xã Nam Dong, huyện Cư Jút, tỉnh Đắk Nông", "Xã Nam Dong"),
    ("Thôn 13, xã Nam Dong, huyện Cư Jút, tỉnh Đắk Nông", "Xã Nam Dong"),
    ("Bon Đắk Huýt, xã Quảng Trực, huyện Tuy Đức, tỉnh Đắk Nông", "Xã Quảng Trực"),
    (
        "37 Nguyễn Văn Trỗi, phường Nghĩa Trung, thành phố Gia Nghĩa, tỉnh Đắk Nông",
        "Phường Đông Gia Nghĩa",
    ),
    ("thị trấn Liên Nghĩa, huyện Đức Trọng, tỉnh Lâm Đồng", "Xã Đức Trọng"),
    ("xã Bình Thạnh, huyện Đức Trọng, tỉnh Lâm Đồng", "Xã Đinh Văn Lâm Hà"),
    ("xã Phú Hội, huyện Đức Trọng, tỉnh Lâm Đồng", "Xã Đức Trọng"),
    ("xã Liên Hiệp, huyện Đức Trọng, tỉnh Lâm Đồng", "Xã Hiệp Thạnh"),
    ("xã Đà Loan, huyện Đức Trọng, tỉnh Lâm Đồng", "Xã Tà Hine"),
    ("xã Bắc Ruộng, huyện Tánh Linh, tỉnh Bình Thuận", "Xã Bắc Ruộng"),
    (
        "Lô 47-48 Khu chế biến nước mắm, phường Phú Hài, thành phố Phan Thiết, tỉnh Bình Thuận",
        "Phường Phú Thủy",
    ),
]


@pytest.mark.parametrize(("address", "commune"), PRINTED)
def test_printed_addresses_lie_in_their_commune_of_today(units, address, commune):
    found = resolve(address)

    assert (found.unit.full_name, found.province.full_name, found.remark) == (
        commune,
        "Tỉnh Lâm Đồng",
        "",
    )
    assert found.unit.scheme == "qd19"
    assert found.unit.parent_id == found.province.pk


def test_the_unit_as_printed_is_kept_beside(units):
    found = resolve("thị trấn Liên Nghĩa, huyện Đức Trọng, tỉnh Lâm Đồng")

    assert (found.issued_unit.scheme, found.issued_unit.code) == ("gso", "24958")
    assert found.issued_unit.full_name == "Thị trấn Liên Nghĩa"


def test_without_a_commune_only_the_province_is_known(units):
    found = resolve("thành phố Phan Thiết, tỉnh Bình Thuận")

    assert found.unit is None
    assert found.remark == "unknown_commune"
    assert found.province.full_name == "Tỉnh Lâm Đồng"
    assert found.issued_unit.full_name == "Thành phố Phan Thiết"


@pytest.mark.parametrize(
    ("address", "commune"),
    [
        # one name of two times and kinds
        ("thị trấn Lạc Dương, huyện Lạc Dương, tỉnh Lâm Đồng", "Phường Lang Biang - Đà Lạt"),
        ("thị trấn Lạc Dương, tỉnh Lâm Đồng", "Phường Lang Biang - Đà Lạt"),
        ("phường Phan Thiết, thành phố Phan Thiết, tỉnh Lâm Đồng", "Phường Phan Thiết"),
        ("phường Phan Thiết, tỉnh Bình Thuận", "Phường Phan Thiết"),
        ("xã Thuận Hà, tỉnh Lâm Đồng", "Xã Thuận Hạnh"),
        # spellings
        ("TT. Lạc Dương, H. Lạc Dương, Lâm Đồng", "Phường Lang Biang - Đà Lạt"),
        ("THÔN 3, XÃ THUẬN HÀ, HUYỆN ĐĂK SONG, TỈNH ĐĂK NÔNG", "Xã Thuận Hạnh"),
        ("thon 3, xa thuan ha, huyen dak song, tinh dak nong", "Xã Thuận Hạnh"),
        ("Thôn 3 xã Thuận Hà huyện Đắk Song tỉnh Đắk Nông", "Xã Thuận Hạnh"),
        ("xã Đắk NDrung, huyện Đắk Song, tỉnh Đắk Nông", "Xã Đức An"),
        ("xã Đắk N’Drung; huyện Đắk Song; tỉnh Đắk Nông.", "Xã Đức An"),
        ("Liên Nghĩa, Đức Trọng, Lâm Đồng", "Xã Đức Trọng"),
        ("Liên Nghĩa - Đức Trọng - Lâm Đồng", "Xã Đức Trọng"),
        ("P.1, TP. Đà Lạt, Lâm Đồng, Việt Nam", "Phường Xuân Hương - Đà Lạt"),
        ("Phường 01, Tp Đà Lạt - Lâm Đồng", "Phường Xuân Hương - Đà Lạt"),
        ("phường Xuân Hương - Đà Lạt, tỉnh Lâm Đồng", "Phường Xuân Hương - Đà Lạt"),
        ("Phường Xuân Hương – Đà Lạt – Lâm Đồng", "Phường Xuân Hương - Đà Lạt"),
        ("xã Đắk Nia, TX Gia Nghĩa, Đắk Nông", "Phường Đông Gia Nghĩa"),
        ("P7, Q3, TPHCM", "Phường Xuân Hòa"),
        ("phường Phường Đúc, quận Thuận Hóa, thành phố Huế", "Phường Thuận Hóa"),
        ("phường Phú Hội, TP Huế, tỉnh Thừa Thiên Huế", "Phường Thuận Hóa"),
        ("12 Xã Đàn, phường Kim Liên, Hà Nội", "Phường Kim Liên"),
        # merged into others before the package's tables begin
        ("xã Triệu Hải, huyện Đạ Tẻh, tỉnh Lâm Đồng", "Xã Đạ Tẻh 2"),
        ("phường Đức Nghĩa, thành phố Phan Thiết, tỉnh Bình Thuận", "Phường Phan Thiết"),
        ("phường Thảo Điền, Quận 2, TP Hồ Chí Minh", "Phường An Khánh"),
        # a whole district that is one commune today
        ("huyện Lý Sơn, tỉnh Quảng Ngãi", "Đặc khu Lý Sơn"),
        ("huyện Phú Quý, tỉnh Bình Thuận", "Đặc khu Phú Quý"),
        # no province, but the only district of that name
        ("xã Thuận Hà, huyện Đắk Song", "Xã Thuận Hạnh"),
        # a district of another former province of the one named
        ("xã Hòa Lợi, huyện Châu Thành, tỉnh Vĩnh Long", "Xã Hưng Mỹ"),
        ("xã Nhơn Trạch, thành phố Đồng Nai", "Xã Nhơn Trạch"),
    ],
)
def test_ways_of_writing_an_address(units, address, commune):
    found = resolve(address)

    assert (found.unit and found.unit.full_name, found.remark) == (commune, "")


@pytest.mark.parametrize(
    ("address", "province", "remark"),
    [
        ("xã Bí Ẩn, huyện Đắk Song, tỉnh Đắk Nông", "Lâm Đồng", "unknown_commune"),
        # a district that is not known closes the way to a namesake elsewhere in the province
        ("xã Thuận Hà, huyện Không Có, tỉnh Đắk Nông", "Lâm Đồng", "unknown_commune"),
        # xã Lạc Dương of today or the former town: the kind said fits neither
        ("phường Lạc Dương, tỉnh Lâm Đồng", "Lâm Đồng", "unknown_commune"),
        # two districts of that name, neither in old Vĩnh Long
        ("huyện Châu Thành, tỉnh Vĩnh Long", "Vĩnh Long", "unknown_commune"),
        ("Đức Trọng, Lâm Đồng", "Lâm Đồng", "unknown_commune"),
        ("Lâm Đồng", "Lâm Đồng", "unknown_commune"),
        # a street that has the name of a ward
        ("Nguyễn Trãi, Hà Nội", "Hà Nội", "unknown_commune"),
        ("Trần Phú, đường số 2, thành phố Quy Nhơn, tỉnh Bình Định", "Gia Lai", "unknown_commune"),
        ("Phường 4, thành phố Tây Ninh, tỉnh Long An", "Tây Ninh", "unknown_commune"),
        ("phường Phan Thiết", None, "unknown"),
        ("xã Thuận Hà, huyện Đắk Song, tỉnh Đất Nâu", None, "unknown"),
        ("Hòa Bình, xã Nào Đó", None, "unknown"),
        ("", None, "unknown"),
        (" , ;-", None, "unknown"),
    ],
)
def test_nothing_is_guessed(units, address, province, remark):
    found = resolve(address)

    assert (found.province and found.province.name, found.remark) == (province, remark)
    if remark:
        assert found.unit is None


HOA_THANG = "xã Hòa Thắng, huyện Bắc Bình, tỉnh Bình Thuận"  # most of it is xã Hòa Thắng again


@pytest.fixture
def hoa_thang(units):
    old = Unit.objects.get(scheme="gso", name="Hòa Thắng", parent__name="Bắc Bình")
    assert {line.new.name: line.is_default for line in old.successions.all()} == {
        "Hòa Thắng": True,
        "Hồng Thái": False,
    }
    return old


def test_a_split_commune_stays_open_until_a_person_confirms(hoa_thang):
    found = resolve(HOA_THANG)

    assert (found.unit, found.remark, found.province.name) == (None, "split", "Lâm Đồng")
    assert found.issued_unit == hoa_thang

    hoa_thang.successions.filter(is_default=False).update(
        confirmed_by_id=1, confirmed_at=clock.now()
    )

    assert resolve(HOA_THANG).unit.full_name == "Xã Hồng Thái"


def test_what_a_split_commune_became_is_offered_to_that_person(hoa_thang):
    offered = [unit.full_name for unit in may_lie_in(HOA_THANG)]

    assert offered == ["Xã Hòa Thắng", "Xã Hồng Thái"]
    assert may_lie_in("Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng") == []


def test_an_address_may_tell_a_split_commune_apart_itself(hoa_thang):
    found = resolve(f"{HOA_THANG} (nay là xã Hồng Thái, tỉnh Lâm Đồng)")
    elsewhere = resolve(f"{HOA_THANG} (nay là xã Bắc Bình, tỉnh Lâm Đồng)")

    assert (found.unit.full_name, found.remark) == ("Xã Hồng Thái", "")
    assert found.issued_unit == hoa_thang
    assert (elsewhere.unit, elsewhere.remark) == (None, "split")


def test_the_day_of_print_decides_between_an_old_and_a_new_name(units):
    # Hoài Đức was a commune of Lâm Hà; the one of today lies where Bình Thuận was.
    address = "xã Hoài Đức, tỉnh Lâm Đồng"

    before = resolve(address, day=date(2025, 6, 30))
    after = resolve(address, day=date(2025, 7, 1))

    assert (before.issued_unit.scheme, before.unit.full_name) == ("gso", "Xã Tân Hà Lâm Hà")
    assert (after.issued_unit.scheme, after.unit.full_name) == ("qd19", "Xã Hoài Đức")
    assert resolve(address) == after
    with_district = resolve("xã Hoài Đức, huyện Lâm Hà, tỉnh Lâm Đồng", day=date(2026, 8, 5))
    assert with_district.unit == before.unit


def test_every_old_commune_resolves_to_its_successors(units):
    index = UnitIndex()
    resolver = Resolver(index)
    whole = split = 0
    for unit in index.units.values():
        if (unit.scheme, unit.level) != ("gso", "commune"):
            continue
        district = index.units[unit.parent_id]
        province = index.units[district.parent_id]

        found = resolver.resolve(f"{unit.full_name}, {district.full_name}, {province.full_name}")

        ends = index.current_ids(unit.pk)
        assert found.issued_unit == unit
        assert index.current_ids(province.pk) == {found.province.pk}
        if len(ends) == 1:
            whole += 1
            assert (found.unit.pk, found.remark) == (*ends, "")
        else:
            split += 1
            assert (found.unit, found.remark) == (None, "split")
    assert (whole, split) == (9_590, 445)


def test_every_commune_of_today_resolves_to_itself(units):
    index = UnitIndex()
    resolver = Resolver(index)
    communes = [
        unit for unit in index.units.values() if (unit.scheme, unit.level) == ("qd19", "commune")
    ]
    assert len(communes) == 3_321
    for unit in communes:
        province = index.units[unit.parent_id]

        found = resolver.resolve(f"Số 1, {unit.full_name}, {province.full_name}")

        assert (found.unit, found.issued_unit, found.remark) == (unit, unit, "")


@pytest.mark.slow
@settings(
    max_examples=300,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=12),
            st.sampled_from(
                ["xã", "P.", "TP.", "thị xã", "tỉnh", "huyện Đắk Song", "(nay là", ")", ",", " - "]
                + ["Hà Nội", "phường 1", "TT Huế", "Lâm Đồng", "xã Thuận Hà", "Việt Nam", "Q3"]
            ),
        ),
        max_size=8,
    )
)
def test_no_text_is_too_strange(units, words):
    found = resolve(" ".join(words))

    assert (found.unit is None) == (found.remark != "")
    assert (found.province is None) == (found.remark == "unknown")
    if found.unit:
        assert found.unit.parent_id == found.province.pk
        assert found.unit.valid_until is None


def test_a_few_units_of_today_are_enough_to_begin_with(db):
    assert resolve("xã Lạc Dương, tỉnh Lâm Đồng").remark == "unknown"

    unit = factories.commune("24848", "Lạc Dương")

    assert resolve("Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng").unit == unit
    assert resolve("xã Lát, huyện Lạc Dương, tỉnh Lâm Đồng").remark == "unknown_commune"


def test_many_addresses_cost_no_query_each(units, django_assert_num_queries):
    unit_index()

    with django_assert_num_queries(2):  # has anything changed?
        resolver = Resolver()
        for _ in range(50):
            for address, _commune in PRINTED:
                resolver.resolve(address)

    with django_assert_num_queries(2):
        UnitIndex()
