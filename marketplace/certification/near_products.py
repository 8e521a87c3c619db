"""Which certified products of one producer may be one product under two prints. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from marketplace.certification.near_match import NearMatch
from marketplace.producers.nearness import Words, alike, drawers, is_slip, likeness, words

Why = NearMatch.Why
SAME = {"cafe": "caphe", "coffee": "caphe", "cacao": "cacao", "macca": "macca"}
FEW = 8  # products of one producer that are compared each with each: quicker than drawers
SAID_ANYWAY = frozenset({"ocop", "vietgap"})


@dataclass(frozen=True)
class Entry:
    """A product's name to be compared. producer: the key of whoever owns it, the kept one's for
    a merged producer; shelf: of its group, "" where none is known."""

    key: Hashable
    name: str
    producer: Hashable
    shelf: str
    is_asked: bool = True

    @cached_property
    def words(self) -> Words:
        """The name without what any product may say."""
        found = words(self.name)
        kept = [n for n, word in enumerate(found.folded) if word not in SAID_ANYWAY]
        folded = tuple(SAME.get(found.folded[n], found.folded[n]) for n in kept)
        return Words(folded, tuple(found.printed[n] for n in kept))


@dataclass(frozen=True)
class Near:
    """Two keys whose names are near: why, and how much of 100."""

    one: Hashable
    other: Hashable
    why: str
    score: int


def find(entries: Iterable[Entry]) -> Iterator[Near]:
    """The near pairs of one producer's products on one shelf, once a pair of keys.

    The work grows with the entries, not their square.
    """
    by_producer: dict[Hashable, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_producer[entry.producer].append(entry)
    for some in by_producer.values():
        if len(some) > 1:
            yield from _of_one(some)


def _of_one(entries: list[Entry]) -> Iterator[Near]:
    best: dict[frozenset, Near] = {}
    for one, other in _pairs(entries):
        if one.key == other.key or (
            "" not in (one.shelf, other.shelf) and one.shelf != other.shelf
        ):
            continue
        found = compare(one.words, other.words)
        pair = frozenset((one.key, other.key))
        if found and (pair not in best or best[pair].score < found[1]):
            best[pair] = Near(one.key, other.key, *found)
    yield from best.values()


def _pairs(entries: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    if len(entries) > FEW:
        yield from alike(entries, lambda entry: drawers(entry.words), lambda one: one.is_asked)
        return
    yield from (
        (one, other) for one, other in combinations(entries, 2) if one.is_asked or other.is_asked
    )


def compare(one: Words, other: Words) -> tuple[str, int] | None:
    """Why two names of one producer's products may mean one; None where they do not.

    The same words in another order, written together or apart, or a slip of the keyboard. A
    figure that differs ("Gạo ST24", "Gạo ST25") makes another product.
    """
    if not one.folded or not other.folded:
        return None
    if one.joined == other.joined:
        return Why.TYPO, 97
    if sorted(one.folded) == sorted(other.folded):
        return Why.WORD_ORDER, 90
    if is_slip(one, other):
        return Why.TYPO, likeness(one.joined, other.joined)
    return None
