"""Whatever is in a file, it is read or refused in words: never a crash."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.ocop_sync import parse, plan, problems
from plugins.ocop_sync.book import Row, Sheet, Unreadable
from plugins.ocop_sync.snapshot import Snapshot, Whereabouts
from tests.plugins.ocop_sync import files

TODAY = date(2026, 11, 22)
WIDE = (*files.HEADER, "Điểm", "Ngày ký", "Năm công nhận", "Ngày hết hạn")
GOOD = files.annex([files.award(f"Trà {number}") for number in range(5)])

words = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [*files.HEADER, "Số quyết định", "Ngày ký", "thu hồi", "Tổng cộng", "CHỦ TỊCH", "4 sao"]
    ),
    st.sampled_from(["★★★", "tiềm năng 5 sao", "31/02/2026", "(1)", "I", "=1+1", "ngày 5", "1/QĐ"]),
)
# Numbers that no field can mean, and that Python itself does not read, or not as a float.
numbers = st.sampled_from(
    [10**400, -(10**400), float("inf"), float("nan"), "9" * 5000, "4," + "5" * 5000, "1e999"]
)
cells = st.one_of(
    *(words, numbers, st.integers(-10, 100_000), st.floats()),
    *(st.none(), st.booleans(), st.dates()),
)


def read(content: bytes) -> Any:
    """The plan, or the sentence that refuses the file."""
    try:
        parsed = parse.parse("ds", content)
    except Unreadable as unreadable:
        return problems.sentence(unreadable.code, unreadable.data)
    rows = parsed.rows
    places = {(row.address, row.decision.day): Whereabouts() for row in rows}
    made = plan.make(parsed, Snapshot(whereabouts=places), TODAY)
    assert made.total == len(parsed.rows) + len(parsed.bad)
    for bad in made.rejected:
        assert all(problems.sentence(one.code, one.data) for one in bad.problems)
    return made


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    assert read(content)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_workbook_with_bytes_changed_or_cut_off(at: int, bytes_: bytes, cut: bool) -> None:
    assert read(GOOD[:at] if cut else GOOD[:at] + bytes_ + GOOD[at + len(bytes_) :])


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(words | numbers.map(str), max_size=8), max_size=12), st.booleans())
def test_any_table_of_text(lines: list[list[str]], with_header: bool) -> None:
    lines = [[word.replace("\0", "") for word in line] for line in lines]
    if with_header:
        lines.insert(0, [*files.HEADER[1:], "Số quyết định"])

    assert read(files.text([[_quoted(word) for word in line] for line in lines]))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cells, max_size=len(WIDE)), max_size=10))
def test_any_cells_below_a_header(lines: list[list[Any]]) -> None:
    rows = [
        Row(1, WIDE),
        *(Row(place, tuple(line)) for place, line in enumerate(lines, 2) if line),
    ]

    parsed = parse.parse("ds", b"", lambda _content: [Sheet("", rows)])

    assert len(parsed.rows) + len(parsed.bad) <= len(rows)


@settings(max_examples=200, deadline=None)
@given(st.integers(5, len(WIDE) - 1), cells)
def test_any_cell_of_a_row_that_is_good_but_for_it(column: int, cell: Any) -> None:
    good = [1, *files.award(), "71,5", date(2026, 8, 5), 2026, ""]
    good[column] = cell

    parsed = parse.parse("ds", b"", lambda _content: [Sheet("", [Row(1, WIDE), Row(2, (*good,))])])

    assert len(parsed.rows) + len(parsed.bad) == 1


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
