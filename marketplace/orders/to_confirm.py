"""The orders that wait for a call, and what is known of who ordered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from marketplace import clock
from marketplace.orders.history import Kind
from marketplace.orders.models import HELD, OUTSIDE, OrderEvent, Parcel, ShopOrder
from marketplace.places.models import Place

State = Parcel.State
_NOT_SET_ASIDE = OrderEvent.objects.filter(
    order=OuterRef("order"),
    parcel=OuterRef("pk"),
    kind=Kind.LAPSED,
    data__was=str(State.CONFIRMED),
)


@dataclass(frozen=True)
class Known:
    """Parcels to one phone, whenever, by how they ended; open: not over yet.

    lapsed: by the shopper, not because the place never set the goods aside.
    """

    delivered: int = 0
    refused: int = 0
    lapsed: int = 0
    open: int = 0

    @property
    def is_first(self) -> bool:
        return not (self.delivered or self.refused or self.lapsed or self.open)


def waiting(places: QuerySet[Place]) -> QuerySet[ShopOrder]:
    """Orders with a parcel at these places that nobody has confirmed yet, the oldest first.

    Those whose time has passed are left out. Each with `tries` (calls that nobody answered) and
    `waiting`, its parcels that wait, with place and lines. Three queries.
    """
    now = clock.now()
    unconfirmed = Parcel.objects.filter(
        Q(held_until__isnull=True) | Q(held_until__gt=now), state=State.TO_CONFIRM
    )
    return (
        ShopOrder.objects.filter(
            Exists(unconfirmed.filter(order=OuterRef("pk"), place__in=places)),
        )
        .annotate(tries=Count("events", filter=Q(events__kind=Kind.NOT_REACHED)))
        .prefetch_related(
            Prefetch(
                "parcels",
                unconfirmed.select_related("place").prefetch_related("lines").order_by("pk"),
                to_attr="waiting",
            )
        )
        .order_by("placed_at", "pk")
    )


def known(orders: Iterable[ShopOrder]) -> dict[str, Known]:
    """By phone, what is known besides these orders. One query."""
    orders = list(orders)
    rows = (
        Parcel.objects.filter(order__phone__in={order.phone for order in orders})
        .exclude(order__in=orders)
        .values_list("order__phone")
        .annotate(
            delivered=Count("pk", filter=Q(state=State.DELIVERED)),
            refused=Count("pk", filter=Q(state__in=(State.REFUSED, State.BACK))),
            lapsed=Count("pk", filter=Q(state=State.LAPSED) & ~Exists(_NOT_SET_ASIDE)),
            open=Count("pk", filter=Q(state__in=(*HELD, *(OUTSIDE - {State.REFUSED})))),
        )
        .order_by()
    )
    return {phone: Known(*counts) for phone, *counts in rows}
