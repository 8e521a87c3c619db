"""Goods of collections arrive where they are handed over, and are held there in the same moment."""

from collections.abc import Mapping, Sequence

from marketplace import clock, events
from marketplace.inventory import availability
from marketplace.inventory import holds as holding
from marketplace.inventory.events import GoodsArrived, TransferEnding
from marketplace.inventory.locks import ShelfKey
from marketplace.inventory.models import Hold, Shelf
from marketplace.orders.history import Kind, note
from marketplace.orders.holding import allocated
from marketplace.orders.models import HELD, Parcel, ParcelLine, ShopOrder


@events.subscribe(TransferEnding)
def lock_waiting(event: TransferEnding) -> None:
    """Orders and parcels are locked before shelves, whoever begins. Locks: orders, parcels."""
    parcels = Parcel.objects.filter(transfer=event.transfer_id)
    orders = set(parcels.values_list("order", flat=True))
    if orders:
        list(ShopOrder.objects.select_for_update().filter(pk__in=orders).order_by("pk"))
        list(parcels.select_for_update().order_by("pk"))


@events.subscribe(GoodsArrived)
def hold_what_came(event: GoodsArrived) -> None:
    """Hold what came for the parcels that still wait, the oldest order first.

    Where less came than was sent, what the point has free itself fills up once the transfer is
    over; what is missing even so needs a person (is_complete). Goods that came back home are held
    there again, to be sent anew. A parcel cancelled meanwhile leaves its goods to everybody.
    """
    now = clock.now()
    rows = Parcel.objects.filter(transfer=event.transfer_id, state__in=HELD).select_related("place")
    parcels = [one for one in rows.order_by("order__placed_at", "pk") if one.is_held_at(now)]
    if not parcels:
        return
    lines = _lines(parcels)
    at_home = event.place_id != parcels[0].place_id
    if at_home:
        lines = [line for line in lines if line.hold.state != Hold.State.LIVE]
    _hold(lines, event)
    for parcel in parcels:
        mine = [line for line in lines if line.parcel_id == parcel.pk]
        if not is_complete(mine, event.place_id):
            continue
        if at_home:
            parcel.transfer = None
            parcel.save(update_fields=["transfer"])
        else:
            note(parcel.order_id, Kind.AT_POINT, parcel_id=parcel.pk)


def fill_up(parcel: Parcel, shelves: Mapping[ShelfKey, Shelf]) -> None:
    """Hold what is still missing of a parcel whose transfer is over, out of what the point has free.

    The parcel is locked, and shelves are those of its articles at its place.
    """
    event = GoodsArrived(parcel.transfer_id or 0, parcel.place_id, {}, shelves, is_over=True)
    _hold(_lines([parcel]), event)


def is_complete(lines: Sequence[ParcelLine], place_id: int) -> bool:
    """Whether all of the lines is held at the place; each with its hold and that one's shelf."""
    return all(_held_at(line, place_id) == line.quantity for line in lines)


def _held_at(line: ParcelLine, place_id: int) -> int:
    hold = line.hold
    is_there = hold.state == Hold.State.LIVE and hold.shelf.place_id == place_id
    return hold.quantity if is_there else 0


def _lines(parcels: Sequence[Parcel]) -> list[ParcelLine]:
    rank = {parcel.pk: number for number, parcel in enumerate(parcels)}
    rows = ParcelLine.objects.filter(parcel__in=rank).select_related(
        "parcel__order", "listing", "hold__shelf__place"
    )
    return sorted(rows, key=lambda line: (rank[line.parcel_id], line.pk))


def _hold(lines: Sequence[ParcelLine], event: GoodsArrived) -> None:
    """Holds are ended and placed again with what came; two statements a shelf, whatever came."""
    came, free = dict(event.units), availability.free(event.locked, clock.today())
    growing: dict[int, int] = {}  # line → units it holds from now on
    for line in lines:
        key = event.place_id, line.listing.variant_id
        there = _held_at(line, event.place_id)
        most = min(free.get(key, 0), _share(came, key[1], event.is_over))
        more = min(line.quantity - there, most)
        if more > 0:
            free[key] -= more
            came[key[1]] = max(came.get(key[1], 0) - more, 0)
            growing[line.pk] = there + more
    changed = [line for line in lines if line.pk in growing]
    if not changed:
        return
    before = [line.hold for line in changed if _held_at(line, event.place_id)]
    if before:
        holding.end(before, Hold.State.RELEASED, event.locked)
    made = holding.place(
        [
            holding.Wanted(
                (event.place_id, line.listing.variant_id),
                growing[line.pk],
                line.parcel.reference,
                line.parcel.held_until,
            )
            for line in changed
        ],
        event.locked,
    )
    for line, hold in zip(changed, made, strict=True):
        line.hold = hold
    ParcelLine.objects.bulk_update(changed, ["hold"])
    allocated(changed)


def _share(came: Mapping[int, int], variant: int, is_over: bool) -> int:
    """Until the transfer is over, the point's own goods are left to others."""
    return 10**9 if is_over else came.get(variant, 0)
