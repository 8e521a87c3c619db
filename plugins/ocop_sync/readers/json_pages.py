"""What a registry's pages say, as they were fetched: JSON objects, one an award."""

import json
import re
from collections.abc import Iterable
from typing import Any

from plugins.ocop_sync.book import Cell, Row, Sheet, Unreadable
from plugins.ocop_sync.readers import grid
from plugins.ocop_sync.table import header

LISTS = ("items", "data", "results", "rows", "records", "danh_sach")  # where a page keeps its items
# Keys in English; Vietnamese ones, "TenSanPham" or "ten_san_pham", are read as words.
ENGLISH = {
    **{"product": "Tên sản phẩm", "product name": "Tên sản phẩm", "name": "Tên sản phẩm"},
    **{"producer": "Chủ thể", "producer name": "Chủ thể", "address": "Địa chỉ", "group": "Nhóm"},
    **{"stars": "Hạng sao", "rating": "Hạng sao", "score": "Điểm", "note": "Ghi chú"},
    **{"decision number": "Số quyết định", "number": "Số quyết định", "year": "Năm công nhận"},
    **{"decision date": "Ngày quyết định", "decided on": "Ngày quyết định"},
    **{"authority": "Cơ quan ban hành", "commune": "Xã", "district": "Huyện", "province": "Tỉnh"},
    **{"last day": "Ngày hết hạn", "valid until": "Ngày hết hạn", "reason": "Lý do"},
}
CAMEL = re.compile(r"(?<=[a-z0-9à-ỹ])(?=[A-ZĐ])")
MOST_KEYS = 500


def read(content: bytes, most_rows: int) -> list[Sheet]:
    """One sheet with a header of the keys; the place of a row is its page, counted from 1 there.

    Raises Unreadable: damaged, not_a_spreadsheet (JSON without a list of objects), grid.TooManyRows.
    """
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged") from error
    pages = _pages(told)
    items = [(page, place, item) for page, items in pages for place, item in items]
    grid.check_rows(len(items), most_rows)
    keys = list(dict.fromkeys(key for _page, _place, item in items for key in item))
    if not keys or len(keys) > MOST_KEYS:
        raise Unreadable("not_a_spreadsheet")
    rows = [Row(1, tuple(map(_label, keys)), "")]
    rows += [
        Row(place, tuple(_cell(item.get(key)) for key in keys), f"Trang {page}" if page else "")
        for page, place, item in items
    ]
    return [Sheet("", rows)]


def _pages(told: Any) -> list[tuple[int, list[tuple[int, dict[str, Any]]]]]:
    """(page, [(place, item)]); page 0 where there is only one."""
    if isinstance(told, dict) and isinstance(told.get("pages"), list):
        pages = [_items(page) for page in told["pages"]]
        return [(number, items) for number, items in enumerate(pages, start=1)]
    return [(0, _items(told))]


def _items(page: Any) -> list[tuple[int, dict[str, Any]]]:
    found: Iterable[Any] | None = page if isinstance(page, list) else None
    if isinstance(page, dict):
        found = next((page[name] for name in LISTS if isinstance(page.get(name), list)), None)
    if found is None or any(not isinstance(item, dict) for item in found):
        raise Unreadable("not_a_spreadsheet")
    return [(place, item) for place, item in enumerate(found, start=1) if item]


def _label(key: str) -> str:
    words = " ".join(CAMEL.sub(" ", key).replace("_", " ").replace("-", " ").split())
    known = ENGLISH.get(words.lower())
    return known if known and not header.recognise([words]) else words


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**15 else str(value)[:100]
    return json.dumps(value, ensure_ascii=False)
