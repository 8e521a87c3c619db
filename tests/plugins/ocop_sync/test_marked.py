"""The list with a column that says what is wrong with each rejected row."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from plugins.ocop_sync import keep, lines, marked, parse
from plugins.ocop_sync.models import PlannedLine
from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.lifecycle import brought

pytestmark = pytest.mark.django_db
CONTENT = files.annex([files.award("=1+1"), files.award("B", stars="6 sao")], above=files.title())


def errors(content: bytes) -> dict[int, str]:
    """Row → what its last column says."""
    sheet = load_workbook(BytesIO(content)).active
    last = sheet.max_column
    return {row: sheet.cell(row, last).value for row in range(1, sheet.max_row + 1)
            if sheet.cell(row, last).value}  # fmt: skip


def test_of_a_long_list_the_worker_makes_it_in_every_language(
    private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "LONG", 1)

    one = brought(CONTENT)

    vi, en = (marked.prepared(one, language) for language in ("vi", "en"))
    assert vi and en
    assert errors(vi) == {7: "Lỗi", 9: "“Hạng sao”, “6 sao”: Số sao chỉ từ 1 đến 5."}
    assert errors(en) == {7: "Error", 9: "“Hạng sao”, “6 sao”: Stars go from 1 to 5."}
    sheet: Any = load_workbook(BytesIO(vi)).active
    assert (sheet.cell(8, 2).value, sheet.cell(8, 2).data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("content", "long"),
    [(CONTENT, 2), (files.annex([files.award()]), 0)],
    ids=["short", "without errors"],  # a name of its bytes would hold the second it was made
)
def test_a_short_list_and_one_without_errors_are_not_made_in_advance(
    private_files: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, long: int
) -> None:
    monkeypatch.setattr(marked, "LONG", long)

    one = brought(content)

    assert marked.prepared(one, "vi") is None
    assert not (private_files / "imports" / "marked").exists()


def test_a_file_that_cannot_be_made_leaves_the_plan_as_it_is(
    private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(marked, "LONG", 1)
    monkeypatch.setattr(marked, "_save", full)

    one = brought(CONTENT)

    assert (one.state, marked.prepared(one, "vi")) == ("waiting", None)
    with translation.override("vi"):
        made = marked.book(one.lines.filter(outcome="rejected"), keep.read(one.kept_as))
    out = BytesIO()
    made.save(out)
    assert 9 in errors(out.getvalue())


def test_a_page_that_counts_its_rows_anew_has_no_second_heading() -> None:
    awards = [
        [{"TenSanPham": name, "ChuThe": "HTX Mẫu", "HangSao": stars} for name in names]
        for names, stars in (("AB", "6 sao"), ("CD", "7 sao"))
    ]
    content = json.dumps({"pages": [{"items": page} for page in awards]}).encode()
    told = [lines.rejected(bad) for bad in parse.parse("ds.json", content).bad]

    made = BytesIO()
    with translation.override("vi"):
        marked.book([as_planned(line) for line in told], content).save(made)

    said = list(errors(made.getvalue()).values())
    assert said[0] == "Lỗi"
    assert ["6 sao" in one for one in said[1:]] == [True, True, False, False]
    assert ["7 sao" in one for one in said[1:]] == [False, False, True, True]


def as_planned(line: lines.Line) -> PlannedLine:
    return PlannedLine(sheet=line.sheet, row=line.row, data=json.loads(line.data))


def test_what_is_half_written_does_not_stay(
    private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(marked, "LONG", 1)
    monkeypatch.setattr(marked.Workbook, "save", full)

    brought(CONTENT)

    assert list((private_files / "imports" / "marked").iterdir()) == []
