"""Orders as a place sees them: one parcel is what it hands over."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from marketplace import clock, codes
from marketplace.inventory import shortfall
from marketplace.inventory.models import Document, Entry
from marketplace.orders.models import Parcel, ParcelLine
from marketplace.places.models import Place

ATTENTION = "attention"  # waiting, and what it holds is no longer all there to give


def find(
    places: QuerySet[Place], *, state: str = "", code: str = "", place_code: str = ""
) -> QuerySet[Parcel]:
    """Parcels of these places. Waiting ones oldest first, since they are a queue.

    state: one of Parcel.State, or ATTENTION. code: the order's or parcel's code as somebody typed
    it, whole or its beginning.
    """
    parcels = Parcel.objects.filter(place__in=places).select_related("order", "place")
    parcels = parcels.annotate(lines_count=Count("lines"), units=Sum("lines__quantity"))
    if state == ATTENTION:
        parcels = parcels.filter(pk__in=needing_a_person(places))
    elif state:
        parcels = parcels.filter(state=state)
    if place_code:
        parcels = parcels.filter(place__code=place_code)
    if code.strip():
        typed = codes.clean(code)
        parcels = parcels.filter(Q(code__startswith=typed) | Q(order__code__startswith=typed))
    if state in (Parcel.State.WAITING, ATTENTION):
        return parcels.order_by("order__placed_at", "pk")
    return parcels.order_by("-order__placed_at", "-pk")


def needing_a_person(places: QuerySet[Place]) -> set[int]:
    """Keys of the parcels whose goods expired or were blocked under them. Three queries."""
    holds = shortfall.concerned(places, clock.today())
    return set(ParcelLine.objects.filter(hold__in=holds).values_list("parcel", flat=True))


@dataclass(frozen=True)
class Left:
    """What went out of the ledger for a parcel: units of one lot of one article."""

    name: str
    lot_code: str
    best_before: object
    units: int


def gone_out(parcel: Parcel) -> tuple[Document | None, list[Left]]:
    """The sale document of the parcel and what left the place by it, by article and lot."""
    document = Document.objects.filter(kind=Document.Kind.SALE, reference=parcel.reference).first()
    if document is None:
        return None, []
    entries = Entry.objects.filter(document=document, place__isnull=False).select_related(
        "lot__variant__product"
    )
    return document, [
        Left(
            name=entry.lot.variant.product.name,
            lot_code=entry.lot.code,
            best_before=entry.lot.best_before,
            units=-entry.quantity,
        )
        for entry in entries.order_by("pk")
    ]
