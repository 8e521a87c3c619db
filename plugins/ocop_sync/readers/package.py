"""A ZIP package (XLSX, ODS, DOCX), checked whole before any library opens it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from plugins.ocop_sync.book import Unreadable

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 400 * MEGABYTE
MOST_PARTS = 5_000
# Long lists of like rows pack 10 to 40 times; a bomb packs up to 1,000 times.
MOST_RATIO, RATIO_FROM = 200, 20 * MEGABYTE
CHUNK = MEGABYTE
FEED = 64 * 1024
LOCAL_HEADER = struct.Struct("<4s22xHH")
# No spreadsheet program writes one; entities inside could unpack without end.
DOCTYPES = tuple("<!DOCTYPE".encode(form) for form in ("ascii", "utf-16-le", "utf-16-be"))
XML = (".xml", ".rels")

Look = Callable[[bytes], None]  # is shown a part, piece by piece


def names(content: bytes) -> frozenset[str]:
    """The names of its parts. Raises Unreadable: damaged, too_big_unpacked, bomb."""
    return frozenset(part.filename for part in _parts(content))


def check(content: bytes, look: Callable[[str], Look | None] = lambda name: None) -> None:
    """Unpack every part once, by what it really holds and not by what its header says.

    look: given a part's name, whom to show the part's bytes. Raises Unreadable: damaged, password,
    too_big_unpacked, bomb, xml_bomb; and what those who look raise.
    """
    unpacked = 0
    for part in _parts(content):
        shown = look(part.filename)
        is_xml = part.filename.lower().endswith(XML)
        checksum, size, tail = 0, 0, b""
        xml = expat.ParserCreate()
        for chunk in _unpacked(content, part):
            size += len(chunk)
            if unpacked + size > MOST_UNPACKED:
                raise Unreadable("too_big_unpacked", most=MOST_UNPACKED // MEGABYTE)
            checksum = zlib.crc32(chunk, checksum)
            if is_xml:
                text, tail = tail + chunk, chunk[-20:]
                if any(doctype in text for doctype in DOCTYPES):
                    raise Unreadable("xml_bomb")
                _feed(xml, chunk)
            if shown:
                shown(chunk)
        unpacked += size
        if size != part.file_size or checksum != part.CRC:
            raise Unreadable("damaged")
        if is_xml:
            _feed(xml, b"", is_end=True)


def part(content: bytes, name: str) -> bytes:
    """The bytes of one part of a package that was checked. Raises Unreadable: damaged."""
    for found in _parts(content):
        if found.filename == name:
            return b"".join(_unpacked(content, found))
    raise Unreadable("damaged")


def _feed(xml: expat.XMLParserType, chunk: bytes, *, is_end: bool = False) -> None:
    """Only XML that is well formed goes on: in other, libraries wait for an end that never comes."""
    try:
        xml.Parse(chunk, is_end)
    except (expat.ExpatError, LookupError, ValueError) as error:  # an encoding unheard of, too
        raise Unreadable("damaged") from error


def _parts(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, struct.error, EOFError, OSError, ValueError) as error:
        raise Unreadable("damaged") from error
    except NotImplementedError as error:  # a version of the format that no office program writes
        raise Unreadable("damaged") from error
    said = sum(part.file_size for part in parts)
    if said > MOST_UNPACKED:
        raise Unreadable("too_big_unpacked", most=MOST_UNPACKED // MEGABYTE)
    if len(parts) > MOST_PARTS or (said > RATIO_FROM and said > MOST_RATIO * len(content)):
        raise Unreadable("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("password")
    return parts


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What is packed, to the end of the packing: a header may say less."""
    packed = _packed(content, part)
    if part.compress_type == zipfile.ZIP_STORED:
        for start in range(0, len(packed), CHUNK):
            yield bytes(packed[start : start + CHUNK])
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise Unreadable("damaged")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), FEED):
            left: bytes | memoryview = packed[start : start + FEED]
            while left and not inflate.eof:
                if chunk := inflate.decompress(left, CHUNK):
                    yield chunk
                left = inflate.unconsumed_tail
        if not inflate.eof and (chunk := inflate.flush()):
            yield chunk
        if not inflate.eof:
            raise Unreadable("damaged")
    except zlib.error as error:
        raise Unreadable("damaged") from error


def _packed(content: bytes, part: zipfile.ZipInfo) -> memoryview:
    header = content[part.header_offset : part.header_offset + LOCAL_HEADER.size]
    if len(header) < LOCAL_HEADER.size:
        raise Unreadable("damaged")
    mark, name, extra = LOCAL_HEADER.unpack(header)
    start = part.header_offset + LOCAL_HEADER.size + name + extra
    end = start + part.compress_size
    if mark != b"PK\x03\x04" or end > len(content):
        raise Unreadable("damaged")
    return memoryview(content)[start:end]
