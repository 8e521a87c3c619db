"""Files as a bad disk, a bad line or a bad will leaves them; the same for the same number."""

import io
import json
import zipfile
from random import Random
from typing import Any

from tests.plugins.ocop_sync import files
from tests.plugins.ocop_sync.files import award
from tests.plugins.ocop_sync.writers import WRITERS
from tests.plugins.ocop_sync.writers.zipped import package

WIDE = (*files.HEADER, "Ngày ký", "Năm công nhận", "Ngày hết hạn")
NAMES = (
    *("TenSanPham", "ChuThe", "Xa", "Nhom", "HangSao", "GhiChu"),
    *("NgayKy", "NamCongNhan", "NgayHetHan"),
)
NO_NUMBERS = ("9" * 5000, "4," + "5" * 5000, 10**400, float("inf"), float("nan"))
KINDS = (*WRITERS, "json", "noise")
STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.4\n", b"", b"\xff\xfe", b"{")
PACKED = ("xlsx", "ods", "docx")


def damaged(number: int, seed: int) -> tuple[str, bytes]:
    """The kind of file, and one that is broken in a way of its own."""
    random = Random(f"{seed}/{number}")
    kind = KINDS[number % len(KINDS)]
    if kind == "noise":
        return kind, random.choice(STARTS) + random.randbytes(random.randrange(4000))
    whole = _whole(kind, random)
    if kind in PACKED and random.random() < 0.7:
        return kind, _inside(whole, random)
    return kind, _bent(whole, random)


def _whole(kind: str, random: Random) -> bytes:
    rows = [
        [place, *_award(place, random), "05/8/2026", 2026, ""]
        for place in range(1, random.randrange(2, 9))
    ]
    is_text = kind.startswith("csv")
    if is_text and kind not in ("csv", "csv-comma", "csv-tab"):
        for row in rows:
            row[5] = "4 sao"  # no old encoding has a star
    if (is_text or kind == "json") and random.random() < 0.3:
        random.choice(rows)[random.randrange(5, len(WIDE))] = random.choice(NO_NUMBERS)
    if kind == "json":
        items = [dict(zip(NAMES, row[1:], strict=True)) for row in rows]
        return json.dumps({"pages": [{"items": items}]}, ensure_ascii=False).encode()
    merges = ((1, len(rows), 2),) if len(rows) > 1 else ()
    return WRITERS[kind](files.title(), [list(WIDE), *rows], merges)


def _award(place: int, random: Random) -> list[Any]:
    return award(f"Trà {place}", stars=random.choice(["3 sao", 4, "★★★★"[: place % 5]]))


def _inside(content: bytes, random: Random) -> bytes:
    """A whole package, one part of which is bent: its sums are right."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = random.choice(sorted(parts))
    return package({**parts, name: _bent(parts[name], random)})


def _bent(content: bytes, random: Random) -> bytes:
    bent = bytearray(content)
    match random.randrange(6):
        case 0:
            return content[: random.randrange(len(content) + 1)]
        case 1:
            for _flip in range(random.randrange(1, 40)):
                if bent:
                    bent[random.randrange(len(bent))] ^= 1 << random.randrange(8)
        case 2:
            start = random.randrange(len(bent) + 1)
            del bent[start : start + random.randrange(1, 200)]
        case 3:
            start = random.randrange(len(bent) + 1)
            bent[start:start] = random.randbytes(random.randrange(1, 200))
        case 4:
            start = random.randrange(len(bent) + 1)
            piece = bent[start : start + random.randrange(1, 500)]
            bent[start:start] = piece * random.randrange(1, 20)
        case 5:  # numbers become others: sizes, counts, places
            digits = [place for place, byte in enumerate(bent) if 48 <= byte <= 57]
            for place in random.sample(digits, min(len(digits), random.randrange(1, 6))):
                bent[place : place + 1] = str(random.choice([0, 9, 99999, 4294967295])).encode()
    return bytes(bent)
