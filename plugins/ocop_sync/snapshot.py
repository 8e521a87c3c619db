"""What the register holds about the producers and products of some rows: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from marketplace.certification.models import Certificate, CertifiedProduct, ProductGroup
from marketplace.certification.settle import NOT_DECIDED
from marketplace.places.addresses import Resolution, Resolver
from marketplace.producers.models import Producer
from plugins.ocop_sync import by_hand
from plugins.ocop_sync.by_hand import ByHand
from plugins.ocop_sync.fields.text import fold
from plugins.ocop_sync.parse import GoodRow


@dataclass(frozen=True, slots=True)
class HeldProducer:
    """addressed_on: day of the newest decision that prints an address of it; merged_into: the
    producer it is the same as, by whose name alone lists still call it."""

    id: int
    folded: str
    province_id: int | None
    address: str
    addressed_on: date | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class HeldProduct:
    """merged_into: the product it is the same as."""

    id: int
    producer_id: int
    folded: str
    group_id: int | None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    id: int
    certified_product_id: int
    stars: int
    potential_stars: int | None
    score: Decimal | None
    number: str
    decided_on: date | None
    authority: str
    award_year: int | None
    printed_last_day: date | None
    printed_group: str
    printed_address: str
    note: str
    first_day: date | None
    state: str
    revoked_at: datetime | None
    revocation_number: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an address lies today, by unit ids; remark as places.addresses says it."""

    unit_id: int | None = None
    province_id: int | None = None
    remark: str = "unknown"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """whereabouts: (address, day printed) → where it lies; the same for names of authorities.

    by_hand: certificate id → field → the correction by hand that stands.
    """

    producers: list[HeldProducer] = field(default_factory=list)
    products: list[HeldProduct] = field(default_factory=list)
    certificates: list[HeldCertificate] = field(default_factory=list)
    groups: list[ProductGroup] = field(default_factory=list)
    whereabouts: dict[tuple[str, date | None], Whereabouts] = field(default_factory=dict)
    by_hand: dict[int, dict[str, ByHand]] = field(default_factory=dict)


def load(rows: Iterable[GoodRow], places: Resolver | None = None) -> Snapshot:
    """Read all that a plan for these rows may ask for, also by names that were merged.

    places: of an earlier snapshot of the same import, which knows its addresses already.
    """
    rows = list(rows)
    producers = _producers({fold(row.producer) for row in rows})
    products = _products(producers, {fold(row.product) for row in rows})
    found = Certificate.objects.filter(
        certified_product_id__in=[one.id for one in products if one.merged_into is None]
    ).order_by("id")
    certificates = [
        HeldCertificate(*row) for row in found.values_list(*HeldCertificate.__dataclass_fields__)
    ]
    return Snapshot(
        producers=producers,
        products=products,
        certificates=certificates,
        groups=list(ProductGroup.objects.all()),
        whereabouts=_whereabouts(rows, places or Resolver()),
        by_hand=by_hand.standing({one.id: one for one in certificates}),
    )


def aliases() -> list[tuple[str, str]]:
    """Folded names by which lists call a producer, each with that under which it is kept."""
    merged = Producer.objects.filter(merged_into__isnull=False).order_by("pk")
    return list(merged.values_list("folded", "merged_into__folded"))


def product_aliases() -> list[tuple[str, str]]:
    """Folded names by which lists call a product, each with that under which it is kept."""
    merged = CertifiedProduct.objects.filter(merged_into__isnull=False).order_by("pk")
    return list(merged.values_list("folded", "merged_into__folded"))


def _producers(names: set[str]) -> list[HeldProducer]:
    """Those of these folded names, those they were merged into, and all merged into these."""
    named = Producer.objects.filter(folded__in=names)
    kept = set(named.annotate(kept=Coalesce("merged_into_id", "pk")).values_list("kept", flat=True))
    rows = (
        Producer.objects.filter(Q(pk__in=kept) | Q(merged_into__in=kept))
        .order_by("pk")
        .annotate(addressed_on=_newest_address())
    )
    columns = "id", "folded", "province_id", "address", "addressed_on", "merged_into_id"
    return [HeldProducer(*row) for row in rows.values_list(*columns)]


def _products(producers: list[HeldProducer], names: set[str]) -> list[HeldProduct]:
    """Those producers' products of these folded names, and those they were merged into."""
    columns = "id", "producer_id", "folded", "group_id", "merged_into_id"
    named = CertifiedProduct.objects.filter(
        producer_id__in=[producer.id for producer in producers], folded__in=names
    ).order_by("pk")
    found = {row[0]: HeldProduct(*row) for row in named.values_list(*columns)}
    missing = {one.merged_into for one in found.values() if one.merged_into} - found.keys()
    kept = CertifiedProduct.objects.filter(pk__in=missing).order_by("pk").values_list(*columns)
    return [*found.values(), *(HeldProduct(*row) for row in kept)]


def _newest_address() -> Subquery:
    """Of all decided certificates of the producer, also of products the file does not name."""
    decided = Certificate.objects.filter(
        certified_product__producer=OuterRef("pk"), first_day__isnull=False
    ).exclude(Q(state__in=NOT_DECIDED) | Q(printed_address=""))
    return Subquery(decided.order_by("-decided_on").values("decided_on")[:1])


def _whereabouts(
    rows: list[GoodRow], resolver: Resolver
) -> dict[tuple[str, date | None], Whereabouts]:
    asked = {(row.address, row.decision.day) for row in rows if row.address}
    asked |= {(row.decision.authority, row.decision.day) for row in rows if not row.address}
    return {(text, day): _where(resolver.resolve(text, day=day)) for text, day in asked if text}


def _where(found: Resolution) -> Whereabouts:
    return Whereabouts(
        unit_id=found.unit.pk if found.unit else None,
        province_id=found.province.pk if found.province else None,
        remark=found.remark,
    )
