"""What a parcel holds: until when, and what Saleor has allocated for it."""

from collections.abc import Sequence
from datetime import datetime

from marketplace import events
from marketplace.inventory import holds
from marketplace.inventory.events import HoldsEnded
from marketplace.inventory.models import Hold
from marketplace.orders.locked import Goods
from marketplace.orders.models import Parcel, ParcelLine
from marketplace.saleor_bridge import allocations


def hold_until(parcel: Parcel, goods: Goods, until: datetime | None) -> None:
    """Hold the parcel's goods until another moment; None: until they are handed over.

    Parcel and holds say the same moment, always: it is set here and where they are made. The
    parcel is locked, and its goods by lock_goods(). Raises StockRefused hold_not_live where the
    time has passed meanwhile, or one of its holds has ended: its goods may be somebody else's.
    """
    mine = {line.hold_id for line in goods.lines if line.parcel_id == parcel.pk}
    holds.set_until([hold for hold in goods.holds if hold.pk in mine], until, goods.shelves)
    parcel.held_until = until
    parcel.save(update_fields=["held_until"])


def release(goods: Goods) -> None:
    """The goods are free again. What has ended before stays as it ended: a hold past its time
    whose shelf somebody wrote to, or goods that are on their way to the point."""
    live = [hold for hold in goods.holds if hold.state == Hold.State.LIVE]
    holds.end(live, Hold.State.RELEASED, goods.shelves)


def allocated(lines: Sequence[ParcelLine]) -> None:
    """Say in Saleor what these lines' holds have just promised; once for every hold placed.

    Each line with `hold`, its `shelf` and that one's `place` loaded. The shelves are locked.
    """
    shelves = [(line, line.hold.shelf) for line in lines]
    allocations.allocate(
        (line.order_line_id, shelf.place.warehouse_id, shelf.variant_id, line.hold.quantity)
        for line, shelf in shelves
    )


@events.subscribe(HoldsEnded)
def follow(event: HoldsEnded) -> None:
    """A hold that has ended, however, is allocated no more."""
    lines = ParcelLine.objects.filter(hold__in=event.hold_ids)
    allocations.deallocate(
        lines.values_list(
            "order_line_id",
            "hold__shelf__place__warehouse_id",
            "hold__shelf__variant_id",
            "hold__quantity",
        )
    )
