"""What a unit on the shelf is worth in the books."""

from collections.abc import Iterable

from django.db.models import Case, F, QuerySet, When

from marketplace.inventory.models import BoughtOut, DeliveryLine, Lot
from marketplace.saleor_bridge.money import to_dong

LotOwner = tuple[int, int]  # key of a lot, key of the party that owns units of it


def unit_values(pairs: Iterable[LotOwner]) -> dict[LotOwner, int]:
    """đồng a sales unit, tax included, for each lot and owner asked; three queries.

    What this owner last gave for units of this lot, as its delivery or its buying out says; the
    article's live price where neither does: consigned goods have no other value before they are
    sold.
    """
    wanted = set(pairs)
    lots = {lot_id for lot_id, _owner in wanted}
    columns = ("lot_id", "owner_id", "unit_cost")
    known = [
        *known_costs().filter(lot_id__in=lots).values_list("delivery__ended_at", *columns),
        *bought_out().filter(lot_id__in=lots).values_list("document__recorded_at", *columns),
    ]
    known.sort(key=lambda row: row[0])  # the last one counts
    costs = {(lot_id, owner_id): cost for _at, lot_id, owner_id, cost in known}
    prices = Lot.objects.filter(pk__in=lots).values_list("pk", "variant__product__price_amount")
    live = {lot_id: to_dong(amount) for lot_id, amount in prices}
    return {pair: costs.get(pair, live[pair[0]]) for pair in wanted}


def known_costs() -> QuerySet[DeliveryLine]:
    """Counted delivery lines that say a cost, with their `owner_id`, the last one last."""
    return (
        DeliveryLine.objects.filter(counted__gt=0, unit_cost__isnull=False)
        .annotate(
            owner_id=Case(
                When(delivery__agreement=None, then=F("delivery__place__operator__party_id")),
                default=F("delivery__producer__party_id"),
            )
        )
        .order_by("delivery__ended_at", "pk")
    )


def bought_out() -> QuerySet[BoughtOut]:
    """What owners gave for goods that they had on consignment before, the last one last."""
    standing = BoughtOut.objects.filter(document__reversed_by=None)
    return standing.order_by("document__recorded_at", "pk")
