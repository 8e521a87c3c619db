"""Finding near pairs among what the register holds, and what a list would add to it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from marketplace.certification import near_asking, near_products
from marketplace.certification.merging import lock
from marketplace.certification.models import Certificate, CertifiedProduct
from marketplace.certification.near_match import Kind
from marketplace.producers import near_names
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class Found:
    """A near pair by the keys of its two: what stands in the register by its own key."""

    kind: str
    one: Hashable
    other: Hashable
    why: str
    score: int


def among(
    producers: Sequence[near_names.Entry], products: Sequence[near_products.Entry]
) -> list[Found]:
    """Pairs of the new producers and products, or of one of them and the register's, by keys.

    producers: new in the register, or not in it yet; products: likewise, by whose producer they
    are. The register's are read with two queries: of the same provinces, of the same producers.
    """
    found: list[Found] = []
    if producers:
        provinces = {entry.province for entry in producers}
        new = {entry.key for entry in producers}
        held = _producers(None if None in provinces else provinces, is_asked=False)
        makers = [*producers, *(entry for entry in held if entry.key not in new)]
        found += [_found(Kind.PRODUCER, near) for near in near_names.find(makers)]
    if products:
        new = {entry.key for entry in products}
        owners = {entry.producer for entry in products if isinstance(entry.producer, int)}
        known = _products(owners, is_asked=False)
        made = [*products, *(entry for entry in known if entry.key not in new)]
        found += [_found(Kind.PRODUCT, near) for near in near_products.find(made)]
    return found


def of_producer(producer_id: int) -> list[Found]:
    """Near pairs among the products of one producer, under all their names."""
    return [_found(Kind.PRODUCT, near) for near in near_products.find(_products([producer_id]))]


def ask_all() -> int:
    """Look through the whole register and ask about every near pair; answers how many are new.

    Two readings, one write a thousand pairs. Locks the register while it writes.
    """
    found = [_found(Kind.PRODUCER, near) for near in near_names.find(_producers(None))]
    found += [_found(Kind.PRODUCT, near) for near in near_products.find(_products(None))]
    return ask(found)


def ask(found: Iterable[Found], found_by_import: int | None = None) -> int:
    """Put pairs that stand in the register into the queue; answers how many are new.

    Two rows of one decision are two products: nobody is asked about those.
    """
    found = list(found)
    known = _in_one_decision([one for one in found if one.kind == Kind.PRODUCT])
    pairs = [
        near_asking.pair(
            one.kind,
            _key(one.one),
            _key(one.other),
            why=one.why,
            score=one.score,
            found_by_import=found_by_import,
        )
        for one in found
        if one not in known
    ]
    if not pairs:
        return 0
    with transaction.atomic():
        lock()
        return near_asking.ask(pairs)


def _in_one_decision(found: list[Found]) -> set[Found]:
    """Those pairs of products that one decision names both."""
    ids = {_key(end) for one in found for end in (one.one, one.other)}
    decisions: dict[Hashable, set[tuple]] = defaultdict(set)
    decided = Certificate.objects.filter(certified_product__in=ids).exclude(number="")
    for product, *key in decided.values_list(
        "certified_product", "number", "decided_on", "authority"
    ):
        decisions[product].add(tuple(key))
    return {one for one in found if decisions[one.one] & decisions[one.other]}


def _producers(
    provinces: Iterable[int | None] | None, *, is_asked: bool = True
) -> list[near_names.Entry]:
    """All names of these provinces (None: of all), those of merged producers as the kept one's."""
    rows = Producer.objects.order_by("pk")
    if provinces is not None:
        rows = rows.filter(Q(province__in=list(provinces)) | Q(province=None))
    named = rows.annotate(whose=Coalesce(F("merged_into_id"), F("pk")))
    return [
        near_names.Entry(key, name, province, is_asked)
        for key, name, province in named.values_list("whose", "name", "province_id")
    ]


def _products(owners: Iterable[int] | None, *, is_asked: bool = True) -> list[near_products.Entry]:
    """All names of these producers' products (None: of all), merged ones as the kept one's."""
    rows = CertifiedProduct.objects.order_by("pk").annotate(
        whose=Coalesce(F("merged_into_id"), F("pk")),
        owner=Coalesce(F("merged_into__producer_id"), F("producer_id")),
    )
    if owners is not None:
        rows = rows.filter(owner__in=list(owners))
    return [
        near_products.Entry(key, name, owner, shelf or "", is_asked)
        for key, name, owner, shelf in rows.values_list("whose", "name", "owner", "group__shelf")
    ]


def _found(kind: str, near: near_names.Near | near_products.Near) -> Found:
    return Found(kind, near.one, near.other, near.why, near.score)


def _key(key: Hashable) -> int:
    if not isinstance(key, int):
        raise RuntimeError("this does not stand in the register yet")
    return key
