"""Questions about today's provinces and communes, and the old names people still use.

Every function costs a fixed number of queries, whatever it finds.
"""

import re
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext

from marketplace import text
from marketplace.places.address_text import name_key, pieces_of
from marketplace.places.models import Level, Scheme, Unit, UnitSuccession
from marketplace.places.package_units import folded_both_ways
from marketplace.places.unit_index import SPOKEN

OWN_NAME, IN_OWN_NAME, IN_FORMER_NAME, APART = range(4)
MOST_WORDS = 12
MOST_FORMER_NAMES = 3
_ABBREVIATED = {"tp", "tt", "tx", "h", "q", "p", "x", "t"}
_NUMBERED = re.compile(r"^([pq])0*(\d+)$")  # "P7", "Q3"
_NUMBERED_KIND = {"p": "phuong", "q": "quan"}


@dataclass(frozen=True)
class FoundCommune:
    """A current commune; `why` says which former name was meant, "" when its own was."""

    unit: Unit
    province: Unit
    why: str


def provinces() -> list[Unit]:
    """The provinces of today in Vietnamese order. One query."""
    return list(_open(Level.PROVINCE).order_by("sort_key"))


def communes(province_code: str) -> list[Unit]:
    """The communes of today in one province (QĐ 19/2025 code), in Vietnamese order. One query."""
    return list(
        _open(Level.COMMUNE)
        .filter(parent__code=province_code, parent__scheme=Scheme.QD19)
        .order_by("sort_key", "code")
    )


def commune_names(province_code: str) -> list[tuple[str, str]]:
    """Code and full name of the same communes, in the same order. One query and no objects."""
    found = _open(Level.COMMUNE).filter(parent__code=province_code, parent__scheme=Scheme.QD19)
    return list(found.order_by("sort_key", "code").values_list("code", "full_name"))


def commune(code: str) -> Unit | None:
    """The commune of today with that code (QĐ 19/2025), its province fetched too. One query."""
    return _open(Level.COMMUNE).select_related("parent").filter(code=code).first()


def find_communes(
    words: str, province_code: str | None = None, limit: int = 20
) -> list[FoundCommune]:
    """Communes of today that have all these words in their own or former names; two queries.

    Words match from their start, without marks: "hoi an", "Sa Đéc", "xã Thuận Hà Đắk Song". Own
    names come first; words that stand apart count only where nowhere they stand together. Nothing
    for no words.
    """
    asked = _words(words)
    if not asked or limit < 1:
        return []
    phrase = " ".join(asked)
    wanted = _open(Level.COMMUNE).filter(
        *(Q(search_names__contains=_begun(word)) for word in asked), parent__isnull=False
    )
    if province_code is not None:
        wanted = wanted.filter(parent__code=province_code)
    rank = Case(
        When(Q(folded=phrase) | Q(folded__endswith=f" {phrase}"), then=Value(OWN_NAME)),
        When(folded__contains=f" {phrase}", then=Value(IN_OWN_NAME)),
        When(search_names__contains=f" {phrase}", then=Value(IN_FORMER_NAME)),
        default=Value(APART),
        output_field=IntegerField(),
    )
    found = list(
        wanted.select_related("parent")
        .annotate(rank=rank)
        .order_by("rank", "sort_key", "parent__sort_key", "code")[:limit]
    )
    if found and found[0].rank < APART:
        found = [unit for unit in found if unit.rank < APART]
    former = _former_names([unit.pk for unit in found])
    return [
        FoundCommune(unit, unit.parent, _why(asked, unit, former.get(unit.pk, [])))
        for unit in found
    ]


def old_provinces_of(province: Unit) -> list[Unit]:
    """The former provinces of another name that went into this one, in order. One query."""
    return old_provinces().get(province.pk, [])


