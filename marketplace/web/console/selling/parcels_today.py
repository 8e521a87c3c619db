"""What parcels ask for today: a call, a transfer, packing, a carrier, a shelf to go back to."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import ngettext

from marketplace.accounts.access import Action, places_for
from marketplace.orders.models import Parcel
from marketplace.web.console.selling import parcel_rows
from marketplace.web.console.selling.supply import to_send
from marketplace.web.console.task import Task, address

State = Parcel.State


def tasks(request: HttpRequest) -> Iterator[Task]:
    """Two queries, whatever waits; whoever only reads is led to the list."""
    if Action.SEE_ORDERS not in request.actions:
        return
    counts = parcel_rows.counts(places_for(request.user, Action.SEE_ORDERS))
    fulfils = Action.FULFIL_ORDER in request.actions
    count = counts.get(State.TO_CONFIRM, 0)
    calls = Action.CONFIRM_ORDER in request.actions
    yield Task(
        count,
        ngettext(
            "order waits for a call to its shopper",
            "orders wait for a call to their shopper",
            count,
        ),
        address("confirm_queue") if calls else _list(State.TO_CONFIRM),
    )
    if fulfils:
        count = to_send(request).count()
        yield Task(
            count,
            ngettext("parcel is to be sent to a point", "parcels are to be sent to points", count),
            address("supply"),
        )
    count = counts.get(State.CONFIRMED, 0)
    yield Task(
        count,
        ngettext(
            "parcel is to be packed or set aside", "parcels are to be packed or set aside", count
        ),
        _list(State.CONFIRMED),
    )
    count = counts.get(State.PACKED, 0)
    yield Task(
        count,
        ngettext("parcel waits for a carrier", "parcels wait for a carrier", count),
        _list(State.PACKED),
    )
    count = counts.get(State.REFUSED, 0)
    yield Task(
        count,
        ngettext("parcel is coming back", "parcels are coming back", count),
        address("coming_back") if fulfils else _list(State.REFUSED),
    )


def _list(state: str) -> str:
    return address("orders", state=str(state))
