"""Orders as a place sees them: one parcel is what it hands over."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from marketplace import clock, codes
from marketplace.accounts.access import Action, places_for
from marketplace.inventory import shortfall
from marketplace.inventory.models import Document, Entry, Hold, Transfer
from marketplace.orders.models import HELD, Parcel, ParcelLine
from marketplace.places.models import Place

ATTENTION = "attention"  # waiting, and what it holds is no longer all there to give
TO_SEND = "to_send"  # confirmed, its goods are to go to the point first


def find(
    places: QuerySet[Place], *, state: str = "", code: str = "", place_code: str = ""
) -> QuerySet[Parcel]:
    """Parcels of these places. Waiting ones oldest first, since they are a queue.

    state: one of Parcel.State as it counts now, TO_SEND or ATTENTION. code: the order's or parcel's
    code as somebody typed it, whole or its beginning.
    """
    parcels = with_state(Parcel.objects.filter(place__in=places), clock.now())
    parcels = parcels.select_related("order", "place")
    parcels = parcels.annotate(lines_count=Count("lines"), units=Sum("lines__quantity"))
    if state == ATTENTION:
        parcels = parcels.filter(pk__in=needing_a_person(places))
    elif state:
        parcels = parcels.filter(now=state)
    if place_code:
        parcels = parcels.filter(place__code=place_code)
    if code.strip():
        typed = codes.clean(code)
        parcels = parcels.filter(Q(code__startswith=typed) | Q(order__code__startswith=typed))
    if state in (ATTENTION, TO_SEND) or state in HELD:
        return parcels.order_by("order__placed_at", "pk")
    return parcels.order_by("-order__placed_at", "-pk")


def with_state(parcels: QuerySet[Parcel], moment: datetime) -> QuerySet[Parcel]:
    """Each with `now`: the state that counts at the moment, or TO_SEND."""
    past = Q(state__in=HELD, held_until__lte=moment)
    to_send = Q(state=Parcel.State.CONFIRMED, supplied_from__isnull=False, transfer__isnull=True)
    return parcels.annotate(
        now=Case(
            When(past, then=Value(str(Parcel.State.LAPSED))),
            When(to_send, then=Value(TO_SEND)),
            default=F("state"),
            output_field=CharField(),
        )
    )


def counts(places: QuerySet[Place]) -> dict[str, int]:
    """How many parcels of these places there are by the state that counts now. One query."""
    rows = with_state(Parcel.objects.filter(place__in=places), clock.now())
    return dict(rows.order_by().values_list("now").annotate(many=Count("pk")))


def of(request: HttpRequest, code: str, action: Action) -> Parcel:
    """The parcel at one of the person's places for this; 404 as if a foreign one were none."""
    parcels = Parcel.objects.filter(place__in=places_for(request.user, action))
    return get_object_or_404(
        parcels.select_related(
            "order__unit__parent",
            "order__seller",
            "place",
            "payment",
            "supplied_from",
            "transfer",
            "shipment__carrier",
        ),
        code=code,
    )


def needing_a_person(places: QuerySet[Place]) -> set[int]:
    """Keys of the parcels whose goods expired or were blocked under them, or of which less came to
    the point than was sent. Four queries."""
    holds = shortfall.concerned(places, clock.today())
    concerned = set(ParcelLine.objects.filter(hold__in=holds).values_list("parcel", flat=True))
    came = ParcelLine.objects.filter(
        parcel__place__in=places,
        parcel__state=Parcel.State.CONFIRMED,
        parcel__transfer__state=Transfer.State.RECEIVED,
    )
    is_there = Q(
        hold__state=Hold.State.LIVE,
        hold__shelf__place=F("parcel__place"),
        hold__quantity=F("quantity"),
    )
    return concerned | set(came.exclude(is_there).values_list("parcel", flat=True))


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
