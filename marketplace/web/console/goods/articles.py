"""Finding the article that somebody scanned or typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace import text
from marketplace.inventory import scan
from marketplace.inventory.models import Lot
from marketplace.inventory.refused import StockRefused
from marketplace.listings.models import Listing

MOST_SHOWN = 20  # articles to choose from; who finds more types more


@dataclass(frozen=True)
class Found:
    """Articles that fit; lot: where a lot label was read, not registered yet where it is new;
    sentence: why there is none."""

    listings: list[Listing]
    lot: Lot | None = None
    sentence: str = ""


def find(typed: str) -> Found:
    """By barcode, code or lot label, else by a part of the name. At most four queries. Not for nothing."""
    typed = typed.strip()
    try:
        scanned = scan.find(typed)
    except StockRefused as refused:
        problem = refused.problems[0]
        if problem.code == "unknown_lot":
            listings = _listings().filter(code=problem.data["code"])
            return Found(list(listings), Lot(code=problem.data["lot"]))
        named = _named(typed)
        if named or any(letter.isalpha() for letter in typed):
            return Found(named, sentence="" if named else _none(typed))
        return Found([], sentence=problem.sentence)
    return Found(list(_listings().filter(variant=scanned.variant_id)), scanned.lot)


def by_code(codes: Iterable[str]) -> dict[str, Listing]:
    """Listings by their codes, those that exist. One query."""
    wanted = {code for code in codes if "\0" not in code}  # the database takes no such text
    return {listing.code: listing for listing in _listings().filter(code__in=wanted)}


def of_producer(producer_id: int) -> dict[str, Listing]:
    """All articles of a producer by code, in order of their names. One query."""
    found = _listings().filter(producer=producer_id).order_by("slug", "pk")
    return {listing.code: listing for listing in found}


def _listings() -> QuerySet[Listing]:
    """What can stand on a shelf: no gift set, whose parts do, and no service."""
    goods = Listing.objects.filter(is_gift_set=False).exclude(way=Listing.Way.BOOKING)
    return goods.select_related("variant__product", "producer")


def _named(typed: str) -> list[Listing]:
    wanted = Q(variant__product__name__icontains=typed)
    if folded := text.fold(typed):
        wanted |= Q(certified_product__folded__contains=folded)
    return list(_listings().filter(wanted).order_by("slug", "pk")[:MOST_SHOWN])


def _none(typed: str) -> str:
    sentence = _("No article is called “%(typed)s”. It has to be on sale before goods come in.")
    return sentence % {"typed": typed[:100]}
