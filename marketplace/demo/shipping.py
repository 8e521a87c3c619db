"""Where the demo's parcels go, for which made-up fees, and who carries them."""

from collections.abc import Iterable

from marketplace.orders.carriers import keeping
from marketplace.orders.models import DeliveryZone
from marketplace.orders.zones import Said, save
from marketplace.places.models import Operator

NEAR = [(500, 18_000), (2_000, 25_000), (5_000, 40_000), (20_000, 90_000)]  # grams, đồng
FAR = [(500, 30_000), (2_000, 45_000), (5_000, 70_000), (20_000, 160_000)]
ZONES = (
    Said("Trong tỉnh", DeliveryZone.Reach.SAME_PROVINCE, 1, 2, 1, NEAR),
    Said("Cả nước", DeliveryZone.Reach.EVERYWHERE, 3, 5, 2, FAR),
)
CARRIERS = ("Người giao của cửa hàng", "Bưu cục gần nhất")


def set_up(sellers: Iterable[Operator], actor_id: int) -> None:
    """Zones and carriers of each seller that has none."""
    for seller in sellers:
        if not DeliveryZone.objects.filter(operator=seller).exists():
            for said in ZONES:
                save(seller, None, said, actor_id=actor_id)
        for name in CARRIERS:
            keeping.add(seller, name, "own_rider", actor_id=actor_id)
