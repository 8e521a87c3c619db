"""Reading a file into sheets of rows, by what it is and not by what it is called."""

from pathlib import Path

from plugins.ocop_sync.book import Sheet, Unreadable
from plugins.ocop_sync.readers import delimited, workbook

MOST_BYTES = 50 * 1024 * 1024

ZIP, OLE, PDF, GZIP = b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b"
HTML_STARTS = ("<!doctype", "<html", "<head", "<body", "<table", "<?xml", "<meta", "<!--")


def load(path: Path) -> bytes:
    """The bytes of the file. Raises Unreadable: missing, not_a_file, no_permission, empty, too_big."""
    try:
        if not path.is_file():
            raise Unreadable("not_a_file" if path.exists() else "missing", file=path.name)
        size = path.stat().st_size
        if size == 0:
            raise Unreadable("empty")
        if size > MOST_BYTES:
            raise Unreadable("too_big", most=MOST_BYTES // 1024 // 1024)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable("no_permission", file=path.name) from error


def read(content: bytes) -> list[Sheet]:
    """The visible sheets of an XLSX workbook, or the one table of a delimited text.

    Raises Unreadable with the code of what the file is instead.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unreadable("empty")
    if content.startswith(ZIP):
        return workbook.read(content)
    if content.startswith(OLE):
        raise Unreadable("password" if _is_encrypted(content) else "old_excel")
    if content.startswith(PDF):
        raise Unreadable("pdf")
    if content.startswith(GZIP):
        raise Unreadable("not_a_spreadsheet")
    text = delimited.decode(content)
    if text.lstrip().lower().startswith(HTML_STARTS):
        raise Unreadable("html")
    return delimited.read(text)


def _is_encrypted(content: bytes) -> bool:
    """An XLSX with a password is an OLE file that holds the encrypted package as a stream."""
    return "EncryptedPackage".encode("utf-16-le") in content
