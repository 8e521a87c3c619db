"""One thing under several names: what shoppers type, what producers print, what visitors read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Folded, as marketplace.text.fold() writes. Each line is one thing.
SAME = (
    ("ca phe", "coffee", "cafe", "caphe"),
    ("mac ca", "macca", "macadamia"),
    ("tra", "che", "tea"),
    ("ca cao", "cacao", "cocoa"),
    ("socola", "so co la", "chocolate"),
    ("mat ong", "honey"),
    ("hat dieu", "cashew"),
    ("tieu", "pepper"),
    ("nuoc mam", "fish sauce"),
    ("ruou", "wine"),
    ("gao", "rice"),
    ("nam", "mushroom"),
    ("trai cay", "hoa qua", "fruit"),
    ("rau", "vegetable", "vegetables"),
    ("sau rieng", "durian"),
    ("chanh day", "chanh leo", "passion fruit"),
    ("atiso", "actiso", "artichoke"),
    ("dau tay", "strawberry"),
    ("khoai lang", "sweet potato"),
    ("thanh long", "dragon fruit"),
    ("dong trung ha thao", "dong trung", "cordyceps"),
    ("rong bien", "seaweed"),
    ("tinh dau", "essential oil"),
    ("tho cam", "brocade"),
    ("ot", "chili", "chilli"),
    ("gung", "ginger"),
    ("nghe", "turmeric"),
    ("ca", "fish"),
    ("tom", "shrimp"),
    ("banh", "cake"),
    ("bun", "noodle", "noodles"),
)
_OTHERS = {name: tuple(other for other in line if other != name) for line in SAME for name in line}
_LONGEST = max(len(name.split()) for name in _OTHERS)


@dataclass(frozen=True)
class Term:
    """words: as typed, one or more; others: the other names of the same thing."""

    words: str
    others: tuple[str, ...] = ()


def terms(words: Sequence[str]) -> list[Term]:
    """The folded words, grouped into known names (the longest first) and single words.

    >>> [term.words for term in terms(["ca", "phe", "rang"])]
    ['ca phe', 'rang']
    """
    found, start = [], 0
    while start < len(words):
        for length in range(min(_LONGEST, len(words) - start), 0, -1):
            name = " ".join(words[start : start + length])
            if length == 1 or name in _OTHERS:
                found.append(Term(name, _OTHERS.get(name, ())))
                start += length
                break
    return found


def has_all(folded: str, words: Iterable[str]) -> bool:
    """Whether one folded text has every term, as search.having_all() asks of a column."""
    padded = f" {folded} "
    return all(
        term.words in folded or any(f" {other} " in padded for other in term.others)
        for term in terms(list(words))
    )
