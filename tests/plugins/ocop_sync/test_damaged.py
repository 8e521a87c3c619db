"""Damaged files: rows or a refusal, never a crash, never a hang. The thousands are in `make soak`."""

from itertools import islice
from random import Random

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from plugins.ocop_sync import readers
from plugins.ocop_sync.book import Unreadable
from plugins.ocop_sync.readers import apart, wire
from tests.plugins.ocop_sync import files
from tests.soak import damage, fuzz

FEW, SEED = 150, 7


def test_damaged_files_of_every_kind() -> None:
    found = fuzz.run(FEW, SEED)

    assert (found.bad, found.read) == ([], FEW)
    assert found.came["rows"] > 20  # most damage is small
    assert found.longest < 20


def test_every_kind_is_among_them() -> None:
    kinds = {damage.damaged(number, SEED)[0] for number in range(len(damage.KINDS))}

    assert kinds == set(damage.KINDS)
    assert damage.damaged(5, SEED) == damage.damaged(5, SEED)


@seed(1)
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(damage.STARTS), st.binary(max_size=300))
def test_bytes_without_a_meaning(start: bytes, rest: bytes) -> None:
    try:
        sheets = readers.read(start + rest)
    except Unreadable as unreadable:
        assert unreadable.code
    else:
        assert all(row.cells for sheet in sheets for row in sheet.rows)


@seed(1)
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    try:
        readers.read(text.encode("utf-8", "surrogatepass"))
    except Unreadable as unreadable:
        assert unreadable.code


def test_a_reader_that_is_lost_is_a_refusal() -> None:
    """A line that ends in the middle, and one that is no line of ours."""
    lines = list(wire.sheets(readers.read(files.annex([files.award()]))))

    for broken in (lines[:-1], [*lines[:3], b'[8, "'], [b"Traceback\n"], []):
        with pytest.raises(wire.Broken):
            list(wire.told(broken))


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(Unreadable, match="too_hard"):
        apart.read(files.annex([files.award()]), seconds=0.001)


@pytest.mark.slow
def test_a_file_that_takes_all_memory_loses_only_its_reader() -> None:
    """Two hundred thousand cells, each the same text of a million letters: 200 GB, packed in 2 MB."""
    content = amplified()

    with pytest.raises(Unreadable, match="too_hard"):
        apart.read(content)


def amplified() -> bytes:
    from tests.plugins.ocop_sync.corpus.hostile import with_part

    letters = b"".join(bytes([Random(1).randrange(97, 123)]) for _letter in range(1000)) * 1000
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + letters
        + b"</t></si></sst>"
    )
    cells = (b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 10**6))
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"".join(islice(cells, 200_000))
        + b"</sheetData></worksheet>"
    )
    content = with_part(files.annex([files.award()]), "xl/sharedStrings.xml", strings)
    return with_part(content, "xl/worksheets/sheet1.xml", sheet)


class Lines:
    """Asks, while it is waited for, whether the time is over after that many seconds."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.answers: list[bool] = []
        self.watch: apart.Watch

    def readline(self) -> bytes:
        self.answers.append(self.watch.is_over(after=self.seconds))
        return b"line"

    def kill(self) -> None: ...


def test_only_waiting_takes_of_the_readers_time() -> None:
    process = lines = Lines(40)
    lines.watch = apart.Watch(process, seconds=100)

    passing = lines.watch.passing(lines)
    assert next(passing) == b"line"
    assert not lines.watch.is_over(after=1_000)  # the row is worked on
    next(passing)
    next(passing)
    lines.watch.end()

    assert lines.answers == [False, False, True]
