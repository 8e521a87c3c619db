"""Asking a carrier for a tracking code: from the outbox, outside of any transaction, then shipping."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.orders.carriers import ADAPTERS
from marketplace.orders.carriers.interface import CarrierRefused, Consignment, Item
from marketplace.orders.models import Parcel, Shipment
from marketplace.orders.ship import ASKED, ship
from marketplace.outbox.deliver import handler
from marketplace.refusal import Refusal


@handler(ASKED)
def create(payload: dict[str, Any]) -> None:
    """Book the parcel and ship it under the code that comes back.

    It may run twice: the carrier answers for the parcel's code as the first time, and a parcel
    ships once. Where the carrier refuses, or the parcel cannot ship any more, the shipment keeps
    the words, with the code of what was booked for nothing, and a person decides. Raises CarrierSilent, so that the outbox asks again.
    """
    shipment = Shipment.objects.select_related("carrier", "parcel").get(pk=payload["shipment"])
    if shipment.handed_at or shipment.refused or shipment.parcel.state != Parcel.State.PACKED:
        return
    try:
        booked = ADAPTERS[shipment.carrier.adapter].create(consignment(shipment.parcel))
    except CarrierRefused as refused:
        _keep(Shipment.objects.filter(pk=shipment.pk, handed_at=None), str(refused))
        return
    try:
        ship(
            shipment.parcel.code,
            shipment.carrier,
            booked.tracking_code,
            actor_id=shipment.handed_by_id,
            carrier_fee=booked.fee,
        )
    except Refusal as refused:
        sentence = _("Booked with %(carrier)s under %(code)s for nothing: cancel it there.")
        data = {"carrier": shipment.carrier.name, "code": booked.tracking_code}
        words = [sentence % data, *(problem.sentence for problem in refused.problems)]
        _keep(Shipment.objects.filter(pk=shipment.pk), " ".join(words))


def consignment(parcel: Parcel) -> Consignment:
    """What a carrier is told of the parcel. Three queries."""
    order = parcel.order
    lines = parcel.lines.select_related("listing").order_by("pk")
    unit = order.unit
    return Consignment(
        code=parcel.code,
        name=order.name,
        phone=order.phone,
        address=order.address,
        ward=unit.full_name if unit else "",
        province=unit.parent.full_name if unit and unit.parent else "",
        note=order.note,
        to_collect=parcel.to_collect,
        weight=parcel.weight_grams,
        items=[
            Item(line.name, line.listing.code, line.quantity, line.unit_price) for line in lines
        ],
    )


def _keep(shipment: QuerySet[Shipment], words: str) -> None:
    """The words alone: a parcel that was shipped meanwhile by hand keeps its carrier and code."""
    shipment.update(refused=words[:300] or "–")
