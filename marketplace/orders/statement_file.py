"""A carrier's statement as it comes: a CSV or XLSX with a heading row somewhere near its top."""

import csv
import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from marketplace import codes, private_files, text
from marketplace.orders.refused import OrderRefused
from marketplace.refusal import Problem

ROOM = "statements"  # of the private files
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
HEADING_WITHIN = 30  # rows
LONGEST_CODE = 60  # CarrierStatementLine.tracking_code
LARGEST = 9_999_999_999  # đồng
ZIP = b"PK\x03\x04"

# Folded words that a column's heading holds; the first that fits a column names it.
TRACKING = ("ma van don", "van don", "ma don", "tracking", "ma buu gui", "so hieu buu gui", "awb")
MONEY = ("tien thu ho", "thu ho", "cod")
FEE = ("cuoc", "phi", "fee")

_WHOLE = re.compile(r"\d+|\d{1,3}([., \u00a0])\d{3}(?:\1\d{3})*")
_NO_FRACTION = re.compile(r"[.,]0{1,2}$")  # 155,000.00: one or two digits are no thousands
_CURRENCY = re.compile(r"\s*(?:₫|đồng|đ|vnđ|vnd)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """row: its number in the file, from 1. amount, fee: đồng; fee None where none is written."""

    row: int
    tracking_code: str
    amount: int
    fee: int | None


@dataclass(frozen=True)
class BadRow:
    """What of a row could not be read: its column as the file calls it, the value, a sentence."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass
class Statement:
    """digest: SHA-256 of the file, in hex, under which it is kept."""

    digest: str
    rows: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def read(content: bytes) -> Statement:
    """The rows, good and bad; rows without a code and without money (sums, blanks) are neither.

    Raises OrderRefused bad_file, field file: empty, over 10 MB or 20,000 rows, neither CSV nor
    XLSX, or without a column for the tracking code and one for the money.
    """
    if not content:
        raise _refused(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise _refused(_("The file is larger than 10 MB. Ask the carrier for a shorter period."))
    table = _workbook(content) if content.startswith(ZIP) else _delimited(content)
    statement = Statement(hashlib.sha256(content).hexdigest())
    columns, headings = None, []
    for number, cells in enumerate(table, start=1):
        if columns is None:
            columns, headings = _columns(cells), cells
            if columns is None and number >= HEADING_WITHIN:
                break
        elif number > MOST_ROWS + HEADING_WITHIN:
            raise _refused(_("The file has more than 20,000 rows. Split it."))
        else:
            _take(statement, number, cells, columns, headings)
    if columns is None:
        raise _refused(
            _(
                "No column for the tracking code and the money collected was found. The heading "
                "row must say “Mã vận đơn” and “Tiền thu hộ” (or “Tracking” and “COD”)."
            )
        )
    return statement


def keep(content: bytes, digest: str) -> None:
    """Put the file where no web server looks, so that it can be taken in after the preview."""
    private_files.keep(ROOM, content, digest)


def kept(digest: str) -> bytes:
    """The file of that digest. Raises OrderRefused bad_file where there is none."""
    try:
        return private_files.read(ROOM, f"{digest[:2]}/{digest}")
    except OSError as gone:
        raise _refused(_("The file is no longer here. Choose it once more.")) from gone


Columns = tuple[int, int, int | None]


def _columns(cells: Sequence[str]) -> Columns | None:
    """Where the code, the money and the fee stand, if this is the heading row."""
    folded = [text.fold(cell) for cell in cells]
    no_fees = ["" if _find([name], FEE) is not None else name for name in folded]
    code = _find(folded, TRACKING)
    money = _find(no_fees, MONEY)
    if money is None:  # "Tiền thu hộ chưa trừ phí"
        money = _find(folded, MONEY)
    if code is None or money is None or code == money:
        return None
    fee = _find([name if at not in (code, money) else "" for at, name in enumerate(folded)], FEE)
    return code, money, fee


def _find(folded: Sequence[str], words: Sequence[str]) -> int | None:
    for word in words:
        for at, name in enumerate(folded):
            if f" {word} " in f" {name} ":
                return at
    return None


def _take(
    statement: Statement,
    number: int,
    cells: Sequence[str],
    columns: Columns,
    headings: Sequence[str],
) -> None:
    def at(column: int | None) -> str:
        written = cells[column] if column is not None and column < len(cells) else ""
        return written.replace("\0", "").strip()  # PostgreSQL takes no NUL

    code_at, money_at, fee_at = columns
    code, money, fee = at(code_at), at(money_at), at(fee_at)
    if not codes.clean(code):  # "-" is how some write that there is none
        if money and _amount(money) and not any(_is_sum(cell) for cell in cells):
            sentence = _("The tracking code is missing.")
            statement.bad.append(BadRow(number, headings[code_at].strip(), "", sentence))
        return
    problem: tuple[int, str, str] | None = None
    amount, paid = _amount(money), _amount(fee) if fee else None
    if len(code) > LONGEST_CODE:
        problem = code_at, code, _("A tracking code has at most 60 characters.")
    elif amount is None:
        problem = money_at, money, _("Expected whole đồng, like 125000 or 125.000.")
    elif fee_at is not None and fee and paid is None:
        problem = fee_at, fee, _("Expected whole đồng, like 125000 or 125.000.")
    if problem:
        column, value, sentence = problem
        statement.bad.append(BadRow(number, headings[column].strip(), value[:100], sentence))
    elif amount is not None:
        statement.rows.append(Row(number, code, amount, paid))


def _is_sum(cell: str) -> bool:
    return text.fold(cell).startswith(("tong", "cong", "total", "sum"))


def _amount(written: str) -> int | None:
    """Whole đồng of 0 or more; None where it is no such number."""
    bare = _NO_FRACTION.sub("", _CURRENCY.sub("", written.strip()))
    if not _WHOLE.fullmatch(bare):
        return None
    number = int(re.sub(r"[., \u00a0]", "", bare))
    return number if number <= LARGEST else None


def _workbook(content: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet, cell by cell, without ever holding all of it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise _refused(
                    _("The file is larger than 10 MB. Ask the carrier for a shorter period.")
                )
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
        yield from ([_cell(value) for value in row] for row in rows)
    except OrderRefused:
        raise
    except Exception as damaged:  # openpyxl's parsers raise nearly anything at damaged bytes
        raise _refused(_not_readable()) from damaged


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _delimited(content: bytes) -> Iterator[list[str]]:
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(_not_readable())
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            written = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _refused(_not_readable())
    first = "\n".join(written.splitlines()[:HEADING_WITHIN])
    delimiter = max(";\t,", key=first.count)
    try:
        yield from (
            row[:MOST_COLUMNS] for row in csv.reader(StringIO(written), delimiter=delimiter)
        )
    except csv.Error as damaged:
        raise _refused(_not_readable()) from damaged


def _not_readable() -> str:
    return _("This is no CSV or XLSX file that can be read. Export the statement once more.")


def _refused(sentence: str) -> OrderRefused:
    return OrderRefused(Problem("bad_file", sentence, "file"))
