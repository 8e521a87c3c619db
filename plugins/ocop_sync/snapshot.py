"""What the register holds about the producers and products of one file: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from marketplace.certification.models import Certificate, CertifiedProduct, ProductGroup
from marketplace.places.addresses import Resolution, Resolver
from marketplace.producers.models import Producer
from plugins.ocop_sync.fields.text import fold
from plugins.ocop_sync.parse import GoodRow


@dataclass(frozen=True, slots=True)
class HeldProducer:
    id: int
    folded: str
    province_id: int | None
    address: str


@dataclass(frozen=True, slots=True)
class HeldProduct:
    id: int
    producer_id: int
    folded: str
    group_id: int | None


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
    """whereabouts: (address, day printed) → where it lies; the same for names of authorities."""

    producers: list[HeldProducer] = field(default_factory=list)
    products: list[HeldProduct] = field(default_factory=list)
    certificates: list[HeldCertificate] = field(default_factory=list)
    groups: list[ProductGroup] = field(default_factory=list)
    whereabouts: dict[tuple[str, date | None], Whereabouts] = field(default_factory=dict)


def load(rows: Iterable[GoodRow]) -> Snapshot:
    """Read all that a plan for these rows may ask for."""
    rows = list(rows)
    producers = [
        HeldProducer(*row)
        for row in Producer.objects.filter(
            folded__in={fold(row.producer) for row in rows}
        ).values_list("id", "folded", "province_id", "address")
    ]
    products = [
        HeldProduct(*row)
        for row in CertifiedProduct.objects.filter(
            producer_id__in=[producer.id for producer in producers],
            folded__in={fold(row.product) for row in rows},
        ).values_list("id", "producer_id", "folded", "group_id")
    ]
    certificates = Certificate.objects.filter(
        certified_product_id__in=[product.id for product in products]
    ).order_by("id")
    return Snapshot(
        producers=producers,
        products=products,
        certificates=[
            HeldCertificate(*row)
            for row in certificates.values_list(*HeldCertificate.__dataclass_fields__)
        ],
        groups=list(ProductGroup.objects.all()),
        whereabouts=_whereabouts(rows),
    )


def _whereabouts(rows: list[GoodRow]) -> dict[tuple[str, date | None], Whereabouts]:
    asked = {(row.address, row.decision.day) for row in rows if row.address}
    asked |= {(row.decision.authority, row.decision.day) for row in rows if not row.address}
    resolver = Resolver()
    return {(text, day): _where(resolver.resolve(text, day=day)) for text, day in asked if text}


def _where(found: Resolution) -> Whereabouts:
    return Whereabouts(
        unit_id=found.unit.pk if found.unit else None,
        province_id=found.province.pk if found.province else None,
        remark=found.remark,
    )
