"""One decision after another about the same product."""

from datetime import date
from typing import Any

import pytest

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import annex, award
from tests.plugins.ocop_sync.reading import certificate, decided, figures, period, rejected

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("before", "after"), [("3 sao", "4 sao"), ("4 sao", "3 sao")])
def test_a_newer_decision_supersedes_from_its_own_day(run: Any, before: str, after: str) -> None:
    run(annex([award(stars=before)]))

    report = run(annex([award(stars=after)], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert period("100/QĐ-UBND") == (int(before[0]), date(2026, 8, 5), date(2026, 9, 6))
    assert period("200/QĐ-UBND") == (int(after[0]), date(2026, 9, 6), date(2029, 9, 7))
    assert (certificate().state, certificate().superseded_by) == (
        "superseded",
        certificate("200/QĐ-UBND"),
    )


def test_a_rating_below_three_ends_the_star_and_gives_none(run: Any) -> None:
    run(annex([award(stars="3 sao")]))

    report = run(annex([award(stars="2 sao")], above=decided("200/QĐ-UBND", "06/9/2026")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert period("100/QĐ-UBND") == (3, date(2026, 8, 5), date(2026, 9, 6))
    assert period("200/QĐ-UBND") is None


def test_an_older_decision_that_comes_late_is_superseded_itself(run: Any) -> None:
    run(annex([award(stars="4 sao")], above=decided("200/QĐ-UBND", "06/9/2026")))

    report = run(annex([award(stars="3 sao")]))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert certificate("100/QĐ-UBND").state == "superseded"
    assert certificate("200/QĐ-UBND").state == "active"
    assert period("100/QĐ-UBND") == (3, date(2026, 8, 5), date(2026, 9, 6))
    assert period("200/QĐ-UBND") == (4, date(2026, 9, 6), date(2029, 9, 7))


def test_a_decision_between_two_takes_its_days_from_the_older(run: Any) -> None:
    run(annex([award(stars="3 sao")], above=decided("1/QĐ-UBND", "01/01/2025")))
    run(annex([award(stars="5 sao")], above=decided("3/QĐ-UBND", "01/01/2026")))

    report = run(annex([award(stars="4 sao")], above=decided("2/QĐ-UBND", "01/6/2025")))

    assert figures(report) == {"created": 1, "superseded": 1}
    assert period("1/QĐ-UBND") == (3, date(2025, 1, 1), date(2025, 6, 1))
    assert period("2/QĐ-UBND") == (4, date(2025, 6, 1), date(2026, 1, 1))
    assert period("3/QĐ-UBND") == (5, date(2026, 1, 1), date(2029, 1, 2))
    assert certificate("1/QĐ-UBND").superseded_by == certificate("2/QĐ-UBND")


def test_two_decisions_about_one_product_in_one_file(run: Any) -> None:
    header = (*files.HEADER, "Số quyết định", "Ngày ký", "Cơ quan ban hành")
    rows = [
        [*award(stars="4 sao"), "2/QĐ-UBND", "01/6/2026", "UBND tỉnh A"],
        [*award(stars="3 sao"), "1/QĐ-UBND", "01/6/2025", "UBND huyện B"],
        [*award(stars="5 sao"), "3/QĐ-UBND", "01/6/2026", "UBND tỉnh A"],
    ]

    report = run(annex(rows, header=header, above=[]))

    assert figures(report) == {"created": 2, "superseded": 1, "rejected": 1}
    assert "2/QĐ-UBND" in rejected(report)[0][3]
    assert period("1/QĐ-UBND") == (3, date(2025, 6, 1), date(2026, 6, 1))
    assert period("2/QĐ-UBND") == (4, date(2026, 6, 1), date(2029, 6, 2))


def test_an_expired_certificate_is_superseded_and_keeps_its_days(run: Any) -> None:
    run(annex([award()], above=decided("1/QĐ-UBND", "10/10/2020")))

    run(annex([award()], above=decided("2/QĐ-UBND", "05/8/2026")))

    assert period("1/QĐ-UBND") == (3, date(2020, 10, 10), date(2023, 10, 11))
    assert certificate("1/QĐ-UBND").state == "superseded"
