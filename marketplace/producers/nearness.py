"""How near two names are, and which of many to compare at all. Pure; knows nothing of what they name."""

import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from marketplace.text import fold

Item = TypeVar("Item")
SHORTEST, LONG = 10, 20  # letters from which one slip, and two, may stand between equal names
LEAST_WORD = 4  # letters: a shorter word that differs is another word
MOST_ALIKE = 50  # names in one drawer; more of them say nothing


@dataclass(frozen=True, slots=True)
class Words:
    """A name's words: folded, as printed in lower case, and folded without blanks between."""

    folded: tuple[str, ...]
    printed: tuple[str, ...]

    @property
    def joined(self) -> str:
        return "".join(self.folded)


def words(name: str) -> Words:
    """The words of a name, in order; signs between them do not count."""
    lower = unicodedata.normalize("NFC", name.lower())
    pieces = "".join(sign if sign.isalnum() else " " for sign in lower).split()
    both = [(fold(piece).replace(" ", ""), piece) for piece in pieces]
    both = [(folded, piece) for folded, piece in both if folded]
    return Words(tuple(folded for folded, _ in both), tuple(piece for _, piece in both))


def is_slip(one: Words, other: Words) -> bool:
    """Whether a slip of the keyboard may make one of the other: never in figures or short words.

    Counted with marks where both have them: "nhài" and "nhãn" are two words, "riêng" and "riên"
    may be one.
    """
    lengths = len(one.joined), len(other.joined)
    shorter = min(lengths)
    if shorter < SHORTEST or max(lengths) > shorter + 2 or _figures(one) != _figures(other):
        return False
    if one.joined == other.joined:
        return True
    if any(len(word) < LEAST_WORD for word in set(one.folded) ^ set(other.folded)):
        return False
    most = 2 if shorter >= LONG else 1
    bare = not (_has_marks(one) and _has_marks(other))
    texts = [item.joined if bare else "".join(item.printed) for item in (one, other)]
    return DamerauLevenshtein.distance(*texts, score_cutoff=most) <= most


def likeness(one: str, other: str) -> int:
    """0 to 100."""
    return round(100 * DamerauLevenshtein.normalized_similarity(one, other))


def drawers(name: Words) -> Iterator[Hashable]:
    """Two names that are equal, in another order, or a slip apart, share one of these at least.

    A slip takes, adds, changes or swaps a letter: without one letter each, both are the same.
    """
    joined = name.joined
    yield joined
    yield tuple(sorted(name.folded))
    if len(joined) < SHORTEST - 1:
        return
    yield from {joined[:at] + joined[at + 1 :] for at in range(len(joined))}
    if len(joined) >= LONG - 2:
        yield from (
            (*name.folded[:at], None, *name.folded[at + 1 :]) for at in range(len(name.folded))
        )


def alike(
    items: Sequence[Item],
    keys: Callable[[Item], Iterable[Hashable]],
    is_asked: Callable[[Item], bool] = lambda item: True,
) -> Iterator[tuple[Item, Item]]:
    """Pairs of items that share a key, once each, at least one of them asked for.

    The work grows with the number of items, not with its square: a key that more than
    MOST_ALIKE items have pairs each with the first of them only. Keys are kept as their hashes,
    so that two may meet by chance; whoever compares the pair sees that they differ.
    """
    alone: dict[int, int] = {}
    shared: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        for key in {hash(key) for key in keys(item)}:
            if key not in alone:
                alone[key] = place
            else:
                shared.setdefault(key, [alone[key]]).append(place)
    asked = [is_asked(item) for item in items]
    seen: set[tuple[int, int]] = set()
    for places in shared.values():
        few = len(places) <= MOST_ALIKE
        pairs = combinations(places, 2) if few else ((places[0], other) for other in places[1:])
        for pair in pairs:
            if pair not in seen and (asked[pair[0]] or asked[pair[1]]):
                seen.add(pair)
                yield items[pair[0]], items[pair[1]]


def _figures(name: Words) -> list[str]:
    return sorted(
        "".join(filter(str.isdigit, word)) for word in name.folded if any(map(str.isdigit, word))
    )


def _has_marks(name: Words) -> bool:
    return any(not word.isascii() for word in name.printed)
