"""Which producers' names may mean one producer: legal forms, branches, former names, slips. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from marketplace.producers.nearness import Words, alike, drawers, is_slip, likeness, words

Why = Literal["legal_form", "typo", "word_order", "shortened", "branch", "former_name"]

# Folded words → what they stand for. The longest run of words that is listed is taken.
FORMS: dict[str, tuple[str, ...]] = {
    "cong ty": ("company",), "cty": ("company",), "c ty": ("company",),
    "tong cong ty": ("company",), "doanh nghiep": ("company",),
    "ctcp": ("shares",), "ct cp": ("shares",), "co phan": ("shares",), "cp": ("shares",),
    "tnhh": ("limited",), "ct tnhh": ("limited",), "t n h h": ("limited",),
    "trach nhiem huu han": ("limited",), "trach nhiem hui han": ("limited",),
    "mtv": ("limited",), "1tv": ("limited",), "2tv": ("limited",), "mot thanh vien": ("limited",),
    "1 thanh vien": ("limited",), "2 thanh vien": ("limited",), "hai thanh vien": ("limited",),
    "hai thanh vien tro len": ("limited",), "2 thanh vien tro len": ("limited",),
    "dntn": ("private",), "dn tu nhan": ("private",), "doanh nghiep tu nhan": ("private",),
    "hop tac xa": ("cooperative",), "htx": ("cooperative",), "h t x": ("cooperative",),
    "to hop tac": ("group",), "tht": ("group",),
    "lien hiep hop tac xa": ("union",), "lien hiep htx": ("union",), "lh htx": ("union",),
    "ho": ("household",), "hkd": ("household",), "ho kd": ("household",),
    "ho kinh doanh": ("household",), "ho kinh doanh ca the": ("household",),
    "ho ca the": ("household",), "ho san xuat": ("household",), "ho sx": ("household",),
    "ho sxkd": ("household",), "ho gia dinh": ("household",), "ho nong dan": ("household",),
    "ho san xuat kinh doanh": ("household",),
    "co so": ("workshop",), "cs": ("workshop",), "cssx": ("workshop",), "cssxkd": ("workshop",),
    "co so sxkd": ("workshop",), "co so san xuat": ("workshop",),
    "co so che bien": ("workshop",), "co so san xuat kinh doanh": ("workshop",),
}  # fmt: skip
# What a company or cooperative says it does: names leave it out or shorten it at will.
TRADES: dict[str, tuple[str, ...]] = {
    "san xuat": ("sx",), "thuong mai": ("tm",), "dich vu": ("dv",), "nong nghiep": ("nn",),
    "kinh doanh": ("kd",), "xuat nhap khau": ("xnk",), "che bien": ("cb",), "dau tu": ("dt",),
    "phat trien": ("pt",), "xay dung": ("xd",), "du lich": ("dl",), "tong hop": ("th",),
    "va": (), "san xuat kinh doanh": ("sx", "kd"),
}  # fmt: skip
_SHORT = ("sx", "tm", "dv", "nn", "kd", "xnk", "cb", "xd", "dl")
_ALL_SHORT = re.compile(rf"(?:{'|'.join(_SHORT)})+")
_EACH_SHORT = re.compile("|".join(_SHORT))
_LISTED = {tuple(key.split()): value for key, value in (FORMS | TRADES).items()}
_FORM_CODES = frozenset(code for codes in FORMS.values() for code in codes)
_LONGEST = max(map(len, _LISTED))
# A form may turn into another of its kind; a household that founds a company is another producer.
_KIND = {
    "company": "company", "shares": "company", "limited": "company", "private": "company",
    "cooperative": "cooperative", "group": "cooperative", "union": "union",
    "household": "household", "workshop": "household", "": "",
}  # fmt: skip
_STRONGEST = (
    "union", "cooperative", "group", "private", "shares", "limited", "company", "household",
    "workshop",
)  # fmt: skip
_BRANCH = re.compile(r"\b(?:chi nhanh|cn)\b")
_FORMER = re.compile(
    r"\b(?:ten cu(?: la)?|truoc day la|truoc day|truoc la|nay la|nay doi ten thanh|nay doi thanh"
    r"|doi ten thanh|doi ten tu|tien than la|tien than)\b\s*:?"
)
_AT_END = re.compile(r"\b(?:tai|dia diem)\b.*$")
_PERSON = ("ong", "ba")


@dataclass(frozen=True)
class Name:
    """One name of a producer, taken apart.

    form: the legal form it says, "" for none; trades: what it says it does; core: what is left,
    by which people know it.
    """

    form: str
    trades: frozenset[str]
    core: Words
    is_branch: bool = False

    @property
    def kind(self) -> str:
        """Forms of one kind may turn into each other."""
        return _KIND[self.form]


@dataclass(frozen=True)
class Entry:
    """A producer's name to be compared. key: of the producer; province: its key, None: not known.

    is_asked: its pairs are wanted; those of two others are not.
    """

    key: Hashable
    name: str
    province: int | None
    is_asked: bool = True

    @cached_property
    def names(self) -> list[Name]:
        """The name, and the former or later ones it speaks of."""
        return [take_apart(one) for one in told(self.name)]


@dataclass(frozen=True)
class Near:
    """Two keys whose names are near: why, and how much of 100."""

    one: Hashable
    other: Hashable
    why: Why
    score: int


def find(entries: Iterable[Entry]) -> Iterator[Near]:
    """The near pairs of all entries, once a pair of keys, the surest reason first found.

    Within a province alone, since two of one name in two provinces stay two; one whose province
    is not known may be any of its name. The work grows with the entries, not their square.
    """
    by_province: dict[int | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_province[entry.province].append(entry)
    best: dict[frozenset, Near] = {}
    for one, other in _pairs(by_province):
        found = compare(one.names, other.names) if one.key != other.key else None
        pair = frozenset((one.key, other.key))
        if found and (pair not in best or best[pair].score < found[1]):
            best[pair] = Near(one.key, other.key, *found)
    yield from best.values()


def _pairs(by_province: dict[int | None, list[Entry]]) -> Iterator[tuple[Entry, Entry]]:
    """A province after the other, so that the drawers of one are in memory; then those of which
    the province is not known beside all others, by the very same core alone."""
    for entries in by_province.values():
        yield from alike(entries, _keys, _is_asked)
    if None in by_province:
        everywhere = [entry for entries in by_province.values() for entry in entries]
        cores = alike(everywhere, lambda one: (name.core.joined for name in one.names), _is_asked)
        yield from (
            (one, other)
            for one, other in cores
            if (one.province is None) != (other.province is None)
        )


def compare(ours: list[Name], theirs: list[Name]) -> tuple[Why, int] | None:
    """Why these names may mean one producer, and how surely; None where they do not."""
    found = _compare(ours[0], theirs[0])
    if found:
        return found
    for one in ours:
        for other in theirs:
            if (one, other) != (ours[0], theirs[0]) and _compare(one, other):
                return "former_name", 90
    return None


def told(name: str) -> list[str]:
    """The names a printed name speaks of, its own first.

    >>> told("Công ty TNHH A (tên cũ: HTX B)")
    ['Công ty TNHH A', 'HTX B']
    """
    plain = _plain(name)
    marks = list(_FORMER.finditer(plain))
    if not marks:
        return [name]
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(name)]
    parts = (name[start:end].strip(" ()[],;:–-.") for start, end in zip(starts, ends, strict=True))
    return [part for part in parts if part] or [name]


def take_apart(name: str) -> Name:
    """Legal form, trades and the rest of one name; a branch by the company it belongs to."""
    all_words, is_branch = _without_branch(words(name))
    codes: set[str] = set()
    trades: list[str] = []
    kept: list[int] = []
    place = 0
    while place < len(all_words.folded):
        length, found = _listed(all_words.folded, place)
        if found is None:
            kept.append(place)
        for code in found or ():
            if code not in _FORM_CODES:
                trades.append(code)
            codes.add(code)
        place += length
    form = next((one for one in _STRONGEST if one in codes), "")
    core = _only(all_words, kept)
    if form == "household" and len(core.folded) > 2 and core.folded[0] in _PERSON:
        core = Words(core.folded[1:], core.printed[1:])
    if not core.folded:  # "HTX Dịch vụ Nông nghiệp": its trades are its name
        core, trades = Words(tuple(trades), tuple(trades)), []
    return Name(form, frozenset(trades), core, is_branch)


def _compare(one: Name, other: Name) -> tuple[Why, int] | None:
    if not one.core.folded or not other.core.folded:
        return None
    same_kind = one.kind == other.kind
    if not same_kind and "" not in (one.kind, other.kind):
        return None
    if not (one.trades <= other.trades or other.trades <= one.trades):
        return None
    if one.core.joined == other.core.joined:
        if one.is_branch or other.is_branch:
            return "branch", 85
        if not same_kind or one.trades != other.trades:
            return "shortened", 80 if same_kind else 70
        return "legal_form", 100 if one.form == other.form else 85
    if sorted(one.core.folded) == sorted(other.core.folded) and len(one.core.folded) > 3:
        return "word_order", 80
    if is_slip(one.core, other.core) and same_kind:
        return "typo", likeness(one.core.joined, other.core.joined)
    return None


def _keys(entry: Entry) -> Iterator[Hashable]:
    for name in entry.names:
        yield from drawers(name.core)


def _is_asked(entry: Entry) -> bool:
    return entry.is_asked


def _listed(folded: tuple[str, ...], place: int) -> tuple[int, tuple[str, ...] | None]:
    for length in range(min(_LONGEST, len(folded) - place), 0, -1):
        found = _LISTED.get(folded[place : place + length])
        if found is not None:
            return length, found
    if _ALL_SHORT.fullmatch(folded[place]):
        return 1, tuple(_EACH_SHORT.findall(folded[place]))
    return 1, None


def _without_branch(name: Words) -> tuple[Words, bool]:
    """The company's own words of "Chi nhánh Lâm Đồng - Công ty CP X", "Công ty CP X - CN Đà Lạt"."""
    text = " ".join(name.folded)
    said = _BRANCH.search(text)
    if not said:
        return name, False
    before = text[: said.start()].split()
    if before:
        return _only(name, range(len(before))), True
    start = len(said.group().split())
    forms = (
        place
        for place in range(start, len(name.folded))
        if (_listed(name.folded, place)[1] or ("",))[0] in _FORM_CODES
    )
    start = next(forms, start)
    end = len(_AT_END.sub("", text).split())
    return _only(name, range(start, max(start + 1, end))), True


def _only(name: Words, places: Iterable[int]) -> Words:
    chosen = [place for place in places if place < len(name.folded)]
    return Words(
        tuple(name.folded[place] for place in chosen),
        tuple(name.printed[place] for place in chosen),
    )


def _plain(name: str) -> str:
    """Lower case without marks, each letter in its place: what is found here is cut there."""
    letters = []
    for letter in name:
        bare = unicodedata.normalize("NFD", letter.lower())[:1]
        letters.append("d" if bare == "đ" else bare or letter)
    return "".join(letters)
