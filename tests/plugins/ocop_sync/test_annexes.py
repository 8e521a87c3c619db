"""The four annexes and the list without decisions, with what each must give."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import plugins.ocop_sync
from marketplace import clock
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.places.models import Party
from marketplace.producers.models import Producer
from tests import factories

pytestmark = pytest.mark.django_db

DATA = Path(plugins.ocop_sync.__file__).parent / "data"
UNITS = [("24790", "phường", "Phan Thiết"), ("24787", "xã", "Lạc Dương")]

EXPECTED = {
    "1887-2025.xlsx": ("1887/QĐ-UBND", "2025-06-16", "UBND huyện Đắk Song", 8),
    "3981-2026.xlsx": ("3981/QĐ-UBND", "2026-08-05", "UBND tỉnh Lâm Đồng", 9),
    "768-2025.xlsx": ("768/QĐ-UBND", "2025-05-07", "UBND huyện Cư Jút", 2),
    "858-2025.xlsx": ("858/QĐ-UBND", "2025-06-19", "UBND tỉnh Đắk Nông", 5),
}


def content_of(name: str) -> bytes:
    return (DATA / name).read_bytes()


@pytest.mark.parametrize("name", EXPECTED)
def test_an_annex_gives_exactly_this(run: Any, name: str) -> None:
    number, day, authority, rows = EXPECTED[name]
    content = content_of(name)

    report = run(content, name=name)

    assert report == {
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "decision": {"number": number, "date": day, "authority": authority},
        "rows": rows,
        "created": rows,
        "updated": 0,
        "unchanged": 0,
        "revoked": 0,
        "rejected": [],
        "pending": 0,
        "superseded": 0,
    }


def test_the_list_without_decisions_waits(run: Any) -> None:
    name = "awards-without-decision.csv"
    content = content_of(name)

    report = run(content, name=name)

    assert report == {
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "decision": None,
        "rows": 10,
        "created": 10,
        "updated": 0,
        "unchanged": 0,
        "revoked": 0,
        "rejected": [],
        "pending": 10,
        "superseded": 0,
    }
    assert StarPeriod.objects.count() == 0
    waiting = Certificate.objects.order_by("source_row").values_list(
        "source_row", "stars", "state", "source_level", "number", "award_year", "authority"
    )
    assert list(waiting)[:2] + list(waiting)[-3:] == [
        (2, 3, "pending", "B1", "", 2025, "UBND huyện Đức Trọng"),
        (3, 3, "pending", "B1", "", 2025, "UBND huyện Đức Trọng"),
        (9, 3, "pending", "B1", "", 2024, "UBND huyện Tánh Linh"),
        (10, 4, "pending", "B1", "", 2025, "UBND tỉnh Bình Thuận"),
        (11, 4, "pending", "B1", "", 2025, "UBND tỉnh Bình Thuận"),
    ]


def test_one_name_of_two_producers_is_two_products(run: Any) -> None:
    run(content_of("awards-without-decision.csv"), name="awards-without-decision.csv")

    products = CertifiedProduct.objects.filter(name="Chanh dây sấy dẻo").order_by("pk")
    assert [product.producer.name for product in products] == [
        "Công ty Cổ phần Chế biến Thực phẩm Đà Lạt Tự Nhiên",
        "Công ty TNHH SX TM DV Ngô Mai Hoa",
    ]


def test_one_row_as_it_stands_in_the_register(run: Any, admin: Any) -> None:
    seafood, _highland = (
        factories._unit("commune", code, kind, name, factories.province())
        for code, kind, name in UNITS
    )

    run(content_of("3981-2026.xlsx"), name="3981-2026.xlsx")

    certificate = Certificate.objects.get(certified_product__folded="mam nem seagull")
    product, producer = certificate.certified_product, certificate.certified_product.producer
    assert (product.name, product.slug, product.group.name, product.group.scheme) == (
        "Mắm nêm Seagull",
        "mam-nem-seagull",
        "Thực phẩm",
        "2023",
    )
    assert (producer.name, producer.kind) == ("Công ty TNHH Seagull", Producer.Kind.COMPANY)
    assert (producer.unit, producer.province) == (seafood, factories.province())
    assert (producer.party.kind, producer.address_remark) == (Party.Kind.PRODUCER, "")
    assert (certificate.stars, certificate.potential_stars, certificate.score) == (3, None, None)
    assert (certificate.number, certificate.authority) == ("3981/QĐ-UBND", "UBND tỉnh Lâm Đồng")
    assert certificate.decided_on == certificate.first_day == date(2026, 8, 5)
    assert certificate.last_day == date(2029, 8, 5)
    assert (certificate.state, certificate.source_level) == ("active", "A")
    assert (certificate.source_file, certificate.source_sheet, certificate.source_row) == (
        "3981-2026.xlsx",
        "Phụ lục",
        8,
    )
    assert certificate.printed_group == "Thực phẩm"
    assert certificate.printed_address == "Số 08 Nguyễn Trãi, phường Phan Thiết, tỉnh Lâm Đồng"
    assert (certificate.recorded_by_id, certificate.recorded_at) == (admin.pk, clock.now())
    assert (certificate.confirmed_via, certificate.confirmed_at) == ("command line", clock.now())
    period = StarPeriod.objects.get(certificate=certificate)
    assert (period.stars, period.certified_product) == (3, product)
    assert (period.during.lower, period.during.upper) == (
        datetime(2026, 8, 5, tzinfo=clock.LOCAL),
        datetime(2029, 8, 6, tzinfo=clock.LOCAL),
    )


def test_the_stars_of_858_stand_in_its_title_alone(run: Any) -> None:
    run(content_of("858-2025.xlsx"), name="858-2025.xlsx")

    assert list(Certificate.objects.values_list("stars", flat=True)) == [4] * 5
    assert list(StarPeriod.objects.values_list("stars", flat=True)) == [4] * 5


def test_a_group_only_the_older_scheme_knows_keeps_it(run: Any) -> None:
    run(content_of("768-2025.xlsx"), name="768-2025.xlsx")

    product = CertifiedProduct.objects.get(name="Tinh bột nghệ")
    assert (product.group.scheme, product.group.name) == ("2019", "Thảo dược")


def test_all_files_twice_change_nothing_the_second_time(run: Any) -> None:
    names = [*EXPECTED, "awards-without-decision.csv"]
    for name in names:
        run(content_of(name), name=name)
    before = list(Certificate.objects.order_by("pk").values())

    reports = [run(content_of(name), name=name) for name in names]

    assert [report["unchanged"] for report in reports] == [8, 9, 2, 5, 10]
    assert [report["created"] + report["updated"] for report in reports] == [0] * 5
    assert [report["pending"] for report in reports] == [0, 0, 0, 0, 10]
    assert list(Certificate.objects.order_by("pk").values()) == before
    assert (Producer.objects.count(), CertifiedProduct.objects.count()) == (23, 34)
    assert StarPeriod.objects.count() == 24
