"""What can be sold: good and unexpired units less what is held. The only such sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Condition, Lot, Shelf


@dataclass(frozen=True)
class Free:
    """Units of one article that can be sold at one place; never below zero."""

    place_id: int
    variant_id: int
    quantity: int


def free(keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, int]:
    """Free units per (place, variant) on that day, 0 where there is no shelf. Two queries.

    Before a promise is made, call it after lock_stock() on the same keys.
    """
    wanted = set(keys)
    found = _free(Q(place_id__in={key[0] for key in wanted}), {key[1] for key in wanted}, day)
    return {key: found.get(key, 0) for key in wanted}


def free_anywhere(variant_ids: Iterable[int], day: date) -> list[Free]:
    """Where these articles can be sold on that day: one row per place with any free unit."""
    found = _free(Q(), set(variant_ids), day)
    return [Free(*key, quantity) for key, quantity in sorted(found.items()) if quantity > 0]


def variants_in_stock(day: date, place_id: int | None = None) -> QuerySet:
    """The keys of articles with a free unit on that day, at some place or at this one; a subquery."""
    shelves = _shelves_with_free(day)
    if place_id is not None:
        shelves = shelves.filter(place=place_id)
    return shelves.values("variant_id")


def articles_by_place(variants: QuerySet, day: date) -> dict[int, int]:
    """At each place, of how many of these articles a unit can be sold that day. One query."""
    shelves = _shelves_with_free(day).filter(variant__in=variants)
    return dict(shelves.values_list("place").annotate(many=Count("pk")).order_by())


def _shelves_with_free(day: date) -> QuerySet[Shelf]:
    balances = (
        Balance.objects.filter(
            sellable(day), place=OuterRef("place"), lot__variant=OuterRef("variant")
        )
        .values("lot__variant")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    shelves = Shelf.objects.filter(on_hand__gt=F("held")).annotate(good=Subquery(balances))
    return shelves.filter(good__gt=F("held"))


def sellable(day: date) -> Q:
    """The balances, or rows of a transfer, that may be sold on the day: a best-before day is
    its last good day."""
    return Q(condition=Condition.GOOD) & (
        Q(lot__best_before__isnull=True) | Q(lot__best_before__gte=day)
    )


def is_sellable(lot: Lot, condition: str, day: date) -> bool:
    """What sellable() says of a balance, for a lot in a condition that is in memory."""
    in_date = lot.best_before is None or lot.best_before >= day
    return condition == Condition.GOOD and in_date


def _free(places: Q, variant_ids: set[int], day: date) -> dict[ShelfKey, int]:
    good = (
        Balance.objects.filter(places, sellable(day), lot__variant_id__in=variant_ids)
        .values_list("place_id", "lot__variant_id")
        .annotate(total=Sum("quantity"))
    )
    found = {(place, variant): total for place, variant, total in good}
    held = Shelf.objects.filter(places, variant_id__in=variant_ids, held__gt=0)
    for place, variant, quantity in held.values_list("place_id", "variant_id", "held"):
        found[place, variant] = found.get((place, variant), 0) - quantity
    return {key: max(quantity, 0) for key, quantity in found.items()}
