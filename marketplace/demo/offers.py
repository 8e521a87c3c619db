"""What the demo shop has on sale: real certified products, made-up prices and quantities."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from marketplace import clock
from marketplace.certification.models import CertifiedProduct
from marketplace.inventory import agreements
from marketplace.inventory.agreements import Agreed, LossBearer, Terms
from marketplace.listings.publish import Offer, publish
from marketplace.places.models import Place


@dataclass(frozen=True)
class DemoOffer:
    """name as certified; price: đồng; weight: g; keeps: days until best before, None: for ever."""

    name: str
    place: str
    price: int
    weight: int
    unit: str
    quantity: int
    keeps: int | None = 365


AGREED = 60  # days ago: before the first goods that past_weeks tells of
TERMS = Terms(commission=Decimal(15), loss_bearer=LossBearer.PRODUCER, payment_days=15)

OFFERS = (
    DemoOffer("Mắc ca Lê Anh Tuy Đức", "dak_song", 185_000, 500, "hộp", 40),
    DemoOffer("Hạt Mắc ca Mơ Nông", "dak_song", 165_000, 500, "túi", 36),
    DemoOffer("Tiêu xanh sấy thăng hoa", "da_lat", 98_000, 60, "hũ", 50),
    DemoOffer("Trái cây sấy thăng hoa", "da_lat", 75_000, 100, "túi", 80),
    DemoOffer("Hạt Điều rang muối", "da_lat", 145_000, 450, "hộp", 60),
    DemoOffer("Mộc Thanh Lọc", "dak_song", 120_000, 200, "hộp", 25),
    DemoOffer("Macca Bonbubo", "dak_song", 158_000, 500, "túi", 30),
    DemoOffer("Macca Quyền Nguyệt", "dak_song", 149_000, 500, "túi", 3),
    DemoOffer("Hill coffee", "dak_song", 130_000, 500, "gói", 45),
    DemoOffer("Trà thảo mộc 7 vị", "dak_song", 65_000, 150, "hộp", 70),
    DemoOffer("Tinh bột nghệ", "da_lat", 110_000, 300, "hũ", 28),
    DemoOffer("Trà Bí đao", "da_lat", 58_000, 200, "hộp", 55),
    DemoOffer("Mắm nêm Seagull", "duc_trong", 42_000, 350, "chai", 64),
    DemoOffer("beCHAMP Coffee Natural Nắng Vàng", "duc_trong", 195_000, 250, "gói", 32),
    DemoOffer("beCHAMP Coffee Gu Mạnh", "duc_trong", 139_000, 500, "gói", 48),
    DemoOffer("Cao Atiso Hoàng An", "da_lat", 220_000, 100, "hũ", 1, None),
)


def put_on_sale(places: dict[str, Place], actor_id: int) -> int:
    """Publish what is not on sale yet; returns how many were. Consigned by their producers."""
    products = {
        product.name: product
        for product in CertifiedProduct.objects.filter(
            name__in=[offer.name for offer in OFFERS], listings=None
        )
    }
    wanted = [offer for offer in OFFERS if offer.name in products]
    for offer in wanted:
        _agree(products[offer.name], places[offer.place], actor_id)
        publish(_offer(offer, products[offer.name], places), actor_id=actor_id)
    return len(wanted)


def _offer(offer: DemoOffer, product: CertifiedProduct, places: dict[str, Place]) -> Offer:
    keeps = offer.keeps
    return Offer(
        certified_product=product,
        place=places[offer.place],
        price=offer.price,
        net_weight_g=offer.weight,
        unit_name=offer.unit,
        vat_rate=Decimal(8),
        quantity=offer.quantity,
        lot_code="L01",
        best_before=clock.today() + timedelta(days=keeps) if keeps else None,
        client_key=f"demo-{product.code}",
    )


def _agree(product: CertifiedProduct, place: Place, actor_id: int) -> None:
    producer, operator = product.producer, place.operator
    if agreements.in_force(producer.pk, operator.pk, clock.today()) is None:
        since = clock.today() - timedelta(days=AGREED)
        agreements.make(
            Agreed(producer, operator, TERMS, since=since),
            actor_id=actor_id,
            client_key=f"demo-agreement-{producer.code}",
        )
