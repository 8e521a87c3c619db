"""A row without a decision, and the decision that comes for it."""

from datetime import date
from typing import Any

import pytest

from marketplace.certification.models import Certificate
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, annex, award
from tests.plugins.ocop_sync.reading import certificate, figures, period, rejected

pytestmark = pytest.mark.django_db

HEADER = ["Tên sản phẩm", "Chủ thể", "Sao", "Năm công nhận"]


def told(year: str = "", product: str = "Trà mẫu", stars: int = 3) -> bytes:
    return files.text([HEADER, [product, PRODUCER, stars, year]])


@pytest.mark.parametrize("year", ["", "2026"])
def test_its_decision_promotes_the_row_that_waits(run: Any, year: str) -> None:
    assert figures(run(told(year), name="ds.csv")) == {"created": 1, "pending": 1}

    report = run(annex([award("TRÀ MẪU", stars="4 sao")]))

    assert figures(report) == {"updated": 1}
    (one,) = Certificate.objects.all()
    assert (one.state, one.number, one.stars) == ("active", "100/QĐ-UBND", 4)
    assert (one.decided_on, one.authority) == (date(2026, 8, 5), "UBND tỉnh Lâm Đồng")
    assert (one.source_level, one.source_file, one.source_row) == ("A", "ds.xlsx", 8)
    assert period() == (4, date(2026, 8, 5), date(2029, 8, 6))
    assert figures(run(annex([award("TRÀ MẪU", stars="4 sao")]))) == {"unchanged": 1}


@pytest.mark.parametrize("year", ["", "2026"])
def test_the_list_again_after_its_decision_changes_nothing(run: Any, year: str) -> None:
    run(told(year), name="ds.csv")
    run(annex([award()]))

    assert figures(run(told(year), name="ds.csv")) == {"unchanged": 1}
    assert Certificate.objects.count() == 1


def test_a_decision_of_another_year_is_another_award(run: Any) -> None:
    run(told("2025"), name="ds.csv")

    assert figures(run(annex([award()]))) == {"created": 1}
    states = Certificate.objects.order_by("pk").values_list("state", "award_year")
    assert list(states) == [("pending", 2025), ("active", None)]


def test_other_stars_than_the_decisions_wait(run: Any) -> None:
    run(annex([award(stars="3 sao")]))

    assert figures(run(told(stars=4), name="ds.csv")) == {"created": 1, "pending": 1}
    assert certificate().stars == 3


def test_the_promoted_row_is_the_first_of_two_equal_ones(run: Any) -> None:
    run(told(), name="ds.csv")

    report = run(annex([award(), award(stars="4 sao")]))

    assert figures(report) == {"updated": 1, "rejected": 1}
    assert rejected(report)[0][3] == "Trùng sản phẩm, chủ thể và quyết định với dòng 8."
    assert certificate().stars == 3


def test_a_dry_run_promises_the_promotion(run: Any) -> None:
    run(told(), name="ds.csv")

    assert figures(run(annex([award()]), "--dry-run")) == {"updated": 1}
    assert Certificate.objects.get().state == "pending"
