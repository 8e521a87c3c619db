"""Parsing made files."""

from datetime import date

from plugins.ocop_sync.fields.decision import Decision
from plugins.ocop_sync.parse import ParsedFile, parse

DECISION = Decision("100/QĐ-UBND", date(2026, 8, 5), "UBND tỉnh Lâm Đồng")


def read(content: bytes) -> ParsedFile:
    return parse("ds.xlsx", content)


def problems(parsed: ParsedFile) -> list[tuple[int, str, str, str]]:
    return [
        (bad.number, bad.problems[0].column, bad.problems[0].value, bad.problems[0].code)
        for bad in parsed.bad
    ]
