"""What stands on a shelf: by lot, owner and condition."""

from collections.abc import Sequence

from django.db.models import F, QuerySet

from marketplace import clock
from marketplace.inventory.availability import promising
from marketplace.inventory.models import Balance, Hold, Lot
from marketplace.places.models import Place


def of_article(variant_id: int, places: QuerySet[Place]) -> Sequence[Balance]:
    """The balances of an article at these places that are not empty, first expiry first. One query."""
    return _read(Balance.objects.filter(lot__variant=variant_id, place__in=places))


def of_lot(lot: Lot, places: QuerySet[Place]) -> Sequence[Balance]:
    """The balances of a lot at these places that are not empty. One query."""
    return _read(Balance.objects.filter(lot=lot, place__in=places))


def holds_on(variant_id: int, places: QuerySet[Place]) -> Sequence[Hold]:
    """What is held of an article at these places, oldest first. One query."""
    live = Hold.objects.filter(
        promising(clock.now()), shelf__variant=variant_id, shelf__place__in=places
    )
    return list(live.select_related("shelf__place").order_by("placed_at", "pk"))


def _read(balances: QuerySet[Balance]) -> list[Balance]:
    return list(
        balances.filter(quantity__gt=0)
        .select_related("lot", "place", "owner__producer", "owner__operator")
        .order_by("place__name", F("lot__best_before").asc(nulls_last=True), "lot__code", "pk")
    )
