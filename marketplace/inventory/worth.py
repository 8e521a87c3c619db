"""Stock in đồng, as lists: whose it is, how long it has been consigned, what was lost."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateTimeField,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.db.models.lookups import GreaterThan

from marketplace import clock
from marketplace.inventory.availability import promising
from marketplace.inventory.models import (
    Balance,
    ConsignmentAgreement,
    Entry,
    Hold,
    Transfer,
    Virtual,
)
from marketplace.inventory.value import bought_out, known_costs
from marketplace.places.models import Party, Place

OWNER_NAME = Coalesce("owner__operator__name", "owner__producer__name", output_field=CharField())
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

# Days since consigned goods came in: up to 30, 60, 90, and more.
BUCKETS = (30, 60, 90)


@dataclass(frozen=True)
class Bucket:
    """One age of consigned goods. last: None for the oldest; units in sales units, value in đồng."""

    number: int
    first: int
    last: int | None
    units: int
    value: int


def by_owner(places: QuerySet[Place]) -> QuerySet:
    """Rows by owner and place: owner_name, owner__kind, place__name, units, value (đồng)."""
    return (
        _standing(places)
        .values("owner", "owner__kind", "place", "place__code", "place__name")
        .annotate(owner_name=OWNER_NAME, units=Sum("quantity"), value=_value())
        .order_by("owner_name", "place__name", "owner", "place")
    )


def consigned(places: QuerySet[Place], today: date, bucket: int | None = None) -> QuerySet:
    """Rows by place, lot and owner of what stands there on consignment, the oldest first.

    since: when the first of this lot came from the producer, to whichever place; units, value
    (đồng). bucket: only those of this age, by its number from 0.
    """
    rows = _aged(places, today)
    if bucket is not None:
        rows = rows.filter(bucket=bucket)
    article = ("lot__variant__product__name", "lot__variant__name", "lot__variant__sku")
    return (
        rows.values("owner", "place", "place__name", "lot", "lot__code", "since", *article)
        .annotate(owner_name=OWNER_NAME, units=Sum("quantity"), value=_value())
        .order_by("since", "owner_name", "lot", "place")
    )


def ages(places: QuerySet[Place], today: date) -> list[Bucket]:
    """Every age with the units and đồng of it, empty ones too. One query."""
    sums = {
        row["bucket"]: row
        for row in _aged(places, today)
        .values("bucket")
        .annotate(units=Sum("quantity"), value=_value())
    }
    firsts, lasts = [0, *(last + 1 for last in BUCKETS)], [*BUCKETS, None]
    return [
        Bucket(
            number,
            first,
            last,
            sums.get(number, {}).get("units", 0),
            sums.get(number, {}).get("value", 0),
        )
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=True))
    ]


def losses(places: QuerySet[Place], first: date, last: date) -> QuerySet:
    """Rows by place, reason, owner and who bears it: units lost less units found again, value (đồng).

    What was lost under way counts at the place that sent it. bearer: "operator" for its own goods,
    as the agreement of that day says for a producer's, empty where there was none.
    """
    day = TruncDate("document__business_at", tzinfo=clock.LOCAL)
    sent_by = Transfer.objects.filter(code=OuterRef("document__reference")).values("origin")
    same = Entry.objects.filter(
        document=OuterRef("document"), lot=OuterRef("lot"), place__isnull=False
    ).values("place")
    agreement = ConsignmentAgreement.objects.filter(
        Q(until__isnull=True) | Q(until__gte=OuterRef("day")),
        producer__party=OuterRef("owner"),
        operator__places=OuterRef("at"),
        since__lte=OuterRef("day"),
    ).values("loss_bearer")
    rows = (
        Entry.objects.filter(
            virtual=Virtual.LOSS,
            document__business_at__gte=clock.day_start(first),
            document__business_at__lt=clock.day_end(last),
        )
        .annotate(day=day, at=Coalesce(Subquery(sent_by[:1]), Subquery(same[:1])))
        .filter(at__in=places.values("pk"))
        .annotate(
            bearer=Case(
                When(owner__kind=Party.Kind.OPERATOR, then=Value("operator")),
                default=Coalesce(Subquery(agreement[:1]), Value("")),
                output_field=CharField(),
            ),
            place_name=Subquery(Place.objects.filter(pk=OuterRef("at")).values("name")[:1]),
            unit_value=_unit_value(),
        )
    )
    return (
        rows.values("at", "place_name", "reason", "owner", "bearer")
        .annotate(owner_name=OWNER_NAME, units=Sum("quantity"), value=_value())
        .order_by("place_name", "-value", "reason", "owner", "bearer")
    )


def blocked(places: QuerySet[Place]) -> QuerySet[Hold]:
    """What is held, with shelf, place and article, the oldest first."""
    return (
        Hold.objects.filter(promising(clock.now()), shelf__place__in=places)
        .select_related("shelf__place", "shelf__variant__product")
        .order_by("placed_at", "pk")
    )


def _standing(places: QuerySet[Place]) -> QuerySet[Balance]:
    return Balance.objects.filter(place__in=places, quantity__gt=0).annotate(
        unit_value=_unit_value()
    )


def _aged(places: QuerySet[Place], today: date) -> QuerySet[Balance]:
    """Consigned balances with `since` and the number of their `bucket`."""
    came = Entry.objects.filter(
        place__isnull=True, lot=OuterRef("lot"), owner=OuterRef("owner"), virtual=Virtual.PRODUCER
    ).order_by("pk")
    whens = [
        When(since__gte=clock.day_start(today - timedelta(days=last)), then=Value(number))
        for number, last in enumerate(BUCKETS)
    ]
    return (
        _standing(places)
        .filter(owner__kind=Party.Kind.PRODUCER)
        .annotate(since=Subquery(came.values("document__business_at")[:1]))
        .annotate(bucket=Case(*whens, default=Value(len(BUCKETS)), output_field=IntegerField()))
    )


def _value() -> Sum:
    return Sum(F("quantity") * F("unit_value"), output_field=BigIntegerField())


def _unit_value() -> Coalesce:
    """What value.unit_values() says of a row's lot and owner, in SQL."""
    delivered = known_costs().filter(lot=OuterRef("lot"), owner_id=OuterRef("owner"))
    delivered = delivered.order_by("-delivery__ended_at", "-pk")
    bought = bought_out().filter(lot=OuterRef("lot"), owner=OuterRef("owner"))
    bought = bought.order_by("-document__recorded_at", "-pk")
    is_later = GreaterThan(
        Subquery(bought.values("document__recorded_at")[:1]),
        Coalesce(
            Subquery(delivered.values("delivery__ended_at")[:1]),
            Value(LONG_AGO),
            output_field=DateTimeField(),
        ),
    )
    return Coalesce(
        Case(When(is_later, then=Subquery(bought.values("unit_cost")[:1]))),
        Subquery(delivered.values("unit_cost")[:1]),
        Cast("lot__variant__product__price_amount", BigIntegerField()),
        output_field=BigIntegerField(),
    )
