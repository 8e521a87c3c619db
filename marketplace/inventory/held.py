"""What is promised to orders stays: nobody but the order itself takes it from the shelf."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.inventory import holds
from marketplace.inventory.availability import is_sellable, promising, sellable
from marketplace.inventory.ledger import Line
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Balance, Hold, Shelf
from marketplace.inventory.refused import StockRefused
from marketplace.places.models import Place
from marketplace.refusal import Problem
from marketplace.saleor_bridge.models import ProductVariant


def refuse_if_promised(
    locked: Mapping[ShelfKey, Shelf], leaving: Sequence[Line], day: date
) -> None:
    """Raise StockRefused "promised", one problem a shelf, where orders would lose their goods.

    `leaving`: the lines about to be posted; what they bring counts too. `locked`: what
    lock_stock() returned for their shelves. A shelf keeps at least as many good unexpired units
    as it holds, and as many of all kinds. Where orders hold more than is good already (goods
    expired meanwhile), bad goods may still leave, as long as the shelf has what is held. Holds
    whose time has passed are ended first.
    """
    holds.end_past(locked)
    on_hand, good = _changes(leaving, day)
    touched = {key for key, change in on_hand.items() if change < 0}
    touched |= {key for key, change in good.items() if change < 0}
    held = {key: locked[key].held for key in touched if locked[key].held}
    if not held:
        return
    sellable_now = _sellable(held, day)
    short: dict[ShelfKey, int] = {}  # how many units may leave
    for key, promised in held.items():
        if good[key] < 0 and sellable_now[key] + good[key] < promised:
            short[key] = max(sellable_now[key] - promised, 0)
        elif locked[key].on_hand + on_hand[key] < promised:
            short[key] = max(locked[key].on_hand - promised, 0)
    if short:
        raise StockRefused(_problems(locked, short))


def _changes(
    lines: Sequence[Line], day: date
) -> tuple[defaultdict[ShelfKey, int], defaultdict[ShelfKey, int]]:
    """How many units of all kinds, and of the good unexpired ones, each shelf gains."""
    on_hand: defaultdict[ShelfKey, int] = defaultdict(int)
    good: defaultdict[ShelfKey, int] = defaultdict(int)
    for line in lines:
        if line.place_id is None:
            continue
        key = line.place_id, line.lot.variant_id
        on_hand[key] += line.quantity
        if is_sellable(line.lot, line.condition, day):
            good[key] += line.quantity
    return on_hand, good


def _sellable(keys: Mapping[ShelfKey, int], day: date) -> defaultdict[ShelfKey, int]:
    rows = (
        Balance.objects.filter(
            sellable(day),
            place_id__in={place for place, _variant in keys},
            lot__variant_id__in={variant for _place, variant in keys},
        )
        .values_list("place_id", "lot__variant_id")
        .annotate(total=Sum("quantity"))
    )
    return defaultdict(int, {(place, variant): total for place, variant, total in rows})


def _problems(locked: Mapping[ShelfKey, Shelf], short: Mapping[ShelfKey, int]) -> list[Problem]:
    shelves = {locked[key].pk for key in short}
    orders: dict[int, list[str]] = defaultdict(list)
    live = Hold.objects.filter(promising(clock.now()), shelf__in=shelves).order_by("pk")
    for shelf_id, reference in live.values_list("shelf_id", "reference"):
        order = reference.partition("/")[0]  # the parcel's code follows
        if order not in orders[shelf_id]:
            orders[shelf_id].append(order)
    variants = ProductVariant.objects.filter(pk__in={variant for _place, variant in short})
    names = dict(variants.values_list("pk", "product__name"))
    places = Place.objects.filter(pk__in={place for place, _variant in short})
    place_names = dict(places.values_list("pk", "name"))
    problems = []
    for key, may_leave in sorted(short.items()):
        shelf = locked[key]
        data = {
            "product": names[shelf.variant_id],
            "place": place_names[shelf.place_id],
            "held": shelf.held,
            "may_leave": may_leave,
            "orders": ", ".join(orders[shelf.pk]),
        }
        sentence = _(
            "%(product)s at %(place)s: %(held)d held for order %(orders)s, so that only "
            "%(may_leave)d can leave. Hand these orders over or cancel them first."
        )
        problems.append(
            Problem("promised", sentence % data, data=data | {"variant": shelf.variant_id})
        )
    return problems
