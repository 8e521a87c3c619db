import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from plugins.ocop_sync import readers
from plugins.ocop_sync.book import Row, Unreadable
from plugins.ocop_sync.parse import parse
from tests.plugins.ocop_sync import files

ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
)
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "Workbook\0".encode("utf-16-le")
HTML = "<html><body><table><tr><td>Tên sản phẩm</td></tr></table></body></html>"


def as_zip(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def test_rows_of_a_workbook_have_the_numbers_people_see() -> None:
    book = Workbook()
    book.active["C3"] = "Tên sản phẩm"
    book.active["D3"] = "Tên chủ thể"
    book.active["C6"] = 7
    file = io.BytesIO()
    book.save(file)

    (sheet,) = readers.read(file.getvalue())

    assert [(row.number, row.cells) for row in sheet.rows] == [
        (3, ("", "", "Tên sản phẩm", "Tên chủ thể")),
        (6, ("", "", 7.0, "")),
    ]


def test_merged_cells_are_filled_down_and_not_across() -> None:
    rows = [files.award("Trà A"), files.award("Trà B", None), [], files.award("Trà C")]

    (sheet,) = readers.read(files.annex(rows, above=[], merge=["C2:C4", "D2:F2"]))

    assert [(row.number, row.cells[1], row.cells[2]) for row in sheet.rows[1:]] == [
        (2, "Trà A", files.PRODUCER),
        (3, "Trà B", files.PRODUCER),
        (4, "", files.PRODUCER),  # its own number stands there
        (5, "Trà C", files.PRODUCER),
    ]
    assert sheet.rows[1].cells[3:6] == (files.ADDRESS, "", "")


def test_a_text_table_counts_rows_as_a_spreadsheet_does() -> None:
    content = (
        'Tên sản phẩm;Tên chủ thể;Hạng sao\r\n"Trà\r\nmẫu";HTX A;3\r\n\r\nCà phê;HTX B;9\r\n'
    ).encode()

    (sheet,) = readers.read(content)

    assert [row.number for row in sheet.rows] == [1, 2, 4]
    assert [bad.number for bad in parse("ds.csv", content).bad] == [4]  # and not line 5


def test_a_formula_without_a_result_is_kept_as_its_text() -> None:
    content = files.annex([files.award('=HYPERLINK("http://x";"Trà")')], above=[])

    (sheet,) = readers.read(content)

    assert sheet.rows[1].cells[1] == '=HYPERLINK("http://x";"Trà")'


def test_hidden_sheets_are_not_read() -> None:
    book = load_workbook(io.BytesIO(files.workbook({"A": [["a"]], "B": [["b"]]})))
    book["B"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)

    assert [sheet.name for sheet in readers.read(file.getvalue())] == ["A"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_tables(delimiter: str, bom: bool, end: str) -> None:
    header = ["Tên sản phẩm", "Tên chủ thể", "Hạng sao"]
    address = '"Thôn 2, xã A; huyện\tB"'  # all delimiters inside quotes
    content = files.text([header, [], ["Trà", address, "3 sao"]], delimiter, bom, end)

    (sheet,) = readers.read(content)

    assert sheet.rows == [
        Row(1, tuple(header)),
        Row(3, ("Trà", "Thôn 2, xã A; huyện\tB", "3 sao")),
    ]


def test_a_row_over_several_lines_is_one_row_as_in_a_spreadsheet() -> None:
    content = 'Tên sản phẩm;Tên chủ thể\n"Trà\nhai dòng";HTX\nMật ong;HTX\n'.encode()

    (sheet,) = readers.read(content)

    assert [(row.number, row.cells[0]) for row in sheet.rows] == [
        (1, "Tên sản phẩm"),
        (2, "Trà\nhai dòng"),
        (3, "Mật ong"),
    ]


NO_SPREADSHEETS = [
    (b"", "empty"),
    (b"\xef\xbb\xbf \r\n", "empty"),
    (HTML.encode(), "html"),
    (b"\xef\xbb\xbf\n  <!DOCTYPE html><p>", "html"),
    (b"<?xml version='1.0'?><Workbook/>", "html"),
    (files.annex([files.award()])[:-200], "damaged"),
    (files.annex([files.award()])[:2000], "damaged"),
    (b"PK\x03\x04" + bytes(100), "damaged"),
    (as_zip({"ppt/presentation.xml": b"<p/>"}), "not_a_spreadsheet"),
    (as_zip({"xl/workbook.xml": b"no xml"}), "damaged"),
    (ENCRYPTED, "password"),
    (OLD_EXCEL, "damaged"),
    (b"%PDF-1.7\n", "damaged"),
    (b"\x1f\x8b\x08\x00abc", "not_a_spreadsheet"),
    (bytes(range(256)), "not_a_spreadsheet"),
    (b"\x89PNG\r\n\x1a\n" + bytes(20), "not_a_spreadsheet"),
    ("Größe für Köln".encode("cp1252"), "encoding"),
]


@pytest.mark.parametrize(
    ("content", "code"),
    NO_SPREADSHEETS,
    ids=[f"{code}-{place}" for place, (_content, code) in enumerate(NO_SPREADSHEETS)],
)
def test_what_is_no_spreadsheet_is_named(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        readers.read(content)

    assert refused.value.code == code


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers.package, "MOST_UNPACKED", 1000)

    with pytest.raises(Unreadable, match="too_big_unpacked"):
        readers.read(files.annex([files.award()]))


def test_a_damaged_part_inside_a_whole_package_is_damaged() -> None:
    content = bytearray(files.annex([files.award(f"Trà {number}") for number in range(200)]))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    middle = part.header_offset + part.compress_size // 2
    content[middle : middle + 4] = b"\x00\xff\x00\xff"

    with pytest.raises(Unreadable, match="damaged"):
        readers.read(bytes(content))


@pytest.mark.parametrize(("make", "code"), [("nothing", "missing"), ("folder", "not_a_file")])
def test_a_path_that_leads_to_no_file(tmp_path: Path, make: str, code: str) -> None:
    path = tmp_path / "ds.xlsx"
    if make == "folder":
        path.mkdir()

    with pytest.raises(Unreadable, match=code):
        readers.load(path)


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_BYTES", 3)
    path = tmp_path / "ds.csv"
    path.write_bytes(b"1234")

    with pytest.raises(Unreadable, match="too_big"):
        readers.load(path)


def test_a_word_in_the_far_corner_is_refused_before_it_takes_all_memory() -> None:
    book = load_workbook(io.BytesIO(files.annex([files.award()])))
    book.active["XFD1048576"] = "x"
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(Unreadable) as refused:
        readers.read(file.getvalue())

    assert (refused.value.code, refused.value.data) == (
        "too_wide",
        {"rows": 1048576, "columns": 16384},
    )


@pytest.mark.parametrize("name", ['"Trà', '"Trà" Ô Long'])
def test_a_quotation_mark_out_of_place_loses_no_row_unseen(name: str) -> None:
    content = f"Tên sản phẩm;Tên chủ thể\n{name};HTX\nMật ong;HTX\n".encode()

    with pytest.raises(Unreadable, match="quotes"):
        readers.read(content)
