"""A stocktake is given up."""

from django.db import transaction

from marketplace import clock
from marketplace.audit.record import record
from marketplace.inventory.models import Stocktake
from marketplace.inventory.stocktakes import scope


def cancel(stocktake: Stocktake, *, actor_id: int | None) -> Stocktake:
    """End it with nothing posted; what was counted is kept. A second time changes nothing.

    Raises StockRefused already_posted. Locks: the stocktake.
    """
    with transaction.atomic():
        now = scope.locked(stocktake)
        if now.state == Stocktake.State.CANCELLED:
            return now
        scope.refuse_ended(now)
        now.state, now.ended_at, now.ended_by_id = (
            Stocktake.State.CANCELLED,
            clock.now(),
            actor_id,
        )
        now.save(update_fields=["state", "ended_at", "ended_by_id"])
        record(
            "inventory.cancel_stocktake",
            actor_id=actor_id,
            subject=f"stocktake:{now.code}",
            data={"counts": now.counts.count()},
        )
        return now
