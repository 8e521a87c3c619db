"""How rows come out of the process that reads: one line of JSON for each."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from plugins.ocop_sync.book import Cell, Row, Sheet


class Broken(Exception):
    """The lines stop before their end: the process that wrote them is lost."""


@dataclass(frozen=True, slots=True)
class Begins:
    """The rows of this sheet follow."""

    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The file can't be read: an Unreadable."""

    code: str
    data: dict[str, Any]


def sheets(read: Iterable[Sheet]) -> Iterator[bytes]:
    """The lines for what was read."""
    for sheet in read:
        yield _line({"sheet": sheet.name})
        for row in sheet.rows:
            yield _line([row.number, row.place, *map(_out, row.cells)])
    yield _line({"end": True})


def refused(code: str, data: dict[str, Any]) -> bytes:
    """The line for a file that can't be read."""
    return _line({"refused": code, "data": data})


def told(lines: Iterable[bytes]) -> Iterator[Begins | Refused | Row]:
    """What the lines say. Raises Broken."""
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            raise Broken from None
        match said:
            case [int(number), str(place), *cells]:
                yield Row(number, tuple(map(_in, cells)), place)
            case {"sheet": str(name)}:
                yield Begins(name)
            case {"refused": str(code), "data": dict(data)}:
                yield Refused(code, data)
                return
            case {"end": True}:
                return
            case _:
                raise Broken
    raise Broken


def _line(said: object) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _out(cell: Cell) -> object:
    match cell:
        case datetime():
            return {"moment": cell.isoformat()}
        case date():
            return {"day": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
    return cell


def _in(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell
    match cell:
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"seconds": number}:
            return timedelta(seconds=number)
    raise Broken
