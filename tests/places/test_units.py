import pytest
from django.utils.translation import override

from marketplace.places import units as asked
from marketplace.places.models import Unit


def names(found):
    return [f"{each.unit.full_name}, {each.province.name}" for each in found]


def test_provinces_of_today_in_vietnamese_order(units, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = asked.provinces()

    assert ", ".join(unit.name for unit in found) == (
        "An Giang, Bắc Ninh, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Điện Biên, Đồng Nai, "
        "Đồng Tháp, Gia Lai, Hà Nội, Hà Tĩnh, Hải Phòng, Hồ Chí Minh, Huế, Hưng Yên, Khánh Hòa, "
        "Lai Châu, Lạng Sơn, Lào Cai, Lâm Đồng, Nghệ An, Ninh Bình, Phú Thọ, Quảng Ngãi, "
        "Quảng Ninh, Quảng Trị, Sơn La, Tây Ninh, Thái Nguyên, Thanh Hóa, Tuyên Quang, Vĩnh Long"
    )


def test_communes_of_one_province(units, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = asked.communes("68")

    assert len(found) == 124
    assert [unit.full_name for unit in found[:6]] == [
        "Phường 1 Bảo Lộc",
        "Phường 2 Bảo Lộc",
        "Phường 3 Bảo Lộc",
        "Phường B'Lao",
        "Xã Bảo Lâm 1",
        "Xã Bảo Lâm 2",
    ]
    assert asked.communes("87") == []  # the old code of Đồng Tháp
    assert len(asked.communes("75")) == 95


def test_one_commune_by_its_code(units, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = asked.commune("24848")
        assert (found.full_name, found.parent.name) == ("Xã Lạc Dương", "Lâm Đồng")

    assert asked.commune("24846").full_name == "Phường Lang Biang - Đà Lạt"
    assert asked.commune("99999") is None


@pytest.mark.parametrize("typed", ["Hội An", "hoi an", "TP. Hội An", "  HỘI   AN "])
def test_own_names_come_first_and_former_ones_say_why(units, typed, django_assert_num_queries):
    with django_assert_num_queries(2), override("vi"):
        found = asked.find_communes(typed, province_code="48")

    assert [(each.unit.full_name, each.why) for each in found] == [
        ("Phường Hội An", ""),
        ("Phường Hội An Đông", ""),
        ("Phường Hội An Tây", ""),
        ("Xã Tân Hiệp", "trước đây: Xã Tân Hiệp, Thành phố Hội An"),
    ]


@pytest.mark.parametrize(
    ("typed", "first", "why"),
    [
        ("xã Thuận Hà Đắk Song", "Xã Thuận Hạnh, Lâm Đồng", "Xã Thuận Hà, Huyện Đắk Song"),
        ("P1 đà lạt", "Phường Xuân Hương - Đà Lạt, Lâm Đồng", "Phường 1, Thành phố Đà Lạt"),
        ("lien nghia", "Xã Đức Trọng, Lâm Đồng", "Thị trấn Liên Nghĩa, Huyện Đức Trọng"),
        ("phường 4 mỹ tho", "Phường Đạo Thạnh, Đồng Tháp", "Phường 4, Thành phố Mỹ Tho"),
        ("cu prao mdrak", "Xã Cư Prao, Đắk Lắk", "Xã Cư Prao, Huyện M'Đrắk"),
    ],
)
def test_old_names_lead_to_the_commune_of_today(units, typed, first, why):
    with override("en"):
        found = asked.find_communes(typed)[0]

    assert names([found]) == [first]
    assert found.why.startswith("formerly: ")
    assert why in found.why


def test_former_district_and_province_names_find_too(units):
    assert names(asked.find_communes("Sa Đéc")) == [
        "Phường Sa Đéc, Đồng Tháp",
        "Xã Tân Dương, Đồng Tháp",
    ]
    assert names(asked.find_communes("Trà Vinh", limit=1)) == ["Phường Trà Vinh, Vĩnh Long"]
    # those of the former province, and the one in Đà Nẵng that took in a commune of that name
    found = asked.find_communes("Trà Vinh", limit=100)
    assert [each.province.name for each in found].count("Vĩnh Long") == 41
    assert len(found) == 42


def test_nothing_found_and_nothing_asked(units, django_assert_num_queries):
    assert asked.find_communes("zzzz") == []
    assert asked.find_communes("Hội An", province_code="68") == []
    assert asked.find_communes("hội an", limit=0) == []
    assert asked.find_communes("%") == []
    assert asked.find_communes("") == []


@pytest.mark.parametrize("typed", ["an", "xã", "hà", "đ"])
def test_the_number_of_queries_does_not_follow_what_is_found(
    units, typed, django_assert_num_queries
):
    with django_assert_num_queries(2):
        assert len(asked.find_communes(typed, limit=50)) == 50


@pytest.mark.parametrize(
    ("named", "today"),
    [
        ("Trà Vinh", "Vĩnh Long"),
        ("tỉnh Bến Tre", "Vĩnh Long"),
        ("Vĩnh Long", "Vĩnh Long"),
        ("Tiền Giang", "Đồng Tháp"),
        ("Đồng Tháp", "Đồng Tháp"),
        ("Quảng Nam", "Đà Nẵng"),
        ("Quảng Bình", "Quảng Trị"),
        ("tinh dak nong", "Lâm Đồng"),
        ("TP. Hồ Chí Minh", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("Thừa Thiên Huế", "Huế"),
        ("thành phố Đồng Nai", "Đồng Nai"),
        ("tỉnh Đồng Nai", "Đồng Nai"),
        ("Bình Phước", "Đồng Nai"),
    ],
)
def test_provinces_by_old_and_new_names(units, named, today, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = asked.province_named(named)

    assert (found.name, found.valid_until) == (today, None)


@pytest.mark.parametrize("named", ["", "xã Lâm Đồng", "Không Có"])
def test_what_names_no_province(units, named):
    assert asked.province_named(named) is None


def test_names_alone_say_the_same_as_the_units(units, django_assert_num_queries):
    with django_assert_num_queries(2):
        named = asked.province_names()
    with django_assert_num_queries(1):
        communes = asked.commune_names("68")

    former = asked.old_provinces()
    assert named == [
        (one.code, one.name, [old.name for old in former.get(one.pk, [])])
        for one in asked.provinces()
    ]
    assert ("68", "Lâm Đồng", ["Bình Thuận", "Đắk Nông"]) in named
    assert communes == [(one.code, one.full_name) for one in asked.communes("68")]


def test_former_provinces_inside_one_of_today(units, django_assert_num_queries):
    vinh_long = asked.province_named("Vĩnh Long")
    dong_nai = asked.province_named("Đồng Nai")

    with django_assert_num_queries(1):
        assert [old.name for old in asked.old_provinces_of(vinh_long)] == ["Bến Tre", "Trà Vinh"]
    assert [old.name for old in asked.old_provinces_of(dong_nai)] == ["Bình Phước"]
    assert asked.old_provinces_of(asked.province_named("Hà Nội")) == []
    with django_assert_num_queries(1):
        by_province = asked.old_provinces()
    assert sum(len(old) for old in by_province.values()) == 63 - 34
    assert Unit.objects.filter(pk__in=by_province, valid_until=None).count() == len(by_province)
