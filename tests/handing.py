"""A parcel from the shelf to the shopper in one call, for tests that are about something else."""

from marketplace import codes
from marketplace.orders.confirm import confirm_by_phone
from marketplace.orders.deliver import deliver
from marketplace.orders.models import BEFORE_PACKING, Carrier, Parcel
from marketplace.orders.pack import pack_counted
from marketplace.orders.ship import ship


def rider(parcel: Parcel) -> Carrier:
    """The seller's own rider; made when missing."""
    made, _new = Carrier.objects.get_or_create(
        operator=parcel.order.seller,
        name="Người giao của cửa hàng",
        defaults={"code": codes.new_code(), "adapter": "own_rider"},
    )
    return made


def confirmed(parcel: Parcel) -> Parcel:
    """Called and wanted, as a parcel that waits for it is."""
    confirm_by_phone(parcel.code, actor_id=None)
    parcel.refresh_from_db()
    return parcel


def packed(parcel: Parcel) -> Parcel:
    """Counted and closed, confirmed before where it was not."""
    if parcel.state == Parcel.State.TO_CONFIRM:
        confirm_by_phone(parcel.code, actor_id=None)
    counts = dict(parcel.lines.values_list("pk", "quantity"))
    return pack_counted(parcel.code, counts, actor_id=None)


def shipped(parcel: Parcel, tracking: str = "") -> Parcel:
    """Packed and given to the rider."""
    packed(parcel)
    return ship(parcel.code, rider(parcel), tracking, actor_id=None)


def hand_over(parcel_code: str, *, actor_id: int | None, client_key: str = "") -> Parcel:
    """Packed, shipped by the rider, delivered and paid; what was done before is not done again."""
    parcel = Parcel.objects.select_related("order__seller").get(code=parcel_code)
    if parcel.state in BEFORE_PACKING:
        packed(parcel)
    ship(parcel_code, rider(parcel), "", actor_id=actor_id)
    return deliver(parcel_code, actor_id=actor_id)
