"""A carrier's file: which rows are read, which are reported, what is no statement at all."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from marketplace.orders import statement_file
from marketplace.orders.refused import OrderRefused
from tests import money


def rows(content):
    return [
        (one.row, one.tracking_code, one.amount, one.fee)
        for one in statement_file.read(content).rows
    ]


def book(*lines):
    made = Workbook()
    for line in lines:
        made.active.append(line)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


GOOD = (("VD1", 155_000, 20_000), ("VD2", 280_000, 25_000))


def test_a_csv_and_a_workbook_say_the_same():
    assert rows(money.csv(*GOOD)) == [(2, *GOOD[0]), (3, *GOOD[1])]
    assert rows(money.xlsx(*GOOD)) == [(4, *GOOD[0]), (5, *GOOD[1])]


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("Tracking,COD amount,Fee", 'VD1,"155,000",20000'),
        ("Mã vận đơn;Tiền thu hộ;Phí", "VD1;155.000;20.000"),
        ("MÃ BƯU GỬI\tTHU HỘ\tCƯỚC", "VD1\t155000 đ\t20000đ"),
        ("Tổng cước;Mã đơn;COD", "20000;VD1;155 000 ₫"),
        ("Tracking;COD;Fee", "VD1;155,000.00;20.000,0"),
        ("Mã đơn khách;Phí thu hộ;Mã vận đơn;Tiền COD", "X;20000;VD1;155000"),
        ("Mã vận đơn;Tiền thu hộ chưa trừ phí;Cước", "VD1;155000;20000"),
    ],
)
def test_columns_are_found_by_their_words(heading, line):
    assert rows(f"{heading}\n{line}\n".encode()) == [(2, "VD1", 155_000, 20_000)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_every_usual_encoding_is_read(encoding):
    words = "Tracking;COD;Fee\nVD1;155000;20000\n"

    assert rows(words.encode(encoding)) == [(2, "VD1", 155_000, 20_000)]


def test_a_code_that_a_spreadsheet_made_a_number_stays_whole():
    content = book(["Mã vận đơn", "Tiền thu hộ"], [840000123456, 155000.0])

    assert rows(content) == [(2, "840000123456", 155_000, None)]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("VD1;12,5;", "Tiền thu hộ (đồng)", "12,5"),
        ("VD1;-1000;", "Tiền thu hộ (đồng)", "-1000"),
        ("VD1;1.155,000;", "Tiền thu hộ (đồng)", "1.155,000"),
        ("VD1;một trăm;", "Tiền thu hộ (đồng)", "một trăm"),
        ("VD1;;", "Tiền thu hộ (đồng)", ""),
        ("VD1;155000;?", "Cước phí", "?"),
        (";155000;", "Mã vận đơn", ""),
        ("V" * 61 + ";155000;", "Mã vận đơn", "V" * 61),
        ("VD1;99999999999;", "Tiền thu hộ (đồng)", "99999999999"),
    ],
)
def test_a_bad_row_is_told_with_row_column_and_value(line, column, value):
    content = f"{';'.join(money.HEADINGS)}\n1;VD0;1000;\n2;{line}\n3;VD9;2000;\n".encode()

    read = statement_file.read(content)

    assert [one.tracking_code for one in read.rows] == ["VD0", "VD9"]
    [bad] = read.bad
    assert (bad.row, bad.column, bad.value) == (3, column, value)
    assert bad.sentence.endswith(".")


def test_sums_and_blank_rows_are_neither_good_nor_bad():
    read = statement_file.read(money.xlsx(*GOOD))
    blank = statement_file.read(money.csv(*GOOD) + b"\n;;;\n\n")

    assert (len(read.rows), read.bad) == (2, [])
    assert (len(blank.rows), blank.bad) == (2, [])


@pytest.mark.parametrize("code", ["-", ".", " - "])
def test_a_dash_is_no_code(code):
    read = statement_file.read(money.csv((code, 0, 0), (code, 155_000, 0)))

    assert read.rows == []
    assert [(one.row, one.sentence[-1]) for one in read.bad] == [(3, ".")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\1\2\3",
        b"PK\x03\x04broken",
        b"Ho ten;Dia chi\nAn;Da Lat\n",
        b"Tracking\nVD1\n",
        b"x" * (statement_file.MOST_BYTES + 1),
        "\ufeff".encode(),
        ("Tracking;COD\n" + "VD;1\n" * (statement_file.MOST_ROWS + 40)).encode(),
    ],
)
def test_what_is_no_statement_is_refused_in_a_sentence(content):
    with pytest.raises(OrderRefused) as refused:
        statement_file.read(content)

    [problem] = refused.value.problems
    assert (problem.code, problem.field) == ("bad_file", "file")
    assert problem.sentence.endswith(".") or problem.sentence.endswith(").")


def test_a_workbook_that_swells_is_refused():
    import zipfile

    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (statement_file.MOST_UNPACKED + 1))

    with pytest.raises(OrderRefused) as refused:
        statement_file.read(out.getvalue())
    assert refused.value.codes == ["bad_file"]


def test_a_kept_file_is_found_by_its_hash():
    content = money.csv(*GOOD)
    read = statement_file.read(content)

    statement_file.keep(content, read.digest)

    assert statement_file.kept(read.digest) == content
    with pytest.raises(OrderRefused):
        statement_file.kept("0" * 64)


def test_a_character_that_no_table_takes_is_left_out():
    words = "Tracking;COD\nVD\0 1;155000\n"

    assert rows(words.encode("utf-16")) == [(2, "VD 1", 155_000, None)]
