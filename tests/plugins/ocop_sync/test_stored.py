"""What is stored, and what of it is never starred."""

from datetime import date, datetime
from typing import Any

import pytest

from marketplace.certification.models import Certificate, StarPeriod
from marketplace.producers.models import Producer
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.reading import (
    certificate,
    decided,
    figures,
    period,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stars", ["1 sao", "2 sao"])
def test_below_three_stars_is_stored_and_never_starred(run: Any, stars: str) -> None:
    report = run(annex([award(stars=stars)]))

    assert figures(report) == {"created": 1}
    assert (certificate().state, certificate().stars) == ("active", int(stars[0]))
    assert StarPeriod.objects.count() == 0


def test_a_potential_gives_no_more_than_the_stars_awarded(run: Any) -> None:
    run(annex([award(stars="4 sao (tiềm năng 5 sao)")]))

    assert (certificate().stars, certificate().potential_stars) == (4, 5)
    assert period() == (4, date(2026, 8, 5), date(2029, 8, 6))


@pytest.mark.parametrize(
    ("number", "day", "authority"),
    [("", "05/8/2026", "UBND A"), ("1/QĐ-UBND", "", "UBND A"), ("1/QĐ-UBND", "05/8/2026", "")],
)
def test_a_decision_that_lacks_a_part_waits(
    run: Any, number: str, day: str, authority: str
) -> None:
    header = (*files.HEADER, "Số quyết định", "Ngày ký", "Cơ quan ban hành")
    content = annex([[*award(), number, day, authority]], header=header, above=[])

    assert figures(run(content)) == {"created": 1, "pending": 1}
    assert figures(run(content)) == {"unchanged": 1, "pending": 1}
    assert StarPeriod.objects.count() == 0


def test_rows_with_their_own_decisions(run: Any) -> None:
    header = (*files.HEADER, "Số quyết định", "Ngày ký", "Cơ quan ban hành")
    rows = [
        [*award("A"), "1/QĐ-UBND", "16/6/2025", "UBND huyện A"],
        [*award("B"), "2/QĐ-UBND", datetime(2025, 5, 7), "UBND huyện B"],
        [*award("C"), "", "", ""],
    ]

    report = run(annex(rows, header=header, above=[]))

    assert (figures(report), report["decision"]) == ({"created": 3, "pending": 1}, None)
    assert period("1/QĐ-UBND") == (3, date(2025, 6, 16), date(2028, 6, 17))
    assert period("2/QĐ-UBND") == (3, date(2025, 5, 7), date(2028, 5, 8))


def test_an_unknown_group_stays_as_printed(run: Any) -> None:
    run(annex([award(group="Nhóm chưa ai đặt tên")]))

    assert certificate().printed_group == "Nhóm chưa ai đặt tên"
    assert certificate().certified_product.group is None


def test_an_unknown_commune_refuses_nothing(run: Any) -> None:
    province = factories.province()

    report = run(annex([award(address="xã Không Có, tỉnh Lâm Đồng")]))

    assert figures(report) == {"created": 1}
    producer = Producer.objects.get()
    assert (producer.province, producer.unit) == (province, None)
    assert producer.address_remark == "unknown_commune"
    assert certificate().printed_address == "xã Không Có, tỉnh Lâm Đồng"


def test_a_printed_last_day_is_taken_and_a_mismatch_flagged(run: Any) -> None:
    header = (*files.HEADER, "Ngày hết hạn")
    rows = [[*award("A"), "31/12/2026"], [*award("B"), "31/12/2029"], [*award("C"), "05/8/2029"]]

    run(annex(rows, header=header))

    certificates = Certificate.objects.order_by("pk")
    assert [(one.last_day, one.prints_another_day) for one in certificates] == [
        (date(2026, 12, 31), True),
        (date(2029, 12, 31), True),
        (date(2029, 8, 5), False),
    ]


def test_the_last_of_thirty_six_months_by_the_civil_code(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "29/02/2024")))

    assert period("1/QĐ-UBND") == (3, date(2024, 2, 29), date(2027, 3, 1))
