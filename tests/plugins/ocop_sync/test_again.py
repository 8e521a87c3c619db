"""The same decision again: what it changes, and what it leaves."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.certification.models import CertifiedProduct, StarPeriod
from marketplace.producers.models import Producer
from tests import factories
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, annex, award, title
from tests.plugins.ocop_sync.reading import certificate, figures, period

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"stars": "4 sao"}, "stars", 4),
        ({"stars": "3 sao (tiềm năng 4 sao)"}, "potential_stars", 4),
        ({"group": "Thực phẩm"}, "printed_group", "Thực phẩm"),
        ({"address": "Thôn 3, xã Lạc Dương, tỉnh Lâm Đồng"}, "printed_address", None),
        ({"note": "đính chính"}, "note", "đính chính"),
    ],
)
def test_the_same_decision_with_another_value_updates(
    run: Any, change: dict[str, str], field: str, value: Any
) -> None:
    run(annex([award()]))

    report = run(annex([award(**change)]))

    assert figures(report) == {"updated": 1}
    assert getattr(certificate(), field) == (value or change["address"])
    assert CertifiedProduct.objects.count() == Producer.objects.count() == 1


def test_a_changed_score_updates(run: Any) -> None:
    header = (*files.HEADER, "Điểm")
    run(annex([[*award(), "61,5"]], header=header))

    report = run(annex([[*award(), 62.25]], header=header))

    assert figures(report) == {"updated": 1}
    assert certificate().score == Decimal("62.25")


def test_corrected_stars_change_the_period(run: Any) -> None:
    run(annex([award(stars="3 sao")]))

    run(annex([award(stars="5 sao")]))
    assert period() == (5, date(2026, 8, 5), date(2029, 8, 6))

    run(annex([award(stars="2 sao")]))
    assert period() is None

    run(annex([award(stars="4 sao")]))
    assert period() == (4, date(2026, 8, 5), date(2029, 8, 6))


def test_other_spellings_of_the_same_change_nothing(run: Any) -> None:
    run(annex([award(note="ghi chú")]))
    again = award(
        "TRÀ  MẪU", f" {PRODUCER.upper()} ", files.ADDRESS.upper(), "ĐỒ UỐNG", "★★★", "Ghi chú"
    )

    report = run(
        annex([again], above=title("0100 / QĐ-UBND", "5/8/2026", "Ủy ban nhân dân tỉnh Lâm Đồng"))
    )

    assert figures(report) == {"unchanged": 1}


def test_a_column_that_is_not_there_takes_nothing_away(run: Any) -> None:
    run(annex([[*award(note="cũ"), "61,5"]], header=(*files.HEADER, "Điểm")))

    report = run(
        annex([["Trà mẫu", PRODUCER, "3 sao"]], header=("STT", "Tên sản phẩm", "Chủ thể", "Hạng"))
    )

    assert figures(report) == {"unchanged": 1}
    assert (certificate().score, certificate().note) == (Decimal("61.50"), "cũ")


def test_a_product_that_a_new_file_lacks_keeps_its_star(run: Any) -> None:
    run(annex([award("Trà A"), award("Trà B")]))

    run(annex([award("Trà A")]))

    assert StarPeriod.objects.count() == 2


def test_a_corrected_address_moves_the_producer(run: Any) -> None:
    there = factories.commune()
    run(annex([award(address="Thôn 2, tỉnh Lâm Đồng")]))
    assert Producer.objects.get().unit is None

    report = run(annex([award(address="Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng")]))

    assert figures(report) == {"updated": 1}
    producer = Producer.objects.get()
    assert (producer.unit, producer.address_remark) == (there, "")
    assert producer.address == "Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng"


def test_an_address_that_says_less_leaves_the_producer_where_it_is(run: Any) -> None:
    there = factories.commune()
    run(annex([award(address="Thôn 2, xã Lạc Dương, tỉnh Lâm Đồng")]))

    report = run(annex([award(address="Thôn 2")]))

    assert figures(report) == {"updated": 1}
    assert certificate().printed_address == "Thôn 2"
    assert (Producer.objects.get().unit, Producer.objects.count()) == (there, 1)


def test_an_address_corrected_to_another_province_stays_one_producer(run: Any) -> None:
    factories.province()
    elsewhere = factories.province("52", "Gia Lai")
    run(annex([award(address="tỉnh Lâm Đồng")]))

    report = run(annex([award(address="tỉnh Gia Lai")]))

    assert figures(report) == {"updated": 1}
    assert Producer.objects.get().province == elsewhere
