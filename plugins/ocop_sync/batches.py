"""A long list in parts that can be planned one by one: all rows of a producer in one part.

Whom and what a row means depends on nothing but its producer's other rows and what the register
holds about that producer, under whatever name (docs/decisions/0009-batches.md).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from plugins.ocop_sync.fields.text import fold
from plugins.ocop_sync.parse import GoodRow, ParsedFile, Rows

MOST = 2_500  # rows planned and written at once


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows in the order of the file. goes_on: its one producer has more than a batch may hold,
    and the batch before this held others of its products."""

    rows: list[GoodRow]
    goes_on: bool = False


def of(
    parsed: ParsedFile,
    aliases: Iterable[tuple[str, str]] = (),
    product_aliases: Iterable[tuple[str, str]] = (),
    most: int = MOST,
) -> Iterator[Batch]:
    """The rows, each in one batch of at most so many, in the order in which producers come first.

    aliases: folded names that mean one producer, in pairs; product_aliases: likewise of products,
    whoever makes them. Only a product with more rows than
    `most` makes a batch longer.
    """
    makers: dict[str, list[int]] = defaultdict(list)  # name → the places of its rows
    kept = _kept(aliases)
    for place, name in enumerate(parsed.makers):
        makers[kept.get(name, name)].append(place)
    products = _kept(product_aliases)
    for places, goes_on in _parts(makers.values(), parsed.rows, products, most):
        yield Batch([parsed.rows[place] for place in places], goes_on)


def _parts(
    makers: Iterable[Sequence[int]], rows: Rows[GoodRow], products: dict[str, str], most: int
) -> Iterator[tuple[list[int], bool]]:
    some: list[int] = []
    for places in makers:
        if some and len(some) + len(places) > most:
            yield sorted(some), False
            some = []
        if len(places) > most:
            for number, part in enumerate(_by_product(places, rows, products, most)):
                yield part, number > 0
        else:
            some += places
    if some:
        yield sorted(some), False


def _by_product(
    places: Sequence[int], rows: Rows[GoodRow], products: dict[str, str], most: int
) -> list[list[int]]:
    """One producer's rows in parts of whole products, by a number that their kept names give."""
    folded = (fold(rows[place].product) for place in places)
    numbers = [crc32(products.get(name, name).encode()) for name in folded]
    parts: dict[int, int] = {}
    held: Counter[int] = Counter()
    part = 0
    for number, many in Counter(numbers).items():
        if held[part] and held[part] + many > most:
            part += 1
        parts[number] = part
        held[part] += many
    found: list[list[int]] = [[] for _part in range(part + 1)]
    for place, number in zip(places, numbers, strict=True):
        found[parts[number]].append(place)
    return found


def _kept(aliases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name → one name for all that are the same, also through others."""
    kept: dict[str, str] = {}

    def root(name: str) -> str:
        while name in kept:
            name = kept[name]
        return name

    for name, other in aliases:
        one, two = root(name), root(other)
        if one != two:
            kept[one] = two
    return {name: root(name) for name in list(kept)}
