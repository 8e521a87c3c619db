"""Thanh toán khi nhận hàng: owed from the moment of the order, settled at the door."""

from marketplace import clock
from marketplace.orders.models import Parcel, Payment

METHOD = "cash_on_delivery"


def start(parcel: Parcel) -> Payment:
    """What the shopper owes for the parcel: its goods and its fee, in đồng."""
    return Payment.objects.create(parcel=parcel, method=METHOD, amount=parcel.to_collect)


def collected(parcel: Parcel, actor_id: int | None) -> None:
    """The whole amount was handed over with the goods. The parcel's row is locked."""
    _settle(parcel, Payment.State.COLLECTED, actor_id)


def voided(parcel: Parcel, actor_id: int | None) -> None:
    """Nothing is owed any more. The parcel's row is locked."""
    _settle(parcel, Payment.State.VOID, actor_id)


def _settle(parcel: Parcel, state: str, actor_id: int | None) -> None:
    payment = Payment.objects.select_for_update().get(parcel=parcel, state=Payment.State.DUE)
    payment.state = state
    payment.settled_at = clock.now()
    payment.settled_by_id = actor_id
    payment.save(update_fields=["state", "settled_at", "settled_by_id"])
