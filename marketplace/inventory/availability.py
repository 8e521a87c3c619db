"""What can be sold: good and unexpired units less what is held. The only such sum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from marketplace import clock
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Condition, Hold, Lot, Shelf

# What sellable() says, less what promising holds hold. Written out: asked under the shelves' lock.
PAST = "hold.state = %(live)s AND hold.until <= %(now)s"  # as past() says
FREE = f"""
SELECT place_id, variant_id, sum(units)::bigint FROM (
    SELECT balance.place_id, lot.variant_id, balance.quantity AS units
    FROM ocop_inventory_lot AS lot
    JOIN ocop_inventory_balance AS balance ON balance.lot_id = lot.id
    WHERE lot.variant_id = ANY(%(variants)s)
        AND (%(places)s::bigint[] IS NULL OR balance.place_id = ANY(%(places)s))
        AND balance.condition = %(good)s
        AND (lot.best_before IS NULL OR lot.best_before >= %(day)s)
    UNION ALL
    SELECT shelf.place_id, shelf.variant_id, -greatest(0, shelf.held - coalesce((
        SELECT sum(hold.quantity) FROM ocop_inventory_hold AS hold
        WHERE hold.shelf_id = shelf.id AND {PAST}
    ), 0))
    FROM ocop_inventory_shelf AS shelf
    WHERE shelf.variant_id = ANY(%(variants)s) AND shelf.held > 0
        AND (%(places)s::bigint[] IS NULL OR shelf.place_id = ANY(%(places)s))
) AS either GROUP BY place_id, variant_id
"""
PAST_HOLDS = f"""
SELECT hold.id FROM ocop_inventory_hold AS hold
WHERE hold.shelf_id = ANY(%(shelves)s) AND {PAST} ORDER BY hold.id
"""


@dataclass(frozen=True)
class Free:
    """Units of one article that can be sold at one place; never below zero."""

    place_id: int
    variant_id: int
    quantity: int


def free(keys: Iterable[ShelfKey], day: date) -> dict[ShelfKey, int]:
    """Free units per (place, variant) on that day, 0 where there is no shelf. One query.

    Before a promise is made, call it after lock_stock() on the same keys.
    """
    wanted = set(keys)
    found = _free({key[0] for key in wanted}, {key[1] for key in wanted}, day)
    return {key: found.get(key, 0) for key in wanted}


def free_anywhere(variant_ids: Iterable[int], day: date) -> list[Free]:
    """Where these articles can be sold on that day: one row per place with any free unit."""
    found = _free(None, set(variant_ids), day)
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
    shelves = Shelf.objects.filter(on_hand__gt=0).annotate(good=Subquery(balances))
    return shelves.filter(good__gt=promised_units(clock.now()))


def promising(moment: datetime) -> Q:
    """The holds that promise something at the moment: live, and their time not passed."""
    return Q(state=Hold.State.LIVE) & (Q(until__isnull=True) | Q(until__gt=moment))


def past(moment: datetime) -> Q:
    """The live holds whose time has passed: they promise nothing, and nobody has ended them yet."""
    return Q(state=Hold.State.LIVE, until__lte=moment)


def past_holds(shelf_ids: Sequence[int], moment: datetime) -> list[int]:
    """The keys of such holds on these shelves. One query; before a decision, under their lock."""
    if not shelf_ids:
        return []
    asked = {"shelves": list(shelf_ids), "live": str(Hold.State.LIVE), "now": moment}
    with connection.cursor() as cursor:
        cursor.execute(PAST_HOLDS, asked)
        return [row[0] for row in cursor.fetchall()]


def promised_units(moment: datetime) -> Case:
    """Of a shelf, in a query: the units it holds, without the holds whose time has passed."""
    over = (
        Hold.objects.filter(past(moment), shelf=OuterRef("pk"))
        .values("shelf")
        .annotate(total=Sum("quantity"))
        .values("total")
    )
    held = F("held") - Coalesce(Subquery(over), 0)
    return Case(When(held__gt=0, then=held), default=0, output_field=BigIntegerField())


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


def _free(places: set[int] | None, variants: set[int], day: date) -> dict[ShelfKey, int]:
    """Free units of these articles, at these places or (None) anywhere."""
    if not variants:
        return {}
    asked = {
        "variants": list(variants),
        "places": None if places is None else list(places),
        "good": str(Condition.GOOD),
        "day": day,
        "live": str(Hold.State.LIVE),
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FREE, asked)
        return {(place, variant): max(units, 0) for place, variant, units in cursor.fetchall()}
