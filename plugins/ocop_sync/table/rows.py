"""Which rows below a header are products, and which are totals, headings or signatures."""

import re
import string
from collections.abc import Mapping
from enum import Enum, auto

from plugins.ocop_sync.book import Row
from plugins.ocop_sync.fields.text import clean, fold

ORDINAL = re.compile(r"\d+(?:[.,)]\d*)*")
OUTLINE = re.compile(r"(?:[ivxlcdm]+|[a-z])(?:[.)]\d*)*", re.IGNORECASE)
COLUMN_NUMBER = re.compile(r"\(?(?:(\d{1,2})|([a-z]))\)?(?:\s*=\s*[0-9()+\s]+)?")

TOTAL = re.compile(
    r"(?:tong cong|tong so|cong nhom)\b.*|(?:tong|cong)(?: (?:\d|[ivx]+\b).*)?|tong (?:san pham|chu the|cac)\b.*"
)
COUNT = re.compile(r"\d+(?: (?:san pham|chu the|don vi|co so|hop tac xa|htx|sp)\b.*)?")
PLACE_AND_DAY = re.compile(
    r"(?:[a-z ]{2,40} )?ngay (?:\d{1,2} )?(?:thang (?:\d{1,2} )?nam(?: \d{4})?|\d{1,2} \d{4})"
)
SIGNATURE = re.compile(
    r"(?:t ?m|k ?t|t ?l|tuq) (?:uy ban|ubnd|chu tich|hoi dong|bo|giam doc|truong|ban|so)\b.*"
    r"|noi nhan\b.*|(?:pho )?chu tich(?: thuong truc)?(?: (?:ubnd|uy ban|hoi dong)\b.*)?|(?:thu|bo) truong"
    r"|(?:pho )?giam doc(?: so\b.*)?|(?:pho )?truong (?:phong|ban)\b.*|(?:pho )?chi cuc truong\b.*|da ky|ky ten\b.*|nguoi lap(?: bieu| bang)?|xac nhan cua\b.*"
    r"|chanh van phong|uy ban nhan dan|luu vt\b.*"
)
LETTERHEAD = re.compile(r"cong hoa xa hoi chu nghia viet nam|doc lap tu do hanh phuc")
# Judged with their marks: "Tỉnh Lâm Đồng" is a heading, "Tinh dầu tràm" a product.
AREA = re.compile(r"(?:nhóm|ngành|huyện|thị xã|thành phố|tỉnh|xã|phường|đặc khu)\s.*")
HEADING = re.compile(
    r"(?:[ivx]+|[a-h]|\d+)\s*[.):].*|(?:phần|mục|đợt|danh sách|các sản phẩm|phụ lục)\s.*"
    r"|(?:ghi chú|lưu ý|nguồn|chú thích)\s*:.*|.*\d\s*(?:sao|\*).*|.*\bngày\s.*\bnăm\s.*|\(.*\)"
)


class Kind(Enum):
    PRODUCT = auto()
    HEADING = auto()
    NOTHING = auto()


class Table:
    """The rows below one header. Remembers whether the signatures have begun."""

    def __init__(self, columns: Mapping[str, int], header: Row):
        self.columns = columns
        self._header = [fold(clean(cell)) for cell in header.cells]
        self._ended = False

    def kind(self, row: Row) -> Kind:
        """What the row is. A row that may be a product is one: better rejected than unseen."""
        if not row.number:
            return Kind.HEADING
        texts = [clean(cell) for cell in row.cells]
        filled = [text for text in texts if text]
        ordinal = self._text(texts, "ordinal")
        product, producer = self._text(texts, "product"), self._text(texts, "producer")
        numbered = ORDINAL.fullmatch(ordinal) is not None
        outlined = OUTLINE.fullmatch(ordinal) is not None
        if not filled or (len(filled) == 1 and (numbered or outlined)):
            return Kind.NOTHING  # blank, or numbered in advance
        if self._repeats_header(texts) or _is_column_numbers(filled):
            return Kind.NOTHING
        if _is_total(product if numbered else filled[0], producer):
            return Kind.NOTHING
        if product and producer and (numbered or self._text(texts, "stars")):
            self._ended = False
            return Kind.PRODUCT
        if any(map(_is_signature, filled)):
            self._ended = True
        if any(LETTERHEAD.fullmatch(fold(text)) for text in filled):
            return Kind.HEADING
        if self._ended:
            return Kind.NOTHING
        if producer:
            return Kind.PRODUCT
        if outlined:
            return Kind.HEADING
        if numbered:
            alone = len(filled) == 2 and AREA.fullmatch(product.casefold())
            return Kind.HEADING if alone else Kind.PRODUCT
        return self._without_number(texts, filled)

    def _without_number(self, texts: list[str], filled: list[str]) -> Kind:
        """A row with neither number nor producer: one text alone is mostly a heading."""
        if len(filled) > 1:
            return Kind.PRODUCT
        text = filled[0].casefold()
        elsewhere = texts.index(filled[0]) != self.columns["product"]
        if (
            "ordinal" in self.columns
            or elsewhere
            or AREA.fullmatch(text)
            or HEADING.fullmatch(text)
        ):
            return Kind.HEADING
        return Kind.PRODUCT

    def _text(self, texts: list[str], field: str) -> str:
        column = self.columns.get(field)
        return texts[column] if column is not None and column < len(texts) else ""

    def _repeats_header(self, texts: list[str]) -> bool:
        return all(
            column < len(texts)
            and column < len(self._header)
            and fold(texts[column]) == self._header[column]
            for column in (self.columns["product"], self.columns["producer"])
        )


def _is_signature(text: str) -> bool:
    """ "Lâm Đồng, ngày 05 tháng 8 năm 2026" and what stands below it."""
    folded = fold(text)
    return bool(SIGNATURE.fullmatch(folded) or PLACE_AND_DAY.fullmatch(folded))


def _is_column_numbers(filled: list[str]) -> bool:
    """The row "(1) (2) (3) …" or "A B 1 2 …" that official tables put below their header."""
    found = [COLUMN_NUMBER.fullmatch(text.lower()) for text in filled]
    if len(found) < 3 or not all(found):
        return False
    numbers = [int(match[1]) for match in found if match and match[1]]
    letters = [match[2] for match in found if match and match[2]]
    return numbers == list(range(1, len(numbers) + 1)) and letters == list(
        string.ascii_lowercase[: len(letters)]
    )


def _is_total(first: str, producer: str) -> bool:
    """ "Tổng cộng", "Cộng: 8"; beside it no producer, or a count of producers."""
    if producer and producer != first and not COUNT.fullmatch(fold(producer)):
        return False
    return TOTAL.fullmatch(fold(first)) is not None