def old_provinces() -> dict[int, list[Unit]]:
    """For each province of today (by id) the former ones of another name in it. One query."""
    lines = UnitSuccession.objects.filter(old__level=Level.PROVINCE).select_related("old", "new")
    goes_to = {line.old_id: line.new for line in lines}
    found: dict[int, list[Unit]] = {}
    for line in sorted(lines, key=lambda line: line.old.sort_key):
        if line.old.scheme != Scheme.GSO:
            continue
        end = line.new
        while end.pk in goes_to:
            end = goes_to[end.pk]
        if end.name != line.old.name:
            found.setdefault(end.pk, []).append(line.old)
    return found


def province_names() -> list[tuple[str, str, list[str]]]:
    """Code and name of each province of today, in Vietnamese order, and the former ones of another
    name in it. Two queries and no objects: a page asks for it whenever it asks for an address."""
    steps = UnitSuccession.objects.filter(old__level=Level.PROVINCE).order_by("old__sort_key")
    rows = list(steps.values_list("old_id", "old__name", "old__scheme", "new_id"))
    goes_to = {old: new for old, _name, _scheme, new in rows}
    former: dict[int, list[str]] = {}
    for _old, name, scheme, end in rows:
        if scheme == Scheme.GSO:
            while end in goes_to:
                end = goes_to[end]
            former.setdefault(end, []).append(name)
    today = _open(Level.PROVINCE).order_by("sort_key").values_list("pk", "code", "name")
    return [
        (code, name, [one for one in former.get(pk, []) if one != name]) for pk, code, name in today
    ]


def province_named(name: str) -> Unit | None:
    """The province of today that has or had this name, with or without "tỉnh"; two queries."""
    now = {name_key(unit.name): unit for unit in _open(Level.PROVINCE)}
    by_id = {unit.pk: unit for unit in now.values()}
    before = {
        name_key(old.name): by_id[pk]
        for pk, former in old_provinces().items()
        if pk in by_id
        for old in former
    }
    for piece in pieces_of(name):
        key = name_key(piece.name)
        key = SPOKEN.get(key, key)
        if piece.kind in ("", "tỉnh", "thành phố") and (key in now or key in before):
            return now.get(key) or before[key]
    return None


def _open(level: str) -> QuerySet[Unit]:
    return Unit.objects.filter(level=level, scheme=Scheme.QD19, valid_until__isnull=True)


def _words(asked: str) -> list[str]:
    words = []
    for word in text.fold(asked).split()[:MOST_WORDS]:
        numbered = _NUMBERED.match(word)
        if numbered:
            words += [_NUMBERED_KIND[numbered[1]], numbered[2]]
        elif word not in _ABBREVIATED:
            words.append(word)
    return words


def _begun(word: str) -> str:
    """What a name with such a word contains: from its start on, a number as a whole."""
    return f" {word} " if word.isdigit() else f" {word}"


def _has(names: str, words: list[str]) -> bool:
    return all(_begun(word) in names for word in words)


def _spoken(*units: Unit | None) -> str:
    names = [name for unit in units if unit for name in folded_both_ways(unit.full_name)]
    return f" {' '.join(names)} "


def _former_names(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """For each commune its former ones: what to say, and what to compare words with. One query."""
    names: dict[int, list[tuple[str, str]]] = {}
    lines = UnitSuccession.objects.filter(new__in=ids).select_related("old__parent__parent")
    for line in lines.order_by("old__sort_key", "old__code"):
        old, above = line.old, line.old.parent
        said = f"{old.full_name}, {above.full_name}"
        folded = _spoken(old, above, above.parent)
        names.setdefault(line.new_id, []).append((said, folded))
    return names


def _why(asked: list[str], unit: Unit, former: list[tuple[str, str]]) -> str:
    own = _spoken(unit, unit.parent)
    missing = [word for word in asked if not _has(own, [word])]
    if not missing:
        return ""
    meant = [said for said, folded in former if _has(folded, asked)] or [
        said for said, folded in former if any(_has(folded, [word]) for word in missing)
    ]
    names = "; ".join(meant[:MOST_FORMER_NAMES]) + ("…" if len(meant) > MOST_FORMER_NAMES else "")
    return gettext("formerly: %(names)s") % {"names": names}
