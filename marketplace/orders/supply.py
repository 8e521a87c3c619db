"""Gửi đến điểm bán: the goods of collections leave the supplying place for the point, one transfer."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.audit.record import record
from marketplace.inventory import holds as holding
from marketplace.inventory import transfers
from marketplace.inventory.models import Hold, Transfer
from marketplace.orders.history import Kind, note
from marketplace.orders.locked import lock_goods_of
from marketplace.orders.models import Parcel, ShopOrder
from marketplace.orders.refused import OrderRefused
from marketplace.orders.states import refuse_unless
from marketplace.refusal import Problem


def send_to_point(codes: Sequence[str], *, actor_id: int | None, client_key: str) -> Transfer:
    """Send what these parcels hold from the place that supplies them to the point, at once.

    Their holds end as the goods leave, in one transaction: nobody else gets them in between. On
    arrival they are held at the point (orders.arrival). The same client key answers as the first
    time. Raises OrderRefused: not_waiting, lapsed, not_supplied, two_ways; StockRefused as
    inventory.transfers.send() does. Locks: orders, parcels, shelves.
    """
    with transaction.atomic():
        parcels = _locked(codes)
        before = Transfer.objects.filter(client_key=client_key).first()
        if before is not None:
            return before
        _refuse(parcels)
        goods = lock_goods_of(parcels)
        holding.end(goods.holds, Hold.State.TAKEN, goods.shelves)
        units = Counter[int]()
        for line in goods.lines:
            units[line.listing.variant_id] += line.quantity
        made = transfers.draft(
            parcels[0].supplied_from,  # type: ignore[arg-type]  # _refuse() asks for one
            parcels[0].place,
            [transfers.Asked(variant, many) for variant, many in sorted(units.items())],
            actor_id=actor_id,
            client_key=client_key,
        )
        seen = transfers.fingerprint(made)
        sent = transfers.send(made.code, seen=seen, actor_id=actor_id, client_key=client_key)
        for parcel in parcels:
            parcel.transfer, parcel.held_until = sent, None
            parcel.save(update_fields=["transfer", "held_until"])
            data = {"transfer": sent.code}
            note(
                parcel.order_id,
                Kind.SENT_TO_POINT,
                parcel_id=parcel.pk,
                actor_id=actor_id,
                data=data,
            )
            subject = f"parcel:{parcel.code}"
            record("orders.send_to_point", actor_id=actor_id, subject=subject, data=data)
        return sent


def _locked(codes: Sequence[str]) -> list[Parcel]:
    """All orders before all parcels, each in the order of their keys."""
    wanted = Parcel.objects.filter(code__in=codes)
    keys = set(wanted.values_list("order", flat=True))
    orders = {
        one.pk: one
        for one in ShopOrder.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    rows = wanted.select_for_update(of=("self",)).select_related("place", "supplied_from")
    parcels = list(rows.order_by("pk"))
    for parcel in parcels:
        parcel.order = orders[parcel.order_id]
    return parcels


def _refuse(parcels: Sequence[Parcel]) -> None:
    if not parcels:
        sentence = _("Choose at least one parcel to send.")
        raise OrderRefused(Problem("not_supplied", sentence))
    for parcel in parcels:
        refuse_unless(parcel, Parcel.State.CONFIRMED)
        if parcel.supplied_from_id is None or parcel.transfer_id is not None:
            sentence = _("The goods of %(code)s stand at the point or are on their way there.")
            data = {"code": parcel.code}
            raise OrderRefused(Problem("not_supplied", sentence % data, data=data))
    if len({(parcel.supplied_from_id, parcel.place_id) for parcel in parcels}) > 1:
        sentence = _("One transfer goes from one place to one point. Choose parcels of one way.")
        raise OrderRefused(Problem("two_ways", sentence))
