"""Files that are not what they say, or not whole. Each is refused with a sentence of its own."""

from functools import partial

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.corpus.case import Case
from tests.plugins.ocop_sync.corpus.kinds import TABLE
from tests.plugins.ocop_sync.writers import WRITERS, docx, ods, ole, pdf, xls
from tests.plugins.ocop_sync.writers.zipped import package

HTML = "<html><body><table><tr><td>Tên sản phẩm</td><td>Chủ thể</td></tr></table></body></html>"


def _whole(kind: str) -> bytes:
    return WRITERS[kind](files.title(), TABLE, ())


def _cut(kind: str) -> bytes:
    made = _whole(kind)
    return made[: len(made) * 2 // 3]


def _picture_of_a_page() -> bytes:
    made = pdf.Pdf()
    made.rule(10, 10, 500, 500)
    return made.bytes()


def _text_without_table() -> bytes:
    made = pdf.Pdf()
    made.text(40, 40, "Danh sách sẽ được gửi sau.")
    return made.bytes()


def _locked_pdf() -> bytes:
    made = _whole("pdf").decode("latin-1")
    lock = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    trailer = f"/Root 1 0 R /ID [<00> <00>] /Encrypt {lock} >>"
    return made.replace("/Root 1 0 R >>", trailer).encode("latin-1")


def _locked_ods() -> bytes:
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    return package(
        {"mimetype": ods.SPREADSHEET, "META-INF/manifest.xml": manifest, "content.xml": b"\x8f\x12"}
    )


CASES = {
    "no byte": Case(lambda: b"", refused="empty"),
    "blanks alone": Case(lambda: b"\xef\xbb\xbf \r\n\t", refused="empty"),
    "a workbook without a word": Case(partial(files.workbook, {"A": []}), refused="empty"),
    "HTML called .xls": Case(HTML.encode, refused="html"),
    "HTML called .xlsx, with a mark and blanks": Case(
        lambda: ("\ufeff\n  <!DOCTYPE html>" + HTML).encode(), refused="html"
    ),
    "HTML in UTF-16": Case(lambda: HTML.encode("utf-16"), refused="html"),
    "a spreadsheet as XML of 2003": Case(
        lambda: b"<?xml version='1.0'?><Workbook/>", refused="html"
    ),
    "a picture": Case(lambda: b"\x89PNG\r\n\x1a\n" + bytes(2000), refused="not_a_spreadsheet"),
    "a packed file": Case(lambda: b"\x1f\x8b\x08\x00" + bytes(99), refused="not_a_spreadsheet"),
    "slides": Case(
        partial(package, {"ppt/presentation.xml": "<p/>"}), refused="not_a_spreadsheet"
    ),
    "a text of open documents": Case(
        partial(
            package,
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"},
        ),
        refused="not_a_spreadsheet",
    ),
    "an old Word file": Case(partial(ole.file, {"WordDocument": b"Tr"}), refused="old_word"),
    "a mail in an OLE file": Case(
        partial(ole.file, {"__properties": b"x"}), refused="not_a_spreadsheet"
    ),
    "prose": Case("Kính gửi: các đơn vị, địa phương.".encode, refused="no_header"),
    "a table of something else": Case(
        partial(files.annex, [["1", "2"]], header=("STT", "Họ và tên", "Chức vụ"), above=[]),
        refused="no_header",
    ),
    "a quotation mark that never ends": Case(
        'Tên sản phẩm;Tên chủ thể\n"Trà;HTX\nMật ong;HTX\n'.encode, refused="quotes"
    ),
    **{f"a cut {kind}": Case(partial(_cut, kind), refused="damaged") for kind in ("xlsx", "xls", "ods", "docx")},
    "a workbook that is no XML": Case(
        partial(package, {"xl/workbook.xml": "none"}), refused="damaged"
    ),
    "a document that is no XML": Case(
        partial(package, {"word/document.xml": "<w:document"}), refused="damaged"
    ),
    "a pdf of nothing": Case(lambda: b"%PDF-1.7\n%\xe2\xe3\n", refused="damaged"),
    "an xlsx with a password": Case(
        partial(ole.file, {"EncryptionInfo": b"\4", "EncryptedPackage": b"x" * 5000}),
        refused="password",
    ),
    "an xls with a password": Case(
        partial(xls.workbook, {"A": [["Trà"]]}, password=True), refused="password"
    ),
    "an ods with a password": Case(_locked_ods, refused="password"),
    "a pdf with a password": Case(_locked_pdf, refused="password"),
    "a scanned pdf": Case(_picture_of_a_page, refused="pdf_scan"),
    "a pdf without a table": Case(_text_without_table, refused="no_table"),
    "a letter as docx": Case(
        lambda: docx.document(docx.paragraph("Kính gửi")), refused="no_table"
    ),
    "JSON of something else": Case(lambda: b'{"a": 1}', refused="not_a_spreadsheet"),
    "cut JSON": Case(lambda: b'{"items": [{"product": "Tr', refused="damaged"),
}  # fmt: skip
