"""Near matches of what a list brings: shown with its plan, asked about once it is written."""

from collections.abc import Hashable
from typing import Any

from marketplace.certification.models import CertifiedProduct, ProductGroup
from marketplace.certification.near_match import Kind
from marketplace.certification.near_products import Entry as ProductName
from marketplace.certification.near_register import Found, among
from marketplace.certification.near_register import ask as put_into_the_queue
from marketplace.producers.models import Producer
from marketplace.producers.near_names import Entry as ProducerName
from plugins.ocop_sync.models import RegisterImport
from plugins.ocop_sync.tally import Newcomer, Tally

MOST_SHOWN = 100
# More than the country has: what such a list brings is compared at night, with the whole register.
MOST_COMPARED = 40_000
NOT_COMPARED = {"compared": False}


def planned(made: Tally) -> dict[str, Any]:
    """How many near pairs the list would bring, and the nearest of them by their names.

    Two products of one decision are two products: pairs of a list with one decision are left out.
    {"compared": False} alone where the list brings more than is compared.
    """
    if len(made.newcomers) > MOST_COMPARED:
        return NOT_COMPARED
    found = _found(made)
    if made.parsed.decision:
        found = [one for one in found if one.kind == Kind.PRODUCER or _is_known(one)]
    nearest = sorted(found, key=lambda one: -one.score)[:MOST_SHOWN]
    names = _names(made, nearest)
    return {
        "count": len(found),
        "pairs": [
            {
                "kind": str(one.kind),
                "names": [names[one.kind, one.one], names[one.kind, one.other]],
                "why": str(one.why),
                "score": one.score,
            }
            for one in nearest
        ],
    }


def ask(one: RegisterImport, made: Tally) -> dict[str, Any]:
    """Put the pairs into the queue "gộp hay tách?"; answers how many are new there, as planned().

    Call when the import is written, in its transaction, under the register's lock.
    """
    if len(made.newcomers) > MOST_COMPARED:
        return NOT_COMPARED
    return {"count": put_into_the_queue(_found(made), one.pk)}


def _found(made: Tally) -> list[Found]:
    if not len(made.newcomers):
        return []
    shelves = dict(ProductGroup.objects.values_list("pk", "shelf"))
    producers, products = [], []
    for one in made.newcomers:
        if one.kind == Kind.PRODUCER:
            producers.append(ProducerName(_key(one), one.name, one.province_id))
        else:
            maker = one.producer_id or _maker(one)
            shelf = shelves[one.group_id] if one.group_id else ""
            products.append(ProductName(_key(one), one.name, maker, shelf))
    return among(producers, products)


def _key(one: Newcomer) -> Hashable:
    """Its key in the register, or what tells it from the others of the plan."""
    if one.id is not None:
        return one.id
    return _maker(one) if one.kind == Kind.PRODUCER else (*_maker(one), one.folded, one.group_id)


def _maker(one: Newcomer) -> tuple[str, int | None]:
    return one.producer, one.province_id


def _is_known(found: Found) -> bool:
    """Whether one of the two stands in the register already."""
    return isinstance(found.one, int) or isinstance(found.other, int)


def _names(made: Tally, found: list[Found]) -> dict[tuple[str, Hashable], str]:
    wanted = {(one.kind, key) for one in found for key in (one.one, one.other)}
    names: dict[tuple[str, Hashable], str] = {}
    for model, kind in ((Producer, Kind.PRODUCER), (CertifiedProduct, Kind.PRODUCT)):
        held = [key for of, key in wanted if of == kind and isinstance(key, int)]
        for pk, name in model.objects.filter(pk__in=held).values_list("pk", "name"):
            names[kind, pk] = name
    for one in made.newcomers:
        if (one.kind, _key(one)) in wanted:
            names[one.kind, _key(one)] = one.name
    return names
