"""Whether a list awards or takes back."""

from datetime import date
from typing import Any

import pytest

from marketplace import clock
from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.certification.stars import star_of
from plugins.ocop_sync.table import purpose
from plugins.ocop_sync.table.purpose import Purpose
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import PRODUCER, annex, award, title
from tests.plugins.ocop_sync.parsed import problems, read
from tests.plugins.ocop_sync.reading import (
    WITHDRAWAL,
    certificate,
    figures,
    period,
    rejected,
)

RULE = "Căn cứ Quyết định số 26/2026/QĐ-TTg về đánh giá, phân hạng và thu hồi giấy chứng nhận;"
STATUS = (*files.HEADER, "Tình trạng (còn hiệu lực/đã thu hồi)")


@pytest.mark.parametrize(
    "line",
    [
        "DANH SÁCH THU HỒI GIẤY CHỨNG NHẬN 3 SAO",
        "DANH SÁCH SẢN PHẨM BỊ THU HỒI GIẤY CHỨNG NHẬN",
        "(Kèm theo Quyết định số 300/QĐ-UBND của UBND tỉnh v/v thu hồi giấy chứng nhận)",
        "Quyết định về việc thu hồi giấy chứng nhận theo Quyết định số 26/2026/QĐ-TTg",
        "II. Danh sách thu hồi",
        "Thu hồi",
    ],
)
def test_the_lists_own_purpose_withdraws(line: str) -> None:
    assert purpose.of_line(line) is Purpose.WITHDRAWAL


@pytest.mark.parametrize(
    "line",
    [
        RULE,
        "Quyết định số 26/2026/QĐ-TTg về phân hạng và thu hồi giấy chứng nhận",
        "(Kèm theo Quyết định số 77/QĐ-UBND, căn cứ Quyết định số 26/2026/QĐ-TTg về thu hồi)",
        "Ghi chú: chủ thể vi phạm sẽ bị thu hồi giấy chứng nhận",
        "(*) Sản phẩm vi phạm sẽ bị thu hồi giấy chứng nhận",
        "DANH SÁCH SẢN PHẨM ĐẠT 3 SAO",
    ],
)
def test_a_citation_or_a_threat_does_not(line: str) -> None:
    assert purpose.of_line(line) is Purpose.NOT_WITHDRAWAL


def test_a_citation_may_run_over_lines() -> None:
    cited = ["Căn cứ Quyết định số 26/2026/QĐ-TTg", "thu hồi giấy chứng nhận;"]

    assert purpose.of_lines([*cited, "DANH SÁCH SẢN PHẨM"]) is Purpose.NOT_WITHDRAWAL
    assert purpose.of_lines([*cited, "DANH SÁCH THU HỒI"]) is Purpose.WITHDRAWAL


def test_a_list_of_both_is_refused() -> None:
    about = "DANH SÁCH CÔNG NHẬN VÀ THU HỒI GIẤY CHỨNG NHẬN"

    parsed = read(annex([award()], above=title(about=about)))

    assert parsed.rows == []
    assert problems(parsed) == [(8, "Tên sản phẩm", "Trà mẫu", "purpose_unclear")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("above", "header", "row"),
    [
        ([*title("77/QĐ-UBND"), [RULE]], files.HEADER, award()),
        (title("77/QĐ-UBND"), STATUS, [*award(), "còn hiệu lực"]),
    ],
    ids=["citation", "status"],
)
def test_an_annex_never_takes_back_its_own_stars(
    run: Any, above: list[list[str]], header: tuple[str, ...], row: list[Any]
) -> None:
    assert figures(run(annex([row], above=above, header=header))) == {"created": 1}
    assert figures(run(annex([award()], above=title("77/QĐ-UBND")))) == {"unchanged": 1}
    assert figures(run(annex([row], above=above, header=header))) == {"unchanged": 1}
    assert star_of(CertifiedProduct.objects.get().pk, certificate("77/QĐ-UBND").recorded_at)


@pytest.mark.django_db
def test_a_certificate_is_not_withdrawn_by_its_own_decision(run: Any) -> None:
    run(annex([award()]))

    report = run(annex([award()], above=title(about="DANH SÁCH THU HỒI")))

    assert rejected(report) == [
        (
            8,
            "Tên sản phẩm",
            "Trà mẫu",
            "Quyết định đã cấp giấy chứng nhận này không thể thu hồi chính nó.",
        )
    ]
    assert certificate().state == "active"


def test_a_row_whose_status_is_withdrawn_is_not_awarded() -> None:
    parsed = read(annex([[*award(), "Đã thu hồi"], [*award("B"), "chưa thu hồi"]], header=STATUS))

    assert [row.product for row in parsed.rows] == ["B"]
    assert problems(parsed) == [(8, STATUS[-1], "Đã thu hồi", "status_withdrawn")]


