"""Rows that are refused."""

from datetime import date
from typing import Any

import pytest

from marketplace import clock
from marketplace.certification.models import Certificate, CertifiedProduct, StarPeriod
from marketplace.certification.stars import star_of
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.reading import certificate_of, decided, figures, period, rejected

pytestmark = pytest.mark.django_db


def test_the_second_of_two_equal_rows_names_the_first(run: Any) -> None:
    again = award("TRÀ  mẫu", "HỢP TÁC XÃ MẪU", stars="4 sao")

    report = run(annex([award("Trà A"), award(), again]))

    assert figures(report) == {"created": 2, "rejected": 1}
    assert rejected(report) == [
        (10, "Tên sản phẩm", "TRÀ mẫu", "Trùng sản phẩm, chủ thể và quyết định với dòng 9.")
    ]
    assert certificate_of("Trà mẫu").stars == 3


def test_equal_rows_without_a_decision_are_refused_too(run: Any) -> None:
    content = files.text([["Tên sản phẩm", "Chủ thể", "Sao"], ["A", "B", 3], ["a", "b", 3]])

    report = run(content, name="ds.csv")

    assert figures(report) == {"created": 1, "pending": 1, "rejected": 1}
    assert rejected(report)[0][0] == 3


def test_the_day_of_a_decision_may_not_lie_in_the_future(run: Any) -> None:
    report = run(annex([award("A"), award("B")], above=decided("1/QĐ-UBND", "23/11/2026")))

    assert figures(report) == {"rejected": 2}
    assert rejected(report)[0] == (
        8,
        "Tiêu đề",
        "23/11/2026",
        "Quyết định đề ngày trong tương lai.",
    )
    assert report["decision"]["date"] == "2026-11-23"
    assert Certificate.objects.count() == 0


def test_a_paper_that_ends_before_it_begins_or_later_than_any_rule_is_refused(run: Any) -> None:
    header = (*files.HEADER, "Có giá trị đến")
    ends = ["04/8/2026", "05/8/2027", "01/01/2035", "01/02/2030", "02/02/2030"]
    rows = [[*award(name), end] for name, end in zip("ABCDE", ends, strict=True)]

    report = run(annex(rows, header=header))

    # 36 months end on 05/8/2029, the longest extension 180 days later, on 01/02/2030.
    assert figures(report) == {"created": 2, "rejected": 3}
    early = "Ngày hết hạn ghi trong danh sách sớm hơn ngày của quyết định."
    late = (
        "Ngày hết hạn ghi trong danh sách quá 36 tháng và 180 ngày sau ngày quyết định: không quy"
        " định nào cho giấy chứng nhận giá trị lâu như vậy."
    )
    assert [(row, value, said) for row, _column, value, said in rejected(report)] == [
        (8, "04/08/2026", early),
        (10, "01/01/2035", late),
        (12, "02/02/2030", late),
    ]
    assert {
        one.certificate.certified_product.name: clock.local(one.during.upper).date()
        for one in StarPeriod.objects.all()
    } == {"B": date(2027, 8, 6), "D": date(2030, 2, 2)}


def test_a_decision_of_today_counts_at_once(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "22/11/2026")))

    assert star_of(CertifiedProduct.objects.get().pk, clock.now()) is not None


def test_a_second_decision_of_the_same_day_is_refused(run: Any) -> None:
    run(annex([award()]))

    report = run(annex([award(stars="4 sao")], above=decided("101/QĐ-UBND", "05/8/2026")))

    assert figures(report) == {"rejected": 1}
    assert "100/QĐ-UBND" in rejected(report)[0][3]
    assert period() == (3, date(2026, 8, 5), date(2029, 8, 6))


def test_bad_rows_do_not_keep_the_good_ones_out(run: Any) -> None:
    rows = [award("A"), award("B", stars="6 sao"), award("", stars="3 sao"), award("C")]

    report = run(annex(rows))

    assert figures(report) == {"created": 2, "rejected": 2}
    assert rejected(report) == [
        (9, "Hạng sao", "6 sao", "Số sao chỉ từ 1 đến 5."),
        (10, "Tên sản phẩm", "", "Thiếu tên sản phẩm."),
    ]
