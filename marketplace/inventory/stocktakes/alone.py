"""What of a stocktake nobody but one person has looked at."""

from collections.abc import Sequence

from marketplace.inventory import second_person
from marketplace.inventory.models import Count, Stocktake
from marketplace.inventory.second_person import Alone
from marketplace.inventory.stocktakes.review import Row


def counted_alone(stocktake: Stocktake, rows: Sequence[Row], actor_id: int | None) -> Alone:
    """The differences, too many as well as too few, in lots that nobody else has counted.

    rows: review.rows(). A lot that somebody else has counted too, in part or again, has been
    looked at by two. A fixed number of queries.
    """
    others = Count.objects.filter(stocktake=stocktake).exclude(counted_by_id=actor_id)
    seen = set(others.values_list("lot_id", "owner_id", "condition").distinct())
    value = sum(abs(row.value) for row in rows if row.key not in seen)
    return second_person.alone(actor_id, stocktake.place_id, value)