COLUMNS = (
    *("Tên sản phẩm", "Chủ thể"),
    *("Số quyết định thu hồi", "Ngày thu hồi", "Cơ quan ban hành"),
)
BY = ["300/QĐ-UBND", "10/10/2026", "UBND tỉnh Lâm Đồng"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ds.csv", "ds.xlsx"])
def test_a_withdrawal_may_have_its_decision_in_columns(run: Any, name: str) -> None:
    run(annex([award("A"), award("B")]))
    lines = [COLUMNS, ["A", PRODUCER, *BY], ["B", PRODUCER, "301/QĐ-UBND", *BY[1:]]]
    content = files.text(lines) if name.endswith("csv") else files.workbook({"Sheet1": lines})

    report = run(content, name=name)

    assert (figures(report), report["decision"]) == ({"revoked": 2}, None)
    found = {
        one.certified_product.name: (one.state, one.revocation_number, one.revoked_at)
        for one in Certificate.objects.select_related("certified_product")
    }
    day = clock.day_start(date(2026, 10, 10))
    assert found == {
        "A": ("revoked", "300/QĐ-UBND", day),
        "B": ("revoked", "301/QĐ-UBND", day),
    }
    assert figures(run(content, name=name)) == {"unchanged": 2}


@pytest.mark.django_db
def test_plain_columns_name_the_withdrawal_where_nothing_else_does(run: Any) -> None:
    run(annex([award()]))
    header = ("Tên sản phẩm", "Chủ thể", "Số quyết định", "Ngày ban hành", "Cơ quan ban hành")
    above = [["DANH SÁCH THU HỒI GIẤY CHỨNG NHẬN"]]

    report = run(annex([["Trà mẫu", PRODUCER, *BY]], above=above, header=header, numbered=False))

    assert figures(report) == {"revoked": 1}
    assert certificate().revocation_number == "300/QĐ-UBND"


@pytest.mark.django_db
def test_both_decisions_may_have_columns(run: Any) -> None:
    run(annex([award()]))
    header = (*COLUMNS[:4], "Cơ quan thu hồi", "Số quyết định", "Ngày ký")
    row = ["Trà mẫu", PRODUCER, *BY]

    wrong = run(annex([[*row, "99/QĐ-UBND", "05/8/2026"]], above=[], header=header, numbered=False))
    right = run(
        annex([[*row, "100/QĐ-UBND", "05/8/2026"]], above=[], header=header, numbered=False)
    )

    assert (figures(wrong), figures(right)) == ({"rejected": 1}, {"revoked": 1})


def test_a_column_of_either_makes_no_withdrawal() -> None:
    header = (*COLUMNS[:2], "Sao", "Số quyết định công nhận/thu hồi", "Ngày cấp, thu hồi")

    (row,) = read(
        annex([["A", PRODUCER, 3, *BY[:2]]], above=[], header=header, numbered=False)
    ).rows

    assert (row.withdraws, row.decision.number) == (False, "300/QĐ-UBND")


def test_a_column_of_reasons_left_empty_says_neither() -> None:
    header = (*files.HEADER, "Lý do thu hồi")

    parsed = read(annex([[*award(), "ngừng sản xuất"], [*award("B"), ""]], header=header))

    assert [(row.product, row.withdraws) for row in parsed.rows] == [("Trà mẫu", True)]
    assert problems(parsed) == [(9, "Tên sản phẩm", "B", "purpose_unclear")]


@pytest.mark.django_db
def test_a_footnote_between_rows_withdraws_nothing(run: Any) -> None:
    note = ["Ghi chú: sản phẩm 5 sao vi phạm sẽ bị thu hồi giấy chứng nhận."]
    lines = [*files.table([award("A")]), note, [2, *award("B")]]

    report = run(files.workbook({"Phụ lục": lines}))

    assert figures(report) == {"created": 2}


@pytest.mark.django_db
def test_a_decision_from_before_a_withdrawal_waits_for_a_person(run: Any) -> None:
    run(annex([award()]))
    run(annex([award()], above=WITHDRAWAL))

    report = run(annex([award(stars="5 sao")], above=title("200/QĐ-UBND", "10/9/2026")))

    assert figures(report) == {"rejected": 1}
    assert rejected(report)[0][3] == (
        "Quyết định 300/QĐ-UBND ngày 10/10/2026 đã thu hồi giấy chứng nhận của sản phẩm này, sau"
        " ngày ký quyết định đang nhập. Cần có người xem xét quyết định này còn giá trị hay không."
    )
    assert period("200/QĐ-UBND") is None
